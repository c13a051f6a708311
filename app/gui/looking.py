"""Looking into files beside everything else, so that the words in them are found."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.actions.kernel.db import Db
    from app.gui.desk import Desk
    from app.store.vault.open_vault import Vault


class Looking:
    """One look at a time: called again while one goes on, it does nothing; the next look finds what came meanwhile."""

    def __init__(self, desk: "Desk") -> None:
        self._desk = desk
        self._busy = False

    def __call__(self) -> None:
        """Look into the files that nobody looked into yet, on the net lane."""
        if not self._busy:
            self._busy = True
            self._desk.on_net(_look, self._over, self._over)

    def _over(self, _: object) -> None:
        self._busy = False


def _look(vault: "Vault", db: "Db") -> int:
    from app.actions.records import inside

    return inside.look_in(vault, db)
