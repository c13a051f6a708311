"""What the frozen folder's machine code says of the machine that built it (Linux), read and mended as bytes."""

import re
from collections.abc import Iterable
from pathlib import Path

_OLDEST = (2, 17)
"""Of the C library, for files that name none: what any wheel for Linux may ask for."""


def needed_glibc(files: Iterable[Path]) -> str:
    """Return the newest version of the C library that any of these files asks for."""
    versions = {
        tuple(int(part) for part in found.split(b"."))
        for file in files
        for found in re.findall(rb"\0GLIBC_(2\.\d+)(?=\0)", file.read_bytes())
    }
    return ".".join(map(str, max(versions, default=_OLDEST)))


def look_beside(folder: Path, prefix: str) -> None:
    """Let libraries that would be looked for in the lib folder of the building Python be looked for beside the asker.

    A Python that somebody compiled names its own folder in each of its modules. Where that folder can be made on the
    machine of the person, by whom does not matter, what lies in it would be loaded.
    """
    sought = b"\0%s/lib\0" % prefix.encode()
    beside = b"\0%s\0" % b"$ORIGIN".ljust(len(sought) - 2, b"\0")
    for file in folder.rglob("*.so*"):
        data = file.read_bytes()
        if sought in data:
            file.write_bytes(data.replace(sought, beside))
