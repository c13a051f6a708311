"""What somebody tries who has the keyboard only and has not read anything: Enter, words with spaces, an age."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app import start
from app.gui.incidents.entry_query import Slots
from app.gui.incidents.incidents_query import Candidates
from app.gui.incidents.slots import SentenceSlot, SlotSentence
from app.gui.start.first_start_view import FirstStart
from app.gui.style.text import Text, TextSlot
from app.gui.style.theme import Look
from app.gui.widgets.browse import Browser
from app.gui.widgets.buttons import Button
from tests.gui.hands import options, press

WORDS = ["orchard", "velvet", "kiosk", "dumpling", "rebuilt", "canopy"]


@pytest.fixture
def look(qtbot: QtBot) -> Look:
    return Look(Text("en"))


def test_enter_presses_the_button_that_has_the_keyboard(qtbot: QtBot, look: Look) -> None:
    button = Button(look, "Save")
    qtbot.addWidget(button)
    with qtbot.waitSignal(button.clicked, timeout=1000):
        qtbot.keyClick(button, Qt.Key.Key_Return)
    with qtbot.assertNotEmitted(button.clicked):
        qtbot.keyClick(button, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_the_six_words_can_be_typed_as_they_are_written(qtbot: QtBot, look: Look, tmp_path: Path) -> None:
    first = FirstStart(look, tmp_path, lambda: list(WORDS))
    qtbot.addWidget(first)
    press(first, "Begin")
    press(first, "I wrote the words on paper")
    for i, word in enumerate(WORDS):
        qtbot.keyClicks(first.back.typed[i], word + " " * (i < 5))
    assert [edit.text() for edit in first.back.typed] == WORDS
    first.back.typed[0].clear()
    qtbot.keyClicks(first.back.typed[0], " ")
    assert first.back.typed[0].text() == ""
    first.back.spread(0, " ".join(WORDS))
    assert [edit.text() for edit in first.back.typed] == WORDS
    with qtbot.waitSignal(first.started, timeout=1000):
        qtbot.keyClick(first.back.typed[5], Qt.Key.Key_Return)
        press(first, "Show all pages")


def test_enter_on_a_file_that_is_named_in_full_takes_it(qtbot: QtBot, look: Look, tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"x")
    browser = Browser(look, "File", tmp_path, "Take", files=())
    qtbot.addWidget(browser)
    browser.path.setText(str(tmp_path / "photo.jpg"))
    with qtbot.waitSignal(browser.picked, timeout=1000) as picked:
        qtbot.keyClick(browser.path, Qt.Key.Key_Return)
    assert picked.args == [str(tmp_path / "photo.jpg")]
    browser.path.setText(str(tmp_path))
    with qtbot.assertNotEmitted(browser.picked):
        qtbot.keyClick(browser.path, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("typed", "code"), [("0", "0-11"), ("34", "30-49"), ("\u0663\u0664", "30-49"), ("65", "65+"), ("101", "65+")]
)
def test_an_age_in_years_is_its_group(typed: str, code: str) -> None:
    ages = Slots(Text("en"), start.vocabularies(), Candidates((), ()), date(2026, 1, 1)).options()["age"]
    assert [value for value, _ in ages(typed)] == [f"code:{code}"]


def test_words_that_would_not_be_kept_cannot_stand_in_a_slot(qtbot: QtBot, look: Look) -> None:
    sentence = SlotSentence(look, [[TextSlot("sex")]], {"sex": SentenceSlot("Sex", "sex?", lambda _: [], free=False)})
    qtbot.addWidget(sentence)
    assert options(sentence.slots["sex"], "other") == []
