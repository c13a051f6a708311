"""List all reports between us and one contact, and the open ones on either side."""

from collections.abc import Sequence

from attrs import frozen

from app.actions.contacts import contact_cards
from app.actions.contacts.contact_cards import Contact
from app.actions.mail import delivery_history, delivery_status, inbox
from app.actions.mail.delivery_history import Journey
from app.actions.mail.delivery_status import DeliveryState
from app.actions.mail.inbox import ReceivedReport
from app.actions.relays.networks import Network
from app.store.mail import inbox as arrived
from app.store.mail import outbox
from app.store.vault.open_vault import Vault

UNDECIDED = ("incomplete", "delivered")
"""States of received reports that wait: for the rest of the report, or for a person here."""


@frozen
class Between:
    """The reports that we sent to a contact and received from it, newest first.

    `unheard` is the number of our confirmations that the contact has not confirmed.
    """

    contact: Contact
    sent: Sequence[tuple[Journey, DeliveryState]]
    came: Sequence[ReceivedReport]
    unheard: int

    @property
    def open(self) -> int:
        """Return the number of reports that still wait, on either side."""
        return sum(way.delivery.state in outbox.OPEN for way, _ in self.sent) + sum(
            one.arrived.state in UNDECIDED for one in self.came
        )


def read_contact_history(vault: Vault, handle: str, network: Network | None = None) -> Between:
    """Return all reports between us and a contact; `network`, as for `states`, is the current connection."""
    contact = contact_cards.find_by_name(vault, handle)
    ways = delivery_history.list_journeys(vault, contact.record.id)
    sent = list(zip(ways, delivery_status.list_delivery_states(vault, ways, network), strict=True))
    came = inbox.list_reports(vault, contact=contact.record.id)
    return Between(contact, sent, came, arrived.count_unconfirmed(vault.con, contact.record.id))
