"""Demands of the Plan of Action (F21): 30 for a State, 8 for the UN, 11 for a company; their states on three days."""

from datetime import date
from typing import Any

import pytest

from app.actions.casework import demands
from app.actions.kernel import records, view_rows
from app.actions.kernel.record_context import Inside
from app.actions.papers import paper_makers
from app.domain.record import Record
from app.domain.views import VIEWS
from app.errors import InputRefused
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.actions.test_displacement import add, verb
from tests.actions.test_displacement import vault as vault


def every(vault: Vault, **codes: str) -> list[Record]:
    return records.find(vault, Query("undertaking", where=tuple(codes.items()), limit=None))


def of_paragraph(vault: Vault, number: int) -> str:
    """Return the reference of the demand of a paragraph."""
    (one,) = [row for row in every(vault) if row.fields.get("reference") == f"Plan 1998, § {number}"]
    return one.ref


def country(vault: Vault, code: str = "QA", **more: object) -> str:
    return add(vault, "case", title=f"Country file {code}", kind="country", country=code, **more)


def test_a_state_has_thirty_demands_and_the_un_eight_once(vault: Vault) -> None:
    case = country(vault)
    assert verb(vault, "demands", "add", case) | {"ok": True} == {
        "ok": True,
        "record": case,
        "added": 38,
        "kept": 0,
        "removed": 0,
    }
    assert verb(vault, "demands", "add", case)["added"] == 0
    states = view_rows.find(vault, VIEWS["demands-state"])
    numbers = {int(str(one.fields["reference"]).rpartition(" ")[2]) for one in states}
    assert numbers == {*range(21, 38), *range(58, 64), *range(66, 70), 97, 98, 99} and len(numbers) == 30
    assert len(view_rows.find(vault, VIEWS["demands-un"])) == 8
    assert {one.fields["country"] for one in states} == {"QA"}
    first = next(one for one in records.show(vault, of_paragraph(vault, 36)).links if one[0] == "item")
    assert first[1].kind == "library_item" and first[1].fields["number"] == "36"

    assert verb(vault, "demands", "add", country(vault, "ZM"))["added"] == 30
    assert len(every(vault)) == 68
    donor = country(vault, "ZW", asked_as=["donor_state"])
    assert verb(vault, "demands", "add", donor)["added"] == 3


def test_a_removed_demand_stays_removed_until_a_person_adds_it_again(vault: Vault) -> None:
    case = country(vault)
    verb(vault, "demands", "add", case)
    (step,) = verb(vault, "stage", of_paragraph(vault, 36))["steps"]
    for ref in (of_paragraph(vault, 21), of_paragraph(vault, 22), str(step["ref"])):
        records.remove(vault, ref)
    told = verb(vault, "demands", "add", case)
    assert (told["added"], told["kept"], told["removed"]) == (0, 36, 2)
    assert len(every(vault)) == 36 and not verb(vault, "stage", of_paragraph(vault, 36))["steps"]
    told = verb(vault, "demands", "add", case, "--again")
    assert (told["added"], told["removed"]) == (2, 0)
    assert len(every(vault)) == 38 and verb(vault, "stage", of_paragraph(vault, 36))["steps"]


def test_a_bracketed_note_is_the_first_step_with_a_day_to_check_it(vault: Vault) -> None:
    verb(vault, "demands", "add", country(vault))
    (step,) = verb(vault, "stage", of_paragraph(vault, 36))["steps"]
    said = records.record_of(vault, str(step["ref"])).fields
    assert said["date"] == "2005" and "60/147" in str(said["text_open"]) and "Check it by" in str(said["text_open"])
    assert verb(vault, "stage", of_paragraph(vault, 36))["state"] == "open"


