"""Files that are written outside the vault, where a person chose: never over another one, under names that say nothing.

A stick goes round. A name that is the same in every vault would write one person's file over another's, and a name of
this program would tell who finds the stick what its owner does.
"""

from collections.abc import Callable
from pathlib import Path

from app.errors import InputRefused
from app.phrase import Phrase
from app.store.connection import translated
from app.store.durable import write_new


def refuse_other(*paths: Path) -> None:
    """Raise InputRefused where something has one of these names."""
    for path in paths:
        if path.exists() or path.is_symlink():
            raise InputRefused(
                Phrase("There is a file {name} already. Nothing was written.", name=path.name),
                "Choose another name, or take that file away first.",
            )


def write(path: Path, data: bytes) -> None:
    """Write a new file, whole. Raises InputRefused where something has its name, StorageFailed."""
    refuse_other(path)
    with translated():
        write_new(path, data)


def neutral(folder: Path, stem: str, suffix: str, random: Callable[[int], bytes]) -> Path:
    """Return a name in a folder that nothing has there, and that no other vault makes (six random hex digits)."""
    while (path := folder / f"{stem}-{random(3).hex()}{suffix}").exists():
        pass
    return path
