"""What a screen reader is told of every screen in one way, as JSON: `python -m tests.gui.heard light`.

It is a program of its own: Qt's accessible tree, once looked at from Python, does not outlive its windows, so here no
window is taken away before the end.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import qInstallMessageHandler
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication, QWidget

from app.gui.widgets.buttons import Choice, Exclusive
from app.gui.widgets.fields import Picker
from app.gui.widgets.listpane import ListPane
from app.gui.widgets.rows import Row
from app.store.vault.lockfile import lock_for_writing
from tests import pace
from tests.gui.gallery import looks
from tests.process_end import end_process


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


@cache
def heard(way: str) -> Mapping[str, list[Node]]:
    """Return what is heard of each screen in this way, read by a child; once for all processes of a run in memory."""
    folder = Path(tempfile.gettempdir())
    if folder.name.startswith(pace.PREFIX):  # it is gone after the run
        said = _once(folder / f"heard-{way}.json", way)
    else:
        said = _asked(way)
    return {screen: [Node(*node) for node in nodes] for screen, nodes in json.loads(said).items()}


def _once(file: Path, way: str) -> str:
    """Return what a file of the run holds; the first who wants it fills it, and the others wait for that."""
    with file.with_suffix(".lock").open("wb") as lock, lock_for_writing(lock.fileno(), 240):
        if not file.exists():
            file.write_text(_asked(way), "utf-8")
        return file.read_text("utf-8")


def _asked(way: str) -> str:
    child = subprocess.run(
        [sys.executable, "-m", "tests.gui.heard", way], capture_output=True, text=True, timeout=240,
        cwd=Path(__file__).parents[2], env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    assert child.returncode == 0, child.stderr
    return child.stdout


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


def _say(way: str) -> None:
    app = QApplication([])
    qInstallMessageHandler(lambda _kind, _context, _text: None)  # the offscreen plugin says what it cannot do
    told: dict[str, list[Node]] = {}
    for _, gallery in looks(app, [way]):
        for screen, make in gallery.screens().items():
            window = make()
            top = QAccessible.queryAccessibleInterface(window)
            assert top is not None
            told[screen] = list(_tree(top))
            window.hide()
            _KEPT.append(window)
    json.dump(told, sys.stdout)
    sys.stdout.flush()
    end_process()


_KEPT: list[QWidget] = []

if __name__ == "__main__":
    _say(sys.argv[1])
