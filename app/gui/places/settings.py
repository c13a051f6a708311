"""Settings: each change is made and kept at once, and Ctrl Z undoes it; reached from this computer and by Ctrl ,."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QStackedWidget

from app.actions import exchange
from app.gui.desk import IDLE, Desk
from app.gui.reads import device as reading
from app.gui.shown import Line, SettingsPage
from app.gui.views.settings import SettingsView
from app.gui.widgets.buttons import Button
from app.gui.widgets.focus import enter


class Settings(QObject):
    """The page of what can be set; the window that a change of its look makes comes back to it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._look = desk, desk.look
        self.widget = QStackedWidget()
        self._view: SettingsView | None = None

    def refresh(self) -> None:
        """Read the page again; not while something is typed there."""
        if self._view is None or not self._view.typing():
            tr = self._look.tr
            self._desk.read(lambda vault: reading.relays(vault, tr), self._page)

    def _page(self, relays: tuple[Line, ...]) -> None:
        look, desk = self._look, self._desk
        back = Button(look, look.tr("This computer"), "quiet", "back", look.tr("Esc"))
        back.clicked.connect(lambda _=False: desk.go("device"))
        name = desk.window.windowTitle()
        shown = SettingsPage(name, look.theme, look.tr.language, look.factor, desk.idle_minutes, relays)
        view = SettingsView(look, shown, back)
        view.looks.connect(lambda key, value: desk.dress({key: value}))
        view.idle.connect(self._idle)
        view.add_relay.connect(self._add_relay)
        old, self._view = self._view, view
        self.widget.addWidget(view)
        self.widget.setCurrentWidget(view)
        if old is not None:
            self.widget.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.take_focus()

    def _idle(self, minutes: int) -> None:
        before = self._desk.idle_minutes
        if minutes != before:
            self._desk.past.did(lambda desk: lock_after(desk, before), lambda desk: lock_after(desk, minutes))
            lock_after(self._desk, minutes)

    def _add_relay(self, url: str, code: str) -> None:
        tr, view = self._look.tr, self._view
        if view is None:
            return
        if not url:
            view.relay_field.set_error(tr("Type the address of a relay first."))
            return

        def failed(error: BaseException) -> None:
            if self._view is not None:
                self._view.relay_field.set_error(tr.phrase(str(error)))

        def added(_: object) -> None:
            self._desk.tell(tr("The relay is added. Contacts get your new card with the next report."))
            self._desk.rounds.go()

        self._desk.on_net(lambda vault, db: exchange.add_relay(vault, url, db, code), added, failed)

    def reveal(self, key: str, group: str) -> None:
        """Go to one setting."""
        self._desk.past.at = key
        self.take_focus()

    def take_focus(self) -> None:
        """Go to the setting that was changed last, or to the first."""
        view, desk = self._view, self._desk
        if view is not None and desk.window.place == "settings" and desk.window.full is None:
            enter(view.controls.get(desk.past.at, view.controls["language"]))

    def key(self, name: str) -> bool:
        """Answer the keys of this place."""
        if name in ("escape", "back") and self._desk.window.full is None:
            self._desk.go("device")
            return True
        return False


def lock_after(desk: Desk, minutes: int) -> None:
    """Lock after so many minutes without a key, from now on."""
    desk.idle_minutes, desk.past.at = minutes, "idle"
    said = desk.look.tr("Locks after {n} minute.|Locks after {n} minutes.", n=minutes)

    def told() -> None:
        desk.window.foot.say(said, desk.undo)
        desk.refresh()

    desk.ask(lambda vault: vault.set(IDLE, str(minutes).encode()), lambda _: told())
