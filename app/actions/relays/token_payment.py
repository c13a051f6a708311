"""Choose the tickets that pay at the mailboxes of contacts, and reserve some.

The last ten small tickets from a contact are for urgent reports, acknowledgements, and requests for more tickets. A
delivery keeps its ticket, so that a retry is the same delivery. If a relay saw that ticket with another object, the
delivery gets the next one. Tickets from a walk-in file are used after the tickets that contacts gave us.
"""

from pathlib import Path

from attrs import frozen

import crypto
from app.actions.contacts import contact_cards
from app.actions.kernel.db import Db
from app.errors import InputRefused, NotFound, NotOpened
from app.phrase import Phrase
from app.store.relays import policies, tickets
from app.store.relays.tickets import CONTROL, S
from app.store.vault.open_vault import Vault
from sync.errors import TicketRefused
from sync.ports import Parcel

RESERVE = 10
"""Small tickets that are reserved for urgent mail."""

MOST_HELD = 1000
"""The maximum number of unspent tickets stored for one mailbox: a contact could send a million."""

LONGEST = 401 * 86_400
"""The maximum seconds until a ticket expires: no relay accepts a longer time."""

_MARGIN = 3600
_AT_DESK = (S, bytes(16))


@frozen
class TicketPayment:
    """The payment for one item at a contact's mailbox (`sync.ports.Purse`): `delivery` is its number or `CONTROL`.

    `size` is the number of its bytes there; `instant` allows the reserved tickets. A `public` purse uses only tickets
    that anyone can hold: a ticket that was given to us tells its owner who spends it.
    """

    db: Db
    contact: contact_cards.Contact
    mailbox: "crypto.Mailbox"
    delivery: int
    size: int
    instant: bool
    public: bool = False

    def ticket(self) -> tuple[int, bytes]:
        """Return size class and ticket; see the port."""
        return self.db(self._ticket)

    def _ticket(self, vault: Vault) -> tuple[int, bytes]:
        box = box_of(self.contact, self.mailbox)
        with vault.transaction() as con:
            kept = tickets.find_payment(con, box, self.delivery, vault.now())
            if kept is not None:
                return kept
            chosen = choose(vault, self.contact, self.mailbox, self.size, self.instant, self.public)
            if chosen is None:
                raise TicketRefused(
                    "{name} accepts this only with a delivery ticket, and you have none left. It waits until "
                    "{name} sends more. A USB stick needs no ticket",
                    name=self.contact.record.title,
                )
            if chosen != _AT_DESK:
                tickets.pay(con, box, chosen[1], self.delivery)
            return chosen

    def refused(self, ticket: bytes) -> None:
        """Mark this ticket as unusable."""

        def note(vault: Vault) -> None:
            with vault.transaction() as con:
                tickets.mark_used(con, box_of(self.contact, self.mailbox), ticket)

        self.db(note)


def box_of(contact: contact_cards.Contact, mailbox: "crypto.Mailbox") -> tickets.Box:
    """Return the key under which the tickets for a contact's mailbox are stored."""
    return contact.record.id, mailbox.mid


def purse(
    db: Db, contact: contact_cards.Contact, mailbox: "crypto.Mailbox | None",
    delivery: int, size: int, instant: bool,
) -> TicketPayment | None:  # fmt: skip
    """Return the payment for all objects of an item at a mailbox; None if that is open, or for a USB stick."""
    if mailbox is None or mailbox.policy == policies.OPEN:
        return None
    return TicketPayment(db, contact, mailbox, delivery, size, instant)


def paid_control(vault: Vault, contact: bytes, route: str) -> None:
    """Mark the ticket of a control message as spent: the next message uses another."""
    address = contact_cards.read_delivery_address(vault, contact, route)
    if address is not None and address.mailbox is not None:
        with vault.transaction() as con:
            tickets.spent_on_control(con, box_of(address.contact, address.mailbox))


