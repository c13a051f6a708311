"""Send cards of contacts that we introduce, until they are confirmed, and receive introductions."""

import crypto
from app.actions.contacts.contact_cards import Contact
from app.actions.mail.control.part import ManifestFields
from app.store.contacts import card_rows, cards, introductions
from app.store.vault.open_vault import Vault
from sync.ports import Outcome

AT_ONCE = 20
"""The maximum number of cards in one message, some 60 kB."""


class Introduced:
    """Key 65 of a control message; key 64 confirms."""

    def due(self, vault: Vault, contact: Contact, route: str, with_mail: bool) -> bool:
        """Return True if an introduction is due."""
        return bool(introductions.pending_introductions(vault.con, contact.record.id, vault.now(), 1))

    def say(self, vault: Vault, contact: Contact, route: str) -> ManifestFields:
        """Return some of the cards that we introduce."""
        id_ = contact.record.id
        files = introductions.pending_introductions(vault.con, id_, vault.now(), AT_ONCE)

        def lies(vault: Vault, route: str) -> None:
            if route != "stick":
                introductions.lie(vault.con, id_, files, vault.now())

        return ManifestFields({"introductions": tuple(files)}, lies)

    def hear(self, vault: Vault, contact: bytes, sender: bytes, manifest: "crypto.Manifest") -> Outcome:
        """Store a verified contact's introductions; those of others are not confirmed, so they are sent again later."""
        introductions.mark_confirmed(vault.con, contact, manifest.cards_seen)
        if card_rows.find_state(vault.con, contact) != "verified":
            return Outcome()
        for file in manifest.introductions[:AT_ONCE]:
            try:
                card = crypto.read_card(file)
            except crypto.CryptoError:
                return Outcome(aside="a card that a contact vouches for is damaged")
            if card.id not in vault.ours and introductions.keep(vault.con, contact, card, vault.now()):
                cards.record_received_card(vault.con, contact, card.hash, True)
        return Outcome()
