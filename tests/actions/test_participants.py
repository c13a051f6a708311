"""A network from entry to output: coverage and gaps, matches, seats, decisions, people whom nobody reaches."""

from collections.abc import Iterator
from datetime import date

import pytest

from app.actions.field import network_coverage
from app.actions.field.network_coverage import Whole
from app.actions.kernel import clock, records
from app.actions.papers import paper_makers
from app.domain.record import Record
from app.errors import InputRefused
from app.store.vault.open_vault import Vault
from tests.unchecked import unchecked
from tests.vaults import NOON, vault_at

TODAY = date.fromtimestamp(NOON)
NETWORK = {
    "name": "Upper river network", "level": "regional", "area": ["Ansal", "Velmora", "Tres Ceibas"],
    "membership": [
        {"member": {"kind": "organisation", "name": "The office", "type": "union"}, "area": ["ansal"],
         "agreement": "Joint alert, 2026"},
        {"member": {"kind": "actor", "alias": "Heron", "sex": "02"}, "role_level": "base", "area": ["Velmora", "Kiri"]},
        {"member": {"kind": "actor", "alias": "Rail", "sex": "01"}, "role_level": "base", "area": ["Tres Ceibas"],
         "date_end": "2020"},
        {"member": {"kind": "actor", "alias": "Plover"}},
    ],
    "body": [{
        "name": "Steering committee",
        "seat": [
            {"role": "Chair", "state": "provisional", "ratify_by": "2020-01-01", "sex": "02",
             "holder": {"kind": "actor", "alias": "Egret"}},
            {"role": "Deputy", "state": "ratified", "sex": "01"},
        ],
        "meeting": [{
            "title": "Spring meeting", "date": "2026-04-20", "said": "All agreed", "agenda": "Money\nRoads",
            "participant": [{"kind": "lawyer", "role_level": "leadership", "sex": "02",
                             "who": {"kind": "organisation", "name": "Bar of the coast", "type": "ngo"}}],
            "undertaking": [
                {"text": "Write to the ministry", "kind": "decision", "owner": "the desk", "due": "2020-02-01"},
                {"text": "Buy a radio", "kind": "decision"},
                {"text": "We noted the report", "kind": "decision", "status": "note"},
            ],
        }],
    }],
}  # fmt: skip
OFFERS = (
    {"side": "offer", "kind": ["legal"], "area": ["Ansal"], "capacity": 1, "by": {"kind": "organisation", "name": "A"}},
    {"side": "request", "kind": ["legal", "refuge"], "area": ["ansal"], "urgent": True, "text": "For two",
     "by": {"kind": "organisation", "name": "B"}},
    {"side": "offer", "kind": ["legal"], "status": "closed"},
)  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Vault, Record]]:
    with vault_at(tmp_path_factory.mktemp("network") / "vault") as vault:
        network, _ = records.add(vault, "network", NETWORK)
        for offer in OFFERS:
            records.add(vault, "offer", offer)
        people = (
            {"alias": "Grebe", "occupational_status": ["HRD"], "region": "Far hills"},
            {"alias": "Teal", "occupational_status": ["HRD"], "region": "VELMORA", "foreign_defender": True,
             "looked_after_by": {"kind": "organisation", "name": "House of guests"}},
            {"alias": "Smew", "foreign_defender": True, "region": "ansal"},
            {"alias": "A guard", "region": "Far hills"},
        )  # fmt: skip
        for person in people:
            records.add(vault, "actor", person)
        yield vault, network


def paper(world: tuple[Vault, Record], name: str, kind: str = "network", form: str = "txt") -> str:
    vault, network = world
    whole = network if kind == "network" else Whole(vault).of_kind(kind)[0] if kind else None
    return paper_makers.make(vault, name, [whole.ref] if whole else []).data(form).decode()


def test_a_district_without_a_member_of_today_is_a_gap(world: tuple[Vault, Record]) -> None:
    vault, network = world
    found = network_coverage.compute_coverage(Whole(vault), network, clock.today(vault).toordinal())
    assert found.gaps == ("Tres Ceibas",) and found.beyond == ("Kiri",) and len(found.unplaced) == 1
    said = paper(world, "coverage")
    assert said.index("Nobody: a gap") < said.index("Heron") and "Plover" in said
    assert "Women in percent: 100 %" in said and "Women in percent: 50 %" in said


