"""Store files in the vault: `blobs/<2 hex>/<32 hex>`, encrypted before they are written to any disk.

    read -> SHA-256 of the original -> encrypt -> .part file -> fsync -> rename -> fsync(folders) -> the caller's commit

Only the database row counts: a file without a row is left over from a crash, and `collect` removes it after a day. The
row contains the key, so deleting the row destroys the file. Names are random, sizes are rounded (Padmé).
"""

import errno
import hashlib
import hmac
import io
import os
import stat
from collections.abc import Callable, Container, Generator, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Final

from attrs import frozen

from app.errors import InputRefused, NotFound, NotOpened, StorageFailed
from app.phrase import Phrase
from app.store.vault.durable import sync_folder
from crypto.encoding import Random, label
from crypto.errors import CannotOpen
from crypto.padding import padded_length
from crypto.stream import CHUNK, HEAD, KEY, SEALED, Cobblestone, encryptor, sealed_length
from sync.ports import Told, ignore_progress

if TYPE_CHECKING:
    from _hashlib import HASH

    from _typeshed import WriteableBuffer

BLOB_ID: Final = 16
DAY: Final = 86_400
STEP: Final = 2**20
"""The number of bytes in one read, hash and encrypt step."""
LANES: Final = 8
"""The number of buffers between reading, hashing and encrypting. With STEP it limits the memory of an import."""

Fill = Callable[[memoryview], int | None]
"""Fill a buffer and return the number of bytes; 0 at the end (`readinto` of a raw file)."""

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FORBIDDEN = (errno.EROFS, errno.EACCES, errno.EPERM)


@frozen
class StoredBlob:
    """A file's row. `size` and `sha256` are those of the original, `padded` is the padded length before encryption.

    `blob_id` (16 random bytes) names the file. `key` (32 random bytes) opens it and is stored nowhere else.
    """

    blob_id: bytes
    key: bytes
    size: int
    sha256: bytes
    padded: int

    def __repr__(self) -> str:
        return f"StoredBlob({self.blob_id.hex()}, {self.size} bytes)"


def blob_path(vault: Path, blob_id: bytes) -> Path:
    """Return the path of the file with this id in a vault's folder."""
    name = blob_id.hex()
    return vault / "blobs" / name[:2] / name


def import_file(vault: Path, path: Path, random: Random = os.urandom, told: Told = ignore_progress) -> StoredBlob:
    """Import a regular file; the caller commits the returned row. `told` receives the progress in bytes.

    Raises the errors of `import_stream`, and NotFound or InputRefused for a path that cannot be opened or read as a
    file.
    """
    try:
        source = path.open("rb", buffering=0)
    except FileNotFoundError:
        raise NotFound(Phrase("There is no file {name}.", name=path.name)) from None
    except OSError as error:
        raise _unreadable(error) from error
    with source:
        found = os.fstat(source.fileno())
        if not stat.S_ISREG(found.st_mode):
            raise InputRefused(Phrase("{name} is not a file.", name=path.name))
        done = 0

        def fill(buffer: memoryview) -> int | None:
            nonlocal done
            told(done, found.st_size)
            try:
                n = source.readinto(buffer)
            except OSError as error:
                raise _unreadable(error) from error
            done += n or 0
            return n

        return import_stream(vault, fill, random)


def import_pieces(vault: Path, pieces: Iterable[bytes], random: Random = os.urandom) -> StoredBlob:
    """Import the bytes of an iterator (a received blob, our own export); its errors are passed on.

    An error leaves no file, so a transfer whose last check fails leaves nothing. The iterator runs in a separate thread
    and must not use the database.
    """
    left = memoryview(b"")
    source = iter(pieces)

    def fill(buffer: memoryview) -> int:
        nonlocal left
        while not left:
            if (piece := next(source, None)) is None:
                return 0
            left = memoryview(piece)
        n = min(len(left), len(buffer))
        buffer[:n] = left[:n]
        left = left[n:]
        return n

    return import_stream(vault, fill, random)


def import_stream(vault: Path, fill: Fill, random: Random = os.urandom) -> StoredBlob:
    """Encrypt the bytes of `fill` into a new file of the vault, durable on return; the caller commits the row.

    Raises StorageFailed if the vault's disk is full, read-only or failing. Errors of `fill`, which runs in a separate
    thread, are passed on. After an error no part of the file stays. Memory: under 16 MiB for any size.
    """
    blob_id, key = random(BLOB_ID), random(KEY)
    place = blob_path(vault, blob_id)
    part = place.with_name(place.name + ".part")
    with storage():
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        out = io.FileIO(part, "xb", opener=lambda name, flags: os.open(name, flags, 0o600))
    try:
        with out:
            stored = _seal(fill, out, blob_id, key)
            with storage():
                os.fsync(out.fileno())
        with storage():
            part.rename(place)
            for folder in place.parents[:3]:  # up to the vault's folder: the folders can be as new as the file
                sync_folder(folder)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    return stored


