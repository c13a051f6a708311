"""A window with one place filled, and a moment for what was posted."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.gui.shell.window import Window
from app.gui.style.theme import Look
from app.gui.widgets.listpane import ListPane
from app.gui.widgets.split import Split
from tests.gui import invented

PLACES = ("today", "incidents", "people", "all-cases", "missions", "networks", "documents", "inbox", "help", "safety")
Screen = Callable[[], QWidget]
Over = Callable[[QWidget, str], Window]
"""Shows a page over a place, by the place's key."""


def shell(look: Look, place: str, pane: ListPane, page: Callable[[Split], QWidget], size: tuple[int, int]) -> Window:
    """A window with one place filled."""
    split = Split(look, pane, pane.accessibleName())
    window = _shown(look, place, split, size)
    settle()
    split.show_page(page(split))
    settle()
    return window


def covered(look: Look, place: str, size: tuple[int, int]) -> Window:
    """A window with nothing in its place: a page over it covers that, and a screen has to be made often."""
    list_ = QWidget()
    list_.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    window = _shown(look, place, list_, size)
    list_.setFocus()
    settle()
    return window


def _shown(look: Look, place: str, filled: QWidget, size: tuple[int, int]) -> Window:
    window = Window(look, "Field notes")
    for key in PLACES:
        window.add_place(key, filled if key == place else QWidget())
    window.resize(*size)
    window.foot.show_facts(invented.foot(look))
    window.go(place)
    window.show()
    return window


def settle() -> None:
    """Let what was posted happen."""
    for _ in range(3):
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QApplication.processEvents()
