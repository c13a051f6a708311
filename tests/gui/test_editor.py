"""The editor of an incident: who is in danger, whom a slot offers first, the hour, and an old alias in the story."""

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from app.gui.incidents.entry_query import Slots
from app.gui.incidents.entry_story_view import find_alias
from app.gui.incidents.entry_view import EntryView
from app.gui.incidents.incidents_query import Candidates
from app.gui.style.text import Text
from app.gui.style.theme import Look
from tests.gui.hands import options, press, words_on
from tests.vaults import WORDS

KNOWN = (("id:" + "a" * 32, "Heron"), ("id:" + "b" * 32, "Tern"), ("id:" + "c" * 32, "Wren"))
TERN = KNOWN[1][0]
Opened = Callable[..., EntryView]


@pytest.fixture
def form(qtbot: QtBot) -> Opened:
    def opened(language: str = "en", **draft: str) -> EntryView:
        look = Look(Text(language))
        slots = Slots(look.tr, WORDS, Candidates(KNOWN, (("Velmora", "Velmora"),)), date(2026, 4, 15))
        view = EntryView(look, slots.options(), slots.said, draft, "New incident", slots.fits, slots.about)
        qtbot.addWidget(view)
        view.resize(1280, 800)
        view.show()
        return view

    return opened


def put(view: EntryView, key: str, value: str) -> None:
    """Give a slot a value, as its list does."""
    view.sentence.slots[key].changed.emit(value)


def offered(view: EntryView, key: str, typed: str = "") -> list[str]:
    return options(view.sentence.slots[key], typed)


def test_without_a_tick_everybody_harmed_is_in_danger_and_one_press_chooses(form: Opened) -> None:
    view = form(whom="Kestrel\na neighbour", danger="now")
    strip = view.in_danger
    assert strip.told.text() == "In danger: everybody who was harmed (2). Tick names to choose."
    assert {box.accessibleDescription() for box in strip.boxes.values()} == {strip.told.text()}
    press(strip, "Kestrel")
    assert strip.told.text() == "In danger: Kestrel." and view.values["in_danger"] == "Kestrel"
    press(strip, "Kestrel")
    assert strip.told.text().startswith("In danger: everybody") and "in_danger" not in view.values
    assert form(danger="now").in_danger.told.text() == "Nobody is named yet. Fill in who was harmed."


def test_each_line_offers_the_people_of_the_incident_first(form: Opened) -> None:
    view = form(who="type:010104", whom=f"a neighbour\n{TERN}", **{"whom 2": "Kestrel"})
    assert offered(view, "whom 2.1")[:4] == ["a neighbour", "Tern", "Heron", "Wren"]
    assert offered(view, "whom")[:4] == ["Kestrel", "Heron", "Tern", "Wren"], "its own line names each once"
    assert offered(view, "whom 2.1", "ter") == ["Tern", "ter"]
    police = WORDS["perp_type"].label("010104", "en")
    assert offered(view, "who 2.1")[:4] == [police, "a neighbour", "Tern", "Kestrel"]
    assert police not in offered(view, "whom 2.1"), "a kind of perpetrator is nobody who was harmed"


def test_an_old_alias_in_the_story_is_replaced_by_one_press_and_comes_back_by_undo(form: Opened) -> None:
    story = "Kestrel came. kestrel B and Kestrels did not; \U0001f54a Kestrel's brother did."
    view = form(whom="Kestrel\nKestrel B", words=story)
    put(view, "whom", "Tern the younger")
    said = "The text still says “Kestrel”. Replace it with “Tern the younger”?"
    assert view.story.told.text() == view.story.button.accessibleDescription() == said
    assert view.story.button.isVisible()
    press(view.story, "Replace")
    new = "Tern the younger came. kestrel B and Kestrels did not; \U0001f54a Tern the younger's brother did."
    assert view.values["words"] == view.prose.toPlainText() == new
    press(view.story, "Undo")
    assert view.values["words"] == story and view.story.told.text() == said
    press(view.story, "Replace")
    view.prose.moveCursor(QTextCursor.MoveOperation.End)
    view.prose.insertPlainText(" They ran.")
    assert not view.story.button.isVisible() and view.values["words"] == f"{new} They ran."


