"""Show the recovery shares that are stored for other people, explain them, and give one back."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.gui.people.safety import Code
from app.gui.style.theme import Look
from app.gui.vault import kit
from app.gui.vault.ways_query import KeptShareView
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import ActedRow, Empty, Facts, PageHeader, ScrollPage, box, card, section
from app.gui.widgets.buttons import Button, Choice
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import WIDEST, Label, Prose, column
from app.gui.widgets.screen_capture import guard
from app.gui.widgets.words import Numbered

ENDING_WIDEST = 640
"""Pixels of the page at 100 %."""


class KeptView(ScrollPage):
    """The list. `give` carries the key of a share to give back, `remove` that of a share to remove.

    `end` carries the key of a share that has its owner's key revocation, if the person wants to use it.
    """

    give = Signal(str)
    remove = Signal(str)
    end = Signal(str)

    def __init__(self, look: Look, shown: Sequence[KeptShareView], back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        text = tr(
            "Amparo shows shares of other people only on this page. They are in no list, search, report or export."
        )
        self.add(PageHeader(look, tr("Shares that I keep for others"), text, back=back))
        if not shown:
            none = tr("Shares for you are shown here after you accept them in the Inbox.")
            self.body.addWidget(Empty(look, "people", tr("You keep no shares"), none), 1)
            return
        rows: list[QWidget] = []
        for share in shown:
            give = Button(look, tr("Give share back…"), "std", "out", act=partial(self.give.emit, share.key))
            self.first = self.first or give
            away = Button(look, tr("Delete share"), "tool", "minus", act=partial(self.remove.emit, share.key))
            second = tr.line(_numbered(look, share), share.came)
            rows.append(ActedRow(look, "person", share.whose, second, [away, give], line=share is not shown[-1]))
        self.add(card(look, *rows), widest=WIDEST)
        if ends := [share for share in shown if share.ends]:
            self.add(self._ends(ends), widest=WIDEST)
        parts = [column(look, section(look, head), Prose(look, text), gap=4) for head, text in kit.list_sections(tr)]
        self.add(card(look, Label(look, tr("Duties of a share holder"), "card"), *parts), widest=WIDEST)
        self.close_column()

    def _ends(self, shares: Sequence[KeptShareView]) -> QWidget:
        """Return the key revocations that other people left with their shares."""
        look, tr = self.look, self.look.tr
        text = tr(
            "Use it if another person has their computer and their password. That person could write reports "
            "in their name."
        )
        rows: list[QWidget] = []
        for share in shares:
            acts: list[QWidget] = []
            if not share.ended:
                button = Button(look, tr("End their key…"), "tool", "shield-alert")
                button.clicked.connect(lambda _=False, key=share.key: self.end.emit(key))
                acts.append(button)
            second = (
                tr("The key ended.")
                if share.ended
                else tr("You can end the key of this person. You need no other holder for it.")
            )
            rows.append(ActedRow(look, "shield-alert", share.whose, second, acts, line=share is not shares[-1]))
        return card(look, Label(look, tr("Message that ends their key"), "card"), Prose(look, text), *rows)


class GiveBackView(ScrollPage):
    """One share: first the question, then the words and the code. `print_` writes it as a PDF."""

    print_ = Signal()

    def __init__(self, look: Look, share: KeptShareView, code: Sequence[Sequence[bool]], back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        self._share, self._code = share, code
        self.add(PageHeader(look, tr("Give a share back"), tr.line(share.whose, _numbered(look, share)), back=back))
        said = tr(
            "Check that the owner is with you. All people who see the words now have this share. You also have "
            "it until you delete it."
        )
        self._yes = Button(look, tr("Show the words"), "std", "eye", act=self._show)
        self._question = column(look, box(look, "amber", "alert", [(said, "")], "amb"), flow([self._yes]), gap=12)
        self.add(self._question, widest=WIDEST)
        self.first = self._yes
        self.close_column()

    def _show(self) -> None:
        look, tr = self.look, self.look.tr
        self._question.hide()
        words = Numbered(look, self._share.paper.words)
        code = QVBoxLayout()
        code.addWidget(Code(look, self._code, 4))
        code.addStretch(1)
        holder = QWidget()
        row = QHBoxLayout(holder) if look.factor <= 1.5 else QVBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.sp(28))
        row.addWidget(words, 1)
        row.addLayout(code)
        paper = Button(look, tr("Save as PDF…"), "std", "document", act=self.print_.emit)
        note = [one for one in [guard(look, words)] if one is not None]
        shown = card(look, Label(look, tr("The words, in this order"), "card"), holder, *note, flow([paper]))
        self.body.insertWidget(self.body.count() - 1, shown)
        shown.setMaximumWidth(look.px(WIDEST))
        paper.setFocus()


def _numbered(look: Look, share: KeptShareView) -> str:
    paper = share.paper
    return look.tr("Share {number} of {of}, {needed} are needed", number=paper.number, of=paper.of, needed=paper.needed)


class EndingView(ScrollPage):
    """The page. `ended` asks for the revocation; it carries True if our contacts must be told by us."""

    ended = Signal(bool)

    def __init__(self, look: Look, share: KeptShareView, back: Button) -> None:
        super().__init__(look, 32)
        tr, name = look.tr, share.whose
        text = tr("They signed this message for such a case. It arrived with their share.")
        self.add(PageHeader(look, tr("End the key of {name}", name=name), text, back=back), widest=ENDING_WIDEST)
        when = tr("Do this only if they asked you, or if they were arrested and cannot ask. Nobody can undo this.")
        facts = (
            (
                tr("In this vault, immediately"),
                tr("Amparo accepts nothing from {name} and sends nothing to them.", name=name),
                tr("Amparo stops reports to them. It marks reports from them as not trusted."),
            ),
            (
                tr("Everyone else"),
                tr("When their Amparo gets the message, it never trusts this key again."),
                "",
            ),
            (
                name,
                tr("Amparo does not tell the owner. A person who has their computer could learn that it was you."),
                tr("Tell them yourself when it is safe. They continue in a new vault, and compare numbers again."),
            ),
        )
        told = tr("Amparo sends this message to all your contacts. They learn that you had this key.")
        self.pass_on = Choice(look, tr("Tell my contacts"), told, box=True)
        self.pass_on.setChecked(True)
        begin = Button(look, tr("End this key…"), "std", "shield-alert", act=lambda: ask())
        self.sure = Button(look, tr("End the key forever"), "danger", act=self._go)
        plain_text.set_accessible_description(self.sure, when)
        self.sure.hide()

        def ask() -> None:
            self.sure.show()
            self.sure.setFocus()

        self.first = back  # an action that cannot be undone never needs only one keystroke
        self.add(
            box(look, "amber", "alert", [(when, "")], "amb"), Facts(look, facts, 132), self.pass_on,
            flow([begin, self.sure]), widest=ENDING_WIDEST,
        )  # fmt: skip
        self.close_column()

    def _go(self) -> None:
        self.sure.setEnabled(False)
        self.ended.emit(self.pass_on.isChecked())