def test_companies_networks_and_aid_have_their_own_demands(vault: Vault) -> None:
    company = add(vault, "organisation", name="Water Company", type="company")
    assert verb(vault, "demands", "add", company)["added"] == 11
    press = add(vault, "organisation", name="The Compass", type="media")
    assert verb(vault, "demands", "add", press)["added"] == 1
    assert len(view_rows.find(vault, VIEWS["company-asks"], of=company)) == 11
    network = add(vault, "network", name="River network")
    assert verb(vault, "demands", "add", network)["added"] == 36
    kinds = [one.fields["kind"] for one in every(vault)]
    assert [kinds.count(code) for code in ("recommendation", "campaign", "task", "ask")] == [19, 7, 10, 12]
    aid = add(vault, "context", title="Aid for water", kind="aid")
    assert verb(vault, "demands", "add", aid)["added"] == 3
    debt = add(vault, "context", title="Debt of the dam", kind="debt")
    assert verb(vault, "demands", "add", debt, "--text", "es")["added"] == 1
    (one,) = view_rows.find(vault, VIEWS["demands-state"], of=debt)
    assert one.title.startswith("Encontrar una solución")


@pytest.mark.parametrize(("kind", "fields"), [
    ("case", {"title": "Bridge", "kind": "group", "country": "QA"}), ("case", {"title": "Bridge", "kind": "country"}),
    ("organisation", {"name": "Choir", "type": "faith"}), ("context", {"title": "Road", "kind": "project"}),
])  # fmt: skip
def test_another_record_takes_no_demands(vault: Vault, kind: str, fields: dict[str, Any]) -> None:
    with pytest.raises(InputRefused, match="no demands"):
        verb(vault, "demands", "add", add(vault, kind, **fields))
    assert not every(vault)


def move(vault: Vault, number: int, state: str, on: str) -> None:
    verb(vault, "stage", of_paragraph(vault, number), "--to", state, "--on", on, "--words", "Told in the press.")


def test_f21_the_states_of_three_days_are_those_of_a_hand_count(vault: Vault) -> None:
    """4 promised, 3 partly, 2 done, 1 refused; one of the two done is repealed later, with its text."""
    case = country(vault)
    demands.add_demands(vault, case)
    speaker = add(vault, "organisation", name="Ministry", type="state")
    for number in (21, 22, 26, 27):
        records.edit(vault, of_paragraph(vault, number), {"by": speaker, "due": "2026-09-30"})
        move(vault, number, "promised", "2026-02-01")
    for number in (23, 28, 29):
        move(vault, number, "partly", "2026-03-01")
    for number in (24, 31):
        records.edit(vault, of_paragraph(vault, number), {"outcome": "A decree of 2026."})
        move(vault, number, "done", "2026-04-01")
    move(vault, 25, "refused", "2026-04-02")
    move(vault, 31, "open", "2026-10-01")

    days = ("2026-01-31", "2026-05-01", "2026-10-02")
    states = [verb(vault, "scorecard", case, "--on", day)["states"] for day in days]
    assert states == [
        {"open": 30}, {"open": 20, "promised": 4, "partly": 3, "done": 2, "refused": 1},
        {"open": 21, "promised": 4, "partly": 3, "done": 1, "refused": 1},
    ]  # fmt: skip
    told = verb(vault, "scorecard", case, "--on", "2026-10-02", "--since", "2026-05-01")
    assert [(one["before"], one["now"]) for one in told["changes"]] == [("done", "open")]
    assert len(told["late"]) == 4 and {one["days"] for one in told["late"]} == {2}
    assert sum(sum(one[state] for state in ("open", "promised", "partly", "done", "refused") if state in one)
               for one in told["themes"]) == 30  # fmt: skip
    rows = view_rows.find(vault, VIEWS["demands-state"], date(2026, 5, 1))
    assert sum(one.fields["status"] == "done" for one in rows) == 2


def text(vault: Vault, name: str, ids: list[str], audience: str, language: str = "en", reader: bool = False) -> str:
    made = paper_makers.make(vault, name, ids, audience, language=language)
    made = paper_makers.mark_read(vault, made, "Kestrel") if reader else made
    return " ".join(made.data("txt").decode().split())


