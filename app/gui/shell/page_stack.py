"""Pages over a place that follow one another, and the page to choose a file; Esc and Back lead to the one before."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.gui.shell.choosing_view import Choosing
from app.gui.shell.place import back_button
from app.gui.shell.vault_session import VaultSession
from app.gui.widgets.browse import Browser
from app.gui.widgets.buttons import Button


class Pages:
    """The page that is shown, and its way back."""

    def __init__(self, desk: VaultSession) -> None:
        self._desk = desk
        self._page: QWidget | None = None
        self._back: Callable[[], None] = desk.window.close_full

    def show(self, page: QWidget, back: Callable[[], None]) -> None:
        """Show a page over the place; `back` is the action of Esc there."""
        self._page, self._back = page, back
        self._desk.window.show_full(page)

    def back_button(self, back: Callable[[], None]) -> Button:
        """Return the button that leads back."""
        return back_button(self._desk, back)

    def show_browser(self, title: str, text: str, browser: Browser, back: Callable[[], None]) -> None:
        """Show a page to choose a file or folder."""
        self.show(Choosing(self._desk.look, title, text, browser, back, "tables-in"), back)

    @property
    def here(self) -> bool:
        """True if one of these pages is shown."""
        return self._page is not None and self._desk.window.full is self._page

    def go_back(self) -> bool:
        """Run the action of Esc if one of these pages is shown; return True if it is."""
        here = self.here
        if here:
            self._back()
        return here


def choose(
    desk: VaultSession, title: str, text: str, take: str, done: Callable[[str], None], guide: str,
    files: Sequence[str] | None = None,
) -> None:  # fmt: skip
    """Show the browser; `take` is the label of its button, `files` as the browser has it. Esc chooses nothing."""
    window = desk.window

    def picked(path: str) -> None:
        window.close_full()
        done(path)

    label = desk.look.tr("Folder") if files is None else desk.look.tr("File")
    browser = Browser(desk.look, label, Path.home(), take, files, act=picked)
    window.show_over(Choosing(desk.look, title, text, browser, window.close_full, guide))
