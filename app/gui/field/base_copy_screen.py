"""The sheet of the base, over any place: asked for separately, saved only after its consequence is accepted."""

from pathlib import Path

from app.actions.field import checkins
from app.actions.kernel.records import record_of
from app.actions.papers import base_copy
from app.gui.field.base_copy_view import BaseCopyView
from app.gui.papers.papers_screen import save
from app.gui.shell.place import back_button
from app.gui.shell.row_work import file_name
from app.gui.shell.vault_session import VaultSession


def open_base_copy(desk: VaultSession, key: str) -> None:
    """Show the consequence of the sheet of a plan, and ask for its folder."""
    tr = desk.look.tr

    def show(title: str) -> None:
        view = BaseCopyView(desk.look, title, tr.phrase(base_copy.CONSEQUENCE), Path.home(), back_button(desk))
        view.go.connect(lambda folder: go(view, folder))
        desk.window.show_full(view)

    def go(view: BaseCopyView, folder: str) -> None:
        file = Path(folder) / file_name(view.name.text() or "base", view.form.value)
        save(desk, file, lambda vault: base_copy.make(vault, key, tr.language))

    desk.read(lambda vault: record_of(vault, key).title, show)


def turn_travel(desk: VaultSession, key: str) -> None:
    """Record that this vault travels with the people of a plan, or that it is at the base again."""
    tr = desk.look.tr

    def away(on: bool) -> None:
        gone, back = (
            tr("This vault travels with the group. So a danger word looks like any other code word here."),
            tr("The travellers are back."),
        )
        desk.ask(lambda vault: checkins.travel(vault, key, on), lambda _: desk.tell(gone if on else back))

    desk.read(lambda vault: checkins.plan(vault, key).travels, lambda travels: away(not travels))
