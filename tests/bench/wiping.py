"""The product's own window over the made vault, whose keys of the wipe are pressed again and again.

    main(VAULT, ROUNDS)      seconds from each press to the header written over and synced, and whether it was, as JSON

The header is put back after each, so the vault given is a copy. What Argon2id made comes in hex on standard input.
"""

import json
import sys
import time
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.actions.vault import wipe_settings
from app.gui.start.run import application, collect_again
from app.store.vault import header, wipe
from tests.bench.desk import Watched, opened, run_until, typed
from tests.process_end import end_process

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Destroyed(Watched):
    """The program, with somebody who puts the header back as soon as it is gone."""

    at = 0.0
    kept: bytes
    good = True

    def _gone(self) -> None:
        self.at = time.perf_counter()
        path = self.folder / wipe.HEADER
        self.good = self.good and wipe.is_marked(path.read_bytes()) and path.stat().st_size == wipe.SECTOR
        path.write_bytes(self.kept)


def main(folder: str, rounds: str) -> None:
    """Press the keys so many times, each after a search was typed; print the figures and leave at once."""
    key = sys.stdin.readline().strip()
    wipe_settings.keep(Path(folder), wipe_settings.WipeSettings("Ctrl+Shift+F9", 0))
    app = application()
    collect_again()
    program = opened(app, Path(folder), key, Destroyed)
    assert isinstance(program, Destroyed) and program.window is not None
    program.kept = header.read(Path(folder) / wipe.HEADER)
    program.window.activateWindow()
    run_until(app, program.window.isActiveWindow)
    window = program.window.windowHandle()
    spent = []
    for _ in range(int(rounds) + 1):
        typed(app, program, ["ma"])
        begun = time.perf_counter()
        QTest.keyClick(window, Qt.Key.Key_F9, CTRL | SHIFT)
        spent.append(program.at - begun)
    print(json.dumps([min(spent) > 0 and program.good, spent[1:]]), flush=True)
    end_process()
