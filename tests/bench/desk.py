"""The product's own window over the made vault, as a program that reports to the bench that started it.

    python -m tests.bench.desk list VAULT      when the first rows of the list were painted (CLOCK_MONOTONIC seconds)
    python -m tests.bench.desk type VAULT      seconds from each keystroke in the search field to the rows it found

What Argon2id makes of the passphrase comes in hex on standard input, so that its second is in neither figure.
"""

import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

import crypto
from app.gui.places.document import Document
from app.gui.run import Program, application, collect_again
from app.gui.widgets.listpane import ListPane

LIMIT = 20
"""Seconds after which nothing more is waited for."""


class Painted(QObject):
    """Notices that a list was painted with rows it got since the last `wait`, or has when this is made."""

    def __init__(self, pane: ListPane) -> None:
        super().__init__()
        self._fresh = self._done = False
        self._pane = pane
        if pane.model.rows:  # they came with the window: see them painted once more
            self._fresh = True
            pane.view.viewport().update()
        pane.model.modelReset.connect(self._reset)
        pane.view.viewport().installEventFilter(self)

    def _reset(self) -> None:
        self._fresh = bool(self._pane.model.rows)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See a painting begin; it is over when the event loop comes back."""
        if event.type() == QEvent.Type.Paint and self._fresh:
            self._done = True
        return False

    def wait(self, app: QApplication) -> None:
        """Run the event loop until the rows that come next are on the screen."""
        until = time.perf_counter() + LIMIT
        while not self._done:
            app.processEvents()
            if time.perf_counter() > until:
                raise TimeoutError("no rows were painted")
        self._fresh = self._done = False


def opened(app: QApplication, folder: Path, key: str) -> tuple[Program, ListPane]:
    """Start the program as if its passphrase had just been tried; return it and its list of incidents."""
    program = Program(app, folder)
    program.dress()
    program.unlock(crypto.Secret.of(bytes.fromhex(key)))
    until = time.perf_counter() + LIMIT
    while program.desk is None or not program.desk.places:
        app.processEvents()
        if time.perf_counter() > until:
            raise TimeoutError("the window did not open")
    document = program.desk.places["document"]
    assert isinstance(document, Document)
    return program, document.pane


def typed(app: QApplication, pane: ListPane, words: Sequence[str]) -> list[float]:
    """Type every word letter by letter, each after the rows of the one before; return the seconds of each letter."""
    painted, spent = Painted(pane), []
    painted.wait(app)
    for word in words:
        for letter in word:
            begun = time.perf_counter()
            _press(pane, 0, letter)
            painted.wait(app)
            spent.append(time.perf_counter() - begun)
        assert pane.search is not None
        pane.search.selectAll()
        _press(pane, Qt.Key.Key_Backspace, "")
        painted.wait(app)
    return spent


def _press(pane: ListPane, key: int, text: str) -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(pane.search, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))


def main(what: str, folder: str) -> None:
    """Do the one or the other, print the figures as JSON, and leave at once."""
    key = sys.stdin.readline().strip()
    app = application()
    collect_again()
    _, pane = opened(app, Path(folder), key)
    if what == "list":
        Painted(pane).wait(app)
        print(json.dumps(time.monotonic()), flush=True)
    else:
        words = json.loads(sys.stdin.readline())
        typed(app, pane, words[:3])
        print(json.dumps(typed(app, pane, words)), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
