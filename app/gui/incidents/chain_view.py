"""Show the chain of events on the page of an incident, and add or remove its links."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.incidents.chain_values import ChainPart, Tie
from app.gui.incidents.slots import SentenceSlot, SlotSentence
from app.gui.incidents.timeline import TimeLine, shorten_text
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import section
from app.gui.widgets.buttons import Button
from app.gui.widgets.fields import Option, line_edit, make_option_search
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Label, column

LOW = 640
"""Window height in pixels, divided by the text factor, below which the chain is folded."""
WIDEST = 480
"""Pixels of the note at 100 %."""
USUAL = "22"
"""The relation that is chosen first, because a new incident usually follows another one."""


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
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(look.sp(8))
        self.fold: Button | None = None
        self._chain: QWidget | None = None
        if shown.steps:
            words = tr("Before and after · {n} incident|Before and after · {n} incidents", n=len(shown.steps))
            self.fold = Button(look, words, "quiet", "down")
            self.fold.clicked.connect(lambda _=False: self._unfold())
            self.fold.hide()
            self.line = TimeLine(look, shown.steps)
            self.line.opened.connect(self.opened)
            more = Label(look, tr("More incidents hang together with these."), "small", "ink3", wrap=True)
            more.setVisible(shown.more)
            self._chain = column(look, section(look, tr("Before and after")), self.line, more, gap=8)
            layout.addWidget(self._chain)
        tip = tr("What came before it, what followed, what it is a part of")
        self.link = Button(look, tr("Link an incident…"), "quiet", "plus", tip)
        self.link.clicked.connect(lambda _=False: self._want())
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
            "relation": SentenceSlot(tr("How they hang together"), "", make_option_search(relations), free=False),
            "other": SentenceSlot(
                tr("The other incident"), tr("which incident"), make_option_search(incidents), free=False
            ),
        }
        self.sentence = sentence = SlotSentence(look, [tr.parts("This incident {relation} {other}.")], places)

        def usual() -> None:
            sentence.fill("relation", USUAL, dict(relations)[USUAL])

        usual()
        self.join = join = Button(look, tr("Link them"), "std", "check", tr("Choose an incident first."))
        join.setEnabled(False)
        slots = sentence.slots
        slots["other"].changed.connect(lambda value: join.setEnabled(bool(value)))
        slots["relation"].changed.connect(lambda value: None if value else usual())
        note = line_edit(look, tr("Note"), tr("What shows that the two hang together."))
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
        name = tr("Take the link to {title} away", title=tie.title)
        words = tr("{title}: {relation}", title=shorten_text(tie.title, 40), relation=tie.how)
        taker = Button(self._look, words, "std", "close", name)
        plain_text.set_accessible_name(taker, name)
        taker.clicked.connect(lambda _=False: self._part(tie.link))
        return taker

    def _part(self, link: str) -> None:
        self.linking = False
        self.parted.emit(link)
