"""Set the automatic action for withdrawals by one contact: the existing rules, and a form for another."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import PlainRow, box, card
from app.gui.widgets.buttons import Button, OneOf
from app.gui.widgets.fields import Labelled, Picker, make_option_search
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Label, column, fill
from app.gui.withdrawals.withdrawing_query import asks, reasons, rule_labels
from app.gui.withdrawals.withdrawing_values import RuleFor, RuleForm


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
        self.reason = OneOf(look, list(reasons(tr).items()), "", tr("Why"))
        self.reason.chosen.connect(lambda _: self._arm())
        self.does = OneOf(look, list(rule_labels(tr).items()), "", tr("What is done at once"))
        self._does = flow([])
        self._warned = box(
            look, "amber", "alert", [(tr("What it destroys comes back by no way, and nobody asks you."), "")], "amb"
        )
        self.go = Button(look, tr("Make this rule"), "std", "check")
        self.go.clicked.connect(lambda _=False: self._press())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(
            card(
                look, Label(look, tr("What is done at once for one contact"), "card"),
                Label(look, tr("It goes before what is done for everybody."), "second", "ink2", wrap=True),
                *(self._made(row) for row in form.made),
                Labelled(look, tr("Contact"), self.who, tr("Only for one who is verified may a rule destroy.")),
                column(look, Label(look, tr("Why"), "label"), flow([self.reason]), gap=6),
                column(look, Label(look, tr("What is done at once"), "label"), self._does, gap=6),
                self._warned, flow([self.go]),
            )
        )  # fmt: skip
        self._turn()

    def _made(self, row: RuleFor) -> QWidget:
        """Return the row of an active rule, with the button that removes it."""
        look, tr = self.look, self.look.tr
        back = Button(look, tr("Take the rule back"), "quiet", "undo")
        words = tr("{name}: {why}", name=row.title, why=reasons(tr)[row.reason])
        plain_text.set_accessible_description(back, words)
        back.clicked.connect(lambda _=False: self.rule.emit(row.reason, "usual", row.key))
        said = {**rule_labels(tr), **asks(tr)}[row.does]
        rests = tr("Rests, and hides: the number is not compared.") if row.rests else ""
        return PlainRow(look, "alert" if row.rests else "check", words, tr.line(said, rests), back)

    def _turn(self) -> None:
        """Offer to destroy only if the chosen contact is verified."""
        tr = self.look.tr
        options = {
            **rule_labels(tr),
            **({"destroy": asks(tr)["destroy"]} if self.who.value in self.form.verified else {}),
        }
        before = self.does.value
        self.does = OneOf(self.look, list(options.items()), before, tr("What is done at once"))
        self.does.chosen.connect(lambda _: self._arm())
        fill(self._does.layout(), self.does)
        self._arm()

    def _arm(self) -> None:
        self._warned.setVisible(self.does.value == "destroy")
        self.go.setEnabled(bool(self.who.value and self.reason.value and self.does.value))

    def _press(self) -> None:
        self.go.setEnabled(False)
        self.rule.emit(self.reason.value, self.does.value, self.who.value)