def verify(vault: Path, blob: StoredBlob) -> None:
    """Read the complete file again: every chunk, the zero padding and the SHA-256. Raises NotOpened if damaged."""
    whole = hashlib.sha256()
    with BlobReader(vault, blob) as reader:
        for offset in range(0, blob.size, STEP):
            whole.update(reader.read_at(offset, STEP))
        if not reader.padding_is_zero() or not hmac.compare_digest(whole.digest(), blob.sha256):
            raise _damaged()


def collect(vault: Path, known: Container[bytes], now: float) -> list[Path]:
    """Remove unfinished files and files without a row that are older than a day at `now` (seconds); return their paths.

    `known` contains the blob_ids of all rows, read after the last commit. A file with any other kind of name stays.
    """
    gone = []
    with storage():
        for path in sorted((vault / "blobs").glob("[0-9a-f][0-9a-f]/*")):
            name = path.name.removesuffix(".part")
            if len(name) != 2 * BLOB_ID or set(name) - set("0123456789abcdef") or name[:2] != path.parent.name:
                continue
            unfinished = path.suffix == ".part"
            if (unfinished or bytes.fromhex(name) not in known) and now - path.lstat().st_mtime > DAY:
                path.unlink()
                gone.append(path)
        for folder in {path.parent for path in gone}:
            sync_folder(folder)
    return gone


class BlobReader(io.RawIOBase):
    """A decrypted file of the vault, only in memory, readable from any offset; opens only the needed 16 KiB chunks.

    Raises NotOpened if the file is missing, has the wrong length, or is damaged in the part that is read. Wrap it in
    `io.BufferedReader` for small sequential reads. `crypto.blob.BlobPlan` takes `read_at` as its source.
    """

    def __init__(self, vault: Path, blob: StoredBlob) -> None:
        super().__init__()
        self._blob = blob
        self._at = 0
        self._file: io.FileIO | None = None
        with _reading():
            self._file = io.FileIO(blob_path(vault, blob.blob_id), "rb")
            try:
                if os.fstat(self._file.fileno()).st_size != sealed_length(blob.padded) or blob.padded < blob.size:
                    raise CannotOpen
                self._stream = Cobblestone.of_head(blob.key, context(blob.blob_id), self._file.read(HEAD) or b"")
            except BaseException:
                self.close()
                raise

    def read_at(self, offset: int, n: int) -> bytes:
        """Return up to n bytes of the original from `offset`; fewer only at its end."""
        return self._opened(offset, min(offset + n, self._blob.size))

    def padding_is_zero(self) -> bool:
        """Decrypt the padding after the original and return True if it is all zeros, as written."""
        for offset in range(self._blob.size, self._blob.padded, STEP):
            piece = self._opened(offset, min(offset + STEP, self._blob.padded))
            if piece.count(0) != len(piece):
                return False
        return bool(self._blob.padded % CHUNK) or self._last_is_empty()

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Fill `buffer` from the current position."""
        room = memoryview(buffer).cast("B")
        piece = self.read_at(self._at, len(room))
        room[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def readable(self) -> bool:
        """Return True: the file can be read."""
        return True

    def seekable(self) -> bool:
        """Return True: any offset can be read."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Move to an offset, as in a file."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._blob.size}[whence]
        if start + offset < 0:
            raise ValueError("before the start of the file")
        self._at = start + offset
        return self._at

    def close(self) -> None:
        """Close the underlying file."""
        if self._file is not None:
            self._file.close()
        super().close()

    def _opened(self, start: int, end: int) -> bytes:
        """Return the padded plaintext [start, end)."""
        if start < 0 or end <= start:
            return b""
        first, last = start // CHUNK, (end - 1) // CHUNK
        out = memoryview(bytearray((last + 1 - first) * CHUNK))
        with _reading():
            n = self._stream.open_into(first, self._sealed(first, last + 1 - first), out)
        if n < end - first * CHUNK:
            raise _damaged()
        return bytes(out[start - first * CHUNK : end - first * CHUNK])

    def _last_is_empty(self) -> bool:
        """Return True if the empty chunk that ends a stream of full chunks is there and authentic."""
        with _reading():
            number = self._blob.padded // CHUNK
            return self._stream.open_into(number, self._sealed(number, 1), memoryview(bytearray(CHUNK))) == 0

    def _sealed(self, first: int, count: int) -> bytes:
        if self._file is None or self._file.closed:
            raise ValueError("read of a closed file")
        self._file.seek(HEAD + first * SEALED)
        return self._file.read(count * SEALED) or b""


