"""Download files in parts: each part is encrypted immediately, as all files of the vault are, and survives a kill.

A row stores the object, the file and its encryption key. The bytes are useless if the row is gone. To continue, the
stored chunks are opened and counted, and the file is cut at the first piece that does not open. A torn chunk is then
encrypted again, under the same number, over the same text. The text is the same because the hash binds the file before
its first byte comes. Only its sender, who knows both texts, could make it a different one.
"""

import io
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Self

from attrs import frozen
from sqlcipher3 import dbapi2 as sqlcipher

from app.store.vault.blobs import BLOB_ID, StoredBlob, blob_path, context, storage, write_all
from app.store.vault.durable import sync_folder
from crypto.encoding import Random
from crypto.errors import CannotOpen
from crypto.padding import padded_length
from crypto.stream import CHUNK, HEAD, KEY, SALT, SEALED, TAG, Cobblestone


@frozen
class Coming:
    """The location of a file that is being downloaded, and its encryption key."""

    blob_id: bytes
    key: bytes


def open_partial_download(con: sqlcipher.Connection, object_id: bytes, sha256: bytes, random: Random) -> Coming:
    """Return the started download of this file in this object, or start one. Called inside a transaction."""
    row = con.execute(
        "SELECT blob_id, key FROM coming WHERE object_id = ? AND sha256 = ?", (object_id, sha256)
    ).fetchone()
    if row:
        return Coming(bytes(row[0]), bytes(row[1]))
    begun = Coming(random(BLOB_ID), random(KEY))
    con.execute("INSERT INTO coming VALUES (?, ?, ?, ?)", (object_id, sha256, begun.blob_id, begun.key))
    return begun


def delete_download(con: sqlcipher.Connection, object_id: bytes, sha256: bytes) -> None:
    """Delete the row of a download: the file is here, or will never be."""
    con.execute("DELETE FROM coming WHERE object_id = ? AND sha256 = ?", (object_id, sha256))


def give_up(con: sqlcipher.Connection, object_id: bytes, sha256: bytes) -> None:
    """Destroy the downloaded part of a destroyed file, unless a report still needs it. In a transaction."""
    wanted = con.execute("SELECT 1 FROM expected WHERE object_id = ? AND blob IS NULL", (object_id,)).fetchone()
    if wanted is None:
        which = "FROM coming WHERE object_id = ? AND sha256 = ?"
        con.execute(f"INSERT OR IGNORE INTO doomed SELECT blob_id {which}", (object_id, sha256))
        con.execute(f"DELETE {which}", (object_id, sha256))


def forget_unwanted(con: sqlcipher.Connection) -> None:
    """Delete the rows of downloads that no report waits for; the next `collect` removes their bytes."""
    con.execute("DELETE FROM coming WHERE object_id NOT IN (SELECT object_id FROM expected WHERE blob IS NULL)")


def list_file_ids(con: sqlcipher.Connection) -> set[bytes]:
    """Return the ids of the files that are being downloaded."""
    return {bytes(row[0]) for row in con.execute("SELECT blob_id FROM coming")}


class OpenDownload:
    """The open part of a download: `have` yields the stored bytes, `take` adds bytes, `finish` makes a vault file.

    `step` is a multiple of a chunk: pieces of this many bytes are stored completely or not at all. Raises StorageFailed
    if the disk is full or failing; the downloaded bytes stay.
    """

    def __init__(self, vault: Path, coming: Coming, step: int, random: Random) -> None:
        self._vault, self._coming, self._step = vault, coming, step
        self._size, self._rest = 0, b""
        place = blob_path(vault, coming.blob_id)
        with storage():
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = io.FileIO(place, "r+" if place.exists() else "x+", opener=_private)
            head = self._file.read(HEAD) or b""
        try:
            self._stream = Cobblestone.of_head(coming.key, context(coming.blob_id), head)
        except CannotOpen:
            self._stream = Cobblestone(coming.key, context(coming.blob_id), random(SALT))
            with storage():
                self._file.truncate(0)
                self._file.seek(0)
                write_all(self._file, memoryview(self._stream.head))

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file; the downloaded bytes stay."""
        self._file.close()

    def have(self, size: int) -> Iterator[bytes]:
        """Yield the stored bytes of a file of `size` bytes, decrypted, in pieces of `step` bytes; cut off the rest.

        Bytes after `size` are the padding of a complete file whose row was not committed.
        """
        count = self._step // CHUNK
        out = memoryview(bytearray(self._step))
        while self._size + self._step <= size:
            with storage():
                sealed = self._file.read(count * SEALED) or b""
            try:
                if len(sealed) != count * SEALED:
                    raise CannotOpen
                self._stream.open_into(self._size // CHUNK, sealed, out)
            except CannotOpen:
                break
            self._size += self._step
            yield bytes(out)
        with storage():
            self._file.truncate(HEAD + self._size // CHUNK * SEALED)
            self._file.seek(0, os.SEEK_END)

    def take(self, pieces: Iterable[bytes]) -> None:
        """Add the downloaded pieces; errors of `pieces` are passed on, and earlier bytes stay."""
        for piece in pieces:
            data = memoryview(self._rest + piece if self._rest else piece)
            whole = len(data) // CHUNK * CHUNK
            self._seal(data[:whole], final=False)
            self._rest = bytes(data[whole:])

    def finish(self, sha256: bytes) -> StoredBlob:
        """Pad the file as every file of the vault, make it durable, and return the row that the caller commits."""
        size = self._size + len(self._rest)
        padded = padded_length(size)
        for left in range(padded - size, 0, -self._step):
            self.take([bytes(min(left, self._step))])
        self._seal(memoryview(self._rest), final=True)
        with storage():
            os.fsync(self._file.fileno())
        for folder in blob_path(self._vault, self._coming.blob_id).parents[:3]:
            sync_folder(folder)
        return StoredBlob(self._coming.blob_id, self._coming.key, size, sha256, padded)

    def _seal(self, data: memoryview, final: bool) -> None:
        out = memoryview(bytearray(len(data) + TAG * (len(data) // CHUNK + final)))
        n = self._stream.seal_into(self._size // CHUNK, data, out, final=final)
        with storage():
            write_all(self._file, out[:n])
        self._size += len(data)


def _private(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)
