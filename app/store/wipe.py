"""Destroying a vault: the header first, in place, so that nothing opens it any more; then all the rest, at leisure.

    1 header overwritten with marked noise, fsync -> 2 cut to one sector -> (others are ended) -> 3 database, files,
    settings -> 4 header and lock file removed -> 5 the folder, where nothing else lies in it

Every sector of the noise carries a mark that only looks like noise, and what is left of the header goes last: whoever
comes next knows a wipe that was begun from a header that is damaged, which may be mended, and ends it (`finish`).
No link is followed, and nothing is touched that the layout of a vault does not name. Nothing secret is needed, nor
loaded: this starts while a person waits for it.
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
from app.store import durable, lockfile
from app.store.beside import FILE as SETTINGS
from crypto.wire import hash_

HEADER = "vault.hdr"
SIZE = 65536
"""Bytes of a header file: two copies of 32 KiB."""
SECTOR = 512
_NOISE = SECTOR - 32
_NAMED = r"[0-9a-f]{32}([.-][0-9a-z.-]+)?"
"""A database or a file, with what stands beside it under its name: a log, a copy before a migration, a part."""
WORK = "border"
"""The folder in which a vault is packed to be handed over; it goes at once, or at the next start after a crash."""
DOOR = "door"
"""The folder of a door's relay, for minutes; its own process removes it, or the next start after a power cut."""
LAYOUT: Sequence[Sequence[str]] = (
    (WORK, rf"vault\.hdr|[0-9a-f]{{8}}\.[a-z-]+|{_NAMED}"),
    ("db", rf"{_NAMED}|probe"),
    ("blobs", "[0-9a-f]{2}", _NAMED),
    ("aside", _NAMED),
    (DOOR, r"relay\.[a-z-]+"),
    (DOOR, "objects", "small|[0-9a-f]{2}", "[0-9a-f]{32}"),
    (re.escape(SETTINGS) + r"(\.part)?",),
    (r"vault\.new|restoring",),
)
"""What a vault's folder holds beside its header and its lock file, as patterns of each part of the path."""
_PATIENCE = 0.05
"""Seconds that the first step waits at most for another one who is writing the header."""
_DYING = 2.0
"""Seconds that one waits for a killed process to be gone, or for one that was slow in the middle of the header."""
_LINK = getattr(os, "O_NOFOLLOW", 0)


def wipe(folder: Path, random: Callable[[int], bytes] = os.urandom) -> tuple[str, list[Path]]:
    """Destroy the vault in a folder, whoever has it open; return what `destroy_header` said, and what is left.

    Raises NotFound, and StorageFailed where the header is as it was: then nothing else was touched either.
    """
    why = destroy_header(folder, random)
    if end_other(folder):
        with suppress(NotFound, StorageFailed):  # a write that was under way when it died
            destroy_header(folder, random)
    try:
        return why, remove(folder)
    except VaultBusy:
        return why, [folder]


