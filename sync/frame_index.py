"""An index of the objects on a hostile USB stick, which stays under 14 MiB for any content of the stick.

A dict of 100,000 names with lists of places needs ten times that, so this is arrays and one open-addressed table.
Consecutive full segments (one every 1 MiB + 96 bytes) are one `Run`, so an honest object takes one row for each
volume.
"""

from array import array
from collections.abc import Iterator
from typing import NamedTuple

from sync.frames import FULL_FRAME, Frame, FrameType
from sync.ports import SEGMENT

MAX_OBJECTS = 100_000
MAX_RUNS = 250_000
MAX_RUNS_OF_ONE = 1_024
MAX_RECEIPTS = 100_000
MAX_TAGS = 100_000
MAX_TAGS_OF_ONE = 1_024
"""One copy of a file for many recipients has a tag for each mailbox."""

_SLOTS = 1 << 18
_VOLUME_SHIFT = 48
_NOWHERE = (1 << 64) - 1


class FrameOffset(NamedTuple):
    """A frame's position: the volume in the reader's list, and the byte where its header begins."""

    volume: int
    at: int


class Run(NamedTuple):
    """Segments `first` to `first + size - 1` of an object, one full frame after the other from `place` on."""

    first: int
    size: int
    place: FrameOffset


class Places:
    """The index. Rows are numbered in the order in which the objects were first found."""

    def __init__(self) -> None:
        self._slots = array("i", b"\xff" * (4 * _SLOTS))  # -1 everywhere
        self._ids = bytearray()
        self._lengths, self._lists = array("Q"), array("Q")
        self._envelopes = bytearray()
        self._last_run, self._run_counts = array("i"), array("H")
        self._run_first, self._run_count, self._run_before = array("I"), array("I"), array("i")
        self._run_place = array("Q")
        self._last_tag, self._tag_counts = array("i"), array("H")
        self._tag_before, self._tag_place = array("i"), array("Q")
        self._receipts = array("Q")
        self.refused = 0
        """The number of ignored frames: the stick has more than anyone needs."""

    def __len__(self) -> int:
        return len(self._lengths)

    def add(self, frame: Frame, volume: int) -> None:
        """Note the position of a frame. The caller adds a list only after checking that it gives the object's name."""
        place = volume << _VOLUME_SHIFT | frame.at
        if frame.kind == FrameType.RECEIPT:
            if len(self._receipts) < MAX_RECEIPTS:
                self._receipts.append(place)
            else:
                self.refused += 1
            return
        row = self._row(frame)
        if row is None:
            self.refused += 1
        elif frame.kind == FrameType.LIST and self._lists[row] == _NOWHERE:
            self._lists[row], self._lengths[row] = place, frame.object_length
        elif frame.kind == FrameType.TAG:
            self._add_tag(row, place)
        elif frame.kind == FrameType.SEGMENT:
            self._add_segment(row, frame, place)

    def rows(self) -> Iterator[int]:
        """Yield every object's row, envelopes first."""
        yield from (row for row in range(len(self)) if self._envelopes[row])
        yield from (row for row in range(len(self)) if not self._envelopes[row])

    def object_id(self, row: int) -> bytes:
        """Return an object's name."""
        return bytes(self._ids[32 * row : 32 * row + 32])

    def length(self, row: int) -> int:
        """Return an object's length: from its list, otherwise the claim of its first frame."""
        return self._lengths[row]

    def list_place(self, row: int) -> FrameOffset | None:
        """Return the position of an object's segment list."""
        return _place(self._lists[row])

    def tags(self, row: int) -> list[FrameOffset]:
        """Return the positions of an object's delivery tags, in the order in which they were found (at most 1,024)."""
        found = []
        tag = self._last_tag[row]
        while tag >= 0:
            found.append(_at(self._tag_place[tag]))
            tag = self._tag_before[tag]
        return found[::-1]

    def receipts(self) -> Iterator[FrameOffset]:
        """Yield the positions of all receipts."""
        for place in self._receipts:
            yield _at(place)

    def runs(self, row: int) -> list[Run]:
        """Return the possible positions of an object's segments, in the order of discovery (at most 1,024 runs)."""
        found = []
        run = self._last_run[row]
        while run >= 0:
            found.append(Run(self._run_first[run], self._run_count[run], _at(self._run_place[run])))
            run = self._run_before[run]
        return found[::-1]

    def _row(self, frame: Frame) -> int | None:
        """Return the row of a frame's object, a new one for a new object, None if the index is full."""
        slot = hash(frame.object_id) % _SLOTS
        while (row := self._slots[slot]) >= 0:
            if self.object_id(row) == frame.object_id:
                break
            slot = (slot + 1) % _SLOTS
        else:
            if len(self) >= MAX_OBJECTS:
                return None
            row = self._slots[slot] = len(self)
            self._ids += frame.object_id
            self._lengths.append(frame.object_length)
            self._lists.append(_NOWHERE)
            self._last_tag.append(-1)
            self._tag_counts.append(0)
            self._envelopes.append(0)
            self._last_run.append(-1)
            self._run_counts.append(0)
        return row

    def _add_tag(self, row: int, place: int) -> None:
        """Note one more tag of an object."""
        if len(self._tag_place) >= MAX_TAGS or self._tag_counts[row] >= MAX_TAGS_OF_ONE:
            self.refused += 1
            return
        self._tag_before.append(self._last_tag[row])
        self._last_tag[row] = len(self._tag_place)
        self._tag_counts[row] += 1
        self._tag_place.append(place)

    def _add_segment(self, row: int, frame: Frame, place: int) -> None:
        """Lengthen the object's last run, or begin another."""
        number, last = frame.offset // SEGMENT, self._last_run[row]
        if frame.envelope:
            self._envelopes[row] = 1
        if last >= 0:
            count = self._run_count[last]
            if number == self._run_first[last] + count and place == self._run_place[last] + count * FULL_FRAME:
                self._run_count[last] = count + 1
                return
        if len(self._run_first) >= MAX_RUNS or self._run_counts[row] >= MAX_RUNS_OF_ONE:
            self.refused += 1
            return
        self._run_before.append(last)
        self._last_run[row] = len(self._run_first)
        self._run_counts[row] += 1
        self._run_first.append(number)
        self._run_count.append(1)
        self._run_place.append(place)


def _place(packed: int) -> FrameOffset | None:
    """Return a place, None for `_NOWHERE`."""
    return None if packed == _NOWHERE else _at(packed)


def _at(packed: int) -> FrameOffset:
    return FrameOffset(packed >> _VOLUME_SHIFT, packed & ((1 << _VOLUME_SHIFT) - 1))
