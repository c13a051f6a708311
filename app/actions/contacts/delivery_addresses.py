"""Find the encryption keys and the mailbox of a contact for a route."""

from attrs import evolve, frozen

import crypto
from app.actions.contacts import contact_cards, keysets
from app.actions.contacts.contact_cards import Contact
from app.store.vault.open_vault import Vault

MOST_TAGGED = 8
"""The most mailboxes of one contact for which a USB stick has tags."""


@frozen
class DeliveryAddress:
    """The keyset and the mailbox of a contact for a route; a USB stick has no mailbox."""

    contact: Contact
    keyset: "crypto.PublicKeyset"
    mailbox: "crypto.Mailbox | None"

    @property
    def relay_pk(self) -> bytes:
        """Return the relay's key (zeros for a USB stick)."""
        return self.mailbox.relay_pk if self.mailbox else bytes(32)


def read_delivery_address(vault: Vault, record: bytes, route: str) -> DeliveryAddress | None:
    """Return the address of a contact for a route, if it can receive and has a mailbox and a keyset for the route."""
    contact = contact_cards.of_record(vault, record)
    if not contact.may_receive:
        return None
    mailbox = None
    if route.startswith("relay:"):
        mailbox = contact.routes.get(route)
        if mailbox is None:
            return None
    keyset, _ = keysets.choose(vault, contact.card)
    return DeliveryAddress(contact, keyset, mailbox) if keyset else None


def for_couriers(address: DeliveryAddress, route: str) -> list[DeliveryAddress]:
    """Return an address for each mailbox that a courier can use; on a USB stick only, and encrypted again for each."""
    boxes = address.contact.card.mailboxes[:MOST_TAGGED] if route == "stick" else ()
    return [evolve(address, mailbox=box) for box in boxes]
