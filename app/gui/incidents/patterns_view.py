"""Show questions about acts that might belong together, each with its acts and three answers."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.gui.incidents.patterns_query import EscalationLine, PatternQuestions, QuestionView
from app.gui.incidents.step_line import StepLine
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import Empty, PageHeader, ScrollPage, card
from app.gui.widgets.buttons import Button
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import WIDEST, Label, column
from app.gui.widgets.openrow import OpenRow, open_rows


class EscalationView(ScrollPage):
    """The acts against somebody by day. `opened` carries the id of an incident or a statement."""

    opened = Signal(str)

    def __init__(self, look: Look, shown: EscalationLine, back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        self.rows: dict[str, OpenRow] = {}
        self.add(PageHeader(look, tr("Escalation"), shown.name, back=back))
        rule = tr("The steps go from 1 (watched) to 5 (killed). The order of the days shows no cause.")
        self.add(Label(look, rule, "second", "ink2", wrap=True), widest=WIDEST)
        if shown.marks:
            self.add(StepLine(look, shown.marks), widest=WIDEST)
        self.add(column(look, *open_rows(look, shown.rows, self.opened.emit, self.rows), gap=0), widest=WIDEST)
        if not shown.rows:
            self.add(Empty(look, "list", tr("No acts yet"), tr("Acts against this person appear here by day.")))
        self.close_column()


class PatternQuestionsView(ScrollPage):
    """The page. `answered` carries a question and the code of its answer, `opened` the id of an incident."""

    answered = Signal(object, str)
    opened = Signal(str)
    listed = Signal()

    def __init__(self, look: Look, shown: PatternQuestions, back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        self.shown, self.rows = shown, dict[str, OpenRow]()
        answers = Button(look, tr("Answers so far"), "tool", "list", act=self.listed.emit)
        self.first = answers
        self.add(PageHeader(look, tr("Patterns"), tr("Questions, not findings"), [answers], back))
        for said in (shown.rule, *shown.notes):
            self.add(Label(look, said, "second", "ink2", wrap=True), widest=WIDEST)
        for one in shown.questions:
            self.add(self._question(one), widest=WIDEST)
        if not shown.questions:
            text = tr("Amparo asks here if acts against people are more than chance.")
            self.add(Empty(look, "check", tr("No open question"), text))
        self.close_column()

    def _question(self, one: QuestionView) -> QWidget:
        look, tr = self.look, self.look.tr
        buttons: list[QWidget] = []
        for word, state in ((tr("They do"), "related"), (tr("Chance"), "chance"), (tr("Not sure"), "unsure")):
            button = Button(look, word)
            plain_text.set_accessible_description(button, one.title)
            button.clicked.connect(lambda _=False, state=state: self.answered.emit(one.question, state))
            buttons.append(button)
        others = [Label(look, said, "second", "ink2", wrap=True) for said in one.reasons]
        rows = open_rows(look, one.acts, self.opened.emit, self.rows)
        return card(
            look, Label(look, one.title, "card", wrap=True), *others, column(look, *rows, gap=0),
            Label(look, tr("Do they belong together?"), "body", wrap=True), flow(buttons), gap=10,
        )  # fmt: skip
