"""What a screen reader is told of a window: Qt's accessible tree, which needs no bus."""

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QWidget

from app.gui.widgets.buttons import Choice, Exclusive
from app.gui.widgets.fields import Picker
from app.gui.widgets.listpane import ListPane
from app.gui.widgets.rows import Row


class Node(NamedTuple):
    """One thing that shows: its role, what it is called, what more is said of it, and what is true of it."""

    role: str
    name: str
    description: str
    focusable: bool
    checked: bool
    expected: str
    """The role that it should have, where a class of ours knows; for a row of a list, all that it shows, by line."""

    @property
    def told(self) -> str:
        """Role and name, for a message."""
        return f"{self.role} “{self.name[:60]}”"


def heard(window: QWidget) -> list[Node]:
    """Return everything that shows, from the window down."""
    top = QAccessible.queryAccessibleInterface(window)
    assert top is not None
    return list(_tree(top))


def _tree(node: QAccessibleInterface) -> Iterator[Node]:
    """Give everything that shows, from the window down."""
    state = node.state()
    if state.invisible:
        return
    widget = node.object()
    name, more = str(node.text(QAccessible.Text.Name)), str(node.text(QAccessible.Text.Description))
    yield Node(node.role().name, name, more, bool(state.focusable), bool(state.checked), _expected(widget))
    rows = _rows(widget)
    for number in range(node.childCount()):
        child = node.child(number)
        if child is not None:
            inside = list(_tree(child))
            if inside and number < len(rows):
                inside[0] = inside[0]._replace(expected=rows[number])
            yield from inside


def _expected(widget: object) -> str:
    if isinstance(widget, Exclusive) or (isinstance(widget, Choice) and not widget.box):
        return "RadioButton"
    return widget.words if isinstance(widget, Picker) else ""


def _rows(widget: object) -> list[str]:
    """Return what each row of a list of ours shows."""
    pane = widget.parentWidget() if isinstance(widget, QWidget) else None
    while pane is not None and not isinstance(pane, ListPane):
        pane = pane.parentWidget()
    return [_shows(row) for row in pane.model.rows] if pane is not None and pane.view is widget else []


def _shows(row: Row) -> str:
    far = row.far[1] if row.far else ""
    return "\n".join(part for part in (row.title, row.date, row.second, *(w for _, w in row.states), far) if part)
