"""Plans and campaigns: their stages, and measures that each have a person responsible and a day."""

import pytest

from app.actions.casework import demands
from app.actions.kernel import records, view_rows
from app.actions.papers import paper_makers
from app.actions.records import commitments
from app.domain.views import VIEWS
from app.errors import InputRefused
from app.gui.papers import papers_query
from app.gui.style.text import Text
from app.store.vault.open_vault import Vault
from tests.actions.test_displacement import add, verb
from tests.actions.test_displacement import vault as vault


def test_a_plan_is_not_adopted_while_a_measure_has_no_owner_or_no_day(vault: Vault) -> None:
    plan = add(vault, "programme", title="Plan of the river", kind="plan", country=["CO"])
    boat = add(vault, "undertaking", of=[plan], kind="measure", text="Find a boat", owner="Heron")
    lamp = add(vault, "undertaking", of=[plan], kind="measure", text="Buy a lamp", due="2027-01-10")
    assert records.record_of(vault, plan).fields["status"] == "drafted"
    with pytest.raises(InputRefused) as caught:
        verb(vault, "stage", plan, "--to", "adopted")
    assert all(said in str(caught.value) for said in ("“Goal”", "Find a boat: write", "Buy a lamp: write"))

    records.edit(vault, plan, {"goal": "Help on the same day."})
    records.edit(vault, boat, {"due": "2027-01-10"})
    with pytest.raises(InputRefused, match="Buy a lamp"):
        verb(vault, "stage", plan, "--to", "running")
    records.edit(vault, lamp, {"owner": "Wren"})
    assert verb(vault, "stage", plan, "--to", "adopted")["next"] == "running"
    with pytest.raises(InputRefused, match="“Result”"):
        verb(vault, "stage", plan, "--to", "closed")


def test_the_first_day_of_a_campaign_is_in_its_calendar_and_its_papers_name_the_cases(vault: Vault) -> None:
    case = add(vault, "case", title="Dry river")
    plan = add(vault, "programme", title="Free the witnesses", kind="campaign", date_start="2026-12-10", case=[case])
    assert "20261210" in str(paper_makers.make(vault, "calendar", [plan]).content)
    shown = papers_query.page(vault, Text(), records.record_of(vault, plan).id.hex())
    assert shown.title == "Free the witnesses · For a press release, open the papers of: Dry river"


def test_an_empty_plan_needs_a_measure_before_it_is_adopted(vault: Vault) -> None:
    plan = add(vault, "programme", title="Plan of the river", kind="plan", goal="Nobody waits.")
    with pytest.raises(InputRefused, match=r"Add a measure\."):
        verb(vault, "stage", plan, "--to", "adopted")


def test_a_measure_comes_from_an_item_and_the_plan_prints_its_gaps(vault: Vault) -> None:
    book = add(vault, "document", title="River meeting", kind="report")
    watch, boats = (add(vault, "library_item", document=book, number=number, text=text, theme=["protection"])
                    for number, text in (("1", "Keep a night watch."), ("2", "Buy two boats.")))  # fmt: skip
    with pytest.raises(InputRefused, match="no open plan"):
        demands.begin_measure(vault, watch)
    plan = add(vault, "programme", title="Plan of the river", kind="plan", goal="Nobody waits.", item=[watch, boats])
    of, begun = demands.begin_measure(vault, watch)
    records.add(vault, "undertaking", {**begun, "of": [of], "due": "2026-10-01", "owner": "Heron"})
    add(vault, "undertaking", of=[plan], kind="measure", text="Ask the fishers", due="2027-10-01")
    assert len(view_rows.find(vault, VIEWS["plan-measures"], of=plan)) == 2

    said = " ".join(paper_makers.make(vault, "protection-plan", [plan], "internal").data("txt").decode().split())
    for words in ("Nobody waits.", "Keep a night watch.", "No person responsible: Ask the fishers",
                  "Overdue: Keep a night watch.", "No measure is linked to this item: Buy two boats.", "Item: 2",
                  "Document: River meeting"):  # fmt: skip
        assert words in said, words
    assert "Heron" not in paper_makers.make(vault, "protection-plan", [plan], "embassy").data("txt").decode()
    told = verb(vault, "scorecard", plan)
    assert told["states"] == {"open": 2} and len(told["late"]) == 1  # type: ignore[arg-type]


def test_f21_nine_measures_two_late_with_neutral_titles_in_a_calendar(vault: Vault) -> None:
    plan = add(vault, "programme", title="Plan of the river", kind="plan", next_review="2026-12-10")
    for n in range(9):
        due = "2026-11-0" + str(n + 1) if n < 2 else f"2027-01-0{n}"
        add(vault, "undertaking", of=[plan], kind="measure", text=f"Meet Luna {n}", owner="Heron", due=due)
    told = verb(vault, "scorecard", plan)
    assert (told["count"], len(told["late"])) == (9, 2)  # type: ignore[arg-type]
    assert {one.record.title for one in commitments.list_due_records(vault)} >= {"Meet Luna 0", "Meet Luna 1"}
    made = paper_makers.make(vault, "calendar", [plan], "internal").data("ics").decode()
    assert made.count("BEGIN:VTODO") == 10 and "20261210" in made
    assert not any(word in made for word in ("Luna", "river", "Heron"))
