"""What a relay needs from a store, and nothing more: one small port, so that a second engine can come later.

An object is stored when its bytes and its line in the mailbox's log are durable; only then may a receipt be given.
Every method may raise `Refusal`; a failing disk is OSError or sqlite3.Error.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from attrs import frozen

from crypto.relay import LogEntry, TicketRow

DAY = 86_400
HOUR = 3_600

SMALL = 1 << 16
"""Objects under this many bytes are stored side by side, the measured crossing point with a place for each."""


@frozen
class Limits:
    """What one relay takes: bytes, numbers, and seconds."""

    largest_object: int = 16 << 30
    mailbox_bytes: int = 64 << 30
    mailbox_objects: int = 100_000
    mailbox_uploads: int = 64
    mailbox_tickets: int = 200_000
    mailboxes: int = 10_000
    ttl: int = 90 * DAY
    upload_idle: int = 72 * HOUR
    keep_free: int = 256 << 20
    """Bytes of the disk that new uploads may not touch: beyond it they are refused, nothing is deleted early."""


@frozen
class Delivery:
    """One object for one mailbox, as a good tag asked for it; `name` is H("delivery", …).

    `size_class` is 0 in an open mailbox; without `by_ticket`, a class means that a puzzle was solved for it.
    """

    name: bytes
    mid: bytes
    ticket_hash: bytes
    object_id: bytes
    length: int
    size_class: int = 0
    by_ticket: bool = False


@frozen
class Stored:
    """A delivery that is durable: when it came and until when it is kept, in seconds at a full hour."""

    delivery: bytes
    object_id: bytes
    length: int
    hour: int
    expires: int


@frozen
class Upload:
    """A delivery on its way. `turn` is the right to write: whoever asked last has it, older streams are cut."""

    upload_id: bytes
    delivery: Delivery
    offset: int
    turn: int


class Storage(Protocol):
    """Mailboxes as append-only logs, objects by name, uploads that can be resumed."""

    whole: int
    """Bytes of the largest object that `put` takes."""

    async def create_mailbox(
        self, mid: bytes, mailbox_pk: bytes, invite: bytes | None, policy: int = 0, shared: bool = False
    ) -> bool:
        """Make a mailbox, False if it is there already; an `invite` is used up and sets its quota.

        Either way `policy` holds from now on: 0 open, 1 tickets, 2 front desk. A shared one stays open (else 403).
        """

    async def follow(self, before: bytes, mid: bytes, mailbox_pk: bytes, shared: bool) -> bool:
        """Make a mailbox with the quota of the one before it, False if it is there; each is followed by one (403)."""

    async def is_shared(self, mid: bytes) -> bool:
        """Return whether several read this mailbox, so that none of them may delete."""

    async def mailbox_pk(self, mid: bytes) -> bytes | None:
        """Return the key that may read this mailbox."""

    async def policy(self, mid: bytes) -> int:
        """Return by which policy this mailbox is entered."""

    async def register(self, mid: bytes, rows: Sequence[TicketRow]) -> None:
        """Add and withdraw tickets of a mailbox; what is known already stays as it is, and a withdrawal is final."""

    async def first_use(self, nonce: bytes, until: int) -> bool:
        """Remember the nonce of a signed request until that time; False where another process of the store has it."""

    def put(self, wanted: Delivery, data: memoryview) -> asyncio.Future[Stored]:
        """Store a whole object whose hash was checked; the same delivery again changes nothing.

        Like `begin`, it enters by the rules of `sync.relay.door`, and its ticket pays in the same transaction.
        """

    async def begin(self, wanted: Delivery, segments: Sequence[bytes]) -> Upload | Stored:
        """Start or take over the upload of this delivery, or say that it is stored already."""

    async def find(self, upload_id: bytes) -> Upload:
        """Take over an upload: from here on its offset stands still for everybody else."""

    async def append(self, upload: Upload, offset: int, data: memoryview) -> None:
        """Write bytes at the true offset; a full segment that is not the announced one is cut off (460)."""

    async def finish(self, upload: Upload) -> Stored:
        """Make a complete upload durable and write it into the log."""

    async def page(self, mid: bytes, after: int, count: int) -> tuple[tuple[LogEntry, ...], bytes]:
        """Return up to `count` lines of a log after number `after`, and the head after the last of them."""

    async def length(self, mid: bytes, object_id: bytes) -> int:
        """Return the length of an object that lies in this mailbox."""

    def read(self, mid: bytes, name: bytes, start: int, end: int) -> AsyncIterator[bytes]:
        """Give the bytes [start, end) of such an object."""

    async def delete(self, mid: bytes, seqs: Sequence[int]) -> list[Stored]:
        """Delete what the owner has; the lines with their hour of deletion, also of those deleted before."""

    async def sweep(self) -> None:
        """Delete what is past its time: objects after `ttl`, unfinished uploads after `upload_idle`, old tickets.

        A clock that is ahead of the last time by more than a third of `ttl` is believed after a day only.
        """

    async def close(self) -> None:
        """Finish what was begun and let go of the files."""
