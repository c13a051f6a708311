"""Work on tables that is counted in rows, shown and stopped as long work; and the undo of an import."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from app.actions.kernel.change_set import Changed
from app.actions.records.tables import Imported
from app.gui.shell.undo_stack import Way
from app.gui.shell.vault_session import VaultSession
from app.store.vault.open_vault import Vault

if TYPE_CHECKING:
    from app.actions.kernel.db import Db
    from sync.ports import Told

T = TypeVar("T")


def reverse_import(turn: Callable[[Vault, Imported, "Told"], Changed], done: Imported, again: bool) -> Way:
    """Return the step that undoes an import, or redoes it (`again`), in the window of that time."""

    def way(desk: VaultSession) -> None:
        tr = desk.look.tr
        what, said = tr("Removing import…"), tr("The import is removed. No data is destroyed.")
        if again:
            what, said = tr("Restoring import…"), tr("The import is restored.")

        def task(_: Vault, __: "Db", told: "Told") -> Changed:
            return desk.long_step(lambda vault: turn(vault, done, told))

        at_length(desk, what, tr("Stopped. Nothing was changed."), task, lambda _: desk.tell(said))

    return way


def at_length(
    desk: VaultSession, what: str, stopped: str, task: Callable[[Vault, "Db", "Told"], T], done: Callable[[T], None]
) -> None:
    """Run long work that is counted in rows."""
    tr = desk.look.tr
    desk.at_length(what, stopped, task, done, measure=lambda n, of: tr("{n} of {of} rows", n=n, of=of))


def unused_path(path: Path) -> Path:
    """Return the path, with a number if a file of that name exists: no file is overwritten."""
    names = (path, *(path.with_name(f"{path.stem}-{n}{path.suffix}") for n in range(2, 10_000)))
    return next(name for name in names if not name.exists())


def file_name(typed: str, form: str) -> str:
    """Return a typed file name, without characters that lead to another folder."""
    return f"{typed.strip().replace('/', '-').replace(chr(92), '-').strip('.') or 'sheet'}.{form}"
