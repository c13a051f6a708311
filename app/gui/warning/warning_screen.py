"""Early warning over any place: record observations, raise an alert from a level, send it to its tree, and end it."""

from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QStackedWidget

from app.actions.field import alerts, warning
from app.actions.kernel import records
from app.actions.kernel.change_set import MAIL, Changed, PageData
from app.domain.leaks.leak_values import LeakAnswers
from app.domain.record import Record
from app.gui.papers.leak_questions import ask_leaks
from app.gui.papers.papers_screen import open_whole
from app.gui.shell.place import back_button
from app.gui.shell.vault_session import VaultSession
from app.gui.warning import map_query
from app.gui.warning import warning_query as reading
from app.gui.warning.map_query import MapPage
from app.gui.warning.map_view import MapView
from app.gui.warning.warning_query import TreePage, WarningPage
from app.gui.warning.warning_view import TreeView, WarningView
from app.gui.widgets import plain_text
from app.gui.widgets.labels import show_alone
from app.store.vault.open_vault import Vault

SHOWS = PageData(("indicator", "observation", "alert", "area"), MAIL)
"""The data that both pages show."""
PAPERS = ("incident-points", "incident-points-kml", "warning-months")
"""Papers of the data on the map, with the rounding of an audience."""


def open_warning(desk: VaultSession) -> None:
    """Show the levels of all areas."""
    tr = desk.look.tr
    desk.read(lambda vault: reading.page(vault, tr), lambda shown: _show(desk, shown))


def _show(desk: VaultSession, shown: WarningPage, before: WarningView | None = None) -> None:
    """Show the page; instead of an open one, with the text that was typed there."""
    tr = desk.look.tr
    view = WarningView(desk.look, shown, back_button(desk))
    if before is not None:
        view.take(before.typed)

    def again() -> None:
        def show(found: WarningPage) -> None:
            if desk.window.full is view:
                _show(desk, found, view)

        desk.read(lambda vault: reading.page(vault, tr), show)

    def note(given: dict[str, Any]) -> None:
        def noted(made: tuple[Record, Changed]) -> None:
            key = made[0].id.hex()
            view.noted_it()
            desk.tell(
                tr("Saved."), lambda vault: records.remove(vault, key)[1],
                lambda vault: records.restore(vault, key)[1],
            )  # fmt: skip

        desk.ask(lambda vault: warning.observe(vault, **given), noted)

    def raise_(area: str) -> None:
        def raised(made: tuple[Record, Changed]) -> None:
            key = made[0].id.hex()
            desk.tell(
                tr("The alert is saved. You have not told anyone yet."), lambda vault: records.remove(vault, key)[1],
                lambda vault: records.restore(vault, key)[1],
            )  # fmt: skip
            open_tree(desk, key)

        desk.ask(lambda vault: alerts.raise_(vault, area, None, tr.language), raised)

    view.noted.connect(note)
    view.raised.connect(raise_)
    view.promoted.connect(lambda key: promote(desk, key))
    view.tree.connect(lambda key: open_tree(desk, key))
    view.opened.connect(lambda key: _open(desk, key))
    view.map.connect(lambda: desk.go("map"))
    view.watch.connect(lambda: _write(desk, "indicator"))
    desk.window.show_full(view)
    desk.watch(view, again, SHOWS)


def promote(desk: VaultSession, key: str) -> None:
    """Make an incident from an observation; Undo reverses it."""
    said = desk.look.tr("Saved as an incident.")
    desk.act(lambda vault: warning.promote(vault, key)[1], said, lambda vault: warning.demote(vault, key))


def _open(desk: VaultSession, key: str) -> None:
    """Show a record in its own place."""

    def found(record: Record) -> None:
        desk.window.close_full()
        desk.show(desk.kinds[record.kind].home.page, key, record.kind)

    desk.read(lambda vault: records.record_of(vault, key), found)


