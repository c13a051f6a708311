"""Read objects from a USB stick that can be torn, damaged or hostile.

Every complete object is read, and every refusal has its reason.

The reader follows only regular files with our names, and never allocates memory because the stick says so. Every byte
is checked with its object's segment list before it leaves here, and the list with the object's name. All bundles of a
stick are read as one, so two torn copies can make a complete one. Memory stays under 16 MiB.

A stick that stops answering raises `StorageFailed`; refused content is in `kept_aside` and `torn`.
"""

import errno
import hashlib
import os
import re
import stat
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial
from itertools import islice, zip_longest
from pathlib import Path
from typing import BinaryIO

from attrs import frozen

from crypto.relay import object_id
from sync.errors import Damaged, Refused
from sync.frame_index import FrameOffset, Places, Run
from sync.frames import (
    FRAME_HEADER,
    FULL_FRAME,
    MAX_FRAMES,
    MAX_VOLUMES,
    VOLUME_HEADER,
    Frame,
    FrameType,
    read_at,
    read_volume_header,
    segment_count,
    segment_size,
    walk,
)
from sync.ports import SEGMENT, Arrival, Parcel, Told, ignore_progress
from sync.usb_filesystem import on_stick

_BUNDLE = re.compile(r"[a-z]{8}(\.part)?", re.IGNORECASE | re.ASCII)
_VOLUME = re.compile(r"\d{4}\.dat", re.IGNORECASE | re.ASCII)
_MAX_ENTRIES = 100_000
_FAIR = 16
"""Volumes of each bundle that are read for any number of bundles."""
_MAX_TORN = 4_096
_MAX_MISSING = 16
_MAX_ASIDE = 1_000
_UNREADABLE = (errno.EIO, errno.ELOOP)
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


@frozen
class Torn:
    """An incomplete object: ask for the segments in `missing`, (first, count) each.

    There are at most 16 ranges; the last one then reaches to the end. If the list is missing, `length` is only a
    claim.
    """

    object_id: bytes
    length: int
    missing: tuple[tuple[int, int], ...]


@frozen
class SalvageCheck:
    """The result of a check without any key: complete objects, their bytes, and the others."""

    whole: int
    size: int
    torn: tuple[Torn, ...]
    kept_aside: tuple[Damaged, ...]


