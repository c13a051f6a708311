"""The steps of an exchange of cards: what was given is kept for each contact, and goes with the contact."""

from pathlib import Path

import pytest

from app.actions.contacts import card_exchange, contact_cards
from app.errors import NotOpened
from app.store.contacts.cards import GIVEN
from app.store.vault import settings
from tests.vaults import Clock, vault_at


def test_what_was_given_goes_to_the_contact_whose_card_comes(tmp_path: Path) -> None:
    with vault_at(tmp_path / "ana", Clock()) as ana, vault_at(tmp_path / "ben", Clock()) as ben:
        contact_cards.set_my_card(ben, "Ben")
        assert not card_exchange.was_given(ana)
        file = card_exchange.save_card(ana, tmp_path)
        assert card_exchange.was_given(ana) and file.read_bytes() == contact_cards.my_card(ana).file
        (tmp_path / "torn.bin").write_bytes(file.read_bytes()[:-1])
        theirs = card_exchange.save_card(ben, tmp_path)
        found = {one.path: one.name for one in card_exchange.find_cards([tmp_path, tmp_path / "none"])}
        assert found == {file: contact_cards.my_card(ana).name, theirs: "Ben"}
        with pytest.raises(NotOpened):
            card_exchange.take_card(ana, b"no card")
        assert card_exchange.was_given(ana)
        contact, _ = card_exchange.take_card(ana, theirs.read_bytes())
        id_ = contact.record.id
        assert card_exchange.was_given(ana, id_.hex()) and not card_exchange.was_given(ana)
        assert [one.record.title for one in card_exchange.list_unfinished(ana)] == ["Ben"]
        settings.forget_mentions(ana.con, GIVEN, id_)
        assert settings.list_settings(ana.con, GIVEN) == []
