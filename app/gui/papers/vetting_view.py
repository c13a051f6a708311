"""Two pages: the names that an organisation asks about, and the answers with the records behind them."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from attrs import frozen
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.frame import FramedSheet
from app.gui.papers.papers_view import draw_paper
from app.gui.style.text import WRITTEN
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import PageHeader, ScrollPage, box, card, section
from app.gui.widgets.browse import Browser
from app.gui.widgets.buttons import Button, OneOf
from app.gui.widgets.edits import line_edit, prose_edit
from app.gui.widgets.fields import Labelled
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import WIDEST, Label, column, fill
from app.gui.widgets.openrow import OpenRow, open_rows
from app.gui.widgets.page_values import RowView


@frozen
class AnswersPage:
    """A question: asker, day and compared names, each answer with its records, and the decision about companies."""

    key: str
    asker: str
    second: str
    answers: Sequence[tuple[str, str, Sequence[RowView], bool]]
    """Each name, its answer, the records behind it, and True if it is possible."""
    allowed: bool


class CheckNamesView(ScrollPage):
    """The page of a new question. `asked` carries the names, one in each line, and the reason."""

    asked = Signal(str, str)

    def __init__(self, look: Look, asker: str, lines: Sequence[str], back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        self.add(PageHeader(look, tr("Check names"), asker, back=back))
        told = tr(
            "Amparo compares the names with those who did an act in your records, in any script. "
            "The question and its answers stay in this vault."
        )
        for said in (told, *lines):
            self.add(Label(look, said, "second", "ink2", wrap=True), widest=WIDEST)
        self.names = prose_edit(look, tr("Names, one in each line"), "", 6)
        self.reason = line_edit(look, tr("Reason of the question"))
        self.fields = {"names": Labelled(look, tr("Names, one in each line"), self.names),
                       "reason": Labelled(look, tr("Reason of the question"), self.reason,
                                          tr("The answer does not contain it."))}  # fmt: skip
        self.go = Button(look, tr("Compare"), "pri", "search", act=self._check)
        self.add(card(look, *self.fields.values(), flow([self.go])), widest=WIDEST)
        self.first = self.names
        self.close_column()

    def _check(self) -> None:
        tr, names, reason = self.look.tr, self.names.toPlainText().strip(), self.reason.text().strip()
        self.fields["names"].set_error("" if names else tr("Write at least one name."))
        self.fields["reason"].set_error("" if reason else tr("Write a reason."))
        wrong: QWidget | None = self.names if not names else self.reason if not reason else None
        if wrong is not None:
            wrong.setFocus()
        else:
            self.asked.emit(names, reason)


class AnswersView(ScrollPage):
    """The answers to a question. `opened` carries the id of a record, `decided` the decision about companies.

    `wanted` carries the language of the answer to show, `saved` the folder and the language of one to write.
    """

    opened = Signal(str)
    decided = Signal(bool)
    excluded = Signal(str)
    """A name that a person compared: it is another person."""
    wanted = Signal(str)
    saved = Signal(str, str)

    def __init__(self, look: Look, shown: AnswersPage, back: Button) -> None:
        super().__init__(look, 32)
        tr, self.reference = look.tr, ""
        self.shown, self.rows = shown, dict[str, OpenRow]()
        self.add(PageHeader(look, tr("Answers about names"), tr.line(shown.asker, shown.second), back=back))
        said = tr("“Possible” is a question to look at, not a finding. Compare age, place and unit before you answer.")
        self.add(Label(look, said, "second", "ink2", wrap=True), widest=WIDEST)
        for name, answer, records, possible in shown.answers:
            rows: list[QWidget] = [*open_rows(look, records, self.opened.emit, self.rows)]
            if possible:
                other = Button(look, tr("Exclude this name"), "std", "people", act=partial(self.excluded.emit, name))
                plain_text.set_accessible_description(other, name)
                rows.append(flow([other]))
            self.add(card(look, Label(look, name, "card", wrap=True), Label(look, answer, "body", wrap=True),
                          *([column(look, *rows, gap=0)] if rows else []), gap=6), widest=WIDEST)  # fmt: skip
        self._paper = column(look)
        self.add(column(look, *self._answer(), gap=10), widest=WIDEST)
        self.first = next(iter(self.rows.values()), self.first)
        self.close_column()

    def _answer(self) -> list[QWidget]:
        look, tr, shown = self.look, self.look.tr, self.shown
        choices = [("no", tr("No answer to companies")), ("yes", tr("Companies get an answer"))]
        self.decision = OneOf(look, choices, "yes" if shown.allowed else "no", tr("Decision of your organisation"))
        self.decision.chosen.connect(lambda code: self.decided.emit(code == "yes"))
        self.first = self.decision
        why = tr("With an answer, a company learns that you keep records about acts. Decide this together.")
        head = [section(look, tr("Answer on paper")), Label(look, why, "second", "ink2", wrap=True),
                Labelled(look, tr("Decision of your organisation"), self.decision)]  # fmt: skip
        if not shown.allowed:
            return head
        start = tr.language if tr.language in WRITTEN else "en"
        self.language = OneOf(look, list(WRITTEN.items()), start, tr("Language"))
        self.language.chosen.connect(self.wanted)
        self.browser = Browser(look, tr("Folder"), Path.home(), tr("Save the answer into this folder"))
        self.browser.picked.connect(lambda folder: self.saved.emit(folder, self.language.value))
        self.browser.list.setFixedHeight(look.px(110))
        return [*head, Labelled(look, tr("Language"), self.language), self._paper, self.browser]

    def show_paper(self, paper: FramedSheet, warnings: Sequence[str] = ()) -> None:
        """Show the answer as it will be saved, below its warnings."""
        self.reference = paper.marks[0]
        warned = (box(self.look, "amber", "alert", [(said, "")], "amb") for said in warnings)
        fill(self._paper.layout(), *warned, draw_paper(self.look, paper))
