"""What readers of public papers and of papers for officials found: accusations, places, empty papers, words."""

import pytest

from app.actions.kernel import records
from app.actions.outgoing import letterheads
from app.actions.papers import paper_makers
from app.domain.frame import Letterhead
from app.domain.leaks.leak_values import EDIT, LeakAnswer, LeakAnswers, LeakClass
from app.errors import InputRefused
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.actions.cases import ALL, f1
from tests.actions.test_demands import country, text
from tests.actions.test_displacement import add, verb
from tests.actions.test_displacement import vault as vault
from tests.actions.test_leak_check import NAME, check
from tests.actions.test_new_papers import REST
from tests.actions.test_safe_papers import made


def test_the_perpetrator_in_prose_is_a_question_in_public(vault: Vault) -> None:
    case, event = f1(vault, *ALL, form="role")
    (body,) = [one for one in records.find(vault, Query("organisation")) if one.fields["type"] == "police"]
    records.edit(vault, body.ref, {"name": "Fourth Patrol"})  # only its kind tells that it is the police
    for words, asked in (
        ("The Fourth Patrol took him at a gate.", ["The Fourth Patrol"]),
        ("The police took him at a gate.", ["The police"]), ("Un policía lo tomó en una puerta.", ["Un policía"]),
        ("Four men took him at a gate.", []),
    ):  # fmt: skip
        records.edit(vault, event.ref, {"description_open": words})
        for name in ("press-release", "social-text"):
            found = made(vault, name, case, "public").leaks.open
            assert [(one.words, one.kind) for one in found] == [(one, LeakClass.DOER) for one in asked]
    records.edit(vault, event.ref, {"description_open": "The Fourth Patrol took him at a gate."})
    un = made(vault, "denunciation-letter", case, "un").leaks
    assert not un.open and not any("Patrol" in one for one in un.notices), "the paper names the body in its own place"


def test_a_flood_burns_nothing(vault: Vault) -> None:
    event = add(vault, "event", title="Flood", date_start="2026-08-04", act=[{"violation": "PRO3"}])
    said = paper_makers.make(vault, "incident-report", [event], "internal").data("txt").decode()
    assert "property destroyed" in said and "burnt" not in said


def demand(vault: Vault, case: str, **more: object) -> str:
    given = {"text": "Rebuild the mill", "text_open": "Dry houses for all.", "kind": "demand", "of": [case], **more}
    return add(vault, "undertaking", **given)


def test_the_public_reads_the_open_words_of_a_demand_and_no_state_that_it_may_not_know(vault: Vault) -> None:
    case = country(vault)
    demand(vault, case, status="done", outcome="A decree.", due="2026-10-02")
    said = text(vault, "scorecard", [case], "public", reader=True)
    assert "Dry houses for all." in said and "Rebuild" not in said
    assert "List of demands" in said and "Scorecard" not in said and "State concerned: Not known" not in said
    assert "Scorecard of demands" in text(vault, "scorecard", [case], "embassy")
    assert not any(word in said for word in ("open:", "pending", "answered", "done", "Overdue", "Theme", "Plan 1998"))
    assert (
        "The states of the demands are not in this paper: not every answer" in said
        and "No answer is needed" in said
        and "in all: 1" in said
    )
    assert "done: 1" in text(vault, "scorecard", [case], "embassy")
    with pytest.raises(InputRefused, match="no demand"):
        demand(vault, bare := country(vault, "ZM"), text_open="")
        text(vault, "scorecard", [bare], "public", reader=True)


@pytest.mark.parametrize("role", ["about", "focal"])
def test_the_public_reads_no_demand_about_somebody_who_said_no(vault: Vault, role: str) -> None:
    no = {"purpose": ["MEDIA"], "state": "refused", "form": "role"}
    who = add(vault, "actor", alias="Heron", role_words="a farmer", consent_record=[no])
    case = country(vault, **({"focal": [who]} if role == "focal" else {}))
    demand(vault, case, **({"about": [who]} if role == "about" else {}))
    try:
        said = text(vault, "scorecard", [case], "public", reader=True)
    except InputRefused:
        said = ""
    assert "Dry houses" not in said and "Rebuild" not in said


