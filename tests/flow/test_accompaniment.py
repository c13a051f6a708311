"""An accompaniment from the request to its papers, on the command line: what is counted equals a count by hand (F7)."""

from pathlib import Path
from typing import Any

import pytest

from tests.flow.cast import Person

pytestmark = pytest.mark.usefixtures("offline")

MET = ("civil", "civil", "civil", "military", "military", "police", "embassy", "embassy", "church")


def entries() -> list[dict[str, Any]]:
    """Give the log of F7: 22 physical, 14 by telephone, 9 meetings and 3 incidents, over November 2026."""
    rows = [{"kind": "physical", "situation": f"Walked {n}"} for n in range(22)]
    rows += [{"kind": "phone", "situation": f"Called {n}"} for n in range(14)]
    rows += [{"kind": "meeting", "counterpart": code, "situation": "Met"} for code in MET]
    rows += [{"kind": "incident", "situation": f"Car {n}", "open_risks": f"The grey car {n}"} for n in range(3)]
    return [
        {**row, "at": f"2026-11-{n % 30 + 1:02}T{n % 24:02}:00", "author": "Wren",
         **({"place": {"name": "Market of Ria"}} if row["kind"] == "incident" else {})}
        for n, row in enumerate(rows)
    ]  # fmt: skip


REQUEST: dict[str, Any] = {
    "title": "River", "kind": ["short", "phone"], "request_on": "2026-10-20", "date_start": "2026-11-01",
    "date_end": "2026-11-30", "log_entry": entries(),
    "accompanied": [{"alias": "Luna", "sex": "02", "consent_record": [
        {"purpose": ["AUTHORITIES"], "state": "given", "form": "role"}]}],
    "open_risks": "The bridge is watched at night",
    "shift": [
        {"date_start": "2026-11-01T08:00", "date_end": "2026-11-01T20:00", "companion": [{"alias": "Wren"}]},
    ],
    "security_incident": [{"date": "2026-11-05", "what": "Two men asked the neighbour"}],
    "risk_assessment": [{"title": "First", "date": "2026-10-25", "risk": [
        {"threat_kind": "arrest", "likelihood": 4, "impact": 5, "vulnerability": 3, "capacity": 2,
         "text": "At the post"},
        {"threat_kind": "smear", "status": "tested", "text": "In the radio"},
    ]}],
}  # fmt: skip


@pytest.fixture(scope="module")
def ana(tmp_path_factory: pytest.TempPathFactory) -> Person:
    return Person(tmp_path_factory.mktemp("ana"), "ana").creates()


def test_a_month_is_counted_as_by_hand_and_a_correction_stands_in_the_place_of_what_it_corrects(
    ana: Person, tmp_path: Path
) -> None:
    ref = ana.does("add", "accompaniment", given=REQUEST)["ref"]
    other = ana.does("log", "write", ref, "physical", "In December", "--at", "2026-12-01T09:00")
    wrong = ana.does("log", "write", ref, "phone", "It was a visit", "--at", "2026-11-30T09:00")
    ana.does("log", "write", ref, "note", "It was nothing", "--at", "2026-11-30T09:00", "--corrects", wrong["ref"])
    counted = ana.does("accompaniment", "package", ref, "--month", "2026-11", "--by-sex")
    assert [counted[kind] for kind in ("physical", "phone", "meeting", "incident", "total")] == [22, 14, 9, 3, 48]
    met = {"civil": 3, "military": 2, "embassy": 2, "police": 1, "church": 1}
    assert counted["meetings_with"] == met and counted["places"] == {"Market of Ria": 3}
    assert counted["by_sex"]["physical"] == {"02": 22}
    assert ana.does("accompaniment", "package", ref)["physical"] == 23
    assert ana.tries("accompaniment", "package", ref, "--month", "November")[0] == 5
    assert ana.does("log", "check", ref)["breaks"] == [] and other["fields"]["author"]

    paper = tmp_path / "package.csv"
    whole = ("physical accompaniment,22", "by telephone or on line,14", "meeting,9", "presence or walk,0", "army,2")
    for profile, rest in (
        ("internal", ("Incidents against people,3", "incident,3,3", "in all,48,48", "Market of Ria,3")),
        ("network", ("Incidents against people,fewer than 5",)),
        ("authority", ("Incidents against people,fewer than 5",)),
    ):  # fmt: skip
        for file in (paper, paper.with_suffix(".about.txt")):
            file.unlink(missing_ok=True)
        ana.does("output", "make", "monthly-package", str(paper), ref, "--month", "2026-11", "--profile", profile)
        rows = paper.read_text("utf-8-sig").splitlines()
        assert all(row in rows for row in (*whole, *rest)), (profile, rows)
        for file in (paper, paper.with_suffix(".about.txt")):
            file.unlink(missing_ok=True)
        ana.does("output", "make", "monthly-package", str(paper), ref, "--profile", profile)
        rows = paper.read_text("utf-8-sig").splitlines()
        assert all(row in rows for row in (*whole, *rest)) and "Month not known" not in "".join(rows), (profile, rows)
        assert "physical accompaniment,1" in rows, "the month before; a number of our own acts points at nobody"
        assert profile == "internal" or "Ria" not in "".join(rows)
    assert ana.tries("output", "make", "monthly-package", str(paper), ref, "--month", "November")[0] == 5


