"""The map over any place."""

from app.gui.papers.papers_screen import open_whole
from app.gui.shell.place import back_button
from app.gui.shell.vault_session import VaultSession
from app.gui.warning import map_query as reading
from app.gui.warning.map_values import MapPage
from app.gui.warning.map_view import MapView

PAPERS = ("incident-points", "incident-points-kml", "warning-months")
"""Papers of the data on the map, with the rounding of an audience."""


def open_map(desk: VaultSession) -> None:
    """Show the map; a record that is opened from it is shown in its own place."""
    tr = desk.look.tr
    desk.read(lambda vault: reading.page(vault, tr), lambda shown: _show(desk, shown))


def _show(desk: VaultSession, shown: MapPage) -> None:
    view = MapView(desk.look, shown, back_button(desk))
    kinds = {mark.line.key: mark.kind for mark in shown.marks}

    def go(key: str) -> None:
        desk.window.close_full()
        desk.show("document" if kinds[key] == "event" else "field", key, kinds[key])

    view.opened.connect(go)
    view.papers.connect(lambda: open_whole(desk, PAPERS, desk.look.tr("Map")))
    desk.window.show_full(view)
    view.take_focus()
