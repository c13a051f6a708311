"""The foot line: Lock, waiting reports, last delivery, and at the far end the network, as text.

It also shows the last action for eight seconds, with Undo, and announces it to screen readers. The message stays while
the mouse or the focus is on Undo. Lock is always there: one press locks, also beside a message.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedLayout, QWidget

from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.buttons import Button, Painted
from app.gui.widgets.labels import Elided, Icon, Label, discard, keep_first, reading_edge
from app.gui.widgets.plain_text import announce

SAID_FOR = 8000
"""Milliseconds for which the message of an action stays."""
HELD, REST = 500, 1000
"""Milliseconds between two looks if the mouse or the focus is on Undo, and without an answer to clicks after that."""


class Fact(NamedTuple):
    """One fact of the foot line: the target of its button (`page_routes`), its icon, its long and short text."""

    target: str
    icon: str
    words: str
    short: str
    tone: str = "ink2"


class _FactButton(Painted):
    def __init__(self, look: Look, fact: Fact) -> None:
        super().__init__(look, fact.words)
        self.fact = fact
        self.setFont(look.font("badge", 400))
        plain_text.tooltip(self, fact.words)
        self.setProperty("ring", False)

    def tell(self, fact: Fact) -> None:
        """Show a fact with the same target."""
        self.fact = fact
        self.set_words(fact.words)
        plain_text.tooltip(self, fact.words)

    def use(self, short: bool) -> None:
        self.shown = self.fact.short if short else self.fact.words

    def sizeHint(self) -> QSize:
        words = self.fontMetrics().horizontalAdvance(self.shown)
        icon = self.look.px(14) + self.look.sp(6)
        return QSize(words + icon + self.look.sp(12), self.fontMetrics().height() + self.look.sp(10))

    def paintEvent(self, _: QPaintEvent) -> None:
        painter, size = self.painter(), self.look.px(14)
        if self.hasFocus():
            painter.setPen(QPen(self.look.colour("acc"), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 2, -1, -2), 5, 5)
        pad = self.look.sp(6)
        spot = self.mirrored(QRect(pad, (self.height() - size) // 2, size, size))
        painter.drawPixmap(spot, self.look.icon(self.fact.icon, 14, self.fact.tone))
        painter.setPen(self.look.colour(self.fact.tone))
        start = pad + size + self.look.sp(6)
        room = self.mirrored(QRect(start, 0, self.width() - start, self.height()))
        plain_text.draw(painter, room, reading_edge(self.look), self.shown)


class Foot(QFrame):
    """The facts in order; the first one stays beside a message, the last one is at the far end.

    If there is too little space, facts are hidden from the end inward.
    """

    went = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("foot")
        plain_text.set_accessible_name(self, look.tr("State"))
        self._look = look
        self.setFixedHeight(look.metrics("small").height() + look.sp(13))
        self._whole, self._stack = QHBoxLayout(self), QStackedLayout()
        self._whole.setContentsMargins(look.sp(8), 0, 0, 0)
        self._whole.setSpacing(look.sp(12))
        self._whole.addLayout(self._stack, 1)
        self._facts = QWidget()
        self._row = QHBoxLayout(self._facts)
        self._row.setContentsMargins(0, 0, look.sp(8), 0)
        self._row.setSpacing(look.sp(12))
        self._buttons: list[_FactButton] = []
        self._stack.addWidget(self._facts)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._over)
        self._rest = QTimer(self, singleShot=True)
        self._rest.timeout.connect(lambda: self._answer(True))

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Show these facts, the last one at the far end.

        The first button stays, and the others if they have the same targets: a press that began on one is not lost.
        """
        if [button.fact for button in self._buttons] == list(facts):
            return
        if [button.fact.target for button in self._buttons] == [fact.target for fact in facts]:
            for button, fact in zip(self._buttons, facts, strict=True):
                button.tell(fact)
        else:
            self._make(facts)
        self._fit()

    def _make(self, facts: Sequence[Fact]) -> None:
        here = next((i for i, button in enumerate(self._buttons) if button.hasFocus()), -1)
        while self._row.takeAt(0) is not None:
            continue
        kept = [button for button in self._buttons[:1] if button.fact.target == facts[0].target]
        for old in self._buttons[len(kept) :]:
            discard(self._whole, old)
        for button, fact in zip(kept, facts, strict=False):
            button.tell(fact)
        made = [_FactButton(self._look, fact) for fact in facts[len(kept) :]]
        self._buttons = [*kept, *made]
        for button in made:
            button.clicked.connect(lambda _=False, button=button: self.went.emit(button.fact.target))
            if button is self._buttons[0]:
                self._whole.insertWidget(0, button)
                continue
            if button is self._buttons[-1]:
                self._row.addStretch(1)
            self._row.addWidget(button)
        if 0 <= here < len(self._buttons):
            self._buttons[here].setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, words: str, undo: Callable[[], None] | None = None, icon: str = "check") -> None:
        """Show an action for eight seconds, with Undo if it can be undone."""
        self._quiet()
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, self._look.sp(14), 0)
        row.setSpacing(self._look.sp(8))
        row.addWidget(Icon(self._look, icon, 14))
        said = Elided(self._look, words, "small")
        said.setMaximumWidth(said.sizeHint().width())  # Undo follows directly
        row.addWidget(said, 1)
        if undo is not None:
            button = Button(self._look, self._look.tr("Undo"), "quiet", small=True, act=lambda: self._undo(undo))
            plain_text.tooltip(button, self._look.tr("Undo: {what}", what=words))
            plain_text.set_accessible_description(button, words)
            row.addWidget(button)
            row.addStretch(0)
            row.addWidget(Label(self._look, self._look.tr("Ctrl Z"), "small", "ink3"))
        else:
            row.addStretch(0)
        self._stack.addWidget(line)
        self._stack.setCurrentWidget(line)
        self._timer.start(SAID_FOR)
        announce(self, words)

    def end(self) -> None:
        """End the message now, if there is one."""
        if self._stack.currentWidget() is not self._facts:
            self._quiet()

    def _undo(self, undo: Callable[[], None]) -> None:
        self._quiet()
        undo()

    def _over(self) -> None:
        """End the message, unless a person is at its button."""
        line = self._stack.currentWidget() or self
        if any(button.underMouse() or button.hasFocus() for button in line.findChildren(Button)):
            self._timer.start(HELD)
        else:
            self._quiet()

    def _answer(self, answer: bool) -> None:
        """Let the facts answer clicks: just after a message, a click that was meant for Undo meets no other button."""
        self._facts.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, not answer)

    def _quiet(self) -> None:
        self._timer.stop()
        if self._stack.currentWidget() is not self._facts:
            self._answer(False)
            self._rest.start(REST)
        self._stack.setCurrentWidget(self._facts)
        keep_first(self._stack)

    def take_focus(self) -> None:
        """Move the focus to the first fact."""
        if self._buttons:
            self._buttons[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten the facts, then hide them, from the end inward."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        short = self._look.factor > 1.5
        for _ in range(2):
            for button in self._buttons:
                button.use(short)
                button.setVisible(True)
            if self._needed() <= self.width() or short:
                break
            short = True
        for button in reversed(self._buttons[1:-1]):
            if self._needed() > self.width():
                button.setVisible(False)
        for button in self._buttons:
            button.updateGeometry()
            button.update()

    def _needed(self) -> int:
        shown = [button.sizeHint().width() for button in self._buttons if not button.isHidden()]
        return sum(shown) + self._look.sp(12) * len(shown) + self._look.sp(24)
