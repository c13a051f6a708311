"""The program as a folder for a USB stick, with one start script; the vault is there only if the person wants it."""

import platform
import sys
from pathlib import Path

from installer import ROOT
from installer.archive import Member, members_of, write_tar_xz, write_zip

READ_ME = ROOT / "installer" / "stick.txt"
_START = """\
#!/bin/sh
# Starts the program with the vault in the folder "vault" next to this file, or else with the vault of this computer.
# A film pack stays next to this file too.
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd) || exit
if [ -d "$here/vault" ] && [ -z "${AMPARO_VAULT:-}" ]; then
    AMPARO_VAULT=$here/vault
    export AMPARO_VAULT
fi
AMPARO_FILM_PACK=$here/film.pack
export AMPARO_FILM_PACK
exec "$here/program/amparo" "$@"
"""
_START_WINDOWS = """\
@rem Starts the program with the vault in the folder "vault" next to this file, or else with the vault of this computer.
@if exist "%~dp0vault\\" if not defined AMPARO_VAULT set "AMPARO_VAULT=%~dp0vault"
@"%~dp0program\\amparo.exe" %*
"""


def files_of(folder: Path, under: str, windows: bool) -> list[Member]:
    """Return the files on the USB stick: the start script, a page to read, and the program."""
    start = (f"{under}/start.cmd", _START_WINDOWS) if windows else (f"{under}/start", _START)
    return [
        Member(start[0], start[1].replace("\n", "\r\n" if windows else "\n").encode(), executable=True),
        Member(f"{under}/READ ME.txt", READ_ME),
        *members_of(folder, f"{under}/program"),
    ]


def system() -> str:
    """Return the system and the processor for the names of files."""
    return f"{sys.platform}-{platform.machine().lower()}"


def write(folder: Path, target: Path, version: str, seconds: int) -> Path:
    """Write the folder for a USB stick as one archive into `target` and return its file."""
    windows = sys.platform == "win32"
    file = target / f"{folder.name}-{version}-{system()}{'.zip' if windows else '.tar.xz'}"
    (write_zip if windows else write_tar_xz)(file, files_of(folder, "notes", windows), seconds)
    return file
