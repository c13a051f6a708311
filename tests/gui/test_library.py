"""The library: every page in every language, each key and label it names is there, F1, Ctrl K, and back."""

import re
from collections.abc import Set
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.gui.incidents.entry_view import EntryView
from app.gui.library import library_screen
from app.gui.library.guide import FOLDER, Guide, guides, parse
from app.gui.library.library_view import GuideView
from app.gui.records.form_view import RecordForm
from app.gui.shell.keys_view import KeySheet
from app.gui.start.main_pages import makers
from app.gui.start.program import Program
from app.gui.style.text import LANGUAGES, Text
from tests import translations
from tests.gui.gallery import Gallery
from tests.gui.hands import words_on
from tests.gui.running import document, unlocked
from tests.gui.test_find import finding
from tests.gui.test_key_sheet import sheet
from tests.gui.test_layout import way as way
from tests.gui.test_text import sources

GUI = Path(__file__).parents[2] / "app" / "gui"
PAGES = [(language, page) for language in LANGUAGES for page in guides(language)]
IDS = [f"{language}-{page.key}" for language, page in PAGES]


def named(page: Guide, what: str) -> set[str]:
    """Return the labels (`who`) or the keys (`did`) that a page names."""
    return {text.strip("\u2066\u2069") for block in page.blocks for text, kind in block.runs if kind == what}


def test_every_language_has_every_page_with_the_same_lines() -> None:
    english = {page.key: page for page in guides("en")}
    assert len(english) == len(list((FOLDER / "en").glob("*.md"))) > 0
    for language in LANGUAGES:
        assert (FOLDER / language).is_dir(), language
        own = {page.key: page for page in guides(language)}
        assert list(own) == list(english)
        for key, page in own.items():
            assert [block.kind for block in page.blocks] == [block.kind for block in english[key].blocks], key
            assert sorted(named(page, "did")) == sorted(named(english[key], "did")), key
            assert page.title and (language == "en" or page.title != english[key].title)


@pytest.mark.parametrize(("language", "page"), PAGES, ids=IDS)
def test_each_label_that_a_page_names_stands_in_the_window(language: str, page: Guide) -> None:
    words: Set[str] = sources()
    if language != "en":
        words = {text for text in translations.words(language).values() if isinstance(text, str)}
    assert sorted(named(page, "who") - words) == []


@pytest.mark.parametrize("language", [name for name in LANGUAGES if name != "en"])
def test_a_page_names_the_same_labels_in_every_language(language: str) -> None:
    """So a button that is called otherwise in the window than in the help is found, in the help's own language."""
    catalogue = translations.words(language)
    own = {page.key: page for page in guides(language)}
    for page in guides("en"):
        assert named(own[page.key], "who") == {catalogue[label] for label in named(page, "who")}, page.key


@pytest.mark.parametrize("way", ["light"], indirect=True)
@pytest.mark.parametrize(("language", "page"), PAGES, ids=IDS)
def test_each_key_that_a_page_names_stands_in_the_sheet(way: Gallery, language: str, page: Guide) -> None:
    assert sorted(named(page, "did") - sheet(way.look)) == []


