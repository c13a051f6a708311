"""The program's side of the confined child: starts it when a file is to be read, and outlives whatever it meets."""

import os
import subprocess
from threading import Timer
from types import TracebackType
from typing import Final, Self

from app import start
from app.exchange.content import MOST_TEXT

MOST_READ: Final = 64 << 20
"""Bytes of the largest file that is read for its words."""
MOST_SECONDS: Final = 30
"""On the clock for one file."""
_MOST_ANSWER: Final = 4 * MOST_TEXT


class Reader:
    """Reads the words of foreign files in one child for all of them; a new one follows where one did not survive."""

    def __init__(self, seconds: float = MOST_SECONDS) -> None:
        self._seconds = seconds
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._end()

    def words(self, data: bytes) -> str:
        """Return the words of a file; none where it holds none, is too large, or was too much for the child.

        OSError where no child can be started.
        """
        if len(data) > MOST_READ:
            return ""
        child = self._child = self._child or _started()
        timer = Timer(self._seconds, child.kill)
        timer.start()
        try:
            said = _asked(child, data)
        finally:
            timer.cancel()
        if said is None:
            self._end()
        return (said or b"").decode("utf-8", "replace")

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.communicate()


def _started() -> "subprocess.Popen[bytes]":
    command, folder = start.command()
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "LD_LIBRARY_PATH") if name in os.environ}
    return subprocess.Popen(
        [*command, start.CONFINED], cwd=folder, env=kept, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip


def _asked(child: "subprocess.Popen[bytes]", data: bytes) -> bytes | None:
    """Return the child's answer, or None where it gave no whole one: what it says is believed no further."""
    assert child.stdin and child.stdout  # noqa: S101 - both are pipes
    try:
        child.stdin.write(len(data).to_bytes(4, "big"))
        child.stdin.write(data)
        child.stdin.flush()
        head = child.stdout.read(4)
        length = int.from_bytes(head, "big")
        said = child.stdout.read(length) if len(head) == 4 and length <= _MOST_ANSWER else b""
    except OSError:
        return None
    return said if len(head) == 4 and len(said) == length else None
