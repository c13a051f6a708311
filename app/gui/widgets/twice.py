"""What is asked about once more before it is done."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.gui.look import Look
from app.gui.widgets import plain
from app.gui.widgets.buttons import Button
from app.gui.widgets.flow import flow


def twice(look: Look, word: str, sure: str, end: Callable[[], None]) -> tuple[Button, QWidget]:
    """Return the button that begins it, and the line that comes up then, with the button that does it (`sure`)."""
    begin, go = Button(look, word, "tool"), Button(look, sure, "std", "check")
    plain.named(begin, sure)
    go.clicked.connect(lambda _=False: end())
    line = flow([go])
    line.hide()  # the line, not the button in it: an empty line would still take its gap

    def ask() -> None:
        line.show()
        go.setFocus()

    begin.clicked.connect(lambda _=False: ask())
    return begin, line
