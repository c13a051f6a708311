"""The check of the vault over the page of this computer, and the restore of data from a backup.

A strip on every page after an older copy of the vault was restored: the event, the safe state, and a new key.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from app.actions.vault import integrity_check, put_back
from app.actions.vault.integrity_check import BackupSource, Health
from app.gui.backups.checked_view import CheckedView
from app.gui.shell.choosing_view import Choosing
from app.gui.shell.place import back_button
from app.gui.shell.strip_view import Unfinished
from app.gui.shell.vault_session import VaultSession
from app.gui.vault.rotation_screen import open_rotation
from app.gui.widgets.browse import Browser

if TYPE_CHECKING:
    from app.actions.kernel.db import Db
    from app.store.vault.open_vault import Vault
    from sync.ports import Told


def check_all(desk: VaultSession, backup: BackupSource | None = None) -> None:
    """Check every page and file, with a backup if one was chosen, and show the results."""
    tr = desk.look.tr

    def check(_: "Vault", __: "Db", told: "Told") -> Health:
        return desk.long_step(lambda vault: integrity_check.check(vault, told, backup))

    desk.at_length(
        tr("Checking every page and file"),
        tr("Stopped. Amparo moved the damaged files that it found to quarantine."), check,
        lambda health: _checked(desk, health), measure=lambda done, total: tr("{n} of {of} files", n=done, of=total),
    )  # fmt: skip


def _checked(desk: VaultSession, health: Health) -> None:
    tr = desk.look.tr
    if health.damaged or health.repaired or health.warnings:
        _show(desk, health)
        said = tr("{n} thing is damaged.|{n} things are damaged.", n=len(health.damaged))
        desk.tell(said if health.damaged else tr("All data is complete."))
    else:
        desk.tell(
            tr("Everything is complete: {records} records, {files} files.", records=health.records, files=health.blobs)
        )


def _show(desk: VaultSession, health: Health) -> None:
    look, window = desk.look, desk.window
    view = CheckedView(look, health, back_button(desk))
    view.repair.connect(lambda passphrase: _choose(desk, health, passphrase))
    window.show_full(view)


def _choose(desk: VaultSession, health: Health, passphrase: str) -> None:
    look, tr, window = desk.look, desk.look.tr, desk.window
    browser = Browser(look, tr("Folder"), Path.home(), tr("Use this backup"))
    browser.picked.connect(lambda folder: _repair(desk, BackupSource(Path(folder), lambda: passphrase)))
    text = tr("The folder of the backup, with the file vault.hdr.")
    window.show_full(Choosing(look, tr("Choose the backup"), text, browser, lambda: _show(desk, health), "check"))


def _repair(desk: VaultSession, backup: BackupSource) -> None:
    desk.window.close_full()
    check_all(desk, backup)


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
