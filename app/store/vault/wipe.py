"""Destroy a vault: first the header, in place, so that nothing opens it; then all the rest, without hurry.

    1 header overwritten with marked noise, fsync -> 2 cut to one sector -> (other processes end)
    -> 3 database, files, settings -> 4 header, lock file -> 5 the folder, if it is empty

Every sector of the noise has a mark that only looks like noise, and the rest of the header is removed last. The next
start can thus distinguish a started wipe from a damaged header, which can be repaired, and ends it (`finish`). No link
is followed, and only paths of a vault's layout are touched. No secret is needed or loaded: this starts while a person
waits for it.
"""

import os
import re
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from app.errors import NotFound, StorageFailed, VaultBusy
from app.phrase import Phrase
from app.store.vault import durable, lockfile
from app.store.vault.device_settings import FILE as SETTINGS
from crypto.encoding import hash_

HEADER = "vault.hdr"
SIZE = 65536
"""Bytes of a header file: two copies of 32 KiB."""
SECTOR = 512
_NOISE = SECTOR - 32
_NAMED = r"[0-9a-f]{32}([.-][0-9a-z.-]+)?"
"""A database or a file, with the files next to it under its name: a log, a copy before a migration, a part."""
WORK = "border"
"""The folder for packing a border copy; it is removed immediately, or at the next start after a crash."""
DOOR = "door"
"""The folder of a nearby session's relay, for minutes; its process or the start after a power cut removes it."""
NOTES = "notes"
"""The folder with the vault of the session notes, inside the folder of a vault."""
_PARTS: Sequence[Sequence[str]] = (
    (WORK, rf"vault\.hdr|notes\.pack(\.new)?|[0-9a-f]{{8}}\.[a-z-]+|{_NAMED}"),
    ("db", rf"{_NAMED}|probe"),
    ("blobs", "[0-9a-f]{2}", _NAMED),
    ("aside", _NAMED),
    (DOOR, r"relay\.[a-z-]+"),
    (DOOR, "objects", "small|[0-9a-f]{2}", "[0-9a-f]{32}"),
    (re.escape(SETTINGS) + r"(\.part)?",),
    (r"vault\.new|restoring",),
)
LAYOUT: Sequence[Sequence[str]] = (
    *((NOTES, *parts) for parts in _PARTS), (NOTES, rf"vault\.hdr|{lockfile.NAME}"), *_PARTS,
)  # fmt: skip
"""The contents of a vault's folder, except header and lock file, as patterns of each part of the path."""
_PATIENCE = 0.05
"""Seconds that the first step waits at most for another writer of the header."""
_DYING = 2.0
"""Seconds to wait for the end of a killed process, or for a slow writer of the header."""
_LINK = getattr(os, "O_NOFOLLOW", 0)


def wipe(folder: Path, random: Callable[[int], bytes] = os.urandom) -> tuple[str, list[Path]]:
    """Destroy the vault in a folder, even if it is open; return the result of `destroy_header`, and the rest.

    The rest is the list of paths that could not be removed. Raises NotFound, and StorageFailed if the header is
    unchanged: then nothing else was touched either.
    """
    why = destroy_header(folder, random)
    if end_other(folder):
        with suppress(NotFound, StorageFailed):  # for a write that was in progress when the process died
            destroy_header(folder, random)
    try:
        return why, remove(folder)
    except VaultBusy:
        return why, [folder]


def end_other(folder: Path) -> bool:
    """End the other process that has the vault open, immediately, and wait for its end; return True if there was one.

    The process has nothing left to save.
    """
    lock = folder / lockfile.NAME
    with suppress(StorageFailed):
        pid = lockfile.holder(lock)
        if pid is None or pid == os.getpid():
            return False
        with suppress(OSError):
            os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))
        until = time.monotonic() + _DYING
        while lockfile.holder(lock) == pid and time.monotonic() < until:
            time.sleep(0.005)
        return True
    return False


def destroy_header(folder: Path, random: Callable[[int], bytes] = os.urandom) -> str:
    """Overwrite both copies of the header, durably, and cut the file to one sector: no passphrase opens it again.

    Return "", or the reason why its old bytes could not be overwritten. In that case the file was replaced or removed,
    and the disk can still have them. Raises NotFound if there is no header, StorageFailed if it is unchanged.
    """
    path, why = folder / HEADER, ""
    try:
        _write_over(path, random)
    except FileNotFoundError as missing:
        raise NotFound(Phrase("There is no vault in {folder}.", folder=folder), "Check the folder.") from missing
    except OSError as error:
        _put_away(path, random, error)
        why = error.strerror or str(error)
    notes = folder / NOTES
    for inside in (*([] if notes.is_symlink() else [notes / HEADER]), *_list_work(folder / WORK)):
        with suppress(OSError):
            _write_over(inside, random)
    return why


def _list_work(work: Path) -> list[Path]:
    """Return the files of an unfinished border copy: a separate passphrase opens it."""
    with suppress(OSError):
        if not work.is_symlink():
            return [Path(entry.path) for entry in os.scandir(work)]
    return []


