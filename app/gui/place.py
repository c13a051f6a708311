"""What every place of the window answers, and the button that leads back from a page over it."""

from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QWidget

from app.gui.widgets.buttons import Button

if TYPE_CHECKING:
    from app.gui.desk import Desk


def back_button(desk: "Desk") -> Button:
    """Return the button that closes a page."""
    button = Button(desk.look, desk.look.tr("Back"), "quiet", "back", desk.look.tr("Esc"))
    button.clicked.connect(lambda _=False: desk.window.close_full())
    return button


class Place(Protocol):
    """A place of the rail: its widget, how it reads itself again, and the keys it answers."""

    @property
    def widget(self) -> QWidget:
        """What is shown in the place."""

    def refresh(self) -> None:
        """Read what it shows again."""

    def reveal(self, key: str, group: str) -> None:
        """Show one thing of it, in the group (a chip, a kind) where it stands."""

    def take_focus(self) -> None:
        """Give the keyboard to what is used most here."""

    def key(self, name: str) -> bool:
        """Do what a key means here; False where it means nothing."""
