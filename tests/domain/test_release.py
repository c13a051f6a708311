"""Who is named to whom, and what of a record leaves (papers.md 10, lines 1, 2, 5, 7, 8 and 10 in the domain)."""

import ast
import itertools
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from app.domain.fields import Field, Level, Value
from app.domain.kind import Kind
from app.domain.kinds import KINDS
from app.domain.record import Record
from app.domain.release import facets
from app.domain.release.audiences import AUDIENCES, COLUMNS, NAMES, PROFILES, Profile, Spoken
from app.domain.release.consents import ConsentAnswer, Consents, ReleasePaper, find_answer
from app.domain.release.narrowing import (
    EXCEPTS,
    NARROWING,
    Release,
    ReleasePerson,
    ReleaseRecord,
    stricter_cell,
)  # fmt: skip
from app.domain.release.resolver import is_child, resolve, strictest
from app.domain.release.rounding import part_of_day, round_date, round_place
from app.domain.release.table import print_tables
from tests.domain.test_redact import NOON, answer, incident, link, rec, yes_to_all

GOLDEN = Path(__file__).parents[1] / "vectors" / "release_tables.txt"
TODAY = NOON // 86_400 + 719_163
"""The day of `NOON` as an ordinal."""
OUTWARD = [name for name, one in AUDIENCES.items() if not one.own and name != "counts"]
TWELVE = [name for name in NAMES if name != "internal"]


def paper(name: str, **more: object) -> ReleasePaper:
    return evolve(ReleasePaper(AUDIENCES[name], TODAY), **more)


def test_the_printed_tables_are_the_golden_file() -> None:
    """Line 1: a changed cell needs a changed golden file, which a person reads."""
    assert print_tables() == GOLDEN.read_text("utf-8")


def more_open(one: Release, other: Release) -> list[str]:
    """Return what the second decision opens beyond the first."""
    found = ["form"] if other.form.rank < one.form.rank else []
    for facet, cell in one.facets.items():
        if stricter_cell(facet, cell, other.facets[facet]) != other.facets[facet]:
            found.append(facet)
    return found


FLAGS = ("child", "protected", "retracted", "no_image", "no_location", *EXCEPTS)
RECORD = ("mark", "uncleared", "unconfirmed", "record_retracted", "rehearsal")


def decide(audience: Profile, column: str, flags: frozenset[str]) -> Release:
    """Resolve one person with the facts named in `flags`; each of them is a reason to narrow."""
    record = rec(9, "consent_record", excepts=[name for name in EXCEPTS if name in flags])
    person = ReleasePerson(
        ConsentAnswer(column, record), "child" in flags, "protected" in flags, "no_location" not in flags,
        "no_image" not in flags, "retracted" in flags,
    )  # fmt: skip
    act = ReleaseRecord(b"a", Level.V if "mark" in flags else Level.P, "uncleared" not in flags,
                        "record_retracted" in flags)  # fmt: skip
    confirmed = frozenset() if "unconfirmed" in flags else frozenset({(b"a", "sexual"), (b"a", "health")})
    return resolve(person, act, ReleasePaper(audience, TODAY, (), confirmed, "rehearsal" in flags))


def test_every_audience_answer_and_rule_is_enumerated() -> None:
    """Line 1: without a rule the form is the cell of the table; each single rule only narrows it."""
    seen = 0
    for audience, column in itertools.product(AUDIENCES.values(), COLUMNS):
        whole = decide(audience, column, frozenset())
        assert whole.form is audience.form_for(column)
        for flag in (*FLAGS, *RECORD):
            narrowed = decide(audience, column, frozenset({flag}))
            assert more_open(whole, narrowed) == [], (audience.name, column, flag)
            seen += 1
    assert seen == 15 * 6 * (len(FLAGS) + len(RECORD))


