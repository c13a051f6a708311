"""Every screen of the program, in every way it may be shown: each is what a person sees who goes there."""

from collections.abc import Callable, Iterator

from PySide6.QtWidgets import QApplication, QWidget

from app.gui.style.sheet import dress
from app.gui.style.text import Text
from app.gui.style.theme import Look
from tests.gui import gallery_doors, gallery_sample
from tests.gui.stage import settle as settle

EMPTY = (*gallery_sample.EMPTY, *gallery_sample.BARE)


class Gallery:
    """Makes the screens of one look at one size."""

    def __init__(self, look: Look, size: tuple[int, int], full: bool = True) -> None:
        self.look, self.size, self.full = look, size, full

    def screens(self) -> dict[str, Callable[[], QWidget]]:
        """Return every screen by its name."""
        doors = gallery_doors.screens(self.look, self.size) if self.full else {}
        return doors | gallery_sample.screens(self.look, self.size, self.full)

    def show(self, name: str) -> QWidget:
        """Show the screen of a picture."""
        return self.screens()[name]()


WAYS: dict[str, tuple[str, str, float, tuple[int, int], bool]] = {
    "light": ("en", "light", 1.0, (1280, 800), True),
    "dark": ("en", "dark", 1.0, (1280, 800), True),
    "arabic": ("ar", "light", 1.0, (1280, 800), True),
    "200": ("en", "light", 2.0, (1280, 800), True),
    "1024x600": ("en", "light", 1.0, (1024, 600), True),
    "pseudo": ("pseudo", "light", 1.0, (1280, 800), True),
    "empty": ("en", "light", 1.0, (1280, 800), False),
}
"""Name to language, theme, text size, window size, and whether there is anything in it."""


def looks(app: QApplication, names: list[str]) -> Iterator[tuple[str, Gallery]]:
    """Dress the application for one way after the other."""
    for name in names:
        language, theme, factor, size, full = WAYS[name]
        look = Look(Text(language), theme, factor)
        dress(app, look)
        yield name, Gallery(look, size, full)
