"""Move damaged files into the quarantine folder, `aside/` in the vault's folder.

Quarantined files are never removed, because a later program can perhaps read them. A file keeps its name, with a number
if the name is taken. Nothing else in the program reads the folder. Only a key rotation removes files from it: the
databases under the old key.
"""

import os
from pathlib import Path

from app.store.vault import durable


def put(folder: Path, path: Path) -> Path | None:
    """Move a file of the vault's `folder` into quarantine; return its new path, or None if missing. Raises OSError."""
    if not path.exists():
        return None
    place = _place(folder, path.name)
    path.rename(place)
    durable.sync_folder(place.parent)
    durable.sync_folder(path.parent)
    return place


def keep(folder: Path, path: Path) -> Path:
    """Add a hard link to a file to the quarantine, or a copy if the disk has no links. Raises OSError."""
    place = _place(folder, path.name)
    try:
        os.link(path, place)
    except OSError:
        durable.copy(path, place)
    durable.sync_folder(place.parent)
    return place


def contains_file(folder: Path, name: str) -> bool:
    """Return True if a file of this name is in quarantine."""
    return (folder / "aside" / name).exists()


def _place(folder: Path, name: str) -> Path:
    """Return a free path for this name in the quarantine folder."""
    aside = folder / "aside"
    if not aside.is_dir():
        aside.mkdir(mode=0o700)
        durable.sync_folder(folder)
    place, number = aside / name, 0
    while place.exists():
        number += 1
        place = aside / f"{name}.{number}"
    return place