@given(
    st.sampled_from(list(AUDIENCES.values())), st.sampled_from(COLUMNS),
    st.frozensets(st.sampled_from([*FLAGS, *RECORD])), st.frozensets(st.sampled_from([*FLAGS, *RECORD])),
)  # fmt: skip
def test_narrowing_any_input_never_releases_more(
    audience: Profile, column: str, flags: frozenset[str], more: frozenset[str]
) -> None:
    """Line 1: with more reasons to narrow, nothing opens; and the strictest of two is no more open than each."""
    one, other = decide(audience, column, flags), decide(audience, column, flags | more)
    assert more_open(one, other) == []
    both = strictest([one, other])
    assert more_open(one, both) == more_open(other, both) == []


@given(st.permutations(NARROWING))
def test_the_order_of_the_rules_does_not_matter(rules: list[object]) -> None:
    """Line 1: each effect can only make stricter."""
    flags = frozenset({*FLAGS, *RECORD})
    audience = AUDIENCES["un"]
    whole = decide(audience, "yes_named", frozenset())
    for rule in rules:
        whole = rule.narrow(whole)  # type: ignore[attr-defined]
    assert (whole.form, whole.facets["place"], whole.facets["sexual"]) == (Spoken.CLOSED, "country", "-")
    assert decide(audience, "yes_named", flags).form is Spoken.CLOSED


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_every_field_and_role_has_a_facet_of_the_table(kind: Kind) -> None:
    """Line 1: a field whose facet is no row of the table fails."""
    assert {facets.facet_of(kind, name) for name in kind.fields} <= facets.KNOWN
    assert {facets.role_facet(role) for role in kind.roles} <= facets.KNOWN


def test_a_field_with_an_unknown_facet_is_found() -> None:
    """Line 1: the check above can fail, and such a field does not leave."""
    odd = KINDS["event"]._replace(own=(*KINDS["event"].own, Field("odd", "Odd", facet="no such row")))
    assert facets.facet_of(odd, "odd") not in facets.KNOWN
    assert facets.facet_of(KINDS["event"], "of a newer program") == "internal"


# Line 5: what reads as silence.


def column(name: str, *answers: Record, person: Record | None = None, readers: tuple[str, ...] = ()) -> str:
    who = person or rec(1, "actor", alias="Heron")
    return find_answer(who, [(who.id, row) for row in answers], paper(name, readers=readers)).column


@pytest.mark.parametrize("name", TWELVE)
def test_each_unclear_answer_reads_silent(name: str) -> None:
    """Line 5: silence, not asked, expired, kin without a reason, cannot be asked without a decision, other readers."""
    purpose = AUDIENCES[name].opens[0]
    unclear: list[list[Record]] = [
        [], [answer(2, "not_asked", purpose)], [answer(2, "expired", purpose)],
        [answer(2, "given", purpose, valid_until="2020-01-01")],
        [answer(2, "given_by_other", purpose)], [answer(2, "given_by_other", purpose, by_whom="aunt")],
        [answer(2, "cannot_be_asked", purpose)], [answer(2, "cannot_be_asked", purpose, why="held", decided_by="K")],
        [answer(2, "cannot_be_asked", purpose, why="held", decided_by="K", review_on="2031-01-01")],
        [answer(2, "given", purpose, audience=["Embassy of X"])],
        [answer(2, "given", purpose)._replace(origin=b"c" * 16)],
        [answer(2, "given", "STORE"), answer(3, "given", "DIRECTORY")],
        [answer(2, "given", purpose), answer(3, "expired", purpose, at=NOON + 9)],
    ]  # fmt: skip
    assert [column(name, *rows) for rows in unclear] == ["silent"] * len(unclear)
    assert column(name, answer(2, "given", purpose)).startswith("yes")
    assert column(name, answer(2, "refused", purpose)) == "no"
    assert column(name, answer(2, "given", purpose, audience=["embassy of x"]), readers=("Embassy of X",)) != "silent"
    kin = answer(2, "given_by_other", purpose, by_whom="aunt", why="held without contact")
    assert column(name, kin).startswith("yes")
    decided = answer(2, "cannot_be_asked", purpose, why="held", decided_by="K", review_on="2023-11-20")
    assert column(name, decided) == "cannot"