def _write_over(path: Path, random: Callable[[int], bytes]) -> None:
    """Write noise over the complete file; a read-only file is made writable first."""
    noise = _marked(SIZE, random)
    try:
        fd = _opened(path)
    except PermissionError:
        path.chmod(0o600)
        fd = _opened(path)
    try:
        for patience in (_PATIENCE, _DYING):
            with lockfile.lock_for_writing(fd, patience) as alone:
                write_at(fd, 0, noise)
            os.fsync(fd)
            with suppress(OSError):
                os.ftruncate(fd, SECTOR)
            if alone:
                return  # otherwise another process was writing it: its bytes are overwritten in the next round
    finally:
        os.close(fd)


def try_header(folder: Path) -> None:
    """Do all steps of overwriting the header except the write; raise StorageFailed if one fails."""
    try:
        fd = _opened(folder / HEADER)
        try:
            with lockfile.lock_for_writing(fd, _PATIENCE):
                os.lseek(fd, 0, os.SEEK_SET)
            os.fsync(fd)
        finally:
            os.close(fd)
    except OSError as error:
        raise StorageFailed(
            Phrase("Amparo could not destroy the vault ({text}).", text=error.strerror or error), "Check the disk."
        ) from error


def _opened(path: Path) -> int:
    return os.open(path, os.O_RDWR | _LINK | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0))


def write_at(fd: int, at: int, data: bytes) -> None:
    """Write all of `data` from byte `at` on, without a buffer."""
    os.lseek(fd, at, os.SEEK_SET)
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]


def _put_away(path: Path, random: Callable[[int], bytes], why: OSError) -> None:
    """Put a marked sector in the header's place, or at least remove it."""
    new = path.with_suffix(".new")
    try:
        new.unlink(missing_ok=True)
        with new.open("xb") as file:
            file.write(_marked(SECTOR, random))
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError:
        try:
            path.unlink()
            with suppress(OSError):  # there is room for a sector now, if there was none before
                path.write_bytes(_marked(SECTOR, random))
        except OSError:
            raise StorageFailed(
                Phrase("Amparo could not destroy the vault ({text}).", text=why.strerror or why),
                "The vault is unchanged, and its password opens it. Take the disk with you, or destroy the disk.",
            ) from why
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):
        durable.sync_folder(folder)


def _marked(size: int, random: Callable[[int], bytes]) -> bytes:
    """Return noise in which every sector ends with the hash of its other bytes."""
    noise = random(size // SECTOR * _NOISE)
    sectors = (noise[at : at + _NOISE] for at in range(0, len(noise), _NOISE))
    return b"".join(sector + hash_("wiped", sector) for sector in sectors)


def is_marked(data: bytes) -> bool:
    """Return True if these bytes of a header file are from a wipe: one complete sector of it is enough."""
    sectors = (data[at : at + SECTOR] for at in range(0, len(data), SECTOR))
    return any(hash_("wiped", sector[:_NOISE]) == sector[_NOISE:] for sector in sectors)


def has_begun(folder: Path) -> bool:
    """Return True if a wipe was started here and not ended."""
    try:
        with (folder / HEADER).open("rb") as file:
            return is_marked(file.read(SIZE))
    except OSError:
        return False


def finish(folder: Path) -> list[Path] | None:
    """End a started wipe; return the remaining paths (a later call tries again), or None if no wipe was started.

    Raises VaultBusy while another process has the lock.
    """
    left_alone = not (folder / HEADER).exists() and _only_lock(folder)
    if not left_alone and not has_begun(folder):
        return None
    return remove(folder)


def _only_lock(folder: Path) -> bool:
    with suppress(OSError):
        return [entry.name for entry in os.scandir(folder)] == [lockfile.NAME]
    return False


def remove(folder: Path) -> list[Path]:
    """Remove all parts of a vault, the rest of its header last; return the paths that could not be removed.

    Raises VaultBusy while another process has the lock.
    """
    lock = None
    with suppress(StorageFailed):  # a full disk: continue without the lock
        lock = lockfile.LockFile(folder / lockfile.NAME)
    left: list[Path] = []
    try:
        for parts in LAYOUT:
            _clear(folder, parts, left)
        if not left:
            _unlink(folder / HEADER, left)
    finally:
        if lock is not None:
            lock.release()
    if not left:
        _unlink(folder / lockfile.NAME, left)
        if not folder.is_symlink():
            with suppress(OSError):  # it contains something else, which is not ours
                folder.rmdir()
        _sync_folder(folder.parent)
    return left


def _clear(folder: Path, parts: Sequence[str], left: list[Path]) -> None:
    """Remove the entries of a folder that match its first pattern, and below them the others; do not follow links."""
    try:
        entries = [entry for entry in os.scandir(folder) if re.fullmatch(parts[0], entry.name)]
    except FileNotFoundError:
        return
    except OSError:
        left.append(folder)
        return
    for entry in entries:
        path = Path(entry.path)
        if not entry.is_dir(follow_symlinks=False) or getattr(entry, "is_junction", bool)():
            _unlink(path, left)
        elif parts[1:]:
            _clear(path, parts[1:], left)
            with suppress(OSError):  # it contains something else, or could not be removed
                path.rmdir()


def _unlink(path: Path, left: list[Path]) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        left.append(path)
