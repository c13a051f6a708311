"""Memory of a process as Linux counts it (smaps_rollup)."""

from pathlib import Path


def read_memory(pid: int | str = "self") -> dict[str, float]:
    """Return PSS, RSS and private dirty memory of a process, in MiB.

    PSS divides each page between the processes that have mapped it, so other Pythons on the machine make it smaller.
    """
    rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    kib = {name: int(size) for name, size, *_ in (row.replace(":", "").split() for row in rows)}
    return {name: round(kib[name] / 1024, 2) for name in ("Pss", "Rss", "Private_Dirty")}
