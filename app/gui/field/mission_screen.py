"""The plan of a mission over any place."""

from app.actions.field import missions
from app.gui.field import mission_query as reading
from app.gui.field.mission_query import MissionPlan
from app.gui.field.mission_view import MissionView
from app.gui.papers.papers_screen import open_papers
from app.gui.records.form_screen import Editing
from app.gui.shell.place import act_on_page, back_button
from app.gui.shell.vault_session import VaultSession


def open_plan(desk: VaultSession, editing: Editing, key: str) -> None:
    """Show the plan of a mission."""
    tr = desk.look.tr
    desk.ask(lambda vault: reading.plan(vault, tr, key), lambda shown: _show_plan(desk, editing, shown))


def _show_plan(desk: VaultSession, editing: Editing, shown: MissionPlan) -> None:
    tr, key = desk.look.tr, shown.key
    view = MissionView(desk.look, desk.kinds, shown, back_button(desk))

    def again() -> None:
        open_plan(desk, editing, key)

    view.opened.connect(lambda part: editing.open_whole(part, again))
    view.write.connect(lambda kind: editing.new_part(kind, key, lambda _: again()))
    approved, saved = tr("The mission is approved."), tr("The time is saved.")
    view.approve.connect(lambda: act_on_page(desk, view, lambda vault: missions.approve(vault, key), approved, again))
    view.noted.connect(
        lambda leg, end: act_on_page(desk, view, lambda vault: missions.note_time(vault, leg, end), saved, again)
    )
    view.papers.connect(lambda: open_papers(desk, key))
    desk.window.show_full(view)
