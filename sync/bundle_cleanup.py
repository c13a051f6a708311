"""Find the bundles on a USB stick by their names, and remove them if every file in them is a volume of ours.

Raises `StorageFailed` if the stick does not answer or refuses to be written.
"""

import os
import re
from itertools import islice
from pathlib import Path

from sync.frames import MAX_VOLUMES, VOLUME_MAGIC
from sync.usb_filesystem import on_stick

_FINISHED = re.compile(r"[a-z]{8}")
_UNFINISHED = re.compile(r"[a-z]{8}\.part")
_VOLUME = re.compile(r"[0-9]{4}\.dat")


def bundles(folder: Path) -> list[Path]:
    """Return the finished bundles on a stick, by name; links and files do not count."""
    with on_stick():
        return _folders(folder, _FINISHED)


def remove(bundle: Path) -> bool:
    """Remove a bundle if every file in it is a volume of ours. Return True if it was removed."""
    with on_stick():
        return _remove(bundle)


def remove_leftovers(folder: Path) -> None:
    """Remove the bundles that a killed process left unfinished, if every file in them looks like ours."""
    with on_stick():
        for unfinished in _folders(folder, _UNFINISHED):
            _remove(unfinished)


def _folders(folder: Path, names: re.Pattern[str]) -> list[Path]:
    with os.scandir(folder) as entries:
        found = (e.name for e in entries if names.fullmatch(e.name) and e.is_dir(follow_symlinks=False))
        return [folder / name for name in sorted(islice(found, MAX_VOLUMES))]


def _remove(folder: Path) -> bool:
    files = list(islice(folder.iterdir(), MAX_VOLUMES + 1))
    if len(files) > MAX_VOLUMES or not all(_is_volume(file) for file in files):
        return False
    for file in files:
        file.unlink()
    folder.rmdir()
    return True


def _is_volume(path: Path) -> bool:
    """Return True if a file has the name and the first bytes of a volume, or is a cut-off part of these bytes."""
    if not _VOLUME.fullmatch(path.name) or path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return VOLUME_MAGIC.startswith(file.read(len(VOLUME_MAGIC)))
