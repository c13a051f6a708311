"""Ask for a second press before an action."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.buttons import Button
from app.gui.widgets.flow import flow


def make_confirmation(look: Look, word: str, sure: str, end: Callable[[], None]) -> tuple[Button, QWidget]:
    """Return the first button, and the line that it shows with the button of the action (`sure`)."""
    begin, go = Button(look, word, "tool"), Button(look, sure, "std", "check")
    plain_text.set_accessible_name(begin, sure)
    go.clicked.connect(lambda _=False: end())
    line = flow([go])
    line.hide()  # hide the line, not its button: an empty line would still use its gap

    def ask() -> None:
        line.show()
        go.setFocus()

    begin.clicked.connect(lambda _=False: ask())
    return begin, line
