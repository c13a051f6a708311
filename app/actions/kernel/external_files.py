"""Write files outside the vault, in a place that a person chose: never over another file, with neutral names.

A USB stick has many users. If all vaults used one name, a person's file would replace another person's. A name with
"Amparo" would tell the finder of the stick about its owner's work.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkstemp
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

    The data goes to a partial file with a random name that only this account can read, so that no file and no link
    of another person is written or deleted. Raises InputRefused if the name is taken, StorageFailed.
    """
    refuse_other(path)
    with translate_errors():
        handle, name = mkstemp(suffix=".part", dir=path.parent)
        partial = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            _rename_new(partial, path)
        finally:
            partial.unlink(missing_ok=True)


def _rename_new(partial: Path, path: Path) -> None:
    """Give a partial file its name. A file that got this name in the meantime stays.

    A stick without hard links leaves a moment between the look and the rename.
    """
    try:
        path.hardlink_to(partial)  # a rename would replace the other file
    except OSError:  # the name is taken, or a stick has no hard links
        refuse_other(path)
        partial.rename(path)


def choose_neutral_path(folder: Path, stem: str, suffix: str, random: Callable[[int], bytes]) -> Path:
    """Return an unused name in a folder that no other vault makes (six random hex digits)."""
    while (path := folder / f"{stem}-{random(3).hex()}{suffix}").exists():
        pass
    return path
