"""Papers of early warning: what they say, and that no point leaves without consent, exactly, or of a home."""

import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from app.actions.field import alerts
from app.actions.kernel import records
from app.actions.papers import paper_makers
from app.actions.withdrawals import consent_withdrawals
from app.domain.record import Record
from app.domain.sheet import Sheet, SheetTable
from app.errors import InputRefused
from app.store.vault.open_vault import Vault
from tests.actions.test_warning import day, person, series
from tests.vaults import vault_at

EXACT = {"name": "The bridge", "district": "Ansal", "latitude": -2.512345, "longitude": 10.498765}
PURPOSES = ["STORE", "SHARE_NETWORK", "LOCATION"]


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vault]:
    with vault_at(tmp_path_factory.mktemp("papers") / "vault") as vault:
        yield vault


def event(vault: Vault, title: str, purposes: list[str] | None, victim: bool = True, **place: object) -> Record:
    """Write an incident with a victim who agreed to some purposes, or to none that is known."""
    given: dict[str, object] = {"title": title, "date_start": day(vault, 3), "place": EXACT | place}
    if victim:
        given["act"] = [{"violation_text": "threat", "victim": {"alias": f"Victim of {title}"}}]
    made, _ = records.add(vault, "event", given)
    if purposes:
        about: dict[str, object] = {"event": made.ref}
        if victim:
            act = next(part for _, part in records.show(vault, made.ref).parts if part.kind == "act")
            about["actor"] = next(to.ref for role, to in records.show(vault, act.ref).links if role == "victim")
        records.add(vault, "consent_record", {"purpose": purposes, "state": "given", **about})
    return made


def told(vault: Vault, one: Record, profile: str) -> list[float] | None:
    made = paper_makers.make(vault, "incident-points", [one.ref], profile)
    (feature,) = json.loads(made.data("geojson"))["features"]
    geometry = feature["geometry"]
    return geometry and list(geometry["coordinates"])


def test_a_point_leaves_with_consent_only_and_rounded_for_each_audience(vault: Vault) -> None:
    agreed = event(vault, "Agreed", PURPOSES)
    assert told(vault, agreed, "network") == [10.5, -2.5]
    assert told(vault, agreed, "internal") == [10.5, -2.51]
    for one in (event(vault, "Silent", None), event(vault, "Not the place", PURPOSES[:2]),
                event(vault, "At home", PURPOSES, kind="home")):  # fmt: skip
        assert told(vault, one, "network") is None and told(vault, one, "internal") is None
    assert told(vault, event(vault, "Of nobody", ["LOCATION"], victim=False), "network") == [10.5, -2.5]
    assert told(vault, event(vault, "Of nobody, no answer", None, victim=False), "network") is None


def test_one_of_two_people_who_did_not_agree_is_enough(vault: Vault) -> None:
    one = event(vault, "Two people", PURPOSES)
    assert told(vault, one, "network") is not None
    records.add(vault, "act", {"event": one.ref, "violation_text": "beating", "victim": {"alias": "The second"}})
    assert told(vault, one, "network") is None


def test_an_incident_whose_only_person_withdrew_is_on_no_map_and_in_no_log(vault: Vault) -> None:
    """Not even its number and its month: only the people at the desk read of it."""
    one = event(vault, "Regretted", PURPOSES)
    act = next(part for _, part in records.show(vault, one.ref).parts if part.kind == "act")
    papers = ("incident-points", "incident-points-kml", "intervention-log")

    def said(audience: str) -> list[bool]:
        made = [paper_makers.make(vault, name, [one.ref], audience) for name in papers]
        forms = zip(made, ("geojson", "kml", "csv"), strict=True)
        return [word in paper.data(form).decode() for paper, form in forms for word in (one.ref, "Regretted")]

    assert said("network") == [True, True, False, True, True, True]
    consent_withdrawals.withdraw(vault, next(to.ref for role, to in records.show(vault, act.ref).links
                                             if role == "victim"))  # fmt: skip
    assert said("network") == [False] * 6 and said("internal")[:2] == [True, True]


