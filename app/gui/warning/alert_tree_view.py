"""Show an alert and its contact tree: the people, their channels, a test, the alert and its end."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.gui.style.theme import Look
from app.gui.warning.warning_values import TreePage, TreeRow
from app.gui.widgets.blocks import ActedRow, Badge, Facts, PageHeader, ScrollPage, box, card, section
from app.gui.widgets.buttons import Button
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Label, column

WIDEST = 860
"""Pixels of a card at 100 %."""


class TreeView(ScrollPage):
    """The page of an alert.

    `tried` carries a contact and True if they were reached, `opened` a contact without a working channel.
    """

    send = Signal()
    test = Signal()
    end = Signal()
    edit = Signal()
    tried = Signal(str, bool)
    opened = Signal(str)

    def __init__(self, look: Look, shown: TreePage, back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        self.shown = shown
        edit = Button(look, tr("Edit"), "tool", "edit")
        edit.clicked.connect(lambda _=False: self.edit.emit())
        self.add(PageHeader(look, shown.title, shown.second, [edit], back))
        if shown.facts:
            self.add(Facts(look, shown.facts), widest=WIDEST)
        if not shown.ended:
            self.add(self._acts(), widest=WIDEST)
        title = tr("{n} person of the tree|{n} people of the tree", n=len(shown.members))
        rows = [self._member(row) for row in shown.members]
        if not rows:
            text = tr("Nobody here can act there and be reached. Write in a contact where they can act, and a channel.")
            rows = [box(look, "amber", "alert", [(text, "")], "amb")]
        self.add(column(look, section(look, title), *rows, gap=8), widest=WIDEST)
        if shown.gaps:
            told = Label(look, tr("They could act there, and no channel of theirs works."), "second", "ink2", wrap=True)
            gaps = [self._gap(row) for row in shown.gaps]
            self.add(column(look, section(look, tr("Gaps")), told, *gaps, gap=8), widest=WIDEST)
        self.close_column()

    def _acts(self) -> QWidget:
        """Return the buttons of the tree. The alert needs one confirmation."""
        look, tr, shown = self.look, self.look.tr, self.shown
        test, end = Button(look, tr("Send a test"), "std", "send"), Button(look, tr("It is over"), "std", "check")
        test.setEnabled(bool(shown.members))
        test.clicked.connect(lambda _=False: self.test.emit())
        end.clicked.connect(lambda _=False: self.end.emit())
        send = Button(look, tr("Send the alert…"), "pri", "shield-alert")
        send.setVisible(not shown.sent and bool(shown.sealed))
        n = shown.sealed
        text = tr("It goes sealed to {n} person, before everything else, and cannot be called back.|It goes sealed to "
                  "{n} people, before everything else, and cannot be called back.", n=n)  # fmt: skip
        sure = Button(look, tr("Send it now"), "red", "send")
        sure.clicked.connect(lambda _=False: self.send.emit())
        asked = card(look, Label(look, text, "body", wrap=True), flow([sure]))
        asked.hide()

        def ask() -> None:
            asked.show()
            sure.setFocus()

        send.clicked.connect(lambda _=False: ask())
        self.first = send if send.isVisibleTo(self) else test
        sent = [Badge(look, "checks", tr("sent"), "acc")] if shown.sent else []
        return column(look, flow([*sent, send, test, end]), asked, gap=10)

    def _member(self, row: TreeRow) -> QWidget:
        look, tr = self.look, self.look.tr
        acts: list[QWidget] = [Badge(look, *row.answer)] if row.answer else []
        if row.by_hand:
            for word, icon, reached in ((tr("Reached"), "check", True), (tr("Not reached"), "close", False)):
                button = Button(look, word, "std", icon)
                button.clicked.connect(lambda _=False, reached=reached: self.tried.emit(row.key, reached))
                acts.append(button)
        return ActedRow(look, "person", row.name, row.second, acts)

    def _gap(self, row: TreeRow) -> QWidget:
        show = Button(self.look, self.look.tr("Show"), "tool", "eye")
        show.clicked.connect(lambda _=False: self.opened.emit(row.key))
        return ActedRow(self.look, "person", row.name, row.second, [show])
