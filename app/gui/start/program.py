"""The program: the first start if there is no vault, otherwise the locked page; then the desk.

Only the modules of the locked page are loaded before it is painted; the others load from the first letter on. So a
computer that shows the locked page all day spends no memory on them.
"""

import time
from contextlib import suppress
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from app import start
from app.gui.shell.work import Work
from app.gui.start import startup_settings as settings
from app.gui.start.unlock_window import UnlockWindow
from app.gui.style.sheet import dress
from app.gui.style.text import Text
from app.gui.style.theme import USUAL_SIZE, Look
from app.store.vault import device_settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.actions.vault.unlock_attempts import Tries
    from app.domain.vocabulary import Vocabularies
    from app.gui.lock.wipe_keys import Wiper
    from app.gui.shell.auto_lock import AutoLock
    from app.gui.shell.vault_session import VaultSession
    from app.store.vault.header import UnlockSecret
    from app.store.vault.open_vault import Vault
    from crypto import Secret

HEADER = "vault.hdr"
GIVEN = 3.0
"""Seconds that locking can take at most; logind delays a suspend by five, if it has its default setting."""


class Program(QObject):
    """One run of the window, from the locked page (or the first start) until it is left."""

    def __init__(self, app: QApplication, folder: Path, machine: Path | None = None) -> None:
        """Start locked. `machine` is the root of the machine for the device check after unlock; None: no check."""
        super().__init__()
        self._machine = machine
        self._app, self.folder = app, folder
        self.before, self.work = settings.read(folder), Work(self.failed)
        self.window: QWidget | None = None
        self.desk: VaultSession | None = None
        self._vault: Vault | None = None
        self._keyfile: Path | None = None
        self._leaving: AutoLock | None = None
        self._tries: Tries | None = None
        self._wiper: Wiper | None = None
        self.again = self.wiped = self.opens_sample = self.needs = False
        self.home: Path | None = None
        """The person's own folder while `folder` has a sample vault."""
        self.give_up: Callable[[bool], None] | None = None
        """The function that ends this process if locking takes longer than GIVEN; called in a separate thread."""

    @cached_property
    def words(self) -> "Vocabularies":
        """Return the words of coded fields."""
        return start.vocabularies()

    def begin(self, sample: bool = False) -> None:
        """Show the first window, or make a sample vault; complete an interrupted wipe behind it."""
        self.dress()
        if (self.folder / HEADER).exists() and not sample:
            self._locked()
        else:
            self._first_start(sample)
            QTimer.singleShot(0, self._load)
        QTimer.singleShot(0, self._finish_wipe)

    def _finish_wipe(self) -> None:
        folder = self.folder
        self.work.store(self, lambda: _finish_wipe(folder), self._finished, lambda _: None)

    def _load(self) -> None:
        """Load the rest of the program: six words take longer to type."""
        self.work.net(self, _load_rest, lambda _: None)

    def _finished(self, was_wiped: bool) -> None:
        """Begin again if an interrupted wipe was finished now."""
        if was_wiped and not (self._tries and self._tries.gone):
            self.before = settings.read(self.folder)
            self.begin()

    def dress(self) -> None:
        """Apply the stored look to the application."""
        kept = self.before
        self.look = Look(Text(kept.language), kept.theme, kept.factor, self._app.devicePixelRatio())
        dress(self._app, self.look)
        self._app.setApplicationName(self._name)  # what a screen reader and a task list say

    @property
    def _name(self) -> str:
        return self.before.name or self.look.tr("Field notes")

    def show(self, window: QWidget, size: tuple[int, int] | None = None) -> None:
        """Show a window instead of the current one."""
        old, self.window = self.window, window
        room = QGuiApplication.primaryScreen().availableSize()
        width, height = size or self.before.size or USUAL_SIZE
        edge = 2 * window.fontMetrics().height()  # a title bar: Qt does not know the frame yet, QStyle takes 4 ms
        window.resize(min(width, room.width()), min(height, room.height() - edge))
        window.show()
        self._arm(window)
        if old is not None:
            old.hide()
            old.deleteLater()

    # The keys that destroy everything.

    def _arm(self, window: QWidget) -> None:
        """Let the window wait for the wipe keys: an open one always, because they can be set there."""
        self._wiper = None
        if self.desk is None and not (
            isinstance(window, UnlockWindow) and device_settings.read(self.folder).get("wipe_key")
        ):
            return
        from app.gui.lock.wipe_keys import Wiper

        self._wiper = Wiper(self.look, window, self.folder)
        self._wiper.gone.connect(self._gone)

    def _gone(self) -> None:
        """End silently; a process that knows nothing removes the rest of the vault."""
        self.wiped = True
        for window in self._app.topLevelWidgets():
            window.hide()
        self._app.quit()

    # Locked, and the first start.

    def _locked(self) -> None:
        window = UnlockWindow(self.look, self._name)
        window.typing.connect(self._load)
        window.unlock.connect(lambda typed: self.unlock(typed))
        window.language.connect(self.change_language)
        window.another.connect(self._another)
        window.otherwise.connect(self._otherwise)
        self.show(window)
        if self.needs:
            tr, rings = self.look.tr, device_settings.read(self.folder).get("calls")
            silent = tr("Something needs you. Nothing reminds you while this is locked.")
            window.remind(tr("Something needs you.") if rings else silent)
        if device_settings.read(self.folder).get("calls"):
            from app.gui.shell.calls import LockedCall

            LockedCall(self.look, window, self.folder, time.time())
        if device_settings.read(self.folder).get("wrong") and (wait := self._door().wait()):
            window.failed(self.look.tr("Someone tried a wrong password before."), wait)

    def _otherwise(self) -> None:
        from app.gui.start.alternative_unlock import Otherwise

        self._other_way = Otherwise(self)
        self._other_way.ask()

    def _door(self) -> "Tries":
        """Return the tries at this vault, which this process counts too."""
        from app.actions.vault.unlock_attempts import Tries

        if self._tries is None or self._tries.folder != self.folder:
            self._tries = Tries(self.folder)
        return self._tries

    def change_language(self, language: str) -> None:
        """Show the first window in another language."""
        self.before = self.before._replace(language=language)
        if (self.folder / HEADER).exists():
            with suppress(OSError):
                settings.write(self.folder, self.before)
        self.dress()
        (self._locked if isinstance(self.window, UnlockWindow) else self._first_start)()

    def _first_start(self, sample: bool = False) -> None:
        from app.gui.start.backup_restore import open_restore
        from app.gui.start.first_start import open_first_start

        open_first_start(self, self._another, lambda: open_restore(self), self._locked if sample else None)

    def _another(self) -> None:
        from app.gui.start.another_view import Another

        window = Another(self.look, self.folder.parent)
        window.back.connect(self.begin)
        window.picked.connect(self._use)
        self.show(window)

    def _use(self, folder: str) -> None:
        self.folder = Path(folder)
        self.before = settings.read(self.folder)
        self.begin()

    def unlock(self, typed: "str | Secret", keyfile: Path | None = None) -> None:
        """Open the vault with its passphrase, or with the result of Argon2id; the window follows.

        `keyfile` is the key file that was used: if its USB stick is removed, the vault locks.
        """
        window = self.window
        if isinstance(window, UnlockWindow):
            window.busy(True)
            keyfile = Path(window.key_file) if window.key_file else keyfile
        self._keyfile = keyfile

        def way() -> "str | Secret | UnlockSecret":
            if keyfile is None:
                return typed
            from app.actions.vault import unlock_methods
            from app.store.vault.header import UnlockSecret

            return UnlockSecret(typed, unlock_methods.keyfile(keyfile))

        self.open_by(way, self.opened, self._not_opened)

    def open_by(
        self, way: "Callable[[], str | Secret | UnlockSecret]", done: "Callable[[Vault, int], None]",
        failed: "Callable[[BaseException], None]",
    ) -> None:  # fmt: skip
        """Open the vault by the result of `way` in the store's thread; `done` gets it, and its idle minutes."""
        folder, words, door = self.folder, self.words, self._door()

        def open_it() -> "tuple[Vault, int]":
            from app.actions.vault.unlock_attempts import list_ways
            from app.gui.lock.idle import minutes_of
            from app.store.vault.open_vault import open_

            given = way()  # a mistyped share or a missing key file is no try
            ways = list_ways(given, start.word_list)
            vault = door.opened(*(partial(open_, folder, one, words) for one in ways))
            return vault, minutes_of(vault)

        self.work.store(self, open_it, lambda opened: done(*opened), failed)

    def _not_opened(self, error: BaseException) -> None:
        from app.actions.vault.wipe_settings import finish
        from app.errors import AppError, CannotUnlock, VaultBusy
        from app.gui.start.unlock_window import WAIT, wrong_words

        tr, wait, folder = self.look.tr, WAIT, self.folder
        if isinstance(error, CannotUnlock):
            left, wait = self._door().left(), max(1, self._door().wait())
            text = wrong_words(tr, left)
            self.work.store(self, lambda: finish(folder), lambda _: None)
        elif isinstance(error, VaultBusy):
            text = tr("The vault is open in another window or program.")
        else:
            text = tr("Amparo made an error. Nothing was changed. Try again.")
            if isinstance(error, AppError):
                text = tr.phrase(error.message)
        if isinstance(self.window, UnlockWindow):
            self.window.busy(False)
            self.window.failed(text, wait)

    # Open.

    def hold(self, vault: "Vault") -> None:
        """Take charge of a vault that is open and not shown yet: a lock closes it."""
        self._vault = vault

    def opened(self, vault: "Vault", idle: int, first: bool = False) -> None:
        """Show the window of an open vault; `first`: it is new."""
        self._vault = vault
        self._build(idle)
        if first and self.desk is not None:
            self.desk.window.key.emit("new")

    def look_around(self, vault: "Vault", idle: int) -> None:
        """Show the window of a sample vault, first with Now; it is destroyed when the window closes."""
        self.home, self.folder, self._vault = self.folder, vault.folder, vault
        self._build(idle, "today")

    def _build(self, idle: int, place: str = "incidents") -> None:
        from app.gui.shell.vault_session import VaultSession
        from app.gui.start.main_pages import makers

        if self._vault is None:
            return
        desk = VaultSession(self.look, self.work, self._vault, self.words, self._name, idle)
        desk.machine, desk.is_temporary = self._machine, self.home is not None
        desk.has_own = self.home is not None and (self.home / HEADER).exists()
        self._app.setQuitOnLastWindowClosed(False)  # a lock stores the draft first, then quits
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
        self.work.store(desk.window, lambda: None, lambda _: self.show(desk.window, size))

    def _relook(self, changes: dict[str, Any]) -> None:
        """Build the window again in another theme, language or size; the draft is stored first."""
        if self.desk is not None and self.desk.busy:
            self.desk.refresh()
            self.desk.say(self.look.tr("Wait until the work below is finished, or stop it. Then change the look."))
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
            self.desk.window.foot.say(self.look.tr("The look of the window has changed."), undo)

    def _listener(self, vault: "Vault") -> "AutoLock":
        from app.gui.shell.auto_lock import AutoLock

        leaving = AutoLock(self.work, vault.folder, self._keyfile)
        leaving.leave.connect(self.leave)
        return leaving

    def _going(self, again: bool) -> None:
        """Give the lock its seconds: after them the process ends, with the data that was saved until then."""
        from threading import Timer

        if self._leaving is not None:
            self._leaving.end()
        if self.desk is not None and self.home is None and (self.folder / HEADER).exists():
            window = self.desk.window
            self.before = self.before._replace(size=(window.width(), window.height()))
            with suppress(OSError):
                settings.write(self.folder, self.before)
        if self.give_up is not None:
            timer = Timer(GIVEN, self.give_up, (again,))
            timer.daemon = True
            timer.start()

    def leave(self, again: bool) -> None:
        """Lock; before a vault is shown there is no draft to store."""
        if self.desk is not None:
            self.desk.leave(again, alone=True)
        elif self._vault is not None:
            self.work.store(self, self._vault.close, lambda _: self._left(again), lambda _: self._left(again))
        else:
            self._left(again)

    def _left(self, again: bool) -> None:
        if self._wiper is not None and self._wiper.counting:
            self._wiper.wipe()  # closing the lid does not cancel a wipe
        self.again = again and not self.wiped
        self.needs = self.desk is not None and self.desk.needs and self.home is None
        self.opens_sample = self.desk is not None and self.desk.opens_sample
        if self.home is not None:
            from app.gui.start.first_start import destroy_sample

            destroy_sample(self.folder)
            self.folder, self.home = self.home, None
        self._app.quit()

    def failed(self, error: BaseException) -> None:
        """Show an error in the present window."""
        if self.desk is not None:
            self.desk.failed(error)
        elif isinstance(self.window, UnlockWindow):
            self._not_opened(error)
        else:
            from app.gui.start.first_start_view import FirstStart

            if isinstance(self.window, FirstStart):
                self.window.failed(self.look.tr.phrase(str(error)))


def _finish_wipe(folder: Path) -> bool:
    """Complete an interrupted wipe; return True if there was one. Load nothing else: the window can stay locked."""
    from app.actions.vault import wipe_settings

    return wipe_settings.finish(folder)


def _load_rest() -> None:
    """Load, while the person types, the modules for which the window would freeze: first list and page, then others."""
    import app.actions.rounds.exchange
    import app.actions.rounds.sync_scheduler
    import app.gui.incidents.chain_screen
    import app.gui.incidents.incident_view
    import app.gui.incidents.incidents_screen
    import app.gui.relays.networks_query
    import app.gui.settings.machine_screen
    import app.gui.shell.auto_lock
    import app.gui.shell.vault_session
    import app.gui.today.unfinished_screen
    import app.store.vault.open_vault  # noqa: F401
    from app.gui.lock import signals

    signals.kind()
