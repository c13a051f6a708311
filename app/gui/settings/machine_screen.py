"""The device check, over the page of this computer: it runs again at each opening, outside of the store's lane."""

from pathlib import Path

from app.actions.kernel.db import Db
from app.actions.vault import machine
from app.gui.settings.machine_view import MachineView, Rows
from app.gui.shell.place import back_button
from app.gui.shell.vault_session import VaultSession
from app.store.vault.open_vault import Vault


def open_machine(desk: VaultSession, root: Path = Path("/")) -> None:
    """Check the machine, and show the results."""
    folder = desk.folder

    def seen(vault: Vault, db: Db) -> Rows:
        found = machine.look(folder, root)
        db(lambda vault: machine.remember(vault, found))
        known = machine.known_of(db)
        return [(row, row.key in known) for row in found]

    desk.on_net(seen, lambda rows: _show(desk, rows, root))


def look_at_machine(desk: VaultSession, root: Path) -> None:
    """Check once, quietly, after the first list is shown: Now shows the number of things to check."""
    folder = desk.folder

    def task(vault: Vault, db: Db) -> None:
        found = machine.look(folder, root)
        db(lambda vault: machine.remember(vault, found))

    desk.on_net(task, lambda _: None)


def _show(desk: VaultSession, rows: Rows, root: Path) -> None:
    tr = desk.look.tr
    view = MachineView(desk.look, rows, back_button(desk, label=tr("Safety & settings")))

    def say(key: str, yes: bool) -> None:
        desk.ask(lambda vault: machine.say_known(vault, key, yes), lambda _: open_machine(desk, root))

    view.known.connect(say)
    desk.window.show_full(view)
