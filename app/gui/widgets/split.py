"""Show list and page next to each other, or only one pane if the window is narrow for its text size.

A page with a panel at its far edge, on the ground of lists, or below the page if there is too little space.
"""

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QHBoxLayout, QStackedWidget, QWidget

from app.gui.style.theme import Look
from app.gui.widgets.blocks import ScrollPage
from app.gui.widgets.buttons import Button
from app.gui.widgets.focus import enter
from app.gui.widgets.labels import discard, rule, strip_margins
from app.gui.widgets.listpane import ListPane

ONE_PANE = 900
"""Width, divided by the text factor, below which there is one pane."""
MARGIN, PANEL_MARGIN = 28, 22
"""Side margins of the page, and of a panel next to it, in pixels at 100 %. A panel below the page has the page's
margin.
"""
UNBOUND = 16777215
"""Qt's value for a size without a limit."""


class Split(QWidget):
    """A list and the page of its row. `narrowed` carries True if there is one pane now."""

    narrowed = Signal(bool)

    def __init__(self, look: Look, pane: ListPane, title: str) -> None:
        super().__init__()
        self._look, self.pane, self._title = look, pane, title
        self.one_pane = False
        self._on_page = False
        self._row = strip_margins(QHBoxLayout(self), 0)
        self._page = QStackedWidget()
        self._page.setObjectName("page")
        self._row.addWidget(pane)
        self._row.addWidget(self._page, 1)
        pane.opened.connect(lambda _: self.go_to_page())

    def show_soon(self, page: QWidget, wanted: Callable[[], bool]) -> None:
        """Show a page, if it is still wanted, in two later turns of the event loop: its style and its layout take as
        much time as its widgets, and a key comes between them.
        """

        def adopt() -> None:
            if wanted():
                page.resize(self._page.size())  # otherwise Qt also lays it out for its own first size
                page.setParent(self._page)
                QTimer.singleShot(0, self, show)
            else:
                page.deleteLater()

        def show() -> None:
            if wanted():
                self.show_page(page)
            else:
                page.deleteLater()

        QTimer.singleShot(0, self, adopt)

    def show_page(self, page: QWidget) -> None:
        """Replace the page. If the old page had the focus, the new one gets it.

        The page is painted in a separate turn of the event loop, so that key presses do not wait for the painting too.
        """
        focus = QApplication.focusWidget()
        here = focus is not None and self._page.isAncestorOf(focus)
        self._page.setUpdatesEnabled(False)
        QTimer.singleShot(0, self._page, lambda: self._page.setUpdatesEnabled(True))
        self.drop_page()
        page.resize(self._page.size())  # otherwise Qt also lays it out for its own first size
        self._page.addWidget(page)
        if here and not enter(page):
            self.pane.take_focus()

    def drop_page(self) -> None:
        """Show no page until the next call of `show_page`."""
        while (old := self._page.widget(0)) is not None:
            discard(self._page, old)

    def take_focus(self) -> None:
        """Move the focus to the rows, or to the page if only the page is shown."""
        if not (self.on_page and self.page is not None and enter(self.page)):
            self.pane.take_focus()

    @property
    def page(self) -> QWidget | None:
        """Return the page next to the list."""
        return self._page.currentWidget()

    def back_button(self) -> Button | None:
        """Return the button back to the list, or None if there are two panes."""
        if not self.one_pane:
            return None
        back = Button(self._look, self._title, "quiet", "back", self._look.tr("Esc"))
        back.clicked.connect(self.go_to_list)
        return back

    def go_to_page(self) -> None:
        """Show the page, if there is one pane."""
        self._on_page = True
        self._arrange()

    def go_to_list(self) -> None:
        """Show the list, if there is one pane, and move the focus to its row."""
        self._on_page = False
        self._arrange()
        self.pane.take_focus()

    @property
    def on_page(self) -> bool:
        """Return True if only the page is shown now."""
        return self.one_pane and self._on_page

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose one pane or two by the window width."""
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


class Panelled(QWidget):
    """The page and the panel. Each scrolls separately. The window's width is passed to `arrange`."""

    def __init__(self, look: Look, wide: int, beside: int) -> None:
        """Build both parts.

        `wide` is the width of the panel. `beside` is the smallest width that shows the panel next to the page. Both are
        in
        pixels at 100 %.
        """
        super().__init__()
        self.setObjectName("page")
        self.look = look
        self._wide, self._beside = wide, beside
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._both.setContentsMargins(0, 0, 0, 0)
        self._both.setSpacing(0)
        self.page, self._edge, self.panel = (
            ScrollPage(look, MARGIN),
            rule(),
            ScrollPage(look, PANEL_MARGIN, ground="pane"),
        )
        self._both.addWidget(self.page, 1)
        self._both.addWidget(self._edge)
        self._both.addWidget(self.panel)

    def show_panel(self, shown: bool) -> None:
        """Show the panel, or give its space to the page."""
        self._edge.setVisible(shown)
        self.panel.setVisible(shown)

    def arrange(self, width: int) -> None:
        """Place the panel next to the page or, in a narrow window, below it with two fifths of the height."""
        beside = width / self.look.factor >= self._beside
        self.panel.set_margin(PANEL_MARGIN if beside else MARGIN)
        if beside:
            self._both.setDirection(QBoxLayout.Direction.LeftToRight)
            self._edge.setFixedSize(1, UNBOUND)
            self._edge.setMinimumHeight(0)
            self.panel.setFixedWidth(self.look.px(self._wide))
            self.panel.setMinimumHeight(0)
            self.panel.setMaximumHeight(UNBOUND)
        else:
            self._both.setDirection(QBoxLayout.Direction.TopToBottom)
            self._edge.setFixedSize(UNBOUND, 1)
            self._edge.setMinimumWidth(0)
            self.panel.setMinimumWidth(0)
            self.panel.setMaximumWidth(UNBOUND)
            self.panel.setFixedHeight(self.height() * 2 // 5)
