"""Show the chain of events on the page of an incident, and add or remove its links.

Show incidents in time order: a ring for each on one line, the page's own filled, dashes before future ones.

Each of the other incidents is a button that opens it.
"""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from app.gui.incidents.chain_query import ChainPart, ChainStep, Tie
from app.gui.incidents.slots import SentenceSlot, SlotSentence
from app.gui.style.theme import Look, smooth_painter
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import section
from app.gui.widgets.buttons import Button, Painted
from app.gui.widgets.edits import line_edit
from app.gui.widgets.fields import Option, make_option_search
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Label, column, strip_margins

LOW = 640
"""Window height in pixels, divided by the text factor, below which the chain is folded."""
WIDEST = 480
"""Pixels of the note at 100 %."""
USUAL = "22"
"""The relation that is chosen first, because a new incident usually follows another one."""
DOT = 12
"""Width of a ring in pixels at 100 %."""
GAP = 8
"""Pixels between a line and the rings at its ends, at 100 %; it has space for the focus ring."""
CELL = 140
"""Pixels that one incident needs at 100 %."""
MOST_ACROSS = 6
LONGEST = 60
"""Maximum characters of a title or a note. The tooltip has the complete text."""


class ChainBlock(QWidget):
    """The chain on the page of an incident. `opened` carries the id of an incident, `joined` a relation, an id and a
    note.
    """

    opened = Signal(str)
    wanted = Signal()
    """Emitted when the person wants to link; the answer is a call of `offer`."""
    joined = Signal(str, str, str)
    parted = Signal(str)
    """The key of a link to remove."""

    def __init__(self, look: Look, shown: ChainPart) -> None:
        super().__init__()
        self._look, self.shown, self._low, self._unfolded = look, shown, False, False
        self.about = shown.key
        tr = look.tr
        layout = strip_margins(QVBoxLayout(self), look.sp(8))
        self.fold: Button | None = None
        self._chain: QWidget | None = None
        if shown.steps:
            words = tr("Before and after · {n} incident|Before and after · {n} incidents", n=len(shown.steps))
            self.fold = Button(look, words, "quiet", "down", act=self._unfold)
            self.fold.hide()
            self.line = TimeLine(look, shown.steps)
            self.line.opened.connect(self.opened)
            more = Label(look, tr("These incidents have links to more incidents."), "small", "ink3", wrap=True)
            more.setVisible(shown.more)
            self._chain = column(look, section(look, tr("Before and after")), self.line, more, gap=8)
            layout.addWidget(self._chain)
        tip = tr("Earlier and later incidents, and larger ones that contain this one")
        self.link = Button(look, tr("Link an incident…"), "quiet", "plus", tip, act=self._want)
        layout.addWidget(flow([self.link] if self.fold is None else [self.fold, self.link], look.sp(16)))
        self._editor: QWidget | None = None
        self.linking = False
        """True while a link is being written: the page is not read again during that time."""
        self._layout = layout

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the chain if the window is low."""
        super().resizeEvent(event)
        self._low = self.window().height() / self._look.factor < LOW
        self._arrange()

    def _arrange(self) -> None:
        if self.fold is not None and self._chain is not None:
            folded = self._low and not self._unfolded
            self.fold.setVisible(folded)
            self._chain.setVisible(not folded)

    def _unfold(self) -> None:
        self._unfolded = True
        self._arrange()
        self.line.take_focus()

    def _want(self) -> None:
        if self._editor is None:
            self.linking = True  # set before the signal: the offer must find this page when it arrives
            self.wanted.emit()
        else:
            self._editor.hide()
            self._editor.deleteLater()
            self._editor, self.linking = None, False

    def offer(self, relations: Sequence[Option], incidents: Sequence[Option]) -> None:
        """Show the sentence that makes a link, and the existing links to remove."""
        look, tr = self._look, self._look.tr
        places = {
            "relation": SentenceSlot(tr("Relation"), "", make_option_search(relations), free=False),
            "other": SentenceSlot(tr("The other incident"), tr("incident?"), make_option_search(incidents), free=False),
        }
        self.sentence = sentence = SlotSentence(look, [tr.parts("This incident {relation} {other}.")], places)

        def usual() -> None:
            sentence.fill("relation", USUAL, dict(relations)[USUAL])

        usual()
        self.join = join = Button(look, tr("Link the incidents"), "std", "check", tr("Choose an incident first."))
        join.setEnabled(False)
        slots = sentence.slots
        slots["other"].changed.connect(lambda value: join.setEnabled(bool(value)))
        slots["relation"].changed.connect(lambda value: None if value else usual())
        note = line_edit(look, tr("Note"), tr("The facts that show the relation."))
        note.setMaximumWidth(look.px(WIDEST))

        def joined() -> None:
            self.linking = False
            self.joined.emit(slots["relation"].value, slots["other"].value, note.text().strip())

        join.clicked.connect(lambda _=False: joined())
        rows: list[QWidget] = [sentence, note, flow([join])]
        if self.shown.ties:
            takers = flow([self._taker(tie) for tie in self.shown.ties], look.sp(6), look.sp(6))
            rows.append(column(look, section(look, tr("Linked to this incident")), takers))
        self._editor = column(look, *rows, gap=10)
        self._layout.addWidget(self._editor)
        self._editor.show()  # a layout shows it in a later turn, and text typed until then would be lost
        slots["relation"].setFocus(Qt.FocusReason.TabFocusReason)

    def _taker(self, tie: Tie) -> Button:
        tr = self._look.tr
        name = tr("Remove the link to {title}", title=tie.title)
        words = tr("{title}: {relation}", title=shorten_text(tie.title, 40), relation=tie.how)
        taker = Button(self._look, words, "std", "close", name, act=lambda: self._part(tie.link))
        plain_text.set_accessible_name(taker, name)
        return taker

    def _part(self, link: str) -> None:
        self.linking = False
        self.parted.emit(link)


def shorten_text(text: str, most: int = LONGEST) -> str:
    """Return a text with at most `most` characters."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _fill(look: Look, cell: QWidget, step: ChainStep) -> None:
    """Put the words below the ring."""
    layout = QVBoxLayout(cell)
    layout.setContentsMargins(0, look.px(DOT) + look.sp(6), 0, 0)
    layout.setSpacing(look.sp(2))
    title = (shorten_text(step.title), "strong" if step.here else "value", "ink")
    below = ((step.how, "small", "ink2"), (shorten_text(step.note), "small", "ink3"))
    for text, role, ink in ((step.date, "small", "ink2"), title, *below):
        if text:
            label = Label(look, text, role, ink, wrap=True)
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            layout.addWidget(label)
    layout.addStretch(1)
    plain_text.tooltip(cell, "\n".join(part for part in (step.title, step.note) if part))
    plain_text.set_accessible_name(cell, step.said)
    plain_text.set_accessible_description(cell, " ".join(part for part in (step.tied, step.note) if part))