def _seal(fill: Fill, out: io.FileIO, blob_id: bytes, key: bytes) -> StoredBlob:
    """Write the encrypted and padded bytes; hash the original before it is encrypted."""
    writer = encryptor(key, context(blob_id))
    whole = hashlib.sha256()
    room = memoryview(bytearray(sealed_length(STEP + CHUNK)))
    size = 0

    def put(piece: memoryview) -> None:
        n = writer.update_into(piece, room)
        with storage():
            write_all(out, room[:n])

    with closing(_hashed(fill, whole)) as pieces:
        for piece in pieces:
            size += len(piece)
            put(piece)
    padded = padded_length(size)
    zeros = memoryview(bytes(STEP))
    for left in range(padded - size, 0, -STEP):
        put(zeros[:left])
    with storage():
        write_all(out, memoryview(writer.finalize()))
    return StoredBlob(blob_id, key, size, whole.digest(), padded)


def _hashed(fill: Fill, whole: "HASH") -> Generator[memoryview, None, None]:
    """Yield the bytes of `fill`, hashed into `whole`; a piece is valid until the next one is requested.

    Reading, hashing and the caller's work run in parallel, a few buffers apart. All three release Python's lock;
    together they take little longer than the slowest of them.
    """
    free: SimpleQueue[memoryview | None] = SimpleQueue()
    read: SimpleQueue[tuple[memoryview, int] | None] = SimpleQueue()
    done: SimpleQueue[tuple[memoryview, int] | None] = SimpleQueue()
    for _ in range(LANES):
        free.put(memoryview(bytearray(STEP)))

    def reading() -> None:
        try:
            while (buffer := free.get()) is not None and (n := fill(buffer)):
                read.put((buffer, n))
        finally:
            read.put(None)

    def hashing() -> None:
        try:
            while (piece := read.get()) is not None:
                whole.update(piece[0][: piece[1]])
                done.put(piece)
        finally:
            done.put(None)

    from concurrent.futures import ThreadPoolExecutor  # loads `logging`: not before the first list

    with ThreadPoolExecutor(2) as lanes:
        jobs = lanes.submit(reading), lanes.submit(hashing)
        try:
            while (piece := done.get()) is not None:
                yield piece[0][: piece[1]]
                free.put(piece[0])
            for job in jobs:
                job.result()
        finally:
            free.put(None)


def context(blob_id: bytes) -> bytes:
    """Return the context that binds a file's bytes to its name."""
    return label("vault-blob") + blob_id


def write_all(out: io.FileIO, data: memoryview) -> None:
    """Write all of the data: a raw file can accept fewer bytes than it is given."""
    while data:
        data = data[out.write(data) :]


@contextmanager
def storage() -> Iterator[None]:
    """Turn an error of the vault's disk into the error that a person sees."""
    try:
        yield
    except OSError as error:
        raise storage_failed(error) from error


@contextmanager
def _reading() -> Iterator[None]:
    """Turn a missing or damaged file into NotOpened, a failing disk into StorageFailed."""
    try:
        yield
    except CannotOpen:
        raise _damaged() from None
    except FileNotFoundError:
        raise NotOpened("A file's stored bytes are missing.", "Restore it from a backup.") from None
    except OSError as error:
        raise storage_failed(error) from error


def storage_failed(error: OSError) -> StorageFailed:
    """Return the error that a person sees for a disk error, without file names."""
    if error.errno in _FULL:
        return StorageFailed("The disk is full. Your saved records are safe.", "Free some space, then try again.")
    if error.errno in _FORBIDDEN:
        return StorageFailed("Amparo cannot write to the folder of the vault. Your saved records are safe.")
    text = os.strerror(error.errno or errno.EIO)
    return StorageFailed(Phrase("The disk failed ({text}). Your saved records are safe.", text=text))


def _unreadable(error: OSError) -> InputRefused:
    text = os.strerror(error.errno or errno.EIO)
    return InputRefused(Phrase("Amparo cannot read the file ({text}). Nothing was saved.", text=text))


def _damaged() -> NotOpened:
    return NotOpened("A file's stored bytes are damaged.", "Restore it from a backup.")
