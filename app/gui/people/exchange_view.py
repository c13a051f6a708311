"""Exchange cards: three boxes on one page. Give yours, take theirs, compare the number."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from attrs import evolve
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QBoxLayout, QFrame, QStackedWidget, QVBoxLayout, QWidget

from app.actions.contacts.card_exchange import CardFile
from app.gui.people.exchange_query import ExchangeShown
from app.gui.people.safety import Code, SafetyNumber
from app.gui.style.theme import Look
from app.gui.widgets.blocks import ActedRow, Badge, PageHeader, ScrollPage, box, card, section
from app.gui.widgets.browse import Browser
from app.gui.widgets.buttons import Button, Exclusive, OneOf
from app.gui.widgets.edits import LineEdit, line_edit
from app.gui.widgets.fields import Labelled
from app.gui.widgets.flow import flow
from app.gui.widgets.focus import enter
from app.gui.widgets.labels import Label, column, discard
from app.gui.widgets.page_values import Trust


class _ToAnswer(QObject):
    """Moves the keyboard from the chosen way of comparison to the answer; arrows stay among the ways."""

    def __init__(self, how: OneOf, answer: Button) -> None:
        super().__init__(how)
        self._answer = answer

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait for Space or a click."""
        key = (
            isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyRelease and event.key() == Qt.Key.Key_Space
        )
        if key or event.type() == QEvent.Type.MouseButtonRelease:
            QTimer.singleShot(0, self._answer, lambda: self._answer.setFocus(Qt.FocusReason.OtherFocusReason))
        return super().eventFilter(watched, event)


