"""One process at a time opens a vault: a file that holds its pid and an advisory lock of the system."""

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
"""Where a header is locked while it is written, on Windows: past its end, for a lock there keeps readers out too."""

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
def writing(fd: int, patience: float) -> Iterator[bool]:
    """Keep others who write a header from it, between processes and threads, for as long as one write takes.

    After `patience` seconds it goes on without; it says whether they are kept from it.
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
    """Holds a vault for this process; the kernel gives it back when the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        """Take it, or raise VaultBusy."""
        try:
            self._fd = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        except OSError as error:
            raise StorageFailed(
                Phrase("The vault's folder cannot be written ({text}).", text=error.strerror),
                "Nothing was changed. Check the disk.",
            ) from error
        try:
            _try(self._fd)
        except OSError:
            os.close(self._fd)
            raise VaultBusy(
                "This vault is open in another window or process.", "Close that one, or run: amparo lock"
            ) from None
        try:
            self._say(str(os.getpid()))
        except OSError as error:
            self._close()
            raise StorageFailed(
                Phrase("The vault's folder cannot be written ({text}).", text=error.strerror),
                "Nothing was changed. Free some space, then try again.",
            ) from error

    def release(self) -> None:
        """Give it back."""
        if self._fd >= 0:
            with suppress(OSError):  # who holds it is told by the lock itself, not by the number
                self._say("")
            self._close()

    def _say(self, pid: str) -> None:
        """Write over the number in place: the file never shrinks, so that a full disk still opens."""
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
