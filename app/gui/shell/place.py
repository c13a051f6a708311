"""The interface of every place of the window, and the button that leads back from a page over it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QWidget

from app.actions.kernel.change_set import PageData
from app.gui.widgets.buttons import Button

if TYPE_CHECKING:
    from app.gui.shell.session_calls import SessionCalls


def back_button(desk: "SessionCalls", back: Callable[[], None] | None = None, label: str = "") -> Button:
    """Return the button that leads back, with `label` instead of Back; without `back` it closes the page."""
    button = Button(desk.look, label or desk.look.tr("Back"), "quiet", "back", desk.look.tr("Esc"))
    button.clicked.connect(lambda _=False: (back or desk.window.close_full)())
    return button


class MainPage(Protocol):
    """A place of the rail: its widget, its refresh, and the keys that it answers."""

    @property
    def shows(self) -> PageData | None:
        """The data that it shows; None: it can show anything."""

    @property
    def widget(self) -> QWidget:
        """The widget of the place."""

    def refresh(self) -> None:
        """Read the shown data again."""

    def reveal(self, key: str, group: str) -> None:
        """Show one thing of it, in its group (a chip, a kind)."""

    def take_focus(self) -> None:
        """Give the keyboard focus to the control that is used most."""

    def key(self, name: str) -> bool:
        """Run the action of a key; return False if it has none here."""
