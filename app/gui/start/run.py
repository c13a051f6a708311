"""Start the window and end it: a lock ends the process.

The store is closed, a fresh locked program is started, and this process ends, with all data in its memory.

Report a fault of the program without any text that a person typed: the message of an error can hold it.
"""

import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path, PurePath
from types import TracebackType
from typing import TYPE_CHECKING, NoReturn

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from app import start
from app.gui.start.program import Program
from app.gui.style.sheet import STYLE

if TYPE_CHECKING:
    import subprocess


TOLD, SAMPLE, NEEDS = "NOTES_TOLD", "sample", "needs"
"""The variable that lets a fresh program begin with a sample vault, or tells it of an open alarm. It is not stored."""


def restart(folder: Path, told: str = "") -> "subprocess.Popen[bytes]":
    """Start a fresh locked program for the same vault, or a sample vault first; it inherits only the environment."""
    import subprocess

    command, place = start.command()
    return subprocess.Popen(
        command, cwd=place, env={**os.environ, "AMPARO_VAULT": str(folder), TOLD: told},
        start_new_session=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def application() -> QApplication:
    """Make Qt's application in our style, also at fractions of a display's scale."""
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    return QApplication(["notes", "-style", STYLE])  # a neutral word: X11 shows it to every program


def collect_again() -> None:
    """Collect garbage from now on; the collector never checks objects that were loaded before."""
    from app.gui.shell.garbage_collection import Collecting

    Collecting(QApplication.instance())


def _standing(program: Program) -> None:
    """Do the steps that can wait for the first window, but not for a passphrase: keep this process's memory private.

    Collect garbage again, and lock the program when the system asks for it.
    """
    import signal

    from app.device import process
    from app.gui.widgets import spoken_roles

    spoken_roles.tell_roles()
    process.keep_memory_private()
    collect_again()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: program.leave(False))


def end(folder: Path, again: bool, code: int = 0, told: str = "") -> NoReturn:
    """End this process immediately, with all data in its memory; `again` starts a fresh locked one first."""
    if again:
        restart(folder, told)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def run(folder: str = "") -> int:
    """Show the window until it is left; the process ends immediately and this never returns."""
    app = application()
    app.setQuitOnLastWindowClosed(True)
    program = Program(app, start.vault_folder(folder or None), Path("/"))
    told = os.environ.pop(TOLD, "")
    program.needs = told == NEEDS
    program.begin(told == SAMPLE)
    return run_program(app, program)


def _say(program: Program, error: BaseException) -> None:
    """Show a fault in the open window; nothing may fail here, or Python prints the first error with its message."""
    if program.desk is not None and isValid(program.desk.window):
        program.desk.failed(error)


def run_program(app: QApplication, program: Program) -> NoReturn:
    """Let a program run until it is left, and end the process."""
    keep_quiet(lambda error: _say(program, error))
    program.give_up = lambda again: end(program.folder, again)
    beat = QTimer()
    beat.timeout.connect(lambda: None)  # lets Python see signals while Qt waits
    beat.start(300)
    QTimer.singleShot(0, lambda: _standing(program))
    code = app.exec()
    if program.wiped:
        from app.gui.lock.wipe_keys import remove_rest

        remove_rest(program.folder)
    told = SAMPLE if program.opens_sample else NEEDS if program.needs else ""
    end(program.folder, program.again, code, told)


def keep_quiet(said: Callable[[BaseException], None]) -> None:
    """Call `said` for each error that Qt or Python would print, and print only its type and its place in the code.

    `said` is called for errors in the thread of the window.
    """

    def fault(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        _print(kind, trace)
        if error is not None:
            said(error)

    sys.excepthook = fault
    threading.excepthook = lambda hook: _print(hook.exc_type, hook.exc_traceback)
    sys.unraisablehook = lambda hook: _print(hook.exc_type, hook.exc_traceback)


def _print(kind: type[BaseException], trace: TracebackType | None) -> None:
    """Print the type and, for each call, its module and line; never a value."""
    places = []
    while trace is not None:
        places.append(f"{PurePath(trace.tb_frame.f_code.co_filename).stem}:{trace.tb_lineno}")
        trace = trace.tb_next
    print(f"fault: {kind.__name__} {' '.join(places)}", file=sys.stderr)
