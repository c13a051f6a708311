"""Risk, plan and the log of security incidents from entry to paper, on the command line."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.actions.field import security_incidents
from app.actions.kernel import records
from app.actions.records import commitments
from app.actions.today import due_tasks
from app.domain.record import Record
from app.store.vault.open_vault import Vault
from tests.flow.cast import Person
from tests.vaults import vault_at

THREAT = {"threat_kind": "arrest", "likelihood": 4, "impact": 5, "vulnerability": 3, "capacity": 2, "owner": "Kite"}


@pytest.fixture(scope="module")
def ana(tmp_path_factory: pytest.TempPathFactory) -> Person:
    return Person(tmp_path_factory.mktemp("ana"), "ana").creates()


def test_an_assessment_is_scored_and_held_against_the_one_before_and_no_row_is_hidden(
    ana: Person, tmp_path: Path
) -> None:
    smear = {"threat_kind": "smear", "text": "Never scored"}
    first = ana.does("add", "risk_assessment", given={"title": "One", "date": "2026-10-01", "risk": [
        {**THREAT, "capacity": 3}, smear, {"threat_kind": "raid", "likelihood": 1, "impact": 2, "vulnerability": 1,
                                           "capacity": 5}]})  # fmt: skip
    second = ana.does("add", "risk_assessment", given={"title": "Two", "date": "2026-11-01", "previous": first["ref"],
        "risk": [THREAT, smear, {**THREAT, "threat_kind": "digital", "likelihood": 1}]})  # fmt: skip
    shown = ana.does("risk", "show", second["ref"])
    assert [(row["fields"]["threat_kind"], row["score"], row["band"]) for row in shown["threats"]] == [
        ("smear", None, ""), ("arrest", 30.0, "high"), ("digital", 7.5, "medium"),
    ]  # fmt: skip
    moves = {row["threat"]: row["move"] for row in shown["moves"]}
    assert moves == {"smear": "unscored", "arrest": "rose", "digital": "new", "raid": "gone"}
    paper = tmp_path / "risk.txt"
    ana.does("output", "make", "risk-sheet", str(paper), second["ref"])
    text = paper.read_text("utf-8")
    for words in (
        "30, high risk",
        "4 x 5 x 3 / 2",
        "higher",
        "no longer there",
        "new threat",
        "Never scored",
        "20, high",
    ):
        assert words in text, text
    assert ana.tries("risk", "show", "RI-XXXXX")[0] == 4


def test_a_plan_is_on_paper_with_what_was_tested_and_the_page_for_an_arrest_is_its_own(
    ana: Person, tmp_path: Path
) -> None:
    plan = ana.does("add", "security_plan", given={
        "title": "House", "rules": "Nobody walks alone", "if_arrested": "Call the lawyer first",
        "plan_item": [{"kind": "arrest", "text": "Take the keys away", "state": "tested", "tested_on": "2026-11-02"},
                      {"kind": "cash", "text": "Two people count it", "state": "open"}]})  # fmt: skip
    whole, page = tmp_path / "plan.txt", tmp_path / "page.txt"
    ana.does("output", "make", "security-plan", str(whole), plan["ref"])
    ana.does("output", "make", "if-arrested", str(page), plan["ref"])
    assert all(
        words in whole.read_text("utf-8") for words in ("Nobody walks alone", "Tested: 1 of 2.", "2 November 2026")
    )
    text = page.read_text("utf-8")
    assert "Call the lawyer first" in text and "Take the keys away" in text and "Two people count it" not in text


def test_three_in_four_weeks_are_pointed_out_and_one_becomes_an_incident(ana: Person, tmp_path: Path) -> None:
    gate = ana.does("add", "place", given={"name": "The gate"})["ref"]
    refs = [
        ana.does("add", "security_incident", given={"date": f"2026-11-{day:02}T19:00", "what": f"A grey car {day}",
                                                    "place": gate, "reaction": "Noted the plate"})["ref"]
        for day in (2, 11, 29)
    ]  # fmt: skip
    (found,) = ana.does("security-incident", "patterns")["patterns"]
    assert (found["which"], found["incidents"], found["waits"]) == ("The gate", refs, True)
    event = ana.does("security-incident", "promote", refs[0])
    shown = ana.does("show", event["ref"])
    assert shown["fields"]["date_start"] == "2026-11-02T19:00" and "A grey car 2" in shown["fields"]["description"]
    assert {row["title"] for row in shown["links"]} == {"The gate"} and shown["parts"][0]["ref"] == refs[0]
    assert ana.tries("security-incident", "promote", refs[0])[0] == 5
    ana.does("security-incident", "take-back", refs[0])
    assert ana.does("show", event["ref"])["removed"] and not [
        row for row in ana.does("show", refs[0])["links"] if row["role"] == "event"
    ]
    paper = tmp_path / "log.txt"
    ana.does("output", "make", "security-incidents", str(paper))
    assert f"3 with The gate: {', '.join(refs)}" in " ".join(paper.read_text("utf-8").split())


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with vault_at(tmp_path / "vault") as vault:
        yield vault


def reported(vault: Vault, n: int) -> list[Record]:
    rows = ({"date": f"2027-01-{day:02}", "what": "Silent call", "felt_by": "Wren"} for day in range(3, 3 + n))
    return [records.add(vault, "security_incident", row)[0] for row in rows]


def test_now_points_a_pattern_out_until_each_was_assessed_and_asks_for_no_replaced_review(vault: Vault) -> None:
    rows = reported(vault, 3)
    (found,) = due_tasks.needs(vault).patterns
    assert found.say("en") == "Wren" and due_tasks.needs(vault).count == 1
    for row in rows:
        records.edit(vault, row.ref, {"assessed": "incident"})
    assert not due_tasks.needs(vault).patterns and len(security_incidents.patterns(vault)) == 1
    old = records.add(vault, "risk_assessment", {"date": "2026-12-01", "next_review": "2027-01-14"})[0]
    assert [due.field for due in commitments.list_due_records(vault)] == ["next_review"]
    records.add(vault, "risk_assessment", {"date": "2027-01-14", "previous": old.ref})
    assert commitments.list_due_records(vault) == []
