"""One word for one place: on the rail, the tab, the page, in Search and when read aloud; all pages by Search."""

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.gui.search.find_view import FindView
from app.gui.shell.rail import Tile, places
from app.gui.shell.vault_session import VaultSession
from app.gui.start.page_routes import OPENS
from app.gui.start.program import Program
from app.gui.style.text import LANGUAGES
from app.gui.widgets.blocks import Empty, PageHeader
from app.gui.widgets.buttons import Button, Exclusive
from app.gui.widgets.listpane import ListPane
from tests.gui.hands import visible
from tests.gui.running import unlocked


def in_language(program: Program, language: str) -> VaultSession:
    assert program.desk is not None
    program.desk.relook.emit({"language": language})
    assert program.desk is not None
    return program.desk


def named(desk: VaultSession) -> set[str]:
    """Return the names of the page of the open place, as they are read and as they are heard."""
    widget = desk.places[desk.window.place].widget
    if widget.accessibleName():  # the head of the board has the number of those who are out
        return {widget.accessibleName()}
    panes = visible(widget, ListPane)
    if panes:
        (pane,) = panes
        return {pane.accessibleName(), pane.view.accessibleName()}
    (head,) = visible(widget, PageHeader)
    return {head.findChildren(QLabel)[0].text()}


def is_shown(widget: QWidget) -> bool:
    """Return True once a place shows its page, its list, or what an empty place says."""
    return any(visible(widget, kind) for kind in (PageHeader, ListPane, Empty))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_word_of_a_place_is_the_title_of_its_page(qtbot: QtBot, program: Program, language: str) -> None:
    unlocked(qtbot, program)
    desk = in_language(program, language)
    for place in places(desk.look):
        desk.go(place.key)
        widget = desk.places[desk.window.place].widget
        qtbot.waitUntil(lambda: is_shown(widget), timeout=10000)  # noqa: B023
        assert desk.window.rail is not None
        (item,) = [one for one in desk.window.rail.findChildren(Exclusive) if one.isChecked()]
        assert item.shown == place.word and item.accessibleName().startswith(place.word)
        if not place.tabs:
            assert named(desk) == {place.word}, place.key
            continue
        bar = desk.window.tabs
        assert bar is not None and bar.accessibleName() == place.word
        assert next(label.text() for label in bar.findChildren(QLabel)) == place.word
        for tab in place.tabs:
            desk.go(tab.key)
            widget = desk.places[tab.key].widget
            qtbot.waitUntil(lambda: is_shown(widget), timeout=10000)  # noqa: B023
            (cell,) = [one for one in bar.findChildren(Exclusive) if one.isChecked()]
            assert {cell.shown, cell.accessibleName()} == named(desk) == {tab.word}, tab.key


def test_search_finds_every_place_tab_and_page(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    desk.window.key.emit("anything")
    view = desk.window.full
    assert isinstance(view, FindView)
    qtbot.waitUntil(lambda: bool(view.model.rows), timeout=10000)
    rows = {(row.key, row.title) for row in view.model.rows}
    for place in places(desk.look):
        assert (f"go:{place.key}", place.word) in rows
        for tab in place.tabs:
            listed = f"list:{tab.key}" in {key for key, _ in rows}  # its list leads to the tab, one result for both
            assert tab.word == place.word or (f"go:{tab.key}", tab.word) in rows or listed, tab.key
    own = {"film-pack"}  # only a small program has it, among its settings
    assert {f"do:{page}" for page in OPENS if page not in own} <= {key for key, _ in rows}


def test_a_place_that_is_opened_never_puts_the_keyboard_on_the_rail_or_on_what_sends(
    qtbot: QtBot, program: Program
) -> None:
    desk = unlocked(qtbot, program)
    for key in [page.key for place in places(desk.look) for page in place.tabs or (place,)]:
        desk.go(key)
        qtbot.wait(60)
        focus, rail = QApplication.focusWidget(), desk.window.rail
        assert rail is not None and focus is not None and not rail.isAncestorOf(focus), key
        assert not isinstance(focus, Tile) and not (isinstance(focus, Button) and focus.kind in ("red", "danger")), key
