"""Run the garbage collector on the window's thread only.

Python collects on any thread that makes an object, and destroys garbage there. If a store thread destroys a widget or a
timer of an earlier window, Qt crashes. Python's own collection on the window's thread is not safe either: destroying an
object holds a Qt lock while PySide looks for overrides. A collection at that point can wait forever for the same lock.
For this reason Python's collector is off from the first window on, and a timer of the window's thread collects.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, QTimer

EVERY = 500
"""Milliseconds between two checks for enough garbage."""
_held = 0
"""The number of `without_collection` blocks that run now."""


class Collecting(QObject):
    """A timer that collects from now on; the collector never checks objects that were loaded before."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.freeze()
        gc.disable()
        timer = QTimer(self)
        timer.timeout.connect(self._look)
        timer.start(EVERY)

    def _look(self) -> None:
        """Collect the oldest generation that is full, as Python itself would."""
        full = [
            n for n, (count, most) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)) if count > most
        ]
        if full and not _held:
            gc.collect(full[-1])


@contextmanager
def without_collection() -> Iterator[None]:
    """Make many objects without cycles: the garbage collector skips them, now and later.

    A collection over a table of 30,000 rows takes 80 ms, and the window does not react meanwhile.
    """
    global _held
    was_on, _held = gc.isenabled(), _held + 1
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        _held -= 1
        if was_on:
            gc.enable()
