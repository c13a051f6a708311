"""Now and the board in the product's own window, as a program that reports to the bench that started it.

Prints as JSON: seconds from the place asked for to its rows painted, the first time (`cold`) and again and again
(`warm`); and the longest that the window stood still while the board was read again (`board`, see `busy`).
"""

import json
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from app.gui.checkins.checkins_screen import CheckinBoard
from app.gui.start.run import application, collect_again
from app.gui.today.now_screen import Now
from app.gui.today.now_view import NowView
from tests.bench.busy import Morning
from tests.bench.desk import Watched, opened, run_until
from tests.process_end import end_process

TIMES = 15
TICKS = 12


class _FirstPaint(QObject):
    """Notices when a row of the page is painted."""

    def __init__(self) -> None:
        super().__init__()
        self.done = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hear of each event of the row."""
        if event.type() is QEvent.Type.Paint:
            self.done = True
        return False


def painted(app: QApplication, place: Now) -> None:
    """Run the event loop until a page that comes now is painted."""
    before, seen = place.widget.currentWidget(), _FirstPaint()
    run_until(app, lambda: place.widget.currentWidget() is not before)
    view = place.widget.currentWidget()
    assert isinstance(view, NowView)
    row = next(iter(view.rows.values()))
    row.installEventFilter(seen)
    row.update()
    run_until(app, lambda: seen.done)


def now_painted(app: QApplication, program: Watched) -> dict[str, object]:
    """Return the seconds of the first time, and of each after it."""
    desk = program.desk
    assert desk is not None
    begun = time.perf_counter()
    desk.go("today")
    place = desk.places["today"]
    assert isinstance(place, Now)
    painted(app, place)
    cold, warm = time.perf_counter() - begun, []
    for _ in range(TIMES):
        _rest(app)
        begun = time.perf_counter()
        place.refresh()
        painted(app, place)
        warm.append(time.perf_counter() - begun)
    return {"cold": cold, "warm": warm}


def _rest(app: QApplication) -> None:
    over: list[bool] = []
    QTimer.singleShot(150, lambda: over.append(True))
    run_until(app, lambda: bool(over))


def board(app: QApplication, program: Watched) -> dict[str, object]:
    """Return the pauses of the window while the board is read again some times, as at each minute."""
    morning = Morning(app, program)
    morning.view = None
    morning.desk.go("checkins")
    place = morning.desk.places["checkins"]
    assert isinstance(place, CheckinBoard)
    run_until(app, lambda: place.view is not None)
    _rest(app)
    with morning.measured("board"):
        for _ in range(TICKS):
            place.refresh()
            _rest(app)
    return morning.found["board"]


def main(folder: str) -> None:
    """Do both, print the figures, and leave at once."""
    key = sys.stdin.readline().strip()
    app = application()
    collect_again()
    program = opened(app, Path(folder), key)
    found = now_painted(app, program)
    print(json.dumps({**found, "board": board(app, program)}), flush=True)
    end_process()
