"""Copy the sealed vault of the session notes into a backup and out of it, without its key.

    lock -> header, databases and files into one pack -> every byte read back -> rename

The pack has the bytes that are on the disk, so only the password of the notes opens them. The lock keeps every process
from writing the notes meanwhile. After a power cut, a database can have a log, or a second one can be there.
"""

import hashlib
import re
import shutil
from contextlib import closing, suppress
from pathlib import Path

from app.errors import AppError, NotOpened
from app.phrase import Phrase
from app.store.upkeep import backup_archive
from app.store.upkeep.backup_archive import FileSource
from app.store.vault.durable import sync_folder
from app.store.vault.lockfile import NAME, LockFile
from app.store.vault.wipe import HEADER, NOTES, finish

PACK = "notes.pack"
DAMAGED = Phrase("The session notes in the backup are damaged.")
DAMAGED_HERE = Phrase("The session notes are damaged. Their copy from before stays in the backup.")


def list_parts(vault: Path) -> list[tuple[str, Path]]:
    """Return the sealed files of the session notes by name, the header first. A vault without notes has none."""
    folder = vault / NOTES
    if not (folder / HEADER).exists():
        return []
    found = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    named = [(path.relative_to(folder).as_posix(), path) for path in found]
    return [(name, path) for name, path in named if re.fullmatch(backup_archive.NOTES_NAME, name)]


def pack(vault: Path, target: Path) -> Path | None:
    """Write the session notes into `notes.pack` in a folder, or remove it there if the vault has none.

    Return the pack, verified. Raises StorageFailed, NotOpened, and VaultBusy while the notes are open.
    """
    made, new = target / PACK, target / f"{PACK}.new"
    with suppress(AppError):
        finish(vault / NOTES)
    if not (vault / NOTES / HEADER).exists():
        made.unlink(missing_ok=True)
        return None
    lock = LockFile(vault / NOTES / NAME)
    try:
        new.unlink(missing_ok=True)
        backup_archive.write(list_parts(vault), new)
        with closing(FileSource(new)) as source:
            backup_archive.check(source, new.stat().st_size, notes=True)
        new.replace(made)
        sync_folder(target)
    finally:
        new.unlink(missing_ok=True)
        lock.release()
    return made


def unpack(backup: Path, vault: Path) -> list[Phrase]:
    """Put the session notes of a backup into a vault's folder, and return a message if they are damaged."""
    if not (backup / PACK).exists():
        return []
    shutil.rmtree(vault / NOTES, ignore_errors=True)  # left by an interrupted restore
    try:
        backup_archive.unpack(backup / PACK, vault / NOTES, notes=True)
    except NotOpened:
        shutil.rmtree(vault / NOTES, ignore_errors=True)
        return [DAMAGED]
    return []


def last_write(vault: Path) -> float:
    """Return the time of the last write into the session notes, in UTC seconds; 0 without notes."""
    return max((path.stat().st_mtime for _, path in list_parts(vault)), default=0.0)


def compute_mark(vault: Path) -> int:
    """Return a number that changes with the sealed bytes of the session notes; 0 without notes."""
    whole = hashlib.sha256()
    for name, path in list_parts(vault):
        with path.open("rb") as file:
            whole.update(name.encode() + hashlib.file_digest(file, "sha256").digest())
    return int.from_bytes(whole.digest()[:8], "big") if list_parts(vault) else 0
