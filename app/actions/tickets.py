"""Tickets for our own mailboxes: made, registered, given to contacts, counted and withdrawn.

The relay sees hashes only. They are registered 500 and more at a time, shuffled, and drawn at random from all that
nobody has, so that neither a registration nor what is spent of it tells which are one contact's. Which are, is in
this vault alone: who spends them on noise is known to us, and to nobody else.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from attrs import frozen

import crypto
from app.actions import contacts
from app.actions.contacts import Contact
from app.actions.db import Db
from app.errors import InputRefused
from app.phrase import Phrase
from app.store import policies, relays, tickets
from app.store.connection import translated
from app.store.relays import KnownRelay
from app.store.tickets import MADE, PUBLIC, REGISTERED, UNWANTED, WITHDRAWN, Made
from app.store.vault import Vault

if TYPE_CHECKING:
    from crypto.relay import LogEntry
    from sync.client import RelayTransport

T = TypeVar("T")

FULL: Mapping[int, int] = {1: 100, 2: 30, 3: 10}
"""Tickets of each class that a contact has at most, unless it asks; more come at a quarter of it."""

SETS = 4
"""Contacts' worth of tickets that are made at a time, at least: 560."""

DAY = 86_400
LIFE = 390 * DAY
AGAIN = 7 * DAY
"""Seconds after which tickets are said again of which none was ever spent: the message may have been lost."""

WALK_IN = 50
"""Tickets in a walk-in file, unless told."""


def lacks(left: Mapping[int, int]) -> bool:
    """Return whether so few of a class are left that more are due."""
    return any(left.get(size_class, 0) * 4 < full for size_class, full in FULL.items())


def stock(vault: Vault, db: Db, transport: "RelayTransport", relay: bytes) -> None:
    """Make more where the pool runs low, and register what was made; a visit begins so."""
    made = db(lambda v: _made(v, relay, transport.mid))
    _tell(db, transport, made, REGISTERED)


def take_back(vault: Vault, db: Db, transport: "RelayTransport", relay: bytes) -> None:
    """Withdraw what is unwanted; a visit ends so, when the log has told which of it were spent meanwhile.

    Those are not named: they would join the deliveries they paid.
    """
    _tell(db, transport, db(lambda v: _unwanted(v, relay)), WITHDRAWN)