def _write(desk: VaultSession, kind: str, key: str = "") -> None:
    """Open the form of a new record of a kind, or of an existing one."""
    from app.gui.cases.cases_screen import Casework

    desk.window.close_full()
    desk.go(page := desk.kinds[kind].home.page)
    if isinstance(place := desk.places[page], Casework):
        if key:
            place.edit(key)
        else:
            place.write(kind)


def open_tree(desk: VaultSession, key: str) -> None:
    """Show an alert with its recipients."""
    tr = desk.look.tr
    desk.read(lambda vault: reading.tree(vault, tr, key), lambda shown: _show_tree(desk, shown))


def _show_tree(desk: VaultSession, shown: TreePage) -> None:
    tr, key = desk.look.tr, shown.key
    view = TreeView(desk.look, shown, back_button(desk))

    def again() -> None:
        if desk.window.full is view:
            open_tree(desk, key)

    def send(answers: LeakAnswers = LeakAnswers()) -> None:
        def refused(error: BaseException) -> None:
            if not ask_leaks(desk, error, answers, send):
                desk.failed(error)

        said = tr("Amparo sends the alert before all other reports.")
        desk.ask(lambda vault: alerts.send(vault, key, answers), lambda _: desk.tell(said), refused)

    def test() -> None:
        said = tr("Amparo sends the test. Call the other people yourself, and select the result for each.")
        desk.ask(lambda vault: alerts.test(vault, key), lambda _: desk.tell(said))

    def end() -> None:
        desk.act(
            lambda vault: alerts.end(vault, key), tr("The alert has ended."), lambda vault: alerts.go_on(vault, key)
        )

    def tried(contact: str, reached: bool) -> None:
        before: list[Record] = []

        def keep(vault: Vault) -> Changed:
            found = alerts.tree(vault, key)
            before[:] = [one.channel for one in found.members if one.contact.id.hex() == contact and one.channel]
            return alerts.store_channel_test(vault, contact, reached)[1]

        def back(vault: Vault) -> Changed:
            return alerts.untry(vault, before[0].id, before[0].fields)

        desk.act(keep, tr("Saved: reached.") if reached else tr("Saved: not reached."), back)

    view.send.connect(lambda: send())
    view.test.connect(test)
    view.end.connect(end)
    view.tried.connect(tried)
    view.edit.connect(lambda: _write(desk, "alert", key))
    view.opened.connect(lambda contact: _open(desk, contact))
    desk.window.show_full(view)
    desk.watch(view, again, SHOWS)


class Map(QObject):
    """The tab of the map. A record that is opened from it is shown in its own place."""

    shows = PageData(("event", "observation", "place"), MAIL)

    def __init__(self, desk: VaultSession, word: str) -> None:
        super().__init__()
        self._desk, self._shown = desk, None
        self.widget = QStackedWidget()
        plain_text.set_accessible_name(self.widget, word)

    _shown: MapPage | None

    def refresh(self) -> None:
        """Read the data again. The view stays as it is if nothing changed."""
        tr = self._desk.look.tr
        self._desk.read(lambda vault: map_query.page(vault, tr), self._show)

    def _show(self, shown: MapPage) -> None:
        if shown == self._shown:
            return
        here = self.widget.hasFocus() or self.widget.isAncestorOf(QApplication.focusWidget() or self._desk.window)
        self._shown, view = shown, MapView(self._desk.look, shown)
        kinds = {mark.line.key: mark.kind for mark in shown.marks}
        view.opened.connect(lambda key: self._desk.show(self._desk.kinds[kinds[key]].home.page, key, kinds[key]))
        view.papers.connect(lambda: open_whole(self._desk, PAPERS, self._desk.look.tr("Map")))
        show_alone(self.widget, view)
        if here:
            view.take_focus()

    def take_focus(self) -> None:
        """Move the focus to the map, as soon as it is read."""
        view = self.widget.currentWidget()
        if isinstance(view, MapView):
            view.take_focus()
        else:
            self.widget.setFocus()

    def reveal(self, key: str, group: str) -> None:
        """Show nothing more: no other place asks for one thing on the map."""

    def key(self, name: str) -> bool:
        """Answer no key: the view has its own."""
        return False
