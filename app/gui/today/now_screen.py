"""Today: all things that need a person; each row leads to its page, and Back leads to the same row."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.actions.field import checkins
from app.actions.kernel.change_set import PageData
from app.actions.today import danger
from app.gui.checkins.checkin_answers import HeardSaved, save_heard, tell_heard
from app.gui.checkins.checkins_query import hour
from app.gui.checkins.panel_view import HeardForm
from app.gui.shell.foot import SAID_FOR
from app.gui.shell.vault_session import VaultSession
from app.gui.today import danger_screen
from app.gui.today import now_query as reading
from app.gui.today.danger_view import heard_line, over_form
from app.gui.today.now_view import NowView
from app.gui.widgets.labels import show_alone
from app.gui.widgets.page_values import NowPage
from app.store.vault.open_vault import Vault


class Now(QObject):
    """The page of danger, of reports that came in, and of due tasks."""

    shows: PageData | None = None
    reads_foot = True
    """The badge and the foot line come from the same snapshot as the page."""

    def __init__(self, desk: VaultSession) -> None:
        super().__init__()
        self._desk, self._look = desk, desk.look
        self.widget = QStackedWidget()
        self._view: NowView | None = None
        self._at = ""
        self._waits: NowPage | None = None
        self._heard, self._visit, self._whole = "", 0, set[str]()
        self._quiet = QTimer(self, singleShot=True)
        self._quiet.timeout.connect(self._forget)

    @property
    def current(self) -> str:
        """The id of the incident in danger whose row has the focus, or empty."""
        rows, focus = self._view.rows if self._view is not None else {}, self._desk.window.focusWidget()
        id_ = next((key.partition(":")[2] for key, row in rows.items() if row is focus), "")
        return id_ if f"instant:{id_}" in rows else ""

    def refresh(self) -> None:
        """Read the page again, with the badge and the foot line. A new visit shows the first rows of each section."""
        if self._visit != self._desk.window.visits:
            self._visit, self._whole = self._desk.window.visits, set()
        tr, whole = self._look.tr, frozenset(self._whole)
        self._desk.read_with_foot(lambda vault, needs: reading.page(vault, tr, needs, whole), self._page)

    def _page(self, shown: NowPage) -> None:
        lead = [heard_line(self._look, self._look.tr, self._heard, self._desk.undo)] if self._heard else []
        view = NowView(self._look, shown, lead)
        focus = self._desk.window.focusWidget()
        form = self._view.danger.form if self._view is not None else None
        kept = self._view is not None and view.danger.take_form(self._view.danger)
        if form is not None and not kept and not form.untouched:  # the row is gone, and the typed text stays
            view.deleteLater()
            self._waits = shown
            return
        view.opened.connect(self._open)
        view.new.connect(lambda: self._desk.routes.follow("do:incident"))
        here = focus is None or self._view is None or self.widget.isAncestorOf(focus)
        row = next((key for key, row in (self._view.rows if self._view else {}).items() if row is focus), "")
        if row and self._view is not None:  # the row at its position, if it is gone
            at = list(self._view.rows).index(row)
            self._at = row if row in view.rows else next(iter(list(view.rows)[at:]), "")
        self._view = view
        show_alone(self.widget, view)
        if kept and form is not None and focus is not None and form.isAncestorOf(focus):
            focus.setFocus()
        elif here and self._desk.window.place == "today" and self._desk.window.full is None:
            self.take_focus()

    def _open(self, key: str) -> None:
        self._at = key
        what, _, id_ = key.partition(":")
        steps = {"heard": self._hear, "over": self._over, "still": self._confirm, "instant": self._instant,
                 "board": self._board}  # fmt: skip
        if what == "new":
            self._desk.routes.follow("do:incident")
        elif what == "whole":
            self._whole.add(id_)
            self.refresh()
        elif what in steps:
            steps[what](id_)
        else:
            self._desk.routes.follow(key)

    def _instant(self, key: str) -> None:
        from app.gui.appeals.appeals_screen import open_instant

        open_instant(self._desk, key)

    def _board(self, key: str) -> None:
        from app.gui.checkins.checkins_screen import open_board

        open_board(self._desk, key)

    def _hear(self, key: str) -> None:
        tr, desk = self._look.tr, self._desk

        def read(vault: Vault) -> tuple[str, bool]:
            row = checkins.plan(vault, key)
            return hour(tr, row.party.now, row.party.plan.zone), row.travels

        def save(given: Mapping[str, str], now: str, form: HeardForm) -> None:
            desk.ask(
                lambda vault: save_heard(vault, tr, key, given),
                lambda made: self._was_heard(key, made, given["at"] or now),
                form.not_saved(desk.failed),
            )

        def show(found: tuple[str, bool]) -> None:
            if self._view is not None:
                form = HeardForm(self._look, *found, "")
                self._view.danger.open_form(f"heard:{key}", form, lambda given: save(given, found[0], form))
                form.left.connect(self._left)

        desk.read(read, show)

    def _was_heard(self, key: str, made: HeardSaved, at: str) -> None:
        """Say that a group was heard; after a danger word, lead to its step for danger."""
        self._heard = at if made.can_undo else ""
        self._quiet.start(SAID_FOR)
        self._close_form()
        tell_heard(self._desk, made)
        if made.record.fields["state"] == "duress":
            self._board(key)

    def _forget(self) -> None:
        self._heard = ""
        self.refresh()

    def _over(self, key: str) -> None:
        if self._view is not None:
            form = over_form(self._look, self._look.tr("today"))
            self._view.danger.open_form(
                f"over:{key}", form, lambda given: danger_screen.end(self._desk, key, given, form, self._close_form)
            )
            form.left.connect(self._left)

    def _confirm(self, key: str) -> None:
        self._desk.act(lambda vault: danger.confirm(vault, key), self._look.tr("Recorded: the danger continues."))

    def _close_form(self) -> None:
        if self._view is not None:
            self._view.danger.close_form()
        self._waits = None

    def _left(self) -> None:
        """Close the form, show the data that waited for it, and return to its button."""
        shown = self._waits
        self._close_form()
        if shown is not None:
            self._page(shown)
        self.take_focus()

    def reveal(self, key: str, group: str) -> None:
        """Go to a row."""
        self._at = key
        self.take_focus()

    def take_focus(self) -> None:
        """Move the focus to the row that was opened last, or to the first safe button."""
        rows: Mapping[str, QWidget] = self._view.rows if self._view is not None else {}
        row = rows.get(self._at) or next(iter(rows.values()), None)
        if row is not None:
            row.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif self._view is not None:
            self._view.new_button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def key(self, name: str) -> bool:
        """Answer the keys of this place."""
        if name == "new" and self._desk.window.full is None:
            self._desk.routes.follow("do:incident")
            return True
        return False
