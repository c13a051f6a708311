"""Pack a vault's folder into one file, so that a backup can travel and be stored like an evidence item.

    `AMPPCK` 1 0 | entries | 0 | SHA-256 of all before        an entry: name length u8 | name | size u64 | bytes

Names are only those of a vault's layout: one header, one database, files. A person who stores a pack has no key to it
and can still check that it is complete. Its maker tested that these exact bytes open.
"""

import hashlib
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Protocol

from attrs import frozen

import crypto
from app.errors import InputRefused, NotOpened, StorageFailed
from app.phrase import Phrase
from app.store.vault.connection import translate_errors
from sync.ports import Told, ignore_progress

MAGIC = b"AMPPCK\x01\x00"
MIME = "application/x-amparo-pack"
SUFFIX = ".pack"
"""Neutral: contacts and sticks keep the file."""
HEADER = "vault.hdr"
STEP = 1 << 20
SUM = 32
_NAME = re.compile(r"vault\.hdr|notes\.pack|db/[0-9a-f]{32}|blobs/([0-9a-f]{2})/\1[0-9a-f]{30}")
NOTES_NAME = re.compile(r"vault\.hdr|db/[0-9a-f]{32}(-wal)?|blobs/([0-9a-f]{2})/\2[0-9a-f]{30}")
"""The names in the pack of the session notes."""
_HEADER_SIZE = 65_536


class ArchiveSource(Protocol):
    """The input of a pack."""

    def read_at(self, at: int, count: int) -> bytes:
        """Return at most `count` bytes from offset `at`, none at the end."""


class FileSource:
    """A pack on a disk."""

    def __init__(self, path: Path) -> None:
        with translate_errors():
            self._file = path.open("rb")

    def read_at(self, at: int, count: int) -> bytes:
        """Return the available bytes. Raises StorageFailed if the disk fails."""
        with translate_errors():
            self._file.seek(at)
            return self._file.read(count)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


@frozen
class ArchiveMember:
    """One file of the pack: its bytes begin at `at`."""

    name: str
    at: int
    size: int


def write(parts: Sequence[tuple[str, Path]], target: Path, told: Told = ignore_progress) -> None:
    """Write these files, each under its name in the layout, as one new file and make it durable.

    `told` receives the progress in bytes and can stop the work; after a stop or an error, no file is left. Raises
    StorageFailed, and InputRefused if `target` exists.
    """
    try:
        out = target.open("xb")
    except FileExistsError as there:
        raise InputRefused(Phrase("{name} is there already.", name=target.name), "Nothing was changed.") from there
    total = sum(path.stat().st_size for _, path in parts)
    done, sum_ = 0, hashlib.sha256()

    def put(data: bytes) -> None:
        sum_.update(data)
        out.write(data)

    try:
        with translate_errors(), out:
            put(MAGIC)
            for name, path in parts:
                done = _put_file(name, path, put, done, total, told)
            put(b"\x00")
            out.write(sum_.digest())
            out.flush()
            os.fsync(out.fileno())
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def _put_file(name: str, path: Path, put: Callable[[bytes], None], done: int, total: int, told: Told) -> int:
    if not _NAME.fullmatch(name) and not NOTES_NAME.fullmatch(name):
        raise ValueError(f"{name} is not in a vault's layout")
    with path.open("rb") as file:
        left = os.fstat(file.fileno()).st_size
        put(bytes([len(name)]) + name.encode() + left.to_bytes(8, "big"))
        while left:
            told(done, total)
            data = file.read(min(STEP, left))
            if not data:
                raise StorageFailed("A file became shorter while it was read.", "Nothing was changed. Try again.")
            put(data)
            left -= len(data)
            done += len(data)
    return done


def check(
    source: ArchiveSource, size: int, told: Told = ignore_progress, *, notes: bool = False
) -> list[ArchiveMember]:
    """Read all of a pack and return its entries; `notes`: of session notes.

    Raises NotOpened if it is incomplete or not a pack.
    """
    entries = list(_entries(source, size, NOTES_NAME if notes else _NAME))
    _held(entries, source, 2 if notes else 1)
    sum_, at = hashlib.sha256(), 0
    while at < size - SUM:
        told(at, size)
        data = source.read_at(at, min(STEP, size - SUM - at))
        if not data:
            raise _damaged()
        sum_.update(data)
        at += len(data)
    if sum_.digest() != source.read_at(size - SUM, SUM):
        raise _damaged()
    return entries


def _held(entries: Sequence[ArchiveMember], source: ArchiveSource, most: int) -> None:
    """Raise NotOpened unless these are the files of one vault, with at most `most` databases."""
    names = [entry.name for entry in entries]
    databases = [name for name in names if name.startswith("db/") and not name.endswith("-wal")]
    if len(set(names)) != len(names) or names.count(HEADER) != 1 or not 1 <= len(databases) <= most:
        raise _damaged()
    (header,) = (entry for entry in entries if entry.name == HEADER)
    if header.size != _HEADER_SIZE:
        raise _damaged()
    try:
        crypto.read_header(source.read_at(header.at, header.size))
    except crypto.NeedsNewerApp as newer:
        raise _newer() from newer
    except crypto.Malformed as bad:
        raise _damaged() from bad


def _entries(source: ArchiveSource, size: int, names: re.Pattern[str]) -> Iterator[ArchiveMember]:
    """Yield the entries of a file of `size` bytes; an entry that leads out of the file is damage."""
    head, end = source.read_at(0, len(MAGIC)), size - SUM
    if head[:6] != MAGIC[:6] or len(head) < len(MAGIC):
        raise NotOpened("This is not a backup file.", "Nothing was changed.")
    if head != MAGIC:
        raise _newer()
    at = len(MAGIC)
    while at < end and (length := source.read_at(at, 1)[0]):
        head = source.read_at(at + 1, length + 8)
        name, count = head[:length].decode("latin-1"), int.from_bytes(head[length:], "big")
        at += 1 + length + 8
        if len(head) != length + 8 or not names.fullmatch(name) or at + count >= end:
            raise _damaged()
        yield ArchiveMember(name, at, count)
        at += count
    if at + 1 != end:
        raise _damaged()


def _damaged() -> NotOpened:
    return NotOpened(
        "This backup file is damaged or incomplete.", "Nothing was changed. Use another copy of the backup."
    )


def _newer() -> NotOpened:
    return NotOpened("This backup was written by a newer Amparo.", "Keep the backup. Open it with that version.")


def unpack(path: Path, folder: Path, told: Told = ignore_progress, *, notes: bool = False) -> None:
    """Write a pack's files into a new folder as a vault's folder, the header last and each file durable.

    Raises NotOpened, before anything is written, if the pack is incomplete; StorageFailed.
    """
    with closing(FileSource(path)) as source:
        size = path.stat().st_size
        entries = check(source, size)
        with translate_errors():
            folder.mkdir(mode=0o700)
            for entry in sorted(entries, key=lambda entry: entry.name == HEADER):
                _take_out(source, entry, folder, told, size)


def _take_out(source: ArchiveSource, entry: ArchiveMember, folder: Path, told: Told, size: int) -> None:
    target = folder / entry.name
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with target.open("xb") as out:
        for at in range(entry.at, entry.at + entry.size, STEP):
            told(at, size)
            data = source.read_at(at, min(STEP, entry.at + entry.size - at))
            if not data:
                raise StorageFailed(
                    "The backup is incomplete. Use another copy.",
                    "Nothing was changed. Use another copy of the backup.",
                )
            out.write(data)
        out.flush()
        os.fsync(out.fileno())
