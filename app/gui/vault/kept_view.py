"""Show the recovery shares that are stored for other people, explain them, and give one back."""

from collections.abc import Sequence

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
        text = tr("Shares of other people are in no list, search, report or export. Only you see them, here.")
        self.add(PageHeader(look, tr("Shares I keep for others"), text, back=back))
        if not shown:
            none = tr("Shares for you are shown here after you accept them in the Inbox.")
            self.body.addWidget(Empty(look, "people", tr("You keep no share"), none), 1)
            return
        rows: list[QWidget] = []
        for share in shown:
            give = Button(look, tr("Give it back…"), "std", "out")
            give.clicked.connect(lambda _=False, key=share.key: self.give.emit(key))
            self.first = self.first or give
            away = Button(look, tr("Keep it no longer"), "tool", "minus")
            away.clicked.connect(lambda _=False, key=share.key: self.remove.emit(key))
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
            "Use it if another person has their computer and their password. That person could write in their name."
        )
        rows: list[QWidget] = []
        for share in shares:
            acts: list[QWidget] = []
            if not share.ended:
                button = Button(look, tr("End their key…"), "tool", "shield-alert")
                button.clicked.connect(lambda _=False, key=share.key: self.end.emit(key))
                acts.append(button)
            second = tr("The key ended.") if share.ended else tr("You can end their key, alone and at any time.")
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
            "Are they here, and is it really them? Every person who sees the words now has this share. You "
            "also have it until you remove it."
        )
        self._yes = Button(look, tr("Show the words"), "std", "eye")
        self._yes.clicked.connect(lambda _=False: self._show())
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
        paper = Button(look, tr("Save as PDF…"), "std", "document")
        paper.clicked.connect(lambda _=False: self.print_.emit())
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
        text = tr("By the message that they signed for this day. It came with their share.")
        self.add(PageHeader(look, tr("End the key of {name}", name=name), text, back=back), widest=ENDING_WIDEST)
        when = tr(
            "Only when they asked you to, or were taken and cannot ask. There is no way back, for you or for them."
        )
        facts = (
            (
                tr("Here, immediately"),
                tr("Nothing more is taken from {name}, and nothing is sent to them.", name=name),
                tr("The program stops reports to them and marks reports from them as doubtful."),
            ),
            (
                tr("Everyone else"),
                tr("Every program that gets the message stops trusting this key, forever."),
                "",
            ),
            (
                name,
                tr("Your program tells them nothing: who took their computer would learn that it was you."),
                tr("Tell them yourself when it is safe. They continue in a new vault, and compare numbers again."),
            ),
        )
        told = tr("All your contacts get this message in the next rounds. They learn that you had this key.")
        self.pass_on = Choice(look, tr("Tell my contacts"), told, box=True)
        self.pass_on.setChecked(True)
        begin = Button(look, tr("End this key…"), "std", "shield-alert")
        self.sure = Button(look, tr("End the key forever"), "danger")
        plain_text.set_accessible_description(self.sure, when)
        self.sure.hide()
        self.sure.clicked.connect(lambda _=False: self._go())

        def ask() -> None:
            self.sure.show()
            self.sure.setFocus()

        begin.clicked.connect(lambda _=False: ask())
        self.first = back  # an action that cannot be undone never needs only one keystroke
        self.add(
            box(look, "amber", "alert", [(when, "")], "amb"), Facts(look, facts, 132), self.pass_on,
            flow([begin, self.sure]), widest=ENDING_WIDEST,
        )  # fmt: skip
        self.close_column()

    def _go(self) -> None:
        self.sure.setEnabled(False)
        self.ended.emit(self.pass_on.isChecked())
