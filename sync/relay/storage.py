"""The port of a relay to its store, small enough for a second engine.

An object is stored when its bytes and its line in the mailbox's log are durable. A receipt can be given only then.
Every method can raise `Refusal`; a failing disk is OSError or sqlite3.Error.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from attrs import frozen

from crypto.relay import LogEntry, TicketRow

DAY = 86_400
HOUR = 3_600

SMALL = 1 << 16
"""Objects under this many bytes are stored next to each other; measured, larger ones are faster separately."""


@frozen
class Limits:
    """The limits of one relay: bytes, numbers, and seconds."""

    largest_object: int = 16 << 30
    mailbox_bytes: int = 64 << 30
    mailbox_objects: int = 100_000
    mailbox_uploads: int = 64
    mailbox_tickets: int = 200_000
    mailboxes: int = 10_000
    ttl: int = 90 * DAY
    upload_idle: int = 72 * HOUR
    keep_free: int = 256 << 20
    """Bytes of the disk that new uploads must not touch: beyond it they are refused, nothing is deleted early."""


@frozen
class MailboxDelivery:
    """One object for one mailbox, as a valid tag requested it; `name` is H("delivery", …).

    `size_class` is 0 in an open mailbox; a class without `by_ticket` means that a puzzle was solved for it.
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
    """A durable delivery: its arrival and its expiry, in seconds at a full hour."""

    delivery: bytes
    object_id: bytes
    length: int
    hour: int
    expires: int


@frozen
class Upload:
    """A delivery on its way. `turn` is the right to write: the last caller has it, and older streams are cut."""

    upload_id: bytes
    delivery: MailboxDelivery
    offset: int
    turn: int


class Storage(Protocol):
    """Mailboxes as append-only logs, objects by name, uploads that can be resumed."""

    whole: int
    """Bytes of the largest object that `put` takes."""

    async def create_mailbox(
        self, mid: bytes, mailbox_pk: bytes, invite: bytes | None, policy: int = 0, shared: bool = False
    ) -> bool:
        """Make a mailbox; False if it exists already. An `invite` is used up and sets its quota.

        In both cases its policy is `policy` from now on: 0 open, 1 tickets, 2 proof-of-work check. A shared one stays
        open (else 403).
        """

    async def follow(self, before: bytes, mid: bytes, mailbox_pk: bytes, shared: bool) -> bool:
        """Make a mailbox with the quota of the one before it; False if it exists. One for each (else 403)."""

    async def is_shared(self, mid: bytes) -> bool:
        """Return True if several readers share this mailbox, so that no reader can delete."""

    async def is_good(self, invite: bytes) -> bool:
        """Return True if an invite makes a mailbox now; this does not use it up."""

    async def mailbox_pk(self, mid: bytes) -> bytes | None:
        """Return the key that can read this mailbox."""

    async def policy(self, mid: bytes) -> int:
        """Return the policy of this mailbox."""

    async def register(self, mid: bytes, rows: Sequence[TicketRow]) -> None:
        """Add and withdraw tickets of a mailbox; known ones stay as they are, and a withdrawal is final."""

    async def first_use(self, nonce: bytes, until: int) -> bool:
        """Remember the nonce of a signed request until `until`; False if another process of the store has it."""

    def put(self, wanted: MailboxDelivery, data: memoryview) -> asyncio.Future[Stored]:
        """Store a complete object whose hash was checked; the same delivery again changes nothing.

        Like `begin`, it follows the rules of `sync.relay.admission`, and its ticket pays in the same transaction.
        """

    async def begin(self, wanted: MailboxDelivery, segments: Sequence[bytes]) -> Upload | Stored:
        """Start or take over the upload of this delivery, or return the stored one."""

    async def find(self, upload_id: bytes) -> Upload:
        """Take over an upload: from here on no other stream can write to it."""

    async def append(self, upload: Upload, offset: int, data: memoryview) -> None:
        """Write bytes at the true offset; a full segment that is not the announced one is cut off (460)."""

    async def finish(self, upload: Upload) -> Stored:
        """Make a complete upload durable and write it into the log."""

    async def page(self, mid: bytes, after: int, count: int) -> tuple[tuple[LogEntry, ...], bytes]:
        """Return up to `count` lines of a log after number `after`, and the head after the last of them."""

    async def length(self, mid: bytes, object_id: bytes) -> int:
        """Return the length of an object in this mailbox."""

    def read(self, mid: bytes, name: bytes, start: int, end: int) -> AsyncIterator[bytes]:
        """Yield the bytes [start, end) of such an object."""

    async def delete(self, mid: bytes, seqs: Sequence[int]) -> list[Stored]:
        """Delete objects that the owner has; return the lines with their hour of deletion, also of earlier ones."""

    async def sweep(self) -> None:
        """Delete expired data: objects after `ttl`, unfinished uploads after `upload_idle`, old tickets.

        A clock that is ahead of the last sweep by more than a third of `ttl` is believed only after a day.
        """

    async def close(self) -> None:
        """Finish open work and close the files."""
