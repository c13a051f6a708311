"""A window with one place of it filled, laid out as it would be on a screen."""

from collections.abc import Callable

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.gui.look import Look
from app.gui.widgets.listpane import ListPane
from app.gui.widgets.split import Split
from app.gui.window import Window
from tests.gui import invented


def shell(look: Look, place: str, pane: ListPane, page: Callable[[Split], QWidget], size: tuple[int, int]) -> Window:
    """Return a window with one place filled."""
    window = Window(look, "Field notes")
    split = Split(look, pane, pane.accessibleName())
    for key in ("now", "document", "people", "cases", "network", "library", "device"):
        window.add_place(key, split if key == place else QWidget())
    window.resize(*size)
    window.foot.show_facts(invented.foot(look))
    window.go(place)
    window.show()
    settle()
    split.show_page(page(split))
    settle()
    return window


def settle() -> None:
    """Let everything that was asked for happen."""
    for _ in range(3):
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QApplication.processEvents()
