"""Read the text in files in the background, so that search finds it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.actions.kernel.db import Db
    from app.gui.shell.session_calls import SessionCalls
    from app.store.vault.open_vault import Vault


class Looking:
    """One run at a time: a call during a run does nothing, because the next run finds the new files."""

    def __init__(self, desk: "SessionCalls") -> None:
        self._desk = desk
        self._busy = False

    def __call__(self) -> None:
        """Read the text of files that were not read yet, on the net lane."""
        if not self._busy:
            self._busy = True
            self._desk.on_net(_look, self._over, self._over)

    def _over(self, _: object) -> None:
        self._busy = False


def _look(vault: "Vault", db: "Db") -> int:
    from app.actions.records import evidence_text

    return evidence_text.look_in(vault, db)
