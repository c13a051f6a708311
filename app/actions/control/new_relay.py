"""A new relay of ours is told to contacts, and who hears of one writes to it: so both sides see that it is known.

The message carries our card, as each does; there is nothing else in it.
"""

import crypto
from app.actions import contacts
from app.actions.contacts import Contact
from app.actions.control.part import Saying
from app.domain import pause
from app.store import moves
from app.store.vault import Vault
from sync.ports import Outcome

AGAIN = 3 * 86_400
"""Seconds after which a contact that has not written to the new relay is told of it again."""


class NewRelay:
    """No key of its own: it sees that key 22, our card, is sent and heard while we move."""

    def due(self, vault: Vault, contact: Contact, route: str, with_mail: bool) -> bool:
        """Return whether a contact has still to learn where we move, or to see that we know where it did."""
        return moves.owes_greeting(vault.con, contact.record.id, route) or bool(_to_tell(vault, contact))

    def say(self, vault: Vault, contact: Contact, route: str) -> Saying:
        """Add nothing to our card."""
        told, id_ = _to_tell(vault, contact), contact.record.id

        def lies(vault: Vault, route: str) -> None:
            moves.greeted(vault.con, id_, route)
            if route != "stick":
                for relay in told:
                    moves.told(vault.con, id_, relay, vault.now())

        return Saying(lies=lies)

    def hear(self, vault: Vault, contact: bytes, sender: bytes, manifest: "crypto.Manifest") -> Outcome:
        """Note to which mailboxes of a contact's newer card we have to write: it is taken after this."""
        if manifest.card is None:
            return Outcome()
        try:
            card = crypto.read_card(manifest.card)
        except crypto.CryptoError:
            return Outcome()
        before = contacts.of_record(vault, contact)
        if card.id == sender and card.seq > before.card.seq:
            for route in Contact(before.record, card, before.state).routes:
                if route not in before.routes:
                    moves.owe_greeting(vault.con, contact, route)
        return Outcome()


def _to_tell(vault: Vault, contact: Contact) -> list[bytes]:
    """Return the relays we move to that a contact does not know, and was not told of lately."""
    con, id_, now = vault.con, contact.record.id, vault.now()
    return [
        relay
        for relay in moves.targets(con)
        if not moves.knows(con, id_, relay) and not pause.since(moves.told_at(con, id_, relay), now, AGAIN)
    ]