def test_no_exact_coordinate_is_in_any_file_of_it(vault: Vault) -> None:
    event(vault, "Agreed too", PURPOSES)
    for name, form in (("incident-points", "geojson"), ("incident-points-kml", "kml")):
        data = paper_makers.make(vault, name, [], "internal").data(form)
        assert b"2.5123" not in data and b"10.4987" not in data and b"Agreed too" in data
    root = ElementTree.fromstring(paper_makers.make(vault, "incident-points-kml", []).data("kml"))
    assert root.findall(".//{http://www.opengis.net/kml/2.2}coordinates")
    with pytest.raises(InputRefused):
        paper_makers.make(vault, "incident-points", [], "public")


def test_the_alert_card_says_level_reason_rule_and_what_to_do(vault: Vault) -> None:
    series(vault, "Quime")
    alert, _ = alerts.raise_(vault, "Quime", {"actions": "Sleep elsewhere.", "groups": ["Water committee"]})
    text = paper_makers.make(vault, "alert-card", [alert.ref]).data("txt").decode()
    for said in ("high", "Quime", "Sleep elsewhere.", "Water committee", "3 or more observations within 14 days: high"):
        assert said in text


def test_the_tree_on_paper_has_nobody_without_a_channel_and_is_for_ourselves(vault: Vault) -> None:
    series(vault, "Velmora")
    person(vault, "Wren", "Velmora", {"kind": "phone", "address": "+502 1", "for": ["urgent"]}, can_do=["shelter"],
           reach=["embassy"], hours="nights, 20 to 06")  # fmt: skip
    person(vault, "Kestrel", "Velmora")
    alert, _ = alerts.raise_(vault, "Velmora")
    made = paper_makers.make(vault, "alert-tree", [alert.ref])
    text = made.data("txt").decode()
    assert "Wren" in text and "+502 1" in text and "shelter" in text and "Kestrel" not in text
    assert vault.words["addressee_reach"].label("embassy", "en") in text and "nights, 20 to 06" in text
    with pytest.raises(InputRefused):
        paper_makers.make(vault, "alert-tree", [alert.ref], "network")


def test_the_months_equal_a_count_by_hand_and_are_split_by_gender(vault: Vault, tmp_path: Path) -> None:
    with vault_at(tmp_path / "vault") as fresh:
        place, _ = records.add(fresh, "place", {"name": "Ford", "district": "Ansal"})
        factor = next(iter(fresh.words["gender_factor"].codes))
        for date, gender in (("2026-03-02", [factor]), ("2026-03-30", []), ("2026-04-01", [factor]), ("2026", [])):
            records.add(fresh, "observation", {"date": date, "place": place.ref, "gender_factor": gender})
        records.add(fresh, "observation", {"date": "2026-04-02"})
        made = paper_makers.make(fresh, "warning-months", [])
        assert isinstance(made.content, Sheet)
        table, gender_table = (block for block in made.content.blocks if isinstance(block, SheetTable))
        rows = {row[0]: row[-3:] for row in table.rows}
        assert rows == {"Ansal": ("2", "1", "3"), "Place not said": ("0", "1", "1"), "in all": ("2", "2", "4")}
        assert [row[-3:] for row in gender_table.rows] == [("1", "1", "2"), ("1", "1", "2")]
        assert {len(row) for row in table.rows} == {14} == {len(table.header)}


def test_months_without_an_observation_are_those_that_end_with_this_one(tmp_path: Path) -> None:
    with vault_at(tmp_path / "vault") as fresh:
        made = paper_makers.make(fresh, "warning-months", [])
        assert isinstance(made.content, Sheet)
        (table,) = (block for block in made.content.blocks if isinstance(block, SheetTable))
        assert (table.header[1], table.header[-2]) == ("2026-02", "2027-01")
