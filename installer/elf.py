"""Read and correct traces of the building computer in the machine code of the frozen folder (Linux), as bytes."""

import re
from collections.abc import Iterable
from pathlib import Path

_OLDEST = (2, 17)
"""The C library version for files that name none: every Linux wheel can expect it."""


def needed_glibc(files: Iterable[Path]) -> str:
    """Return the newest version of the C library that any of these files needs."""
    versions = {
        tuple(int(part) for part in found.split(b"."))
        for file in files
        for found in re.findall(rb"\0GLIBC_(2\.\d+)(?=\0)", file.read_bytes())
    }
    return ".".join(map(str, max(versions, default=_OLDEST)))


def look_beside(folder: Path, prefix: str) -> None:
    """Make libraries that are searched in the building Python's lib folder be searched next to the loading file.

    A self-compiled Python names its own folder in each of its modules. If anyone creates that folder on the person's
    computer, the program would load its files.
    """
    sought = b"\0%s/lib\0" % prefix.encode()
    beside = b"\0%s\0" % b"$ORIGIN".ljust(len(sought) - 2, b"\0")
    for file in folder.rglob("*.so*"):
        data = file.read_bytes()
        if sought in data:
            file.write_bytes(data.replace(sought, beside))
