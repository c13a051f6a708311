"""Interviews: what is missing is named, a consent first; a finding may stand on one; what leaves points at nobody."""

import json
from pathlib import Path

import pytest

from app.actions.field import missions
from app.actions.kernel import records
from app.actions.mail import inbox, sharing
from app.actions.papers import paper_makers
from app.actions.records import evidence
from app.actions.rounds import sticks
from app.domain.sheet import Sheet, SheetTable
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.actions.pairs import Pair
from tests.unchecked import read_twice

HELD = {
    "date": "2026-04-21T10:00", "language": "Nahuatl", "place_kind": "home", "private": True, "referral": True,
    "narrative": "They came at four in the morning",
}  # fmt: skip
SECRET = ("Luna", "Nahuatl", "four in the morning", "Tres Ceibas", "2026-04-21")


def person(vault: Vault, alias: str = "Luna", **fields: object) -> str:
    return records.add(vault, "actor", {"alias": alias, "sex": "02", **fields})[0].ref


def consent(
    vault: Vault, who: str, purpose: str = "SHARE_NETWORK", state: str = "given", day: str = "2026-04-21"
) -> None:
    records.add(vault, "consent_record", {"actor": who, "purpose": [purpose], "state": state, "given_on": day})


def held(vault: Vault, mission: str, who: str, **fields: object) -> str:
    return records.add(vault, "interview", {**HELD, "of": [mission], "interviewee": who, **fields})[0].ref


@pytest.fixture
def mission(vault: Vault) -> str:
    return records.add(vault, "mission", {"title": "Upper river", "summary_open": "A visit to a river"})[0].ref


def missing(vault: Vault, mission: str) -> list[str]:
    (one,) = missions.read_status(vault, mission).interviews
    return list(one.missing)


def test_an_interview_without_a_consent_is_named_until_the_person_agreed_and_again_when_it_is_taken_back(
    vault: Vault, mission: str
) -> None:
    who = person(vault)
    held(vault, mission, who)
    assert missing(vault, mission) == ["a consent record"]
    consent(vault, who, state="not_asked")
    assert missing(vault, mission) == ["a consent record"]
    consent(vault, who, "STORE")
    assert missing(vault, mission) == []
    assert missions.read_status(vault, mission).interviews[0].consent == "keep on this device"
    consent(vault, who, "STORE", "withdrawn", "2026-04-23")
    assert missing(vault, mission) == ["a valid consent: the person refused or withdrew it"]


def test_a_child_needs_a_guardian_and_signs_of_distress_a_referral(vault: Vault, mission: str) -> None:
    child = person(vault, age_group="12-17")
    consent(vault, child, "STORE")
    ref = held(vault, mission, child, distress="She wept", referral=False)
    assert missing(vault, mission) == [
        "the consent of a parent or guardian",
        "a referral: there were signs of distress",
    ]
    guardian = {"actor": child, "purpose": ["STORE"], "state": "given_by_other", "by_whom": "mother"}
    records.add(vault, "consent_record", guardian)
    records.edit(vault, ref, {"referral": True})
    assert missing(vault, mission) == []


def test_of_a_planned_interview_only_who_and_when_are_asked(vault: Vault, mission: str) -> None:
    records.add(vault, "interview", {"of": [mission], "status": "planned"})
    assert missing(vault, mission) == ["the interviewed person", "the date"]


def test_a_finding_stands_on_evidence_and_an_interview(vault: Vault, mission: str, tmp_path: Path) -> None:
    ref = held(vault, mission, person(vault))
    file = tmp_path / "door.jpg"
    file.write_bytes(b"a photo of a door")
    item, _ = evidence.add(vault, file, ref)
    given = {"mission": mission, "title": "Homes were entered", "evidence": [item.ref]}
    finding, _ = records.add(vault, "finding", given)
    assert not missions.read_status(vault, mission).findings[0].founded
    assert "no source" in paper_makers.make(vault, "mission-report", [mission]).data("txt").decode()
    records.edit(vault, finding.ref, {"source": [ref]})
    assert missions.read_status(vault, mission).findings[0].founded
    report = paper_makers.make(vault, "mission-report", [mission]).data("txt").decode()
    assert "Not yet founded" not in report and f"Sources: {ref}" in report
    less = paper_makers.make(vault, "mission-report", [mission], "authority").data("txt").decode()
    assert "Sources: not shown here" in less and ref not in less
    told, _ = records.add(vault, "information", {"about": finding.ref, "interview": ref, "quote": "they came"})
    assert [one.ref for role, one in records.show(vault, told.ref).links if role == "interview"] == [ref]


