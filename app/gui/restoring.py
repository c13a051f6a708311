"""Restoring a backup before any vault is open, at length, with Stop: what is copied then is not copied again."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import AppError
from app.gui.longwork import LongWork
from app.gui.look import Look
from app.gui.views.restore import RestoreView
from app.gui.work import Work

if TYPE_CHECKING:
    from app.domain.vocabulary import Vocabularies
    from app.store.restore import Restored
    from app.store.vault import Vault


def restore(
    look: Look, work: Work, view: RestoreView, to: Path, words: "Vocabularies",
    over: "Callable[[Vault, Restored, int], None]",
) -> None:  # fmt: skip
    """Do what the view asks for.

    `over` is given the vault, open, what became of it, and after how many minutes it locks.
    """
    tr = look.tr

    def go(folder: str, typed: str) -> None:
        stopped = tr("Stopped. There is no vault yet; restoring again goes on from here.")
        long = LongWork(view, look, tr("Restoring"), stopped)
        view.busy(long.strip)

        def task() -> "tuple[Vault, Restored, int]":
            from app.actions import backups
            from app.gui.desk import IDLE_MINUTES, minutes_of
            from app.store.vault import open_

            back = backups.restore(Path(folder), to, typed, typed, words, told=long.told)
            vault = open_(to, typed, words)
            return vault, back, minutes_of(vault, IDLE_MINUTES)

        def failed(error: BaseException) -> None:
            long.strip.deleteLater()
            text = tr("The program made a mistake. Nothing was changed.")
            if isinstance(error, AppError):
                text = " ".join(map(tr.phrase, filter(None, (error.message, error.hint))))
            view.failed(text)

        work.store(view, task, lambda found: over(*found), failed)

    view.restore.connect(go)
