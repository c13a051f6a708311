"""Findings about a computer: a calm statement, its meaning, and one step to take.

Check the vault's folder: access of other accounts, and programs that copy it to other places.

Check disk encryption on macOS and Windows, with the one tool of each that asks no question.

If the tool gives no answer, the finding is "unknown".
"""

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from attrs import frozen

from app.phrase import Phrase

SYNCHRONISED = {
    "Dropbox": (".dropbox", ".dropbox.cache"), "OneDrive": (".849C9593-D756-4E56-8D6E-42412F2A707B",),
    "Nextcloud": (".sync_*.db", "._sync_*.db", ".owncloudsync.log", ".nextcloudsync.log"),
    "Syncthing": (".stfolder",), "Google Drive": (".tmp.drivedownload",), "iCloud Drive": (".icloud",),
}  # fmt: skip
"""Files that synchronising programs store in the root of their folder."""
_NAMES = {"dropbox": "Dropbox", "onedrive": "OneDrive", "nextcloud": "Nextcloud", "google drive": "Google Drive"}
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
Ask = Callable[[list[str]], str]
"""Runs a program of the system and returns its output. Raises OSError or TimeoutExpired without an answer."""
SECONDS = 4


@frozen
class DeviceFinding:
    """One finding: `key` names it permanently, `state` is "good", "care" or "unknown".

    `said` is the fact, `means` its meaning, `step` the action, empty if there is nothing to do.
    """

    key: str
    state: str
    said: str
    means: str = ""
    step: str = ""


def unknown_finding(key: str, said: str, step: str = "") -> DeviceFinding:
    """Return an honest finding: the answer is unknown."""
    return DeviceFinding(key, "unknown", said, "", step)


def good_finding(key: str, said: str) -> DeviceFinding:
    """Return a finding without an action."""
    return DeviceFinding(key, "good", said)


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
        return good_finding("accounts", Phrase("No other account can open the vault's folder."))
    if os.name == "nt" or not mode & _OTHERS:
        return good_finding("accounts", Phrase("No other account can open the vault's folder."))
    return DeviceFinding(
        "accounts", "care",
        Phrase("Other accounts on this computer ({n}) can open the vault's folder.", n=max(0, len(accounts) - 1)),
        Phrase("These accounts see its size and times, and can copy it to guess the password. They cannot read it."),
        Phrase("Move the vault to a disk that stores the owner of each file."),
    )  # fmt: skip


def check_synchronised_folder(vault: Path) -> DeviceFinding:
    """Return a finding: is the vault inside a synchronised folder?"""
    for folder in vault.parents:
        name = next((known for sign, known in _NAMES.items() if sign in folder.name.lower()), "") or _marked(folder)
        if name:
            return DeviceFinding(
                "synchronised", "care", Phrase("The vault's folder is inside {name}.", name=name),
                Phrase("Old copies with old passwords stay there. Synchronisation can also make an incomplete copy."),
                Phrase("Move the vault to another folder, and make backups."),
            )  # fmt: skip
    return good_finding("synchronised", Phrase("Amparo found no synchronisation of the vault's folder."))


def _marked(folder: Path) -> str:
    try:
        return next(
            (name for name, signs in SYNCHRONISED.items() if any(next(folder.glob(s), None) for s in signs)), ""
        )
    except OSError:
        return ""


def ask(command: list[str]) -> str:
    """Run a command without a window and with empty input."""
    quiet = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    return subprocess.run(
        command, capture_output=True, text=True, errors="replace", timeout=SECONDS, check=False,
        stdin=subprocess.DEVNULL, creationflags=quiet,
    ).stdout  # fmt: skip


def disk(folder: Path, run: Ask = ask, platform: str = sys.platform) -> DeviceFinding:
    """Return a finding: is FileVault on, or BitLocker on the vault's drive?"""
    command = ["fdesetup", "status"] if platform == "darwin" else ["manage-bde", "-status", folder.drive or "C:"]
    try:
        said = run(command)
    except (OSError, subprocess.SubprocessError):
        said = ""
    if "FileVault is On" in said or "Protection On" in said:
        return good_finding("disk", Phrase("The vault's disk is encrypted."))
    if "FileVault is Off" in said or "Protection Off" in said:
        name = "FileVault" if platform == "darwin" else "BitLocker"
        return DeviceFinding(
            "disk", "care", Phrase("The system does not encrypt the vault's disk."),
            Phrase("The vault is still encrypted. Swap, logs and names of opened files are not."),
            Phrase("Turn on {name} in the system settings.", name=name),
        )  # fmt: skip
    return unknown_finding("disk", Phrase("Amparo cannot see if this disk is encrypted."))
