"""Form fields: a label above, one sentence of help below. An error is shown above the label, and the text stays."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.domain.search_normalisation import fold
from app.gui.style.sheet import FIELD_PAD
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.buttons import Painted
from app.gui.widgets.edits import line_edit, report_shown_field
from app.gui.widgets.focus import show_wrong
from app.gui.widgets.labels import Icon, Label, reading_edge

Option = tuple[str, str]
"""The stored value (a code or an id) and its text."""
MATCHES = 200
"""Maximum number of rows from a search in memory."""


def make_option_search(
    options: Sequence[Option], also: Mapping[str, str] | None = None
) -> Callable[[str], Sequence[Option]]:
    """Return a search for the options that contain the typed text, in any spelling.

    `also` holds more words for an option.
    """
    folded = [(option, fold(f"{option[1]} {(also or {}).get(option[0], '')}")) for option in options]
    return lambda typed: [option for option, words in folded if fold(typed.strip()) in words][:MATCHES]


class Labelled(QWidget):
    """A control with its label, its help, and its error."""

    def __init__(self, look: Look, label: str, control: QWidget, explanation: str = "", grow: bool = False) -> None:
        super().__init__()
        self._look, self._help, self.control = look, explanation, control
        self._explanation, self.error, self.wrong = explanation, "", False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(look.sp(5))
        self._icon, self._above = Icon(look, "alert", 14, "red"), Label(look, "", "small", "red", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(look.sp(6))
        row.addWidget(self._icon)
        row.addWidget(self._above, 1)
        layout.addLayout(row)
        layout.addWidget(Label(look, label, "label", "ink2", wrap=True))
        layout.addWidget(control, 1 if grow else 0)
        self._below = Label(look, explanation, "small", "ink3", wrap=True)
        layout.addWidget(self._below)
        self._ways: QWidget | None = None
        self._icon.hide()
        self._above.hide()
        self._below.setVisible(bool(explanation))
        self._describe(explanation)

    def set_error(self, text: str) -> None:
        """Show above the label what to do. An empty text removes the error."""
        self.error, self.wrong, wrong = text, bool(text), bool(text)
        self._icon.setVisible(wrong)
        self._above.setText(text)
        self._above.setVisible(wrong)
        self.control.setProperty("kind", "wrong" if wrong else "")
        if isinstance(self.control, QLineEdit | QPlainTextEdit):
            self.control.setProperty("ring", wrong)  # a red edge that turns blue would differ only by colour
        said = self._look.tr("Error: {text}", text=text) if text else ""
        self._describe(". ".join(part.rstrip(".") for part in (said, self._help) if part))
        self.control.style().unpolish(self.control)
        self.control.style().polish(self.control)
        show_wrong(self, wrong)

    def note(self, text: str) -> None:
        """Show the meaning of the typed text before the help."""
        self._help = ". ".join(part for part in (text, self._explanation) if part)
        self._below.setText(self._help)
        self._below.setVisible(bool(self._help))
        self.set_error(self.error)

    def offer(self, ways: QWidget | None) -> None:
        """Show possible corrections below the error, instead of earlier ones."""
        if self._ways is not None:
            self._ways.hide()
            self._ways.deleteLater()
        self._ways, layout = ways, self.layout()
        if ways is not None and layout is not None:
            layout.addWidget(ways)

    def _describe(self, text: str) -> None:
        """Add the text to the accessible description, with the control's own `describe` if it has one."""
        getattr(self.control, "describe", partial(plain_text.set_accessible_description, self.control))(text)


CODED = ("code:", "type:")
"""The prefixes of a stored value that is a code of a list."""


