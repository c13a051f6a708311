"""Write objects to a USB stick as a bundle.

A bundle is a folder `abcdefgh` (random letters) of volumes `0001.dat`, `0002.dat` ... .

The folder is called `abcdefgh.part` until every volume is written, flushed to the stick and read back. Its new name
says that the bundle is complete. If the process ends or the stick is removed at any byte, older bundles are unchanged.
The incomplete bundle has its `.part` name: a reader salvages its complete objects, the next writer removes it.

A second copy in another folder is the same bundle: a reader joins two damaged copies into a complete one.

Raises `MediumFailed` (full, read-only, removed, does not store the written bytes) or `Refused` (beyond the limits).
Raises `Damaged` if the bytes of an object do not match its hashes. The error names it, so that the caller can leave it
out and repeat.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

from attrs import frozen

from crypto.relay import CryptoError, DeliveryTag, seal_tag
from sync.bundle_cleanup import bundles, remove, remove_leftovers
from sync.errors import Damaged, MediumFailed, Refused
from sync.frame_index import MAX_TAGS_OF_ONE
from sync.frames import (
    FRAME_HEADER,
    MAX_OBJECT,
    MAX_VOLUME,
    MAX_VOLUMES,
    VOLUME_HEADER,
    FrameType,
    frame_header,
    segment_count,
    segment_size,
    volume_header,
)
from sync.ports import SEGMENT, Arrival, Parcel, Told, ignore_progress
from sync.salvage import BundleReader, check
from sync.usb_filesystem import flush_folder, on_stick

__all__ = ["VOLUME_SIZE", "BundleReader", "BundleWriter", "bundles", "check", "remove"]

VOLUME_SIZE = 2 << 30
"""Bytes of a volume. FAT32 ends at 4 GiB - 1; half of that leaves room for other file systems' limits too."""

MAX_OBJECTS = 100_000
_END = FRAME_HEADER + 4
_TAG = 162
_SPARE = 1 << 20
"""Bytes that stay free on the stick: its file system needs room for the folder and for complete clusters."""
_FLUSH = 32 << 20
"""Bytes between two flushes. Without them the system's cache takes everything, and the progress is unknown."""


@frozen
class _Piece:
    """One frame to write; `read` makes its data when the frame is written."""

    kind: FrameType
    size: int
    read: Callable[[], bytes]
    object_id: bytes = bytes(32)
    offset: int = 0
    length: int = 0


