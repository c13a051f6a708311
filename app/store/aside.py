"""What was found damaged is put aside, into `aside/` of the vault's folder, and never removed: it may yet be read.

It keeps its name there, with a number where that is taken. Nothing else in the program reads the folder; a rotation
alone removes from it the databases that are under the old key.
"""

import os
from pathlib import Path

from app.store import durable


def put(folder: Path, path: Path) -> Path | None:
    """Move a file of the vault's `folder` aside and return where it is; None where there is none. Raises OSError."""
    if not path.exists():
        return None
    place = _place(folder, path.name)
    path.rename(place)
    durable.sync_folder(place.parent)
    durable.sync_folder(path.parent)
    return place


def keep(folder: Path, path: Path) -> Path:
    """Put a second name of a file, or where the disk has none a copy, aside: the file stays. Raises OSError."""
    place = _place(folder, path.name)
    try:
        os.link(path, place)
    except OSError:
        durable.copy(path, place)
    durable.sync_folder(place.parent)
    return place


def holds(folder: Path, name: str) -> bool:
    """Return whether a file of this name was put aside."""
    return (folder / "aside" / name).exists()


def _place(folder: Path, name: str) -> Path:
    """Return a name that is free there."""
    aside = folder / "aside"
    if not aside.is_dir():
        aside.mkdir(mode=0o700)
        durable.sync_folder(folder)
    place, number = aside / name, 0
    while place.exists():
        number += 1
        place = aside / f"{name}.{number}"
    return place