def test_each_place_and_view_leads_to_a_page_and_exists(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    pages = {page.key for page in guides("en")}
    assert set(library_screen.OF_PLACE) == set(makers(desk))
    code = "".join(file.read_text("utf-8") for file in GUI.rglob("*.py"))
    made = set(re.findall(r"^class (?!Guide|Image)([A-Z]\w*View|RecordForm|KeySheet|\w+Dialog)\(", code, re.M))
    assert set(library_screen.OF_PAGE) == made
    said = set(re.findall(r'(?:help_button\(look, self, |\.guide = |close_full, |browser, back, )"([^"]+)"', code))
    assert {"unlock", "first-start", "evidence", "contact"} <= said
    assert {*library_screen.OF_PLACE.values(), *library_screen.OF_PAGE.values(), *said} <= pages


def test_a_page_is_read_as_it_is_written() -> None:
    page = parse("x", "# Title\nPress **Save** or `Ctrl S`.\n## Head\n1. One\n10. Ten\n- Point <b>\n")
    assert page.title == "Title"
    assert [block.kind for block in page.blocks] == ["text", "head", "step", "step", "point"]
    assert page.blocks[0].runs == (
        ("Press ", ""), ("Save", "who"), (" or ", ""), ("\u2066Ctrl S\u2069", "did"), (".", ""),
    )  # fmt: skip
    assert page.blocks[3].runs == (("Ten", ""),) and page.blocks[4].runs == (("Point <b>", ""),)
    assert page.fits("save TITLE") and not page.fits("save nothing")


def test_the_help_of_campaigns_names_the_list_whose_new_record_is_one(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    for language in ("en", "ar"):
        step = next(page for page in guides(language) if page.key == "campaigns").blocks[1]
        assert Text(language)(desk.kinds["programme"].plural) in [words for words, _ in step.runs]
    desk.routes.follow("list:programme")
    desk.window.key.emit("new")
    qtbot.waitUntil(lambda: isinstance(desk.window.full, RecordForm), timeout=10000)
    assert isinstance(desk.window.full, RecordForm) and "Goal" in words_on(desk.window.full)


def test_f1_helps_over_the_entry_and_esc_goes_back_to_the_same_slot(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    qtbot.waitUntil(lambda: len(document(desk).pane.model.rows) == 1, timeout=10000)
    qtbot.keyClick(desk.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, EntryView), timeout=10000)
    entry = desk.window.full
    assert isinstance(entry, EntryView)
    entry.prose.setFocus()
    qtbot.keyClicks(entry.prose, "Two men")
    qtbot.keyClick(entry.prose, Qt.Key.Key_F1)
    page = desk.window.full
    assert isinstance(page, GuideView) and page.key == "first-incident"
    assert QApplication.focusWidget() is page.first
    qtbot.keyClick(desk.window, Qt.Key.Key_F1)  # once is enough
    qtbot.keyClick(desk.window, Qt.Key.Key_Slash, Qt.KeyboardModifier.ControlModifier)
    assert isinstance(desk.window.full, KeySheet)
    qtbot.keyClick(desk.window, Qt.Key.Key_Escape)
    qtbot.keyClick(desk.window, Qt.Key.Key_Escape)
    assert desk.window.full is entry and QApplication.focusWidget() is entry.prose
    assert entry.prose.toPlainText() == "Two men"


def test_help_on_the_rail_opens_at_the_page_of_the_view_and_leads_back(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    for place, page in (("checkins", "checkins"), ("outbox", "sharing"), ("safety", "device")):
        desk.go(place)
        desk.window.went.emit("help")  # as the item of the rail does
        library = desk.places["help"]
        assert isinstance(library, library_screen.Library)
        qtbot.waitUntil(lambda library=library, page=page: getattr(library.split.page, "key", "") == page, timeout=5000)
        assert library.pane.current == page
        desk.window.went.emit("help")
        assert library.current == page, "pressed again, it stays"
        qtbot.keyClick(desk.window, Qt.Key.Key_Escape)
    desk.go("incidents")
    desk.window.went.emit("help")
    qtbot.keyClick(desk.window, Qt.Key.Key_Escape)
    assert desk.window.place == "incidents"


def test_the_library_lists_searches_and_is_found(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    desk.go("help")
    place = desk.places["help"]
    assert isinstance(place, library_screen.Library)
    assert len(place.pane.model.rows) == len(guides("en"))
    qtbot.keyClick(desk.window, "/")
    assert place.pane.search is not None and QApplication.focusWidget() is place.pane.search
    qtbot.keyClicks(place.pane.search, "courier")
    assert [row.key for row in place.pane.model.rows] == ["stick"]
    desk.go("incidents")
    view = finding(qtbot, desk, "courier can carry", "Send and receive by a USB stick")
    view.opened.emit(view.current)
    assert desk.window.place == "help"
    qtbot.waitUntil(lambda: getattr(place.split.page, "key", "") == "stick", timeout=5000)
    qtbot.keyClick(desk.window, Qt.Key.Key_F1)
    assert isinstance(desk.window.full, GuideView) and desk.window.full.key == "keys"
