"""What every place of the window answers."""

from typing import Protocol

from PySide6.QtWidgets import QWidget


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
