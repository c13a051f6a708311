"""Let only one process open a vault: a file with its pid and an advisory lock of the system."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.errors import StorageFailed, VaultBusy
from app.phrase import Phrase

NAME = "lock"
_BEYOND = 1 << 20
"""The offset of the header lock on Windows: after the end, because a lock inside also blocks readers."""

if sys.platform == "win32":
    import msvcrt

    def _try(fd: int, at: int = 64) -> None:
        os.lseek(fd, at, os.SEEK_SET)
        msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)

    def _give_back(fd: int, at: int) -> None:
        os.lseek(fd, at, os.SEEK_SET)
        msvcrt.locking(fd, msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def _try(fd: int, at: int = 64) -> None:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _give_back(fd: int, at: int) -> None:
        fcntl.flock(fd, fcntl.LOCK_UN)


@contextmanager
def lock_for_writing(fd: int, patience: float) -> Iterator[bool]:
    """Exclude other writers of a header, in all processes and threads, for the time of one write.

    After `patience` seconds the write continues without the lock; yields True if others are excluded.
    """
    until, held = time.monotonic() + patience, False
    while not held and time.monotonic() < until:
        try:
            _try(fd, _BEYOND)
            held = True
        except OSError:
            time.sleep(0.0005)
    try:
        yield held
    finally:
        if held:
            _give_back(fd, _BEYOND)


class LockFile:
    """A lock on a vault for this process; the kernel releases it when the process ends for any reason."""

    def __init__(self, path: Path) -> None:
        """Take the lock, or raise VaultBusy."""
        try:
            self._fd = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        except OSError as error:
            raise StorageFailed(
                Phrase("Amparo cannot write to the folder of the vault ({text}).", text=error.strerror),
                "Nothing was changed. Check the disk.",
            ) from error
        try:
            _try(self._fd)
        except OSError:
            os.close(self._fd)
            raise VaultBusy(
                "This vault is open in another window or process.", "Close the other window, or run: amparo lock"
            ) from None
        try:
            self._say(str(os.getpid()))
        except OSError as error:
            self._close()
            raise StorageFailed(
                Phrase("Amparo cannot write to the folder of the vault ({text}).", text=error.strerror),
                "Nothing was changed. Free some space, then try again.",
            ) from error

    def release(self) -> None:
        """Release the lock."""
        if self._fd >= 0:
            with suppress(OSError):  # the lock itself tells who has it, not the number
                self._say("")
            self._close()

    def _say(self, pid: str) -> None:
        """Overwrite the number in place: the file never shrinks, so that a vault on a full disk still opens."""
        os.lseek(self._fd, 0, os.SEEK_SET)
        os.write(self._fd, f"{pid:<15}\n".encode())

    def _close(self) -> None:
        os.close(self._fd)
        self._fd = -1


def holder(path: Path) -> int | None:
    """Return the pid of the process that has the vault open, or None."""
    if not path.exists():
        return None
    try:
        lock = LockFile(path)
    except VaultBusy:
        text = path.read_text().strip()
        return int(text) if text.isdigit() else None
    lock.release()
    return None
