"""Editing a record's own fields, in any place: what is typed is kept as a draft, so that a lock loses nothing."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.actions import drafts, records
from app.actions.changed import Changed
from app.domain.record import Record
from app.gui.desk import Desk
from app.store.vault import Vault

if TYPE_CHECKING:
    from app.gui.views.record_form import RecordForm


class Editing(QObject):
    """One form at a time, over the place that asked for it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._form: RecordForm | None = None
        self._key = ""
        self._then: Callable[[], None] | None = None
        desk.before_leaving(self._keep)

    def open(self, key: str, names: Callable[[Record], Sequence[str]], then: Callable[[], None] | None = None) -> None:
        """Open the form of a record with what was typed before, if it was not saved; `then` follows its end."""
        self._then = then

        def read(vault: Vault) -> tuple[Record, Mapping[str, object]]:
            kept = drafts.load(vault, drafts.EDIT.format(key=key))
            return records.record_of(vault, key), kept[0] if kept else {}

        self._desk.ask(read, lambda found: self._show(found[0], found[1], names(found[0])))

    def save(self, shown: QWidget) -> bool:
        """Save the form, if it is the one that is shown; say whether it is."""
        if self._form is None or shown is not self._form:
            return False
        self._form.save.emit()
        return True

    def _show(self, record: Record, draft: Mapping[str, object], names: Sequence[str]) -> None:
        from app.gui.views.record_form import RecordForm

        title = self._desk.look.tr("Edit {title}", title=record.title)
        form = RecordForm(self._desk.look, self._desk.words, record, names, title, draft)
        form.leave.connect(self._throw_away)
        form.save.connect(lambda: self._save(form, record))
        form.changed.connect(self._keep)
        self._form, self._key = form, record.id.hex()
        self._desk.notice(None)
        self._desk.window.show_full(form)

    def _keep(self) -> None:
        form, key = self._form, self._key
        if form is not None and shiboken6.isValid(form):
            values = dict(form.changed_values())
            self._desk.ask(lambda vault: drafts.keep(vault, drafts.EDIT.format(key=key), values), lambda _: None)

    def _throw_away(self) -> None:
        key, self._form = self._key, None
        self._close()
        self._desk.ask(lambda vault: drafts.drop(vault, drafts.EDIT.format(key=key)), lambda _: None)

    def _close(self) -> None:
        self._desk.window.close_full()
        if self._then is not None:
            self._then()

    def _save(self, form: "RecordForm", record: Record) -> None:
        values, key = form.changed_values(), record.id.hex()
        before = {name: record.fields.get(name) for name in values}

        def save(vault: Vault) -> Changed:
            _, changed = records.edit(vault, key, values)
            drafts.drop(vault, drafts.EDIT.format(key=key))
            return changed

        def saved(_: Changed) -> None:
            self._form = None
            self._desk.tell(
                self._desk.look.tr("Saved."),
                lambda vault: records.edit(vault, key, before)[1],
                lambda vault: records.edit(vault, key, values)[1],
            )
            self._close()

        self._desk.ask(save, saved, form.refused)
