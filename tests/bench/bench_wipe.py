"""From the keys of the wipe in an open window, 100,000 records in it, to the header written over and synced.

The same from the start of the process by the command line. The vault is a copy on the disk that the made one is on.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

from app.store.vault import wipe
from tests.bench import BenchError, people
from tests.bench.asking import ask
from tests.bench.screen import Screen

LIMIT = 100
"""Milliseconds, at most, for the worst of all."""


def run(rounds: int = 30, count: int = people.INCIDENTS) -> dict[str, object]:
    """Return the worst milliseconds by the keys against the limit, with the median, and those of the command line."""
    load = os.getloadavg()[0]
    with people.copy(count) as folder:
        with Screen() as screen:
            _, said = ask(screen, "tests.bench.wiping", str(folder), str(rounds), lines=(people.derived(folder),))
        good, spent = json.loads(said)
        if not good:
            raise BenchError("the header was not written over")
        line = [_by_command(folder) for _ in range(5)]
    worst, median = max(spent) * 1e3, statistics.median(spent) * 1e3
    command = f"{statistics.median(line):.0f}, at most {max(line):.0f}"
    return {
        "name": "wipe",
        "what": f"keys to a header that is gone, worst of {rounds}, ms (median {median:.1f}; by command {command})",
        "ours": round(worst, 1),
        "theirs": LIMIT,
        "reference": "allowed",
        "ratio": round(worst / LIMIT, 3),
        "goal": 1.0,
        "met": worst <= LIMIT,
        "load": round(load, 2),
    }


def _by_command(folder: Path) -> float:
    """Return the milliseconds from exec of the verb until it has cut the header, which follows the sync.

    It destroys a folder that has this vault's header and nothing else: the rest comes afterwards.
    """
    alone = folder.with_name("alone")
    alone.mkdir()
    path = alone / wipe.HEADER
    shutil.copyfile(folder / wipe.HEADER, path)
    os.sync()
    begun = time.perf_counter()
    words = [sys.executable, "-m", "app", "--vault", str(alone), "vault", "wipe", "--yes", "--now"]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL) as child:
        while alone.exists() and _size(path) == wipe.SIZE:
            time.sleep(0.0005)
        spent = time.perf_counter() - begun
        if child.wait() != 0:
            raise BenchError("the verb failed")
    return spent * 1e3


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
