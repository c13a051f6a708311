"""The known part of a mailbox's log: the position of the reader, and the waiting objects. Pure, no network.

The log is a chain (crypto.md i). This module detects a relay that shows an older log, or not the one that it signed
before, as long as the `LogPosition` was kept.
"""

from collections.abc import Iterable, Sequence
from typing import Self

from attrs import frozen

from crypto.relay import STORED, LogEntry, LogPage, next_head
from sync.errors import LogConflict


@frozen
class LogPosition:
    """The position where the next round starts to read, and the newest line ever seen; 80 bytes for the store."""

    seq: int
    head: bytes
    seen_seq: int
    seen_head: bytes

    @classmethod
    def start(cls, mid: bytes) -> Self:
        """Return the position before the first line."""
        return cls(0, mid, 0, mid)

    def anew(self, mid: bytes) -> Self:
        """Return the position before the first line, with the newest line ever seen."""
        return type(self)(0, mid, self.seen_seq, self.seen_head)

    def to_bytes(self) -> bytes:
        """Return the 80 bytes for the store."""
        return self.seq.to_bytes(8) + self.head + self.seen_seq.to_bytes(8) + self.seen_head

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read the 80 bytes. Raises ValueError for anything else."""
        if len(data) != 80:
            raise ValueError("a log position has 80 bytes")
        return cls(int.from_bytes(data[:8]), data[8:40], int.from_bytes(data[40:48]), data[48:])


class MailLog:
    """The part of one mailbox's log from a position on, line by line."""

    def __init__(self, mid: bytes, position: LogPosition) -> None:
        self._mid = mid
        self._start = position
        self._seen = (position.seen_seq, position.seen_head)
        self._lines: list[tuple[LogEntry, bytes]] = []
        self._settled: set[int] = set()
        self.page = b""
        """The last page read, as the relay signed it."""

    @property
    def lines(self) -> Sequence[tuple[LogEntry, bytes]]:
        """Return the lines read, each with the head after it."""
        return self._lines

    @property
    def seq(self) -> int:
        """Return the number of the last line read."""
        return self._lines[-1][0].seq if self._lines else self._start.seq

    @property
    def head(self) -> bytes:
        """Return the head after the last line read."""
        return self._lines[-1][1] if self._lines else self._start.head

    def add(self, page: LogPage, signed: bytes = b"") -> None:
        """Add the next page with its `signed` bytes. Raises `LogConflict` if it does not continue the known log."""
        head = self.head
        if not page.continues(self._mid, self.seq, head):
            raise LogConflict(signed)
        for entry in page.entries:
            head = next_head(head, entry)
            if entry.seq == self._seen[0] and head != self._seen[1]:
                raise LogConflict(signed)
            self._lines.append((entry, head))
        self.page = signed

    def end(self) -> None:
        """Note that there are no more pages. Raises `LogConflict` if there once were more lines than now."""
        if self.seq < self._seen[0]:
            raise LogConflict(self.page)
        self._seen = (self.seq, self.head)

    def waiting(self) -> list[LogEntry]:
        """Return the objects on the relay, smallest first: envelopes are small, and blobs can wait."""
        newest = {entry.object_id: entry for entry, _ in self._lines if entry.kind == STORED}
        deleted = {entry.object_id: entry.seq for entry, _ in self._lines if entry.kind != STORED}
        there = [entry for name, entry in newest.items() if deleted.get(name, 0) < entry.seq]
        return sorted((entry for entry in there if entry.seq not in self._settled), key=lambda entry: entry.length)

    def settle(self, seqs: Iterable[int]) -> None:
        """Note that these lines need not be read again."""
        self._settled.update(seqs)

    def position(self) -> LogPosition:
        """Return the position to store: the next round reads from the first line that is still waiting."""
        waiting = {entry.seq for entry in self.waiting()}
        seq, head = self._start.seq, self._start.head
        for entry, after in self._lines:
            if entry.seq in waiting:
                break
            seq, head = entry.seq, after
        return LogPosition(seq, head, *self._seen)
