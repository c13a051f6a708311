"""The pages that a form leads to: one answer, the paste sheet, its sending, and a reply."""

from collections.abc import Collection, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.moment import Way
from app.domain.sheet import FormQuestion
from app.domain.submissions.preflight import NONE, NOT_KNOWN
from app.gui.cases.submission_query import AskedQuestion
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import PageHeader, ScrollPage, card
from app.gui.widgets.buttons import Button, OneOf
from app.gui.widgets.date_edit import DateEdit
from app.gui.widgets.edits import LineEdit, line_edit, prose_edit
from app.gui.widgets.fields import Labelled
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import WIDEST, Label, Prose


class AnswerView(ScrollPage):
    """The page of one answer. `saved` carries its text and its state; text of a closed page comes back with it."""

    saved = Signal(str, str)
    keeps_text = True

    def __init__(self, look: Look, one: AskedQuestion, back: Button) -> None:
        super().__init__(look, 32)
        tr, self.about, self._one = look.tr, "", one
        text = tr(
            "Your words replace those from the records. The body reads them: write no names that it must not know."
        )
        self.add(PageHeader(look, one.words, text, back=back))
        if one.help:
            self.add(card(look, Prose(look, one.help)), widest=WIDEST)
        kinds = [("", tr("Answer")), (NOT_KNOWN, tr("Not known")), (NONE, tr("None"))]
        self.state = OneOf(look, kinds, one.state, tr("Kind of the answer"))
        self.state.set_value(one.state)
        name = tr("Answer, or the reason for “not known” or “none”")
        self.text = prose_edit(look, name, one.answer, 2 if one.is_day else 8)
        self.text.textChanged.connect(self._count)
        self.field = Labelled(look, name, self.text, tr("A day such as 2026-03-10") if one.is_day else "")
        codes = OneOf(look, list(one.codes), one.answer, tr("Fixed answers"), chips=True) if one.codes else None
        if codes is not None:
            codes.chosen.connect(self.text.setPlainText)
        keep = Button(look, tr("Save answer"), "pri", "check")
        keep.clicked.connect(lambda _=False: self.saved.emit(self.text.toPlainText().strip(), self.state.value))
        clear = Button(look, tr("Use the words from the records"), "quiet", "undo", act=lambda: self.saved.emit("", ""))
        rows = [self.state, *([codes] if codes is not None else []), self.field,
                flow([keep, *([clear] if one.own else [])])]  # fmt: skip
        self.add(card(look, *rows), widest=WIDEST)
        self.first = self.text
        self._count()
        self.close_column()

    def _count(self) -> None:
        if limit := self._one.limit:
            n = len(self.text.toPlainText())
            tr = self.look.tr
            self.field.note(tr("{n} of {limit} characters", n=n, limit=limit))


class PasteView(ScrollPage):
    """The paste sheet: each question with its answer, a button that copies it, and a mark for a copied one.

    `copied` carries the position of a question.
    """

    copied = Signal(int)

    def __init__(
        self, look: Look, title: str, rows: Sequence[FormQuestion], done: Collection[int], back: Button
    ) -> None:
        super().__init__(look, 32)
        tr = look.tr
        text = tr("Copy each answer into the portal. The clipboard is cleared after 30 seconds. The marks stay here.")
        self.add(PageHeader(look, tr("Paste sheet: {name}", name=title), text, back=back))
        self.buttons: list[Button] = []
        for at, one in enumerate(rows):
            self.add(self._row(at, one, at in done), widest=WIDEST)
        self.first = self.buttons[0]
        self.close_column()

    def _row(self, at: int, one: FormQuestion, done: bool) -> QWidget:
        look, tr = self.look, self.look.tr
        button = Button(look, tr("Copy again") if done else tr("Copy"), "std", "check" if done else "files")
        plain_text.set_accessible_description(button, one.question)

        def copy() -> None:
            button.icon_name = "check"
            button.set_words(tr("Copy again"))
            self.copied.emit(at)

        button.clicked.connect(lambda _=False: copy())
        self.buttons.append(button)
        limit = one.limit or tr("{n} character|{n} characters", n=len(one.answer))
        return card(look, Label(look, one.question, "value", wrap=True), Prose(look, one.answer),
                    Label(look, limit, "small", "ink3", wrap=True), flow([button]), gap=8)  # fmt: skip


class NoteView(ScrollPage):
    """The sending of a form, or a reply. `saved` carries the values by their names."""

    saved = Signal(object)

    def __init__(
        self, look: Look, title: str, text: str, today: date | None, lines: Sequence[tuple[str, str]], back: Button,
        states: Sequence[tuple[str, str]] = (), needs: str = "",
    ) -> None:  # fmt: skip
        """Build the page. `lines` are names and labels of fields, `states` the kinds of a reply.

        `needs` is the name of a field that must have a text. Without `today`, the page has no day.
        """
        super().__init__(look, 32)
        tr, self._needs, self.about = look.tr, needs, title
        self.add(PageHeader(look, title, text, back=back))
        self.states = OneOf(look, list(states), "", tr("Reply"), chips=True) if states else None
        self.day = DateEdit(look, tr("Day"), "", today.isoformat(), today, Way.PAST) if today else None
        self.edits: dict[str, LineEdit] = {name: line_edit(look, label) for name, label in lines}
        self.fields = {name: Labelled(look, label, self.edits[name]) for name, label in lines}
        self._day = [Labelled(look, tr("Day"), self.day)] if self.day is not None else []
        self._state = [Labelled(look, tr("Reply"), self.states)] if self.states is not None else []
        keep = Button(look, tr("Save"), "pri", "check", act=self._save)
        self.add(card(look, *self._state, *self._day, *self.fields.values(), flow([keep])), widest=WIDEST)
        self.first = self.states or self.day or self.edits[lines[0][0]]
        self.close_column()

    def _save(self) -> None:
        tr = self.look.tr
        wrong: QWidget | None = None
        if self.states is not None:
            self._state[0].set_error("" if self.states.value else tr("Choose the kind of the reply."))
            wrong = None if self.states.value else self.states
        if self.day is not None:
            self._day[0].set_error(self.day.wrong)
            wrong = wrong or (self.day if self.day.wrong or not self.day.value else None)
        if self._needs:
            missing = not self.edits[self._needs].text().strip()
            self.fields[self._needs].set_error(tr("Write a reason.") if missing else "")
            wrong = wrong or (self.edits[self._needs] if missing else None)
        if wrong is not None:
            wrong.setFocus()
            return
        said = {name: edit.text().strip() for name, edit in self.edits.items()}
        day = {"on": self.day.value} if self.day is not None else {}
        self.saved.emit({**said, **day, **({"state": self.states.value} if self.states else {})})
