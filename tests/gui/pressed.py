"""The running program under a test's hand: unlocked and typed into by its own window, then left to what the test does.

It says on standard output the raw key of the database in hex, once what was to be typed stands in a form.
`python -m tests.gui.pressed FOLDER WORDS TEXT [KEYFILE]`
"""

import sys
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtTest import QTest

from app.gui.incidents.entry_view import EntryView
from app.gui.incidents.incident_view import IncidentView
from app.gui.start.program import Program
from app.gui.start.run import application, run_program
from app.gui.start.unlock_window import UnlockWindow

EVERY = 20
"""Milliseconds between two looks at how far it is."""


class Hand(QObject):
    """Does one thing after the other, as soon as it can be done."""

    def __init__(self, program: Program, words: str, text: str, keyfile: str) -> None:
        super().__init__()
        self.program, self.words, self.text, self.keyfile = program, words, text, keyfile
        self.step = self.unlock
        self.timer = QTimer(self)
        self.timer.timeout.connect(lambda: self.step())
        self.timer.start(EVERY)

    def unlock(self) -> None:
        window = self.program.window
        assert isinstance(window, UnlockWindow)
        self.step = self.wait
        if self.keyfile:
            self.program.unlock(self.words, Path(self.keyfile))
        else:
            QTest.keyClicks(window.field, self.words)
            window.unlock.emit(window.field.text())

    def wait(self) -> None:
        desk = self.program.desk
        if desk is None or self.program.window is not desk.window:
            return
        seen = desk.window.findChildren(IncidentView)
        if seen and desk.leaving is not None and desk.leaving.signals is not None:
            desk.window.key.emit("new")
            self.step = self.type

    def type(self) -> None:
        desk = self.program.desk
        assert desk is not None
        entry = desk.window.full
        if isinstance(entry, EntryView):
            QTest.keyClicks(entry.prose, self.text)
            self.timer.stop()
            desk.ask(lambda vault: vault.database[1].buffer.hex(), lambda key: print(key, flush=True))


def main() -> None:
    folder, words, text, *keyfile = sys.argv[1:]
    app = application()
    app.setQuitOnLastWindowClosed(True)
    program = Program(app, Path(folder))
    program.begin()
    hand = Hand(program, words, text, keyfile[0] if keyfile else "")
    assert hand.timer.isActive()
    run_program(app, program)


if __name__ == "__main__":
    main()
