"""Make delivery tickets for our mailboxes, register them, give them to contacts, count and withdraw them.

The relay gets only hashes. At least 500 are registered at a time, shuffled, and contacts get random ones from the
pool. So registrations and spent tickets do not show which ones belong to one contact. Only this vault knows that: we
alone can see who spends tickets on unwanted mail.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from attrs import frozen

import crypto
from app.actions.contacts import contact_cards
from app.actions.contacts.contact_cards import Contact
from app.actions.kernel.db import Db
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.relays import known_relays, policies, tickets
from app.store.relays.known_relays import KnownRelay
from app.store.relays.tickets import MADE, PUBLIC, REGISTERED, UNWANTED, WITHDRAWN, IssuedTicket
from app.store.vault.connection import translate_errors
from app.store.vault.open_vault import Vault

if TYPE_CHECKING:
    from crypto.relay import LogEntry
    from sync.client import RelayTransport

T = TypeVar("T")

FULL: Mapping[int, int] = {1: 100, 2: 30, 3: 10}
"""The maximum tickets of each class for a contact that did not ask for more; below a quarter, more are sent."""

SETS = 4
"""The minimum number of contacts for which tickets are made at a time: 560 tickets."""

DAY = 86_400
LIFE = 390 * DAY
AGAIN = 7 * DAY
"""Seconds until unspent new tickets are sent again: the message could have been lost."""

WALK_IN = 50
"""The default number of tickets in a walk-in file."""


def lacks(left: Mapping[int, int]) -> bool:
    """Return True if so few tickets of a class are left that more are due."""
    return any(left.get(size_class, 0) * 4 < full for size_class, full in FULL.items())


def stock(vault: Vault, db: Db, transport: "RelayTransport", relay: bytes) -> None:
    """Make more tickets if the pool is low, and register new ones; the first step of a visit."""
    made = db(lambda v: _made(v, relay, transport.mid))
    _tell(db, transport, made, REGISTERED)


def take_back(vault: Vault, db: Db, transport: "RelayTransport", relay: bytes) -> None:
    """Withdraw unwanted tickets; the last step of a visit, after the log has shown which were spent.

    Spent ones are not named to the relay: that would connect the deliveries that they paid.
    """
    _tell(db, transport, db(lambda v: _unwanted(v, relay)), WITHDRAWN)


def _tell(db: Db, transport: "RelayTransport", made: Sequence[IssuedTicket], state: int) -> None:
    """Send these tickets to a relay, in requests of one size, and note their state."""
    from crypto.relay import ADD, ROWS_MOST, WITHDRAW, TicketRow

    op = ADD if state == REGISTERED else WITHDRAW
    requests = -(-len(made) // ROWS_MOST)
    size = -(-len(made) // requests) if requests else 1
    for at in range(0, len(made), size):
        batch = made[at : at + size]
        transport.register([TicketRow(op, one.size_class, one.expires, one.hash) for one in batch])
        db(partial(_told, batch=batch, state=state))


def _told(vault: Vault, batch: Sequence[IssuedTicket], state: int) -> None:
    with vault.transaction() as con:
        tickets.set_state(con, [one.hash for one in batch], state)


def _made(vault: Vault, relay: bytes, mid: bytes) -> list[IssuedTicket]:
    """Return the tickets to register, shuffled."""
    with vault.transaction() as con:
        tickets.forget_old(con, vault.now())
        if not tickets.in_state(con, relay, MADE):
            tickets.make(con, relay, _more(vault, relay, mid))
        return _shuffled(vault, tickets.in_state(con, relay, MADE))


def _unwanted(vault: Vault, relay: bytes) -> list[IssuedTicket]:
    with vault.transaction() as con:
        tickets.withdraw_of_gone(con)
        return _shuffled(vault, tickets.in_state(con, relay, UNWANTED))


def _more(vault: Vault, relay: bytes, mid: bytes) -> list[IssuedTicket]:
    """Make enough tickets for all contacts that lack some, with the same number in reserve."""
    now, con = vault.now(), vault.con
    lacking = sum(_owed(vault, contact, relay) for contact in contact_cards.list_contacts(vault))
    if all(len(tickets.pool(con, relay, c, now)) >= full * (lacking + 1) for c, full in FULL.items()):
        return []
    expires = (now + LIFE) // DAY * DAY
    made = []
    for size_class, full in FULL.items():
        for _ in range(full * max(SETS, lacking + 2)):
            ticket = vault.random(16)
            made.append(IssuedTicket(crypto.ticket_hash(relay, mid, ticket), ticket, size_class, expires))
    return made


def _shuffled(vault: Vault, items: Sequence[T]) -> list[T]:
    return sorted(items, key=lambda _: vault.random(16))


def _owed(vault: Vault, contact: Contact, relay: bytes) -> bool:
    id_ = contact.record.id
    if not contact.may_receive or tickets.is_stopped(vault.con, id_):
        return False
    return lacks(tickets.count_left(vault.con, relay, id_, vault.now()))


def list_guarded_relays(vault: Vault) -> list[KnownRelay]:
    """Return the relays on which our mailbox is not open."""
    return [known for known in known_relays.list_relays(vault.con) if policies.mailbox_policy(vault.con, known.pk)]


def mailbox(vault: Vault, url: str = "") -> KnownRelay:
    """Return our guarded mailbox at this address, or the only one."""
    found = [known for known in list_guarded_relays(vault) if url.strip().rstrip("/") in ("", known.url)]
    if len(found) == 1:
        return found[0]
    raise InputRefused(
        Phrase("Mailboxes with tickets to choose from: {n}.", n=len(found)),
        "Nothing was written. Enter the address of a mailbox. An open mailbox needs no tickets.",
    )


def to_say(vault: Vault, contact: Contact, known: KnownRelay) -> bool:
    """Return True if a contact must get tickets for our mailbox on a relay."""
    con, id_, now = vault.con, contact.record.id, vault.now()
    if tickets.is_stopped(con, id_):
        return False
    asked = tickets.read_request_time(con, id_, known.mid) is not None
    if tickets.list_unsent_tickets(con, known.pk, id_, AGAIN, now, asked):
        return True
    wants = asked or _owed(vault, contact, known.pk)
    return wants and bool(tickets.pool(con, known.pk, tickets.S, now))


def hand_out(vault: Vault, contact: Contact, known: KnownRelay) -> list[IssuedTicket]:
    """Choose the tickets that a contact lacks for our mailbox, and return all that were not sent to it yet."""
    id_, now = contact.record.id, vault.now()
    with vault.transaction() as con:
        if tickets.is_stopped(con, id_):
            return []
        left, asked = (
            tickets.count_left(con, known.pk, id_, now),
            tickets.read_request_time(con, id_, known.mid) is not None,
        )
        if asked or lacks(left):
            for size_class, full in FULL.items():
                most = full * (2 if asked else 1)
                drawn = _shuffled(vault, tickets.pool(con, known.pk, size_class, now))
                count = min(full, max(0, most - left.get(size_class, 0)))
                tickets.give(con, [one.hash for one in drawn[:count]], id_)
            tickets.delete_request(con, id_, known.mid)
        return tickets.list_unsent_tickets(con, known.pk, id_, AGAIN, now, asked)


def match_issued_tickets(db: Db) -> "Callable[[Sequence[LogEntry]], Mapping[bytes, bytes]]":
    """Return a function that notes our spent tickets in a log, and returns them by their hash."""

    def hear(lines: "Sequence[LogEntry]") -> Mapping[bytes, bytes]:
        spent = [(line.ticket_hash, line.time) for line in lines]

        def note(vault: Vault) -> Mapping[bytes, bytes]:
            with vault.transaction() as con:
                return tickets.spend(con, spent)

        return db(note)

    return hear


@frozen
class Account:
    """A contact's use of our tickets; `contact` None: owners of a walk-in file. `last`: the hour of the last one."""

    contact: bytes | None
    title: str
    given: int
    spent: int
    last: int | None
    stopped: bool


