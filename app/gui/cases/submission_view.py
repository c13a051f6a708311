"""Show the bodies that a form can go to, and one form: open points, time limits, questions and their answers."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.gui.cases.submission_query import BeginPage, BodyView, SubmissionPage, say_answer
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import ActedRow, Badge, Empty, PageHeader, ScrollPage, box, card, section
from app.gui.widgets.buttons import Button
from app.gui.widgets.fields import Labelled, Picker, make_option_search
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import WIDEST, Label, column
from app.gui.widgets.openrow import OpenRow, line_row, open_rows
from app.gui.widgets.page_values import RowView

_INKS = {"red": "red", "amber": "amb"}
"""The ink on each ground of a box."""


class BeginView(ScrollPage):
    """The choices before a form. `chosen` carries a record and a person, `begun` the id of a mechanism."""

    chosen = Signal(str, str)
    begun = Signal(str)
    listed = Signal()

    def __init__(self, look: Look, shown: BeginPage, back: Button) -> None:
        super().__init__(look, 32)
        tr, self.shown = look.tr, shown
        text = tr("Each form is about one person. The conditions of the bodies decide what is possible.")
        own = Button(look, tr("Forms of the bodies…"), "tool", "document", tr("Versions and sources; load your own"))
        own.clicked.connect(lambda _=False: self.listed.emit())
        self.add(PageHeader(look, tr("Submit to a body"), text, [own], back))
        self.about = self._pick(tr("Record"), tr("Choose a detention, incident or case"), shown.abouts, shown.about)
        self.about.changed.connect(lambda key: self.chosen.emit(key, shown.person))
        self.person = self._pick(tr("Person"), tr("Choose a person"), shown.people, shown.person)
        self.person.changed.connect(lambda key: self.chosen.emit(shown.about, key))
        self.first = self.person if shown.about else self.about
        self.add(Labelled(look, tr("Record"), self.about), widest=WIDEST)
        if shown.about:
            self.add(Labelled(look, tr("Person"), self.person), widest=WIDEST)
        for one in shown.bodies:
            self.add(self._body(one), widest=WIDEST)
        if not shown.bodies:
            what = tr("Choose the record and the person. Then each body shows if a form is possible.")
            self.add(Empty(look, "send", tr("No body yet"), what))
        self.close_column()

    def _pick(self, name: str, hint: str, rows: tuple[tuple[str, str], ...], value: str) -> Picker:
        picker = Picker(self.look, name, hint, make_option_search(rows), free=False)
        if value in dict(rows):
            picker.set_value(value, dict(rows)[value])
        return picker

    def _body(self, one: BodyView) -> QWidget:
        look = self.look
        go = Button(look, look.tr("Begin the form"), "std", "forward", act=lambda: self.begun.emit(one.key))
        plain_text.set_accessible_description(go, one.name)
        why = [Label(look, said, "second", "ink2", wrap=True) for said in one.why]
        return card(
            look, Label(look, one.name, "card", wrap=True), Label(look, one.second, "second", "ink2", wrap=True),
            flow([Badge(look, *one.badge)]), *why, flow([go]), gap=8,
        )  # fmt: skip


class SubmissionView(ScrollPage):
    """The page of a form. `placed` carries the place of an open point or a question, `acted` the key of a button."""

    placed = Signal(str)
    acted = Signal(str)

    def __init__(self, look: Look, shown: SubmissionPage, back: Button) -> None:
        super().__init__(look, 28)
        tr, self.shown, self.rows = look.tr, shown, dict[str, OpenRow]()
        self.add(PageHeader(look, shown.title, shown.second, back=back))
        acts = [Button(look, word, "std", icon, act=partial(self.acted.emit, key)) for key, word, icon in (
            ("form", tr("Form…"), "document"), ("paste", tr("Paste sheet…"), "list"),
            ("bundle", tr("Bundle…"), "files"),
            ("sent", tr("Sent…"), "send"), *([("reply", tr("Reply…"), "mail-check")] if shown.sent else []),
        )]  # fmt: skip
        self.first = acts[0]
        self.add(flow(acts))
        for said, ground in shown.says:
            icon = "info" if ground == "box" else "alert"
            self.add(box(look, ground, icon, [(said, "")], _INKS.get(ground, "ink2")), widest=WIDEST)
        for heading, lines in shown.heaps:
            if lines:
                rows = [self._point(line) for line in lines]
                self.add(column(look, section(look, heading), *rows, gap=4), widest=WIDEST)
        questions = open_rows(look, [say_answer(tr, one) for one in shown.questions], self.placed.emit, self.rows)
        self.add(column(look, section(look, tr("Questions")), *questions, gap=0), widest=WIDEST)
        self.add(Label(look, shown.note, "small", "ink3", wrap=True), widest=WIDEST)
        self.close_column()

    def _point(self, line: RowView) -> QWidget:
        """Return an open point: its complete sentence, and the button to the place that cures it."""
        if not line.key:
            return line_row(self.look, line)
        go = Button(self.look, line.far, "quiet", "forward", act=lambda: self.placed.emit(line.key))
        return ActedRow(self.look, line.icon, line.title, line.second, [go])
