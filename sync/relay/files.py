"""Objects that arrived complete and are too large for the shelf, each in a separate file.

One thread writes them together before the commit that names them. It starts to write all files of a batch before it
waits for the first one.
"""

import contextlib
import os
import secrets
from pathlib import Path

BINARY = getattr(os, "O_BINARY", 0)
"""The flag to open a file without a change of line ends, only on Windows."""


def file_of(folder: Path, upload_id: bytes) -> Path:
    """Return the file of a large object, or of an upload, in the folder of a relay."""
    name = upload_id.hex()
    return folder / f"objects/{name[:2]}/{name}"


class PendingFiles:
    """The files to write with the next commit, in the folder of a relay; each gets a row, or is removed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._new: list[tuple[Path, memoryview]] = []

    def place(self, data: memoryview) -> bytes:
        """Choose a name for an object and return it; `flush` makes its file."""
        name = secrets.token_bytes(16)
        self._new.append((file_of(self._folder, name), data))
        return name

    def flush(self) -> None:
        """Write the objects placed since the last `keep` and make them durable."""
        with contextlib.ExitStack() as stack:
            files = []
            for path, data in self._new:
                file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | BINARY, 0o600)
                stack.callback(os.close, file)
                files.append(file)
                at = 0
                while at < len(data):
                    at += os.write(file, data[at:])
                forget_cache(file)
            for file in files:
                os.fsync(file)
                forget_cache(file)
        for folder in {path.parent for path, _ in self._new}:
            sync_folder(folder)

    def keep(self) -> None:
        """Keep the written files, because their rows are committed next.

        Also if that fails: the commit can be on a disk that could not report it, and is found there after a kill. The
        relay's next start removes a file that no row names.
        """
        self._new = []

    def forget(self) -> None:
        """Remove the objects placed since the last `keep` and their files: no row will name them."""
        for path, _ in self._new:
            with contextlib.suppress(OSError):
                path.unlink()
        self._new = []


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
