"""Show the page of an instant action (clock, people, answers, next steps), and the page of a received one."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.gui.appeals.appeals_values import AppealPage, AskedRow, CallPage
from app.gui.appeals.texts_view import TextChoice
from app.gui.style.theme import Look
from app.gui.widgets.blocks import ActedRow, Facts, PageHeader, PlainRow, ScrollPage, badges, box, section
from app.gui.widgets.buttons import Button, OneOf
from app.gui.widgets.edits import prose_edit
from app.gui.widgets.fields import Labelled
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Label, Prose, column

WIDEST = 860
"""Pixels of a block at 100 %."""


class AppealView(ScrollPage):
    """The page of an instant action.

    `asking` asks for the next tier. `answered` carries a contact and the result, `take` a report that answers.
    """

    asking = Signal()
    answered = Signal(str, str)
    take = Signal(str)
    follow = Signal(str, str)
    """The kind of the follow-up (`update` or `closing`) and its news."""
    opened = Signal(str)
    send_following = Signal(str)

    def __init__(self, look: Look, shown: AppealPage, back: Button) -> None:
        super().__init__(look, 32)
        self.shown, tr = shown, look.tr
        self.add(PageHeader(look, shown.title, shown.second, back=back))
        if shown.badges:
            self.add(badges(look, shown.badges))
        self.ask_button: Button | None = None
        if shown.due:
            self.add(box(look, "red", "alert", [(shown.due, "")], "red"), widest=WIDEST)
        else:
            self.add(Label(look, shown.state, "body", wrap=True), widest=WIDEST)
        if shown.asks_next:
            words = tr("Ask more people…") if shown.tiers else tr("Review and ask…")
            self.ask_button = Button(look, words, "pri", "send", act=self.asking.emit)
            self.add(flow([self.ask_button]))
        for line in shown.came:
            take = Button(look, tr("Accept"), "std", "check", act=partial(self.take.emit, line.key))
            self.add(ActedRow(look, "inbox", line.title, tr.line(line.second, line.far), [take]), widest=WIDEST)
        self.answers: dict[str, OneOf] = {}
        for title, rows in shown.tiers:
            held = [self._row(row, row is rows[-1]) for row in rows]
            self.add(column(look, section(look, title, tr.number(len(rows))), *held, gap=8), widest=WIDEST)
        if shown.facts:
            self.add(Facts(look, shown.facts))
        self.texts = TextChoice(look, shown.texts, tr.language if tr.rtl else "en")
        self.add(column(look, section(look, tr("Text")), self.texts, gap=8), widest=WIDEST)
        self._following()
        self.close_column()
        self.first = self.ask_button or back  # an answer of a person is never recorded by a further Enter

    def _row(self, row: AskedRow, last: bool) -> QWidget:
        look, tr = self.look, self.look.tr
        if not row.by_hand or self.shown.closed:
            return PlainRow(look, row.icon, row.name, tr.line(row.how, row.state), line=not last)
        options = [("reached", tr("Reached")), ("not_reached", tr("Not reached")), ("promised", tr("Promised"))]
        choice = OneOf(look, options, row.answer, row.name)
        choice.chosen.connect(lambda value, key=row.key: self.answered.emit(key, value))
        self.answers[row.key] = choice
        return ActedRow(look, row.icon, row.name, tr.line(row.how, row.state), [choice], line=not last)

    def _following(self) -> None:
        look, tr, shown = self.look, self.look.tr, self.shown
        rows: list[QWidget] = []
        for line in shown.follows:
            send = Button(look, tr("Review and ask…"), "std", "send", act=partial(self.send_following.emit, line.key))
            rows.append(ActedRow(look, "document", line.title, line.second, [send]))
        if rows:
            self.add(column(look, section(look, tr("Follow-up")), *rows, gap=8), widest=WIDEST)
        if shown.closed or not shown.tiers:
            return
        label = tr("News or outcome")
        self.news = prose_edit(look, label, "", 2)
        more = Button(look, tr("Further information"), "std", "plus")
        close = Button(look, tr("Closing notice"), "std", "check")
        more.clicked.connect(lambda _=False: self.follow.emit("update", self.news.toPlainText()))
        close.clicked.connect(lambda _=False: self.follow.emit("closing", self.news.toPlainText()))
        said = tr("The update has the same number with a suffix. Amparo sends it to the same people when you ask.")
        self.add(Labelled(look, label, self.news, said), flow([more, close]), widest=WIDEST)


class CallView(ScrollPage):
    """The page of an appeal from another person: their request, the deadline, and our answer, which is sent sealed."""

    answered = Signal(str, str)
    """The result (a code of `reached`) and the words of the answer."""

    def __init__(self, look: Look, shown: CallPage, back: Button) -> None:
        super().__init__(look, 32)
        tr, self.shown = look.tr, shown
        self.add(PageHeader(look, shown.title, shown.second, back=back))
        if shown.rehearsal:
            self.add(badges(look, [("info", tr("Rehearsal: this is an exercise"), "amb")]))
        strip = ("amber", "clock", "amb") if shown.late else ("red", "alert", "red")
        self.add(
            box(look, strip[0], strip[1], [(tr("Answer the appeal: "), "who"), (shown.due, "")], strip[2]),
            widest=WIDEST,
        )
        self.add(Facts(look, shown.facts))
        for label, text in shown.texts:
            self.add(column(look, section(look, label), Prose(look, text)), widest=WIDEST)
        options = [
            ("reached", tr("I received it")), ("promised", tr("I will act")), ("acted", tr("I have acted")),
            ("declined", tr("I cannot help")),
        ]  # fmt: skip
        self.result = OneOf(look, options, "", tr("Your answer"))
        label = tr("Your calls and the answers")
        self.words = prose_edit(look, label, "", 3)
        self.send = Button(look, tr("Send the answer"), "pri", "send")
        self.send.setEnabled(False)
        self.result.chosen.connect(lambda _: self.send.setEnabled(True))
        self.send.clicked.connect(lambda _=False: self.answered.emit(self.result.value, self.words.toPlainText()))
        self.add(Labelled(look, tr("Your answer"), self.result, tr("Accepts the appeal and sends your answer "
                                                                   "immediately")),
                 Labelled(look, label, self.words), flow([self.send]), widest=WIDEST)  # fmt: skip
        self.close_column()
        self.first = self.result
