"""Make steps survive a power cut: names in a folder, and copies that are on the disk on return.

Also control the disk cache.
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
    """Make the written data of a file durable."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def copy(source: Path, target: Path) -> None:
    """Copy a file, readable only for this account; on return it is on the disk and was read again.

    Raises OSError, also if the data read differs from the data written. The caller makes the name durable.
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
            raise OSError(0, "the data read differs from the data written")


def write_new(path: Path, data: bytes) -> None:
    """Write a new file, readable only for this account; on return it is on the disk.

    Raises OSError, and FileExistsError if the name is taken.
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
    """Make the next read of a durable file come from the disk, if the system supports that."""
    if hasattr(os, "posix_fadvise"):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(handle)


def was_read(handle: int, until: int) -> None:
    """Ask the system to free the memory of the read part of a large file, if it supports that.

    Otherwise the system takes a new page for each read until none are free: a quarter of the time for 10 GiB.
    """
    if hasattr(os, "posix_fadvise") and until > 0:
        os.posix_fadvise(handle, 0, until, os.POSIX_FADV_DONTNEED)
