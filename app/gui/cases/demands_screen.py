"""Add the demands of the Plan of Action to a case, a company or a network, and make a measure of an item."""

from collections.abc import Mapping
from typing import Any

from app.actions.casework import demands
from app.actions.kernel.change_set import Changed
from app.gui.records.form_screen import Editing
from app.gui.shell.strip_view import Unfinished
from app.gui.shell.vault_session import VaultSession


def add_demands(desk: VaultSession, key: str, again: bool = False) -> None:
    """Add the demands of the Plan to the record of this page, each once. A strip offers the removed ones `again`."""
    tr = desk.look.tr

    def show(done: tuple[demands.AddedDemands, Changed]) -> None:
        added, changed = done
        desk.notice(None)
        both = tr("{state} to the State, {un} to the UN", state=added.added - added.to_un, un=added.to_un)
        said = tr.line(
            tr("{n} demand added|{n} demands added", n=added.added), both if 0 < added.to_un < added.added else ""
        )
        away = (lambda vault: demands.take_back(vault, added.made)) if added.made else None
        back = lambda vault: demands.add_demands(vault, key, tr.language, True)[1]  # noqa: E731
        desk.tell(said, away, back, changed)
        if added.removed:
            said = tr("{n} removed demand stays removed|{n} removed demands stay removed", n=added.removed)
            strip = Unfinished(desk.look, said, added.record.title, tr("Add again"), tr("Close"), "list")
            strip.go_on.clicked.connect(lambda _=False: add_demands(desk, key, True))
            strip.away.clicked.connect(lambda _=False: desk.notice(None))
            desk.notice(strip)

    desk.ask(lambda vault: demands.add_demands(vault, key, tr.language, again), show)


def make_measure(desk: VaultSession, editing: Editing, key: str) -> None:
    """Open the form of a measure of the newest plan, with the text of the item."""

    def write(begun: tuple[str, Mapping[str, Any]]) -> None:
        editing.new_part("undertaking", begun[0], **begun[1])

    desk.ask(lambda vault: demands.begin_measure(vault, key), write)


def add_measure(desk: VaultSession, editing: Editing, key: str) -> None:
    """Open the form of a measure of this plan."""
    editing.new_part("undertaking", key, kind="measure")
