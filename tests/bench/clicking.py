"""A table comes in by the product's window while somebody goes on clicking: a program that reports to its bench.

Each click goes to another list, and is over when its rows were read and handed to the list. The clock of `busy` ticks
in the window's own thread all along.
"""

import json
import sys
import time
from pathlib import Path

from PySide6.QtCore import QTimer

from app.gui.incidents.incidents_screen import Document
from app.gui.people.people_screen import People
from app.gui.settings.device_screen import Device
from app.gui.start.run import application, collect_again
from app.gui.tables.table_in_view import TableInView, TriedView
from app.gui.widgets.browse import Browser
from app.gui.widgets.labels import Elided
from tests.bench.busy import Morning, peak
from tests.bench.desk import opened
from tests.process_end import end_process

BETWEEN = 300
"""Milliseconds from the rows of one click to the next click."""


class Clicks:
    """Goes from list to list; `spent` are the seconds of each click."""

    def __init__(self, morning: Morning) -> None:
        self._desk, self._at, self._begun, self._to = morning.desk, "", 0.0, 0
        self.spent: list[float] = []
        self._next = QTimer(singleShot=True, interval=BETWEEN)
        self._next.timeout.connect(self._click)
        for place in ("people", "document"):
            self._desk.go(place)
            shown = self._desk.places[place]
            assert isinstance(shown, Document | People)
            shown.pane.model.modelReset.connect(lambda place=place: self._came(place))

    def start(self) -> None:
        """Click from now on."""
        self.spent, self._at = [], ""
        self._next.start()

    def stop(self) -> list[float]:
        """Return the seconds of the clicks."""
        self._next.stop()
        self._at = ""
        return self.spent

    def _click(self) -> None:
        self._to += 1
        self._at, self._begun = ("people", "document")[self._to % 2], time.perf_counter()
        self._desk.go(self._at)

    def _came(self, place: str) -> None:
        if place == self._at:
            self._at = ""
            self.spent.append(time.perf_counter() - self._begun)
            self._next.start()


def come_in(morning: Morning, table: Path) -> None:
    """Read, try and import a table with its guesses; click meanwhile where it goes by rows."""
    desk, clicks = morning.desk, Clicks(morning)
    desk.go("safety")
    device = desk.places["safety"]
    assert isinstance(device, Device)
    device.import_table()
    settle(morning)
    (browser,) = desk.window.findChildren(Browser)
    with morning.measured("read"):
        browser.picked.emit(str(table))
        morning.until(lambda: isinstance(desk.window.full, TableInView))
    by_rows(morning, clicks, "try", "is tried")
    desk.go("safety")
    device.import_table()  # what was tried is shown
    by_rows(morning, clicks, "import", "came in as new")


def by_rows(morning: Morning, clicks: Clicks, name: str, said: str) -> None:
    """Go on from the page that is shown, and click until the window says that it is over."""
    settle(morning)
    desk = morning.desk
    page = desk.window.full
    assert isinstance(page, TableInView | TriedView)
    with morning.measured(name):
        page.go.emit()
        desk.go("people")
        clicks.start()
        morning.until(lambda: any(said in label.text() for label in desk.window.foot.findChildren(Elided)))
    spent = sorted(clicks.stop()) or [0.0]
    middle, slowest = round(spent[len(spent) // 2] * 1e3, 1), round(spent[-1] * 1e3, 1)
    morning.found[name] |= {"clicks": len(spent), "click_ms": middle, "slowest_ms": slowest}


def settle(morning: Morning) -> None:
    """Let what was begun come to its end."""
    end = time.perf_counter() + 0.5
    morning.until(lambda: time.perf_counter() > end)


def main(vault: str, table: str) -> None:
    """Do all of it, print the figures as JSON, and leave at once."""
    key = sys.stdin.readline().strip()
    app = application()
    collect_again()
    morning = Morning(app, opened(app, Path(vault), key))
    come_in(morning, Path(table))
    morning.found["import"]["peak_mib"] = peak()
    print(json.dumps(morning.found), flush=True)
    end_process()
