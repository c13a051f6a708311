"""A moment for what was posted, and the kind of a function that shows a screen."""

from collections.abc import Callable

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget

Screen = Callable[[], QWidget]


def settle() -> None:
    """Let what was posted happen."""
    for _ in range(3):
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QApplication.processEvents()
