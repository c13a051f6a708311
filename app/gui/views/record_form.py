"""A form made of the declaration of a kind: one control for each field, by its type; nothing of it by hand."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from app.domain.fields import Field, Type
from app.domain.kinds import KINDS
from app.domain.record import Record
from app.domain.vocabulary import Vocabularies
from app.errors import InputRefused
from app.gui.look import Look
from app.gui.widgets.blocks import Page, PageHeader
from app.gui.widgets.buttons import Button, OneOf
from app.gui.widgets.fields import Labelled, Option, Picker, line_edit, prose_edit

PAUSE = 400
"""Milliseconds without a keystroke after which the draft is kept."""
WIDEST = 720
"""Pixels at 100 %: about ninety characters."""


class RecordForm(Page):
    """Edit some fields of a record. What a refused field needs is said under it; what was typed stays."""

    save = Signal()
    changed = Signal()
    leave = Signal()

    def __init__(
        self,
        look: Look,
        words: Vocabularies,
        record: Record,
        names: Sequence[str],
        title: str,
        draft: Mapping[str, object] = MappingProxyType({}),
    ) -> None:
        """`draft` is what was typed before and not saved; None there is a field that was emptied."""
        super().__init__(look, 32)
        self._words, self._record = words, record
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.changed)
        tr = look.tr
        away = Button(look, tr("Cancel"), "tool", tip=tr("Esc"))
        away.clicked.connect(lambda _=False: self.leave.emit())
        button = Button(look, tr("Save"), "pri", "check", tr("Save  Ctrl S"))
        button.clicked.connect(lambda _=False: self.save.emit())
        self.add(PageHeader(look, title, record.ref, [away, button]))
        self._fields: dict[str, Labelled] = {}
        self._values: dict[str, Callable[[], object]] = {}
        kind = KINDS[record.kind]
        for name in names:
            field = kind.fields[name]
            control, value = self._control(field, draft.get(name, record.fields.get(name)))
            labelled = Labelled(look, tr(field.label), control, tr(field.help) if field.help else "")
            labelled.setMaximumWidth(look.px(WIDEST))
            self._fields[name], self._values[name] = labelled, value
            self.add(labelled)
        self.close_column()
        self.first = self._fields[names[0]].control

    def _typed(self) -> None:
        self._timer.start(PAUSE)

    def _control(self, field: Field, value: object) -> tuple[QWidget, Callable[[], object]]:
        look, tr = self.look, self.look.tr
        name, text = tr(field.label), "" if value is None else str(value)
        if field.type is Type.PROSE:
            prose: QPlainTextEdit = prose_edit(look, name, text)
            prose.textChanged.connect(self._typed)
            return prose, lambda: prose.toPlainText().strip() or None
        if field.type is Type.FLAG:
            chosen = {True: "yes", False: "no"}.get(value) if isinstance(value, bool) else ""
            flag = OneOf(look, [("no", tr("No")), ("yes", tr("Yes"))], chosen or "", name)
            flag.chosen.connect(self._typed)
            return flag, lambda: {"yes": True, "no": False}.get(flag.value)
        if field.type is Type.CODE:
            picker = Picker(look, name, tr("Not chosen"), self._codes(field.scheme), free=False)
            picker.set_value(text, self._words[field.scheme].label(text, tr.language) if text else "")
            picker.changed.connect(self._typed)
            return picker, lambda: picker.value or None
        if field.type is Type.TAGS:
            text = ", ".join(map(str, value)) if isinstance(value, list) else ""
            tags: QLineEdit = line_edit(look, name, tr("Parted by commas"), text)
            tags.textEdited.connect(self._typed)
            return tags, lambda: [part.strip() for part in tags.text().split(",") if part.strip()] or None
        edit = line_edit(look, name, "", text)
        edit.textEdited.connect(self._typed)
        return edit, lambda: edit.text().strip() or None

    def _codes(self, scheme: str) -> Callable[[str], Sequence[Option]]:
        vocabulary, language = self._words[scheme], self.look.tr.language

        def offered(typed: str) -> list[Option]:
            codes = vocabulary.find(typed, language) if typed.strip() else list(vocabulary.codes)
            return [(code, vocabulary.label(code, language)) for code in codes]

        return offered

    def hideEvent(self, event: QHideEvent) -> None:
        """Going elsewhere does not wait for the pause: what was typed last is kept at once."""
        super().hideEvent(event)
        if self._timer.isActive():
            self._timer.stop()
            self.changed.emit()

    def changed_values(self) -> Mapping[str, object]:
        """Return what differs from the record; None clears a field."""
        given = {name: value() for name, value in self._values.items()}
        return {name: value for name, value in given.items() if value != self._record.fields.get(name)}

    def refused(self, error: BaseException) -> None:
        """Say under each refused field what it needs."""
        rows = error.refused if isinstance(error, InputRefused) else []
        said = {str(row.get("field", "")): self.look.tr.phrase(str(row.get("reason", ""))) for row in rows}
        for name, labelled in self._fields.items():
            labelled.set_error(said.get(name, ""))
        if not said:
            next(iter(self._fields.values())).set_error(self.look.tr.phrase(str(error)))
