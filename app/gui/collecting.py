"""Garbage is collected in the window's thread alone.

Python collects in whichever thread happens to make the next object. What is let go of then is taken apart there: a
widget or a timer of an earlier window in a thread of the store, which Qt answers with a crash. In the window's own
thread it is no better: what is taken apart holds a lock of Qt's while PySide looks for overrides, and a collection then
may want the same lock for another object, for ever. So Python's own collector is off from the first window on, and a
timer of the window's thread does its work.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, QTimer

EVERY = 500
"""Milliseconds between two looks whether there is enough to collect."""
_held = 0
"""How many are making many objects that hold no cycles."""


class Collecting(QObject):
    """Collects from now on; what was loaded until here is never looked at again."""

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
def uncollected() -> Iterator[None]:
    """Make many objects that hold no cycles: garbage collection does not look through them, now or later.

    To go through a table of 30,000 rows takes it 80 ms, and the window stands still meanwhile.
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
