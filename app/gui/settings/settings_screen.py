"""Settings: each change is immediate and stored, and Ctrl Z undoes it; opened from Safety & settings."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget

from app.actions.kernel.change_set import PageData
from app.gui.lock.idle import IDLE
from app.gui.lock.tray import is_there
from app.gui.relays.relays_screen import open_relays
from app.gui.settings.settings_view import LeavingView, SettingsView, summary
from app.gui.shell import auto_lock
from app.gui.shell.auto_lock import Wishes
from app.gui.shell.place import back_button
from app.gui.shell.vault_session import VaultSession
from app.gui.widgets.focus import enter
from app.gui.widgets.labels import show_alone
from app.gui.widgets.page_values import SettingsPage


class Settings(QObject):
    """The page of the settings; a window that is built in another look shows it again."""

    shows = PageData()

    def __init__(self, desk: VaultSession) -> None:
        super().__init__()
        self._desk, self._look = desk, desk.look
        self.widget = QStackedWidget()
        self._view: SettingsView | None = None

    def refresh(self) -> None:
        """Read the page again; not while a person types there."""
        if self._view is None or not self._view.typing():
            self._page()

    def _page(self) -> None:
        look, desk = self._look, self._desk
        back = back_button(desk, lambda: desk.go("safety"), label=look.tr("Safety & settings"))
        name = desk.window.windowTitle()
        leaving = desk.leaving
        leaves = summary(look.tr, leaving.wishes, leaving.tells) if leaving is not None else ""
        shown = SettingsPage(name, look.theme, look.tr.language, look.factor, desk.idle_minutes, leaves)
        view = SettingsView(look, shown, back)
        view.looks.connect(lambda key, value: desk.dress({key: value}))
        view.idle.connect(self._idle)
        view.relays.connect(lambda: open_relays(desk))
        view.leaving.connect(lambda: open_leaving(desk))
        self._view = view
        show_alone(self.widget, view)
        self.take_focus()

    def _idle(self, minutes: int) -> None:
        before = self._desk.idle_minutes
        if minutes != before:
            self._desk.past.did(lambda desk: lock_after(desk, before), lambda desk: lock_after(desk, minutes))
            lock_after(self._desk, minutes)

    def reveal(self, key: str, group: str) -> None:
        """Go to one setting."""
        self._desk.past.at = key
        self.take_focus()

    def take_focus(self) -> None:
        """Move the focus to the setting that was changed last, or to the first."""
        view, desk = self._view, self._desk
        if view is not None and desk.window.place == "settings" and desk.window.full is None:
            enter(view.controls.get(desk.past.at, view.controls["language"]))

    def key(self, name: str) -> bool:
        """Answer the keys of this place."""
        if name in ("escape", "back") and self._desk.window.full is None:
            self._desk.go("safety")
            return True
        return False


def lock_after(desk: VaultSession, minutes: int) -> None:
    """Lock after `minutes` without a key, from now on."""
    desk.idle_minutes, desk.past.at = minutes, "idle"
    said = desk.look.tr("Locks after {n} minute.|Locks after {n} minutes.", n=minutes)

    def told() -> None:
        desk.window.foot.say(said, desk.undo)
        desk.refresh()

    desk.ask(lambda vault: vault.set(IDLE, str(minutes).encode()), lambda _: told())


def open_leaving(desk: VaultSession, at: str = "") -> None:
    """Open the page, with the keyboard at one of its controls."""
    look, now = desk.look, desk.leaving
    if now is None:
        return
    view = LeavingView(look, now.wishes, now.tells, is_there(), back_button(desk), lambda keys: _taken(desk, keys))
    view.wished.connect(lambda chosen: _wish(desk, chosen))
    view.first = view.controls.get(at, view.first)
    if isinstance(desk.window.full, LeavingView):
        desk.window.close_full()
    desk.window.show_over(view)
    if at:
        enter(view.first)


def _taken(desk: VaultSession, keys: str) -> bool:
    """Return True if the keys have a use in the window already."""
    wanted = QKeySequence(keys, QKeySequence.SequenceFormat.PortableText)
    return any(shortcut.key() == wanted for shortcut in desk.window.findChildren(QShortcut))


def _wish(desk: VaultSession, chosen: Wishes) -> None:
    """Apply the choices from now on, with undo."""
    if desk.leaving is not None and chosen != (before := desk.leaving.wishes):
        desk.past.did(lambda desk: _use(desk, before, chosen), lambda desk: _use(desk, chosen, before))
        _use(desk, chosen, before)


def _use(desk: VaultSession, chosen: Wishes, before: Wishes) -> None:
    now = desk.leaving
    if now is None:
        return
    changed = [reason.value for reason in chosen.stays ^ before.stays]
    changed += [name for name in ("key", "tray") if getattr(chosen, name) != getattr(before, name)]
    now.use(desk, chosen)
    if isinstance(desk.window.full, LeavingView):
        open_leaving(desk, changed[0])
    said = desk.look.tr("Saved. The change applies from now on.")
    desk.ask(lambda vault: auto_lock.keep(vault, chosen), lambda _: desk.window.foot.say(said, desk.undo))
