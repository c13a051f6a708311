"""The list next to the page: title and count, one primary button, search, at most four chips, rows."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Signal, SignalInstance
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QHBoxLayout,
    QListView,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.search_normalisation import fold
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import Empty
from app.gui.widgets.buttons import Button, IconButton, OneOf
from app.gui.widgets.edits import LineEdit
from app.gui.widgets.fields import Picker
from app.gui.widgets.flow import FlowLayout
from app.gui.widgets.labels import Elided, Icon, Label, discard, keep_first, label_texts, rule
from app.gui.widgets.rows import Row, RowDelegate, RowModel

MOST_CHIPS = 4


class _List(QListView):
    """The list of the rows. Qt handles Up, Down, Home, End and pages. Enter and Space open; the cursor's row is the
    chosen one.
    """

    opened = Signal(QModelIndex)
    ended = Signal()

    def _by_keys(self, keys: bool) -> None:
        """Remember if the keyboard is used: the ring around a row does not follow the mouse."""
        self.setProperty("keys", keys)
        self.update(self.currentIndex())

    def verticalScrollbarValueChanged(self, value: int) -> None:
        """Detect the end of the list.

        To ask for the scroll bar before the first paint costs 9 ms, because PySide loads every widget.
        """
        super().verticalScrollbarValueChanged(value)
        if value == self.verticalScrollBar().maximum() > 0:
            self.ended.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring, unless the mouse moved the focus."""
        self._by_keys(event.reason() is not Qt.FocusReason.MouseFocusReason)
        super().focusInEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Hide the ring."""
        self._by_keys(False)
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open on Enter or Space; leave "/" to the window."""
        self._by_keys(True)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(self.currentIndex())
            return
        if event.text() == "/":
            event.ignore()  # the window moves the focus to the search
            return
        super().keyPressEvent(event)


