"""Long work in the window: a strip with its name, its progress, the time left, and Stop.

The thread that works only emits a signal, some ten times a second; the window's thread shows it.
"""

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from app.errors import Stopped
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import Progress

if TYPE_CHECKING:
    from app.actions.kernel.db import Db
    from app.gui.shell.session_calls import SessionCalls
    from app.store.vault.open_vault import Vault
    from sync.ports import Told

T = TypeVar("T")

PATIENCE = 400
"""Milliseconds before the strip is shown; shorter work needs no strip."""
STEP = 0.1
"""Seconds between two updates of the strip."""
JUDGED_AFTER = 3.0
"""Seconds before the time left can be estimated."""

Measure = Callable[[int, int], str]
"""The progress as text, from the done part and the total."""


class LongWork(QObject):
    """One piece of long work. An action calls `told`; `stopped` is the text after Stop."""

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
        self._due, self._quarter = 0.0, 0
        self.strip = Progress(look, what, "", 0.0)
        plain_text.set_accessible_description(self.strip.stop, what)
        self.strip.stop.clicked.connect(lambda _=False: self.stop())
        self._moved.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def told(self, done: int, total: int) -> None:
        """Receive the progress, in the thread that works; raises Stopped after a person selected Stop."""
        if self._stop.is_set():
            raise Stopped(self._stopped)
        now = time.monotonic()
        if now >= self._due:
            self._due = now + STEP
            self._moved.emit(done, total)

    def stop(self) -> None:
        """Let the work end at its next step."""
        self._stop.set()
        if shiboken6.isValid(self.strip):
            self.strip.far.setText(self._look.tr("Stopping…"))

    @Slot(float, float)
    def _show(self, done: float, total: float) -> None:
        if total and not self._stop.is_set() and shiboken6.isValid(self.strip):
            self.strip.far.setText(self._look.tr.line(self._measure(int(done), int(total)), self._left(done / total)))
            self.strip.bar.set_part(done / total)
            if (quarter := int(4 * done / total)) > self._quarter:
                self._quarter = quarter
                self.announce()

    def announce(self) -> None:
        """Announce the name of the work and its progress; each quarter of the work does it too."""
        words = self._look.tr.line(self.strip.what.text(), self.strip.far.text())
        plain_text.announce(self.strip, words)

    def _left(self, part: float) -> str:
        """Return the time left, or an empty text if it cannot be estimated."""
        gone = time.monotonic() - self._began
        if gone < JUDGED_AFTER or not part:
            return ""
        minutes = round(gone * (1 - part) / part / 60)
        if not minutes:
            return self._look.tr("less than a minute")
        return self._look.tr("about {n} minute|about {n} minutes", n=minutes)


def run_at_length(
    desk: "SessionCalls", running: list[LongWork], what: str, stopped: str, task: "Callable[[Vault, Db, Told], T]",
    done: Callable[[T], None], failed: Callable[[BaseException], None], measure: "Measure | None",
) -> LongWork:  # fmt: skip
    """Run long work on the net lane of a desk, with a strip; it is in `running` until it ends."""
    long = LongWork(desk.window, desk.look, what, stopped, measure)
    running.append(long)

    def told(number: int, total: int) -> None:
        long.told(number, total)
        desk.work.give_way()  # a person can be at another page

    def show() -> None:
        if long in running and long.strip.parent() is None:
            desk.window.show_strip(long.strip)

    QTimer.singleShot(PATIENCE, long, show)

    def over(tell: Callable[[], None]) -> None:
        running.remove(long)
        desk.window.drop_strip(long.strip)
        long.deleteLater()
        tell()

    desk.on_net(
        lambda vault, db: task(vault, db, told),
        lambda got: over(lambda: done(got)),
        lambda error: over(lambda: failed(error)),
    )
    return long
