"""The seams of a round: what goes out, what came in, and the way they travel.

A stick, a relay and a pair of vaults in memory are three `Transport`s; the round of `sync.exchange` is the
same code over each of them. Stores implement `Outbox` and `Inbox`; sync never learns what a record is.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from attrs import frozen

SEGMENT = 1 << 20
"""Bytes in a segment of an object, the unit that is hashed and resumed."""

Told = Callable[[int, int], None]
"""Hears how far long work is: (done, total), in bytes, rows or files; total may be a little off.

It is called between two steps, on the thread that works, and stops the work by raising: what it raises goes through,
and what was begun is taken back.
"""


def untold(done: int, total: int) -> None:
    """Hear nothing and stop nothing."""


class GiveWay(Exception):
    """Something more urgent waits: what a parcel's `read` was asked for goes on after that, from where the relay is."""


def on() -> None:
    """Let it go on."""


class Purse(Protocol):
    """What pays for the objects of one item at one mailbox that is not open. Each step is kept before it returns."""

    def ticket(self) -> tuple[int, bytes]:
        """Return class and ticket (16 B), the same until it is `refused`; zeros ask the front desk.

        Raises `Refused` where there is none left.
        """

    def refused(self, ticket: bytes) -> None:
        """Hear that the relay does not take this ticket for this object: another one pays from here on."""


@frozen
class Parcel:
    """One object to put somewhere, and the mailbox it is for (zeros where the addressee has none).

    `read(offset, n)` gives n bytes of the object, n at most one segment; a blob's bytes are made anew each time. It may
    raise `GiveWay`, and `NotNow` where the connection is not to carry more of it; so may `goes_on`, which is asked each
    second while a segment goes: at 64 kbit/s one takes two minutes. `urgent`: a person said so. `purse`
    pays for it; None for an open mailbox. `tag` is a delivery tag that somebody else sealed (130 B): a courier knows
    the relay, and no mailbox.
    """

    object_id: bytes
    length: int
    segments: tuple[bytes, ...]
    read: Callable[[int, int], bytes]
    envelope: bool
    mid: bytes = bytes(32)
    relay_pk: bytes = bytes(32)
    seal_pk: bytes = bytes(32)
    purse: Purse | None = None
    urgent: bool = False
    tag: bytes = b""
    goes_on: Callable[[], None] = on


@frozen
class Arrival:
    """One whole object found at the other end; `mark` is the transport's own way to find it again."""

    object_id: bytes
    length: int
    read: Callable[[int, int], bytes]
    mark: object = None


class Transport(Protocol):
    """A way for objects: puts them, shows what arrived, and forgets what is committed here.

    Any method may raise `NotDelivered`, `Refused` or `StorageFailed`.
    """

    @property
    def name(self) -> str:
        """Return `relay:<hex of relay_pk>`, `stick:<hex of bundle_id>` or `memory`."""

    def put(self, parcel: Parcel) -> bytes | None:
        """Put one object; a relay answers with its signed receipt (200 bytes)."""

    def arrivals(self) -> Iterator[Arrival]:
        """Give everything that is there, envelopes first where that is known."""

    def settle(self, done: Sequence[Arrival]) -> None:
        """Say that these are committed on our side and may be deleted there."""

    def close(self) -> None:
        """Finish: what was put is durable when this returns."""


class Outbox(Protocol):
    """What waits to go. An item is the store's own handle; sync only compares it and passes it back."""

    def ready(self, route: str) -> Sequence[object]:
        """Return the items that are due on this route, in the order to send them.

        One that may say more when it is asked for again is another item then: what lies there is noted of each alone.
        """

    def parcels(self, item: object, route: str) -> Iterator[Parcel]:
        """Seal an item for this route, keep what was sealed, and give its objects: envelope first.

        A second call gives the same bytes as long as nothing about the addressee changed.
        """

    def placed(self, item: object, route: str, object_id: bytes, receipt: bytes | None) -> None:
        """Note that one object of an item is durable on this route."""

    def finished(self, item: object, route: str) -> None:
        """Note that every object of an item is durable on this route."""


@frozen
class Outcome:
    """What became of an arrival: `new` reports, acknowledgements told, or why it was kept aside."""

    received: int = 0
    acknowledged: int = 0
    aside: str = ""
    keep: bool = False


class Inbox(Protocol):
    """What came in. Everything here is committed before it returns."""

    def known(self, object_id: bytes) -> bool:
        """Return whether this object was dealt with before, whatever became of it."""

    def opened(self, object_id: bytes, data: bytes, via: str) -> object:
        """Open one envelope and return what `commit` takes; nothing is kept of it yet."""

    def commit(self, opened: Sequence[object]) -> Sequence[Outcome]:
        """Commit what these envelopes say, all or none; return what became of each."""

    def lacking(self, objects: Sequence[bytes]) -> Sequence[bytes]:
        """Return those of these objects that a report here names and lacks, in the order to fetch them."""

    def blob(self, arrival: Arrival) -> Outcome:
        """Take a file's ciphertext, verify every byte of it, and commit it; what came before a line broke is kept."""
