"""What a screen reader is told of every screen, from Qt's accessible tree, which needs no bus: names, roles, sentences.

The same over the real bus, where there is one: `test_screen_reader.py`.
"""

from collections import Counter

import pytest

from app.gui.widgets.rows import Row
from tests.gui.gallery import EMPTY
from tests.gui.heard import heard
from tests.gui.test_layout import SCREENS

pytestmark = pytest.mark.slow  # the first of each way waits for the child that makes every screen of it
PRESSED = {"Button", "CheckBox", "RadioButton", "EditableText"}
ROLES = {*PRESSED, "List", "ListItem", "Table", "Cell", "StaticText"}
"""Roles that tell what can be done with a thing that takes the keyboard; a static text is read."""
LOOKS = [(way, screen) for way in ("light", "arabic") for screen in SCREENS] + [("empty", screen) for screen in EMPTY]


@pytest.mark.parametrize(("way", "screen"), LOOKS)
def test_all_that_takes_the_keyboard_has_a_name_and_a_role_of_its_own(way: str, screen: str) -> None:
    nodes = [node for node in heard(way)[screen] if node.focusable]
    assert nodes
    assert [node.told for node in nodes if not node.name.strip()] == []
    # An area that scrolls is a mere box to Qt, so it must say more than its name.
    mere = [node for node in nodes if node.role not in ROLES]
    assert [node.told for node in mere if node.role != "Client" or not node.description] == []
    said = Counter((node.name, node.description) for node in nodes if node.role in PRESSED)
    assert [words for words, times in said.items() if times > 1] == []


@pytest.mark.parametrize("screen", SCREENS)
def test_one_of_several_is_a_radio_button(screen: str) -> None:
    mine = [node for node in heard("light")[screen] if node.expected == "RadioButton"]
    assert [node.told for node in mine if node.role != "RadioButton"] == []
    assert not mine or any(node.checked for node in mine)


@pytest.mark.parametrize("way", ["light", "arabic"])
def test_a_field_that_is_picked_says_what_stands_in_it(way: str) -> None:
    pickers = [
        node for nodes in heard(way).values() for node in nodes
        if node.role == "Button" and node.expected
    ]  # fmt: skip
    assert len(pickers) > 8
    assert [node.told for node in pickers if node.expected not in node.description] == []


@pytest.mark.parametrize(("way", "screen"), LOOKS)
def test_a_row_of_a_list_is_one_sentence_of_all_that_it_shows(way: str, screen: str) -> None:
    for row in (node for node in heard(way)[screen] if node.role == "ListItem" and node.expected):
        assert [part for part in row.expected.split("\n") if part.rstrip(".") not in row.name] == []
        assert row.name.endswith(".") and ".," not in row.name and ".." not in row.name


def test_rows_were_heard_at_all() -> None:
    assert sum(node.role == "ListItem" and bool(node.expected) for node in heard("light")["04-incidents"]) > 5


def test_a_row_says_nothing_twice_and_ends_once() -> None:
    assert Row("1", "Dark colours", second="Actions", far=("theme", "Actions")).spoken == "Dark colours, Do."
    row = Row("1", "He fled.", "12 Apr 2026", "They shot. He fell.", (("draft", "Draft"),))
    assert row.spoken == "He fled, 12 Apr 2026, They shot. He fell, Draft."
