"""Go through the pages of a source or of its finished copy: the page before, a number to type, and the page after."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.gui.style.theme import Look
from app.gui.widgets.buttons import IconButton
from app.gui.widgets.edits import line_edit
from app.gui.widgets.flow import FlowLayout
from app.gui.widgets.labels import Label


class PageBar(QWidget):
    """The bar. It is hidden for one page. `went` carries the number of the page to show, from 1."""

    went = Signal(int)

    def __init__(self, look: Look, *more: QWidget) -> None:
        """Build the bar, with `more` controls at its end."""
        super().__init__()
        self._look, self.number, self.pages = look, 1, 1
        tr = look.tr
        before, after = IconButton(look, "back", tr("Page before")), IconButton(look, "forward", tr("Next page"))
        before.clicked.connect(lambda _=False: self._go(self.number - 1))
        after.clicked.connect(lambda _=False: self._go(self.number + 1))
        self._typed = line_edit(look, tr("Page number"))
        self._typed.setMaximumWidth(look.px(72))
        self._typed.returnPressed.connect(self._go_typed)
        self._of = Label(look, "", "value", "ink2")
        row = FlowLayout(self, look.sp(8), look.sp(8))
        for widget in (before, self._typed, self._of, after, *more):
            row.addWidget(widget)
        self.hide()

    def show_number(self, number: int, pages: int) -> None:
        """Show the number of the current page of all `pages`; 0 keeps their number."""
        self.number, self.pages = number, pages or self.pages
        self._typed.setText(str(number))
        self._of.setText(self._look.tr("of {n}", n=self.pages))
        self.setVisible(self.pages > 1)

    def _go_typed(self) -> None:
        typed = self._typed.text().strip()
        self._go(int(typed) if typed.isdecimal() else self.number)

    def _go(self, number: int) -> None:
        """Ask for a page; a number outside of the pages is the nearest one."""
        self.went.emit(min(max(1, number), self.pages))
