"""Set the minutes and the reasons of the lock: each change is immediate and stored, and Ctrl Z undoes it."""

from PySide6.QtGui import QKeySequence, QShortcut

from app.gui.lock.idle import IDLE
from app.gui.lock.tray import is_there
from app.gui.settings.settings_view import LeavingView
from app.gui.shell import auto_lock
from app.gui.shell.auto_lock import Wishes
from app.gui.shell.place import back_button
from app.gui.shell.vault_session import VaultSession
from app.gui.widgets.focus import enter


def lock_after(desk: VaultSession, minutes: int) -> None:
    """Lock after `minutes` without a key, from now on."""
    desk.idle_minutes = minutes
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
