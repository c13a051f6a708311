"""Find anything: one field with its results in groups below it. Enter opens a result."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

from app.gui.style.theme import Look
from app.gui.widgets.blocks import Empty
from app.gui.widgets.buttons import Button
from app.gui.widgets.listpane import ListPane
from app.gui.widgets.rows import Row

_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}


class FindView(ListPane):
    """The page. The field keeps the keyboard: Up and Down move in the list, Enter opens the current row."""

    def __init__(self, look: Look, title: str, hint: str) -> None:
        self.close_button = Button(look, look.tr("Close"), "tool", tip=look.tr("Esc"))
        super().__init__(look, title, 2, hint, primary=self.close_button, key="")
        if self.search is not None:
            self.search.installEventFilter(self)

    def take_focus(self) -> None:
        """Move the focus to the field."""
        self.go_to_search()

    def show_found(self, rows: tuple[Row, ...], asked: str, none: Empty | None = None) -> None:
        """Show the results, with the cursor on the first row; `none` if nothing can be found."""
        look, tr = self._look, self._look.tr
        text = tr("No results for “{asked}”. Try fewer or different words.", asked=asked)
        self.show_rows(
            rows, tr.number(len(rows)) if asked else "", none or Empty(look, "search", tr("Nothing found"), text)
        )
        if rows:
            self.view.setCurrentIndex(self.model.index(0))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move in the list and open a row by keys, while the person types in the field."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = _STEPS.get(Qt.Key(event.key()))
            if step is not None and self.model.rows:
                at = min(max(0, self.view.currentIndex().row() + step), len(self.model.rows) - 1)
                self.view.setCurrentIndex(self.model.index(at))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current:
                self.opened.emit(self.current)
                return True
        return super().eventFilter(watched, event)
