"""The tabs of a place: each keeps its row, search and chip, and is reached by keys, links, drafts and results."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.actions.kernel import drafts, records
from app.domain.kinds import KINDS
from app.gui.cases.cases_screen import Casework
from app.gui.cases.cases_view import RecordView
from app.gui.shell.rail import places
from app.gui.shell.vault_session import VaultSession
from app.gui.start.page_routes import home
from app.gui.start.program import Program
from app.gui.style.text import LANGUAGES, Text
from app.gui.style.theme import Look
from app.gui.widgets.tabs import MOST, Tab, TabBar
from app.store.vault.open_vault import Vault
from tests.actions.field_examples import example
from tests.gui.hands import visible, words_on
from tests.gui.running import in_store, unlocked

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
FIELD = [Tab("missions", "Missions"), Tab("checkins", "Check-ins"), Tab("warning", "Early warning")]


def two_missions(vault: Vault) -> list[str]:
    return [records.add(vault, "mission", {"title": title})[0].id.hex() for title in ("River", "Road")]


def tab(desk: VaultSession, key: str) -> Casework:
    place = desk.places[key]
    assert isinstance(place, Casework)
    return place


def test_a_tab_keeps_its_row_search_and_chip_while_another_is_shown(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    river, _ = in_store(program, two_missions)
    qtbot.keyClick(desk.window, "5", CONTROL)
    missions = tab(desk, "missions")
    qtbot.waitUntil(lambda: len(missions.pane.model.rows) == 2, timeout=10000)
    assert QApplication.focusWidget() is missions.pane.view and "2 missions" in words_on(missions.pane)
    assert missions.pane.search is not None
    missions.pane.search.setFocus()
    qtbot.keyClicks(missions.pane.search, "riv")
    qtbot.waitUntil(lambda: [row.key for row in missions.pane.model.rows] == [river], timeout=10000)
    assert "1 mission" in words_on(missions.pane)
    qtbot.keyClick(desk.window, Qt.Key.Key_Tab, CONTROL)
    assert desk.window.place == "checkins"
    qtbot.keyClick(desk.window, "4", CONTROL)
    assert desk.window.place == "all-cases"
    qtbot.keyClick(desk.window, "5", CONTROL)
    assert desk.window.place == "checkins", "the place shows its current tab"
    qtbot.keyClick(desk.window, Qt.Key.Key_Backtab, CONTROL | SHIFT)
    assert desk.window.place == "missions" and missions.pane.search.text() == "riv"
    assert [row.key for row in missions.pane.model.rows] == [river] and missions.current == river


def test_left_and_right_move_between_tabs_and_stay_there(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    desk.go("field")
    bar = desk.window.tabs
    assert bar is not None and bar.accessibleName() == "Field"
    bar.take_focus()
    for key, there in (
        (Qt.Key.Key_Right, "checkins"),
        (Qt.Key.Key_Right, "accompaniment"),
        (Qt.Key.Key_Left, "checkins"),
    ):
        qtbot.keyClick(QApplication.focusWidget(), key)
        assert desk.window.place == bar.key == there
        assert bar.isAncestorOf(QApplication.focusWidget() or desk.window)
    desk.go("people")
    assert desk.window.tabs is None and not bar.isVisible()


def test_a_page_over_the_place_covers_the_tabs(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    desk.go("library")
    qtbot.keyClick(desk.window, "n", CONTROL)
    qtbot.waitUntil(lambda: desk.window.full is not None, timeout=10000)
    assert desk.window.tabs is None
    qtbot.keyClick(desk.window, Qt.Key.Key_Tab, CONTROL)
    assert desk.window.place == "documents", "a form is not left by a slip"
    qtbot.keyClick(desk.window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: desk.window.full is None, timeout=10000)
    assert desk.window.tabs is not None


@pytest.mark.parametrize("language", LANGUAGES)
def test_tabs_without_room_are_in_the_menu_and_the_current_one_is_shown(qtbot: QtBot, language: str) -> None:
    bar = TabBar(Look(Text(language), "light", 1.0), "Field", FIELD)
    qtbot.addWidget(bar)
    bar.resize(900, 60)
    bar.show()
    assert bar.in_menu == []
    bar.resize(bar.minimumSizeHint().width() + 60, 60)
    qtbot.waitUntil(lambda: bool(bar.in_menu), timeout=5000)
    went: list[str] = []
    bar.went.connect(went.append)
    bar.went.connect(bar.show_tab)
    for key in [one.key for one in FIELD]:
        bar.show_tab(key)
        assert key not in bar.in_menu
    (more,) = [button for button in visible(bar, type(bar._more)) if button is bar._more]
    more.click()
    (menu,) = bar.findChildren(QMenu)
    assert [action.text() for action in menu.actions()] == [one.word for one in FIELD if one.key in bar.in_menu]
    (first, *_), hidden = menu.actions(), bar.in_menu[0]
    first.trigger()
    menu.close()
    assert went == [hidden] and hidden not in bar.in_menu


def test_a_place_has_at_most_five_tabs_and_every_kind_says_its_tab() -> None:
    items = places(Look(Text("en"), "light", 1.0))
    assert max(len(place.tabs) for place in items) <= MOST
    for kind in KINDS.values():
        at = [place for place in items if place.key == kind.home.place]
        assert not kind.home.place or kind.home.tab in ([one.key for one in at[0].tabs] or [""]), kind.name


@pytest.mark.parametrize(
    "kind",
    [name for name, kind in KINDS.items() if kind.home.tab not in ("", "checkins") and not kind.registered],
)
def test_a_record_opens_in_its_tab(qtbot: QtBot, program: Program, kind: str) -> None:
    """From a link, a result and the draft of an edit."""
    desk = unlocked(qtbot, program)
    given = {"title": "Notes"} if kind == "document" else example(KINDS[kind])
    key = in_store(program, lambda vault: records.add(vault, kind, given)[0].id.hex())
    assert in_store(program, lambda vault: home(vault, key)) == (KINDS[kind].home.tab, key, kind)
    desk.routes.follow(f"record:{key}")
    qtbot.waitUntil(lambda: desk.window.place == KINDS[kind].home.tab, timeout=10000)
    place = tab(desk, KINDS[kind].home.tab)
    qtbot.waitUntil(lambda: place.current == key and isinstance(place.split.page, RecordView), timeout=10000)
    assert place.asked.kind == kind and (place.pane.chips is None or place.pane.chips.value in (kind, "every"))


def test_what_was_typed_in_a_list_before_the_places_had_tabs_is_put_back(qtbot: QtBot, program: Program) -> None:
    old = {
        "Field\n\nSearch title, text, names\n0": "river", "Library\n\nSearch the pages of help\n0": "courier",
        "Cases\n\nSearch title, text, names\n0": "water",
    }  # fmt: skip
    desk = unlocked(qtbot, program)
    in_store(program, lambda vault: drafts.keep(vault, drafts.TYPED, old))
    desk._typed.load()
    qtbot.waitUntil(lambda: bool(desk.window.typed), timeout=10000)
    for key, text in (("missions", "river"), ("help", "courier"), ("all-cases", "water")):
        desk.go(key)
        search = desk.places[key].pane.search  # type: ignore[attr-defined]
        qtbot.waitUntil(lambda search=search, text=text: search.text() == text, timeout=5000)  # type: ignore[misc]
