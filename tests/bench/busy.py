"""A morning at the desk in the product's own window, as a program that reports to the bench that started it.

It takes in the mail that waits, looks through all of it, accepts it, and assigns incidents, while the list of
incidents is walked through by keyboard. A clock in the window's own thread ticks all along: its largest gap is the
longest that a key could have waited. Beside it a process only sleeps (`control`), and says when nothing could run.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.actions.kernel.db import Db
from app.actions.rounds.inbox_port import Incoming
from app.gui.delivery.batch_accept_screen import HeapsView, open_heaps
from app.gui.delivery.inbox_screen import InboxScreen
from app.gui.incidents.assign_view import AssignView
from app.gui.incidents.incidents_screen import Document
from app.gui.start.run import application, collect_again
from app.gui.widgets.buttons import Button
from app.gui.widgets.rows import State
from app.store.vault.open_vault import Vault
from sync.exchange import Tally, receive
from tests.bench.control import Control, Gap, compared, waited
from tests.bench.desk import Watched, opened, run_until
from tests.bench.mail import Mail
from tests.process_end import end_process

TICK = 5
"""Milliseconds between two ticks of the clock in the window's thread."""
KEY_EVERY = 20
"""Ticks between two presses of Down."""
PATIENCE = 1800.0
"""Seconds after which nothing more is waited for."""


class Pulse(QObject):
    """The clock, and its gaps since it was asked last."""

    def __init__(self, pressed: Callable[[], None]) -> None:
        super().__init__()
        self._pressed, self._ticks = pressed, 0
        self._last, self._waited, self._ran = time.perf_counter(), waited(), time.thread_time()
        self._gaps: list[Gap] = []
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start(TICK)

    def _tick(self) -> None:
        now, stood, ran = time.perf_counter(), waited(), time.thread_time()
        self._gaps.append(Gap(self._last, now, stood - self._waited, ran - self._ran))
        self._last, self._waited, self._ran = now, stood, ran
        self._ticks += 1
        if self._ticks % KEY_EVERY == 0:
            self._pressed()

    def gaps(self) -> list[Gap]:
        """Return all gaps, when each began and was over; begin anew."""
        gaps, self._gaps = self._gaps, []
        return gaps


class Morning:
    """The window, its clock, and what was measured of each thing done."""

    def __init__(self, app: QApplication, program: Watched) -> None:
        assert program.desk is not None
        self.app, self.desk = app, program.desk
        self.view: QWidget | None = program.pane.view
        self.found: dict[str, dict[str, object]] = {}
        self._control = Control()
        self._pulse = Pulse(lambda: press(self.view, Qt.Key.Key_Down) if self.view is not None else None)

    @contextmanager
    def measured(self, name: str) -> Iterator[None]:
        """Time what is done, and note the pauses meanwhile."""
        self._control.gaps()
        self._pulse.gaps()
        begun = time.perf_counter()
        yield
        seconds = round(time.perf_counter() - begun, 3)
        self.found[name] = {"seconds": seconds, **compared(self._pulse.gaps(), self._control.gaps())}

    def until(self, reached: Callable[[], bool]) -> None:
        """Run the event loop until something is so."""
        run_until(self.app, reached, PATIENCE)


def press(widget: QWidget, key: int, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key and let it go."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, key, modifiers))


def take_in(morning: Morning, mail: Path) -> None:
    """Do the first sync: everything that waits comes in, while somebody reads on."""
    done: list[Tally] = []
    desk = morning.desk

    def task(vault: Vault, db: Db) -> Tally:
        return receive(Incoming(db, vault), Mail(mail))

    def over(tally: Tally) -> None:
        done.append(tally)
        desk.rounds.take_result(tally)

    def failed(error: BaseException) -> None:
        raise error

    with morning.measured("first sync"):
        desk.on_net(task, over, failed)
        morning.until(lambda: bool(done))
    morning.found["first sync"]["reports"] = done[0].received


def look_through(morning: Morning) -> None:
    """Open what came, and go down to the oldest of it."""
    desk = morning.desk
    with morning.measured("inbox, first rows"):
        desk.go("inbox")
        inbox = desk.places["inbox"]
        assert isinstance(inbox, InboxScreen)
        pane = inbox.pane
        morning.until(lambda: len(pane.model.rows) > 1)
        pane.view.repaint()
    morning.view = pane.view
    with morning.measured("inbox, to its end"):
        whole = int(morning.found["first sync"]["reports"])  # type: ignore[call-overload]
        while len(pane.model.rows) < whole:
            known = len(pane.model.rows)
            press(pane.view, Qt.Key.Key_End)
            morning.until(lambda known=known: len(pane.model.rows) > known)  # type: ignore[misc]


def accept(morning: Morning) -> None:
    """Take in everything, by sender and profile, as a person does: all rows, one button."""
    desk = morning.desk
    with morning.measured("heaps, first rows"):
        open_heaps(desk)
        morning.until(lambda: isinstance(desk.window.full, HeapsView))
    view = desk.window.full
    assert isinstance(view, HeapsView)
    press(view.pane.view, Qt.Key.Key_A, modifiers=Qt.KeyboardModifier.ControlModifier)
    with morning.measured("accept"):
        next(one for one in view.findChildren(Button) if one.text() == "Accept reports").click()
        morning.until(lambda: not desk.busy and not view.pane.model.rows)
    desk.window.close_full()


def assign(morning: Morning) -> None:
    """Give the newest incidents to somebody: all rows that are there, after the end was seen twice."""
    desk = morning.desk
    desk.go("incidents")
    document = desk.places["incidents"]
    assert isinstance(document, Document)
    pane = document.pane
    morning.view = pane.view
    for rows in (25, 225):
        press(pane.view, Qt.Key.Key_End)
        morning.until(lambda rows=rows: len(pane.model.rows) >= rows)  # type: ignore[misc]
    morning.view = None
    press(pane.view, Qt.Key.Key_A, modifiers=Qt.KeyboardModifier.ControlModifier)
    count = len(pane.rows_taken)
    with morning.measured("assign"):
        desk.window.key.emit("assign")
        morning.until(lambda: isinstance(desk.window.full, AssignView))
        assert isinstance(desk.window.full, AssignView)
        desk.window.full.given.emit("Wren")
        wren: State = ("person", "Wren")
        morning.until(lambda: not desk.busy and sum(wren in row.states for row in pane.model.rows) >= count)
    morning.found["assign"]["incidents"] = count


def peak() -> int:
    """Return the most memory this process had at once, in MiB (Linux; what `getrusage` says is its parent's too)."""
    (line,) = [row for row in Path("/proc/self/status").read_text().splitlines() if row.startswith("VmHWM")]
    return int(line.split()[1]) // 1024


def tell_and_end(*error: Any) -> None:
    """Tell the bench what a slot raised, which Qt would go on from."""
    sys.__excepthook__(*error)
    end_process(1)


def main(vault: str, mail: str) -> None:
    """Do all of it, print the figures as JSON, and leave at once."""
    sys.excepthook = tell_and_end
    key = sys.stdin.readline().strip()
    app = application()
    collect_again()
    morning = Morning(app, opened(app, Path(vault), key, typed=True))
    with morning.measured("reading alone"):
        end = time.perf_counter() + 5
        morning.until(lambda: time.perf_counter() > end)
    before = peak()
    take_in(morning, Path(mail))
    morning.found["first sync"] |= {"peak_mib": peak(), "peak_before_mib": before}
    look_through(morning)
    accept(morning)
    assign(morning)
    print(json.dumps(morning.found), flush=True)
    end_process()
