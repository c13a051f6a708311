"""Long work in the window: a strip with what is done, how far it is, how long it still takes, and Stop.

The thread that works only emits a signal, some ten times a second; the window's thread shows it.
"""

import threading
import time
from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.errors import Stopped
from app.gui.look import Look
from app.gui.widgets import plain
from app.gui.widgets.blocks import Progress

PATIENCE = 400
"""Milliseconds until it is shown; what is over by then was not long."""
STEP = 0.1
"""Seconds between two times that it is shown."""
JUDGED_AFTER = 3.0
"""Seconds until what is left can be told from what was done."""

Measure = Callable[[int, int], str]
"""How far it is, in words: from what is done and the whole."""


class LongWork(QObject):
    """One piece of it. `told` is what an action hears; `stopped` is what a person reads after Stop."""

    _moved = Signal(float, float)  # a film has more bytes than Qt's int

    def __init__(self, parent: QObject, look: Look, what: str, stopped: str, measure: Measure | None = None) -> None:
        super().__init__(parent)
        self._look, tr = look, look.tr
        self._stopped = stopped
        self._measure = measure or (
            lambda done, total: tr("{done} of {total}", done=tr.size(done), total=tr.size(total))
        )
        self._stop = threading.Event()
        self._began = time.monotonic()
        self._due = 0.0
        self.strip = Progress(look, what, "", 0.0)
        plain.described(self.strip.stop, what)
        self.strip.stop.clicked.connect(lambda _=False: self.stop())
        self._moved.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def told(self, done: int, total: int) -> None:
        """Hear how far it is, in the thread that works; raises Stopped once a person wants no more of it."""
        if self._stop.is_set():
            raise Stopped(self._stopped)
        now = time.monotonic()
        if now >= self._due:
            self._due = now + STEP
            self._moved.emit(done, total)

    def stop(self) -> None:
        """Let it end at its next step."""
        self._stop.set()
        if shiboken6.isValid(self.strip):
            self.strip.far.setText(self._look.tr("Stopping…"))

    @Slot(float, float)
    def _show(self, done: float, total: float) -> None:
        if total and not self._stop.is_set() and shiboken6.isValid(self.strip):
            self.strip.far.setText(self._look.tr.line(self._measure(int(done), int(total)), self._left(done / total)))
            self.strip.bar.set_part(done / total)

    def _left(self, part: float) -> str:
        """Return how long it still takes, as far as that can be known."""
        gone = time.monotonic() - self._began
        if gone < JUDGED_AFTER or not part:
            return ""
        minutes = round(gone * (1 - part) / part / 60)
        if not minutes:
            return self._look.tr("less than a minute")
        return self._look.tr("about {n} minute|about {n} minutes", n=minutes)