def test_the_list_names_by_alias_who_where_and_what_is_missing_and_is_for_our_own_eyes_alone(
    vault: Vault, mission: str
) -> None:
    first = person(vault)
    home = records.add(vault, "place", {"name": "House of the miller", "kind": "home", "district": "Ansal"})[0].ref
    held(vault, mission, first, place=home, recontact="Through the parish", recontact_on="2026-05-02")
    second = person(vault, "Heron")
    consent(vault, second)
    held(vault, mission, second, date="2026-04-22", place_kind="hospital", private=None)
    sheet = paper_makers.make(vault, "interview-list", [mission]).content
    assert isinstance(sheet, Sheet)
    (table,) = [block for block in sheet.blocks if isinstance(block, SheetTable)]
    rows = [dict(zip(table.header, row, strict=True)) for row in table.rows]
    assert [row["Interviewed person"].split(", ")[0] for row in rows] == ["Luna", "Heron"]
    assert [row["Place"] for row in rows] == ["Ansal, home", "hospital"]
    assert [row["Consent"] for row in rows] == ["none on record", "share with our network"]
    assert [row["Missing"] for row in rows] == ["a consent record", "the answer to “In private”"]
    assert rows[0]["To be reached again"] == "2 May 2026, Through the parish"
    assert (
        paper_makers.find_by_name("interview-list").profiles
        == paper_makers.find_by_name("interview-report").profiles
        == ("internal",)
    )


def test_one_interview_on_paper_says_conditions_words_consent_and_what_is_missing(vault: Vault, mission: str) -> None:
    ref = held(vault, mission, person(vault), credibility="It agrees with the film", recording=["notes", "audio"])
    text = " ".join(paper_makers.make(vault, "interview-report", [ref]).data("txt").decode().split())
    for words in ("Luna", "In private: Yes", "notes, sound recording", "They came at four", "It agrees with the film",
                  "Consent: none on record", "Referral offered: Yes", "a consent record"):  # fmt: skip
        assert words in text


def test_the_report_counts_by_place_and_sex_for_us_and_for_others_only_how_many_where_they_are_not_few(
    vault: Vault, mission: str
) -> None:
    for n in range(3):
        held(vault, mission, person(vault, f"Heron {n}"))
    held(vault, mission, person(vault, "Wren", sex="01"), place_kind="prison")
    records.add(vault, "interview", {"of": [mission], "status": "planned", "interviewee": person(vault, "Lark")})

    def report(profile: str) -> str:
        made = read_twice(paper_makers.make(vault, "mission-report", [mission], profile))
        return " ".join(made.data("txt").decode().split())

    assert "Kind of place: home Number of people: 3 By sex: female 3" in report("internal")
    assert "Kind of place: prison Number of people: 1 By sex: male 1" in report("internal")
    others = ("network", "authority", "public")
    assert all("On record: 5" in report(profile) for profile in others)
    last = missions.read_status(vault, mission).interviews[-1].record.ref
    records.remove(vault, last)
    for profile in others:
        text = report(profile)
        assert "On record: fewer than 5" in text
        assert not [word for word in (*SECRET, "Heron", "Wren", "prison", "female", "male") if word in text]


@pytest.mark.parametrize("profile", ["network", "authority", "public", "appeal"])
def test_nothing_of_an_interview_leaves_for_others(vault: Vault, mission: str, profile: str) -> None:
    who = person(vault)
    for purpose in ("SHARE_NETWORK", "AUTHORITIES", "MEDIA", "APPEAL_NAMED"):
        consent(vault, who, purpose)
    place = records.add(vault, "place", {"name": "Tres Ceibas"})[0].ref
    held(vault, mission, who, place=place)
    view = sharing.preview(vault, [mission], profile)
    said = json.dumps([dict(record.fields) for record in view.selection.records])
    assert "interview" not in {record.kind for record in view.selection.records}
    assert not [word for word in SECRET if word in said]