def test_the_scorecard_counts_and_gives_no_mark(vault: Vault) -> None:
    case = country(vault)
    demands.add_demands(vault, case)
    move(vault, 25, "refused", "2026-04-02")
    said = text(vault, "scorecard", [case], "authority")
    assert "Changes since 28 November 2025" in said and "Status on that day: open Status now: refused" in said
    assert "not a mark, a rank or an index" in said and "Qatar" in said
    assert "Revise army manuals that led to violations" in said and "High Commissioner" not in said


def test_a_spanish_brief_has_demands_in_spanish_and_no_number_of_few_people(vault: Vault) -> None:
    case = country(vault)
    demands.add_demands(vault, case)
    add(vault, "event", title="Shots", date_start="2026-03-01", country="QA", act=[{"violation": "LIF1"}])
    add(vault, "undertaking", text="A law on witnesses", text_open="A law on witnesses", kind="promise", country="QA")
    add(vault, "treaty_status", country="QA", instrument="cat", status="ratified", date="2000-01-11",
        seen_on="2026-11-01")  # fmt: skip
    book = add(vault, "document", title="Our arguments", kind="report")
    add(vault, "library_item", document=book, number="1", kind="argument", theme=["impunity"],
        claim="Peace needs an amnesty.", text="Peace without justice did not last.", authority="A court of 2005",
        source=[add(vault, "document", title="Study of three truces", kind="report")])  # fmt: skip
    said = text(vault, "lobbying-brief", [case], "embassy", "es")
    for words in ("Revisar los manuales militares que llevaron a violaciones", "A law on witnesses",
                  "Peace needs an amnesty.", "A court of 2005", "2000"):  # fmt: skip
        assert words in said, words
    assert "Revise army manuals" not in said and "Shots" not in said
    english = text(vault, "lobbying-brief", [case], "authority")
    assert "We ask you to carry out these demands" in english and "too few recorded acts" in english


def test_arguments_without_a_source_are_first_in_the_brief(vault: Vault) -> None:
    book = add(vault, "document", title="Our arguments", kind="report")
    study = add(vault, "document", title="Study of three truces", kind="report")
    for number, said, more in (("1", "Known answer.", {"source": [study]}), ("2", "Bare answer.", {})):
        add(vault, "library_item", document=book, number=number, kind="argument", theme=["impunity"], text=said, **more)
    rows = view_rows.find(vault, VIEWS["arguments"])
    assert len(rows) == 2
    brief = text(vault, "argument-brief", [], "internal")
    assert brief.index("Without a source") < brief.index("Bare answer.") < brief.index("Known answer.")
    assert "Study of three truces" in brief
    case = country(vault)
    demands.add_demands(vault, case)
    for name, ids, audience in (("argument-brief", [], "embassy"), ("argument-brief", [], "public"),
                                ("lobbying-brief", [case], "embassy")):  # fmt: skip
        others = text(vault, name, ids, audience, reader=True)
        assert "Known answer." in others and "Bare answer." not in others and "Without a source" not in others


def test_a_demand_with_an_action_and_no_response_was_asked_and_has_no_answer(vault: Vault) -> None:
    case = country(vault)
    demands.add_demands(vault, case)
    one, other = of_paragraph(vault, 21), of_paragraph(vault, 22)
    sent = {"kind": ["0101"], "date": "2026-10-15", "sensitivity": "P"}
    add(vault, "intervention", about=[one], **sent)
    add(vault, "intervention", about=[other], **sent, response=["05"])

    def asked(on: date, ref: str = one) -> str:
        return demands.find_asked(Inside(vault), records.record_of(vault, ref), on)

    assert (
        asked(date(2026, 11, 1)) == "2026-10-15"
        and not asked(date(2026, 10, 1))
        and not asked(date(2026, 11, 28), other)
    )
    assert demands.read_scorecard(vault, case, date(2026, 11, 28)).asked == 1
    assert "Asked, no answer: 1" in text(vault, "scorecard", [case], "internal")
    move(vault, 21, "refused", "2026-11-02")
    assert not asked(date(2026, 11, 28))
