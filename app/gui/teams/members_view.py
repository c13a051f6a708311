"""Show a desk and its members: add or remove a member, and leave a desk."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.gui.style.theme import Look
from app.gui.teams.confirmation import make_confirmation
from app.gui.teams.members_query import MemberLine, MembersPage
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import ActedRow, PageHeader, ScrollPage, card
from app.gui.widgets.buttons import Button
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import WIDEST, Label, column


class MembersView(ScrollPage):
    """The page.

    `taken` and `removed` carry a contact's key, `left` a desk's key. `made` turns this vault into a desk.
    """

    made = Signal()
    taken = Signal(str)
    removed = Signal(str)
    left = Signal(str)

    def __init__(self, look: Look, shown: MembersPage, back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        self.shown = shown
        about = tr("Several people read the reports to a desk, each in a separate vault. Senders see one card.")
        self.add(PageHeader(look, tr("Desk and members"), about, back=back))
        parts = [self._members(), self._others()] if shown.is_desk else [self._no_desk()]
        if shown.desks:
            parts.append(self._desks())
        for part in parts:
            self.add(part, widest=WIDEST)
        self.close_column()

    def _no_desk(self) -> QWidget:
        look, tr = self.look, self.look.tr
        text = tr(
            "Your card is the card of a person. A desk card says so, and verified contacts can then read its reports."
        )
        make = Button(look, tr("Make this vault a desk"), "std", "people", act=self.made.emit)
        self.first = make
        return card(look, Label(look, tr("This vault is no desk"), "card"), _words(look, text), flow([make]))

    def _members(self) -> QWidget:
        look, tr = self.look, self.look.tr
        title = Label(look, tr("Members"), "card")
        if not self.shown.members:
            return card(look, title, _words(look, tr("Only you read reports for this desk.")))
        limit = tr(
            "A removed member gets no new reports. The other members get new keys, a new mailbox and a new "
            "card. Some senders do not have the new card yet. The removed member could still open their "
            "reports."
        )
        rows = [
            self._ended(one, tr("Remove…"), tr("Remove {name}", name=one.name), self.removed.emit)
            for one in self.shown.members
        ]
        return card(look, title, *rows, _words(look, limit))

    def _others(self) -> QWidget:
        look, tr = self.look, self.look.tr
        title = Label(look, tr("Verified contacts"), "card")
        if not self.shown.others:
            text = tr("Only verified contacts can be members. There is no other verified contact.")
            return card(look, title, _words(look, text))
        rows: list[QWidget] = []
        for one in self.shown.others:
            take = Button(look, tr("Add member"), "tool", "plus", tr("Let {name} read for this desk", name=one.name))
            plain_text.set_accessible_name(take, tr("Let {name} read for this desk", name=one.name))
            take.clicked.connect(lambda _=False, key=one.key: self.taken.emit(key))
            self.first = self.first or take
            rows.append(ActedRow(look, "person", one.name, one.said, [take]))
        text = tr("A member reads all new reports, and answers for the desk with a separate key.")
        return card(look, title, *rows, _words(look, text))

    def _desks(self) -> QWidget:
        look, tr = self.look, self.look.tr
        rows = [
            self._ended(one, tr("Leave…"), tr("Stop reading for {name}", name=one.name), self.left.emit)
            for one in self.shown.desks
        ]
        text = tr("When you leave, Amparo destroys the keys of the desk in this vault. Received reports stay.")
        return card(look, Label(look, tr("You read for"), "card"), *rows, _words(look, text))

    def _ended(self, one: MemberLine, word: str, sure: str, end: Callable[[str], None]) -> QWidget:
        """Return a row with a button that removes, and its confirmation below."""
        look = self.look
        begin, line = make_confirmation(look, word, sure, lambda: end(one.key))
        self.first = self.first or begin
        return column(look, ActedRow(look, "person", one.name, one.said, [begin]), line, gap=8)


def _words(look: Look, text: str) -> Label:
    return Label(look, text, "second", "ink2", wrap=True)
