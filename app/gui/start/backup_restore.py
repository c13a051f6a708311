"""Restore a backup before any vault is open, as long work with Stop: copied data is not copied again."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from app.gui.shell.longwork import LongWork
from app.gui.shell.work import Work
from app.gui.start import startup_settings as settings
from app.gui.start.restore_view import RestoreView
from app.gui.style.theme import Look

if TYPE_CHECKING:
    from app.domain.vocabulary import Vocabularies
    from app.gui.start.program import Program
    from app.store.upkeep.restore import Restored
    from app.store.vault.open_vault import Vault


def open_restore(program: "Program") -> None:
    """Show the page that restores a backup, and open the restored vault."""

    def restored(vault: "Vault", back: "Restored", idle: int) -> None:
        with suppress(OSError):
            settings.write(program.folder, program.before)
        said = tr("The backup is restored: {n} record.|The backup is restored: {n} records.", n=back.records)
        if back.damaged:
            n = len(back.damaged)
            said += " " + tr("{n} file was damaged in it.|{n} files were damaged in it.", n=n)
        said = " ".join([said, *map(tr.phrase, back.lacking)])
        program.opened(vault, idle)
        if program.desk is not None:
            program.desk.say(said)

    tr = program.look.tr
    window = RestoreView(program.look, Path.home(), program.folder)
    window.back.connect(program.begin)
    restore(program.look, program.work, window, program.folder, program.words, restored)
    program.show(window)


def restore(
    look: Look, work: Work, view: RestoreView, to: Path, words: "Vocabularies",
    over: "Callable[[Vault, Restored, int], None]",
) -> None:  # fmt: skip
    """Restore when the view asks for it.

    `over` gets the open vault, the result, and the idle minutes after which it locks.
    """
    tr = look.tr

    def go(folder: str, typed: str) -> None:
        stopped = tr("Stopped. No vault exists yet. Restore again to continue from here.")
        long = LongWork(view, look, tr("Restoring"), stopped)
        view.busy(long.strip)

        def task() -> "tuple[Vault, Restored, int]":
            from app.actions.vault import backups
            from app.gui.lock.idle import minutes_of
            from app.store.vault.open_vault import open_

            back = backups.restore(Path(folder), to, typed, typed, words, told=long.told)
            vault = open_(to, typed, words)
            return vault, back, minutes_of(vault)

        def failed(error: BaseException) -> None:
            long.strip.deleteLater()
            view.failed(tr.error(error, tr("Amparo made an error. Nothing was changed. Try again.")))

        work.store(view, task, lambda found: over(*found), failed)

    view.restore.connect(go)
