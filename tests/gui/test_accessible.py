"""What a screen reader is told of a window, from Qt's accessible tree, which needs no bus: names, roles, sentences.

Every screen is held to it in `test_keyboard.py`. The same over the real bus, where there is one:
`test_screen_reader.py`.
"""

from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.widgets.buttons import Button, Choice
from app.gui.widgets.edits import LineEdit
from app.gui.widgets.rows import Row
from tests.gui.gallery import Gallery
from tests.gui.heard import Node, heard
from tests.gui.test_layout import way as way

PRESSED = {"Button", "CheckBox", "RadioButton", "EditableText", "ComboBox"}
ROLES = {*PRESSED, "List", "ListItem", "Table", "Cell", "StaticText"}
"""Roles that tell what can be done with a thing that takes the keyboard; a static text is read."""


def unspoken(window: QWidget) -> list[str]:
    """Return the faults in what a screen reader is told of a window."""
    nodes = heard(window)
    return [*_of_the_keyboard(nodes), *_of_choices(nodes), *_of_rows(nodes)]


def _of_the_keyboard(nodes: list[Node]) -> Iterator[str]:
    """All that takes the keyboard has a name, and a role of its own."""
    nodes = [node for node in nodes if node.focusable]
    if not nodes:
        yield "nothing takes the keyboard"
    for node in nodes:
        if not node.name.strip():
            yield f"without a name: {node.told}"
        # An area that scrolls is a mere box to Qt, so it must say more than its name.
        if node.role not in ROLES and (node.role != "Client" or not node.description):
            yield f"a mere box: {node.told}"
    said = Counter((node.name, node.description) for node in nodes if node.role in PRESSED)
    yield from (f"twice: {words}" for words, times in said.items() if times > 1)


def _of_choices(nodes: list[Node]) -> Iterator[str]:
    """One of several is a radio button, and a field that is picked says what stands in it."""
    several = [node for node in nodes if node.expected == "RadioButton"]
    if several and not any(node.checked for node in several):
        yield "none of several is chosen"
    for node in several:
        if node.role != "RadioButton":
            yield f"no radio button: {node.told}"
    for node in nodes:
        if node.role == "ComboBox" and node.expected and node.expected not in node.description:
            yield f"does not say “{node.expected}”: {node.told}"


def _of_rows(nodes: list[Node]) -> Iterator[str]:
    """A row of a list is one sentence of all that it shows."""
    for row in nodes:
        if row.role == "ListItem" and row.expected:
            if [part for part in row.expected.split("\n") if part.rstrip(".") not in row.name]:
                yield f"not all that it shows: {row.told}"
            if not row.name.endswith(".") or ".," in row.name or ".." in row.name:
                yield f"no sentence: {row.told}"


def test_each_fault_is_heard(qtbot: QtBot) -> None:
    window, look = QWidget(), Look(Text("en"))
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    window.show()
    assert unspoken(window) == ["nothing takes the keyboard"]
    area = QScrollArea()
    area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    area.setAccessibleName("Page")
    for widget in (Button(look, "Save"), Button(look, "Save"), LineEdit(), area, Choice(look, "One of several")):
        column.addWidget(widget)
        widget.show()
    assert unspoken(window) == [
        "without a name: EditableText “”", "a mere box: Client “Page”", "twice: ('Save', '')",
        "none of several is chosen",
    ]  # fmt: skip


def test_faults_of_rows_and_fields_are_heard() -> None:
    row = Node("ListItem", "He fled, 12 April.", "", False, False, "He fled.\n12 April")
    assert list(_of_rows([row, row._replace(role="Cell")])) == []
    assert len(list(_of_rows([row._replace(expected="He fled.\nDraft"), row._replace(name="He fled., 12 April")]))) == 2
    field = Node("ComboBox", "Place", "Velmora", True, False, "Velmora")
    assert list(_of_choices([field])) == []
    assert list(_of_choices([field._replace(description="")])) == ["does not say “Velmora”: ComboBox “Place”"]
    choice = Node("CheckBox", "Yes", "", True, True, "RadioButton")
    assert list(_of_choices([choice])) == ["no radio button: CheckBox “Yes”"]


@pytest.mark.parametrize("way", ["light", "arabic"], indirect=True)
def test_rows_and_fields_were_heard_at_all(way: Gallery) -> None:
    for screen, role, least in (("04-incidents", "ListItem", 5), ("05b-incident-edit", "ComboBox", 3)):
        window = way.screens()[screen]()
        assert sum(node.role == role and bool(node.expected) for node in heard(window)) > least
        window.hide()
        window.deleteLater()


def test_a_row_says_nothing_twice_and_ends_once() -> None:
    assert Row("1", "Dark colours", second="Actions", far=("theme", "Actions")).spoken == "Dark colours, Actions."
    row = Row("1", "He fled.", "12 Apr 2026", "They shot. He fell.", (("draft", "Draft"),))
    assert row.spoken == "He fled, 12 Apr 2026, They shot. He fell, Draft."
