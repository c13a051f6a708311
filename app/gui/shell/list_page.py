"""The common part of the places with a list: the rows, the page of the chosen row, one pane or two."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject, QTimer

from app.actions.kernel.change_set import PageData
from app.gui.shell.vault_session import AT_REST, VaultSession
from app.gui.widgets.blocks import ScrollPage
from app.gui.widgets.listpane import ListPane
from app.gui.widgets.rows import Row
from app.gui.widgets.split import Split


class ListPage(QObject):
    """A list with a page next to it; `primary` is the action of the list's one button."""

    shows: PageData | None = None
    keeps = False
    """True if a list that is read again leaves the page as it is: it can show a part of the record of the row."""

    def __init__(self, desk: VaultSession, pane: ListPane, title: str, primary: Callable[[], None]) -> None:
        super().__init__()
        self._desk, self._look, self.pane = desk, desk.look, pane
        self.widget = self.split = Split(desk.look, pane, title)
        self._shown, self._row, self._text, self._narrowed = "", "", "", False
        self._soon = QTimer(self.split, singleShot=True)  # it ends with the page that it shows
        self._soon.timeout.connect(self._rested)
        pane.chosen.connect(self._choose)
        self.split.narrowed.connect(self._arranged)
        if pane.primary is not None:
            pane.primary.clicked.connect(lambda _=False: primary())
        if pane.export is not None:
            pane.export.clicked.connect(lambda _=False: self.export())

    @property
    def current(self) -> str:
        """The id of the shown record, or empty."""
        return self._shown

    def export(self) -> None:
        """Open the page that writes the list to a file."""
        self._desk.routes.follow("do:export")

    def take_focus(self) -> None:
        """Move the focus to the rows."""
        self.pane.take_focus()

    def _choose(self, key: str) -> None:
        """Show the page of the row under the cursor; a list that is read again restores the cursor."""
        if not self.keeps or key != self._row:
            self._row = key
            self.open(key)

    def open(self, key: str) -> None:
        """Show the page of a row when the cursor rests on it."""
        self._shown = key
        self._soon.start(AT_REST)

    def _reveal(self, key: str) -> None:
        """Show the page of a record on request of another place, in the list or not; without a key, only the list."""
        if key:
            self._row = ""
            self.pane.reveal(key)
            self.split.go_to_page()
            self.open(key)

    def _leave_hidden(self, rows: Sequence[Row]) -> None:
        """Show no page of a record that a search or a filter hides: no button may work on it."""
        key = self._row if self.keeps and self._row else self._shown
        if self._narrowed and key not in [row.key for row in rows]:
            self._shown, self._row = "", ""
            self.split.show_page(ScrollPage(self._look))
        self._narrowed = False

    def _clear_search(self) -> None:
        """Empty the search for another list, or to show a record that it hides."""
        self._text = ""
        if self.pane.search is not None:
            self.pane.search.clear()

    def _list_acts(self) -> Mapping[str, Callable[[], object]]:
        """Return the actions of the keys that this place answers now."""
        back = self.split.go_to_list
        return {"find": self.pane.go_to_search, "escape": back, "back": back}

    def key(self, name: str) -> bool:
        """Answer the keys of this place, unless a page covers it."""
        act = self._list_acts().get(name) if self._desk.window.full is None else None
        if act is not None:
            act()
        return act is not None

    def _rested(self) -> None:
        self._read_page()

    def _read_page(self) -> None:
        """Read and show the page of the chosen row; each place has its own."""

    def _take_first(self, rows: Sequence[Row]) -> None:
        """Show the first row's page immediately in two panes; one pane waits for a choice."""
        if rows and not self.pane.current and not self._shown and not self.split.one_pane:
            self.pane.select(rows[0].key)

    def _show_chosen(self, rows: Sequence[Row], whole: bool = True) -> None:
        """Keep the page of the chosen row; if a `whole` list no longer has it, show the first row's page."""
        if whole and self._shown not in [row.key for row in rows]:
            self._shown = ""
            self.split.show_page(ScrollPage(self._look))
        if self._shown:
            self.pane.select(self._shown)
        else:
            self._take_first(rows)

    def _arranged(self, _: bool) -> None:
        self._take_first(self.pane.model.rows)
        self._read_page()
