"""The product's own window over the made vault, as a program that reports to the bench that started it.

    main("list", VAULT)      when the first rows of the list were painted (CLOCK_MONOTONIC seconds)
    main("type", VAULT)      seconds from each keystroke in the search field to the rows it found
    main("unlock", VAULT)    seconds from Enter under the passphrase to the first rows, Argon2id and all
    main("memory", VAULT)    MiB some seconds after the first rows, opened by the passphrase

What Argon2id makes of the passphrase comes in hex on standard input, so that its second is in neither of the first two;
the others read the passphrase there.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem, QWidget

import crypto
from app.gui.incidents.incidents_screen import Document
from app.gui.start.program import Program
from app.gui.start.run import application, collect_again
from app.gui.start.unlock_window import UnlockWindow
from app.gui.style.theme import Look
from app.gui.widgets.listpane import ListPane
from app.gui.widgets.rows import Index, RowDelegate
from tests.bench.memory import read_memory
from tests.process_end import end_process

LINES = 3
"""Lines of a row of incidents."""
CALM = 3.0
"""Seconds after which an open window has loaded what it loads by itself."""
LIMIT = 20
"""Seconds after which nothing more is waited for."""


class Painted(RowDelegate):
    """Draws the rows as ever, and notices when those that came since the last `wait` are drawn."""

    def __init__(self, pane: ListPane, look: Look) -> None:
        super().__init__(look, LINES)
        self._pane = pane
        self._fresh, self._done = bool(pane.model.rows), False
        pane.model.modelReset.connect(self._reset)
        pane.view.setItemDelegate(self)

    def _reset(self) -> None:
        self._fresh = bool(self._pane.model.rows)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """See a painting begin; it is over when the event loop comes back."""
        super().paint(painter, option, index)
        self._done = self._fresh

    def wait(self, app: QApplication) -> None:
        """Run the event loop until the rows that come next are on the screen."""
        run_until(app, lambda: self._done)
        self._fresh = self._done = False


class Watched(Program):
    """The product's program, with somebody who looks at its list from before the first paint."""

    painted: Painted
    pane: ListPane

    def show(self, window: QWidget, size: tuple[int, int] | None = None) -> None:
        if self.desk is not None:
            document = self.desk.places["incidents"]
            assert isinstance(document, Document)
            self.pane = document.pane
            self.painted = Painted(self.pane, self.look)
        super().show(window, size)


def run_until(app: QApplication, reached: Callable[[], bool], limit: float = LIMIT) -> None:
    """Run the event loop until something is so; between events it sleeps, as the product's does."""
    late = QTimer()  # wakes a loop in which nothing happens any more
    late.start(int(limit * 1000))
    until = time.perf_counter() + limit
    while not reached():
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        if time.perf_counter() > until:
            raise TimeoutError("the window did not show its rows")


def opened(app: QApplication, folder: Path, key: str, kind: "type[Watched]" = Watched, typed: bool = False) -> Watched:
    """Start the program as if its passphrase had just been tried; return it with its list on the screen.

    `typed`: as somebody has who typed it, with all loaded that loads meanwhile; else as fast as can be.
    """
    program = kind(app, folder)
    if typed:
        program.begin()
        _load(app, program)
    else:
        program.dress()
    program.unlock(crypto.Secret.of(bytes.fromhex(key)))
    run_until(app, lambda: hasattr(program, "painted"))
    program.painted.wait(app)
    return program


def unlocked(app: QApplication, folder: Path, passphrase: str) -> float:
    """Show the locked page, let it load as it does while a person types, and return the seconds from Enter to rows."""
    program = Watched(app, folder)
    program.begin()
    _load(app, program)
    window = program.window
    assert isinstance(window, UnlockWindow)
    window.field.setText(passphrase)
    begun = time.perf_counter()
    _press(window.field, Qt.Key.Key_Return, "\r")
    run_until(app, lambda: hasattr(program, "painted"))
    program.painted.wait(app)
    return time.perf_counter() - begun


def _load(app: QApplication, program: Watched) -> None:
    """Let it load what it loads from the first letter on."""
    assert isinstance(program.window, UnlockWindow)
    _press(program.window.field, Qt.Key.Key_A, "a")
    told: list[bool] = []
    QTimer.singleShot(0, lambda: program.work.store(program, lambda: None, lambda _: told.append(True)))
    QTimer.singleShot(0, lambda: program.work.net(program, lambda: None, lambda _: told.append(True)))
    run_until(app, lambda: len(told) == 2 and "app.gui.today.unfinished_screen" in sys.modules)


def typed(app: QApplication, program: Watched, words: Sequence[str]) -> list[float]:
    """Type every word letter by letter, each after the rows of the one before; return the seconds of each letter."""
    pane, painted = program.pane, program.painted
    assert pane.search is not None
    spent = []
    for word in words:
        for letter in word:
            begun = time.perf_counter()
            _press(pane.search, 0, letter)
            painted.wait(app)
            spent.append(time.perf_counter() - begun)
        pane.search.selectAll()
        _press(pane.search, Qt.Key.Key_Backspace, "")
        painted.wait(app)
    return spent


def _press(field: QWidget, key: int, text: str) -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(field, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))


def main(what: str, folder: str) -> None:
    """Do the one or the other, print the figures as JSON, and leave at once."""
    key = sys.stdin.readline().strip()
    app = application()
    collect_again()
    if what == "unlock":
        found: object = unlocked(app, Path(folder), key)
    elif what == "memory":
        unlocked(app, Path(folder), key)
        until = time.perf_counter() + CALM
        run_until(app, lambda: time.perf_counter() > until)
        found = read_memory()
    else:
        program = opened(app, Path(folder), key)
        found = time.monotonic()
        if what == "type":
            words = json.loads(sys.stdin.readline())
            typed(app, program, words[:3])
            found = typed(app, program, words)
    print(json.dumps(found), flush=True)
    end_process()
