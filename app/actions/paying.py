"""Paying at the mailboxes of contacts: which ticket goes with what, and what is kept back.

The last ten small ones that a contact gave us are for what cannot wait: urgent reports, acknowledgements, and the
wish for more. A delivery keeps its ticket, so that a retry is the same delivery; a relay that has seen it spent on
something else gets the next. Those of a walk-in file are taken after those that were given to us.
"""

from pathlib import Path

from attrs import frozen

import crypto
from app.actions import addresses, contacts
from app.actions.db import Db
from app.errors import InputRefused, NotFound, NotOpened
from app.phrase import Phrase
from app.store import policies, tickets
from app.store.tickets import CONTROL, S
from app.store.vault import Vault
from sync.errors import TicketRefused
from sync.ports import Parcel

RESERVE = 10
"""Small tickets that are kept for what cannot wait."""

MOST_HELD = 1000
"""Unspent tickets for one mailbox that are kept: a contact could send a million."""

LONGEST = 401 * 86_400
"""Seconds ahead that a ticket may expire: no relay takes a longer one."""

_MARGIN = 3600
_AT_DESK = (S, bytes(16))


@frozen
class Purse:
    """What pays for one item at a contact's mailbox (`sync.ports.Purse`): `delivery` is its number or `CONTROL`.

    `size` is all its bytes there, `instant` lets it take of the last ones. A `public` one takes only what anybody may
    hold: a ticket that was given to us says to its owner who spends it.
    """

    db: Db
    contact: contacts.Contact
    mailbox: "crypto.Mailbox"
    delivery: int
    size: int
    instant: bool
    public: bool = False

    def ticket(self) -> tuple[int, bytes]:
        """Return class and ticket; see the port."""
        return self.db(self._ticket)

    def _ticket(self, vault: Vault) -> tuple[int, bytes]:
        box = box_of(self.contact, self.mailbox)
        with vault.transaction() as con:
            kept = tickets.paying(con, box, self.delivery, vault.now())
            if kept is not None:
                return kept
            chosen = choose(vault, self.contact, self.mailbox, self.size, self.instant, self.public)
            if chosen is None:
                raise TicketRefused(
                    "{name} takes this only with a ticket, and none that fits is left here to spend on it; "
                    "it stays queued until {name} sends more, and a stick works without",
                    name=self.contact.record.title,
                )
            if chosen != _AT_DESK:
                tickets.pay(con, box, chosen[1], self.delivery)
            return chosen

    def refused(self, ticket: bytes) -> None:
        """Never take this one again."""

        def note(vault: Vault) -> None:
            with vault.transaction() as con:
                tickets.gone(con, box_of(self.contact, self.mailbox), ticket)

        self.db(note)


def box_of(contact: contacts.Contact, mailbox: "crypto.Mailbox") -> tickets.Box:
    """Return the mailbox of a contact as its tickets are kept by."""
    return contact.record.id, mailbox.mid


def purse(
    db: Db, contact: contacts.Contact, mailbox: "crypto.Mailbox | None",
    delivery: int, size: int, instant: bool,
) -> Purse | None:  # fmt: skip
    """Return what pays for all objects of an item at a mailbox, None where that is open, or it goes onto a stick."""
    if mailbox is None or mailbox.policy == policies.OPEN:
        return None
    return Purse(db, contact, mailbox, delivery, size, instant)


def paid_control(vault: Vault, contact: bytes, route: str) -> None:
    """The ticket of a control message is spent: the next message takes another."""
    address = addresses.of(vault, contact, route)
    if address is not None and address.mailbox is not None:
        with vault.transaction() as con:
            tickets.spent_on_control(con, box_of(address.contact, address.mailbox))


def choose(
    vault: Vault, contact: contacts.Contact, mailbox: "crypto.Mailbox", size: int, instant: bool, public: bool = False
) -> tuple[int, bytes] | None:
    """Return class and ticket for a delivery of so many bytes, the front desk where it stands open, or None.

    `public`: only a ticket of a walk-in file, which anybody may hold.
    """
    try:
        least = crypto.class_of(size)
    except crypto.Malformed:
        return None
    found = tickets.unspent(vault.con, box_of(contact, mailbox), least, vault.now() + _MARGIN)
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


def can_write(vault: Vault, contact: contacts.Contact, mailbox: "crypto.Mailbox | None") -> bool:
    """Return whether a control message can be paid at a mailbox; None is a stick, where all is free."""
    if mailbox is None or mailbox.policy == policies.OPEN:
        return True
    kept = tickets.paying(vault.con, box_of(contact, mailbox), CONTROL, vault.now())
    return kept is not None or choose(vault, contact, mailbox, 1, True) is not None


def for_courier(parcel: Parcel) -> bytes | None:
    """Return the ticket that a courier is given for an object, None where there is none: he solves no puzzle for us."""
    if parcel.purse is None:
        return bytes(16)
    try:
        paid = parcel.purse.ticket()
    except TicketRefused:
        return None
    return None if paid == _AT_DESK else paid[1]


@frozen
class Left:
    """How many tickets for a contact's mailboxes are left here, and whether one of them has a front desk."""

    tickets: int
    desk: bool


def left(vault: Vault, contact: contacts.Contact) -> Left | None:
    """Return what is left to write to a contact with, None where a mailbox of its own is open or it has none."""
    boxes = contact.card.mailboxes
    if not boxes or any(box.policy == policies.OPEN for box in boxes):
        return None
    count = sum(len(tickets.unspent(vault.con, box_of(contact, box), S, vault.now())) for box in boxes)
    return Left(count, any(box.policy == policies.FRONT_DESK for box in boxes))


def read_walk_in(vault: Vault, path: Path) -> tuple[str, int]:
    """Read a file of tickets and keep them, as `take_walk_in` does. Raises NotFound too."""
    try:
        with path.open("rb") as file:
            data = file.read(crypto.WalkIn.LIMIT + 1)
    except OSError as error:
        raise NotFound(
            Phrase("{file} cannot be read ({why}).", file=path, why=error.strerror or ""), "Nothing was added."
        ) from error
    return take_walk_in(vault, data)


def take_walk_in(vault: Vault, data: bytes) -> tuple[str, int]:
    """Keep the tickets of a walk-in file; return whose mailbox they are for, and how many are new."""
    try:
        batch = crypto.WalkIn.unpack(data)
    except crypto.CryptoError as bad:
        raise NotOpened("This is not a file of tickets, or it is damaged.", "Nothing was added.") from bad
    if not vault.now() < batch.expires <= vault.now() + LONGEST:
        raise InputRefused("These tickets are not good any more.", "Nothing was added. Ask for a newer file.")
    named = (batch.relay_pk, batch.mid)
    found = [one for one in contacts.all_(vault) if any((b.relay_pk, b.mid) == named for b in one.card.mailboxes)]
    if not found:
        raise InputRefused(
            "These tickets are for a mailbox of nobody you know.", "Nothing was added. Add the card of its owner first."
        )
    with vault.transaction() as con:
        for one in found:
            box = (one.record.id, batch.mid)
            new = tickets.hold(con, box, batch.size_class, batch.expires, batch.tickets, True, MOST_HELD)
    return found[0].record.title, new