def _tell(db: Db, transport: "RelayTransport", made: Sequence[Made], state: int) -> None:
    """Tell a relay of these, in requests of one size, and note that they are in this state."""
    from crypto.relay import ADD, ROWS_MOST, WITHDRAW, TicketRow

    op = ADD if state == REGISTERED else WITHDRAW
    requests = -(-len(made) // ROWS_MOST)
    size = -(-len(made) // requests) if requests else 1
    for at in range(0, len(made), size):
        batch = made[at : at + size]
        transport.register([TicketRow(op, one.size_class, one.expires, one.hash) for one in batch])
        db(partial(_told, batch=batch, state=state))


def _told(vault: Vault, batch: Sequence[Made], state: int) -> None:
    with vault.transaction() as con:
        tickets.set_state(con, [one.hash for one in batch], state)


def _made(vault: Vault, relay: bytes, mid: bytes) -> list[Made]:
    """Return, shuffled, what is to be registered."""
    with vault.transaction() as con:
        tickets.forget_old(con, vault.now())
        if not tickets.in_state(con, relay, MADE):
            tickets.make(con, relay, _more(vault, relay, mid))
        return _shuffled(vault, tickets.in_state(con, relay, MADE))


def _unwanted(vault: Vault, relay: bytes) -> list[Made]:
    with vault.transaction() as con:
        tickets.withdraw_of_gone(con)
        return _shuffled(vault, tickets.in_state(con, relay, UNWANTED))


def _more(vault: Vault, relay: bytes, mid: bytes) -> list[Made]:
    """Make so many tickets that all who lack some can be given them, and as many again stay."""
    now, con = vault.now(), vault.con
    lacking = sum(_owed(vault, contact, relay) for contact in contacts.all_(vault))
    if all(len(tickets.pool(con, relay, c, now)) >= full * (lacking + 1) for c, full in FULL.items()):
        return []
    expires = (now + LIFE) // DAY * DAY
    made = []
    for size_class, full in FULL.items():
        for _ in range(full * max(SETS, lacking + 2)):
            ticket = vault.random(16)
            made.append(Made(crypto.ticket_hash(relay, mid, ticket), ticket, size_class, expires))
    return made


def _shuffled(vault: Vault, items: Sequence[T]) -> list[T]:
    return sorted(items, key=lambda _: vault.random(16))


def _owed(vault: Vault, contact: Contact, relay: bytes) -> bool:
    id_ = contact.record.id
    if not contact.may_receive or tickets.stopped(vault.con, id_):
        return False
    return lacks(tickets.left(vault.con, relay, id_, vault.now()))


def guarded(vault: Vault) -> list[KnownRelay]:
    """Return the relays where our mailbox is not open."""
    return [known for known in relays.all_(vault.con) if policies.of(vault.con, known.pk)]


def mailbox(vault: Vault, url: str = "") -> KnownRelay:
    """Return our guarded mailbox at this address, or the only one there is."""
    found = [known for known in guarded(vault) if url.strip().rstrip("/") in ("", known.url)]
    if len(found) == 1:
        return found[0]
    raise InputRefused(
        Phrase("Mailboxes with tickets to choose from: {n}.", n=len(found)),
        "Nothing was written. Name the address of one; an open mailbox needs no tickets.",
    )


def to_say(vault: Vault, contact: Contact, known: KnownRelay) -> bool:
    """Return whether a contact is to be told of tickets for our mailbox at a relay."""
    con, id_, now = vault.con, contact.record.id, vault.now()
    if tickets.stopped(con, id_):
        return False
    asked = tickets.asked(con, id_, known.mid) is not None
    if tickets.untold(con, known.pk, id_, AGAIN, now, asked):
        return True
    wants = asked or _owed(vault, contact, known.pk)
    return wants and bool(tickets.pool(con, known.pk, tickets.S, now))


def hand_out(vault: Vault, contact: Contact, known: KnownRelay) -> list[Made]:
    """Draw what a contact lacks for our mailbox at a relay, and return all that it was not told of yet."""
    id_, now = contact.record.id, vault.now()
    with vault.transaction() as con:
        if tickets.stopped(con, id_):
            return []
        left, asked = tickets.left(con, known.pk, id_, now), tickets.asked(con, id_, known.mid) is not None
        if asked or lacks(left):
            for size_class, full in FULL.items():
                most = full * (2 if asked else 1)
                drawn = _shuffled(vault, tickets.pool(con, known.pk, size_class, now))
                count = min(full, max(0, most - left.get(size_class, 0)))
                tickets.give(con, [one.hash for one in drawn[:count]], id_)
            tickets.answered(con, id_, known.mid)
        return tickets.untold(con, known.pk, id_, AGAIN, now, asked)


def issued(db: Db) -> "Callable[[Sequence[LogEntry]], Mapping[bytes, bytes]]":
    """Return what notes the tickets of ours that a log shows as spent, and gives them by their hash."""

    def hear(lines: "Sequence[LogEntry]") -> Mapping[bytes, bytes]:
        spent = [(line.ticket_hash, line.time) for line in lines]

        def note(vault: Vault) -> Mapping[bytes, bytes]:
            with vault.transaction() as con:
                return tickets.spend(con, spent)

        return db(note)

    return hear


@frozen
class Account:
    """What a contact has of our tickets; `contact` None is whoever has a walk-in file. `last`: the hour of the last."""

    contact: bytes | None
    title: str
    given: int
    spent: int
    last: int | None
    stopped: bool


def accounts(vault: Vault) -> list[Account]:
    """Return who was given tickets of ours and how many were spent, the one who spent most first."""
    found = []
    for contact, given, spent, last in tickets.given(vault.con):
        title = contacts.of_record(vault, contact).record.title if contact else ""
        stopped = tickets.stopped(vault.con, contact)
        found.append(Account(contact or None, title, given, spent, last, stopped))
    return sorted(found, key=lambda account: -account.spent)


def is_stopped(vault: Vault, contact: Contact) -> bool:
    """Return whether a contact is given no tickets of ours any more."""
    return tickets.stopped(vault.con, contact.record.id)


def stop(vault: Vault, handle: str) -> int:
    """Withdraw the unspent tickets of a contact at the next visit, and give it no more; return how many they are.

    Only these are named to the relay: none of them was spent, so it learns of no delivery whose it was.
    """
    contact = contacts.named(vault, handle)
    with vault.transaction() as con:
        return tickets.withdraw(con, contact.record.id)


def give(vault: Vault, handle: str) -> None:
    """Give a contact tickets again; they go with the next message to it."""
    contact = contacts.named(vault, handle)
    with vault.transaction() as con:
        tickets.go_on(con, contact.record.id)


def walk_in(vault: Vault, known: KnownRelay, count: int = WALK_IN) -> bytes:
    """Return a file of tickets that anybody may use to write to our mailbox at a relay, small messages only."""
    if not policies.of(vault.con, known.pk):
        raise InputRefused("This mailbox is open: nobody needs a ticket there.", "Choose another policy first.")
    with vault.transaction() as con:
        drawn = _shuffled(vault, tickets.pool(con, known.pk, tickets.S, vault.now()))
        if not 1 <= count <= len(drawn):
            raise InputRefused(
                Phrase("Tickets to give away here now: {n}.", n=len(drawn)),
                "Nothing was written. More are made when the relay is visited; or take fewer.",
            )
        expires = max(one.expires for one in drawn)
        chosen = [one for one in drawn if one.expires == expires][:count]
        tickets.give(con, [one.hash for one in chosen], PUBLIC)
        tickets.told(con, [one.hash for one in chosen], vault.now())
    return crypto.WalkIn(known.pk, known.mid, tickets.S, expires, tuple(one.ticket for one in chosen)).pack()


FILE = "tickets.bin"
"""What a file of tickets is called: whoever has it can use it, and its name says of nobody's mailbox."""


def write_walk_in(vault: Vault, known: KnownRelay, folder: Path) -> Path:
    """Write such a file into a folder, beside what is there, and return where it is. Raises StorageFailed too."""
    place, number = folder / FILE, 1
    while place.exists():
        number += 1
        place = folder / f"{number}-{FILE}"
    with translated():
        file = place.open("xb")
        try:
            with file:
                file.write(walk_in(vault, known))
        except BaseException:
            place.unlink()
            raise
    return place