@pytest.mark.parametrize("name", TWELVE)
@pytest.mark.parametrize("given_to", TWELVE)
def test_no_answer_implies_another_audience(name: str, given_to: str) -> None:
    """Lines 3 and 4: a yes to one audience leaves every other silent; UN_TO_GOV and UN_PUBLIC open the UN."""
    for purpose in (*AUDIENCES[given_to].opens, *AUDIENCES[given_to].also):
        assert column(name, answer(2, "given", purpose)).startswith("yes") is (name == given_to)
        assert column(name, answer(2, "refused", purpose)) in ("no", "silent")


def test_the_form_follows_the_words_of_the_answer() -> None:
    """Rule 3 of 1.1: a yes to be spoken of is no yes to be named, except where the purpose says so."""
    assert column("embassy", answer(2, "given", "EMBASSY")) == "yes_alias"
    assert column("embassy", answer(2, "given", "EMBASSY", form="named")) == "yes_named"
    assert column("un", answer(2, "given", "UN")) == "yes_alias"
    assert column("un", answer(2, "given", "UN"), answer(3, "given", "UN_TO_GOV")) == "yes_named"
    assert column("un", answer(2, "given", "UN", form="role"), answer(3, "given", "UN_PUBLIC")) == "yes_role"
    assert column("un", answer(2, "refused", "UN"), answer(3, "given", "UN_PUBLIC")) == "no"
    assert column("un", answer(2, "given", "UN"), answer(3, "refused", "UN_TO_GOV")) == "yes_alias"
    assert column("asked", answer(2, "given", "APPEAL_NAMED")) == "yes_named"
    assert column("asked", answer(2, "given", "APPEAL_ALIAS", form="named")) == "yes_alias"
    assert (
        column("asked", answer(2, "refused", "APPEAL_NAMED", at=NOON + 9), answer(3, "given", "APPEAL_ALIAS")) == "no"
    )


def test_an_anonymous_appeal_names_nobody_whatever_the_form_says() -> None:
    """Line 10: APPEAL_ANON only reads role, also with another form on the record."""
    assert column("asked", answer(2, "given", "APPEAL_ANON", form="named")) == "yes_role"
    assert column("asked", answer(2, "given", "APPEAL_ANON"), answer(3, "refused", "APPEAL_NAMED")) == "yes_role"
    assert decide(AUDIENCES["asked"], "yes_role", frozenset()).form is Spoken.ROLE


# Line 7: places and times are rounded, never blank.


def test_the_finest_known_step_is_told_and_no_finer_one() -> None:
    """Line 7: admin2 asked, village and province known: the province is told; never blank, never the village."""
    village = rec(1, "place", name="Chajul", province="Quiché", country="GT", latitude=15.4)
    yes = decide(AUDIENCES["network"], "yes_alias", frozenset())
    assert round_place(village, yes) == {"province": "Quiché", "country": "GT"}
    bare = decide(AUDIENCES["public"], "silent", frozenset())
    assert round_place(village._replace(fields={**village.fields, "district": "Norte"}), bare) == {
        "province": "Quiché", "country": "GT"
    }  # fmt: skip
    home = village._replace(fields={**village.fields, "kind": "refuge"})
    assert round_place(home, yes) == {}
    assert round_place(home, decide(AUDIENCES["un"], "yes_named", frozenset())) == {"country": "GT"}


@pytest.mark.parametrize(
    ("name", "column", "told"),
    [("un", "yes_alias", "2026-11-20T05:30"), ("embassy", "yes_alias", "2026-11-20"), ("public", "yes_role", "2026-11"),
     ("public", "yes_named", "2026-11-20"), ("network", "yes_alias", "2026-11-20"), ("network", "silent", "2026-11"),
     ("donor", "yes_role", "2026-10/2026-12")],
)  # fmt: skip
def test_a_time_is_rounded_for_the_audience(name: str, column: str, told: str) -> None:
    """Line 7: 05:30 is early morning for an embassy, and November in public."""
    step = decide(AUDIENCES[name], column, frozenset()).facets["time"]
    assert round_date("2026-11-20T05:30", step) == told
    words = part_of_day("2026-11-20T05:30", step)
    assert words == ("early morning of {day}" if name == "embassy" else None)


