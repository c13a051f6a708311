"""The tab of the check-ins: the board, read each minute, and the entries of the person who watches."""

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QStackedWidget

from app.actions.field import checkin_urgency, checkins
from app.actions.kernel import clock
from app.actions.kernel.change_set import PageData
from app.device.monotonic_counter import counter
from app.gui.cases.cases_screen import open_record
from app.gui.checkins import board_query as reading
from app.gui.checkins.board_query import BoardShown
from app.gui.checkins.checkin_answers import HeardSaved, save_heard, tell_heard, tell_logged, turn_words
from app.gui.checkins.checkins_view import CheckinsView
from app.gui.checkins.plan_screen import open_steps, open_wizard
from app.gui.records.form_screen import Editing
from app.gui.shell.latest_request import Latest
from app.gui.shell.vault_session import VaultSession
from app.gui.widgets import plain_text
from app.gui.widgets.labels import show_alone
from app.store.vault.open_vault import Vault

LOOK = 1000
"""Milliseconds between two checks of the counter of the machine."""
MINUTE = 60
T = TypeVar("T")


class CheckinBoard(QObject):
    """The board of a vault. The machine's own counter, which also counts during sleep, says when a minute is over."""

    shows: PageData | None = None

    def __init__(self, desk: VaultSession, editing: Editing, word: str) -> None:
        super().__init__()
        self._desk, self._editing, self._question = desk, editing, Latest(desk)
        self.widget = QStackedWidget()
        plain_text.set_accessible_name(self.widget, word)
        self.view: CheckinsView | None = None
        self._asked = self._group = ""
        """The plan or the mission that another place asked for, and the kind if the record is to be shown."""
        self._read_at, self._minute = counter()[0], 0
        timer = QTimer(self.widget)
        timer.timeout.connect(self._look)
        timer.start(LOOK)

    def refresh(self) -> None:
        """Read the board, with the panel of the travel group under the cursor."""
        tr, chosen = self._desk.look.tr, self._asked or self._current
        self._read_at = counter()[0]
        self._question.ask(lambda vault: reading.board_view(vault, tr, chosen), self._show)

    @property
    def _current(self) -> str:
        return self.view.list.current if self.view is not None else ""

    def _look(self) -> None:
        if self.view is None or self._desk.window.place != "checkins":
            return
        now = self.view.shown.axis.now + counter()[0] - self._read_at
        if now >= (self._minute + 1) * MINUTE:
            self._minute = int(now) // MINUTE
            self._desk.ask(lambda vault: clock.keep_steady_time(vault), lambda _: self.refresh())

    def _show(self, shown: BoardShown) -> None:
        self._minute = shown.axis.now // MINUTE
        if self.view is None:
            self.view = self._made(shown)
            show_alone(self.widget, self.view)
        else:
            self.view.show_board(shown)
        asked, self._asked = self._asked, ""
        row = next((row for row in shown.rows if asked and asked in (row.key, row.mission)), None)
        if row is not None:
            self.view.list.select(row.key)
        if asked and row is None and self._group:
            open_record(self._desk, self._editing, asked)
        elif asked or self.widget.hasFocus():
            self.view.take_focus()

    def _made(self, shown: BoardShown) -> CheckinsView:
        """Return the view, with the action of each of its entries."""
        tr, desk = self._desk.look.tr, self._desk
        view = CheckinsView(desk.look, shown)

        def write(task: Callable[[Vault], T], tell: Callable[[T], None]) -> None:
            form = view.form

            def over(made: T) -> None:
                if form is not None:
                    view.close_form(form)
                tell(made)

            desk.ask(task, over, form.not_saved(desk.failed) if form is not None else None)

        def heard(key: str, given: dict[str, Any]) -> None:
            def tell(made: HeardSaved) -> None:
                self._asked = key if made.record.fields["state"] == "duress" else ""
                tell_heard(desk, made)

            write(lambda vault: save_heard(vault, tr, key, given), tell)

        def did(key: str, step: str, what: str, given: dict[str, Any]) -> None:
            said = tr("Saved, with your name and the time.")
            write(lambda vault: checkins.step(vault, key, step, did=what, **given), lambda _: tell_logged(desk, said))

        def down(key: str, given: dict[str, Any]) -> None:
            said = tr("{group}: the alarm is over.", group=view.shown.panels[key].title)
            write(lambda vault: checkins.stand_down(vault, key, **given), lambda _: tell_logged(desk, said))

        def turn(action: str, given: dict[str, Any]) -> None:
            write(lambda vault: checkins.turn(vault, action, **given),
                  lambda made: tell_logged(desk, turn_words(tr, made[0], view.shown.own)))  # fmt: skip

        view.heard.connect(heard)
        view.did.connect(did)
        view.down.connect(down)
        view.turn.connect(turn)
        view.asked.connect(lambda _: self.refresh())
        view.clock.connect(lambda: desk.ask(lambda vault: clock.clock_is_right(vault), lambda _: self.refresh()))
        view.calls.connect(
            lambda on: desk.ask(lambda vault: checkin_urgency.set_calls(vault, on), lambda _: self.refresh())
        )
        view.new.connect(self.write)
        view.opened.connect(lambda key: open_record(desk, self._editing, key))
        view.steps.connect(lambda key: open_steps(desk, key))
        view.reach.connect(lambda step: self._editing.open(step, ("who",), self.take_focus))
        view.mission.connect(lambda key: desk.routes.follow(f"record:{key}"))
        return view

    def reveal(self, key: str, group: str) -> None:
        """Choose a travel group; with a `group`, open the page of a plan that is no longer on the board."""
        self._asked, self._group = key, group
        self.refresh()

    def take_focus(self) -> None:
        """Move the focus to the travel groups, as soon as they are read."""
        if self.view is not None:
            self.view.take_focus()
        else:
            self.widget.setFocus()

    def write(self, kind: str = "checkin_plan") -> None:
        """Write a new plan for the mission of the chosen group, unless there is a draft."""
        rows = self.view.shown.rows if self.view is not None else ()
        open_wizard(self._desk, near=next((row.mission for row in rows if row.key == self._current), ""))

    def edit(self, key: str) -> None:
        """Edit a plan."""
        self._editing.open_whole(key)

    def key(self, name: str) -> bool:
        """Answer the keys of this place."""
        if self._desk.window.full is not None:
            return False
        if name == "new":
            self.write()
            return True
        return name in ("escape", "back") and self.view is not None and self.view.leave_form()


def open_board(desk: VaultSession, key: str) -> None:
    """Show the board, at a travel group, or at the first one of a mission."""
    desk.show("checkins", key, "")
