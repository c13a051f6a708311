"""Show Today: the danger in one block, the lists of tasks, and the cards next to them."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QVBoxLayout, QWidget

from app.gui.style.theme import Look
from app.gui.today.danger_view import DangerBlock
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import Badge, Empty, PageHeader, ScrollPage, section
from app.gui.widgets.buttons import Button
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Icon, Label, column, rule
from app.gui.widgets.openrow import OpenRow
from app.gui.widgets.page_values import NowPage, RowView, Section, StateCard

CARDS = 286
"""Pixels of the cards next to the page at 100 %."""


class ReadRow(QWidget):
    """A row with its button, for things that a person reads or mends first."""

    def __init__(self, look: Look, line: RowView, act: str) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, look.sp(6), 0, 0)
        layout.setSpacing(look.sp(7))
        self.button = Button(look, act)
        plain_text.set_accessible_description(self.button, look.tr.line(line.title, line.second))
        second = [Label(look, line.second, "second", "ink2", wrap=True)] if line.second else []
        words = column(look, Label(look, line.title, "value", wrap=True), *second, gap=1)
        far = [*([Badge(look, *line.badge)] if line.badge else []), self.button]
        row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(look.sp(12))
        row.addWidget(Icon(look, line.icon, 17, line.ink))
        row.addWidget(words, 1)
        if look.factor <= 1.5:
            for widget in far:
                row.addWidget(widget)
        layout.addLayout(row)
        if look.factor > 1.5:
            layout.addWidget(flow(list(far)))
        layout.addWidget(rule())


class NowView(ScrollPage):
    """The page. `opened` carries the key of a row or of a button."""

    new = Signal()
    opened = Signal(str)

    def __init__(self, look: Look, shown: NowPage, lead: Sequence[QWidget] = ()) -> None:
        """Build the page; `lead` are lines above everything: the newest messages."""
        super().__init__(look, 28, gap=20)
        tr = look.tr
        self.shown = shown
        self.rows: dict[str, QWidget] = {}
        self.new_button = new = Button(look, tr("New incident"), "pri", "plus", tr("New incident  Ctrl N"))
        new.clicked.connect(lambda _=False: self.new.emit())
        head = PageHeader(look, shown.title, shown.second, [new])
        head.second.setProperty("ink", "ink2")  # the line counts the things that need a person
        self.add(head)
        self.danger = DangerBlock(look, shown.danger, self.opened.emit, self.rows)
        lists: list[QWidget] = [*lead, *([self.danger] if shown.danger else [])]
        if not shown.count and not any(part.title != tr("Next") for part in shown.sections):
            text = tr("This page shows people in danger, missed check-ins, new reports and due tasks.")
            empty = Empty(look, "check", tr("Nothing needs you now"), text, tr("New incident"), self.new.emit)
            assert empty.button is not None  # noqa: S101 - a word and an action were given
            self.rows["new:"] = empty.button
            lists.append(empty)
        lists += [self._section(part) for part in shown.sections]
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(look.sp(30))
        main = QVBoxLayout()
        main.setSpacing(look.sp(20))
        for widget in lists:
            main.addWidget(widget)
        main.addStretch(1)
        self._columns.addLayout(main, 1)
        self._cards = column(look, *(self._card(one) for one in shown.cards), gap=14)
        side = QVBoxLayout()
        side.addWidget(self._cards)
        side.addStretch(1)
        self._columns.addLayout(side)
        self.body.addLayout(self._columns)
        self.close_column()
        self.be_small(False)

    def be_small(self, small: bool) -> None:
        """Put the cards below the lists in a small window and with large text."""
        super().be_small(small)
        below = small or self.look.factor > 1.5
        way = QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight
        self._columns.setDirection(way)
        self._cards.setMaximumWidth(16_777_215 if below else self.look.px(CARDS))
        self._cards.setMinimumWidth(0 if below else self.look.px(CARDS))

    def _section(self, part: Section) -> QWidget:
        look, rows = self.look, list[QWidget]()
        for line in part.rows:
            if part.act and line.icon != "forward" and not line.key.startswith("call:"):
                row = ReadRow(look, line, part.act)
                row.button.clicked.connect(lambda _=False, key=line.key: self.opened.emit(key))
                rows.append(row)
                self.rows[line.key] = row.button
            else:
                whole = OpenRow(look, line)
                whole.clicked.connect(lambda _=False, key=line.key: self.opened.emit(key))
                rows.append(whole)
                self.rows[line.key] = whole
        return column(look, section(look, part.title, part.count), column(look, *rows, gap=0), gap=4)

    def _card(self, shown: StateCard) -> QFrame:
        look, frame = self.look, QFrame()
        frame.setObjectName("card")
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(look.sp(18), look.sp(14), look.sp(18), look.sp(14))
        layout.setSpacing(look.sp(7))
        layout.addWidget(flow([Icon(look, shown.icon, 18), Label(look, shown.title, "card")]))
        for text, ink in shown.lines:
            layout.addWidget(Label(look, text, "second", ink, wrap=True))
        key, word = shown.act
        if key:
            button = Button(look, word, act=lambda: self.opened.emit(key))
            plain_text.set_accessible_description(button, shown.title)
            layout.addWidget(flow([button]))
        return frame