def accounts(vault: Vault) -> list[Account]:
    """Return the contacts that got tickets from us with the numbers spent, the highest number first."""
    found = []
    for contact, given, spent, last in tickets.list_given(vault.con):
        title = contact_cards.of_record(vault, contact).record.title if contact else ""
        stopped = tickets.is_stopped(vault.con, contact)
        found.append(Account(contact or None, title, given, spent, last, stopped))
    return sorted(found, key=lambda account: -account.spent)


def is_stopped(vault: Vault, contact: Contact) -> bool:
    """Return True if a contact gets no more tickets from us."""
    return tickets.is_stopped(vault.con, contact.record.id)


def stop(vault: Vault, handle: str) -> int:
    """Withdraw a contact's unspent tickets at the next visit, and give it no more; return their number.

    The relay learns only these hashes. None was spent, so the relay cannot connect a delivery with the contact.
    """
    contact = contact_cards.find_by_name(vault, handle)
    with vault.transaction() as con:
        return tickets.withdraw(con, contact.record.id)


def give(vault: Vault, handle: str) -> None:
    """Give a contact tickets again; the next message to it contains them."""
    contact = contact_cards.find_by_name(vault, handle)
    with vault.transaction() as con:
        tickets.go_on(con, contact.record.id)


def walk_in(vault: Vault, known: KnownRelay, count: int = WALK_IN) -> bytes:
    """Return a file of tickets that anyone can use to write to our mailbox, small messages only."""
    if not policies.mailbox_policy(vault.con, known.pk):
        raise InputRefused("All people can write to this mailbox without a ticket.", "Choose another policy first.")
    with vault.transaction() as con:
        drawn = _shuffled(vault, tickets.pool(con, known.pk, tickets.S, vault.now()))
        if not 1 <= count <= len(drawn):
            raise InputRefused(
                Phrase("Tickets to give away here now: {n}.", n=len(drawn)),
                "Nothing was written. Choose fewer tickets, or wait. Amparo makes more tickets at the next connection.",
            )
        expires = max(one.expires for one in drawn)
        chosen = [one for one in drawn if one.expires == expires][:count]
        tickets.give(con, [one.hash for one in chosen], PUBLIC)
        tickets.mark_sent(con, [one.hash for one in chosen], vault.now())
    return crypto.WalkIn(known.pk, known.mid, tickets.S, expires, tuple(one.ticket for one in chosen)).pack()


FILE = "tickets.bin"
"""The name of a walk-in file: anyone who has it can use it, and its name must not show the mailbox."""


def write_walk_in(vault: Vault, known: KnownRelay, folder: Path) -> Path:
    """Write a walk-in file into a folder under an unused name; return its path. Raises StorageFailed too."""
    place, number = folder / FILE, 1
    while place.exists():
        number += 1
        place = folder / f"{number}-{FILE}"
    with translate_errors():
        file = place.open("xb")
        try:
            with file:
                file.write(walk_in(vault, known))
        except BaseException:
            place.unlink()
            raise
    return place