class SearchField(LineEdit):
    """A field with a magnifier and, at its far edge, its keyboard shortcut. Down has the effect of Enter."""

    def __init__(self, look: Look, hint: str, key: str = "/") -> None:
        super().__init__()
        self.setFont(look.font("body"))
        plain_text.hint(self, hint)
        plain_text.set_accessible_name(self, hint)
        self.setMinimumHeight(look.metrics("body").height() + look.sp(19))
        row = QHBoxLayout(self)
        row.setContentsMargins(look.sp(11), 0, look.sp(8), 0)
        row.addWidget(Icon(look, "search", 16, "ink3"))
        row.addStretch(1)
        lead, tail = look.px(16) + look.sp(7), look.sp(8)
        if key:
            cap = Label(look, key, "small", "ink3")
            cap.setObjectName("cap")
            cap.setAlignment(Qt.AlignmentFlag.AlignCenter)
            cap.setFixedSize(wide := look.sp(26), look.px(20))
            row.addWidget(cap)
            tail += wide
        for child in self.findChildren(Label):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setTextMargins(*((tail, 0, lead, 0) if look.rtl else (lead, 0, tail, 0)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move to the results on Down."""
        if event.key() == Qt.Key.Key_Down:
            self.returnPressed.emit()
        else:
            super().keyPressEvent(event)


def _in_row(*parts: QWidget) -> QHBoxLayout:
    """Return widgets side by side."""
    row = QHBoxLayout()
    for part in parts:
        row.addWidget(part)
    return row


def _groups(look: Look, groups: Sequence[tuple[str, str]], name: str) -> "OneOf | GroupPicker":
    return (
        GroupPicker(look, groups, name)
        if len(groups) > MOST_CHIPS
        else OneOf(look, groups, groups[0][0], name, chips=True)
    )


class GroupPicker(Picker):
    """A field that opens a list of groups, used if there are too many groups for chips."""

    chosen = Signal(str)

    def __init__(self, look: Look, groups: Sequence[tuple[str, str]], name: str) -> None:
        super().__init__(look, name, "", lambda typed: [g for g in groups if fold(typed.strip()) in fold(g[1])],
                         free=False)  # fmt: skip
        self._words = dict(groups)
        self.set_value(groups[0][0])
        self.changed.connect(self.chosen)

    def set_value(self, value: str, words: str = "") -> None:
        """Show a group, without a signal."""
        super().set_value(value, words or self._words.get(value, ""))

    def _took(self, value: str, words: str) -> None:
        if value in self._words:  # an emptied field keeps its group
            super()._took(value, words)

    def _missed(self, typed: str) -> None:
        """Keep the group if the text names none."""


class ListPane(QFrame):
    """One list. `chosen` follows the cursor, `opened` is Enter or a click, `searched` each letter, `ended` the end.

    If `several` rows can be selected (Shift with the arrows, Ctrl A), `taken` is emitted when the selection changes.
    """

    chosen = Signal(str)
    taken = Signal()
    opened = Signal(str)
    searched = Signal(str)
    filtered = Signal(str)
    ended = Signal()

    def __init__(
        self,
        look: Look,
        title: str,
        lines: int,
        search: str = "",
        chips: Sequence[tuple[str, str]] = (),
        primary: Button | None = None,
        key: str = "/",
        filters: bool = False,
        several: bool = False,
        counted: bool = False,
        exports: bool = False,
    ) -> None:
        """Build the list. `key` is the key of the search field; `filters` offers more filters than the chips.

        A `counted` list has the number of its rows in words as its head, because its title is above it. One that
        `exports` has a button for a table of its rows.
        """
        super().__init__()
        self.setObjectName("listpane")
        plain_text.set_accessible_name(self, title)
        self._look = look
        self.primary = primary
        self._count = Elided(look, "", "head") if counted else Elided(look, "", "second", "ink3")
        self.filters = Filters(look) if filters else None
        self.export = IconButton(look, "out", look.tr("Export…")) if exports else None
        self._top = top = self._head(look, "" if counted else title, primary)
        self.search = SearchField(look, search, key) if search else None
        if self.search is not None:
            top.addLayout(_in_row(self.search, *([self.export] if self.export is not None else [])))
            self.search.textEdited.connect(self.searched)
            self.search.returnPressed.connect(self.take_focus)
        self.chips = _groups(look, chips, title) if chips else None
        if self.chips is not None:
            top.addWidget(self.chips)
            self.chips.chosen.connect(self.filtered)
        if self.filters is not None:
            top.addWidget(self.filters)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(rule())
        self._stack = QStackedWidget()
        layout.addWidget(self._stack, 1)
        self._fill(look, title, lines)
        if several:
            self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
            self.view.selectionModel().selectionChanged.connect(lambda *_: self.taken.emit())

    def _head(self, look: Look, title: str, primary: Button | None) -> QVBoxLayout:
        """Return the layout above the rows: the title, the count, the button of filters, the primary button."""
        head = QHBoxLayout()
        head.setSpacing(look.sp(8))
        head.addStrut(look.metrics("strong").height() + look.sp(18))  # the same height with and without a button
        if title:
            head.addWidget(Label(look, title, "head"))
        head.addWidget(self._count, 1)
        if self.filters is not None:
            head.addWidget(self.filters.more)
        if primary is not None:
            head.addWidget(primary)
        top = QVBoxLayout()
        top.setContentsMargins(look.sp(16), look.sp(14), look.sp(16), look.sp(10))
        top.setSpacing(look.sp(10))
        top.addLayout(head)
        return top

    def _fill(self, look: Look, title: str, lines: int) -> None:
        self.model = RowModel()
        self._wanted = ""
        self.view = _List()
        plain_text.set_accessible_name(self.view, title)
        self.view.setModel(self.model)
        self._delegate = RowDelegate(look, lines)
        self.view.setItemDelegate(self._delegate)
        self.view.setUniformItemSizes(True)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.selectionModel().currentChanged.connect(lambda index, _: self._tell(self.chosen, index))
        self.view.opened.connect(lambda index: self._tell(self.opened, index))
        self.view.clicked.connect(lambda index: self._tell(self.opened, index))
        self.view.ended.connect(self.ended)
        self._stack.addWidget(self.view)

    def add_control(self, control: QWidget) -> None:
        """Add a control between the search and the rows."""
        self._top.addWidget(control)

    def show_count(self, count: str) -> None:
        """Show the total number of rows."""
        self._count.setText(count)

    def show_rows(self, rows: Sequence[Row], count: str, empty: Empty | None = None) -> None:
        """Show the rows and their total number, or the empty state if there are none."""
        kept, wanted, self._wanted = self.current, self._wanted, ""
        focus = QApplication.focusWidget() or self
        here = self._stack.isAncestorOf(focus) or (focus is self.primary and bool(wanted))
        self.model.show(rows)
        self._count.setText(count)
        keep_first(self._stack)
        if empty is not None and not rows:
            self._stack.addWidget(empty)
            self._stack.setCurrentIndex(1)
            if self.search is not None and self.search.hasFocus():
                plain_text.announce(self.search, ". ".join(label_texts(empty)))
        if not self._go(wanted):
            self._go(kept)
        if here and not (rows and self.view.hasFocus()):
            self.take_focus()

    def show_failed(self) -> None:
        """Show that a search failed, instead of the rows of an earlier one."""
        tr = self._look.tr
        text = tr(
            "Amparo shows no records, because the search did not finish. Your records are safe. Try a different search."
        )
        self.show_rows([], "", Empty(self._look, "alert", tr("The search failed"), text))

    @property
    def current(self) -> str:
        """Return the key of the row under the cursor, or an empty text."""
        row = self.view.currentIndex().row()
        return self.model.rows[row].key if 0 <= row < len(self.model.rows) else ""

    @property
    def screenful(self) -> int:
        """Return the number of rows that fill the list in its present height, and one more."""
        return self.view.height() // self._delegate.height + 2

    @property
    def rows_taken(self) -> list[Row]:
        """Return the selected rows, from top to bottom."""
        numbers = sorted(index.row() for index in self.view.selectionModel().selectedIndexes())
        return [self.model.rows[number] for number in numbers]

    def select(self, key: str) -> None:
        """Put the cursor on a row. A row that is not in the list yet is selected when rows are shown again."""
        self._wanted = "" if self._go(key) else key

    def _go(self, key: str) -> bool:
        for number, row in enumerate(self.model.rows):
            if row.key == key:
                self.view.setCurrentIndex(self.model.index(number))
                return True
        return False

    def reveal(self, key: str) -> None:
        """Put the cursor on a row, or remove the cursor if the row is not in the list."""
        self.select(key)
        if self.current != key:
            self.view.setCurrentIndex(QModelIndex())

    def step_off(self, key: str) -> None:
        """Move the cursor from a removed row to the next one, or from the last row to the one before."""
        at, count = self.view.currentIndex().row(), len(self.model.rows)
        if self.current == key and count > 1:
            self.view.setCurrentIndex(self.model.index(at + 1 if at + 1 < count else at - 1))
        elif self.current == key:
            self.model.show(())

    def take_focus(self) -> None:
        """Move the focus to the row under the cursor or to the first; if there are no rows, to the button for them."""
        empty = self._stack.currentWidget()
        button = (empty.button or self.primary) if isinstance(empty, Empty) else None
        (button or self.view).setFocus(Qt.FocusReason.ShortcutFocusReason)
        if not self.view.currentIndex().isValid() and self.model.rows:
            self.view.setCurrentIndex(self.model.index(0))

    def go_to_search(self) -> None:
        """Move the focus to the search field."""
        if self.search is not None:
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.search.selectAll()

    def _tell(self, signal: SignalInstance, index: QModelIndex) -> None:
        if index.isValid():
            signal.emit(self.model.rows[index.row()].key)


class Filters(QWidget):
    """The words. `more` opens the page of filters; the list places it. `taken_away` carries an index from 0."""

    taken_away = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.more = IconButton(look, "filter", look.tr("Filter…"))
        self._layout = FlowLayout(self, look.sp(6), look.sp(6))
        self._words: list[Button] = []
        self.hide()

    def show_words(self, words: Sequence[str]) -> None:
        """Replace the words. The focus stays on its word, or goes to the next one."""
        at = next((number for number, button in enumerate(self._words) if button.hasFocus()), None)
        for old in self._words:
            discard(self._layout, old)
        self._words = [self._word(number, said) for number, said in enumerate(words)]
        self.setVisible(bool(words))
        if at is not None:
            after = self._words[min(at, len(words) - 1)] if words else self.more
            after.setFocus(Qt.FocusReason.OtherFocusReason)

    def _word(self, number: int, said: str) -> Button:
        button = Button(self._look, said, "chip", "close", self._look.tr("Remove this filter"), small=True)
        plain_text.set_accessible_description(button, button.toolTip())
        button.clicked.connect(lambda _=False: self.taken_away.emit(number))
        self._layout.addWidget(button)
        button.show()
        return button
