"""List all reports between us and one contact, and the open ones on either side."""

from collections.abc import Sequence

from attrs import frozen

from app.actions import contacts, inbox, journeys, states
from app.actions.contacts import Contact
from app.actions.inbox import Came
from app.actions.journeys import Journey
from app.actions.networks import Network
from app.actions.states import State
from app.store import inbox as arrived
from app.store import outbox
from app.store.vault import Vault

UNDECIDED = ("incomplete", "delivered")
"""States of received reports that wait: for the rest of the report, or for a person here."""


@frozen
class Between:
    """The reports that we sent to a contact and received from it, newest first.

    `unheard` is the number of our confirmations that the contact has not confirmed.
    """

    contact: Contact
    sent: Sequence[tuple[Journey, State]]
    came: Sequence[Came]
    unheard: int

    @property
    def open(self) -> int:
        """Return the number of reports that still wait, on either side."""
        return sum(way.delivery.state in outbox.OPEN for way, _ in self.sent) + sum(
            one.arrived.state in UNDECIDED for one in self.came
        )


def of(vault: Vault, handle: str, network: Network | None = None) -> Between:
    """Return all reports between us and a contact; `network`, as for `states`, is the current connection."""
    contact = contacts.named(vault, handle)
    ways = journeys.all_(vault, contact.record.id)
    sent = list(zip(ways, states.all_(vault, ways, network), strict=True))
    came = inbox.all_(vault, contact=contact.record.id)
    return Between(contact, sent, came, arrived.unheard(vault.con, contact.record.id))
