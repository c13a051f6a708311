"""Looks for markers in the memory of processes, as whoever gets hold of the machine's memory would.

Each marker is looked for as Python and Qt keep text (Latin-1, UCS-2, UCS-4, UTF-8), and bytes also as hex.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

BLOCK = 8 << 20
OVERLAP = 4096
"""Bytes of a piece that the next one begins with again: longer than any marker."""


def forms(marker: str | bytes) -> dict[bytes, str]:
    """Return every form a marker is looked for in, with its name."""
    if isinstance(marker, bytes):
        return {marker: "raw", marker.hex().encode(): "hex", marker.hex().encode("utf-16-le"): "hex in UTF-16"}
    found = {marker.encode(charset): charset for charset in ("utf-8", "utf-16-le", "utf-32-le")}
    with suppress(UnicodeEncodeError):
        found.setdefault(marker.encode("latin-1"), "latin-1")
    return found


def family(folder: Path) -> list[int]:
    """Return the processes that were started for a vault, and what they started: the vault's name is in common."""
    said = f"AMPARO_VAULT={folder}".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if said in (process / "environ").read_bytes().split(b"\0") and (process / "cmdline").read_bytes():
                found.append(int(process.name))
        except OSError:
            continue
    return sorted(found)


def readable(pid: int) -> bool:
    """Return whether this process may read that one's memory; not of one that is not dumpable, unless it is root's."""
    try:
        with Path(f"/proc/{pid}/mem").open("rb"):
            return True
    except OSError:
        return False


def hits(pid: int, markers: Iterable[str | bytes]) -> dict[str, int]:
    """Count each form of each marker in the memory of a process."""
    needles = {form: f"{marker!r} in {name}" for marker in markers for form, name in forms(marker).items()}
    found: dict[str, int] = {}
    for block in blocks(pid):
        for form, name in needles.items():
            if count := block.count(form):
                found[name] = found.get(name, 0) + count
    return found


def blocks(pid: int) -> Iterator[bytes]:
    """Give all that a process can read, in pieces that overlap."""
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            span, rights, *_ = line.split()
            if not rights.startswith("r") or line.endswith(("[vvar]", "[vsyscall]", "[vvar_vclock]")):
                continue
            start, end = (int(part, 16) for part in span.split("-"))
            for at in range(start, end, BLOCK - OVERLAP):
                try:
                    yield os.pread(memory.fileno(), min(BLOCK, end - at), at)
                except OSError:  # a page that nobody may read, or that is gone
                    break
