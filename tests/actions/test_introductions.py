"""Introductions: a verified contact vouches, a person decides, and nobody is verified by it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.actions.contacts import contact_cards, identities, introductions
from app.errors import InputRefused, NotFound
from app.store.vault import identity
from app.store.vault.open_vault import Vault
from tests.actions.pairs import Pair, control_of, go, know, post
from tests.memory_transport import MemoryTransport
from tests.vaults import vault_at


@pytest.fixture
def eve(pair: Pair, tmp_path: Path) -> Iterator[Vault]:
    """Eve, whom Ana verified and Ben does not know."""
    with vault_at(tmp_path / "eve", pair.clock) as eve:
        contact_cards.set_my_card(eve, "Eve")
        know(pair.ana, eve)
        yield eve


def test_whom_a_verified_contact_vouches_for_is_introduced_by_a_persons_act(pair: Pair, eve: Vault) -> None:
    introductions.introduce(pair.ana, "Eve", ["Ben"])
    go(pair.ana, MemoryTransport())  # lost
    pair.clock.now += 8 * 86_400
    pair.sync()
    assert [one.record.title for one in contact_cards.list_contacts(pair.ben)] == ["Ana"]
    (one,) = introductions.list_introductions(pair.ben)
    assert (one.card.id, one.card.name, one.by) == (eve.author, "Eve", "Ana")
    contact, _ = introductions.accept(pair.ben, eve.author.hex())
    assert (contact.state, contact.introduced_by, contact.may_receive) == ("introduced", "Ana", True)
    assert introductions.list_introductions(pair.ben) == []
    pair.sync()
    assert pair.ana.con.execute("SELECT * FROM vouched").fetchall() == []  # confirmed
    number = "".join(contact_cards.safety_number(pair.ben, contact))
    assert contact_cards.verify(pair.ben, "Eve", number)[0].state == "verified"


def test_one_who_is_known_rises_by_a_persons_act_alone(pair: Pair, eve: Vault) -> None:
    contact_cards.add(pair.ben, identity.card(eve).file)
    introductions.introduce(pair.ana, "Eve", ["Ben"])
    pair.sync()
    assert contact_cards.find_by_name(pair.ben, "Eve").state == "new"
    assert introductions.accept(pair.ben, eve.author.hex())[0].state == "introduced"


def test_an_older_card_that_comes_late_does_not_take_the_place_of_a_newer(pair: Pair, eve: Vault) -> None:
    older = identity.card(eve)
    contact_cards.set_my_card(eve, "Eve at the river")
    newer = identity.card(eve)
    for card in (newer, older):
        post(pair.ana, pair.ben, control_of(pair.ana, pair.ben.author, introductions=(card.file,)))
    assert [one.card.file for one in introductions.list_introductions(pair.ben)] == [newer.file]
    pair.ben.con.execute("UPDATE introduction SET file = ?", (older.file,))
    post(pair.ana, pair.ben, control_of(pair.ana, pair.ben.author, introductions=(newer.file,)))
    assert [one.card.file for one in introductions.list_introductions(pair.ben)] == [newer.file]


def test_who_is_not_verified_vouches_for_nobody(pair: Pair, eve: Vault) -> None:
    card = identity.card(eve).file
    pair.ana.con.execute("UPDATE card SET state = 'new' WHERE id = ?", (eve.author,))
    with pytest.raises(InputRefused, match="cannot introduce"):
        introductions.introduce(pair.ana, "Eve", ["Ben"])
    with pytest.raises(InputRefused, match="You cannot introduce this card to Ben"):
        introductions.introduce(pair.ana, "Ben", ["Ben"])
    pair.ben.con.execute("UPDATE card SET state = 'introduced'")
    post(pair.ana, pair.ben, control_of(pair.ana, pair.ben.author, introductions=(card,)))
    assert introductions.list_introductions(pair.ben) == []
    pair.ben.con.execute("UPDATE card SET state = 'verified'")
    post(pair.ana, pair.ben, control_of(pair.ana, pair.ben.author, introductions=(card,)))
    pair.ben.con.execute("UPDATE card SET state = 'revoked'")
    with pytest.raises(NotFound):
        introductions.accept(pair.ben, eve.author.hex())


def test_nobody_is_told_of_a_card_that_was_revoked_meanwhile(pair: Pair, eve: Vault) -> None:
    introductions.introduce(pair.ana, "Eve", ["Ben"])
    identities.take(pair.ana, identities.my_revocation(eve))
    pair.sync()
    assert introductions.list_introductions(pair.ben) == []


def test_a_damaged_card_is_set_aside_and_a_declined_one_forgotten(pair: Pair, eve: Vault) -> None:
    card = identity.card(eve).file
    said = post(pair.ana, pair.ben, control_of(pair.ana, pair.ben.author, introductions=(card[:-1] + b"x",)))
    assert "damaged" in said.aside and introductions.list_introductions(pair.ben) == []
    post(pair.ana, pair.ben, control_of(pair.ana, pair.ben.author, introductions=(card,)))
    introductions.decline(pair.ben, eve.author.hex())
    assert introductions.list_introductions(pair.ben) == []