def test_an_alias_that_someone_else_has_or_that_no_text_has_is_not_offered(form: Opened) -> None:
    view = form(whom="Kestrel", words="Kestrel came.", **{"did 2": "beat", "whom 2": "Kestrel"})
    put(view, "whom", "Heron")
    assert not view.story.button.isVisible(), "line 2 still names Kestrel"
    put(view, "whom 2.1", "")
    put(view, "whom 2.1", "Wren")  # emptied first, then typed again
    assert "Replace it with “Wren”?" in view.story.told.text() and view.story.button.isVisible()
    put(view, "whom 2.1", "Kestrel")
    assert not view.story.button.isVisible(), "and back"
    view = form(who="type:010104", words="police came")
    put(view, "who", "Rural Guard")
    assert not view.story.button.isVisible(), "a kind is no alias"


@pytest.mark.parametrize(
    ("text", "alias", "found"),
    [("Tern, tern. Terns", "Tern", ["Tern", "tern"]), ("وتيرن ولتيرن تيرن", "تيرن", ["تيرن", "تيرن"]),
     ("A.B (x) was", "A.B (x)", ["A.B (x)"]), ("Tern B", "Tern", [])],
)  # fmt: skip
def test_an_alias_is_found_as_a_whole_word(text: str, alias: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in find_alias(text, alias, ["Tern B"])] == found


def test_the_hour_has_its_own_slot_and_about_stays_with_it(form: Opened) -> None:
    view = form()
    slots = view.sentence.slots
    assert list(slots)[:3] == ["when", "hour", "where"] and slots["hour"].accessibleName() == "Time"
    put(view, "when", "2026-04-12T18:00~")
    assert (view.values["when"], view.values["hour"]) == ("2026-04-12", "18:00~")
    assert (slots["when"].words, slots["hour"].words) == ("Sun 12 April 2026", "about 18:00")
    assert "Sun 12 April 2026, about 18:00" in "".join(words for words, _ in view.runs())
    put(view, "when", "2026-04-11~")
    assert slots["when"].words == "about Sat 11 April 2026" and slots["hour"].ink == "red"
    assert view.unfit() and "exact day" in view.header.second.text()
    put(view, "hour", "")
    assert not view.unfit() and view.values == {"when": "2026-04-11~"}


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("6", ["06:00", "18:00", "6"]), ("about 6 pm", ["about 18:00", "about 6 pm"]), ("18:00", ["18:00"]),
     ("at dawn", ["at dawn"])],
)  # fmt: skip
def test_an_hour_is_offered_with_each_of_its_meanings(form: Opened, typed: str, shown: list[str]) -> None:
    view = form(when="2026-04-12")
    assert offered(view, "hour", typed) == shown
    assert offered(view, "hour")[0] == "06:00"


def test_words_that_are_no_hour_are_kept_and_not_saved(form: Opened) -> None:
    view = form(when="2026-04-12")
    put(view, "hour", "at dawn")
    assert view.values["hour"] == "at dawn" and view.unfit()
    assert "at dawn" in "".join(words for words, _ in view.runs())
    assert "“Time” needs an hour" in view.sentence.slots["hour"].accessibleDescription()
    for when in ("", "2026-04", "2026-04-02/2026-04-04"):
        assert form(when=when, hour="06:00").unfit(), when


def test_a_long_value_is_told_whole_where_it_is_cut(form: Opened) -> None:
    name = "the woman from the second house behind the old water tower of Upper Velmora near the northern road"
    view = form(whom=name, source="a neighbour of the cousin of the man who saw everything from the roof")
    for slot in (view.sentence.slots["whom"], view.source):
        assert slot.toolTip() == slot.words != "" and slot.words in slot.accessibleDescription()
    assert name in words_on(view.people)
