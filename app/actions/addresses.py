"""Where a contact is reached on a route: the keyset to seal to, and the mailbox."""

from attrs import evolve, frozen

import crypto
from app.actions import contacts, keysets
from app.actions.contacts import Contact
from app.store.vault import Vault

MOST_TAGGED = 8
"""Mailboxes of one contact that a stick has tags for."""


@frozen
class Address:
    """Where a contact is reached on a route: the keyset to seal to, and the mailbox (zeros on a stick)."""

    contact: Contact
    keyset: "crypto.PublicKeyset"
    mailbox: "crypto.Mailbox | None"

    @property
    def relay_pk(self) -> bytes:
        """Return the relay's key, zeros on a stick."""
        return self.mailbox.relay_pk if self.mailbox else bytes(32)


def of(vault: Vault, record: bytes, route: str) -> Address | None:
    """Return where a contact is reached on a route, or None: no mailbox there, or not to be sent to."""
    contact = contacts.of_record(vault, record)
    if not contact.may_receive:
        return None
    mailbox = None
    if route.startswith("relay:"):
        mailbox = contact.routes.get(route)
        if mailbox is None:
            return None
    keyset, _ = keysets.choose(vault, contact.card)
    return Address(contact, keyset, mailbox) if keyset else None


def for_couriers(address: Address, route: str) -> list[Address]:
    """Return the mailboxes that a courier may put it into; on a stick it is sealed anew for each, as for its relay."""
    boxes = address.contact.card.mailboxes[:MOST_TAGGED] if route == "stick" else ()
    return [evolve(address, mailbox=box) for box in boxes]
