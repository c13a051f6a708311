"""The interfaces of a sync round: outgoing objects, incoming objects, and their transport.

A USB stick, a relay and a pair of vaults in memory are three `Transport`s. The round of `sync.exchange` is the same
code for all. Stores implement `Outbox` and `Inbox`; sync never learns what a record is.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from attrs import frozen

SEGMENT = 1 << 20
"""Bytes in a segment of an object, the unit that is hashed and resumed."""

Told = Callable[[int, int], None]
"""Receives the progress of long work: (done, total), in bytes, rows or files; total can be slightly wrong.

It is called between two steps, on the working thread. To stop the work, it raises an exception. The exception is
passed on, and the unfinished work is undone.
"""


def ignore_progress(done: int, total: int) -> None:
    """Ignore the progress and never stop the work."""


class GiveWay(Exception):
    """A more urgent message waits. The interrupted `read` of a parcel continues after it, from the relay's offset."""


def never_interrupt() -> None:
    """Never interrupt."""


class Purse(Protocol):
    """The payment for the objects of one item at a mailbox that is not open. Each step is stored before it returns."""

    def ticket(self) -> tuple[int, bytes]:
        """Return class and ticket (16 B), the same until it is `refused`; zeros ask for a proof-of-work check.

        Raises `Refused` if there are no more tickets.
        """

    def refused(self, ticket: bytes) -> None:
        """Note that the relay does not accept this ticket for this object. Another one pays from now on."""


@frozen
class Parcel:
    """One object to send, and its mailbox (zeros if the recipient has none).

    `read(offset, n)` gives n bytes of the object, n at most one segment; a blob's bytes are made again each time.
    `read` can raise `GiveWay`, and `NotNow` if the connection must not carry more of the object. So can `goes_on`,
    which is called each second while a segment is sent: at 64 kbit/s one takes two minutes. `urgent`: a person marked
    it so. `purse` pays for the object; None for an open mailbox. `tag` is a delivery tag that another person sealed
    (130 B): a courier knows the relay, and no mailbox.
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
    goes_on: Callable[[], None] = never_interrupt


@frozen
class Arrival:
    """One complete object at the other end; `mark` is the transport's private reference to it."""

    object_id: bytes
    length: int
    read: Callable[[int, int], bytes]
    mark: object = None


class Transport(Protocol):
    """A transport of objects: sends them, lists arrivals, and forgets arrivals that are committed here.

    Any method can raise `NotDelivered`, `Refused` or `StorageFailed`.
    """

    @property
    def name(self) -> str:
        """Return `relay:<hex of relay_pk>`, `stick:<hex of bundle_id>` or `memory`."""

    def put(self, parcel: Parcel) -> bytes | None:
        """Send one object; a relay answers with its signed receipt (200 bytes)."""

    def arrivals(self) -> Iterator[Arrival]:
        """Yield every object that is there, envelopes first if their type is known."""

    def settle(self, done: Sequence[Arrival]) -> None:
        """Note that these are committed on our side and can be deleted there."""

    def close(self) -> None:
        """Finish. After this call all sent objects are durable."""


class Outbox(Protocol):
    """Outgoing items. An item is the store's own handle; sync only compares it and passes it back."""

    def ready(self, route: str) -> Sequence[object]:
        """Return the items that are due on this route, in the order to send them.

        An item whose content can grow until the next call must be a different item then, because the state of each is
        stored separately.
        """

    def parcels(self, item: object, route: str) -> Iterator[Parcel]:
        """Seal an item for this route, store the sealed bytes, and yield its objects: envelope first.

        A second call gives the same bytes as long as nothing about the recipient changed.
        """

    def placed(self, item: object, route: str, object_id: bytes, receipt: bytes | None) -> None:
        """Note that one object of an item is durable on this route."""

    def finished(self, item: object, route: str) -> None:
        """Note that every object of an item is durable on this route."""


@frozen
class Outcome:
    """The outcome of an arrival: new reports, acknowledgements, or a reason for quarantine (`aside`)."""

    received: int = 0
    acknowledged: int = 0
    aside: str = ""
    keep: bool = False


class Inbox(Protocol):
    """Incoming objects. `commit` and `blob` are durable before they return."""

    def known(self, object_id: bytes) -> bool:
        """Return True if this object was processed before, with any outcome."""

    def opened(self, object_id: bytes, data: bytes, via: str) -> object:
        """Open one envelope and return the input of `commit`; nothing is stored yet."""

    def commit(self, opened: Sequence[object]) -> Sequence[Outcome]:
        """Commit the content of these envelopes, all or none; return the outcome of each."""

    def lacking(self, objects: Sequence[bytes]) -> Sequence[bytes]:
        """Return those of these objects that a report here names and lacks, in the order to download them."""

    def blob(self, arrival: Arrival) -> Outcome:
        """Receive a file's ciphertext, verify every byte, and commit it. Bytes before a broken line are stored."""
