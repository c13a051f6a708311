"""What stands in the fields of a window when it is left, so that it stands there again.

Forms keep a draft of their own. All else that can be typed into (a search, a name, the address of a relay, why a report
is refused, a list that is open with half a word) is kept once, as the vault is left, by the page that it stands on and
the name of the field there. It comes back when that page is shown again. Secrets are never kept.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from app.actions.kernel import drafts
from app.gui.widgets.edits import is_secret
from app.gui.widgets.fields import Picker, Popup
from app.gui.widgets.listpane import ListPane
from app.store.vault.open_vault import Vault

if TYPE_CHECKING:
    from app.gui.desk import Desk

MOST = 100
"""Fields that are remembered; of those that were never shown again the oldest are forgotten first."""


def _is_page(of: type) -> bool:
    return of.__module__.startswith("app.gui.views.") or of.__module__.endswith("_view")


def page_of(field: QWidget) -> QWidget | None:
    """Return the page that a field stands on."""
    at = field.parentWidget()
    while at is not None and not _is_page(type(at)) and type(at) is not ListPane:
        at = at.parentWidget()
    return at


def key_of(field: QWidget) -> str:
    """Return what a field is known by: its page, what that is about, its name there, and which of that name."""
    page = page_of(field)
    if page is None:
        return ""
    kind = type(page).__name__ if type(page) is not ListPane else page.accessibleName()
    name = field.accessibleName()
    alike = [other for other in page.findChildren(type(field)) if other.accessibleName() == name]
    about = getattr(page, "about", "")
    return "\n".join((kind, about, name, str(alike.index(field)) if field in alike else "0"))


def typed(window: QWidget) -> dict[str, str]:
    """Return what a person typed and has not done with: text by the key of its field."""
    found: dict[str, str] = {}
    for popup in window.findChildren(Popup):
        if popup.isVisible() and popup.edit.text() and (key := key_of(popup.under)):
            found[key] = popup.edit.text()
    for field, text in _changed(window):
        if not is_secret(field) and not getattr(page_of(field), "drafted", False) and (key := key_of(field)):
            found[key] = text
    return found


def _changed(window: QWidget) -> Iterator[tuple[QWidget, str]]:
    for line in window.findChildren(QLineEdit):
        if line.isModified() and line.text() and not isinstance(line.parent(), Popup):
            yield line, line.text()
    for prose in window.findChildren(QPlainTextEdit):
        if prose.document().isModified() and prose.toPlainText():
            yield prose, prose.toPlainText()


def fields(window: QWidget) -> Iterator[QWidget]:
    """Give the fields that are shown."""
    for kind in (QLineEdit, QPlainTextEdit, Picker):
        yield from (field for field in window.findChildren(kind) if field.isVisible())


def put_back(field: QWidget, kept: Mapping[str, str]) -> str:
    """Let a field stand as it was kept; return the key by which it was, or nothing. What is typed meanwhile stays."""
    key = key_of(field)
    text = kept.get(key)
    if text is None:
        return ""
    if isinstance(field, QLineEdit) and not field.isModified():
        field.setText(text)
        field.setModified(True)
        field.textEdited.emit(text)
    elif isinstance(field, QPlainTextEdit) and not field.document().isModified():
        field.setPlainText(text)
        field.document().setModified(True)
    elif isinstance(field, Picker):
        QTimer.singleShot(0, field, lambda: field.open(text) if field.isVisible() else None)
    return key


class Typed(QObject):
    """Keeps it for one window, and gives it back to the one that follows."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        self._desk, self._there = desk, False
        desk.window.came_back.connect(self._write)

    def load(self) -> None:
        """Have it stand again where it stood, as its fields are shown."""

        def came(kept: tuple[dict[str, object], int] | None) -> None:
            window = self._desk.window
            self._there = kept is not None
            window.typed = {key: str(text) for key, text in kept[0].items()} if kept else {}
            for field in list(fields(window)):
                window.field_shown(field)

        self._desk.ask(lambda vault: drafts.load(vault, drafts.TYPED), came)

    def keep(self) -> None:
        """Keep what stands in the fields now, and what has not been shown yet."""
        window = self._desk.window
        window.typed = dict(list({**window.typed, **typed(window)}.items())[-MOST:])
        self._write()

    def _write(self) -> None:
        kept, there = dict(self._desk.window.typed), self._there
        self._there = bool(kept)

        def write(vault: Vault) -> None:
            if kept:
                drafts.keep(vault, drafts.TYPED, kept)
            elif there:
                drafts.drop(vault, drafts.TYPED)

        if kept or there:
            self._desk.ask(write, lambda _: None)
