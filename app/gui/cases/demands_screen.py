"""Add the demands of the Plan of Action to a case, a company or a network, and make a measure of an item."""

from collections.abc import Mapping
from typing import Any

from app.actions.casework import demands
from app.actions.kernel.change_set import Changed
from app.gui.records.form_screen import Editing
from app.gui.shell.vault_session import VaultSession


def add_demands(desk: VaultSession, key: str) -> None:
    """Add the demands of the Plan to the record of this page, each once."""
    tr = desk.look.tr

    def show(done: tuple[demands.AddedDemands, Changed]) -> None:
        added, changed = done
        desk.tell(tr("{n} demand added|{n} demands added", n=added.added), changed=changed)

    desk.ask(lambda vault: demands.add_demands(vault, key, tr.language), show)


def make_measure(desk: VaultSession, editing: Editing, key: str) -> None:
    """Open the form of a measure of the newest plan, with the text of the item."""

    def write(begun: tuple[str, Mapping[str, Any]]) -> None:
        editing.new_part("undertaking", begun[0], **begun[1])

    desk.ask(lambda vault: demands.begin_measure(vault, key), write)
