"""The stages of a case: none begins while an item is missing, and each missing item is named."""

from datetime import date

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from app.domain.casework.stages import LEFT, CaseFacts, CasePart, find_next, is_forward, list_missing
from app.domain.kinds import KINDS
from tests.domain.strategies import WORDS

STAGES = KINDS["relocation"].stages
CODES = [stage.code for stage in STAGES]
TODAY = date(2026, 11, 28).toordinal()
PERSON, CHILD = b"person", b"child"


def part(id_: bytes = b"x", links: tuple[bytes, ...] = (), parts: tuple[str, ...] = (), **fields: object) -> CasePart:
    return CasePart(id_, fields, id_.decode(), frozenset(links), frozenset(parts), frozenset({"for"} if links else ()))  # type: ignore[arg-type]


PAPERS = [part(who + code.encode(), (who,), kind=code, state="have", expires="2030-01-01")
          for who in (PERSON, CHILD) for code in ("passport", "visa")]  # fmt: skip
WHOLE = CaseFacts(
    TODAY,
    dict.fromkeys(("safe_way", "reason", "options", "destination", "destination_why", "return_plan", "result",
                   "contact_after"), "said")
    | {"arrived_on": "2026-11-20", "returned_on": "2026-11-27", "next_review": "2026-12-01", "continues_work": False},
    {"who": [part(PERSON)], "risk": [part(links=(PERSON,), date="2026-11-01")], "host": [part(capacity=2)],
     "travel": [part(parts=("checkin_plan",))]},
    {"participant": [part(CHILD, kind="child"), part(kind="local")],
     "requirement": [*PAPERS, part(links=(CHILD,), kind="guardian_consent", state="have"),
                     part(kind="security_training", state="not_needed"), part(b"1", kind="wellbeing", state="have"),
                     part(b"2", kind="wellbeing", state="have")],
     "budget_line": [part(state="given", amount=300, currency="USD")]},
    {one.name: one.label for one in (*KINDS["relocation"].own, *KINDS["relocation"].roles)}, ("REFERRAL",),
)  # fmt: skip
"""A case with every item of every stage."""


def drop(facts: CaseFacts, name: str) -> CaseFacts:
    """Return the facts without a field, the records in a role, a kind of part, or the yes."""
    if name == "REFERRAL":
        return evolve(facts, agreed=())
    if name in facts.parts:
        return evolve(facts, parts={**facts.parts, name: []})
    kept = {one: value for one, value in facts.fields.items() if one != name}
    return evolve(facts, fields=kept, linked={**facts.linked, **({name: []} if name in facts.linked else {})})


NEEDED = {
    "assessed": {"safe_way", "reason", "options", "risk", "participant"},
    "host": {"host"}, "documents": {"requirement"},
    "options": {"REFERRAL", "destination", "destination_why"}, "travel": {"travel", "requirement"},
    "arrived": {"arrived_on"}, "settled": {"requirement", "continues_work", "participant"},
    "reviewed": {"requirement", "next_review"}, "return_planned": {"return_plan", "risk"},
    "returned": {"returned_on"}, "closed": {"result", "contact_after"},
}  # fmt: skip
"""The items of each stage, as the page of the design has them (casework.md 1.3)."""
SHOWN = {"REFERRAL": "consent_record"}
ITEMS = sorted(set().union(*NEEDED.values()))


def names(before: str, state: str, facts: CaseFacts) -> set[str]:
    return {item.name for item in list_missing(STAGES, before, state, facts)}


@given(st.sampled_from(CODES), st.sampled_from([*CODES, *LEFT]))
def test_nothing_is_missing_in_a_whole_case(before: str, state: str) -> None:
    assert names(before, state, WHOLE) == set()


@given(st.sets(st.sampled_from(ITEMS)), st.sampled_from(CODES), st.sampled_from(CODES))
def test_a_step_forward_names_exactly_the_missing_items_of_every_stage_on_its_way(
    gone: set[str], before: str, state: str
) -> None:
    facts = WHOLE
    for name in gone:
        facts = drop(facts, name)
    way = CODES[CODES.index(before) + 1 : CODES.index(state) + 1]
    named = {SHOWN.get(item, item) for code in way for item in NEEDED[code] & gone}
    assert names(before, state, facts) == named
    assert all(str(item.says).endswith(".") for item in list_missing(STAGES, before, state, facts))
    assert not any(list_missing(STAGES, before, end, facts) for end in LEFT)


@given(st.integers(-400, 400), st.integers(0, 4), st.booleans(), st.integers(-40, 400))
def test_room_papers_and_risk_are_compared_with_the_people_and_the_days(
    late: int, room: int, promised: bool, age: int
) -> None:
    ends = date.fromordinal(date(2026, 11, 20).toordinal() + 183 + late).isoformat()
    short = [evolve(one, fields={**one.fields, "expires": ends}) for one in PAPERS[2:3]]
    papers = [one for one in WHOLE.parts["requirement"] if one is not PAPERS[2]]
    line = part(state="promised" if promised else "asked", amount=300, currency="USD")
    risk = part(links=(PERSON,), date=date.fromordinal(TODAY - age).isoformat())
    facts = evolve(WHOLE, linked={**WHOLE.linked, "host": [part(capacity=room)], "risk": [risk]},
                   parts={**WHOLE.parts, "requirement": [*papers, *short], "budget_line": [line]})  # fmt: skip
    wrong = {"host": room < 2, "requirement": late < 0, "budget_line": not promised}
    assert names("options", "documents", facts) == {name for name, missing in wrong.items() if missing}
    assert names("inquiry", "assessed", facts) == (set() if 0 <= age <= 30 else {"risk"})
    reasoned = evolve(facts, fields={**facts.fields, "cover_why": "The fund decides in May."})
    assert "budget_line" not in names("options", "documents", reasoned)


def test_records_about_another_person_are_no_item_of_a_stage() -> None:
    """The assessment, the papers and the checks of a stranger say nothing about the person who leaves."""
    stranger = [part(b"p", (b"stranger",), kind=code, state="have", expires="2030-01-01")
                for code in ("passport", "visa", "security_training", "wellbeing")]  # fmt: skip
    facts = evolve(WHOLE, linked={**WHOLE.linked, "risk": [part(links=(b"stranger",), date="2026-11-01")]},
                   parts={**WHOLE.parts, "requirement": [*PAPERS[2:], *stranger]})  # fmt: skip
    assert names("inquiry", "assessed", facts) == {"risk"}
    said = " ".join(str(item.says) for item in list_missing(STAGES, "host", "settled", facts))
    for words in ("person: add the passport", "person: add the visa", "security training", "wellbeing"):
        assert words in said


def test_an_end_stands_outside_of_the_order_and_no_stage_follows_the_last() -> None:
    assert (
        find_next(STAGES, "closed") == find_next(STAGES, "refused") == "" and find_next(STAGES, "inquiry") == "assessed"
    )
    assert is_forward(STAGES, "refused", "host") and not is_forward(STAGES, "host", "refused")
    assert not is_forward(STAGES, "host", "host")


def test_every_stage_is_a_code_of_the_one_list_of_states() -> None:
    known = set(WORDS["stage"].codes)
    framed = {stage.code for kind in KINDS.values() for stage in kind.stages}
    assert framed | {*LEFT} | set(WORDS["undertaking_status"].codes) == known
    assert set(NEEDED) == {*CODES[1:]}
