"""The interface of every place of the window, and the button that leads back from a page over it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.actions.kernel.change_set import PageData
from app.gui.widgets.buttons import Button
from app.gui.widgets.focus import enter
from app.gui.widgets.labels import show_alone

if TYPE_CHECKING:
    from app.gui.shell.session_calls import SessionCalls
    from app.gui.shell.vault_session import VaultSession
    from app.store.vault.open_vault import Vault


def back_button(desk: "SessionCalls", back: Callable[[], None] | None = None, label: str = "") -> Button:
    """Return the button that leads back, with `label` instead of Back; without `back` it closes the page."""
    button = Button(desk.look, label or desk.look.tr("Back"), "quiet", "back", desk.look.tr("Esc"))
    button.clicked.connect(lambda _=False: (back or desk.window.close_full)())
    return button


def act_on_page(
    desk: "VaultSession", view: QWidget, step: "Callable[[Vault], object]", said: str, again: Callable[[], None]
) -> None:
    """Run a step of a page, announce it, and call `again` if the page still covers the place."""

    def done(_: object) -> None:
        desk.tell(said)
        if desk.window.full is view:
            again()

    desk.ask(step, done)


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


class SinglePage(QObject):
    """A place with one page and no list; it is a `MainPage` with a `refresh` that puts the page."""

    shows: PageData | None = None

    def __init__(self, desk: "VaultSession") -> None:
        super().__init__()
        self._desk = desk
        self.widget = QStackedWidget()
        self._waits = False

    def put(self, page: QWidget) -> None:
        """Show a page instead of the earlier one; it gets the focus if the place has none yet."""
        here = self._waits or self.widget.isAncestorOf(self._desk.window.focusWidget() or page)
        show_alone(self.widget, page)
        if here:
            self.take_focus()

    def reveal(self, key: str, group: str) -> None:
        """Show the page: there is only one."""

    def take_focus(self) -> None:
        """Move the focus to the first control of the page, as soon as there is a page."""
        page = self.widget.currentWidget()
        self._waits = page is None
        if page is not None and self._desk.window.full is None:
            enter(page)

    def key(self, name: str) -> bool:
        """Return False: the page has no separate keys."""
        return False