def check(folder: Path, told: Told = ignore_progress) -> SalvageCheck:
    """Read every byte of every bundle on a stick and compare it with its hashes. Opens nothing, needs no key."""
    reader = BundleReader(folder, lambda done, total: told(done, total // 2))  # nothing is read twice
    whole = size = 0
    with closing(reader):
        for arrival in reader.arrivals():
            whole, size = whole + 1, size + arrival.length
    return SalvageCheck(whole, size, tuple(reader.torn), tuple(reader.kept_aside))


class BundleReader:
    """The transport from a USB stick. The constructor walks all frame headers; `arrivals` then reads each object.

    `kept_aside` is complete after the constructor, except for objects refused later; `torn` when `arrivals` has ended.
    For one thread. `told` receives the bytes that were read, of twice the stick. Each byte is checked with its hash
    first, and read again when its object is accepted.
    """

    def __init__(self, folder: Path, told: Told = ignore_progress) -> None:
        self.folder = folder
        self._told = told
        self._done = self._size = 0
        self.bundle_ids: list[bytes] = []
        """The bundles on the stick, in the order of their folders' names."""
        self.kept_aside: list[Damaged] = []
        self.torn: list[Torn] = []
        self._places = Places()
        self._file: tuple[int, BinaryIO] | None = None
        self._list: tuple[int, bytes] | None = None
        self._segment: tuple[int, int, bytes] | None = None
        with on_stick():
            self._volumes = list(islice(self._find_volumes(), MAX_VOLUMES + 1))
        if len(self._volumes) > MAX_VOLUMES:
            self._refuse(
                Damaged(folder.name, "more than {most} volumes. Amparo did not read the others", most=MAX_VOLUMES)
            )
            self._volumes.pop()
        try:
            for number in range(len(self._volumes)):
                self._scan(number)
        finally:
            self.close()
        if self._places.refused:
            self._refuse(
                Damaged(folder.name, "{count} frames, more than a USB stick can have", count=self._places.refused)
            )

    @property
    def name(self) -> str:
        """Return `stick:<hex of bundle_id>`, or `stick` if several bundles (or none) are read as one."""
        return f"stick:{self.bundle_ids[0].hex()}" if len(self.bundle_ids) == 1 else "stick"

    def put(self, parcel: Parcel) -> None:
        """Refuse: this side only reads."""
        raise Refused("Amparo reads this USB stick now. Write to it later.")

    def arrivals(self) -> Iterator[Arrival]:
        """Yield each complete object, envelopes first; the others are in `torn` afterwards."""
        self.torn.clear()
        left_out = 0
        for row in self._places.rows():
            missing = self._missing(row)
            name, length = self._places.object_id(row), self._places.length(row)
            if not missing:
                yield Arrival(name, length, partial(self._read, row), row)
            elif len(self.torn) < _MAX_TORN:
                self.torn.append(Torn(name, length, missing))
            else:
                left_out += 1
        if left_out:
            self._refuse(Damaged(self.folder.name, "{count} more torn files", count=left_out))

    def objects(self) -> Iterator[bytes]:
        """Yield the name of every object on the stick, complete or not; no object bytes are read."""
        for row in self._places.rows():
            yield self._places.object_id(row)

    def settle(self, done: Sequence[Arrival]) -> None:
        """Do nothing: a stick is read-only here."""

    def close(self) -> None:
        """Close the open file on the stick."""
        if self._file is not None:
            self._file[1].close()
            self._file = None

    def receipts(self) -> Iterator[bytes]:
        """Yield the relay receipts (200 B each) that a courier brought. The caller must check their signatures."""
        for place in self._places.receipts():
            data = self._bytes_at(place, 200)
            if len(data) == 200:
                yield data

    def tags(self, arrival: Arrival) -> Iterator[tuple[bytes, bytes]]:
        """Yield (relay_pk, sealed delivery tag of 130 B) of an object, one for each of its mailboxes."""
        if isinstance(arrival.mark, int):
            for place in self._places.tags(arrival.mark):
                data = self._bytes_at(place, 162)
                if len(data) == 162:
                    yield data[:32], data[32:]

    def segments(self, arrival: Arrival) -> tuple[bytes, ...]:
        """Return the SHA-256 of each segment of a yielded object. Raises `Damaged` if the stick has changed since."""
        hashes = self._hashes(arrival.mark) if isinstance(arrival.mark, int) else None
        if hashes is None:
            raise Damaged(arrival.object_id.hex(), "the USB stick returns different data each time")
        return tuple(hashes[at : at + 32] for at in range(0, len(hashes), 32))

    def _refuse(self, damage: Damaged) -> None:
        """Quarantine one thing with its reason; after a thousand, one last entry says that there are more."""
        if len(self.kept_aside) < _MAX_ASIDE:
            self.kept_aside.append(damage)
        elif len(self.kept_aside) == _MAX_ASIDE:
            self.kept_aside.append(Damaged(self.folder.name, "and more, not listed"))

    def _find_volumes(self) -> Iterator[Path]:
        """Yield the volumes of each bundle on the stick, or of the bundle that is the folder itself.

        The first volume of each bundle comes first, then the second: a folder full of names cannot block the others.
        """
        folders = [self.folder]
        for entry in self._entries(self.folder, _BUNDLE):
            kind = entry.lstat().st_mode
            if stat.S_ISDIR(kind):
                folders.append(entry)
            elif not stat.S_ISREG(kind):
                self._refuse(Damaged(entry.name, "a link or device in the place of a folder"))
        share = max(_FAIR, MAX_VOLUMES // len(folders))
        found = []
        for folder in folders:
            found.append(self._entries(folder, _VOLUME, share))
            if folder.suffix == ".part":
                self._refuse(Damaged(folder.name, "the bundle is unfinished: only its complete parts are read"))
        for volume in (path for row in zip_longest(*found) for path in row if path is not None):
            if stat.S_ISREG(volume.lstat().st_mode):
                yield volume
            else:
                self._refuse(Damaged(_what(volume), "not a regular file"))

    def _entries(self, folder: Path, names: re.Pattern[str], most: int = MAX_VOLUMES) -> list[Path]:
        """Return the entries with one of our names in a folder, sorted; a very large folder is read in part."""
        with os.scandir(folder) as entries:
            ours = sorted(entry.name for entry in islice(entries, _MAX_ENTRIES) if names.fullmatch(entry.name))
            if next(entries, None) is not None:
                self._refuse(
                    Damaged(folder.name, "more than {most} entries. Amparo did not read the others", most=_MAX_ENTRIES)
                )
        if len(ours) > most:
            self._refuse(
                Damaged(folder.name, "more than {most} files of Amparo. It did not read the others", most=most)
            )
        return [folder / name for name in ours[:most]]

    def _open(self, number: int) -> BinaryIO:
        """Return a volume, opened for reading; only one is open at a time."""
        if self._file is None or self._file[0] != number:
            self.close()
            path = self._volumes[number]
            file = os.fdopen(os.open(path, _FLAGS), "rb", buffering=8192)
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                file.close()
                raise Damaged(_what(path), "not a regular file")
            self._file = number, file
        return self._file[1]

    def _scan(self, number: int) -> None:
        """Walk one volume. Bad sectors and damage can only end it or leave gaps."""
        what = _what(self._volumes[number])
        try:
            file = self._open(number)
            size = os.fstat(file.fileno()).st_size
            self._size += size
            try:
                bundle_id, _ = read_volume_header(read_at(file, 0, VOLUME_HEADER), what)
                if bundle_id not in self.bundle_ids:
                    self.bundle_ids.append(bundle_id)
            except Damaged as damage:
                self._refuse(damage)
            self._walk(file, size, number, what)
        except Damaged as damage:
            self._refuse(damage)
        except OSError as error:
            if error.errno not in _UNREADABLE:
                with on_stick():
                    raise
            self._refuse(Damaged(what, "the USB stick cannot read this volume to its end"))

    def _walk(self, file: BinaryIO, size: int, number: int, what: str) -> None:
        """Note the position of every frame in a volume. Raises `Damaged` if frames are missing."""
        seen, promised = 0, None
        for frame in walk(file, size, what):
            if frame.kind == FrameType.END:
                promised = int.from_bytes(read_at(file, frame.at + FRAME_HEADER, 4))
                continue
            seen += 1
            if seen > MAX_FRAMES:
                raise Damaged(what, "given up after {most} frames", most=MAX_FRAMES)
            if frame.kind == FrameType.LIST and not _gives_name(
                frame, read_at(file, frame.at + FRAME_HEADER, frame.size)
            ):
                self._refuse(Damaged(what, "a list at byte {at} that does not belong to its file", at=frame.at))
            elif frame.kind in (FrameType.LIST, FrameType.SEGMENT, FrameType.TAG, FrameType.RECEIPT):
                self._places.add(frame, number)
        if promised is None:
            raise Damaged(what, "cut off before its end")
        if promised != seen:
            raise Damaged(what, "the USB stick has {seen} of {promised} frames", seen=seen, promised=promised)

    def _missing(self, row: int) -> tuple[tuple[int, int], ...]:
        """Read an object's segments, each place once, and return the ranges without a complete copy."""
        count = segment_count(self._places.length(row))
        hashes = self._hashes(row)
        if hashes is None:
            return ((0, count),)
        have = bytearray(count)
        for run in self._places.runs(row):
            for number in range(run.first, min(run.first + run.size, count)):
                if not have[number]:
                    have[number] = self._whole(row, hashes, run, number) is not None
        return _gaps(have)

    def _hashes(self, row: int) -> bytes | None:
        """Return an object's segment list, checked with its name again, or None for a missing or wrong list."""
        if self._list is None or self._list[0] != row:
            place, length = self._places.list_place(row), self._places.length(row)
            if place is None:
                return None
            hashes = self._bytes_at(place, 32 * segment_count(length))
            if object_id(length, (hashes,)) != self._places.object_id(row):
                return None
            self._list = row, hashes
        return self._list[1]

    def _whole(self, row: int, hashes: bytes, run: Run, number: int) -> bytes | None:
        """Return a segment of this run if its bytes match the list."""
        at = run.place.at + (number - run.first) * FULL_FRAME
        data = self._bytes_at(FrameOffset(run.place.volume, at), segment_size(self._places.length(row), number))
        self._done += len(data)
        self._told(min(self._done, 2 * self._size), 2 * self._size)
        if hashlib.sha256(data).digest() != hashes[32 * number : 32 * number + 32]:
            return None
        self._segment = row, number, data
        return data

    def _bytes_at(self, place: FrameOffset, size: int) -> bytes:
        """Return a frame's data; b"" if the stick has gone bad there."""
        with on_stick():
            try:
                return read_at(self._open(place.volume), place.at + FRAME_HEADER, size)
            except Damaged:
                return b""
            except OSError as error:
                if error.errno not in _UNREADABLE:
                    raise
                return b""

    def _read(self, row: int, offset: int, size: int) -> bytes:
        """Return bytes of a complete object. Raises `Damaged` if the stick has changed since it was checked."""
        end = min(offset + size, self._places.length(row))
        parts = []
        while offset < end:
            number, start = divmod(offset, SEGMENT)
            part = self._find(row, number)[start : start + end - offset]
            parts.append(part)
            offset += len(part)
        return b"".join(parts)

    def _find(self, row: int, number: int) -> bytes:
        """Return one segment, from any place with a complete copy."""
        if self._segment is not None and self._segment[:2] == (row, number):
            return self._segment[2]
        hashes = self._hashes(row)
        if hashes is not None:
            for run in self._places.runs(row):
                if run.first <= number < run.first + run.size:
                    data = self._whole(row, hashes, run, number)
                    if data is not None:
                        return data
        raise Damaged(self._places.object_id(row).hex(), "the USB stick returns different data each time")


def _what(volume: Path) -> str:
    """Return the name of a volume as a person can find it on the stick."""
    return f"{volume.parent.name}/{volume.name}"


def _gives_name(frame: Frame, hashes: bytes) -> bool:
    """Return True if a segment list belongs to the object that its frame names."""
    return object_id(frame.object_length, (hashes,)) == frame.object_id


def _gaps(have: bytearray) -> tuple[tuple[int, int], ...]:
    """Return the runs of zeros as (first, count); the sixteenth reaches to the end."""
    gaps: list[tuple[int, int]] = []
    at = have.find(0)
    while at >= 0:
        end = have.find(1, at)
        if end < 0 or len(gaps) == _MAX_MISSING - 1:
            end = len(have)
        gaps.append((at, end - at))
        at = have.find(0, end)
    return tuple(gaps)
