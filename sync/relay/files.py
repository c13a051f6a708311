"""Objects that came whole and are too large for the shelf, each in a file of its own.

They are written together, in the thread and before the commit that names them: the files of a batch are on their way
to the disk before the first of them is waited for.
"""

import contextlib
import os
import secrets
from pathlib import Path

from sync.relay.durable import BINARY, forget_cache, sync_folder


def file_of(folder: Path, upload_id: bytes) -> Path:
    """Return the file of a large object, or of an upload, in the folder of a relay."""
    name = upload_id.hex()
    return folder / f"objects/{name[:2]}/{name}"


class Files:
    """What is to be written with the next commit, in the folder of a relay; what was written has a row, or goes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._new: list[tuple[Path, memoryview]] = []

    def place(self, data: memoryview) -> bytes:
        """Take a name for an object and return it; `flush` makes its file."""
        name = secrets.token_bytes(16)
        self._new.append((file_of(self._folder, name), data))
        return name

    def flush(self) -> None:
        """Write what was placed since the last `keep` and make it durable."""
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
        """Let what was written stand, since its rows are committed next.

        Also where that fails: a commit may be on a disk that could not say so, and is found there after a kill. A file
        that no row names goes with the relay's next start.
        """
        self._new = []

    def forget(self) -> None:
        """Remove what was placed, and written if it was, since the last `keep`: no row will name it."""
        for path, _ in self._new:
            with contextlib.suppress(OSError):
                path.unlink()
        self._new = []