# Line 8: children, sexual violence, people who did it.


def test_a_child_is_named_only_with_a_guardian_and_a_note() -> None:
    """Line 8: else the role; in public the role always, and no finer than the province."""
    guardian = rec(2, "consent_record", state="given_by_other", by_whom="mother", best_interest="She asked for it.")
    alone = ReleasePerson(ConsentAnswer("yes_named", rec(3, "consent_record", state="given")), child=True)
    guarded = evolve(alone, answer=ConsentAnswer("yes_named", guardian))
    forms = {name: (resolve(alone, ReleaseRecord(), paper(name)).form, resolve(guarded, ReleaseRecord(), paper(name)))
             for name in ("un", "public")}  # fmt: skip
    assert forms["public"][1].facets["time"] == "month"  # the day is for named people
    assert forms["un"][0] is Spoken.ROLE and forms["un"][1].form is Spoken.NAME
    assert forms["public"][1].form is Spoken.ROLE and forms["public"][1].facets["place"] == "admin1"


@pytest.mark.parametrize(
    ("fields", "age", "child"),
    [({}, 17, True), ({}, 18, False), ({"child": True}, None, True), ({"child": True}, 30, False), ({}, None, False),
     ({"age_group": "12-17"}, None, True), ({"child": True, "age_group": "30-49"}, None, False)],
)  # fmt: skip
def test_who_counts_as_a_child(fields: dict[str, Value], age: int | None, child: bool) -> None:
    """Line 8: under 18 at the act, or the age is not known and the mark is set."""
    acts = [rec(2, "act", age_at_act=age)] if age is not None else []
    assert is_child(rec(1, "actor", alias="Heron", **fields), acts, TODAY) is child


@pytest.mark.parametrize("name", TWELVE)
def test_complexity_and_old_names_stay(name: str) -> None:
    """Line 4: the old names of audiences stay valid, and each means one audience."""
    assert PROFILES[name].name == name
    assert PROFILES["appeal"] is AUDIENCES["asked"] and PROFILES["authority"].opens == ("AUTHORITIES",)


def select_incident(name: str, **more: object) -> dict[str, dict[str, Value]]:
    from app.domain.redact import select

    rows, links = incident()
    for at, fields in more.items():
        number = int(at.removeprefix("r"))
        rows[number] = rows[number]._replace(fields={**rows[number].fields, **fields})  # type: ignore[dict-item]
    consents = yes_to_all(rows, AUDIENCES[name].opens[0])
    chosen = select(KINDS, rows, links, consents, paper(name))
    return {row.ref: dict(row.fields) for row in chosen.records}


def test_sexual_violence_leaves_only_after_its_confirmation() -> None:
    """Line 8: no act and no word of it without a second confirmation; in public its code is the heading."""
    from app.domain.redact import select

    plain = select_incident("un")
    assert plain["act-2"] == {"violation": "INT1"} and plain["event-1"]["description"] == "what happened"
    changed = {"r1": {"violation": "INT3"}, "r0": {"violation_class": ["INT3", "LIF1"]}}
    held = select_incident("un", **changed)
    assert "act-2" not in held and "description" not in held["event-1"]
    assert held["event-1"]["violation_class"] == ["LIF1"]
    public = select_incident("public", **changed)
    assert public["act-2"] == {"violation": "INT"} and public["event-1"]["violation_class"] == ["INT", "LIF1"]
    rows, links = incident()
    rows[1] = rows[1]._replace(fields={"violation": "INT3"})
    yes = yes_to_all(rows, "UN")
    told = select(KINDS, rows, links, yes, paper("un", confirmed=frozenset({(rows[1].id, "sexual")})))
    assert {"act", "event"} <= {row.kind for row in told.records if row.fields}


