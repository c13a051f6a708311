"""Show the progress of long work in one line on standard error, only on a terminal, not in a file or a pipe."""

import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sync.ports import Told

PATIENCE, STEP = 0.4, 0.1
"""Seconds until the first line, and between two lines."""
MEGABYTE = 1_000_000
_CLEAR = "\r" + 78 * " " + "\r"


@contextmanager
def progress(what: str, unit: str = "MB", size: int = MEGABYTE) -> Iterator[Told]:
    """Yield the `Told` of one piece of work; its line is removed at the end. `size` is the count of one `unit`.

    Ctrl+C stops the work: KeyboardInterrupt takes the same path as an error that a `Told` raises.
    """
    due = time.monotonic() + PATIENCE
    said = False
    watched = sys.stderr.isatty()

    with _interrupt() as asked:

        def told(done: int, total: int) -> None:
            nonlocal due, said
            if asked:
                raise KeyboardInterrupt
            now = time.monotonic()
            if watched and now >= due:
                due, said = now + STEP, True
                line = f"{what}: {done / size:,.0f} of {total / size:,.0f} {unit}"
                print(f"{_CLEAR}{line[:76]}", end="", file=sys.stderr, flush=True)

        try:
            yield told
        finally:
            if said:
                print(_CLEAR, end="", file=sys.stderr, flush=True)


@contextmanager
def _interrupt() -> Iterator[list[int]]:
    """Yield a list that Ctrl+C fills; it also raises, which is lost if C code calls Python, as SQLite does.

    Only the main thread receives signals; in other threads the list stays empty.
    """
    asked: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield asked
        return

    def handle(number: int, _: object) -> None:
        asked.append(number)
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, handle)
    try:
        yield asked
    finally:
        signal.signal(signal.SIGINT, before)