class BundleWriter:
    """The transport to a USB stick. `put` only collects; `close` writes, so a parcel's `read` must work until then.

    Nothing is durable before `close` has returned, so callers must not mark anything as exported earlier. A parcel
    with a relay gets a delivery tag, sealed to that relay, with which a courier can upload it. An object for several
    mailboxes is written once, with a tag for each.
    """

    def __init__(
        self,
        folder: Path,
        volume_size: int = VOLUME_SIZE,
        random: Callable[[int], bytes] = os.urandom,
        told: Told = ignore_progress,
        copy: Path | None = None,
    ) -> None:
        """`told` receives the bytes that `close` has written and then read back, of both copies together.

        `copy` is the folder of a second copy, on another stick or on the same.
        """
        if volume_size > MAX_VOLUME:
            raise ValueError("a volume has at most 4 GiB")
        self.folder = folder
        self.bundle_id = random(16)
        self.path: Path | None = None
        """The finished bundle, after `close` has returned."""
        self.begun: Path | None = None
        """The bundle that is being written: after an error, it can be on the stick by this name."""
        self.copy_failed: MediumFailed | None = None
        """The reason why the second copy is missing, if only the first one is complete."""
        self._copy = copy
        self._volume_size = volume_size
        self._random = random
        self._parcels: dict[bytes, Parcel] = {}
        self._tags: dict[bytes, dict[tuple[bytes, bytes], bytes]] = {}
        self._receipts: list[bytes] = []
        self._told = told
        self._done = self._total = 0

    @property
    def name(self) -> str:
        """Return `stick:<hex of bundle_id>`."""
        return f"stick:{self.bundle_id.hex()}"

    @property
    def objects(self) -> dict[bytes, int]:
        """Return the collected objects, each with its length in bytes."""
        return {name: parcel.length for name, parcel in self._parcels.items()}

    def put(self, parcel: Parcel) -> None:
        """Collect one object. The same object for two mailboxes is stored once."""
        if not 1 <= parcel.length <= MAX_OBJECT or len(self._parcels) >= MAX_OBJECTS:
            raise Refused("A bundle takes at most 100,000 files of at most 64 GiB each.")
        smallest = VOLUME_HEADER + 2 * FRAME_HEADER + 32 * len(parcel.segments) + _END
        if smallest + max(_TAG, min(SEGMENT, parcel.length)) > self._volume_size:
            raise Refused("Volumes of {size} are too small for this file.", size=_mb(self._volume_size))
        self._parcels.setdefault(parcel.object_id, parcel)
        if any(parcel.relay_pk):
            self._tag(parcel)

    def _tag(self, parcel: Parcel) -> None:
        """Seal a delivery tag, once for each mailbox. Both copies have the same tags."""
        tags = self._tags.setdefault(parcel.object_id, {})
        if (parcel.relay_pk, parcel.mid) in tags or len(tags) >= MAX_TAGS_OF_ONE:
            return
        with suppress(CryptoError):  # a card can name an invalid key: the stick still reaches its reader
            pays = parcel.purse.ticket() if parcel.purse else ()
            sealed = seal_tag(DeliveryTag(parcel.mid, parcel.object_id, *pays), parcel.seal_pk)
            tags[parcel.relay_pk, parcel.mid] = parcel.relay_pk + sealed

    def carry_receipts(self, receipts: Sequence[bytes]) -> None:
        """Add relay receipts (200 B each) for the way back from a courier."""
        self._receipts += receipts

    def arrivals(self) -> Iterator[Arrival]:
        """Yield nothing: this side only writes."""
        return iter(())

    def settle(self, done: Sequence[Arrival]) -> None:
        """Do nothing: objects on a stick stay there for its other readers."""

    def close(self) -> None:
        """Write the bundle and read it back. After this call the stick is safe to remove. No objects: no bundle."""
        if self.path is not None or not (self._parcels or self._receipts):
            return
        folders = [self.folder, *([self._copy] if self._copy else [])]
        size = self._size()
        self._total = 2 * size * len(folders)
        with on_stick():
            for folder in folders:
                remove_leftovers(folder)
            same = len({folder.stat().st_dev for folder in folders}) < len(folders)
            for folder in folders:
                _need_space(folder, _SPARE + size * (2 if same else 1))
        first, stopped = self._bundle(self.folder), True
        try:
            if self._copy:
                try:
                    self._bundle(self._copy)
                except MediumFailed as failed:
                    self.copy_failed = failed
            stopped = False
        finally:
            if stopped:
                shutil.rmtree(first, ignore_errors=True)
        self.path = first

    def _bundle(self, folder: Path) -> Path:
        """Write a complete bundle into a folder and return it, or remove it after an error."""
        with on_stick():
            unfinished, final = self._new_folder(folder)
        done = False
        try:
            self._write(unfinished)
            with on_stick():
                unfinished.rename(final)
                flush_folder(folder)
                final.stat()  # a stick that was pulled out in between does not answer
            done = True
        finally:
            if not done:
                shutil.rmtree(unfinished, ignore_errors=True)
        return final

    def _size(self) -> int:
        """Return the bytes of all volumes together."""
        size = 0
        for volume, pieces in groupby(self._layout(), key=lambda step: step[0]):
            if volume > MAX_VOLUMES:
                raise Refused("A bundle has at most {most} volumes: choose larger ones.", most=MAX_VOLUMES)
            size += VOLUME_HEADER + sum(FRAME_HEADER + piece.size for _, piece in pieces)
        return size

    def _new_folder(self, folder: Path) -> tuple[Path, Path]:
        """Make the folder of the bundle; return its unfinished and its final path."""
        while True:
            letters = "".join(chr(ord("a") + byte % 26) for byte in self._random(8))
            final, unfinished = folder / letters, folder / f"{letters}.part"
            if not (final.exists() or unfinished.exists()):
                self.begun = final
                unfinished.mkdir()
                return unfinished, final

    def _write(self, unfinished: Path) -> None:
        """Write every volume, then read every volume back from the stick."""
        written: list[tuple[Path, bytes]] = []
        for volume, pieces in groupby(self._layout(), key=lambda step: step[0]):
            path = unfinished / f"{volume:04}.dat"
            written.append((path, self._write_volume(path, volume, (piece for _, piece in pieces))))
        with on_stick():
            flush_folder(unfinished)
            for path, digest in written:
                if self._read_back(path) != digest:
                    raise MediumFailed(
                        "This USB stick is faulty: it does not store the data correctly. Your "
                        "reports stay in the outbox. Use another USB stick."
                    )

    def _write_volume(self, path: Path, volume: int, pieces: Iterator[_Piece]) -> bytes:
        """Write one volume through to the stick and return its SHA-256."""
        digest = hashlib.sha256()
        unflushed = 0

        def add(file: BinaryIO, data: bytes) -> None:
            nonlocal unflushed
            digest.update(data)
            unflushed += len(data)
            with on_stick():
                file.write(data)
                if unflushed >= _FLUSH:
                    unflushed = 0
                    _flush(file)
            self._did(len(data))

        with on_stick():
            file = path.open("xb")
        try:
            add(file, volume_header(self.bundle_id, volume))
            for piece in pieces:
                data = piece.read()
                add(file, frame_header(piece.kind, data, piece.object_id, piece.offset, piece.length))
                add(file, data)
            with on_stick():
                _flush(file)
        finally:
            with on_stick():
                file.close()
        return digest.digest()

    def _read_back(self, path: Path) -> bytes:
        """Return the SHA-256 of a volume as the stick returns it, not from the cache."""
        digest = hashlib.sha256()
        with path.open("rb", buffering=0) as file:
            if hasattr(os, "posix_fadvise"):
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
            while data := file.read(SEGMENT):
                digest.update(data)
                self._did(len(data))
        return digest.digest()

    def _did(self, n: int) -> None:
        self._done += n
        self._told(self._done, self._total)

    def _layout(self) -> Iterator[tuple[int, _Piece]]:
        """Yield each frame with the number of its volume, with end frames and repeated lists."""
        volume, used, frames = 1, VOLUME_HEADER, 0
        for piece in self._order():
            if used + FRAME_HEADER + piece.size + _END > self._volume_size:
                yield volume, _end(frames)
                volume, used, frames = volume + 1, VOLUME_HEADER, 0
                if piece.kind in (FrameType.SEGMENT, FrameType.TAG):
                    again = _list_piece(self._parcels[piece.object_id])
                    used, frames = used + FRAME_HEADER + again.size, 1
                    yield volume, again
            used, frames = used + FRAME_HEADER + piece.size, frames + 1
            yield volume, piece
        yield volume, _end(frames)

    def _order(self) -> Iterator[_Piece]:
        """Yield the frames in the order of crypto.md e: envelopes, receipts, blobs, envelopes again."""
        envelopes = [parcel for parcel in self._parcels.values() if parcel.envelope]
        for parcel in envelopes:
            yield from self._object(parcel)
        for receipt in self._receipts:
            yield _Piece(FrameType.RECEIPT, len(receipt), partial(bytes, receipt))
        for parcel in self._parcels.values():
            if not parcel.envelope:
                yield from self._object(parcel)
        for parcel in envelopes:
            yield _list_piece(parcel)
            yield from _segment_pieces(parcel)

    def _object(self, parcel: Parcel) -> Iterator[_Piece]:
        """Yield an object's list, its delivery tags, and its segments."""
        yield _list_piece(parcel)
        for tag in self._tags.get(parcel.object_id, {}).values():
            yield _Piece(FrameType.TAG, len(tag), partial(bytes, tag), parcel.object_id, 0, parcel.length)
        yield from _segment_pieces(parcel)


