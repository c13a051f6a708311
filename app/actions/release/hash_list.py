"""Keep a list of hashes in the folder of exported files. `sha256sum -c` reads it."""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from tempfile import mkstemp

NAME = "SHA256SUMS"
MOST = 1 << 20
"""The most bytes of a list: a larger file with its name is no list of ours."""
_LINE = re.compile(r"[0-9a-f]{64}  ([^/\\\0]+)")


def add(path: Path, sha256: bytes) -> Path:
    """Add a file to the list in its folder, remove the lines of missing files, and return the list.

    Another file, link or folder with this name stays: then the new list has a number.
    """
    number, target = 1, path.parent / NAME
    while (lines := _read(target)) is None:
        number += 1
        target = path.parent / f"{NAME}-{number}"
    kept = [line for line in lines if line[66:] != path.name and (path.parent / line[66:]).is_file()]
    handle, name = mkstemp(suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write("".join(f"{line}\n" for line in [*kept, f"{sha256.hex()}  {path.name}"]).encode())
            out.flush()
            os.fsync(out.fileno())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return target


def _read(target: Path) -> Sequence[str] | None:
    """Return the lines of a list, no line if it is new, and None for another file."""
    if not target.exists() and not target.is_symlink():
        return ()
    if target.is_symlink() or not target.is_file() or target.stat().st_size > MOST:
        return None
    lines = target.read_bytes().decode(errors="replace").splitlines()
    return lines if lines and all(map(_LINE.fullmatch, lines)) else None
