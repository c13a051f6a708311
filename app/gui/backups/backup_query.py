"""The data of backups: the page, and the fact of the foot line."""

from pathlib import Path

from attrs import frozen

from app.actions.vault import backups
from app.gui.shell.foot import Fact
from app.gui.style.dates import relative_time
from app.gui.style.text import Text
from app.store.vault.open_vault import Vault


@frozen
class BackupPage:
    """The state of the backups: facts of the last one, its folder, its unlock method, and the reminder interval."""

    facts: tuple[tuple[str, str, str], ...]
    folder: str
    due: str
    """The text if a backup is due, otherwise empty."""
    opens: str
    """The unlock methods of the backups, or empty if there are none yet."""
    days: int


def page(vault: Vault, tr: Text) -> BackupPage:
    """Return the page."""
    now = backups.state(vault)
    facts: tuple[tuple[str, str, str], ...] = ()
    if now.last:
        verified = tr("Amparo checked the backup: it is complete.")
        since = tr("Records changed since then.") if now.changed else tr("No changes since then.")
        files = tr("{n} file|{n} files", n=now.last.files)
        facts = (
            (tr("Made"), relative_time(tr, now.last.at, vault.now()), f"{verified} {since}"),
            (tr("Folder"), now.last.folder, ""),
            (tr("Size"), tr.line(tr.size(now.last.bytes), files), ""),
        )
    return BackupPage(facts, now.last.folder if now.last else "", _due(tr, now), _opens(tr, now), now.days)


def _due(tr: Text, now: backups.BackupStatus) -> str:
    if not now.due:
        return ""
    if now.last is None:
        return tr("There is no backup yet. If you lose this computer, you lose all records.")
    return tr("The backup is older than {n} day.|The backup is older than {n} days.", n=now.days)


def _opens(tr: Text, now: backups.BackupStatus) -> str:
    if now.passphrase and now.recovery:
        return tr("The password of the backup or enough recovery shares open it.")
    if now.recovery:
        return tr("Enough recovery shares open it.")
    return tr("The password of the backup opens it.") if now.passphrase else ""


def fact(vault: Vault, tr: Text) -> Fact:
    """Return the fact of the foot line, amber if a backup is due."""
    now, tone = backups.state(vault), "ink2"
    if now.due:
        tone = "amb"
    if now.last is None:
        return Fact("settings:backup", "disk", tr("No backup yet"), tr("No backup"), tone)
    at = relative_time(tr, now.last.at, vault.now())
    return Fact("settings:backup", "disk", tr("Backup {at}", at=at), at, tone)


def choose_start_folder(folder: str, home: Path) -> Path:
    """Return the start folder of the browser: the parent of the last backup's folder if available, otherwise `home`."""
    return next((path for path in (Path(folder).parent, home) if folder and path.is_dir()), home)
