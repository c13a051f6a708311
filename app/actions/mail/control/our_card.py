"""Send our card until the contact confirms it; a new card causes a message."""

import crypto
from app.actions.contacts import contact_cards
from app.actions.contacts.contact_cards import Contact
from app.actions.mail.control.part import ManifestFields
from app.store.contacts import cards
from app.store.vault import identity
from app.store.vault.open_vault import Vault
from sync.ports import Outcome


class OurCard:
    """Keys 22 and 64 of a control message: a card, and the hashes of received cards."""

    def due(self, vault: Vault, contact: Contact, route: str, with_mail: bool) -> bool:
        """Return True if we owe a contact our card, or the confirmation of its new card."""
        id_, mine = contact.record.id, identity.card(vault).seq
        owes = any(due == cards.DUE for _, due in cards.pending_card_confirmations(vault.con, id_))
        return owes or cards.is_due(vault.con, id_, mine, with_mail, route.startswith("stick"), vault.now())

    def say(self, vault: Vault, contact: Contact, route: str) -> ManifestFields:
        """Return our card if the contact has not confirmed it, and the hashes of received cards."""
        id_, card = contact.record.id, identity.card(vault)
        unknown = cards.read_confirmed_seq(vault.con, id_) < card.seq
        seen = [hash_ for hash_, _ in cards.pending_card_confirmations(vault.con, id_)]

        def lies(vault: Vault, route: str) -> None:
            if route != "stick":
                cards.mark_confirmations_sent(vault.con, id_, seen)
                if unknown:
                    cards.mark_sent(vault.con, id_, card.seq, vault.now())

        return ManifestFields({"card": card.file if unknown else None, "cards_seen": tuple(seen)}, lies)

    def hear(self, vault: Vault, contact: bytes, sender: bytes, manifest: "crypto.Manifest") -> Outcome:
        """Accept a contact's newer card and its confirmation of ours; ignore the card of a third person."""
        mine = identity.card(vault)
        if mine.hash in manifest.cards_seen:
            cards.mark_confirmed(vault.con, contact, mine.seq)
        if manifest.card is None:
            return Outcome()
        try:
            card = crypto.read_card(manifest.card)
        except crypto.CryptoError:
            return Outcome(aside="a contact's new card is damaged")
        if card.id == sender:
            cards.record_received_card(vault.con, contact, card.hash, contact_cards.renew(vault, card) == "newer")
        return Outcome()
