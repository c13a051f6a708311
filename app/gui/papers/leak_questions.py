"""Ask one question for each finding of the leak check, worst first: replace, other words, or keep with a reason."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.actions.release.leak_check import LeakReport, LeaksFound
from app.domain.leaks.leak_values import (
    EDIT,
    KEEP,
    OTHER,
    REASON_WORDS,
    WHY,
    Finding,
    LeakAnswer,
    LeakAnswers,
    Weight,
    keep_reasons,
    says_why,
)
from app.gui.shell.vault_session import VaultSession
from app.gui.style.theme import Look
from app.gui.widgets.blocks import scroll_area
from app.gui.widgets.buttons import Button, OneOf
from app.gui.widgets.edits import line_edit
from app.gui.widgets.fields import Labelled
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Label, Sentence, column, fill
from app.gui.widgets.overlay import Veil

WIDTH = 720
"""Pixels at 100 %."""


class LeakDialog(Veil):
    """The questions, one at a time. Enter replaces the words. `answered` carries all answers after the last one."""

    answered = Signal(object)

    def __init__(self, look: Look, window: QWidget, report: LeakReport, answers: LeakAnswers) -> None:
        tr = look.tr
        super().__init__(
            look, window, tr("Before it leaves"),
            tr("Amparo found words that the recipient must not read. Nothing leaves before you answer."), WIDTH,
        )  # fmt: skip
        self._report, self._answers, self._at = report, answers, 0
        self._question = column(look, gap=14)
        self.content.addWidget(scroll_area(self._question) if self._full else self._question, 1)
        self._show()

    @property
    def finding(self) -> Finding:
        """Return the finding of the question."""
        return self._report.open[self._at]

    def _show(self) -> None:
        look, tr, one = self.look, self.look.tr, self.finding
        counted = tr("Question {n} of {all}", n=self._at + 1, all=len(self._report.open))
        start, end = one.at
        sentence = tr.phrase(one.sentence)  # of a finding without words in a text, a sentence of ours
        marked = [(sentence[:start], ""), (sentence[start:end], "did"), (sentence[end:], "")]
        places = tr("{n} place|{n} places", n=len(one.spans)) if one.spans else ""
        why = self._report.refused.get(one.id, WHY.get(one.kind, ""))
        self.words = line_edit(look, tr("Other words"))
        self.replace = Button(look, tr("Replace by {words}", words=one.instead), "pri", tip=tr("Enter"))
        self.replace.clicked.connect(lambda _=False: self.take(LeakAnswer()))
        edit = Button(look, tr("Use these words"))
        edit.clicked.connect(lambda _=False: self.take(LeakAnswer(EDIT, self.words.text().strip() or one.instead)))
        rows: list[QWidget] = [Label(look, tr.line(counted, places), "second", "ink2"), Sentence(look, marked, "body"),
                               Label(look, tr.phrase(why), "body", "ink2", wrap=True)]  # fmt: skip
        if one.spans:
            rows += [self.replace, Labelled(look, tr("Other words"), self.words), flow([edit])]
        rows += self._keep(one)
        fill(self._question.layout(), *rows)
        self.first: QWidget = self.replace if one.spans else self.reason
        if self.isVisible():
            self.first.setFocus()

    def _keep(self, one: Finding) -> list[QWidget]:
        """Return the controls to keep the words; none if they must go."""
        look, tr = self.look, self.look.tr
        self.reason = line_edit(look, tr("Reason"))
        reasons = keep_reasons(one, self._report.audience)
        if not reasons:
            return [Label(look, tr("A public paper never has this. Replace it."), "second", "ink2", wrap=True)]
        preset = OTHER if one.weight is Weight.STOP else reasons[0]  # of a stop, a person types why it leaves
        chosen = OneOf(look, [(key, tr.phrase(REASON_WORDS[key])) for key in reasons], preset, tr("Reason"), chips=True)
        keep = Button(look, tr("Keep the words") if one.spans else tr("Go on"), act=lambda: go_on())

        def go_on() -> None:
            typed = f"{OTHER} {self.reason.text().strip()}"
            if chosen.value != OTHER or says_why(self.reason.text()):
                self.take(LeakAnswer(KEEP, "", typed if chosen.value == OTHER else chosen.value))
            else:
                self.reason.setFocus()

        return [Labelled(look, tr("Keep, because"), chosen), Labelled(look, tr("Other reason"), self.reason),
                flow([keep])]  # fmt: skip

    def take(self, answer: LeakAnswer) -> None:
        """Store the answer, and show the next question or end."""
        self._answers = self._answers.add(self.finding.id, answer)
        self._at += 1
        if self._at < len(self._report.open):
            self._show()
            return
        self.leave()
        self.answered.emit(self._answers)


def ask_leaks(
    desk: VaultSession, error: BaseException, answers: LeakAnswers, again: Callable[[LeakAnswers], None]
) -> bool:
    """Ask the questions of an error of the leak check, then do `again` with the answers; False for another error."""
    if not isinstance(error, LeaksFound):
        return False
    dialog = LeakDialog(desk.look, desk.window, error.report, answers)
    dialog.answered.connect(again)
    dialog.open(dialog.first)
    return True
