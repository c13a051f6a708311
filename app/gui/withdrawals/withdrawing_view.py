"""Show withdrawn records: recipients, the withdrawal notice and their answers, and withdrawals by other people."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import ActedRow, PageHeader, PlainRow, ScrollPage, box, card, section
from app.gui.widgets.buttons import Button, OneOf
from app.gui.widgets.edits import line_edit
from app.gui.widgets.fields import Labelled, Picker, make_option_search
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import WIDEST, Label, column, fill
from app.gui.widgets.page_values import RowView
from app.gui.widgets.several import Several
from app.gui.withdrawals.withdrawing_query import (
    RuleFor,
    RuleForm,
    WithdrawCard,
    WithdrawForm,
    WithdrawPage,
    asks,
    reasons,
    rule_labels,
)

MOST_ROWS, MOST_STEPS = 12, 200
"""Maximum number of shown rows in one card, and of rows that have a next step."""


class WithdrawView(ScrollPage):
    """The page.

    `withdraw` carries the reason, the requested action, a text, and True if it is urgent. `decide` carries a key, the
    action, and a text. `rule` carries a reason, the automatic action, and its contact, or an empty text for all
    contacts. `step` carries the key of a row with a next step.
    """

    withdraw = Signal(str, str, str, bool)
    remind = Signal(str)
    take_back = Signal(str)
    decide = Signal(str, str, str)
    rule = Signal(str, str, str)
    everything = Signal()
    step = Signal(str)

    def __init__(self, look: Look, shown: WithdrawPage, back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        self.shown = shown
        self.add(PageHeader(look, tr("Withdraw") if shown.form else tr("Withdrawn"), shown.title, back=back))
        if shown.notices:
            said = tr(
                "The recipients do not know of the withdrawal. Write each notice, send it or tell them, and note it."
            )
            head = Label(look, tr("Notices to send"), "card"), Label(look, said, "second", "ink2", wrap=True)
            self.add(card(look, *head, *self._lines(shown.notices)), widest=WIDEST)
        waiting = [row for row in shown.cards if row.waits]
        self.add(*(self._card(row) for row in waiting), widest=WIDEST)
        if shown.form:
            self.add(self._form(shown.form), widest=WIDEST)
        self.add(*(self._card(row) for row in shown.cards if not row.waits), widest=WIDEST)
        if not (shown.form or shown.cards or shown.notices):
            text = tr("No withdrawn records. To withdraw a record, open its page.")
            self.add(Label(look, text, "body", "ink2", wrap=True), widest=WIDEST)
        if shown.rules:
            self.single = ContactRules(look, shown.single)
            self.single.rule.connect(self.rule)
            self.add(self._rules(shown.rules), self.single, widest=WIDEST)
        else:
            more = Button(look, tr("All withdrawn records…"), "quiet", "list", act=self.everything.emit)
            self.add(flow([more]))
        self.close_column()

    def _lines(self, rows: Sequence[RowView]) -> list[QWidget]:
        look, tr = self.look, self.look.tr
        most = MOST_STEPS if any(row.key for row in rows) else MOST_ROWS
        lines: list[QWidget] = [self._line(row) for row in rows[:most]]
        if rows[most:]:
            lines.append(PlainRow(look, "more", tr("{n} more|{n} more", n=len(rows) - most)))
        return lines

    def _line(self, row: RowView) -> QWidget:
        """Return a row with the button of its next step, if it has one; a call to tell also leads to its record."""
        if not row.key:
            return PlainRow(self.look, row.icon, row.title, row.second)
        steps = [(row.far, row.key)]
        if row.key.startswith("told:"):
            steps.append((self.look.tr("Open record"), row.key.replace("told:", "record:")))
        buttons = [Button(self.look, words, "quiet") for words, _ in steps]
        for button, (_, key) in zip(buttons, steps, strict=True):
            plain_text.set_accessible_description(button, self.look.tr.line(row.title, row.second))
            button.clicked.connect(lambda _=False, key=key: self.step.emit(key))
        return ActedRow(self.look, row.icon, row.title, row.second, buttons)

    def _form(self, form: WithdrawForm) -> QWidget:
        look, tr = self.look, self.look.tr
        nobody = Label(look, tr("You sent it to nobody."), "body", "ink2", wrap=True)
        got = self._lines(form.got) or ([] if form.person and form.beyond else [nobody])
        beyond = (
            [
                section(look, tr("Papers, calls and copies") if form.person else tr("Copies that get no notice")),
                *self._lines(form.beyond),
            ]
            if form.beyond
            else []
        )
        self.reason = OneOf(look, list(reasons(tr).items()), form.reason, tr("Reason"))
        self.asked = OneOf(look, list(asks(tr).items()), "", tr("Your request"))
        self.urgent = OneOf(
            look,
            [("", tr("With the other reports")), ("urgent", tr("Before all other reports"))],
            "",
            tr("When Amparo sends it"),
        )
        self.text = line_edit(look, tr("A few words to them"))
        self.text.setMaxLength(500)
        chosen = [option for option in form.offered if option[0] in form.purposes]
        self.purposes = Several(look, tr("Purposes"), make_option_search(form.offered), chosen)
        which = tr("Choose single purposes. Without a choice, all end, except to keep and to count the data.")
        only = [Labelled(look, tr("Purposes"), self.purposes, which)] if form.person else []
        self.go = Button(look, tr("Withdraw consent") if form.person else tr("Withdraw record"), "red", "undo")
        self.go.clicked.connect(lambda _=False: self._press())
        self.reason.chosen.connect(self._reason)
        self.asked.chosen.connect(lambda _: self._arm())
        self.go.setEnabled(False)
        self.first = self.reason
        person = tr(
            "Amparo writes the answer, and removes words about the person from waiting reports. Contacts with a card "
            "get a notice now. For each paper, you send the notice yourself: see Papers made."
        )
        said = tr(
            "A notice is only a request. You cannot get a sent record back. The notice contains no text of the "
            "record. Amparo removes the record from waiting reports."
        )
        return card(
            look, section(look, tr("Recipients")), *got, *beyond, *only,
            _chosen(look, tr("Reason"), self.reason), _chosen(look, tr("Your request"), self.asked),
            _chosen(look, tr("When Amparo sends it"), self.urgent),
            Labelled(look, tr("A few words to them"), self.text, tr("Do not write names or facts: all "
                                                                    "recipients read this.")),
            box(look, "box", "info", [(person if form.person else said, "")]), flow([self.go]),
        )  # fmt: skip

    def _reason(self, reason: str) -> None:
        if reason == "danger":
            self.urgent.set_value("urgent")
        self._arm()

    def _arm(self) -> None:
        self.go.setEnabled(bool(self.reason.value and self.asked.value))

    def _press(self) -> None:
        self.go.setEnabled(False)
        asked, urgent = self.asked.value, self.urgent.value == "urgent"
        self.withdraw.emit(self.reason.value, asked, self.text.text().strip(), urgent)

    def _card(self, row: WithdrawCard) -> QWidget:
        look, tr = self.look, self.look.tr
        head = [Label(look, row.title, "card", wrap=True), Label(look, row.second, "second", "ink2", wrap=True)]
        if row.text:
            head.append(Label(look, row.text, "body", wrap=True))
        acts: list[QWidget] = []
        if row.ours and not row.over:
            if row.late:
                acts.append(self._button(tr("Remind"), "again", lambda: self.remind.emit(row.key)))
            if not row.closed:
                acts.append(self._button(tr("Undo the withdrawal"), "undo", lambda: self.take_back.emit(row.key)))
        elif not row.over:
            return card(look, *head, *self._lines(row.rows), *self._deciding(row))
        return card(look, *head, *self._lines(row.rows), *([flow(acts)] if acts else []))

    def _button(self, words: str, icon: str, act: Callable[[], None], kind: str = "std") -> Button:
        button = Button(self.look, words, kind, icon, act=act)
        self.first = self.first or button
        return button

    def _deciding(self, row: WithdrawCard) -> list[QWidget]:
        """Return the possible answers. To destroy or to refuse needs a second press, with a text for the sender."""
        look, tr = self.look, self.look.tr
        text = line_edit(look, tr("A few words to them"))
        text.setMaxLength(500)
        sure = {
            "destroy": self._button(tr("Destroy permanently"), "trash", lambda: answer("destroy"), "red"),
            "refuse": self._button(tr("Keep it"), "close", lambda: answer("refuse")),
        }
        note = Label(
            look,
            tr("Destroyed records cannot be restored. Their parts and links are destroyed too."),
            "second",
            "ink2",
            True,
        )
        asked = column(look, note, Labelled(look, tr("A few words to them"), text), flow([*sure.values()]), gap=8)
        asked.hide()

        def answer(does: str) -> None:
            self.decide.emit(row.key, does, text.text().strip())

        def ask(what: str) -> None:
            asked.show()
            note.setVisible(what == "destroy")
            for name, button in sure.items():
                button.setVisible(name == what)
            text.setFocus()

        acts: list[QWidget] = [
            self._button(tr("Mark it"), "alert", lambda: answer("mark")),
            self._button(tr("Hide it"), "eye-off", lambda: answer("hide")),
            self._button(tr("Destroy it…"), "trash", lambda: ask("destroy")),
            self._button(tr("Refuse…"), "close", lambda: ask("refuse")),
        ]
        return [flow(acts), asked]

    def _rules(self, rules: Sequence[tuple[str, str]]) -> QWidget:
        look, tr = self.look, self.look.tr
        rows: list[QWidget] = []
        for reason, now in rules:
            choice = OneOf(look, list(rule_labels(tr).items()), now, reasons(tr)[reason])
            choice.chosen.connect(lambda what, reason=reason: self.rule.emit(reason, what, ""))
            rows.append(_chosen(look, reasons(tr)[reason], choice))
        said = tr(
            "When a sender withdraws a record, Amparo does this immediately. It never does more than the sender asks."
        )
        note = Label(look, said, "second", "ink2", wrap=True)
        return card(look, Label(look, tr("Immediate action"), "card"), note, *rows)


def _chosen(look: Look, label: str, choice: OneOf) -> QWidget:
    return column(look, Label(look, label, "label"), flow([choice]), gap=6)


def withdraw_button(look: Look, act: Callable[[], object], words: str = "") -> Button:
    """Return the quiet button that opens this page: at the end of a record's page, or as the note of its withdrawal."""
    tr = look.tr
    tip = tr("Recipients, and a request to hide or destroy the record")
    return Button(look, words or tr("Withdraw…"), "quiet", "alert" if words else "undo", tip, act=act)


