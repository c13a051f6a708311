"""A team follows who took a new identity key once the numbers were compared anew, each vault for itself; not before."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.actions.contacts import contact_cards, identities
from app.actions.kernel import records
from app.actions.mail import inbox, teams
from app.domain.record import Record
from app.store.vault.open_vault import Vault
from tests.actions.pairs import go
from tests.actions.team import Three, picture, three_at


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Three]:
    with three_at(tmp_path) as found:
        yield found


def incident(three: Three) -> Record:
    case, _ = records.add(three.ana, "event", {"title": "Eviction", "date_start": "2024-03-09"})
    three.team(case.ref)
    return case


def compare(three: Three, one: str, other: str) -> None:
    """Let one compare the number of another anew."""
    contact = contact_cards.of_record(three.vaults[one], three.here[one, other].id)
    contact_cards.verify(three.vaults[one], contact.record.id.hex(), "".join(number(three.vaults[one], contact)))


def number(vault: Vault, contact: contact_cards.Contact) -> tuple[str, ...]:
    return tuple(contact_cards.safety_number(vault, contact))


def members(three: Three, name: str) -> set[bytes]:
    return set(teams.find_by_name(three.vaults[name], "River").members)


def state_of(three: Three, name: str, member: bytes) -> str:
    seen = teams.show(three.vaults[name], teams.find_by_name(three.vaults[name], "River"))
    return next(row.state for row in seen.standings if row.member.id == member)


def same(three: Three, case: Record) -> None:
    ana, ben, carla = (picture(vault, case.id) for vault in three.vaults.values())
    assert ana == ben == carla


def title(three: Three, name: str, case: Record) -> object:
    return three.of(name, case.id).fields["title"]


def test_a_member_is_followed_once_its_number_was_compared_and_not_before(three: Three) -> None:
    case, ben = incident(three), three.vaults["Ben"]
    old = ben.author
    identities.rotate(ben)
    assert members(three, "Ben") == {three.ana.author, ben.author, three.vaults["Carla"].author}
    three.round(2)
    records.edit(ben, case.id.hex(), {"title": "By the new key"})
    records.edit(three.ana, case.ref, {"description": "Since."})
    three.round(3)
    assert members(three, "Ana") == {three.ana.author, old, three.vaults["Carla"].author}
    assert title(three, "Ana", case) == title(three, "Carla", case) == "Eviction"
    assert "description" not in three.of("Ben", case.id).fields
    assert state_of(three, "Ana", old) == "apart"
    assert inbox.count_undecided(three.ana) == 1  # it waits for a person, as of anybody

    compare(three, "Ana", "Ben")
    three.round(3)
    everybody = {vault.author for vault in three.vaults.values()}
    assert members(three, "Ana") == members(three, "Carla") == everybody and old not in everybody
    assert title(three, "Ana", case) == "By the new key" and inbox.count_undecided(three.ana) == 0
    assert three.of("Ben", case.id).fields["description"] == "Since."
    assert title(three, "Carla", case) == "Eviction"  # who compares for herself

    compare(three, "Carla", "Ben")
    three.round(3)
    same(three, case)
    assert title(three, "Carla", case) == "By the new key"
    assert {state_of(three, "Carla", id_) for id_ in everybody} == {"ourselves", "in step"}


def test_a_member_who_compared_first_is_not_set_back_by_what_the_owner_says(three: Three) -> None:
    case, ben, carla = incident(three), three.vaults["Ben"], three.vaults["Carla"]
    old = ben.author
    identities.rotate(ben)
    three.round(2)
    compare(three, "Carla", "Ben")
    teams.add(three.ana, "River", "Carla", reading=True)  # a new statement that still names Ben as before
    three.round(3)
    assert old in members(three, "Ana")
    assert members(three, "Carla") == members(three, "Ben") == {three.ana.author, ben.author, carla.author}
    assert teams.find_by_name(ben, "River").state == teams.find_by_name(carla, "River").state == "on"
    records.edit(ben, case.id.hex(), {"title": "Ben to Carla"})
    three.round(3)
    assert (title(three, "Carla", case), title(three, "Ana", case)) == ("Ben to Carla", "Eviction")


def test_a_team_follows_its_owner_and_only_who_compared_hears_what_it_says(three: Three) -> None:
    case, ana = incident(three), three.ana
    old = ana.author
    identities.rotate(ana)
    assert teams.find_by_name(ana, "River").owner == ana.author
    records.edit(ana, case.ref, {"title": "By the owner's new key"})
    three.round(3)
    for name in ("Ben", "Carla"):
        assert teams.find_by_name(three.vaults[name], "River").owner == old
        assert title(three, name, case) == "Eviction"

    compare(three, "Ben", "Ana")
    three.round(3)
    assert teams.find_by_name(three.vaults["Ben"], "River").owner == ana.author
    assert (title(three, "Ben", case), title(three, "Carla", case)) == ("By the owner's new key", "Eviction")
    teams.remove(ana, "River", "Carla")
    three.round(2)
    assert members(three, "Ben") == {ana.author, three.vaults["Ben"].author}
    assert teams.find_by_name(three.vaults["Carla"], "River").state == "on"

    compare(three, "Carla", "Ana")
    three.round(2)
    assert teams.find_by_name(three.vaults["Carla"], "River").state == "removed"
    records.edit(three.vaults["Ben"], case.id.hex(), {"description": "To the owner"})
    three.round(2)
    assert three.of("Ana", case.id).fields["description"] == "To the owner"
    assert "description" not in three.of("Carla", case.id).fields


def test_everybody_takes_a_new_key_twice_and_all_are_in_step_again(three: Three) -> None:
    case = incident(three)
    for vault in three.vaults.values():
        records.edit(vault, case.id.hex(), {"description": f"by {vault.author.hex()[:6]}"})
        identities.rotate(vault)
        identities.rotate(vault)
    three.round(3)
    for one, other in three.here:
        compare(three, one, other)
    three.round(4)
    same(three, case)
    everybody = {vault.author for vault in three.vaults.values()}
    for name, vault in three.vaults.items():
        assert members(three, name) == everybody and teams.find_by_name(vault, "River").owner == three.ana.author
        assert all(teams.brought_by(vault, change) == [] for change in records.history(vault, case.id.hex()))


def test_one_who_was_removed_is_not_let_in_by_a_new_key(three: Three) -> None:
    case, ben = incident(three), three.vaults["Ben"]
    teams.remove(three.ana, "River", "Ben")
    three.round(2)
    identities.rotate(ben)
    go(ben, three.box)
    three.round(2)
    compare(three, "Ana", "Ben")
    records.edit(three.ana, case.ref, {"description": "Not for Ben"})
    three.round(3)
    assert ben.author not in members(three, "Ana") and "description" not in three.of("Ben", case.id).fields
    assert teams.find_by_name(ben, "River").state == "removed"
