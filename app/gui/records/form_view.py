"""Build a form from the declaration of a kind: one control for each field and role, chosen by its type."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from app.domain.fields import Field, Type
from app.domain.kind import BLOCK, Group, Kind, Role, ask_for
from app.domain.record import Record
from app.domain.vocabulary import Vocabularies
from app.errors import InputRefused
from app.gui.records.destroying_view import destroy_button
from app.gui.records.form_frame import FormFrame, FormGroup, list_reasons
from app.gui.records.parts_query import kept_words
from app.gui.records.parts_view import kept_block
from app.gui.style.dates import calendar_words, with_dates
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import section as heading
from app.gui.widgets.buttons import Button, OneOf
from app.gui.widgets.date_edit import DateEdit
from app.gui.widgets.edits import line_edit, prose_edit
from app.gui.widgets.fields import Labelled, Option, Picker, make_option_search
from app.gui.widgets.flow import flow
from app.gui.widgets.focus import enter
from app.gui.widgets.labels import at_most, column
from app.gui.widgets.several import Several
from app.phrase import Phrase

WIDEST = 720
"""Width in pixels at 100 %, about ninety characters."""

LEFT = 250
"""Milliseconds between the loss of the focus and the sentence about a date that is not understood."""

Control = tuple[QWidget, Callable[[], object]]
"""A control, and the function that returns its current value."""


class RecordForm(FormFrame):
    """The form of a new or existing record. A refused field shows above it what to do, and the typed text stays.

    Nothing is checked while a field is first typed in. A refused one is checked again at each change.
    """

    folded = Signal()
    """Emitted when a person opens or closes a group."""
    destroying = Signal()

    def __init__(
        self,
        look: Look,
        words: Vocabularies,
        kind: Kind,
        record: Record,
        names: Sequence[str],
        title: str,
        draft: Mapping[str, object] = MappingProxyType({}),
        linked: Mapping[str, Sequence[str]] = MappingProxyType({}),
        choices: Mapping[str, Sequence[Option]] = MappingProxyType({}),
        *,
        today: date,
        opened: Collection[str] = (),
    ) -> None:
        """Build the form with all groups of its kind or, with `names`, only these fields and the gender block.

        `draft` holds the values of an earlier draft (`kept_values`); None is a field that the person emptied. `linked`
        holds the stored ids of each role, `choices` the records that each role can have. `today` is the day of the
        vault's clock, `opened` the names of the groups to open.
        """
        about = look.tr.line(record.ref, with_dates(look.tr, record, record.title))
        super().__init__(look, title, about, not record.id)
        self._words, self._choices, self._today = words, choices, today
        self.about = record.id.hex() or record.kind
        self.other_key = kind.own_vault or kind.sealed  # no word of it may be in the vault around it
        self._before: Mapping[str, object] = {**record.fields, **{role: list(ids) for role, ids in linked.items()}}
        self._fields: dict[str, Labelled] = {}
        self._values: dict[str, Callable[[], object]] = {}
        self._texts: dict[str, tuple[Callable[[], str], str]] = {}
        self._kind, self._draft, self._wrong = kind, draft, dict[str, tuple[object, ...]]()
        self.groups: dict[str, FormGroup] = {}
        """The groups below the first one, by name."""
        self.fitted: set[str] = set()
        """The groups that opened themselves."""
        self._group_of: dict[str, str] = {}
        shown = [name for group in kind.form for name in group.names if name in (*names, BLOCK)]
        first, *groups = [Group(" ".join(shown))] if names else kind.form
        for name in first.names:
            self.page.add(self._add(name), widest=WIDEST)
        self._add_groups(groups, opened)
        self.page.add(*kept_block(look, kept_words(look.tr, record)))
        if record.id:
            self.page.add(flow([destroy_button(look, self.destroying.emit)]))
        self.page.close_column()
        self.first: QWidget = self._fields[first.names[0]].control

    def _add_groups(self, groups: Sequence[Group], opened: Collection[str]) -> None:
        """Add the row of each group below the first one."""
        if groups:
            title = heading(self.look, self.look.tr("All other fields"))
            self.page.add(column(self.look, title, *map(self._group, groups), gap=0))
        for declared in groups:
            row = self.groups[declared.name].row
            row.setChecked(declared.important or declared.name in opened)
            row.toggled.connect(self._fold)
        self._open_fitting()
        self._fold()

    def _open_fitting(self) -> None:
        """Open the groups that fit the values; one that a person closed again stays closed."""
        for group in self._kind.form[1:]:
            if group.fits and group.name in self.groups.keys() - self.fitted and group.opens(self._now(group)):
                self.fitted.add(group.name)
                self.groups[group.name].row.setChecked(True)

    def _now(self, group: Group) -> Mapping[str, object]:
        return {name: self._values[name]() for name, _ in group.fits if name in self._values}

    def _group(self, group: Group) -> QWidget:
        """Return the row of a group with its fields."""
        shown = self.groups[group.name] = FormGroup(self.look, self.look.tr(group.name), group.icon)
        for name in group.names:
            self._group_of[name] = group.name
            shown.inside.addWidget(self._add(name))
        return at_most(self.look, shown, WIDEST)

    def _fold(self) -> None:
        """Show on the row of each group its contents."""
        for name, group in self.groups.items():
            said = [self._said(one) for one in self._group_of if self._group_of[one] == name]
            group.row.show_words(self.look.tr.listed(said) or self.look.tr("Nothing yet"))
        self.folded.emit()

    def _said(self, name: str) -> str:
        """Return the value of a field as text, with its label if only the value is not clear."""
        control, tr, label = self._fields[name].control, self.look.tr, self.look.tr(self._part(name).label)
        if isinstance(control, Picker):
            return control.words
        if isinstance(control, Several) or (name in self._kind.fields and self._kind.fields[name].type is Type.ROWS):
            return tr.listed(control.words)  # type: ignore[attr-defined]
        if isinstance(control, QPlainTextEdit):
            return control.toPlainText().strip().partition("\n")[0]
        text = control.text() if isinstance(control, QLineEdit) else ""
        if isinstance(control, OneOf):
            text = {"yes": tr("Yes"), "no": tr("No")}.get(control.value or "", "")
        elif isinstance(control, DateEdit):
            text = control.meaning.removeprefix("= ") or text
        elif self._kind.fields[name].type in (Type.TEXT, Type.TAGS):
            return text
        return tr("{field}: {title}", field=label, title=text) if text else ""

    def _part(self, name: str) -> Field | Role:
        """Return the declaration of a field or role."""
        return self._kind.role(name) or self._kind.fields[name]

    def _add(self, name: str) -> Labelled:
        """Return the control of a field or role, with its label and its help."""
        part, draft, tr = self._part(name), self._draft, self.look.tr
        value = draft[name] if name in draft else self._before.get(name)
        control, read = self._role(part, value) if isinstance(part, Role) else self._control(part, value)
        self._note_text(name, control, name in draft)
        labelled = Labelled(self.look, tr(part.label), control, tr(part.help) if part.help else "")
        self._fields[name], self._values[name] = labelled, read
        if isinstance(control, Picker | Several) and isinstance(part, Role) and part.to[0] == "actor":
            control.changed.connect(lambda *_: self._note_new(name))
            self._note_new(name)
        if isinstance(control, DateEdit):
            control.understood.connect(labelled.note)
            labelled.note(control.meaning)
            # later: the line of the error moves the control below, which a mouse is about to press
            control.editingFinished.connect(lambda: QTimer.singleShot(LEFT, control, lambda: self._left(name)))
        return labelled

    def _note_new(self, name: str) -> None:
        """Say below a role if a typed name makes a new person: papers can have this name."""
        ids, known = self._values[name](), dict(self._choices.get(name, ()))
        new = any(one not in known for one in (ids if isinstance(ids, list) else ()))
        self._fields[name].note(self.look.tr("New person. Write an alias here, not the real name.") if new else "")

    def _note_text(self, name: str, control: QWidget, drafted: bool) -> None:
        """Remember the text of a field in the record as Qt shows it, and the function that returns its current text."""
        text: Callable[[], str] | None = None
        if isinstance(control, QLineEdit):
            text = control.kept if isinstance(control, DateEdit) else control.text
        elif isinstance(control, QPlainTextEdit):
            text = control.toPlainText
        if text is not None:
            self._texts[name] = text, _text(self._before.get(name)) if drafted else text()

    def _typed(self) -> None:
        self.pause.start()
        self._open_fitting()
        mended = [name for name in self._wrong if not self._is_still_wrong(name)]
        for name in mended:
            del self._wrong[name]
            self._fields[name].set_error("")
            self._fields[name].offer(None)
        if mended:
            self._count_errors()

    def _left(self, name: str) -> None:
        """Show the error of the date in the field that a person left."""
        control = self._fields[name].control
        if isinstance(control, DateEdit) and control.wrong and not control.hasFocus():
            self._fields[name].set_error(control.wrong)
            self._wrong[name] = self._compared(name)

    def _is_still_wrong(self, name: str) -> bool:
        """Return True if a refused field, and the fields that it is compared with, have no better value yet."""
        control, value = self._fields[name].control, self._values[name]()
        if isinstance(control, DateEdit) and control.wrong:
            self._fields[name].set_error(control.wrong)
            return True
        if self._compared(name) == self._wrong[name] or (self._part(name).required and value is None):
            return True
        given = {one: self._values[one]() for one in self._values if one in self._kind.fields}
        kept, refused = self._kind.checked(given, self._words)
        return name in refused or name in self._kind.disagreeing(kept, [name])

    def _compared(self, name: str) -> tuple[object, ...]:
        """Return the values of a field and of those that it is compared with."""
        pairs = [{f.name, f.at_most, f.because} for f in self._kind.own if f.at_most or f.because]
        near = {name}.union(*(pair for pair in pairs if name in pair))
        return tuple(self._values[one]() for one in sorted(near) if one in self._values)

    def _count_errors(self) -> None:
        n = len(self._wrong)
        said = self.look.tr("Not saved. Correct {n} field|Not saved. Correct {n} fields", n=n) if n else ""
        self.say(said or self.look.tr("Amparo saves an encrypted draft while you type"), bool(n))

    def _control(self, field: Field, value: object) -> Control:
        look, tr = self.look, self.look.tr
        name, text = tr(field.label), _text(value)
        rows = [str(row) for row in value] if isinstance(value, list) else []
        if field.type is Type.PROSE:
            prose: QPlainTextEdit = prose_edit(look, name, text, 3)
            prose.textChanged.connect(self._typed)
            return prose, lambda: prose.toPlainText().strip() or None
        if field.type is Type.FLAG:
            chosen = {True: "yes", False: "no"}.get(value) if isinstance(value, bool) else ""
            flag = OneOf(look, [("no", tr("No")), ("yes", tr("Yes"))], chosen or "", name, act=lambda _: self._typed())
            return flag, lambda: {"yes": True, "no": False}.get(flag.value)
        if field.type is Type.CODE:
            only = [(code, self._label(field.scheme, code)) for code, _ in self._choices.get(field.name, ())]
            offered = make_option_search(only) if only else self._codes(field.scheme)
            usual = self._label(field.scheme, self._kind.level.name) if field.name == "sensitivity" else ""
            hint = tr("Not chosen: {usual}", usual=usual) if usual else tr("Not chosen")
            picker = Picker(look, name, hint, offered, free=False)
            picker.set_value(text, self._label(field.scheme, text) if text else "")
            picker.changed.connect(self._typed)
            return picker, lambda: picker.value or None
        if field.type is Type.CODES:
            chosen_codes = [(row, self._label(field.scheme, row)) for row in rows]
            several = Several(look, name, self._codes(field.scheme), chosen_codes)
            several.changed.connect(self._typed)
            return several, lambda: several.values or None
        if field.type is Type.DATE:
            day = DateEdit(look, name, _text(self._before.get(field.name)), text, self._today, field.way)
            day.textEdited.connect(self._typed)
            return day, lambda: day.value
        if field.type is Type.ROWS:
            from app.gui.records import rows_view  # not before the first form with rows

            choices = self._choices.get(field.name, ())
            shown, read = rows_view.make(look, field, value, choices, self._codes, self._label)
            shown.changed.connect(self._typed)
            return shown, read
        if known := self._choices.get(field.name):  # words for areas
            areas = Several(look, name, make_option_search(known), [(row, row) for row in rows], free=True)
            areas.changed.connect(self._typed)
            return areas, lambda: _line(Type.TAGS, ",".join(areas.values))
        edit: QLineEdit = line_edit(look, name, "", text)
        if field.type is Type.TAGS:
            edit = line_edit(look, name, tr("Separated by commas"), text)
        edit.textEdited.connect(self._typed)
        return edit, lambda: _line(field.type, edit.text())

    def _role(self, role: Role, value: object) -> Control:
        look, tr = self.look, self.look.tr
        choices = self._choices.get(role.name, ())
        ids = [str(id_) for id_ in value] if isinstance(value, list) else []
        known = dict(choices)
        chosen = [(id_, known.get(id_, id_)) for id_ in ids]
        if role.many:
            several = Several(look, tr(role.label), make_option_search(choices), chosen, free=True)
            several.changed.connect(self._typed)
            return several, lambda: several.values or None
        picker = Picker(look, tr(role.label), tr("Not chosen"), make_option_search(choices))
        picker.set_value(*(chosen[0] if chosen else ("", "")))
        picker.changed.connect(self._typed)
        return picker, lambda: [picker.value] if picker.value else None

    def _label(self, scheme: str, code: str) -> str:
        return self._words[scheme].label(code, self.look.tr.language)

    def _codes(self, scheme: str) -> Callable[[str], Sequence[Option]]:
        vocabulary, language = self._words[scheme], self.look.tr.language

        def offered(typed: str) -> list[Option]:
            codes = vocabulary.find(typed, language) if typed.strip() else list(vocabulary.codes)
            return [(code, vocabulary.say_option(code, language)) for code in codes]

        return offered

    def changed_values(self) -> Mapping[str, object]:
        """Return the values that differ from the record. None clears a field; a role holds ids, or the text of a new
        record.
        """
        same = {name for name, (text, before) in self._texts.items() if text() == before}
        given = {name: value() for name, value in self._values.items() if name not in same}
        return {name: value for name, value in given.items() if value != self._before.get(name)}

    def kept_values(self) -> Mapping[str, object]:
        """Return the same values for a draft, with every text exactly as typed, including its spaces.

        A date has its meaning instead: "tomorrow" is another day when the draft is opened again.
        """
        typed = {name: text() for name, (text, before) in self._texts.items() if text() != before}
        return {**self.changed_values(), **typed}

    def submit(self) -> None:
        """Save, or show which dates are not understood, and which fields are empty."""
        self.pause.finish()  # the draft is stored before the save that deletes it
        controls = {name: labelled.control for name, labelled in self._fields.items()}
        wrong = {name: day.wrong for name, day in controls.items() if isinstance(day, DateEdit) and day.wrong}
        if not wrong:
            self._show_errors({})
            self.save.emit()
            return
        empty = {name for name in self._values.keys() - wrong.keys() if self._part(name).required}
        needed = {name: self.look.tr.phrase(ask_for(self._part(name))) for name in empty if not self._values[name]()}
        self._show_errors(wrong | needed)

    def _show_errors(self, said: Mapping[str, str]) -> None:
        """Show the sentence about each field that has one, remove all others, and go to the first."""
        for name, labelled in self._fields.items():
            labelled.set_error(said.get(name, ""))
            labelled.offer(None)
        self._wrong = {name: self._compared(name) for name in self._fields if said.get(name)}
        self._count_errors()
        if self._wrong:
            for name in self._wrong.keys() & self._group_of.keys():
                self.groups[self._group_of[name]].row.setChecked(True)
            control = self._fields[next(iter(self._wrong))].control
            self.page.ensureWidgetVisible(control, 0, self.look.sp(110))
            enter(control)
            plain_text.announce(control, said[next(iter(self._wrong))], at_once=True)

    def refused(self, error: BaseException) -> None:
        """Show above each refused field what to do."""
        rows = error.refused if isinstance(error, InputRefused) else []
        reasons = {str(row.get("field", "")).split(".")[0]: Phrase.of(str(row.get("reason", ""))) for row in rows}
        asked = {name: reason.values.get("ways", ()) for name, reason in reasons.items()}
        told = {name: str(why.values["why"]) if asked[name] else why for name, why in reasons.items()}
        said = {name: list_reasons(self.look.tr, why) for name, why in told.items()}
        first = {next(iter(self._fields)): list_reasons(self.look.tr, str(error))}
        self._show_errors(said if said.keys() & self._fields.keys() else first)
        for name in self._wrong:
            self._fields[name].offer(self._ways(self._fields[name], asked.get(name, ())))
        if self._kind.name == "step" and "state" in self._wrong:
            self.offer("state", self.look.tr("Show the missing items"), self.away.emit)

    def offer(self, name: str, words: str, act: Callable[[], None]) -> None:
        """Offer an act below a refused field, until the field is changed."""
        button = Button(self.look, words, "std", "check", act=act)
        self._fields[name].offer(flow([button]))

    def _ways(self, labelled: Labelled, ways: object) -> QWidget | None:
        """Return a button for each possible reading of an ambiguous date. The button writes it into the field."""
        buttons: list[QWidget] = []
        for written, _, text in (way.partition(" = ") for way in (ways if isinstance(ways, tuple) else ())):
            button = Button(self.look, calendar_words(self.look.tr, written.partition(" ")[0], text), "std")
            button.clicked.connect(lambda _=False, written=written: self._write(labelled, written))
            buttons.append(button)
        return flow(buttons) if buttons else None

    def _write(self, labelled: Labelled, written: str) -> None:
        if isinstance(edit := labelled.control, QLineEdit):
            edit.setText(written)
            edit.setFocus()
        self._typed()


def _text(value: object) -> str:
    """Return the text of a value in a field of text."""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def _line(type_: Type, typed: str) -> object:
    """Return the value of a field of one line: words, a number, or words separated by commas."""
    text = typed.strip()
    if type_ is Type.TAGS:
        return [part.strip() for part in text.split(",") if part.strip()] or None
    return int(text) if type_ is Type.WHOLE and text.isascii() and text.isdecimal() else text or None
