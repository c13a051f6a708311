"""Copy the encrypted files of a vault from one folder into another: into a backup, and out of it again.

    read -> every chunk opens -> .part -> fsync -> (read back) -> rename -> fsync(folder)

A file under its final name is complete, so a copied file is not copied again. A `.part` file is continued after its
last complete chunk. Chunks are opened into one buffer and not kept. Opening is the cheapest proof that a file is the
one of its database row, and cheaper than a hash.
"""

import errno
import io
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from attrs import frozen

from app.errors import StorageFailed
from app.phrase import Phrase
from app.store.vault.blobs import StoredBlob, blob_path
from app.store.vault.durable import forget_cache, sync_file, sync_folder, was_read
from crypto.encoding import label
from crypto.errors import CannotOpen
from crypto.stream import CHUNK, HEAD, SEALED, Cobblestone, sealed_length
from sync.ports import Told, ignore_progress

CHUNKS = 64
"""The number of chunks in one read, open and write step: a little more than 1 MiB."""
BATCH, MOST = 64 * 2**20, 256
"""The bytes and the number of files that are made durable together, while the next files are read."""
LANES = 8
"""The number of buffers between reading and writing one file: reading continues while the disk delays the writer."""


AHEAD = 3
"""The number of batches that can wait to be made durable while the next batch is read."""


class BlobDamaged(Exception):
    """The file to copy is missing, or is not the one of its database row."""


@frozen
class Lane:
    """The source and target folders of a copy. With `reads_back`, a written file counts only after it was read again.

    `safe` is the text for a person if the target's disk fails: the data that is undamaged anyway.
    """

    source: Path
    target: Path
    reads_back: bool
    safe: str

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Turn an error of the target's disk into the error that a person sees."""
        try:
            yield
        except OSError as error:
            text = os.strerror(error.errno or errno.EIO)
            raise StorageFailed(Phrase("Amparo could not write to the disk ({text}).", text=text), self.safe) from error


def carry(lane: Lane, blobs: Iterable[StoredBlob], told: Told = ignore_progress) -> list[StoredBlob]:
    """Copy each file that the target lacks, and return those that are damaged or missing at the source.

    `told` receives the progress in bytes. Raises StorageFailed if the target's disk fails; files that were copied until
    then stay.
    """
    with lane.writing():
        wanted = [blob for blob in blobs if not is_present(lane.target, blob)]
    total, done, damaged = sum(map(length, wanted)), 0, list[StoredBlob]()
    with ThreadPoolExecutor(1) as behind:
        settling = deque[Future[None]]()
        for batch in _batches(wanted):
            parts = list[tuple[Path, StoredBlob]]()
            for blob in batch:
                try:
                    parts.append((_part(lane, blob, _after(done, total, told)), blob))
                except BlobDamaged:
                    damaged.append(blob)
                done += length(blob)
            settling.append(behind.submit(_settle, lane, parts))
            while len(settling) > AHEAD:
                settling.popleft().result()
        for settled in settling:
            settled.result()
    return damaged


def is_present(folder: Path, blob: StoredBlob) -> bool:
    """Return True if the file is in a vault's or backup's folder, under its final name and with the correct length."""
    try:
        return blob_path(folder, blob.blob_id).stat().st_size == length(blob)
    except FileNotFoundError:
        return False


def length(blob: StoredBlob) -> int:
    """Return the length of a file on the disk, in bytes."""
    return sealed_length(blob.padded)


def is_whole(path: Path, blob: StoredBlob) -> bool:
    """Read a file from the disk again and return True if every chunk of it opens."""
    forget_cache(path)
    with path.open("rb", buffering=0) as file:
        try:
            opener = _Opener(blob, file.read(HEAD) or b"")
        except CannotOpen:
            return False
        return opener.whole_chunks(file) == opener.chunks and not file.read(1)


def _batches(blobs: Iterable[StoredBlob]) -> Iterator[list[StoredBlob]]:
    """Split the files into batches that are made durable together."""
    batch, size = list[StoredBlob](), 0
    for blob in blobs:
        batch.append(blob)
        size += length(blob)
        if size >= BATCH or len(batch) == MOST:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _after(before: int, total: int, told: Told) -> Callable[[int], None]:
    """Return a progress callback for one file that reports the total progress."""
    return lambda done: told(before + done, total)