def test_what_somebody_told_stays_from_a_court_until_they_agreed_to_one(vault: Vault, mission: str) -> None:
    who = person(vault)
    ref = held(vault, mission, who)

    def leaves() -> bool:
        return ref in {record.ref for record in sharing.preview(vault, [mission], "court").selection.records}

    assert not leaves()
    consent(vault, who, "COURT")
    assert leaves()


def test_the_index_of_the_evidence_lists_each_piece_once_with_its_hash_and_what_it_shows(
    vault: Vault, mission: str, tmp_path: Path
) -> None:
    ref = held(vault, mission, person(vault))
    for name, to in (("door", ref), ("road", mission)):
        file = tmp_path / f"{name}.jpg"
        file.write_bytes(name.encode())
        evidence.add(vault, file, to)
    items = {str(one.fields["title"]): one for one in records.find(vault, Query("evidence_item", limit=None))}
    finding, _ = records.add(vault, "finding", {"mission": mission, "title": "A road", "evidence":
                                                [one.ref for one in items.values()]})  # fmt: skip
    sheet = paper_makers.make(vault, "evidence-index", [mission]).content
    assert isinstance(sheet, Sheet)
    (table,) = [block for block in sheet.blocks if isinstance(block, SheetTable)]
    rows = {row[0]: dict(zip(table.header, row, strict=True)) for row in table.rows}
    assert set(rows) == {one.ref for one in items.values()}
    for one in items.values():
        row = rows[one.ref]
        assert row["SHA-256 of the original"] == one.fields["sha256"] and finding.ref in row["Relevance"]
    less = paper_makers.make(vault, "evidence-index", [mission], "authority").data("txt").decode()
    assert "kept and not shown here: 2" in less and not [one for one in items.values() if one.ref in less]


def test_the_verbs_write_list_show_and_check_an_interview(vault: Vault, mission: str, tmp_path: Path) -> None:
    from app.cli.main import parser

    def run(*words: str) -> dict[str, object]:
        options = parser(words).parse_args(words)
        document: dict[str, object] = json.loads(json.dumps(options.run(vault, options).document))
        return document

    file = tmp_path / "one.json"
    file.write_text(json.dumps({**HELD, "of": [mission], "interviewee": {"kind": "actor", "alias": "Luna"}}))
    run("add", "interview", str(file))
    assert "Luna" in json.dumps(run("list", "interview"))
    (row,) = run("mission", "check", mission)["interviews"]  # type: ignore[misc]
    assert row["missing"] == ["a consent record"]
    assert "four in the morning" in json.dumps(run("show", row["ref"]))


def test_an_interview_goes_on_a_stick_to_those_who_see_everything_and_merges_there(pair: Pair, tmp_path: Path) -> None:
    mission = records.add(pair.ana, "mission", {"title": "Upper river"})[0].ref
    who = person(pair.ana)
    consent(pair.ana, who, "STORE")
    ref = held(pair.ana, mission, who)
    stick = tmp_path / "stick"
    stick.mkdir()

    def brought() -> None:
        report = pair.share(mission)
        sticks.write(pair.ana, stick)
        sticks.read(pair.ben, stick)
        inbox.accept(pair.ben, report)

    brought()
    (there,) = records.find(pair.ben, Query("interview", limit=None))
    assert there.title == "Luna" and there.fields["narrative"] == HELD["narrative"]
    (row,) = missions.read_status(pair.ben, there_mission(pair.ben)).interviews
    assert row.missing == () and row.consent == "keep on this device"
    records.edit(pair.ben, there.id.hex(), {"credibility": "The film agrees"})
    records.edit(pair.ana, ref, {"recontact": "Through the parish"})
    pair.clock.now += 60
    brought()
    (there,) = records.find(pair.ben, Query("interview", limit=None))
    assert (there.fields["credibility"], there.fields["recontact"]) == ("The film agrees", "Through the parish")


def there_mission(vault: Vault) -> str:
    (mission,) = records.find(vault, Query("mission", limit=None))
    return mission.id.hex()
