"""Confirm an instant action: its recipients and channels, its text, its consequence.

Enter never asks. Ctrl Enter, Space on the button or a click asks, after the person saw the complete content. Before
that, Ctrl Enter shows the rest. A key that is held down counts once.
"""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from app.gui.appeals.appeals_values import AskedRow, AskShown
from app.gui.appeals.texts_view import TextChoice
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import PlainRow, box, section
from app.gui.widgets.buttons import Button
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Label, column
from app.gui.widgets.overlay import Veil
from app.gui.widgets.plain_text import announce


def _icon(row: AskedRow) -> str:
    return "alert" if not row.receives else "person" if row.by_hand else "lock"


class AskDialog(Veil):
    """The dialog that confirms an appeal; `ask` is emitted when the person confirms it."""

    ask = Signal()

    def __init__(self, look: Look, window: QWidget, shown: AskShown) -> None:
        tr = look.tr
        title = tr("Ask for instant action: {title}", title=shown.title)
        if shown.rehearsal:
            title = tr("Rehearsal: {title}", title=shown.title)
        consequence = tr("Amparo sends the appeal before all other reports. You cannot recall it.")
        if shown.rehearsal:
            consequence = tr("Amparo sends nothing. All texts say that this is an exercise.")
        super().__init__(look, window, title, consequence, 860)
        self._ended = False
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        plain_text.set_accessible_name(self.area, tr("Recipients and text"))
        asked = tr.listed(tr.line(row.name, row.how) for row in shown.rows)
        plain_text.set_accessible_description(self.area, " ".join(filter(None, (asked, shown.warning))) or title)
        self.area.setProperty("ring", True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(self._body(shown))
        bar = self.area.verticalScrollBar()
        bar.valueChanged.connect(lambda _: self._look())
        bar.rangeChanged.connect(lambda *_: self._look())
        self.content.addWidget(self.area, 1)
        if not self._full:
            self.frame.setFixedHeight(min(look.px(680), window.height() - 80))
        self._state = Label(look, "", "second", "ink2", wrap=True)
        self.content.addWidget(self._state)
        later = Button(look, tr("Not now"), tip=tr("Esc"), act=self.leave)
        able = sum(row.receives for row in shown.rows)
        words = tr("Rehearse asking {n}|Rehearse asking {n}", n=len(shown.rows))
        if not shown.rehearsal:
            words = tr("Ask {n} now|Ask {n} now", n=able)
        self.send = Button(look, words, "pri", "send", tr("Ctrl Enter"), act=self._asked)
        self.send.setEnabled(False)
        self._some = bool(shown.rows) if shown.rehearsal else able > 0
        self.content.addWidget(flow([later, self.send]))
        self.first: QWidget = self.area
        QTimer.singleShot(0, self, self._look)

    def _body(self, shown: AskShown) -> QWidget:
        look, tr = self.look, self.look.tr
        body = QWidget()
        body.setObjectName("page")
        body.setMinimumHeight(1)
        inner = QVBoxLayout(body)
        inner.setContentsMargins(4, 4, look.sp(10), 4)
        inner.setSpacing(look.sp(14))
        rows: list[QWidget] = [
            PlainRow(look, _icon(row), row.name, row.how, line=row is not shown.rows[-1]) for row in shown.rows
        ]
        if not rows:
            text = tr(
                "You have asked all contacts who can help. Add contacts, or enter the people that a contact can reach."
            )
            rows = [Label(look, text, "body", "ink2", wrap=True)]
        inner.addWidget(column(look, section(look, tr("Recipients")), *rows, gap=8))
        if shown.warning:
            inner.addWidget(box(look, "amber", "shield-ask", [(shown.warning, "")], "amb"))
        self.texts = TextChoice(look, shown.texts, shown.language)
        inner.addWidget(column(look, section(look, tr("Text")), self.texts, gap=8))
        inner.addStretch(1)
        return body

    def _look(self) -> None:
        """Remember that the person saw the end, and show what Ctrl Enter does now."""
        bar = self.area.verticalScrollBar()
        self._ended = self._ended or 0 < bar.maximum() <= bar.value()
        self.send.setEnabled(self.whole and self._some)
        tr = self.look.tr
        there = tr("To ask, press Ctrl Enter. Enter alone does nothing.")
        self._state.setText(there if self.whole else tr("There is more text below. Press Ctrl Enter or End to see it."))

    @property
    def whole(self) -> bool:
        """Return True if the person saw the complete content: no scrolling is needed, or they reached the end."""
        return self._ended or self.area.verticalScrollBar().maximum() == 0

    def _asked(self) -> None:
        if self.whole and self._some:
            self.send.setEnabled(False)
            self.ask.emit()

    def failed(self, words: str) -> None:
        """Show why asking failed, and stay open."""
        self._state.setText(words)
        announce(self, words, True)
        self.send.setEnabled(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ask on Ctrl Enter, never on Enter.

        End, and Ctrl Enter before the end was seen, show the rest of the content.
        """
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if (enter and control and not self.whole) or event.key() == Qt.Key.Key_End:
            bar = self.area.verticalScrollBar()
            bar.setValue(bar.maximum())
            self._look()
            event.accept()
            return
        if enter and control and not event.isAutoRepeat() and self.send.isEnabled():
            self._asked()
            event.accept()
            return
        super().keyPressEvent(event)
