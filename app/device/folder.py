"""Check the vault's folder: access of other accounts, and programs that copy it to other places."""

import os
import stat
from pathlib import Path

from app.device.findings import DeviceFinding, good_finding
from app.phrase import Phrase

SYNCHRONISED = {
    "Dropbox": (".dropbox", ".dropbox.cache"), "OneDrive": (".849C9593-D756-4E56-8D6E-42412F2A707B",),
    "Nextcloud": (".sync_*.db", "._sync_*.db", ".owncloudsync.log", ".nextcloudsync.log"),
    "Syncthing": (".stfolder",), "Google Drive": (".tmp.drivedownload",), "iCloud Drive": (".icloud",),
}  # fmt: skip
"""Files that synchronising programs store in the root of their folder."""
_NAMES = {"dropbox": "Dropbox", "onedrive": "OneDrive", "nextcloud": "Nextcloud", "google drive": "Google Drive"}
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def mend_modes(vault: Path) -> int:
    """Remove the rights of others on our files (0600, folders 0700); return the number of files that were too open.

    Files of other owners, and all files on a file system that ignores modes, do not change.
    """
    if os.name == "nt":
        return 0
    mended = 0
    for path in [vault, *vault.rglob("*")]:
        try:
            found = path.lstat()
            if stat.S_ISLNK(found.st_mode) or found.st_uid != os.getuid() or not found.st_mode & _OTHERS:
                continue
            path.chmod(stat.S_IMODE(found.st_mode) & ~_OTHERS)
            mended += not path.lstat().st_mode & _OTHERS
        except OSError:
            continue
    return mended


def check_folder_access(vault: Path, accounts: list[str]) -> DeviceFinding:
    """Return a finding: can other accounts of this computer open the vault's folder?"""
    try:
        mode = vault.stat().st_mode
    except OSError:
        return good_finding("accounts", Phrase("No other account can look into the vault's folder."))
    if os.name == "nt" or not mode & _OTHERS:
        return good_finding("accounts", Phrase("No other account can look into the vault's folder."))
    return DeviceFinding(
        "accounts", "care",
        Phrase("Other accounts of this machine ({n}) may look into the vault's folder.", n=max(0, len(accounts) - 1)),
        Phrase("They see its size and times, and can copy it to guess at the passphrase; they cannot read it."),
        Phrase("Move the vault to a disk that knows who owns a file."),
    )  # fmt: skip


def check_synchronised_folder(vault: Path) -> DeviceFinding:
    """Return a finding: is the vault inside a synchronised folder?"""
    for folder in vault.parents:
        name = next((known for sign, known in _NAMES.items() if sign in folder.name.lower()), "") or _marked(folder)
        if name:
            return DeviceFinding(
                "synchronised", "care", Phrase("The vault's folder lies in {name}.", name=name),
                Phrase("Old states of it, with old passphrases, stay there; and a copy may come back half."),
                Phrase("Move the vault out of it, and make backups."),
            )  # fmt: skip
    return good_finding("synchronised", Phrase("The vault's folder is not synchronised, as far as can be seen."))


def _marked(folder: Path) -> str:
    try:
        return next(
            (name for name, signs in SYNCHRONISED.items() if any(next(folder.glob(s), None) for s in signs)), ""
        )
    except OSError:
        return ""