def test_the_state_in_a_row_is_the_counted_one_with_its_author_and_day(vault: Vault) -> None:
    case, ministry = country(vault), add(vault, "organisation", name="Ministry", type="state")
    of = {"by": ministry, "addressee": "Ministry", "due": "2027-01-10", "reference": "Plan 1998, § 27"}
    given = demand(vault, case, **of)
    assert "open: 1" in (said := text(vault, "scorecard", [case], "embassy")) and "Status: open (no answer)" in said
    assert "Please answer by" in said and "Asked of: Ministry" in said and "You can act on it" in said
    records.edit(vault, given, {"made_on": "2026-08-03"})
    assert "Status: open (asked on 3 August 2026; no answer)" in text(vault, "scorecard", [case], "embassy")
    verb(vault, "stage", given, "--to", "promised", "--on", "2026-09-21", "--words", "Told in the press.")
    (step,) = records.find(vault, Query("step"))
    records.edit(vault, step.ref, {"text_open": "Told in the press."})
    for name in ("scorecard", "lobbying-brief"):
        said = text(vault, name, [case], "embassy")
        assert (
            "Status: promised (21 September 2026: Told in the press)" in said and "Plan of Action of the Human" in said
        )


def test_a_brief_has_a_contact_and_is_only_for_a_country_file_with_open_demands(vault: Vault) -> None:
    letterheads.put_letterhead(vault, Letterhead({"en": "Coast Desk"}, telephone="+502 2231 0047"))
    case, other = country(vault), add(vault, "case", title="Quay", kind="group")
    for one in (case, other):
        demand(vault, one, due="2026-10-02")
    made = paper_makers.make(vault, "lobbying-brief", [case], "embassy", letterhead=1)
    assert "Telephone and e-mail: +502 2231 0047" in made.data("txt").decode()
    said = " ".join(made.data("txt").decode().split())
    assert "too few recorded acts to print numbers. This does not mean that there are none." in said
    assert "Demands not fulfilled: 1 (of these overdue: 1)" in said
    card = text(vault, "scorecard", [case], "embassy")
    assert "open: 1 in all: 1 (of these overdue: 1)" in card and "Overdue: 1" not in card
    for one in records.find(vault, Query("undertaking")):
        records.edit(vault, one.ref, {"status": "done", "outcome": "A law of 2026."})
    for one in (case, other):
        with pytest.raises(InputRefused, match="no country file with open demands"):
            paper_makers.make(vault, "lobbying-brief", [one], "embassy")


@pytest.mark.parametrize(("name", "kind", "given", "audience", "filled", "why"), [
    ("protection-plan", "programme", {"title": "Talk", "kind": "awareness"}, "internal", {"goal": "Know the law."},
     "no goal and no measure"),
    ("campaign-plan", "programme", {"title": "Talk", "kind": "awareness"}, "internal", {"goal": "Know the law."},
     "no goal, step or message"),
    ("progress-table", "programme", {"title": "Talk", "kind": "awareness"}, "internal", {}, "no measure"),
    ("community-profile", "actor", {"alias": "Reed", "kind": "person"}, "internal",
     {"kind": "community", "own_name": "Reedmoor"}, "No community"),
    ("return-plan", "relocation", {"title": "North star"}, "internal",
     {"return_plan": "By boat."}, "No return is planned"),
    ("scorecard", "case", {"title": "Country file", "kind": "country", "country": "QA"}, "internal", {}, "no demand"),
])  # fmt: skip
def test_a_paper_with_only_its_frame_is_refused_with_the_reason(
    vault: Vault, name: str, kind: str, given: dict[str, object], audience: str, filled: dict[str, object], why: str
) -> None:
    who = {"who": add(vault, "actor", alias="Lumen")} if kind == "relocation" else {}
    one = add(vault, kind, **given, **who)
    with pytest.raises(InputRefused, match=why):
        paper_makers.make(vault, name, [one], audience)
    if filled:
        records.edit(vault, one, filled)
    else:
        add(vault, "undertaking", of=[one], kind="measure" if kind == "programme" else "demand", text="Buy a lamp")
    assert str(next(iter(filled.values()), "in all")) != "" and paper_makers.make(vault, name, [one], audience)


