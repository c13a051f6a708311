"""How far long work is, in one line on standard error, where a person watches: nothing in a file or a pipe."""

import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sync.ports import Told

PATIENCE, STEP = 0.4, 0.1
"""Seconds until it is said at all, and between two times that it is said."""
MEGABYTE = 1_000_000
_CLEAR = "\r" + 78 * " " + "\r"


@contextmanager
def progress(what: str, unit: str = "MB", size: int = MEGABYTE) -> Iterator[Told]:
    """Give the `Told` of one piece of work; its line is gone when the work is over. `size` is what one `unit` counts.

    Ctrl+C is how it is stopped here: KeyboardInterrupt takes the same way out as what a `Told` raises.
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
    """Give a list that is filled by Ctrl+C, which raises too: that is lost where C calls Python, as SQLite does.

    Only the main thread is told of signals; elsewhere the list stays empty.
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
