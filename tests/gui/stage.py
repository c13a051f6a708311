"""A window with one place filled, and a moment for what was posted."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.gui.look import Look
from app.gui.widgets.listpane import ListPane
from app.gui.widgets.split import Split
from app.gui.window import Window
from tests.gui import invented

PLACES = ("now", "document", "people", "cases", "field", "network", "library", "device")
Screen = Callable[[], QWidget]
Over = Callable[[QWidget, str], Window]
"""Shows a page over a place, by the place's key."""


def shell(look: Look, place: str, pane: ListPane, page: Callable[[Split], QWidget], size: tuple[int, int]) -> Window:
    """A window with one place filled."""
    window = Window(look, "Field notes")
    split = Split(look, pane, pane.accessibleName())
    for key in PLACES:
        window.add_place(key, split if key == place else QWidget())
    window.resize(*size)
    window.foot.show_facts(invented.foot(look))
    window.go(place)
    window.show()
    settle()
    split.show_page(page(split))
    settle()
    return window


def covered(look: Look, place: str, size: tuple[int, int]) -> Window:
    """A window with nothing in its place: a page over it covers that, and a screen has to be made often."""
    window = Window(look, "Field notes")
    list_ = QWidget()
    list_.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    for key in PLACES:
        window.add_place(key, list_ if key == place else QWidget())
    window.resize(*size)
    window.foot.show_facts(invented.foot(look))
    window.go(place)
    window.show()
    list_.setFocus()
    settle()
    return window


def settle() -> None:
    """Let what was posted happen."""
    for _ in range(3):
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QApplication.processEvents()
