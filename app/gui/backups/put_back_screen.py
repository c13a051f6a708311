"""A strip on every page after an older copy of the vault was restored: the event, the safe state, and a new key."""

from app.actions.vault import put_back
from app.gui.shell.strip_view import Unfinished
from app.gui.shell.vault_session import VaultSession
from app.gui.vault.rotation_screen import open_rotation


def warn(desk: VaultSession) -> None:
    """Show it after each opening until the vault has a new key; it never interrupts typing."""
    look, tr = desk.look, desk.look.tr
    said = " ".join(map(tr.phrase, (put_back.OPENS, put_back.SAFE, put_back.ROTATE)))
    strip = Unfinished(look, tr.phrase(put_back.OLDER), said, tr("Make a new key"), tr("Later"), "alert")

    def rotate() -> None:
        desk.window.drop_strip(strip)
        open_rotation(desk)

    strip.away.clicked.connect(lambda _=False: desk.window.drop_strip(strip))
    strip.go_on.clicked.connect(lambda _=False: rotate())
    desk.window.show_strip(strip)