def _draw(look: Look, cell: QWidget, step: ChainStep, following: ChainStep | None) -> None:
    """Draw the ring, and the line to the next one."""
    painter = smooth_painter(cell)
    size = look.px(DOT)
    left = cell.width() - size if look.rtl else 0
    if following is not None:
        pen = QPen(look.colour("ctl"), 1.5)
        if following.ahead:
            pen.setDashPattern([3, 2])
        painter.setPen(pen)
        gap, middle = look.sp(GAP), size / 2
        ends = (left - gap, 0) if look.rtl else (size + gap, cell.width())
        painter.drawLine(QPointF(ends[0], middle), QPointF(ends[1], middle))
    painter.setPen(QPen(look.colour("acc" if step.here else "ctl"), 1.75))
    painter.setBrush(look.colour("acc" if step.here else "page"))
    painter.drawEllipse(QRectF(left, 0, size, size).adjusted(1, 1, -1, -1))


class _Here(QWidget):
    """The incident of the page itself, without a link."""

    def __init__(self, look: Look, step: ChainStep, following: ChainStep | None) -> None:
        super().__init__()
        self._look, self._step, self._following = look, step, following
        _fill(look, self, step)

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw ring and line."""
        _draw(self._look, self, self._step, self._following)


class _Stop(Painted):
    """A button that opens another incident."""

    def __init__(self, look: Look, step: ChainStep, following: ChainStep | None) -> None:
        super().__init__(look, step.said)
        self._step, self._following = step, following
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        _fill(look, self, step)

    def sizeHint(self) -> QSize:
        """Return the size that its words need."""
        layout = self.layout()
        return layout.sizeHint() if layout is not None else QSize()

    def minimumSizeHint(self) -> QSize:
        """Return the smallest size of its words."""
        layout = self.layout()
        return layout.minimumSize() if layout is not None else QSize()

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw ring and line, with a quiet ground under the mouse."""
        if self.underMouse() or self.isDown():
            ground = self.painter()
            ground.setPen(Qt.PenStyle.NoPen)
            ground.setBrush(self.look.colour("sunk"))
            ground.drawRoundedRect(QRectF(self.rect()), 8, 8)
            ground.end()
        _draw(self.look, self, self._step, self._following)


class TimeLine(QWidget):
    """The incidents in rows, as many in each row as fit. `opened` carries the key of one."""

    opened = Signal(str)

    def __init__(self, look: Look, steps: Sequence[ChainStep]) -> None:
        super().__init__()
        self._look, self._across = look, 0
        self._cells: list[QWidget] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(look.sp(GAP))
        self._grid.setVerticalSpacing(look.sp(14))
        for step, following in zip(steps, (*steps[1:], None), strict=True):
            if step.here:
                self._cells.append(_Here(look, step, following))
                continue
            stop = _Stop(look, step, following)
            stop.clicked.connect(lambda _=False, key=step.key: self.opened.emit(key))
            self._cells.append(stop)
        self._place(MOST_ACROSS - 1)

    def take_focus(self) -> None:
        """Move the focus to the first incident that is a button."""
        stop = next((cell for cell in self._cells if isinstance(cell, _Stop)), None)
        if stop is not None:
            stop.setFocus(Qt.FocusReason.TabFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place as many incidents in a row as fit."""
        super().resizeEvent(event)
        self._place(max(1, min(MOST_ACROSS, self.width() // self._look.px(CELL))))

    def _place(self, across: int) -> None:
        if across == self._across:
            return
        self._across = across
        for number, cell in enumerate(self._cells):
            self._grid.removeWidget(cell)
            self._grid.addWidget(cell, number // across, number % across)
        for number in range(MOST_ACROSS):
            self._grid.setColumnStretch(number, int(number < across))