def _part(lane: Lane, blob: StoredBlob, told: Callable[[int], None]) -> Path:
    """Copy the rest of the bytes of one file and return its `.part` path; raises Damaged if they do not open."""
    place = blob_path(lane.target, blob.blob_id)
    part = place.with_name(f"{place.name}.part")
    with _source():
        source = blob_path(lane.source, blob.blob_id).open("rb", buffering=0)
    with source:
        with _source():
            head = source.read(HEAD) or b""
            if os.fstat(source.fileno()).st_size != length(blob):
                raise BlobDamaged
            opener = _Opener(blob, head)
        with lane.writing():
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            out = io.FileIO(os.open(part, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600), "r+b")
        with out:
            with lane.writing():
                first = opener.whole_chunks(out) if out.read(HEAD) == head else 0
                out.seek(0)
                out.write(head)
                out.seek(HEAD + first * SEALED)
            source.seek(HEAD + first * SEALED)
            _copy(source, out, opener, first, lane, told)
            with lane.writing():
                out.truncate(length(blob))
    return part


def _copy(
    source: io.FileIO, out: io.FileIO, opener: "_Opener", first: int, lane: Lane, told: Callable[[int], None]
) -> None:
    """Read, open and write the chunks from `first` on."""
    with ThreadPoolExecutor(1) as pen:
        written = deque[Future[memoryview]]()
        for number in range(first, opener.chunks, CHUNKS):
            told(HEAD + number * SEALED)
            was_read(source.fileno(), HEAD + number * SEALED)
            full = len(written) == LANES
            buffer = written.popleft().result() if full else memoryview(bytearray(CHUNKS * SEALED))
            with _source():
                piece = buffer[: _fill(source, buffer)]
                opener.open(number, piece)
            written.append(pen.submit(_write, lane, out, buffer, len(piece)))
        for one in written:
            one.result()


def _write(lane: Lane, out: io.FileIO, buffer: memoryview, count: int) -> memoryview:
    """Write the first `count` bytes of a buffer and return the buffer for reuse."""
    piece = buffer[:count]
    with lane.writing():
        while piece:
            piece = piece[out.write(piece) :]
    return buffer


def _settle(lane: Lane, parts: list[tuple[Path, StoredBlob]]) -> None:
    """Make these files durable, read them back if `reads_back` is set, and give them their final names."""
    with lane.writing():
        for part, _ in parts:
            sync_file(part)
        for part, blob in parts:
            if lane.reads_back and not is_whole(part, blob):
                part.unlink()
                raise StorageFailed("The disk is faulty: it returned different data than Amparo wrote.", lane.safe)
        for part, _ in parts:
            part.replace(part.with_suffix(""))
        for folder in sorted({part.parent for part, _ in parts}):
            sync_folder(folder)
        if parts:
            sync_folder(lane.target / "blobs")


@contextmanager
def _source() -> Iterator[None]:
    """Turn every error that prevents reading a file as it was written into Damaged."""
    try:
        yield
    except (OSError, CannotOpen) as error:
        raise BlobDamaged from error


class _Opener:
    """A check of the chunks of one file, in order."""

    def __init__(self, blob: StoredBlob, head: bytes) -> None:
        """Read the first bytes of the file; raises CannotOpen if they do not match this key."""
        self._stream = Cobblestone.of_head(blob.key, label("vault-blob") + blob.blob_id, head)
        self._room = memoryview(bytearray(CHUNKS * CHUNK))
        self.chunks = blob.padded // CHUNK + 1

    def open(self, first: int, sealed: memoryview) -> None:
        """Open the chunks from `first` on; raises CannotOpen if one does not open."""
        self._stream.open_into(first, sealed, self._room)

    def whole_chunks(self, file: io.FileIO) -> int:
        """Return how many chunks open, from the first on, of a file that is positioned after its head."""
        buffer, first = memoryview(bytearray(CHUNKS * SEALED)), 0
        while n := _fill(file, buffer):
            for at in range(0, n, SEALED):
                try:
                    self.open(first, buffer[at : min(at + SEALED, n)])
                except CannotOpen:
                    return first
                first += 1
        return first


def _fill(file: io.FileIO, buffer: memoryview) -> int:
    """Read until the buffer is full or the file ends; return the bytes read: a raw file can give less than it has."""
    at = 0
    while at < len(buffer) and (n := file.readinto(buffer[at:])):
        at += n
    return at
