"""What makes a relay's files survive a power cut, and leaves its memory to what comes next."""

import os
from pathlib import Path

BINARY = getattr(os, "O_BINARY", 0)
"""What opens a file without changing its line ends, on Windows alone."""


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable (no such thing on Windows, where a renamed file is)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def forget_cache(file: int) -> None:
    """Have the system begin to write an open file out, and give up the memory of what is written (not on Windows).

    Objects are fetched in hours or days. Where memory must first be found, on a rented machine, the rate is twice that.
    """
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
