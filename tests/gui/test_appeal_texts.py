"""The texts of an appeal in the window: their letterhead, and the note without one."""

import pytest

from app.gui.appeals.appeals_values import Texts
from app.gui.appeals.texts_view import TextChoice
from app.gui.style.text import Text
from app.gui.style.theme import Look
from tests.gui.hands import words_on


@pytest.mark.usefixtures("qtbot")
def test_the_letterhead_gives_the_texts_a_sender_and_without_one_the_note_says_what_is_missing() -> None:
    """Each message is counted by itself."""
    heads = ("Ixtal Centre", {("message", "en", ""): f"1/2 {'a' * 200}\n\n2/2 b"})
    shown = TextChoice(Look(Text()), Texts({("message", "en", ""): "bare"}, (), (heads,)), "en")
    assert shown.text == "bare" and "No letterhead: the receiver cannot answer. Choose one above." in words_on(shown)
    shown.head.set_value("1")
    shown.head.chosen.emit("1")
    said = " ".join(words_on(shown))
    assert shown.text.startswith("1/2") and "No letterhead" not in said and "2 messages · 3 parts" in said
