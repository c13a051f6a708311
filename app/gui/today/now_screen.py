"""Now: all things that need a person; each row leads to its page, and Back leads to the same row."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QStackedWidget

from app.actions.kernel.change_set import PageData
from app.gui.shell.vault_session import VaultSession
from app.gui.today import now_query as reading
from app.gui.today.now_view import NowView
from app.gui.widgets.labels import show_alone
from app.gui.widgets.page_values import NowPage


class Now(QObject):
    """The page of due tasks, received reports and waiting reports."""

    shows: PageData | None = None

    def __init__(self, desk: VaultSession) -> None:
        super().__init__()
        self._desk, self._look = desk, desk.look
        self.widget = QStackedWidget()
        self._view: NowView | None = None
        self._at = ""

    def refresh(self) -> None:
        """Read the page again."""
        tr = self._look.tr
        self._desk.read(lambda vault: reading.page(vault, tr), self._page)

    def _page(self, shown: NowPage) -> None:
        view = NowView(self._look, shown)
        view.opened.connect(self._open)
        view.new.connect(lambda: self._desk.routes.follow("draft:"))
        focus = self._desk.window.focusWidget()
        here = focus is None or self._view is None or self.widget.isAncestorOf(focus)
        row = next((key for key, row in (self._view.rows if self._view else {}).items() if row is focus), "")
        if row and self._view is not None:  # the row at its position, if it is gone
            at = list(self._view.rows).index(row)
            self._at = row if row in view.rows else next(iter(list(view.rows)[at:]), "")
        self._view = view
        show_alone(self.widget, view)
        if here and self._desk.window.place == "today" and self._desk.window.full is None:
            self.take_focus()

    def _open(self, key: str) -> None:
        self._at = key
        self._desk.routes.follow(key)

    def reveal(self, key: str, group: str) -> None:
        """Go to a row."""
        self._at = key
        self.take_focus()

    def take_focus(self) -> None:
        """Move the focus to the row that was opened last, or to the first."""
        rows = self._view.rows if self._view is not None else {}
        row = rows.get(self._at) or next(iter(rows.values()), None)
        if row is not None:
            row.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif self._view is not None:
            self._view.new_button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def key(self, name: str) -> bool:
        """Answer the keys of this place."""
        if name == "new" and self._desk.window.full is None:
            self._desk.routes.follow("draft:")
            return True
        return False
