"""Starts the window and ends it: to lock is to leave.

The store is closed, a fresh locked program is started, and this process ends, with all that it knew.
"""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app import start
from app.gui.program import Program
from app.gui.sheet import STYLE

if TYPE_CHECKING:
    import subprocess


def restart(folder: Path) -> "subprocess.Popen[bytes]":
    """Start a fresh locked program for the same vault, with nothing of this one but its environment."""
    import subprocess

    command, place = start.command()
    return subprocess.Popen(
        command, cwd=place, env={**os.environ, "AMPARO_VAULT": str(folder)}, start_new_session=True,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip


def application() -> QApplication:
    """Make Qt's application in our style, at fractions of a display's scale too."""
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    return QApplication(["notes", "-style", STYLE])  # a neutral word: X11 shows it to every program


def collect_again() -> None:
    """Collect garbage from now on; what was loaded until here is never looked at again."""
    from app.gui.collecting import Collecting

    Collecting(QApplication.instance())


def _standing(program: Program) -> None:
    """Do what can wait for the first window, but not for a passphrase: no image of this memory is left anywhere.

    Garbage is collected again, and the program leaves where the system asks for it.
    """
    import signal

    from app.machine import process

    process.keep_memory_private()
    collect_again()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: program.leave(False))


def end(folder: Path, again: bool, code: int = 0) -> NoReturn:
    """End this process at once, with all that it knew; `again` starts a fresh locked one first."""
    if again:
        restart(folder)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def run(folder: str = "") -> int:
    """Show the window until it is left; never returns where the vault was open: the process ends at once."""
    app = application()
    app.setQuitOnLastWindowClosed(True)
    program = Program(app, start.vault_folder(folder or None), Path("/"))
    program.begin()
    return live(app, program)


def live(app: QApplication, program: Program) -> NoReturn:
    """Let a program run until it is left, and end the process."""
    program.give_up = lambda again: end(program.folder, again)
    beat = QTimer()
    beat.timeout.connect(lambda: None)  # lets Python notice signals while Qt waits
    beat.start(300)
    QTimer.singleShot(0, lambda: _standing(program))
    code = app.exec()
    if program.wiped:
        from app.gui.wiping import remove_rest

        remove_rest(program.folder)
    end(program.folder, program.again, code)
