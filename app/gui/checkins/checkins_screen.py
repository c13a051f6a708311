"""The board of check-ins over any place: read each minute, and the entries of the person on duty."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer

from app.actions.field import checkin_urgency, checkins
from app.actions.kernel import clock, records
from app.actions.kernel.change_set import Changed
from app.device.monotonic_counter import counter
from app.domain.record import Record
from app.gui.checkins import checkins_query as reading
from app.gui.checkins.checkins_query import BoardShown
from app.gui.checkins.checkins_view import CheckinsView
from app.gui.shell.latest_request import Latest
from app.gui.shell.place import back_button
from app.gui.shell.vault_session import VaultSession
from app.store.vault.open_vault import Vault

LOOK = 1000
"""Milliseconds between two checks of the counter of the machine."""
MINUTE = 60


class _Ticking(QObject):
    """Reads the board again after each minute: by the machine's own counter, which also counts during sleep."""

    def __init__(self, desk: VaultSession, view: CheckinsView) -> None:
        super().__init__(view)
        self._desk, self._view, self._question = desk, view, Latest(desk)
        self._read_at, self._minute = counter()[0], view.shown.axis.now // MINUTE
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(LOOK)

    def read(self) -> None:
        """Read the board, with the panel of the travel group under the cursor."""
        tr, chosen = self._desk.look.tr, self._view.list.current
        self._read_at = counter()[0]
        self._question.ask(lambda vault: reading.board_view(vault, tr, chosen), self._show)

    def _look(self) -> None:
        passed = counter()[0] - self._read_at
        if self._view.shown.axis.now + passed >= (self._minute + 1) * MINUTE and self._desk.window.full is self._view:
            self._minute = int(self._view.shown.axis.now + passed) // MINUTE
            self._desk.ask(lambda vault: clock.keep_steady_time(vault), lambda _: self.read())

    def _show(self, shown: BoardShown) -> None:
        self._minute = shown.axis.now // MINUTE
        self._view.show_board(shown)


def open_board(desk: VaultSession, key: str = "") -> None:
    """Show the board, at the travel group `key` if it is given."""
    tr = desk.look.tr
    desk.read(lambda vault: reading.board_view(vault, tr, key), lambda shown: _show(desk, shown, key))


def _show(desk: VaultSession, shown: BoardShown, key: str) -> None:
    tr = desk.look.tr
    view = CheckinsView(desk.look, shown, back_button(desk))
    ticking = _Ticking(desk, view)
    view.list.select(key)

    def write(task: Callable[[Vault], tuple[Record, Changed]], said: str, can_undo: bool = False) -> None:
        form = view.form

        def over(made: tuple[Record, Changed]) -> None:
            ref = made[0].ref
            if view.form is form:
                view.leave_form()
            desk.tell(said, (lambda vault: records.remove(vault, ref)[1]) if can_undo else None)
            ticking.read()

        desk.ask(task, over, form.not_saved(desk.failed) if form is not None else None)

    def heard(key: str, given: dict[str, Any]) -> None:
        write(lambda vault: checkins.record_checkin(vault, key, **given), tr("Written down: they were heard."), True)

    def did(key: str, step: str, what: str, given: dict[str, Any]) -> None:
        write(lambda vault: checkins.step(vault, key, step, did=what, **given), tr("Written down, with name and time."))

    def down(key: str, given: dict[str, Any]) -> None:
        write(lambda vault: checkins.stand_down(vault, key, **given), tr("The alarm is over."))

    def turn(action: str, given: dict[str, Any]) -> None:
        write(
            lambda vault: checkins.turn(vault, action, **given), tr("Written down. Everybody sees who has the watch.")
        )

    view.heard.connect(heard)
    view.did.connect(did)
    view.down.connect(down)
    view.turn.connect(turn)
    view.asked.connect(lambda _: ticking.read())
    view.clock.connect(lambda: desk.ask(lambda vault: clock.clock_is_right(vault), lambda _: ticking.read()))
    view.calls.connect(
        lambda on: desk.ask(lambda vault: checkin_urgency.set_calls(vault, on), lambda _: ticking.read())
    )
    view.new.connect(lambda: _lead(desk, "checkin_plan"))
    view.opened.connect(lambda key: _lead(desk, "checkin_plan", key))
    desk.window.show_full(view)
    desk.watch(view, ticking.read)


def _lead(desk: VaultSession, kind: str, key: str = "") -> None:
    """Go to a plan, or write a new one, in its tab."""
    from app.gui.cases.cases_screen import Casework

    desk.window.close_full()
    if key:
        desk.show("checkins", key, kind)
        return
    desk.go("checkins")
    if isinstance(place := desk.places["checkins"], Casework):
        place.write(kind)
