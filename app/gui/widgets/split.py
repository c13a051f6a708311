"""List and page beside each other; one of them alone where the window is narrow for its text size."""

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QWidget

from app.gui.look import Look
from app.gui.widgets.buttons import Button
from app.gui.widgets.focus import enter
from app.gui.widgets.listpane import ListPane

ONE_PANE = 900
"""Below this width divided by the text factor there is one pane."""


class Split(QWidget):
    """A list and the page of its row. `back` says that the person wants the list again."""

    narrowed = Signal(bool)

    def __init__(self, look: Look, pane: ListPane, title: str) -> None:
        super().__init__()
        self._look, self.pane, self._title = look, pane, title
        self.one_pane = False
        self._on_page = False
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._page = QStackedWidget()
        self._page.setObjectName("page")
        self._row.addWidget(pane)
        self._row.addWidget(self._page, 1)
        pane.opened.connect(lambda _: self.go_to_page())

    def show_soon(self, page: QWidget, wanted: Callable[[], bool]) -> None:
        """Show a page that was just built in the next turn, if it is still wanted then: to lay it out takes as long.

        It belongs to this from now on: what is left without a parent is taken away by whichever thread collects it.
        """
        page.setParent(self._page)

        def show() -> None:
            if wanted():
                self.show_page(page)
            else:
                page.deleteLater()

        QTimer.singleShot(0, self, show)

    def show_page(self, page: QWidget) -> None:
        """Show a page in place of the last one; the keyboard stays on it, if it was.

        It is painted in a turn of its own: what a person presses meanwhile need not wait for that too.
        """
        focus = QApplication.focusWidget()
        here = focus is not None and self._page.isAncestorOf(focus)
        self._page.setUpdatesEnabled(False)
        QTimer.singleShot(0, self._page, lambda: self._page.setUpdatesEnabled(True))
        self.drop_page()
        page.resize(self._page.size())  # or it is laid out for Qt's own first size, too
        self._page.addWidget(page)
        if here and not enter(page):
            self.pane.take_focus()

    def drop_page(self) -> None:
        """Show no page, until one is shown again."""
        while (old := self._page.widget(0)) is not None:
            self._page.removeWidget(old)
            old.hide()
            old.deleteLater()

    def take_focus(self) -> None:
        """Go to the rows, or to the page where it alone is seen."""
        if not (self.on_page and self.page is not None and enter(self.page)):
            self.pane.take_focus()

    @property
    def page(self) -> QWidget | None:
        """What is shown beside the list."""
        return self._page.currentWidget()

    def back_button(self) -> Button | None:
        """Return the way back to the list, where there is one pane."""
        if not self.one_pane:
            return None
        back = Button(self._look, self._title, "quiet", "back", self._look.tr("Esc"))
        back.clicked.connect(self.go_to_list)
        return back

    def go_to_page(self) -> None:
        """Show the page where only one fits."""
        self._on_page = True
        self._arrange()

    def go_to_list(self) -> None:
        """Show the list where only one fits, and go to its row."""
        self._on_page = False
        self._arrange()
        self.pane.take_focus()

    @property
    def on_page(self) -> bool:
        """Whether the page alone is seen now."""
        return self.one_pane and self._on_page

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Decide for one pane or two."""
        super().resizeEvent(event)
        one = self.window().width() / self._look.factor < ONE_PANE
        changed = one is not self.one_pane
        self.one_pane = one
        self._arrange()
        if changed:
            self.narrowed.emit(one)

    def _arrange(self) -> None:
        both = not self.one_pane
        wide = round((330 if self.window().width() < 1100 else 397) * (1 + 0.45 * (self._look.factor - 1)))
        if both:
            self.pane.setFixedWidth(wide)
        else:
            self.pane.setMinimumWidth(0)
            self.pane.setMaximumWidth(16777215)
        self.pane.setVisible(both or not self._on_page)
        self._page.setVisible(both or self._on_page)