def choose(
    vault: Vault,
    contact: contact_cards.Contact,
    mailbox: "crypto.Mailbox",
    size: int,
    instant: bool,
    public: bool = False,
) -> tuple[int, bytes] | None:
    """Return size class and ticket for a delivery of `size` bytes, or the proof-of-work check if allowed, or None.

    `public`: use only a ticket of a walk-in file, which anyone can hold.
    """
    try:
        least = crypto.class_of(size)
    except crypto.Malformed:
        return None
    found = tickets.list_unspent(vault.con, box_of(contact, mailbox), least, vault.now() + _MARGIN)
    if public:
        found = [row for row in found if row[2]]
    ours = sum(size_class == S and not anybodys for size_class, _, anybodys in found)
    if not instant and ours <= RESERVE:
        found = [row for row in found if row[0] != S or row[2]]
    if found:
        alike = [row for row in found if (row[0], row[2]) == (found[0][0], found[0][2])]
        size_class, ticket, _ = min(alike, key=lambda _: vault.random(8))
        return size_class, ticket
    return _AT_DESK if mailbox.policy == policies.FRONT_DESK and least == S else None


def can_write(vault: Vault, contact: contact_cards.Contact, mailbox: "crypto.Mailbox | None") -> bool:
    """Return True if a control message can be paid at a mailbox; None is a USB stick, which is free."""
    if mailbox is None or mailbox.policy == policies.OPEN:
        return True
    kept = tickets.find_payment(vault.con, box_of(contact, mailbox), CONTROL, vault.now())
    return kept is not None or choose(vault, contact, mailbox, 1, True) is not None


def for_courier(parcel: Parcel) -> bytes | None:
    """Return the ticket for an object that a courier carries, or None. A courier does no proof of work for us."""
    if parcel.purse is None:
        return bytes(16)
    try:
        paid = parcel.purse.ticket()
    except TicketRefused:
        return None
    return None if paid == _AT_DESK else paid[1]


@frozen
class Left:
    """The number of tickets left for a contact's mailboxes; `desk`: one has a proof-of-work check."""

    tickets: int
    desk: bool


def count_left_tickets(vault: Vault, contact: contact_cards.Contact) -> Left | None:
    """Return the tickets left for a contact; None if one of its mailboxes is open, or if it has none."""
    boxes = contact.card.mailboxes
    if not boxes or any(box.policy == policies.OPEN for box in boxes):
        return None
    count = sum(len(tickets.list_unspent(vault.con, box_of(contact, box), S, vault.now())) for box in boxes)
    return Left(count, any(box.policy == policies.FRONT_DESK for box in boxes))


def read_walk_in(vault: Vault, path: Path) -> tuple[str, int]:
    """Read a file of tickets and store them, as `take_walk_in` does. Raises NotFound too."""
    try:
        with path.open("rb") as file:
            data = file.read(crypto.WalkIn.LIMIT + 1)
    except OSError as error:
        raise NotFound(
            Phrase("{file} cannot be read ({why}).", file=path, why=error.strerror or ""), "Nothing was added."
        ) from error
    return take_walk_in(vault, data)


def take_walk_in(vault: Vault, data: bytes) -> tuple[str, int]:
    """Store the tickets of a walk-in file; return the owner's title and the number of new tickets."""
    try:
        batch = crypto.WalkIn.unpack(data)
    except crypto.CryptoError as bad:
        raise NotOpened("This file contains no tickets, or it is damaged.", "Nothing was added.") from bad
    if not vault.now() < batch.expires <= vault.now() + LONGEST:
        raise InputRefused("These tickets have expired.", "Nothing was added. Ask for a newer file.")
    named = (batch.relay_pk, batch.mid)
    found = [
        one
        for one in contact_cards.list_contacts(vault)
        if any((b.relay_pk, b.mid) == named for b in one.card.mailboxes)
    ]
    if not found:
        raise InputRefused(
            "These tickets are for a mailbox that no contact of yours has.",
            "Nothing was added. Add the card of its owner first.",
        )
    with vault.transaction() as con:
        for one in found:
            box = (one.record.id, batch.mid)
            new = tickets.hold(con, box, batch.size_class, batch.expires, batch.tickets, True, MOST_HELD)
    return found[0].record.title, new