def test_what_a_second_confirmation_opens_is_listed_and_nothing_else() -> None:
    """Line 8: the act and the part; not for the public, not without a yes, and not once it is confirmed."""
    from app.domain.redact import select

    rows, links = incident()
    rows[1] = rows[1]._replace(fields={"violation": "INT3", "physical_harm": "Wounds"})
    yes, parts = yes_to_all(rows, "UN"), ((rows[1].id, "sexual"), (rows[1].id, "health"))

    def listed(audience: str, consents: Consents, *confirmed: tuple[bytes, str]) -> tuple[tuple[bytes, str], ...]:
        said = select(KINDS, rows, links, consents, paper(audience, confirmed=frozenset(confirmed)))
        return said.to_confirm

    assert listed("un", yes) == parts and listed("un", yes, parts[0]) == parts[1:]
    assert listed("un", yes, *parts) == () == listed("un", []) == listed("internal", yes)
    assert listed("public", yes_to_all(rows, "MEDIA")) == ()


def test_a_person_who_did_it_has_no_name_without_a_legal_check() -> None:
    """Line 8: consent does not matter for that; the unit and the kind of perpetrator leave."""
    held = select_incident("un")
    assert "actor-4" not in held and held["involvement-5"]["type"] == ["010104000000"]
    cleared = {"r4": {"legal_check": "cleared"}}
    assert select_incident("un", **cleared)["actor-4"]["alias"] == "The guard"
    assert "actor-4" not in select_incident("network", **cleared)


def test_words_follow_the_strictest_person() -> None:
    """1.6: with two victims and one yes, no word about both leaves, and who agreed is still listed."""
    from app.domain.redact import select

    rows, links = incident()
    rio, second = rec(10, "actor", alias="Rio", sex="02"), rec(11, "act", violation="LIF1", stated_reason="words")
    rows, links = [*rows, rio, second], [*links, link(second, "victim", rio), link(second, "event", rows[0])]
    luna = [(rows[2].id, answer(90, "given", "UN"))]
    told = {row.ref: dict(row.fields) for row in select(KINDS, rows, links, luna, paper("un")).records}
    assert told["actor-3"]["alias"] == "Luna" and "act-11" not in told and "actor-10" not in told
    assert told["event-1"] == {"date_start": "2024-03"}
    both = [*luna, (rio.id, answer(91, "given", "UN", form="role"))]
    told = {row.ref: dict(row.fields) for row in select(KINDS, rows, links, both, paper("un")).records}
    assert told["event-1"]["description"] == "what happened" and told["actor-10"] == {"sex": "02"}


def test_a_protected_witness_is_named_only_to_courts_and_bodies_that_protect() -> None:
    """Rule 7: elsewhere the alias, and in public the role."""
    forms = {name: decide(AUDIENCES[name], "yes_named", frozenset({"protected"})).form.value for name in OUTWARD}
    assert {name for name, form in forms.items() if form == "N"} == {"un", "regional", "court", "icc"}
    assert (forms["embassy"], forms["public"], forms["donor"]) == ("A", "R", "R")


def _branches(tree: ast.AST) -> int:
    kinds = (ast.If, ast.IfExp, ast.For, ast.While, ast.ExceptHandler, ast.Assert)
    nodes = list(ast.walk(tree))
    more = sum(len(node.values) - 1 for node in nodes if isinstance(node, ast.BoolOp))
    more += sum(1 + len(node.ifs) for node in nodes if isinstance(node, ast.comprehension))
    return 1 + more + sum(isinstance(node, kinds) for node in nodes)


def test_no_function_of_the_rules_is_complex() -> None:
    """Line 2: cyclomatic complexity A or B (at most 10, as radon counts it) in the rules and their callers."""
    root = Path(__file__).parents[2] / "app"
    files = [*(root / "domain" / "release").glob("*.py"), root / "domain" / "redact.py",
             *(root / "actions" / "release" / f"{name}.py" for name in ("consent_rules", "evidence_copies")),
             root / "actions" / "exports" / "tables_out.py"]  # fmt: skip
    found = {
        f"{file.name}:{node.name}": _branches(node)
        for file in files for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)
    }  # fmt: skip
    assert {name: n for name, n in found.items() if n > 10} == {}
    assert _branches(ast.parse("def f(): return [a for a in b if a] and c")) == 4
