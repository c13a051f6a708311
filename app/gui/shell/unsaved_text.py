"""Save and restore the unsaved text in the fields of a window across a lock.

Forms have a separate draft. Text in other fields is stored once, on lock, by its page and the name of its field.
Examples: a search, a name, the address of a relay, why a report is refused, an open list with half a word. The text is
restored when that page is shown again. Secrets are never stored.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from app.actions.kernel import drafts
from app.actions.kernel.change_set import Changed
from app.gui.style.text import Text
from app.gui.widgets import fields
from app.gui.widgets.edits import is_secret
from app.gui.widgets.listpane import ListPane
from app.store.vault.open_vault import Vault

if TYPE_CHECKING:
    from app.gui.shell.session_calls import SessionCalls

MOST = 100
"""The number of stored fields; the oldest fields that were never shown again are forgotten first."""


def throw_draft_away(desk: "SessionCalls", name: str, form: str = "") -> None:
    """Delete the draft of a form that a person leaves, with Undo.

    `form` is the title of the form.
    """
    tr = desk.look.tr
    said = tr("Draft deleted: {form}.", form=form) if form else tr("Draft deleted.")

    def take(vault: Vault) -> tuple[Mapping[str, object] | None, Changed]:
        kept = drafts.load(vault, name)
        return (kept[0] if kept else None), drafts.drop(vault, name)

    def told(found: tuple[Mapping[str, object] | None, Changed]) -> None:
        values, changed = found
        if values is not None:
            back = (lambda vault: drafts.restore(vault, name, values)) if values else None
            desk.tell(said, back, lambda vault: drafts.drop(vault, name), changed, name)

    desk.ask(take, told)


def tell_draft_kept(desk: "SessionCalls", name: str, form: str = "", leads: str = "") -> None:
    """Say that the draft of a form is kept, with Undo, which opens the form again; say nothing if there is none.

    `form` is the title of the form. `leads` is the key of the form, if it is not that of its draft.
    """
    tr = desk.look.tr
    said = tr("Draft saved: {form}.", form=form) if form else tr("Draft saved.")

    def told(kept: tuple[Mapping[str, object], int] | None) -> None:
        if kept and kept[0]:
            desk.tell_draft(said, name, leads or f"draft:{name}")

    desk.ask(lambda vault: drafts.load(vault, name), told)


def _is_page(of: type) -> bool:
    return of.__module__.endswith("_view")


def page_of(field: QWidget) -> QWidget | None:
    """Return the page that contains a field."""
    at = field.parentWidget()
    while at is not None and not _is_page(type(at)) and type(at) is not ListPane:
        at = at.parentWidget()
    return at


def key_of(field: QWidget) -> str:
    """Return the key of a field: its page, the subject of the page, its name, its number among equal names."""
    page = page_of(field)
    if page is None:
        return ""
    kind = type(page).__name__ if type(page) is not ListPane else page.accessibleName()
    name = field.accessibleName()
    alike = [other for other in page.findChildren(type(field)) if other.accessibleName() == name]
    about = getattr(page, "about", "")
    return "\n".join((kind, about, name, str(alike.index(field)) if field in alike else "0"))


def read_unsaved_text(window: QWidget) -> dict[str, str]:
    """Return the text that a person typed and did not finish, by the key of its field."""
    found: dict[str, str] = {}
    for popup in window.findChildren(fields.Popup):
        closed = getattr(page_of(popup.under), "other_key", False)
        if popup.isVisible() and popup.edit.text() and not closed and (key := key_of(popup.under)):
            found[key] = popup.edit.text()
    for field, text in _changed(window):
        if not is_secret(field) and not getattr(page_of(field), "drafted", False) and (key := key_of(field)):
            found[key] = text
    return found


def _changed(window: QWidget) -> Iterator[tuple[QWidget, str]]:
    for line in window.findChildren(QLineEdit):
        if line.isModified() and line.text() and not isinstance(line.parent(), fields.Popup):
            yield line, line.text()
    for prose in window.findChildren(QPlainTextEdit):
        if prose.document().isModified() and prose.toPlainText():
            yield prose, prose.toPlainText()


def list_visible_fields(window: QWidget) -> Iterator[QWidget]:
    """Yield the visible fields."""
    for kind in (QLineEdit, QPlainTextEdit, fields.Picker):
        yield from (field for field in window.findChildren(kind) if field.isVisible())


def put_back(field: QWidget, kept: Mapping[str, str]) -> str:
    """Restore the stored text of a field; return its key, or an empty text. Newly typed text stays."""
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
    elif isinstance(field, fields.Picker):
        QTimer.singleShot(0, field, lambda: field.open(text) if field.isVisible() else None)
    return key


def _renamed(tr: Text, key: str) -> str:
    """Return the key of a field, from a vault with the names that the lists had before the places had tabs."""
    page, line, rest = key.partition("\n")
    names = {tr("Library"): tr("Help"), tr("Field"): tr("Missions")}
    return f"{names.get(page, page)}{line}{rest}"


class Typed(QObject):
    """Stores the text for one window, and restores it in the next one."""

    def __init__(self, desk: "SessionCalls") -> None:
        super().__init__()
        self._desk, self._there = desk, False
        desk.window.came_back.connect(self._write)

    def load(self) -> None:
        """Restore the text when its fields are shown."""

        def came(kept: tuple[dict[str, object], int] | None) -> None:
            window = self._desk.window
            self._there = kept is not None
            window.typed = {_renamed(window.look.tr, key): str(text) for key, text in kept[0].items()} if kept else {}
            for field in list(list_visible_fields(window)):
                window.field_shown(field)

        self._desk.ask(lambda vault: drafts.load(vault, drafts.TYPED), came)

    def keep(self) -> None:
        """Store the text in the fields now, and the text of fields that are not shown yet."""
        window = self._desk.window
        window.typed = dict(list({**window.typed, **read_unsaved_text(window)}.items())[-MOST:])
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
