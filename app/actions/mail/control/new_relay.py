"""Tell contacts about our new relay; each contact then writes to it, as a sign that it knows the relay.

The message contains only our card, as each message does.
"""

import crypto
from app.actions.contacts import contact_cards
from app.actions.contacts.contact_cards import Contact
from app.actions.mail.control.part import ManifestFields
from app.domain import remaining_delay
from app.store.relays import moves
from app.store.vault.open_vault import Vault
from sync.ports import Outcome

AGAIN = 3 * 86_400
"""Seconds until a contact that has not written to the new relay is notified again."""


class NewRelay:
    """Make sure that key 22, our card, is sent and read during a move; this part has no key."""

    def due(self, vault: Vault, contact: Contact, route: str, with_mail: bool) -> bool:
        """Return True if a contact must learn our new relay, or see that we know its new relay."""
        return moves.owes_greeting(vault.con, contact.record.id, route) or bool(_to_tell(vault, contact))

    def say(self, vault: Vault, contact: Contact, route: str) -> ManifestFields:
        """Return no fields: the card is enough."""
        told, id_ = _to_tell(vault, contact), contact.record.id

        def lies(vault: Vault, route: str) -> None:
            moves.mark_message_sent(vault.con, id_, route)
            if route != "stick":
                for relay in told:
                    moves.mark_card_sent(vault.con, id_, relay, vault.now())

        return ManifestFields(lies=lies)

    def hear(self, vault: Vault, contact: bytes, sender: bytes, manifest: "crypto.Manifest") -> Outcome:
        """Note the new mailboxes in a contact's newer card, to which we must write; the card is accepted later."""
        if manifest.card is None:
            return Outcome()
        try:
            card = crypto.read_card(manifest.card)
        except crypto.CryptoError:
            return Outcome()
        before = contact_cards.of_record(vault, contact)
        if card.id == sender and card.seq > before.card.seq:
            for route in Contact(before.record, card, before.state).routes:
                if route not in before.routes:
                    moves.owe_greeting(vault.con, contact, route)
        return Outcome()


def _to_tell(vault: Vault, contact: Contact) -> list[bytes]:
    """Return our new relays that a contact does not know and was not notified about recently."""
    con, id_, now = vault.con, contact.record.id, vault.now()
    return [
        relay
        for relay in moves.targets(con)
        if not moves.has_written_to(con, id_, relay)
        and not remaining_delay.seconds_after(moves.told_at(con, id_, relay), now, AGAIN)
    ]
