"""What the places with a list do alike: the rows, the page of the one that is chosen, one pane or two."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer

from app.gui.desk import AT_REST, Desk
from app.gui.widgets.listpane import ListPane
from app.gui.widgets.rows import Row
from app.gui.widgets.split import Split


class Listed(QObject):
    """A list with a page beside it; `primary` is what the list's one button does."""

    def __init__(self, desk: Desk, pane: ListPane, title: str, primary: Callable[[], None]) -> None:
        super().__init__()
        self._desk, self._look, self.pane = desk, desk.look, pane
        self.widget = self.split = Split(desk.look, pane, title)
        self._shown = ""
        self._soon = QTimer(self.split)  # it ends with what it would show
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._rested)
        pane.chosen.connect(self.open)
        self.split.narrowed.connect(self._arranged)
        if pane.primary is not None:
            pane.primary.clicked.connect(lambda _=False: primary())

    @property
    def current(self) -> str:
        """The id of what is shown, or nothing."""
        return self._shown

    def take_focus(self) -> None:
        """Go to the rows."""
        self.pane.take_focus()

    def open(self, key: str) -> None:
        """Show the page of a row, once the cursor rests on it."""
        self._shown = key
        self._soon.start(AT_REST)

    def _reveal(self, key: str) -> None:
        """Show the page of one that was asked for elsewhere, whether it is in the list or not."""
        self.pane.reveal(key)
        self.split.go_to_page()
        self.open(key)

    def _rested(self) -> None:
        self._read_page()

    def _read_page(self) -> None:
        """Read the page of what is shown and show it; each place has its own."""

    def _take_first(self, rows: Sequence[Row]) -> None:
        """Two panes show a page at once, the first row's; one pane waits to be asked."""
        if rows and not self.pane.current and not self._shown and not self.split.one_pane:
            self.pane.select(rows[0].key)

    def _arranged(self, _: bool) -> None:
        self._take_first(self.pane.model.rows)
        self._read_page()