class ExchangeView(ScrollPage):
    """The page. Each signal is one act; the boxes follow the state, and the first open one has the keyboard."""

    save = Signal(str)
    """The folder for our card."""
    take = Signal(str)
    """The file of their card, or a picture of its codes."""
    pasted = Signal()
    """A picture of the codes is on the clipboard."""
    named = Signal(str)
    matched = Signal(str)
    differs = Signal()
    later = Signal()
    opened = Signal()
    resumed = Signal(str)

    def __init__(self, look: Look, back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        self.setAcceptDrops(True)
        says = tr(
            "After these three steps, you and another person can send reports to each other. You can be "
            "in one place or far apart."
        )
        self.add(PageHeader(look, tr("Exchange cards"), says, back=back))
        self._row = QWidget()
        self._boxes = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._row)
        self._boxes.setContentsMargins(0, 0, 0, 0)
        self._boxes.setSpacing(look.sp(14))
        self.add(self._row)
        self._holder = QVBoxLayout()
        self.body.addLayout(self._holder)
        self.browser: Browser | None = None
        self._below = column(look)
        self.add(self._below)
        self.close_column()
        self._acts: list[QWidget | None] = [None, None, None]
        self._shown: ExchangeShown | None = None
        self._sticks: Sequence[tuple[str, str]] = ()
        self._cards: Sequence[CardFile] = ()
        self._why, self._opened, self.onward = "", -1, ""
        self.how: OneOf | None = None
        self.name: LineEdit | None = None
        for number in range(3):
            shortcut = QShortcut(QKeySequence(str(number + 1)), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda number=number: self._go(number))

    @property
    def step(self) -> int:
        """The first box that is not done: 0, 1 or 2; 3 if all are."""
        shown = self._shown
        if shown is None or not shown.given:
            return 0
        if not shown.key:
            return 1
        return 3 if shown.trust is Trust.VERIFIED else 2

    def show_state(self, shown: ExchangeShown, why: str = "") -> None:
        """Show the state. `why` says why a card was refused."""
        before, self._shown = self._shown, shown
        if before is not None and not why and evolve(before, name=shown.name) == shown:
            self._build_below(shown)  # another name: the started comparison stays
            return
        self._why, self._opened = why, -1
        self._build()
        if why:
            self._go(1)
        else:
            self.take_focus()

    def show_sticks(self, sticks: Sequence[tuple[str, str]], cards: Sequence[CardFile]) -> None:
        """Offer the sticks that are in (folder and name), and the cards on them."""
        if (list(sticks), list(cards)) != (list(self._sticks), list(self._cards)):
            self._sticks, self._cards = sticks, cards
            if self._shown is not None and self.browser is None:
                at = QApplication.focusWidget()
                here = at is not None and self._row.isAncestorOf(at)
                self._build()
                if here:
                    self.take_focus()

    def take_focus(self) -> None:
        """Move the focus to the first act of the first box that is not done, or to the empty name of a new contact."""
        if self.name is not None and self.step == 2 and not self.name.text():
            enter(self.name)
        else:
            self._go(min(self.step, 2))

    def _go(self, number: int) -> None:
        if self._acts[number] is None and number < self.step:
            self._opened = number  # a done box that is closed
            self._build()
        act = self._acts[number]
        if act is not None:
            enter(act)

    def be_small(self, small: bool) -> None:
        """Put the boxes below each other in a small window."""
        super().be_small(small)
        if self._shown is not None:
            self._build()

    def _build(self) -> None:
        shown, below = self._shown, self.small or self.look.factor > 1.5
        assert shown is not None  # noqa: S101 - it is built after the first answer
        ways = QBoxLayout.Direction
        self._boxes.setDirection(ways.TopToBottom if below else ways.LeftToRight)
        while (item := self._boxes.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        parts = (self._give(shown), self._take(shown), self._compare(shown))
        done = (shown.given, bool(shown.key), shown.trust is Trust.VERIFIED)
        tr = self.look.tr
        titles = (tr("Give your card"), tr("Get their card"), tr("Compare the number"))
        for number, (title, rows) in enumerate(zip(titles, parts, strict=True)):
            closed = below and done[number] and number not in (self.step, self._opened, 2)
            made = self._box(number, title, done[number], () if closed else rows)
            self._boxes.addWidget(made, 4 if number == 2 else 3)
            made.show()
            if closed:
                self._acts[number] = None
        self._build_below(shown)

    def _box(self, number: int, title: str, done: bool, rows: Sequence[QWidget]) -> QFrame:
        look = self.look
        head = [Label(look, f"{look.tr.number(number + 1)}  {title}", "card", wrap=True)]
        badge = [Badge(look, "check", look.tr("Done"), "acc")] if done else []
        made = card(look, flow([*head, *badge]), *rows)
        layout = made.layout()
        assert isinstance(layout, QVBoxLayout)  # noqa: S101 - a card is one column
        layout.addStretch(1)
        return made

    def _give(self, shown: ExchangeShown) -> list[QWidget]:
        look, tr = self.look, self.look.tr
        save = Button(look, tr("Save as a file…"), "std", "disk", act=lambda: self._choose(True))
        acts: list[QWidget] = []
        for folder, name in self._sticks:
            put = Button(
                look, tr("Put on USB stick “{name}”", name=name) if name else tr("Put on the USB stick"), icon="stick"
            )
            put.clicked.connect(lambda _=False, folder=folder: self.save.emit(folder))
            acts.append(put)
        acts.append(save)
        self._acts[0] = acts[0]
        seen = (
            tr("The other person sees the name “{name}”.", name=shown.own)
            if shown.own
            else tr("The other person sees no name, because you have not entered one.")
        )
        says = tr(
            "The other person takes a picture of each code, or you give them the file. The card contains no secret."
        )
        return [
            Label(look, says, "second", "ink2", wrap=True),
            self._codes(shown),
            flow(acts),
            Label(look, seen, "small", "ink3", wrap=True),
        ]

    def _codes(self, shown: ExchangeShown) -> QWidget:
        """Return our codes, one at a time: a card is too large for one code."""
        look, tr, count = self.look, self.look.tr, len(shown.codes)
        stack, at = QStackedWidget(), Label(look, "", "small", "ink3")
        for code in shown.codes:
            stack.addWidget(Code(look, code, 3))

        def show(number: int) -> None:
            stack.setCurrentIndex(number)
            at.setText(tr("Code {n} of {of}", n=tr.number(number + 1), of=tr.number(count)))

        following = Button(look, tr("Next code"), "quiet", "forward")
        following.clicked.connect(lambda _=False: show((stack.currentIndex() + 1) % count))
        show(0)
        return column(look, stack, flow([at, following]), gap=6)

    def _take(self, shown: ExchangeShown) -> list[QWidget]:
        look, tr = self.look, self.look.tr
        rows: list[QWidget] = [
            Label(
                look, tr("Choose the file, drag it here, or choose it on the USB stick."), "second", "ink2", wrap=True
            )
        ]
        if self._why:
            rows.append(box(look, "red", "alert", [(self._why, "")], "red"))
        self.name = None
        if shown.key:
            self.name = name = line_edit(look, tr("Name"), shown.code, shown.name if shown.name != shown.code else "")
            name.editingFinished.connect(lambda: self.named.emit(name.text().strip()))
            rows.append(Labelled(look, tr("Name"), name, shown.second))
        acts: list[QWidget] = []
        for one in self._cards:
            if one.id not in shown.ids:
                take = Button(look, tr("Add the card of {name}", name=one.name or one.path.name), "std", "stick")
                take.clicked.connect(lambda _=False, path=one.path: self.take.emit(str(path)))
                acts.append(take)
        choose = Button(look, tr("Choose another card…") if shown.key else tr("Choose a file…"), "std", "folder")
        choose.clicked.connect(lambda _=False: self._choose(False))
        paste = Button(look, tr("Paste a picture"), "std", tip=tr("A copied photo of the code  Ctrl V"))
        paste.clicked.connect(lambda _=False: self.pasted.emit())
        acts += [choose, paste]
        self._acts[1] = acts[0]
        return [*rows, flow(acts)]

    def _compare(self, shown: ExchangeShown) -> list[QWidget]:
        look, tr = self.look, self.look.tr
        self.how = None
        if not shown.groups:
            self._acts[2] = None
            return [Label(look, tr("The number appears when you have their card."), "second", "ink2", wrap=True)]
        if shown.trust is Trust.VERIFIED:
            show = Button(look, self.onward or tr("Open {name}", name=shown.name), "pri", "person")
            show.clicked.connect(lambda _=False: self.opened.emit())
            self._acts[2] = show
            said = tr("{name} is verified.", name=shown.name)
            return [box(look, "accentbox", "shield-check", [(said, "")], "acc"), flow([show])]
        ways = [("in-person", tr("In person")), ("voice", tr("By voice")), ("third", tr("Through another person"))]
        self.how = OneOf(look, ways, "", tr("How did you compare?"), chips=True)
        match = Button(look, tr("Numbers match"), "pri", "shield-check", tr("First choose how you compared."))
        match.setEnabled(False)
        differ = Button(look, tr("Numbers differ…"), act=self.differs.emit)
        later = Button(look, tr("Compare later"), "quiet", act=self.later.emit)
        how = self.how

        how.chosen.connect(lambda _: match.setEnabled(True))
        way = _ToAnswer(how, match)
        for cell in how.findChildren(Exclusive):
            cell.installEventFilter(way)
        match.clicked.connect(lambda _=False: self.matched.emit(how.value))
        self._acts[2] = how
        text = tr(
            "Read the number to each other. If all twelve groups are the same, no other person can read "
            "or change your reports."
        )
        asked = Label(look, tr("How did you compare?"), "label", "ink2", wrap=True)
        rows = [Label(look, text, "second", "ink2", wrap=True), SafetyNumber(look, shown.groups), asked, how]
        return [*rows, flow([match, differ]), later]

    def _build_below(self, shown: ExchangeShown) -> None:
        look, tr = self.look, self.look.tr
        old = self._below
        rows: list[QWidget] = []
        if shown.key and shown.trust is not Trust.VERIFIED:
            said = tr("{name} must do the same. Until you compare, {name} is not verified.", name=shown.name)
            rows.append(box(look, "box", "info", [(said, "")]))
        if shown.unfinished:
            rows.append(section(look, tr("Unfinished exchanges")))
        for line in shown.unfinished:
            go_on = Button(look, tr("Continue"), "tool", act=partial(self.resumed.emit, line.key))
            rows.append(ActedRow(look, line.icon, line.title, line.second, [go_on]))
        self._below = column(look, *rows)
        self.body.replaceWidget(old, self._below)
        discard(self.body, old)
        self._below.show()

    # Files.

    def _choose(self, ours: bool) -> None:
        """Open the folders below the boxes: to save ours, or to take theirs."""
        look, tr = self.look, self.look.tr
        if self.browser is not None:
            self.close_browser()
        start = Path(self._sticks[0][0]) if self._sticks else Path.home()
        if ours:
            self.browser = Browser(look, tr("Folder"), start, tr("Save into this folder"), act=self.save)
        else:
            self.browser = Browser(look, tr("Card file"), start, tr("Read this card"), files=(), act=self.take)
        self._holder.addWidget(self.browser)
        self.browser.show()
        self.browser.take_focus()

    def close_browser(self) -> None:
        """Close the folders, if they are open."""
        if self.browser is not None:
            self._holder.removeWidget(self.browser)
            self.browser.hide()
            self.browser.deleteLater()
            self.browser = None

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept files."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the first file as their card."""
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            self.take.emit(paths[0])
