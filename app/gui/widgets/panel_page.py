"""A page with a panel at its far edge, on the ground of lists, or below the page if there is too little space."""

from PySide6.QtWidgets import QBoxLayout, QWidget

from app.gui.style.theme import Look
from app.gui.widgets.blocks import ScrollPage
from app.gui.widgets.labels import rule

MARGIN, PANEL_MARGIN = 28, 22
"""Side margins of the page, and of a panel next to it, in pixels at 100 %. A panel below the page has the page's
margin.
"""
UNBOUND = 16777215
"""Qt's value for a size without a limit."""


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
