"""A link between incidents is one record, read from both sides, and tells nobody of an incident they do not see."""

from pathlib import Path

import pytest

import crypto
from app.actions.exports.tables_out import gather
from app.actions.kernel import records
from app.actions.mail import sharing
from app.actions.records.event_chain import INVERSE
from app.domain.kinds import KINDS
from app.domain.kinds.chain import EVENT_LINK
from app.domain.record import Record
from app.errors import InputRefused
from app.store.mail import outbox
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.actions.pairs import Pair
from tests.vaults import WORDS, vault_at

PROFILES = ("internal", "network", "authority", "court")


def incident(vault: Vault, title: str, **more: object) -> Record:
    return records.add(vault, "event", {"title": title, "date_start": "2026-04-12", **more})[0]


def linked(vault: Vault, one: Record, other: Record, relation: str = "01") -> Record:
    given = {"event": one.ref, "other": other.ref, "relation": relation, "note": "The same caller."}
    return records.add(vault, "event_link", given)[0]


def bodies(pair: Pair) -> list["crypto.ReportBody"]:
    return [crypto.read_body(row.body) for row in outbox.deliveries(pair.ana.con)]


def test_every_relation_has_its_inverse_and_is_the_inverse_of_it() -> None:
    assert set(INVERSE) == set(WORDS["chain"].codes)
    assert all(INVERSE[INVERSE[code]] == code for code in INVERSE)


def test_it_is_the_only_kind_that_says_nothing_without_each_of_what_it_stands_between() -> None:
    assert [kind.name for kind in KINDS.values() if kind.between] == ["event_link"]
    assert EVENT_LINK.between == ("event", "other")


def test_it_can_be_written_with_its_incident_and_is_refused_without_the_other(tmp_path: Path) -> None:
    with vault_at(tmp_path / "vault") as vault:
        threat = incident(vault, "Death threat")
        arrest = incident(vault, "Arrest", event_link={"relation": "22", "other": threat.ref})
        (row,) = records.find(vault, Query("event_link"))
        assert row.title == "Arrest, comes after, Death threat"
        shown = records.show(vault, row.ref)
        assert {(role, record.id) for role, record in shown.links} == {("event", arrest.id), ("other", threat.id)}
        with pytest.raises(InputRefused, match="Choose one"):
            incident(vault, "Smear", event_link={"relation": "22"})
        assert records.count_matches(vault, Query("event")) == 2


def test_it_is_searched_counted_and_exported_and_goes_and_comes_with_its_incident(tmp_path: Path) -> None:
    with vault_at(tmp_path / "vault") as vault:
        threat, arrest = incident(vault, "Death threat"), incident(vault, "Arrest")
        row = linked(vault, threat, arrest)
        assert row.id in [record.id for record in records.find(vault, Query(text="same caller"))]
        assert records.count(vault, "event_link", ["relation"]) == (1, [(["01"], 1)])
        sheet = gather(vault, Query("event_link", limit=None))
        cells = dict(zip(sheet.header, sheet.rows[0], strict=True))
        assert (cells["event.title"], cells["relation"], cells["other.title"]) == ("Death threat", "01", "Arrest")
        records.remove(vault, threat.ref)
        assert records.record_of(vault, row.ref).title == "Comes before, Arrest"
        records.restore(vault, threat.ref)
        assert records.record_of(vault, row.ref).title == "Death threat, comes before, Arrest"


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("turned", [False, True], ids=["from it", "to it"])
def test_nothing_of_it_leaves_where_the_other_incident_does_not_go(pair: Pair, profile: str, turned: bool) -> None:
    shown, unseen = incident(pair.ana, "Arrest"), incident(pair.ana, "Raid", description="At the old mill.")
    row = linked(pair.ana, *((shown, unseen) if turned else (unseen, shown)))
    pair.share(shown.ref, profile=profile)
    (delivery,) = outbox.deliveries(pair.ana.con)
    (body,) = bodies(pair)
    assert [record.record_id for record in body.records] == [shown.id]
    assert not body.links
    assert not [held for held in body.held_back if held.record_id != shown.id]
    for secret in (row.id, unseen.id, b"same caller", b"chain:"):
        assert secret not in delivery.body


@pytest.mark.parametrize("profile", PROFILES)
def test_it_goes_along_where_both_go(pair: Pair, profile: str) -> None:
    threat, arrest = incident(pair.ana, "Death threat"), incident(pair.ana, "Arrest")
    row = linked(pair.ana, threat, arrest)
    pair.give(threat.ref, arrest.ref, profile=profile)
    there = records.show(pair.ben, row.id.hex())
    assert there.record.fields["relation"] == "01"
    assert ("note" in there.record.fields) == (profile != "authority")
    assert {(role, record.id) for role, record in there.links} == {("event", threat.id), ("other", arrest.id)}


def test_it_stays_where_one_of_the_two_is_held_back(pair: Pair) -> None:
    threat, arrest = incident(pair.ana, "Death threat", sensitivity="R"), incident(pair.ana, "Arrest")
    row = linked(pair.ana, threat, arrest)
    view = sharing.preview(pair.ana, [threat.ref, arrest.ref], "network")
    assert [record.id for record in view.selection.records] == [arrest.id]
    assert (row.id, "part of a withheld record") in [(held.record, held.why) for held in view.selection.held_back]


def test_it_stays_where_nothing_in_one_of_the_two_may_be_seen(pair: Pair) -> None:
    told = records.add(pair.ana, "event", {"description": "At the old mill."})[0]
    arrest = incident(pair.ana, "Arrest")
    linked(pair.ana, told, arrest)
    view = sharing.preview(pair.ana, [told.ref, arrest.ref], "authority")
    assert [record.id for record in view.selection.records] == [arrest.id]
    assert not view.selection.links


def test_a_case_brings_the_links_between_its_incidents_and_no_other(pair: Pair) -> None:
    threat, arrest, raid = (incident(pair.ana, title) for title in ("Death threat", "Arrest", "Raid"))
    inside, outside = linked(pair.ana, threat, arrest), linked(pair.ana, arrest, raid)
    case, _ = records.add(pair.ana, "case", {"title": "Water", "event": [threat.ref, arrest.ref]})
    leaving = {record.id for record in sharing.preview(pair.ana, [case.ref], "internal").selection.records}
    assert inside.id in leaving
    assert not leaving & {outside.id, raid.id}


def test_alone_it_cannot_be_shared(pair: Pair) -> None:
    row = linked(pair.ana, incident(pair.ana, "Death threat"), incident(pair.ana, "Arrest"))
    with pytest.raises(InputRefused, match="linked to a withheld record"):
        pair.share(row.ref)


def test_a_link_that_was_turned_to_another_incident_does_not_tell_of_the_first(pair: Pair) -> None:
    unseen, threat, arrest = (incident(pair.ana, title) for title in ("Raid", "Death threat", "Arrest"))
    row = linked(pair.ana, unseen, arrest)
    records.edit(pair.ana, row.ref, {"event": threat.ref})
    pair.give(threat.ref, arrest.ref)
    (delivery,) = outbox.deliveries(pair.ana.con)
    assert unseen.id not in delivery.body
    records.edit(pair.ana, row.ref, {"event": arrest.ref, "other": threat.ref})
    pair.give(threat.ref, arrest.ref)
    links = records.show(pair.ben, row.id.hex()).links
    assert {(role, record.id) for role, record in links} == {("event", arrest.id), ("other", threat.id)}
