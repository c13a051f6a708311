"""Make a relay's files survive a power cut, and free the memory of written files."""

import os
from pathlib import Path

BINARY = getattr(os, "O_BINARY", 0)
"""The flag to open a file without a change of line ends, only on Windows."""


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable (not needed on Windows, where a renamed file is durable)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def forget_cache(file: int) -> None:
    """Start to write an open file out, and free the memory of its written parts (not on Windows).

    Objects are downloaded after hours or days. On a rented computer, which must first find memory, this doubles the
    rate.
    """
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