def test_a_handover_lists_every_open_risk_and_the_next_one_goes_on_from_it(ana: Person, tmp_path: Path) -> None:
    ref = ana.does("add", "accompaniment", given=REQUEST)["ref"]
    risks = {row["risk"] for row in ana.does("accompaniment", "handover", ref)["open_risks"]}
    cars = {f"The grey car {n}" for n in range(3)}
    live = {"Two men asked the neighbour", "At the post", "In the radio", "The bridge is watched at night"}
    assert risks == cars | live
    paper = tmp_path / "note.txt"
    paper.unlink(missing_ok=True)
    ana.does("output", "make", "handover", str(paper), ref)
    assert all(risk in paper.read_text("utf-8") for risk in risks)
    ana.does("accompaniment", "handover", ref, "--write", "Wren to Kite")
    ana.does("log", "write", ref, "note", "New", "--open-risks", "A new face")
    after = {row["risk"] for row in ana.does("accompaniment", "handover", ref)["open_risks"]}
    told = "\n".join(sorted(after))
    assert all(risk in told for risk in (*risks, "A new face")) and not after & cars


def test_what_is_missing_is_told_and_hinders_nothing_and_papers_say_who_stands_by(ana: Person, tmp_path: Path) -> None:
    ref = ana.does("add", "accompaniment", given=REQUEST)["ref"]
    missing = ana.does("accompaniment", "show", ref)["missing"]
    assert (
        "the consent of each accompanied person" in missing and "notice to the authorities before the start" in missing
    )
    assert not any("risk assessment" in one for one in missing)
    ana.does("edit", ref, given={"status": "active"})
    days = ana.does("accompaniment", "roster", ref, "--from", "2026-11-01", "--days", "2")["days"]
    assert days[0]["stands"] == [{"from": "08:00", "until": "20:00", "who": ["Wren"]}] and not days[0]["gaps"]
    assert days[1]["gaps"] == ["00:00-24:00"]
    for name, words in (
        ("roster", ("Wren", "no one on duty")),
        ("daily-log", ("Walked 0", "Car 2")),
        ("incident-annex", ("Car 1", "Two men asked the neighbour", "Incidents: 4.")),
    ):
        paper = tmp_path / f"{name}.txt"
        for file in (paper, paper.with_suffix(".about.txt")):
            file.unlink(missing_ok=True)
        ana.does("output", "make", name, str(paper), ref)
        text = paper.read_text("utf-8")
        assert all(word in text for word in words), text
    shifts = tmp_path / "roster.ics"
    ana.does("output", "make", "roster-calendar", str(shifts), ref)
    text = shifts.read_text("utf-8")
    assert "DTSTART:20261101T080000" in text and "SUMMARY:SH-" in text and "Wren" not in text
    letter = tmp_path / "letter.txt"
    ana.does("output", "make", "courtesy-letter", str(letter), ref)
    text = letter.read_text("utf-8")
    assert "Luna" not in text and "1 November 2026" in text and "physical, short" in text