class Popup(QFrame):
    """A small searchable list below the control that opened it. If `free` is True, it also offers the typed text.

    The typed text is listed after known records and codes that begin with it, and before other codes: Enter must not
    choose a code unless its name begins so. The list covers the controls below it, so it shows the help itself.
    """

    took = Signal(str, str)
    """The stored value and its text."""
    missed = Signal(str)
    """The typed text that no row has, when Tab leaves the list."""

    def __init__(
        self, look: Look, under: QWidget, options: Callable[[str], Sequence[Option]], free: bool, typed: str = "",
        explanation: str = "", keeps: bool = False,
    ) -> None:  # fmt: skip
        """Open the list. If `keeps` is True, words typed in it are taken when the focus goes elsewhere, as by Tab."""
        super().__init__(under.window())
        self.setObjectName("popup")
        self._keeps, self._left = keeps, False
        self._options, self._free, self.under, self._look = options, free, under, look
        self._rows: list[Option] = []
        self.edit = line_edit(look, under.accessibleName(), look.tr("Type to search"), typed)
        plain_text.set_accessible_description(self.edit, explanation)
        self._help = Label(look, explanation, "small", "ink3", wrap=True)
        self._help.setContentsMargins(6, 0, 6, 2)
        self._model = QStringListModel()
        self.list = QListView()
        self.list.setObjectName("options")
        self.list.setModel(self._model)
        plain_text.set_accessible_name(self.list, under.accessibleName())
        self.list.setFont(look.font("body"))
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(4)
        layout.addWidget(self.edit)
        layout.addWidget(self.list, 1)
        layout.addWidget(self._help)
        self._explanation = explanation
        self.edit.textChanged.connect(self._search)
        self.edit.installEventFilter(self)
        self.list.clicked.connect(lambda index: self._take(index.row()))
        self._search(typed)
        self._place()
        self.show()
        self.raise_()
        self.edit.setFocus(Qt.FocusReason.PopupFocusReason)

    def _place(self) -> None:
        window = self.under.window()
        width = min(max(self.under.width(), self._look.px(280)), window.width() - 16)
        rows = self.edit.sizeHint().height() + (self._look.metrics("body").height() + 8) * max(4, len(self._rows)) + 40
        said = self._help.heightForWidth(width - 12) + 4 if self._help.text() else 0
        height = min(min(self._look.px(300), rows) + said, window.height() - 16)
        spot = self.under.mapTo(window, QPoint(0, self.under.height() + 4))
        x = spot.x() + (self.under.width() - width if self._look.rtl else 0)
        x = max(8, min(x, window.width() - width - 8))
        y = spot.y() if spot.y() + height <= window.height() else max(8, window.height() - height - 8)
        self.setGeometry(QRect(x, y, width, height))

    def _search(self, typed: str) -> None:
        said = typed.strip()

        def begins(row: Option) -> bool:
            return row[0].startswith(("id:", *CODED)) and fold(row[1]).startswith(fold(said))

        order = {row: -begins(row) - 2 * (fold(row[1]) == fold(said)) if said else 0 for row in self._options(typed)}
        self._rows = sorted(order, key=lambda row: order[row])
        named = {*(fold(shown) for _, shown in self._rows[:1]), *(fold(value) for value, _ in self._rows)}
        if self._free and said and fold(said) not in named:
            other = (n for n, row in enumerate(self._rows) if row[0].startswith(CODED) and not begins(row))
            self._rows.insert(next(other, len(self._rows)), (said, said))
        plain_text.items(self._model, (shown for _, shown in self._rows))
        if self._rows:
            self.list.setCurrentIndex(self._model.index(0))
        found = bool(self._rows) or not said
        self._help.setText(self._explanation if found else self._look.tr("Nothing found: {text}", text=said))
        self._help.setVisible(bool(self._help.text()))

    def _take(self, row: int) -> None:
        if 0 <= row < len(self._rows):
            kept = self._rows[row]
            self.leave()
            self.took.emit(*kept)

    def _miss(self, leaves: bool) -> None:
        """Say that the list does not have the typed text; Tab leaves the list, and the text stays."""
        said = self._look.tr("Choose one of the list.")
        self._help.setText(said)
        self._help.show()
        plain_text.set_accessible_description(self.edit, said)
        plain_text.announce(self.edit, said)
        if leaves:
            typed = self.edit.text()
            self.leave()
            self.missed.emit(typed)
        else:
            self.edit.selectAll()  # the next text replaces it

    def close_list(self) -> None:
        """Close the list when the focus goes elsewhere or the page is left.

        A slot takes its current row, as by Tab. A field with free text takes the typed words and no other row.
        """
        row, said = self.list.currentIndex().row(), self.edit.text().strip()
        left_open = not self.isHidden()
        self.hide()
        self.deleteLater()
        if said and self._keeps and 0 <= row < len(self._rows):
            self.took.emit(*self._rows[row])
        elif said and left_open and self._free and not self._keeps and not self._left:
            self.took.emit(said, said)

    def leave(self) -> None:
        """Take nothing, and return the focus."""
        self._keeps, self._left = False, True
        self.under.setFocus(Qt.FocusReason.PopupFocusReason)  # before it hides, or Qt moves the focus on
        self.hide()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Handle the keys: arrows move, Enter and Tab take, Esc closes. A loss of focus closes the list too."""
        if event.type() == QEvent.Type.FocusOut and self.isVisible():
            self.close_list()
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            now = self.list.currentIndex().row()
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None:
                row = min(max(0, now + step), len(self._rows) - 1)
                self.list.setCurrentIndex(self._model.index(row))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
                if not self._rows:
                    self._miss(event.key() == Qt.Key.Key_Tab)
                self._take(now)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.leave()
                return True
        return False


def leave_popup() -> None:
    """Close the list that has the focus, if there is one, and return to the control that opened it."""
    focus = QApplication.focusWidget()
    popup = focus.parent() if focus is not None else None
    if isinstance(popup, Popup):
        popup.leave()


def end_lists(page: QWidget) -> None:
    """Close the open list of a control on a page that is left."""
    for popup in page.window().findChildren(Popup):
        if not popup.isHidden() and page.isAncestorOf(popup.under):
            popup.close_list()


class Picker(Painted):
    """A field that opens a searchable list, with an edge like a field, or as a part of a sentence (`slot`).

    `changed` carries the stored value. Typing opens the list with the typed text; Backspace empties the field.
    """

    changed = Signal(str)
    spoken = "list"

    def __init__(
        self,
        look: Look,
        name: str,
        hint: str,
        options: Callable[[str], Sequence[Option]],
        slot: bool = False,
        free: bool = True,
        ink: str = "ink",
    ) -> None:
        super().__init__(look, hint)
        plain_text.set_accessible_name(self, name)
        self._name, self._hint, self._options, self._slot, self._free, self.ink = name, hint, options, slot, free, ink
        self.value = self.words = self._help = self._typed = ""
        self.setFont(look.font("slot" if slot else "body"))
        if slot:
            self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        else:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda _=False: self.open())

    def set_value(self, value: str, words: str) -> None:
        """Show a value by its text, without a signal."""
        self.value, self.words, self._typed = value, words, ""
        self.shown = plain_text.line(words or self._hint)
        plain_text.tooltip(self, words)  # a narrow field shows only the beginning
        self.describe(self._help)
        self.updateGeometry()
        self.update()

    def describe(self, text: str) -> None:
        """Set the accessible description: the value, then the help or the error."""
        self._help = text
        wrong = self.look.tr("Error: {text}", text=self._typed) if self._typed else ""
        needs = self.look.tr("Choose one of the list.") if self._typed else ""
        said = ". ".join(part for part in (wrong, needs, self.words, text) if part)
        plain_text.set_accessible_description(self, said)

    def open(self, typed: str = "") -> Popup:
        """Open the list below it."""
        popup = Popup(self.look, self, self._options, self._free, typed or self._typed, self._help, self._slot)
        popup.took.connect(self._took)
        popup.missed.connect(self._missed)
        return popup

    def _missed(self, typed: str) -> None:
        """Show a text that is not in the list, red and with the error, until a value is chosen."""
        self._typed = typed
        self.shown = plain_text.line(typed or self.words or self._hint)
        self.describe(self._help)
        self.updateGeometry()
        self.update()

    def _took(self, value: str, words: str) -> None:
        self.set_value(value, words)
        self.changed.emit(value)

    def showEvent(self, event: QShowEvent) -> None:
        """Restore the text in its list from before the vault was locked."""
        super().showEvent(event)
        report_shown_field(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open on a letter, Space, Down or Enter; empty on Backspace or Delete."""
        text = event.text()
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.open()
        elif event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self._took("", "")
        elif text and text.isprintable() and event.modifiers() in _PLAIN:
            self.open(text)
        else:
            super().keyPressEvent(event)

    @property
    def _pad(self) -> int:
        return self.look.sp(9) if self._slot else self.look.sp(FIELD_PAD) + 3

    def sizeHint(self) -> QSize:
        """Return the size of its words and the chevron."""
        words = self.fontMetrics().horizontalAdvance(self.shown)
        high = self.fontMetrics().height() + self.look.sp(12 if self._slot else 19)
        return QSize(words + 2 * self._pad + self.look.px(14) + self.look.sp(5) + 2, high)

    def minimumSizeHint(self) -> QSize:
        """Return the size of a few letters and the chevron."""
        return QSize(min(self.sizeHint().width(), self.look.px(90)), self.sizeHint().height())

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw ground, words and chevron."""
        painter, empty = self.painter(), not self.words
        half = 1 if self._slot else 0.5  # the pen of a one-pixel edge is centred on the outline
        spot = QRectF(self.rect()).adjusted(half, half, -half, -half)
        painter.setPen(Qt.PenStyle.NoPen if self._slot else QPen(self.look.colour("ctl"), 1))
        painter.setBrush(self.look.colour(("sunk" if empty else "accs") if self._slot else "field"))
        painter.drawRoundedRect(spot, 8, 8)
        chevron = self.look.px(14)
        room = self.width() - 2 * self._pad - chevron - self.look.sp(5)
        painter.setPen(self.look.colour("red" if self._typed else "ink3" if empty else self.ink))
        shown = plain_text.elide_text(self.fontMetrics(), self.shown, room + 2)
        words = QRect(self._pad, 0, room + 2, self.height())
        plain_text.draw(painter, self.look.mirrored(self.rect(), words), reading_edge(self.look), shown)
        mark = QRect(self.width() - self._pad - chevron, (self.height() - chevron) // 2 + 1, chevron, chevron)
        painter.drawPixmap(self.mirrored(mark), self.look.icon("down", 14, "ink2"))


_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