def _list_piece(parcel: Parcel) -> _Piece:
    """Return the frame with the hashes of an object's segments."""
    size = 32 * len(parcel.segments)
    return _Piece(FrameType.LIST, size, partial(b"".join, parcel.segments), parcel.object_id, 0, parcel.length)


def _segment_pieces(parcel: Parcel) -> Iterator[_Piece]:
    """Yield the frames of an object's bytes."""
    for number in range(segment_count(parcel.length)):
        size = segment_size(parcel.length, number)
        read = partial(_read_segment, parcel, number, size)
        yield _Piece(FrameType.SEGMENT, size, read, parcel.object_id, number * SEGMENT, parcel.length)


def _read_segment(parcel: Parcel, number: int, size: int) -> bytes:
    """Return one segment that matches its list: later, wrong bytes could not be corrected."""
    data = parcel.read(number * SEGMENT, size)
    if hashlib.sha256(data).digest() != parcel.segments[number]:
        raise Damaged(parcel.object_id.hex(), "the package changed after it was prepared")
    return data


def _end(frames: int) -> _Piece:
    """Return the frame that ends a volume."""
    return _Piece(FrameType.END, 4, partial(frames.to_bytes, 4))


def _need_space(folder: Path, need: int) -> None:
    """Refuse to write the first byte if a stick has too little room."""
    room = shutil.disk_usage(folder)
    if room.free < need and room.total:  # some gateways to phones and servers report 0 of 0
        raise MediumFailed(
            "This USB stick has {free} free and needs {need}. Nothing was written.", free=_mb(room.free), need=_mb(need)
        )


def _flush(file: BinaryIO) -> None:
    """Write all buffered data through to the stick."""
    file.flush()
    os.fsync(file.fileno())


def _mb(size: int) -> str:
    """Return a size as on the package of a stick (1 MB = 1,000,000 bytes)."""
    return f"{size / 1e6:,.1f} MB"
