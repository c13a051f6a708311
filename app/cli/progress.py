"""How far long work is, in one line on standard error, where a person watches: nothing in a file or a pipe."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sync.ports import Told, untold

PATIENCE, STEP = 0.4, 0.1
"""Seconds until it is said at all, and between two times that it is said."""
MEGABYTE = 1_000_000
_CLEAR = "\r" + 78 * " " + "\r"


@contextmanager
def progress(what: str, unit: str = "MB", size: int = MEGABYTE) -> Iterator[Told]:
    """Give the `Told` of one piece of work; its line is gone when the work is over. `size` is what one `unit` counts.

    Ctrl+C is how it is stopped here: KeyboardInterrupt takes the same way out as what a `Told` raises.
    """
    if not sys.stderr.isatty():
        yield untold
        return
    due = time.monotonic() + PATIENCE
    said = False

    def told(done: int, total: int) -> None:
        nonlocal due, said
        now = time.monotonic()
        if now >= due:
            due, said = now + STEP, True
            line = f"{what}: {done / size:,.0f} of {total / size:,.0f} {unit}"
            print(f"{_CLEAR}{line[:76]}", end="", file=sys.stderr, flush=True)

    try:
        yield told
    finally:
        if said:
            print(_CLEAR, end="", file=sys.stderr, flush=True)
