"""Write files outside the vault, in a place that a person chose: never over another file, with neutral names.

A USB stick has many users. If all vaults used one name, a person's file would replace another person's. A name with
"Amparo" would tell the finder of the stick about its owner's work.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from app.errors import InputRefused
from app.phrase import Phrase
from app.store.vault.connection import translate_errors
from app.store.vault.durable import write_new


def refuse_other(*paths: Path) -> None:
    """Raise InputRefused if a file or folder has one of these names."""
    for path in paths:
        if path.exists() or path.is_symlink():
            raise InputRefused(
                Phrase("There is a file {name} already. Nothing was written.", name=path.name),
                "Choose another name, or delete that file first.",
            )


def write(path: Path, data: bytes) -> None:
    """Write a complete new file. Raises InputRefused if its name is taken, StorageFailed."""
    refuse_other(path)
    with translate_errors():
        write_new(path, data)


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """Write a new file: completely, or not at all if it is stopped or the disk fails.

    Raises InputRefused if its name is taken, StorageFailed.
    """
    refuse_other(path)
    temporary = path.with_name(path.name + ".part")
    with translate_errors():
        try:
            with temporary.open("wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            refuse_other(path)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


def choose_neutral_path(folder: Path, stem: str, suffix: str, random: Callable[[int], bytes]) -> Path:
    """Return an unused name in a folder that no other vault makes (six random hex digits)."""
    while (path := folder / f"{stem}-{random(3).hex()}{suffix}").exists():
        pass
    return path
