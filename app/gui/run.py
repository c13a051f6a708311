"""Starts the window: the first start where there is no vault, else the locked page; later the desk.

Only what the locked page needs is loaded before it is painted; the rest comes while Argon2id runs. To lock is to
leave: the store is closed, a fresh locked program is started, and this process ends, with all that it knew.
"""

import os
import sys
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from app import start
from app.gui import before as settings
from app.gui.look import Look
from app.gui.sheet import STYLE, dress
from app.gui.text import Text
from app.gui.unlock_window import UnlockWindow
from app.gui.work import Work

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    from app.domain.vocabulary import Vocabularies
    from app.gui.desk import Desk
    from app.gui.leaving import Leaving
    from app.gui.shown import Started
    from app.store.vault import Vault
    from crypto import Secret

WIDTH, HEIGHT = 1280, 800
HEADER = "vault.hdr"
GIVEN = 3.0
"""Seconds that leaving may take at most; logind delays a suspend by five, if it is not set otherwise."""


class Program(QObject):
    """One run of the window, from the locked page (or the first start) until it is left."""

    def __init__(self, app: QApplication, folder: Path) -> None:
        super().__init__()
        self._app, self.folder = app, folder
        self.before = settings.read(folder)
        self.work = Work(self._failed)
        self.window: QWidget | None = None
        self.desk: Desk | None = None
        self._vault: Vault | None = None
        self._keyfile: Path | None = None
        self._leaving: Leaving | None = None
        self.again = False
        self.give_up: Callable[[bool], None] | None = None
        """What ends this process where leaving takes longer than GIVEN; called in a thread of its own."""

    @cached_property
    def _words(self) -> "Vocabularies":
        return start.vocabularies()

    def begin(self) -> None:
        """Show the first window and load the rest behind it."""
        self.dress()
        if (self.folder / HEADER).exists():
            self._locked()
        else:
            self._first_start()
        QTimer.singleShot(0, self._load)

    def _load(self) -> None:
        self.work.store(self, _load_store, lambda _: None)
        self.work.net(self, _load_window, lambda _: None)

    def dress(self) -> None:
        """Put the look that is kept on the application."""
        kept = self.before
        self.look = Look(Text(kept.language), kept.theme, kept.factor, self._app.devicePixelRatio())
        dress(self._app, self.look)
        self._app.setApplicationName(self._name)  # what a screen reader and a task list say

    @property
    def _name(self) -> str:
        return self.before.name or self.look.tr("Field notes")

    def _show(self, window: QWidget, size: tuple[int, int] | None = None) -> None:
        old, self.window = self.window, window
        room = QGuiApplication.primaryScreen().availableSize()
        width, height = size or (WIDTH, HEIGHT)
        edge = 2 * window.fontMetrics().height()  # a title bar: the frame is not Qt's to know yet, QStyle takes 4 ms
        window.resize(min(width, room.width()), min(height, room.height() - edge))
        window.show()
        if old is not None:
            old.hide()
            old.deleteLater()

    # Locked, and the first start.

    def _locked(self) -> None:
        window = UnlockWindow(self.look, self._name)
        window.unlock.connect(lambda typed: self.unlock(typed))
        window.language.connect(self._change_language)
        window.another.connect(self._another)
        self._show(window)

    def _change_language(self, language: str) -> None:
        self.before = self.before._replace(language=language)
        if (self.folder / HEADER).exists():
            with suppress(OSError):
                settings.write(self.folder, self.before)
        self.dress()
        if isinstance(self.window, UnlockWindow):
            self._locked()
        else:
            self._first_start()

    def _first_start(self) -> None:
        from app.gui.views.first_start import FirstStart

        window = FirstStart(self.look, self.folder, _draw)
        window.started.connect(self._make)
        window.language.connect(self._change_language)
        window.existing.connect(self._another)
        self._show(window)

    def _another(self) -> None:
        from app.gui.views.another import Another

        window = Another(self.look, self.folder.parent)
        window.back.connect(self.begin)
        window.picked.connect(self._use)
        self._show(window)

    def _use(self, folder: str) -> None:
        self.folder = Path(folder)
        self.before = settings.read(self.folder)
        self.begin()

    def unlock(self, typed: "str | Secret", keyfile: Path | None = None) -> None:
        """Open the vault with its words, or with what Argon2id made of them already; the window follows.

        `keyfile` is the file that helped: where its stick goes, the vault is left.
        """
        self._keyfile = keyfile
        window, folder, words = self.window, self.folder, self._words
        if isinstance(window, UnlockWindow):
            window.busy(True)

        def open_it() -> "tuple[Vault, int]":
            from app.gui.idle import minutes_of
            from app.store.vault import open_

            vault = open_(folder, typed, words)
            return vault, minutes_of(vault)

        self.work.store(self, open_it, lambda opened: self._opened(*opened), self._not_opened)

    def _not_opened(self, error: BaseException) -> None:
        from app.errors import AppError, CannotUnlock, VaultBusy

        tr = self.look.tr
        if isinstance(error, CannotUnlock):
            text = tr("That did not open it.")
        elif isinstance(error, VaultBusy):
            text = tr("It is open in another window or program.")
        else:
            text = tr("The program made a mistake. Nothing was changed.")
            if isinstance(error, AppError):
                text = tr.phrase(error.message)
        if isinstance(self.window, UnlockWindow):
            self.window.busy(False)
            self.window.failed(text)

    def _make(self, started: "Started") -> None:
        from app.actions import vault as actions
        from app.gui.idle import IDLE_MINUTES

        self.folder, words = Path(started.folder), self._words
        self.before = self.before._replace(name=started.name)

        def make() -> "Vault":
            vault = actions.create(self.folder, " ".join(started.words), words)
            settings.write(self.folder, self.before)
            return vault

        self.work.store(self, make, lambda vault: self._opened(vault, IDLE_MINUTES, True), self._failed)

    # Open.

    def _opened(self, vault: "Vault", idle: int, first: bool = False) -> None:
        self._vault = vault
        self._build(idle)
        if first and self.desk is not None:
            self.desk.window.key.emit("new")

    def _build(self, idle: int, place: str = "document") -> None:
        from app.gui.desk import Desk
        from app.gui.places import makers

        if self._vault is None:
            return
        desk = Desk(self.look, self.work, self._vault, self._words, self._name, idle)
        self._app.setQuitOnLastWindowClosed(False)  # leaving keeps the draft first, then quits
        desk.leaving = self._leaving = self._leaving or self._listener(self._vault)
        desk.going.connect(self._going)
        desk.left.connect(self._left)
        desk.relook.connect(self._relook)
        if self.desk is not None:
            desk.past = self.desk.past
        size = (self.window.width(), self.window.height()) if self.desk is not None and self.window else None
        self.desk = desk
        desk.add_places(makers(desk), place)
        # The lane answers in order: once this is told, the first place has its rows, and the window is painted once.
        self.work.store(desk.window, lambda: None, lambda _: self._show(desk.window, size))

    def _relook(self, changes: dict[str, Any]) -> None:
        """Rebuild the window in another theme, language or size; the draft is kept first."""
        if self.desk is not None and self.desk.busy:
            self.desk.refresh()
            self.desk.say(self.look.tr("Change the look when the work below is over, or stop it first."))
            return
        if "factor" in changes:
            changes = {"factor": float(changes["factor"])}
        self.before = self.before._replace(**changes)
        self.dress()
        old = self.desk
        if old is None:
            return
        folder, kept = self.folder, self.before
        old.retire()
        self.work.store(self, lambda: settings.write(folder, kept), lambda _: None)
        self._build(old.idle_minutes, old.window.place)
        old.deleteLater()
        undo = self.desk.undo if self.desk is not None and self.desk.past.done else None
        if self.desk is not None:
            self.desk.window.foot.say(self.look.tr("The window is changed."), undo)

    def _listener(self, vault: "Vault") -> "Leaving":
        from app.gui.leaving import Leaving

        leaving = Leaving(self.work, vault.folder, self._keyfile)
        leaving.leave.connect(self.leave)
        return leaving

    def _going(self, again: bool) -> None:
        """Give leaving its seconds: what hangs then is ended, with what was saved until then."""
        from threading import Timer

        if self._leaving is not None:
            self._leaving.end()
        if self.give_up is not None:
            timer = Timer(GIVEN, self.give_up, (again,))
            timer.daemon = True
            timer.start()

    def leave(self, again: bool) -> None:
        """Leave as locking does; before anything is open there is nothing to keep."""
        if self.desk is not None:
            self.desk.leave(again)
        else:
            self._left(again)

    def _left(self, again: bool) -> None:
        self.again = again
        self._app.quit()

    def _failed(self, error: BaseException) -> None:
        if self.desk is not None:
            self.desk.failed(error)
        elif isinstance(self.window, UnlockWindow):
            self._not_opened(error)
        else:
            from app.gui.views.first_start import FirstStart

            if isinstance(self.window, FirstStart):
                self.window.failed(self.look.tr.phrase(str(error)))


def _draw() -> list[str]:
    """Draw six words by chance."""
    import crypto

    return crypto.generate_words(start.word_list())


def _load_store() -> None:
    import app.store.vault  # noqa: F401 - loaded while the person types


def _load_window() -> None:
    import app.gui.desk
    import app.gui.leaving
    import app.gui.places.document
    import app.gui.places.network
    import app.gui.places.people  # noqa: F401 - loaded while the person types


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
    import gc

    gc.freeze()
    gc.enable()


def _standing(program: Program) -> None:
    """Do what can wait for the first window: collect garbage again, and leave where the system asks for it."""
    import signal

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


def run(folder: Path | None = None) -> int:
    """Show the window until it is left; never returns where the vault was open: the process ends at once."""
    app = application()
    app.setQuitOnLastWindowClosed(True)
    program = Program(app, folder or start.vault_folder(None))
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
    end(program.folder, program.again, code)