class ContactRules(QWidget):
    """The rules. `rule` carries the reason, the action (`usual` removes the rule), and the contact.

    A choice applies only after the button is pressed, because arrow keys pass over every choice, and one destroys data.
    """

    rule = Signal(str, str, str)

    def __init__(self, look: Look, form: RuleForm) -> None:
        super().__init__()
        self.look, self.form = look, form
        tr = look.tr
        self.who = Picker(look, tr("Contact"), tr("Not chosen"), make_option_search(form.contacts), free=False)
        self.who.changed.connect(lambda _: self._turn())
        self.reason = OneOf(look, list(reasons(tr).items()), "", tr("Reason"), act=lambda _: self._arm())
        self.does = OneOf(look, list(rule_labels(tr).items()), "", tr("Immediate action"))
        self._does = flow([])
        self._warned = box(
            look,
            "amber",
            "alert",
            [(tr("Amparo does not ask you first. You cannot restore destroyed records."), "")],
            "amb",
        )
        self.go = Button(look, tr("Make this rule"), "std", "check", act=self._press)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(
            card(
                look, Label(look, tr("Immediate action for one contact"), "card"),
                Label(look, tr("Replaces the action for all contacts."), "second", "ink2", wrap=True),
                *(self._made(row) for row in form.made),
                Labelled(look, tr("Contact"), self.who, tr("A rule can destroy records only for a verified contact.")),
                column(look, Label(look, tr("Reason"), "label"), flow([self.reason]), gap=6),
                column(look, Label(look, tr("Immediate action"), "label"), self._does, gap=6),
                self._warned, flow([self.go]),
            )
        )  # fmt: skip
        self._turn()

    def _made(self, row: RuleFor) -> QWidget:
        """Return the row of an active rule, with the button that removes it."""
        look, tr = self.look, self.look.tr
        back = Button(look, tr("Remove the rule"), "quiet", "undo")
        words = tr("{name}: {why}", name=row.title, why=reasons(tr)[row.reason])
        plain_text.set_accessible_description(back, words)
        back.clicked.connect(lambda _=False: self.rule.emit(row.reason, "usual", row.key))
        said = {**rule_labels(tr), **asks(tr)}[row.does]
        rests = tr("Rule not active: the number is not compared. Amparo hides the record instead.") if row.rests else ""
        return PlainRow(look, "alert" if row.rests else "check", words, tr.line(said, rests), back)

    def _turn(self) -> None:
        """Offer to destroy only if the chosen contact is verified."""
        tr = self.look.tr
        options = {
            **rule_labels(tr),
            **({"destroy": asks(tr)["destroy"]} if self.who.value in self.form.verified else {}),
        }
        before = self.does.value
        self.does = OneOf(self.look, list(options.items()), before, tr("Immediate action"), act=lambda _: self._arm())
        fill(self._does.layout(), self.does)
        self._arm()

    def _arm(self) -> None:
        self._warned.setVisible(self.does.value == "destroy")
        self.go.setEnabled(bool(self.who.value and self.reason.value and self.does.value))

    def _press(self) -> None:
        self.go.setEnabled(False)
        self.rule.emit(self.reason.value, self.does.value, self.who.value)
