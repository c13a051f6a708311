"""All that went between us and one contact, and what is open on either side."""

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
"""States of what came that wait: for the rest of it, or for a person here."""


@frozen
class Between:
    """What we sent to a contact and what came from it, newest first.

    `unheard`: how many of our confirmations it has not said that it has.
    """

    contact: Contact
    sent: Sequence[tuple[Journey, State]]
    came: Sequence[Came]
    unheard: int

    @property
    def open(self) -> int:
        """How many reports still wait, on either side."""
        return sum(way.delivery.state in outbox.OPEN for way, _ in self.sent) + sum(
            one.arrived.state in UNDECIDED for one in self.came
        )


def of(vault: Vault, handle: str, network: Network | None = None) -> Between:
    """Return all between us and a contact; `network`, as for `states`, is the one that leads out."""
    contact = contacts.named(vault, handle)
    ways = journeys.all_(vault, contact.record.id)
    sent = list(zip(ways, states.all_(vault, ways, network), strict=True))
    came = inbox.all_(vault, contact=contact.record.id)
    return Between(contact, sent, came, arrived.unheard(vault.con, contact.record.id))