def test_a_match_says_why_and_what_is_missing(world: tuple[Vault, Record]) -> None:
    said = paper(world, "matches", "")
    assert "legal help, ansal" in said and "not every requested kind" in said and "For two" in said
    assert said.count("Request:") == 1


def test_seats_and_decisions_that_are_to_be_put_right_are_named(world: tuple[Vault, Record]) -> None:
    said = paper(world, "seats")
    assert "not ratified in time" in said and "no holder" in said and "Egret" in said
    said = paper(world, "decisions")
    assert "overdue" in said and "no person responsible" in said and "We noted the report" in said
    vault, network = world
    wrong = [bool(why) for _, why in network_coverage.list_decisions(vault, network.ref)]
    assert wrong == [True, True, False] == [bool(why) for _, why in network_coverage.list_decisions(vault)]


def test_minutes_invitations_and_joint_action(world: tuple[Vault, Record]) -> None:
    said = paper(world, "minutes", "meeting")
    assert "lawyer" in said and "All agreed" in said and "Write to the ministry" in said
    assert "leadership" in paper(world, "invitations", "meeting")
    said = paper(world, "joint-action")
    assert said.index("trade union") > said.index("Bar of the coast") and "Joint alert, 2026" in said


def test_the_dates_of_a_network_stand_in_a_calendar_under_short_codes(world: tuple[Vault, Record]) -> None:
    said = paper(world, "calendar", form="ics")
    assert "BEGIN:VEVENT" in said and "BEGIN:VTODO" in said and "SUMMARY:ME-" in said
    assert not any(word in said for word in ("Spring", "ministry", "river"))


def test_who_is_alone_and_who_looks_after_those_from_abroad(world: tuple[Vault, Record]) -> None:
    said = paper(world, "isolated", "")
    first, second = said.split("Defenders from abroad\n")
    assert "Grebe" in first and "guard" not in said and "Teal" not in first
    assert second.index("Nobody") < second.index("House of guests")


def test_with_the_network_no_person_is_named_without_a_yes(world: tuple[Vault, Record]) -> None:
    vault, network = world
    for name in ("coverage", "seats", "joint-action"):
        said = unchecked(paper_makers.make(vault, name, [network.ref], "network")).data("html").decode()
        assert not any(alias in said for alias in ("Heron", "Rail", "Plover", "Egret"))


def test_what_was_brought_together_or_refused_is_not_proposed_again(vault: Vault) -> None:
    offer, request = (records.add(vault, "offer", OFFERS[n])[0] for n in (0, 1))
    other, _ = records.add(vault, "offer", OFFERS[0] | {"by": {"kind": "organisation", "name": "C"}})
    network_coverage.keep_apart(vault, offer.ref, request.ref)
    (match,) = network_coverage.find_matches(Whole(vault), clock.today(vault).toordinal())
    assert match.offer.id == other.id
    network_coverage.bring_together(vault, other.ref, request.ref)
    assert not network_coverage.find_matches(Whole(vault), clock.today(vault).toordinal())
    with pytest.raises(InputRefused):
        network_coverage.bring_together(vault, request.ref, offer.ref)


def test_a_channel_is_tried_today_by_its_number_in_the_order(vault: Vault) -> None:
    channels = [{"kind": "phone", "address": "+999 2", "order": 2}, {"kind": "sms", "address": "+999 1", "order": 1}]
    contact, _ = records.add(vault, "contact", {"display_name": "Heron", "channel": channels})
    channel, _ = network_coverage.channel_tried(vault, contact.ref, "1", "slow")
    assert channel.fields["address"] == "+999 1"
    assert (channel.fields["last_test"], channel.fields["test_result"]) == (TODAY.isoformat(), "slow")
    for number, result in (("3", "works"), ("1", "perhaps")):
        with pytest.raises(InputRefused):
            network_coverage.channel_tried(vault, contact.ref, number, result)
