"""What makes a step survive a power cut: names in a folder, and a copy that is on the disk when it is said to be.

And what a disk can be asked for beside reading and writing.
"""

import hashlib
import os
from pathlib import Path

_PIECE = 1 << 20


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable; Windows has no such call and does it with the rename."""
    if os.name != "nt":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def sync_file(path: Path) -> None:
    """Make what was written to a file durable."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def copy(source: Path, target: Path) -> None:
    """Copy a file, for this account alone; it is on the disk and was read again when this returns.

    Raises OSError, also where what was read is not what was written. The name is the caller's to make durable.
    """
    whole = hashlib.sha256()
    with source.open("rb") as reads, os.fdopen(_private(target), "wb") as writes:
        while piece := reads.read(_PIECE):
            whole.update(piece)
            writes.write(piece)
        writes.flush()
        os.fsync(writes.fileno())
    with target.open("rb") as again:
        if hashlib.file_digest(again, "sha256").digest() != whole.digest():
            raise OSError(0, "what was written is not what is read")


def write_new(path: Path, data: bytes) -> None:
    """Write a file that is not there yet, for this account alone; it is on the disk when this returns.

    Raises OSError, FileExistsError where something has that name.
    """
    with path.open("xb") as file:
        path.chmod(0o600)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)


def _private(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)


def forget_cache(path: Path) -> None:
    """Have the next read of a durable file come from the disk, where the system can be told so."""
    if hasattr(os, "posix_fadvise"):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(handle)


def was_read(handle: int, until: int) -> None:
    """Have the system give back the memory of what was read of a large file, where it can be told so.

    Else it takes a new page for each one that is read, until none are free: a quarter of the time for 10 GiB.
    """
    if hasattr(os, "posix_fadvise") and until > 0:
        os.posix_fadvise(handle, 0, until, os.POSIX_FADV_DONTNEED)
