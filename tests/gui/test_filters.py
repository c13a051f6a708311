"""Filters written out as words, taken away one by one; a search that was kept is found again."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.actions.kernel import records
from app.actions.records import searches
from app.gui.incidents import filters_query
from app.gui.incidents.entry_view import EntryView
from app.gui.incidents.filters_screen import open_filters
from app.gui.incidents.filters_view import FiltersView
from app.gui.incidents.incidents_query import IncidentQuery
from app.gui.incidents.incidents_screen import Document
from app.gui.incidents.incidents_view import incident_list, no_incidents
from app.gui.search.find_view import FindView
from app.gui.start.program import Program
from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.widgets.buttons import Button, IconButton
from app.gui.widgets.fields import Picker
from app.store.vault.open_vault import Vault
from tests.gui.hands import press, shows, words_on
from tests.gui.running import document, in_store, unlocked
from tests.gui.stage import settle
from tests.vaults import WORDS


def more(vault: Vault) -> None:
    for day, state in (("2026-02-01", "draft"), ("2026-03-09", "draft"), ("2026-05-01", "final")):
        records.add(vault, "event", {"title": day, "date_start": day, "review_state": state})


def titles(place: Document) -> list[str]:
    return [row.title for row in place.pane.model.rows]


def chips(place: Document) -> list[Button]:
    return [one for one in place.pane.findChildren(Button) if one.kind == "chip" and not one.isHidden()]


def test_filters_are_words_that_can_be_taken_away_one_by_one(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    place = document(desk)
    in_store(program, more)
    desk.refresh()
    qtbot.waitUntil(lambda: len(titles(place)) == 4, timeout=10000)
    (button,) = [one for one in place.pane.findChildren(IconButton) if one.shown == "Filter…"]
    qtbot.keyClick(button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, FiltersView), timeout=10000)
    view = desk.window.full
    assert isinstance(view, FiltersView)
    picker = next(one for one in view.findChildren(Picker) if one.accessibleName() == "Review state")
    qtbot.keyClick(picker, Qt.Key.Key_D)  # the list opens as one types
    qtbot.keyClicks(desk.window.focusWidget(), "raft")
    qtbot.keyClick(desk.window.focusWidget(), Qt.Key.Key_Return)
    assert picker.value == "draft"
    since = next(one for one in view.findChildren(QLineEdit) if one.accessibleName() == "Since")
    since.setText("no date at all")
    (keep,) = [one for one in view.findChildren(Button) if one.shown == "Save this search"]
    keep.click()
    assert desk.window.full is view  # a wrong date is said, nothing is kept
    since.setText("March 2026")
    qtbot.keyClick(keep, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: titles(place) == ["2026-03-09"], timeout=10000)
    assert [one.shown for one in chips(place)] == ["in progress", "since Mar 2026"]
    chips(place)[1].setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(chips(place)[1], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: titles(place) == ["2026-03-09", "2026-02-01"], timeout=10000)
    assert chips(place)[0].hasFocus()  # so the next Enter takes the next one away
    qtbot.keyClick(chips(place)[0], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(titles(place)) == 4, timeout=10000)
    assert chips(place) == [] and button.hasFocus()


def test_the_chip_is_kept_with_the_search_and_a_country_keeps_its_capital(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    place = document(desk)
    in_store(program, more)
    press(place.pane, "In progress")
    press(place.pane, "Filter…")
    qtbot.waitUntil(lambda: isinstance(desk.window.full, FiltersView), timeout=10000)
    page = desk.window.full
    assert isinstance(page, FiltersView)
    page.keep.emit((("country", "MX"),))
    qtbot.waitUntil(lambda: bool(in_store(program, searches.list_saved_searches)), timeout=10000)
    (kept,) = in_store(program, searches.list_saved_searches)
    assert kept.where == (("review_state", "draft"), ("country", "MX"))
    told = filters_query.sentence(desk.kinds["event"], desk.words, desk.look.tr, kept)
    assert told == "Incidents, in progress, Mexico"


def test_a_saved_incident_is_in_the_list_also_if_a_filter_would_hide_it(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    place = document(desk)
    in_store(program, more)
    press(place.pane, "In progress")
    qtbot.waitUntil(lambda: titles(place) == ["2026-03-09", "2026-02-01"], timeout=10000)
    key = place.pane.model.rows[0].key

    def edit(text: str) -> None:
        place.edit(key)
        qtbot.waitUntil(lambda: isinstance(desk.window.full, EntryView), timeout=10000)
        assert isinstance(desk.window.full, EntryView)
        desk.window.full.prose.setFocus()
        qtbot.keyClicks(desk.window.full.prose, text)
        press(desk.window, "Save")
        qtbot.waitUntil(lambda: desk.window.full is None, timeout=10000)
        for _ in range(2):
            in_store(program, lambda vault: None)
            settle()

    edit("It still fits.")
    assert titles(place) == ["2026-03-09", "2026-02-01"], "a filter that shows it stays"
    in_store(program, lambda vault: records.edit(vault, key, {"review_state": "final"}))
    edit("It is final.")
    qtbot.waitUntil(lambda: len(titles(place)) == 4, timeout=10000)
    assert place.pane.current == key
    press(place.pane, "In progress")
    qtbot.waitUntil(lambda: titles(place) == ["2026-02-01"], timeout=10000)
    desk.window.key.emit("new")
    qtbot.waitUntil(lambda: isinstance(desk.window.full, EntryView), timeout=10000)
    assert isinstance(desk.window.full, EntryView)
    desk.window.full.prose.setFocus()
    qtbot.keyClicks(desk.window.full.prose, "A new one.")
    press(desk.window, "Save")
    qtbot.waitUntil(lambda: len(titles(place)) == 5, timeout=10000)
    assert place.pane.current == place.current and place.current not in (key, "")


def test_nothing_is_kept_where_nothing_is_asked_and_what_has_no_field_stays(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    open_filters(desk, IncidentQuery(where=(("monitoring", "01"),)), lambda _: None)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, FiltersView), timeout=10000)
    page = desk.window.full
    assert isinstance(page, FiltersView) and page.where == (("monitoring", "01"),)
    page.keep.emit(())
    assert desk.window.full is page and in_store(program, searches.list_saved_searches) == []


def test_a_kept_search_is_found_and_forgotten_with_a_way_back(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    place = document(desk)
    in_store(program, more)
    search = searches.Search("", (("until", "2026-03"),))
    in_store(program, lambda vault: searches.save(vault, search))
    desk.routes.anywhere["anything"]()
    view = desk.window.full
    assert isinstance(view, FindView) and view.search is not None
    qtbot.keyClicks(view.search, "until")
    qtbot.waitUntil(lambda: [row.title for row in view.model.rows][:1] == ["Incidents, until Mar 2026"], timeout=10000)
    qtbot.keyClick(view.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: titles(place) == ["2026-03-09", "2026-02-01"], timeout=10000)
    assert [one.shown for one in chips(place)] == ["until Mar 2026"]
    press(place.pane, "Filter…")
    qtbot.waitUntil(lambda: isinstance(desk.window.full, FiltersView), timeout=10000)
    page = desk.window.full
    assert isinstance(page, FiltersView)
    page.forget.emit(search)
    saved = lambda: in_store(program, searches.list_saved_searches)  # noqa: E731
    qtbot.waitUntil(lambda: saved() == [] and len(desk.past.done) == 1, timeout=10000)
    desk.undo()
    qtbot.waitUntil(lambda: saved() == [search], timeout=10000)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_chip_of_a_state_has_the_words_of_the_state(qtbot: QtBot, language: str) -> None:
    look = Look(Text(language))
    pane = incident_list(look)
    qtbot.addWidget(pane)
    for code in ("draft", "to_review"):
        state = WORDS["review_state"].label(code, language)
        assert shows(pane, state[:1].upper() + state[1:])
    empty = no_incidents(look, IncidentQuery(chip="drafts"), lambda _: None)
    qtbot.addWidget(empty)
    assert language == "ar" or any("Today lists drafts that are not saved yet." in text for text in words_on(empty))
