"""Bundles that lie on a stick: found by their names, removed where every file in them is a volume of ours.

Raises `StorageFailed` where the stick does not answer or may not be written to.
"""

import os
import re
from itertools import islice
from pathlib import Path

from sync.frames import MAX_VOLUMES, VOLUME_MAGIC
from sync.medium import on_stick

_FINISHED = re.compile(r"[a-z]{8}")
_UNFINISHED = re.compile(r"[a-z]{8}\.part")
_VOLUME = re.compile(r"[0-9]{4}\.dat")


def bundles(folder: Path) -> list[Path]:
    """Return the finished bundles on a stick, by name; links and what is no folder are none."""
    with on_stick():
        return _folders(folder, _FINISHED)


def remove(bundle: Path) -> bool:
    """Remove a bundle if every file in it is a volume of ours; return whether it is gone."""
    with on_stick():
        return _remove(bundle)


def remove_leftovers(folder: Path) -> None:
    """Remove the bundles a killed run left unfinished, and nothing that does not look like ours in every file."""
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
    """Return whether a file has the name and the first bytes of a volume, or was cut off within them."""
    if not _VOLUME.fullmatch(path.name) or path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return VOLUME_MAGIC.startswith(file.read(len(VOLUME_MAGIC)))