def test_a_text_for_social_media_has_its_speaker_and_asks_for_what_fits(vault: Vault) -> None:
    yes = {"purpose": ["MEDIA"], "state": "given", "form": "role"}
    homes = [add(vault, "actor", alias=alias, kind="group", role_words="a family of farmers", consent_record=[yes])
             for alias in ("Mill", "Ford", "Chapel")]  # fmt: skip
    acts = [{"violation": "PRO3", "victim": one} for one in homes]
    place = {"name": "Bank", "province": "Upper river"}
    event = add(vault, "event", title="Flood", date_start="2026-08-04", place=place, act=acts)
    letterheads.put_letterhead(
        vault, Letterhead({"en": "Coast Desk"}, site="coast.example", telephone="+502 2231 0047")
    )
    made = {name: paper_makers.make(vault, name, [event], "public", letterhead=1)
            for name in ("social-text", "press-release")}  # fmt: skip
    short = str(made["social-text"].content)
    assert "A family of farmers (×3): property destroyed." in short
    assert short.endswith("those responsible to repair the harm. Coast Desk · coast.example") and len(short) <= 280
    headed = paper_makers.make(vault, "press-release", [event], "public", letterhead=1, headline="Water in the night")
    lines = paper_makers.mark_read(vault, headed, "Kestrel").data("txt").decode().split("\n")
    assert "Water in the night" in lines and "Contact for the press" in " ".join(lines)
    long = paper_makers.mark_read(vault, made["press-release"], "Kestrel").data("txt").decode()
    said = " ".join(long.split())
    assert "a family of farmers (×3) suffered these acts" in said and "repair the harm" in said
    assert "protect the people concerned." not in said.split("We ask for this")[1].split("Notes")[0]
    records.edit(vault, records.find(vault, Query("act"))[0].ref, {"violation": "THR4"})
    assert "protect the people" in str(paper_makers.make(vault, "social-text", [event], "public").content)


def test_a_step_without_words_for_the_reader_is_no_row(vault: Vault) -> None:
    plan = add(vault, "programme", title="Dry land", kind="campaign", text_open="A siren for all.")
    for words in ({"text_open": "Put up posters."}, {}):
        add(vault, "undertaking", of=[plan], kind="campaign", text="Ask Heron", due="2027-01-10", **words)
    said = paper_makers.make(vault, "protection-plan", [plan], "embassy", answers=REST).data("txt").decode()
    assert said.count("Due date:") == 1 and said.count("No person responsible:") == 1


def test_an_aid_sheet_says_of_whom_each_demand_is_asked_and_what_the_embassy_does_with_it(vault: Vault) -> None:
    agency = add(vault, "organisation", name="Norland Aid", type="state", country="NO")
    road = add(vault, "context", title="Rural roads", kind="aid")
    with pytest.raises(InputRefused, match="tells nothing"):
        text(vault, "aid-sheet", [road], "embassy")
    add(vault, "effect", of=road, right="right:water", state="actual", text_open="The spring is dry.")
    said = text(vault, "aid-sheet", [road], "embassy")
    assert "raise these facts" in said and "under “Run by” and “Paid by”" in said and "these demands" not in said
    demand(
        vault,
        "",
        of=[],
        about=[road],
        by=agency,
        addressee="Norland Aid",
        made_on="2026-10-03",
        due="2027-01-16",
        reference="Order 12",
    )
    said = text(vault, "aid-sheet", [road], "embassy")
    for words in ("Source: Order 12 Asked of: Norland Aid Due date: 16 January 2027", "Do not hand over this paper.",
                  "Status: open (asked on 3 October 2026; no answer)", "Please answer by",
                  "You can act on it", "raise these demands"):  # fmt: skip
        assert words in said, words
    (one,) = records.find(vault, Query("undertaking"))
    add(vault, "step", of=one.ref, date="2026-11-02", text="Ana heard it from the clerk")
    assert "no answer" not in (said := text(vault, "aid-sheet", [road], "embassy")) and "Ana heard" not in said


def test_progress_for_the_network_has_measures_with_states_and_the_number_of_the_others(vault: Vault) -> None:
    who = add(vault, "actor", alias="Heron")
    case = add(vault, "case", title="Heron", focal=[who])
    plan = add(
        vault, "programme", title="Night watch", kind="plan", goal="Nobody waits alone.", date_start="2026-10-01"
    )
    for words, of in (("Buy a lamp", [plan]), ("Hide Heron", [plan, case])):
        add(vault, "undertaking", of=of, kind="measure", text=words, owner="Wren", due="2026-12-20")
    said = text(vault, "progress-table", [plan], "network")
    for words in ("Night watch", "Nobody waits alone.", "Measure: Buy a lamp Person responsible: Wren", "no step yet",
                  "Measures that are not in this paper: 1", "tell us each step"):  # fmt: skip
        assert words in said, words
    assert "Hide" not in said


def test_the_words_of_an_answer_are_no_new_question_and_hide_no_open_one(vault: Vault) -> None:
    said = f"We met {NAME}. Later we met Zora Quelim."
    name, other = sorted(check(vault, said).open, key=lambda one: one.words != NAME)
    both = LeakAnswers({name.id: LeakAnswer(EDIT, "Zora Quelim"), other.id: LeakAnswer()})
    report = check(vault, said, both)
    assert report.open == () and report.texts["text"] == "We met Zora Quelim. Later we met …."
    one = check(vault, said, LeakAnswers({name.id: LeakAnswer(EDIT, "Zora Quelim")}))
    assert [found.words for found in one.open] == ["Zora Quelim"], "nobody answered this one"
