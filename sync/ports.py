"""The seams of a round: what goes out, what came in, and the way they travel.

A stick, a relay and a pair of vaults in memory are three `Transport`s; the round of `sync.exchange` is the
same code over each of them. Stores implement `Outbox` and `Inbox`; sync never learns what a record is.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from attrs import frozen

SEGMENT = 1 << 20
"""Bytes in a segment of an object, the unit that is hashed and resumed."""


@frozen
class Parcel:
    """One object to put somewhere, and the mailbox it is for (zeros where the addressee has none).

    `read(offset, n)` gives n bytes of the object, n at most one segment; a blob's bytes are made anew each time.
    """

    object_id: bytes
    length: int
    segments: tuple[bytes, ...]
    read: Callable[[int, int], bytes]
    envelope: bool
    mid: bytes = bytes(32)
    relay_pk: bytes = bytes(32)
    seal_pk: bytes = bytes(32)


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