def end_other(folder: Path) -> bool:
    """End the other process that has the vault open, at once, and wait until it is gone; return whether there was one.

    There is nothing left that it could save.
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
    """Overwrite both copies of the header, durably, and cut what is left to one sector: no passphrase opens it again.

    Returns "", or why its old bytes could not be written over: then the file was replaced or removed, and the disk may
    still hold them. Raises NotFound where there is no header, StorageFailed where it is as it was.
    """
    path, why = folder / HEADER, ""
    try:
        _write_over(path, random)
    except FileNotFoundError as missing:
        raise NotFound(Phrase("There is no vault in {folder}.", folder=folder), "Check the folder.") from missing
    except OSError as error:
        _put_away(path, random, error)
        why = error.strerror or str(error)
    _destroy_work(folder / WORK, random)
    return why


def _destroy_work(work: Path, random: Callable[[int], bytes]) -> None:
    """Write over the beginning of what a crossing was being made of: words of its own open that."""
    with suppress(OSError):
        if not work.is_symlink():
            for entry in os.scandir(work):
                with suppress(OSError):
                    _write_over(Path(entry.path), random)


def _write_over(path: Path, random: Callable[[int], bytes]) -> None:
    """Write noise over the whole file; one that may only be read is made writable first."""
    noise = _marked(SIZE, random)
    try:
        fd = _opened(path)
    except PermissionError:
        path.chmod(0o600)
        fd = _opened(path)
    try:
        for patience in (_PATIENCE, _DYING):
            with lockfile.writing(fd, patience) as alone:
                write_at(fd, 0, noise)
            os.fsync(fd)
            with suppress(OSError):
                os.ftruncate(fd, SECTOR)
            if alone:
                return  # else somebody was in the middle of writing it: what they write still is written over too
    finally:
        os.close(fd)


def try_header(folder: Path) -> None:
    """Do all that overwriting the header does, but for the writing; raise StorageFailed where it would fail."""
    try:
        fd = _opened(folder / HEADER)
        try:
            with lockfile.writing(fd, _PATIENCE):
                os.lseek(fd, 0, os.SEEK_SET)
            os.fsync(fd)
        finally:
            os.close(fd)
    except OSError as error:
        raise StorageFailed(
            Phrase("The vault could not be destroyed ({text}).", text=error.strerror or error), "Check the disk."
        ) from error


def _opened(path: Path) -> int:
    return os.open(path, os.O_RDWR | _LINK | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0))


def write_at(fd: int, at: int, data: bytes) -> None:
    """Write all of it from byte `at` on, with nothing kept back in a buffer."""
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
            with suppress(OSError):  # there is room for a sector now, where there was none
                path.write_bytes(_marked(SECTOR, random))
        except OSError:
            raise StorageFailed(
                Phrase("The vault could not be destroyed ({text}).", text=why.strerror or why),
                "It is as it was, and its passphrase opens it. Take the disk with you, or destroy it.",
            ) from why
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):
        durable.sync_folder(folder)


def _marked(size: int, random: Callable[[int], bytes]) -> bytes:
    """Return noise of which every sector ends in the hash of the rest of it."""
    noise = random(size // SECTOR * _NOISE)
    sectors = (noise[at : at + _NOISE] for at in range(0, len(noise), _NOISE))
    return b"".join(sector + hash_("wiped", sector) for sector in sectors)


def is_marked(data: bytes) -> bool:
    """Return whether these bytes of a header file are of a wipe: one whole sector of it is enough."""
    sectors = (data[at : at + SECTOR] for at in range(0, len(data), SECTOR))
    return any(hash_("wiped", sector[:_NOISE]) == sector[_NOISE:] for sector in sectors)


def begun(folder: Path) -> bool:
    """Return whether a wipe was begun here and not ended."""
    try:
        with (folder / HEADER).open("rb") as file:
            return is_marked(file.read(SIZE))
    except OSError:
        return False


def finish(folder: Path) -> list[Path] | None:
    """End a wipe that was begun; None where none was, else what could not be removed (a later call tries again).

    Raises VaultBusy while another process has the lock.
    """
    left_alone = not (folder / HEADER).exists() and _only_lock(folder)
    if not left_alone and not begun(folder):
        return None
    return remove(folder)


def _only_lock(folder: Path) -> bool:
    with suppress(OSError):
        return [entry.name for entry in os.scandir(folder)] == [lockfile.NAME]
    return False


def remove(folder: Path) -> list[Path]:
    """Remove what a vault is made of, what is left of its header at the end; return what could not be removed.

    Raises VaultBusy while another process has the lock.
    """
    lock = None
    with suppress(StorageFailed):  # a full disk: then without it
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
            with suppress(OSError):  # something else lies in it: that is not ours
                folder.rmdir()
        _sync_folder(folder.parent)
    return left


def _clear(folder: Path, parts: Sequence[str], left: list[Path]) -> None:
    """Remove from a folder what its first pattern names, and below that what the others do; a link is not followed."""
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
            with suppress(OSError):  # something else lies in it, or could not be removed
                path.rmdir()


def _unlink(path: Path, left: list[Path]) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        left.append(path)
