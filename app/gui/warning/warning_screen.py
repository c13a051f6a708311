"""Early warning over any place: record observations, raise an alert from a level, send it to its tree, and end it."""

from typing import Any

from app.actions.field import alerts, warning
from app.actions.kernel import records
from app.actions.kernel.change_set import MAIL, Changed, PageData
from app.domain.record import Record
from app.gui.papers.papers_screen import open_whole
from app.gui.shell.place import back_button
from app.gui.shell.vault_session import VaultSession
from app.gui.warning import map_query
from app.gui.warning import warning_query as reading
from app.gui.warning.map_query import MapPage
from app.gui.warning.map_view import MapView
from app.gui.warning.warning_query import TreePage, WarningPage
from app.gui.warning.warning_view import TreeView, WarningView
from app.store.vault.open_vault import Vault

SHOWS = PageData(("indicator", "observation", "alert"), MAIL)
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
                tr("Noted."), lambda vault: records.remove(vault, key)[1],
                lambda vault: records.restore(vault, key)[1],
            )  # fmt: skip

        desk.ask(lambda vault: warning.observe(vault, **given), noted)

    def raise_(area: str) -> None:
        def raised(made: tuple[Record, Changed]) -> None:
            key = made[0].id.hex()
            desk.tell(
                tr("The alert is raised here. Nobody was told yet."), lambda vault: records.remove(vault, key)[1],
                lambda vault: records.restore(vault, key)[1],
            )  # fmt: skip
            open_tree(desk, key)

        desk.ask(lambda vault: alerts.raise_(vault, area, None, tr.language), raised)

    view.noted.connect(note)
    view.raised.connect(raise_)
    view.promoted.connect(lambda key: promote(desk, key))
    view.tree.connect(lambda key: open_tree(desk, key))
    view.opened.connect(lambda key: _open(desk, key))
    view.map.connect(lambda: open_map(desk))
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

    def send() -> None:
        desk.ask(lambda vault: alerts.send(vault, key), lambda _: desk.tell(tr("The alert goes before all else.")))

    def test() -> None:
        said = tr("The test is on its way. Try the others by hand, and press how it ended.")
        desk.ask(lambda vault: alerts.test(vault, key), lambda _: desk.tell(said))

    def end() -> None:
        desk.act(lambda vault: alerts.end(vault, key), tr("The alert is over."), lambda vault: alerts.go_on(vault, key))

    def tried(contact: str, reached: bool) -> None:
        before: list[Record] = []

        def keep(vault: Vault) -> Changed:
            found = alerts.tree(vault, key)
            before[:] = [one.channel for one in found.members if one.contact.id.hex() == contact and one.channel]
            return alerts.store_channel_test(vault, contact, reached)[1]

        def back(vault: Vault) -> Changed:
            return alerts.untry(vault, before[0].id, before[0].fields)

        desk.act(keep, tr("Kept: reached.") if reached else tr("Kept: not reached."), back)

    view.send.connect(send)
    view.test.connect(test)
    view.end.connect(end)
    view.tried.connect(tried)
    view.edit.connect(lambda: _write(desk, "alert", key))
    view.opened.connect(lambda contact: _open(desk, contact))
    desk.window.show_full(view)
    desk.watch(view, again, SHOWS)


def open_map(desk: VaultSession) -> None:
    """Show the map; a record that is opened from it is shown in its own place."""
    tr = desk.look.tr
    desk.read(lambda vault: map_query.page(vault, tr), lambda shown: _show_map(desk, shown))


def _show_map(desk: VaultSession, shown: MapPage) -> None:
    view = MapView(desk.look, shown, back_button(desk))
    kinds = {mark.line.key: mark.kind for mark in shown.marks}

    def go(key: str) -> None:
        desk.window.close_full()
        desk.show(desk.kinds[kinds[key]].home.page, key, kinds[key])

    view.opened.connect(go)
    view.papers.connect(lambda: open_whole(desk, PAPERS, desk.look.tr("Map")))
    desk.window.show_full(view)
    view.take_focus()
