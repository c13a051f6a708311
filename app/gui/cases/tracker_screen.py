"""Add a step to a promise or demand, and make steps of its old lines: a preview first."""

from typing import Any

from app.actions.casework import tracking
from app.actions.kernel import records
from app.actions.kernel.change_set import Changed
from app.gui.cases import casework_query
from app.gui.records.form_screen import Editing
from app.gui.shell.vault_session import VaultSession
from app.gui.widgets.blocks import PlainRow, scroll_area
from app.gui.widgets.buttons import Button
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Label, column
from app.gui.widgets.overlay import Veil

WIDTH = 640
"""Pixels at 100 %."""


def open_step(desk: VaultSession, editing: Editing, key: str) -> None:
    """Open the form of a new step; that of a case has its next stage."""

    def write(found: tracking.Tracked) -> None:
        chosen: dict[str, Any] = {"state": found.next} if found.next else {}
        editing.new_part("step", key, **chosen)

    desk.ask(lambda vault: tracking.read(vault, key), write)


def add_missing(desk: VaultSession, editing: Editing, key: str, item: str) -> None:
    """Open the form that adds a missing item of a case: a new record about its person, a part, or a field."""

    def write(shown: records.RecordDetails) -> None:
        kind = desk.kinds[shown.record.kind]
        role, people = kind.role(item), [one.id.hex() for name, one in shown.links if name == kind.people]
        before = [one.id.hex() for name, one in shown.links if name == item]

        def link(made: str) -> None:
            desk.ask(lambda vault: records.edit(vault, key, {item: [*before, made]})[1], desk.refresh)

        if role is not None and role.many:
            editing.new_part(role.to[0], "".join(people[:1]), link)
        elif role is None and item in desk.kinds:
            editing.new_part(item, key if item in kind.parts else "".join(people if len(people) == 1 else ()))
        else:
            editing.open(key, (item,))

    desk.ask(lambda vault: records.show(vault, key), write)


def open_lines(desk: VaultSession, key: str) -> None:
    """Show the steps that the old lines become; a button makes them."""
    desk.read(lambda vault: tracking.read(vault, key), lambda found: _show(desk, key, found))


def _show(desk: VaultSession, key: str, found: tracking.Tracked) -> None:
    look, tr, lines = desk.look, desk.look.tr, tuple(found.lines)
    dialog = Veil(look, desk.window, tr("Make steps of the old lines"), found.record.title, WIDTH)
    why = tr("Each line becomes a step with its day. You can add the states later.")
    rows = [PlainRow(look, row.icon, row.title, row.second, line=False) for row in casework_query.say_lines(tr, lines)]
    go = Button(look, tr("Make {n} step|Make {n} steps", n=len(rows)), "pri", "check")
    room = scroll_area(column(look, Label(look, why, "body", "ink2", wrap=True), *rows, flow([go]), gap=12))
    dialog.content.addWidget(room, 1)
    room.setMinimumHeight(min(look.px(120 + 60 * len(rows)), desk.window.height() - look.px(240)))

    def made(_: Changed) -> None:
        dialog.leave()
        desk.tell(tr("Saved."))

    go.clicked.connect(lambda _=False: desk.ask(lambda vault: tracking.make_steps(vault, key)[1], made))
    dialog.open(go)
