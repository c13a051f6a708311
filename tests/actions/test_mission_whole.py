"""A mission from its plan to its report with no network at all, and the papers that travel with it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app.actions.field import missions
from app.actions.kernel import records
from app.actions.papers import paper_makers
from app.actions.records import evidence
from app.domain.sheet import Sheet, SheetTable
from app.errors import InputRefused
from app.store.vault.open_vault import Vault
from tests.exchange.test_icalendar import read

pytestmark = pytest.mark.usefixtures("offline")

CODE_WORDS = ("coffee", "sugar", "maize")
PLACES = ("Velmora", "Tres Ceibas", "Sierra Quime", "The mill", "Puerto Lar", "Old ford", "Velmora")


def planned(vault: Vault) -> str:
    """Write a mission of six legs down, and return its short code."""
    mission, _ = records.add(vault, "mission", {"title": "Upper river", "kind": "joint"})
    places = [
        records.add(vault, "place", {"name": name, "latitude": 4.56789 + n, "longitude": -74.12345,
                                     "precision": "hidden" if name == "Old ford" else "village",
                                     "kind": "home" if name == "The mill" else "public"})[0].ref
        for n, name in enumerate(PLACES)
    ]  # fmt: skip
    for n in range(6):
        records.add(vault, "leg", {
            "mission": mission.ref, "from": places[n], "to": places[n + 1], "mode": "car",
            "depart_plan": f"2026-04-{20 + n}T08:00", "arrive_plan": f"2026-04-{20 + n}T12:00",
            "stops": ["fuel at the bridge"], "before_dark": True, "dark_at": "18:10",
            "hazards": "ford closed after rain",
            **({"no_signal": True, "no_signal_from": "2026-04-22T09:00", "no_signal_until": "2026-04-22T11:00"}
               if n == 2 else {}),
        })  # fmt: skip
    contact = records.add(vault, "contact", {"display_name": "Don Ernesto", "role": "parish office"})[0].ref
    first = missions.read_status(vault, mission.ref).legs[0][0]
    records.edit(vault, first.ref, {"contact": contact})
    return mission.ref


def test_from_plan_to_report_without_a_relay(vault: Vault, tmp_path: Path) -> None:
    ref = planned(vault)
    lacks = missions.read_status(vault, ref).missing
    assert "A mandate: the request, and the person who made it" in lacks and "A check-in plan" in lacks
    for kind, given in (
        ("participant", {"of": ref, "kind": "leader"}), ("risk_assessment", {"about": ref, "date": "2026-04-10"}),
        ("checkin_plan", {"mission": ref, "title": "River", "starts": "2026-04-20T08:00", "ends": "2026-04-26T18:00",
                          "times": ["18:00"], "word_fine": "coffee", "word_late": "sugar", "word_duress": "maize"}),
    ):  # fmt: skip
        records.add(vault, kind, given)
    records.edit(vault, ref, {"mandate": "Asked by the committee", "date_start": "2026-04-20", "date_end": "2026-04-25",
                              "authorisations": "Letter of the prefect", "hazards": "Checkpoints"})  # fmt: skip
    missing, _ = missions.approve(vault, ref)
    assert missing == () and records.record_of(vault, ref).fields["status"] == "approved"
    leg = missions.read_status(vault, ref).legs[0][0]
    missions.note_time(vault, leg.ref, "depart", "2026-04-20T08:20")
    assert missions.note_time(vault, leg.ref, "arrive")[0].fields["arrive_actual"]
    records.add(vault, "meeting", {"of": ref, "date": "2026-04-21T10:00", "title": "Garrison", "outcome": "promise",
                                   "undertaking": [{"text": "Open the ford", "kind": "promise", "due": "2026-04-30"}],
                                   })  # fmt: skip
    finding, _ = records.add(vault, "finding", {"mission": ref, "title": "The ford is mined", "violation": ["INT2"]})
    file = tmp_path / "ford.jpg"
    file.write_bytes(b"a photo of the ford")
    item, _ = evidence.add(vault, file, ref)
    assert not missions.read_status(vault, ref).findings[0].founded
    records.edit(vault, finding.ref, {"evidence": [item.ref]})
    records.add(vault, "information", {"about": finding.ref, "connection": "0101"})
    (stands,) = missions.read_status(vault, ref).findings
    assert stands.founded and (stands.evidence, stands.sources) == (1, 1)
    report = paper_makers.make(vault, "mission-report", [ref]).data("txt").decode()
    for words in ("The ford is mined", item.ref, "20 April 2026, 08:20", "Garrison", "Asked by the committee"):
        assert words in report
    assert "Not yet founded" not in report and not [word for word in CODE_WORDS if word in report]


def test_what_travels_holds_hazards_silence_and_functions_and_no_code_word_nor_name(vault: Vault) -> None:
    ref = planned(vault)
    records.add(vault, "checkin_plan", {"mission": ref, "title": "River", "starts": "2026-04-20T08:00",
                                        "ends": "2026-04-26T18:00", "time_zone": "America/Bogota",
                                        "word_duress": "maize"})  # fmt: skip
    sheet = paper_makers.make(vault, "movement-sheet", [ref])
    text = " ".join(sheet.data("txt").decode().split())
    for words in ("parish office", "22 April 2026, 09:00 to 22 April 2026, 11:00",
                  "1, 2, 3, 4, 5, 6. ford closed after rain",
                  "arrive by 17:10, before dark", "fuel at the bridge"):  # fmt: skip
        assert words in text
    assert "Ernesto" not in text and "maize" not in text
    assert "When to call: River" in text and "26 April 2026: 18:00" in text
    kml, gpx = (paper_makers.make(vault, name, [ref]).data(form).decode() for name, form in
                (("route-kml", "kml"), ("route-gpx", "gpx")))  # fmt: skip
    for route in (kml, gpx):
        assert "Tres Ceibas" in route and "5.57" in route and "5.567" not in route
        assert "The mill" not in route and "Old ford" not in route
    where = [
        record
        for record in paper_makers.OutgoingData(vault, [ref], "internal").of_kind("place")
        if record.fields["name"] == "Tres Ceibas"
    ]
    event, _ = records.add(vault, "event", {"title": "Arrest", "place": where[0].ref})
    records.edit(vault, ref, {"event": [event.ref]})
    assert "5.57" not in paper_makers.make(vault, "route-kml", [ref]).data("kml").decode()
    dates = paper_makers.make(vault, "calendar", [ref]).data("ics").decode()
    rows = read(dates)
    assert len(rows) == 6 and rows[0]["DTSTART"].endswith("T130000Z")
    assert not [name for name in (*PLACES, "Upper river", "maize") if name in dates]
    with pytest.raises(InputRefused):
        paper_makers.make(vault, "route-kml", [ref], "network")


def test_the_sheet_says_who_travels_by_what_and_when_they_call_as_far_as_its_readers_may_see_it(vault: Vault) -> None:
    ref = planned(vault)
    heron = records.add(vault, "actor", {"alias": "Blue Heron"})[0].ref
    wren = records.add(vault, "contact", {"display_name": "Little Wren"})[0].ref
    for who, kind, tasks in ((heron, "leader", "speaks with the prefect"), (wren, "driver", None)):
        records.add(vault, "participant", {"of": ref, "who": who, "kind": kind, "tasks": tasks})
    leg = missions.read_status(vault, ref).legs[2][0]
    records.edit(vault, leg.ref, {"vehicle": "white pickup, P 482"})
    records.add(vault, "checkin_plan", {
        "mission": ref, "title": "River", "starts": "2026-04-20T07:00", "ends": "2026-04-22T20:00", "channel": "radio",
        "times": ["08:00", "10:00", "18:00"], "grace_minutes": 45, "word_fine": "coffee", "word_late": "sugar",
        "word_duress": "maize",
    })  # fmt: skip

    def sheet(profile: str) -> str:
        return " ".join(paper_makers.make(vault, "movement-sheet", [ref], profile).data("txt").decode().split())

    ours = sheet("internal")
    for said in ("Participant: Blue Heron", "Role: team leader", "Tasks: speaks with the prefect",
                 "Participant: Little Wren",
                 "Vehicle: white pickup, P 482",
                 "Waiting time in minutes: 45", "20 April 2026 to 21 April 2026: 08:00, 10:00, 18:00",
                 "22 April 2026: 08:00, 11:00, 18:00, 20:00"):  # fmt: skip
        assert said in ours  # at ten nobody can call: it is due at the end of the silence
    theirs = sheet("network")
    assert "Role: team leader" in theirs and "Channel: radio" in theirs
    assert not [said for said in ("Heron", "Wren", "prefect", "pickup", "Grace", "11:00", "20:00") if said in theirs]
    records.add(vault, "consent_record", {"actor": heron, "purpose": ["SHARE_NETWORK"], "state": "given"})
    assert "Participant: Blue Heron" in sheet("network") and "Wren" not in sheet("network")
    for profile in ("internal", "network"):
        assert not [word for word in CODE_WORDS if word in sheet(profile)]


def test_a_case_goes_to_an_embassy_and_what_it_promised_is_followed_up(vault: Vault) -> None:
    person = records.add(vault, "actor", {"alias": "Blue Heron", "defender_role": []})[0].ref
    case, _ = records.add(vault, "case", {"title": "River case", "focal": [person],
                                          "summary_open": "Two were arrested " * 300})  # fmt: skip
    records.add(vault, "event", {"case": [case.ref], "title": "Arrest", "date_start": "2026-04-01",
                                 "place": {"province": "North"}})  # fmt: skip
    asked, _ = records.add(vault, "intervention", {
        "about": [case.ref], "kind": ["embassy"], "date": "2026-04-02", "diplomatic": ["custody", "trial"],
        "asks": ["access"], "wish": "To be visited by her doctor", "care": "Do not call the family",
        "follow_up_on": "2026-04-05", "addressee": {"name": "Embassy of Norland"},
    })  # fmt: skip
    records.add(vault, "undertaking", {"of": [case.ref], "text": "Raise it with the minister", "kind": "promise",
                                       "due": "2026-04-09"})  # fmt: skip
    records.add(vault, "intervention", {"about": [case.ref], "kind": ["un"], "reference": "AL 3/2026",
                                        "follow_up_on": "2026-06-01", "date": "2026-04-02"})  # fmt: skip
    records.add(vault, "consent_record", {"actor": person, "purpose": ["EMBASSY"], "state": "given", "form": "role"})
    note = paper_makers.make(vault, "briefing-note", [case.ref]).data("txt").decode()
    assert "Heron" not in note and "Person concerned: a person" in note
    assert "To be visited by her doctor" in note and "Visit the person in custody." in note and len(note) < 4000
    records.add(vault, "consent_record", {"actor": person, "purpose": ["SHARE_NETWORK"], "state": "given"})
    assert "Blue Heron" in paper_makers.make(vault, "briefing-note", [case.ref], "network").data("txt").decode()
    letter = paper_makers.make(vault, "embassy-letter", [asked.ref]).data("txt").decode()
    assert "Embassy of Norland" in letter and "Observe the trial." in letter and "Do not call the family" in letter
    track = paper_makers.make(vault, "follow-up", [case.ref]).content
    assert isinstance(track, Sheet)
    (table,) = [block for block in track.blocks if isinstance(block, SheetTable)]
    assert len(table.rows) == 3 and [row[3].startswith("late by") for row in table.rows] == [True, True, True]
    late = paper_makers.make(vault, "late-promises", []).data("csv").decode()
    assert "Raise it with the minister" in late
    embassy = next(one for _, one in records.show(vault, asked.ref).links if one.kind == "organisation")
    records.add(vault, "contact", {"display_name": "Second secretary", "role": "human rights",
                                   "organisation": embassy.ref})  # fmt: skip
    known = paper_makers.make(vault, "institutions", []).data("txt").decode()
    assert known.index("Embassy of Norland") < known.index("Second secretary") < known.index("visit in custody")
    sent = paper_makers.make(vault, "un-communications", []).data("txt").decode()
    assert "AL 3/2026" in sent and "late by" in sent
    records.edit(vault, asked.ref, {"status": "not_possible"})
    assert asked.ref not in paper_makers.make(vault, "late-promises", []).data("csv").decode()


def test_a_joint_visit_names_the_kinds_that_are_missing(vault: Vault) -> None:
    ref = planned(vault)
    for kind in ("diplomat", "diplomat", "lawyer"):
        records.add(vault, "participant", {"of": ref, "kind": kind})
    text = paper_makers.make(vault, "visit-programme", [ref]).data("txt").decode()
    assert "Role: diplomat\nNumber of people: 2" in text
    missing = text[text.index("Nobody takes part yet") :]
    assert "- press" in missing and "- lawyer" not in missing and "- diplomat" not in missing


def test_the_verbs_say_what_is_missing_and_what_is_late(vault: Vault, capsys: pytest.CaptureFixture[str]) -> None:
    from app.cli.main import parser

    ref = planned(vault)
    records.add(vault, "undertaking", {"of": [ref], "text": "Write to the prefect", "due": "2026-04-01"})

    def run(*words: str) -> dict[str, object]:
        options = parser(words).parse_args(words)
        verb: Callable[..., object] = options.run
        return json.loads(json.dumps(verb(vault, options).document))  # type: ignore[attr-defined,no-any-return]

    seen = run("mission", "check", ref)
    assert seen["without_signal"] == [{"from": "2026-04-22T09:00", "until": "2026-04-22T11:00"}]
    assert seen["missing"] == run("mission", "approve", ref)["missing"] != []
    late = run("view", "late")["rows"]
    assert isinstance(late, list) and [row["title"] for row in late] == ["Write to the prefect"]
