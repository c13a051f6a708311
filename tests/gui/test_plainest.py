"""What Enter takes: the words that were typed, or the plainest term; never a code that says more than was typed."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain.search_normalisation import words
from app.domain.vocabulary import VocabularyCode
from app.gui.incidents.entry_query import Slots
from app.gui.incidents.incidents_query import Candidates
from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.widgets.fields import Picker
from tests.vaults import WORDS


def texts(entry: VocabularyCode, language: str) -> list[list[str]]:
    said = [each.get(language, "") for each in (entry.label, entry.noun, entry.verb)]
    return [words(text) for text in said if text]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_in_every_list_the_plainest_term_stands_before_one_that_says_more(language: str) -> None:
    """Where the words of one code begin those of another, the first is offered first, from the third letter on."""
    pairs = 0
    for scheme in WORDS:
        vocabulary = WORDS[scheme]
        for plain in vocabulary.codes:
            for said in texts(vocabulary.entries[plain], language):
                for typed in (said[0][:3], said[0], " ".join(said)):
                    found = vocabulary.find(typed, language)
                    more = [code for code in found if code != plain and all(
                        text[: len(said)] == said and len(text) > len(said)
                        for text in texts(vocabulary.entries[code], language)
                        if text[:1] == said[:1]) and any(
                        text[: len(said)] == said for text in texts(vocabulary.entries[code], language))]  # fmt: skip
                    pairs += len(more)
                    assert all(found.index(plain) < found.index(code) for code in more), (scheme, plain, typed, found)
    assert pairs > 20


@pytest.fixture
def offered(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(800, 600)
    window.show()
    return window


@pytest.mark.parametrize(
    ("slot", "typed", "kept"),
    [
        ("did", "threat", "code:THR4"),
        ("did", "threatened", "threatened"),
        ("did", "death threat, person", "code:THR1"),
        ("did", "Threat against a person", "code:THR4"),
        ("who", "poli", "type:010104"),  # the first listed word that begins so
        ("who", "militiamen", "militiamen"),
        ("whom", "mar", "id:00"),
        ("where", "nowhere known", "nowhere known"),
        ("age", "34", "code:30-49"),
    ],
)
def test_enter_takes_what_was_typed_a_known_record_or_the_code_whose_name_it_is(
    qtbot: QtBot, offered: QWidget, slot: str, typed: str, kept: str
) -> None:
    look = Look(Text("en"))
    found = Candidates(people=(("id:00", "Marula"),), places=(), units=())
    slots = Slots(look.tr, WORDS, found, date(2026, 4, 16))
    picker = Picker(look, "slot", "", slots.options()[slot], free=slot not in ("sex", "age"))
    picker.setParent(offered)
    picker.show()
    popup = picker.open()
    qtbot.keyClicks(popup.edit, typed)
    qtbot.keyClick(popup.edit, Qt.Key.Key_Return)
    assert picker.value == kept


def test_a_threat_is_no_threat_to_kill() -> None:
    assert WORDS["violation"].find("threat", "en")[0] == "THR4"
    assert WORDS["violation"].find("تهديد", "ar")[0] == "THR4"
