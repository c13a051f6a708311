"""The names password in the window: its key while open, the strip that shows it, and the automatic close."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    import crypto
    from app.gui.shell.session_calls import SessionCalls
    from app.gui.shell.strip_view import OpenStrip
    from app.store.vault.open_vault import Vault

LOOK = 1000
"""Milliseconds between checks of the clock while it is open."""


class SecondLock(QObject):
    """The open real names, for some minutes.

    `changed` announces open and close; widgets with a real name then remove it.
    """

    changed = Signal()

    def __init__(self, desk: "SessionCalls") -> None:
        super().__init__()
        self._desk = desk
        self._key: crypto.Secret | None = None
        self._strip: OpenStrip | None = None
        self._until, self._minutes = 0.0, 0
        self.clock: Callable[[], float] = time.monotonic
        """Seconds that only go forward."""
        self.why = ""
        """The reason that the person gave for the log."""
        self.noted: set[bytes] = set()
        """Records that were shown since it was opened: each has one line in the log."""
        self.keep: Callable[[], None] = lambda: None
        """Stores the form that is being written with real names, before the lock closes."""
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        desk.before_leaving(self.close)

    @property
    def key(self) -> "crypto.Secret | None":
        """Return the key while it is open, for a task that the store runs now; None when it is closed."""
        return self._key

    def open(self, typed: str, why: str, done: Callable[[], None], failed: Callable[[BaseException], None]) -> None:
        """Try a passphrase outside of the store's lane; the opening is in the log before any name can be shown."""

        def task(vault: "Vault", db: Any) -> "tuple[crypto.Secret, int]":
            from app.actions.vault import real_names

            key = real_names.opened_by(db, typed, why)
            return key, db(real_names.minutes)

        def opened(got: "tuple[crypto.Secret, int]") -> None:
            self.opened(*got)
            self.why = why
            done()

        self._desk.on_net(task, opened, failed)

    def opened(self, key: "crypto.Secret", minutes: int) -> None:
        """Use the key of a lock that was opened, for `minutes`."""
        from app.gui.shell.strip_view import OpenStrip

        self.close()
        self._key, self._minutes = key, minutes
        self._desk.ask(lambda vault: _compare(vault, key), lambda _: None)
        self.noted.clear()
        self._strip = OpenStrip(self._desk.look)
        self._strip.away.clicked.connect(lambda _=False: self.close())
        self._desk.window.show_strip(self._strip)
        self.go_on()
        self._timer.start(LOOK)
        self.changed.emit()

    def go_on(self) -> None:
        """Start the minutes again: a person writes a form with real names."""
        self._until = self.clock() + self._minutes * 60
        self._show()

    def close(self) -> None:
        """Close it now: the typed form is stored first, and the key is cleared after the store's last task."""
        if self._key is None:
            return
        self.keep()
        key, self._key = self._key, None
        self._timer.stop()
        self._desk.ask(lambda vault: _end(vault, key), lambda _: None)
        if self._strip is not None:
            self._desk.window.drop_strip(self._strip)
            self._strip = None
        self.changed.emit()

    def _tick(self) -> None:
        if self._strip is not None and not shiboken6.isValid(self._strip):
            self._timer.stop()  # its window is gone
        elif self.clock() >= self._until:
            self.close()
            self._desk.say(self._desk.look.tr("The real names closed automatically."))
        else:
            self._show()

    def _show(self) -> None:
        if self._strip is not None:
            self._strip.show_minutes(max(1, -int((self.clock() - self._until) // 60)))


def _compare(vault: "Vault", key: "crypto.Secret") -> None:
    """Let the leak check compare with the real names."""
    from app.actions.release import known_names

    known_names.open_names(vault, key)


def _end(vault: "Vault", key: "crypto.Secret") -> None:
    """Keep only tags of the real names for the leak check, and clear the key."""
    from app.actions.release import known_names, leak_check

    try:
        known_names.close_names(vault, leak_check.load_words())
    finally:
        key.clear()
