"""Check disk encryption on macOS and Windows, with the one tool of each that asks no question.

If the tool gives no answer, the finding is "unknown".
"""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from app.device.findings import DeviceFinding, good_finding, unknown_finding
from app.phrase import Phrase

Ask = Callable[[list[str]], str]
"""Runs a program of the system and returns its output. Raises OSError or TimeoutExpired without an answer."""
SECONDS = 4


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
            "disk", "care", Phrase("The vault's disk is not encrypted by the system."),
            Phrase("The vault is encrypted all the same; around it, swap, logs and names of opened files are not."),
            Phrase("Turn on {name} in the settings of the system.", name=name),
        )  # fmt: skip
    return unknown_finding("disk", Phrase("Whether this disk is encrypted cannot be told."))
