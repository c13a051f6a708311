"""The unlock window, from exec of this environment's Python to a window that stands, against KeePassXC's start.

Both are seen from outside on one Xvfb, by turns, each with a HOME that is new.
"""

import json
import os
import shutil
import statistics
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from app import start
from app.store.vault.open_vault import create
from tests.bench import BenchError, people
from tests.bench.screen import Screen

GOAL = 0.85
"""Our time over KeePassXC's, medians, at most."""
TREE = Path(__file__).resolve().parents[2]


def run(rounds: int = 11) -> dict[str, object]:
    """Return the median milliseconds of both, and their ratio."""
    load = os.getloadavg()[0]
    with TemporaryDirectory() as name, Screen() as screen:
        vault = Path(name) / "vault"
        create(vault, people.PASSPHRASE, start.vocabularies(), kdf_mib=64).close()
        ours, theirs = [], []
        for number in range(rounds + 1):
            mine = screen.first_window(program(), {"AMPARO_VAULT": str(vault)})
            other = keepassxc(screen)
            if number:  # the first round reads the files from the disk
                ours.append(mine)
                theirs.append(other)
    ratio = statistics.median(ours) / statistics.median(theirs)
    return {
        "name": "unlock",
        "what": "exec to the unlock window, ms",
        "ours": round(statistics.median(ours) * 1e3, 1),
        "theirs": round(statistics.median(theirs) * 1e3, 1),
        "reference": "KeePassXC's start",
        "ratio": round(ratio, 3),
        "goal": GOAL,
        "met": ratio <= GOAL,
        "load": round(load, 2),
    }


def program() -> list[str]:
    """Return what x.py becomes when it opens the window."""
    return [sys.executable, "-m", "app"]


def keepassxc(screen: Screen) -> float:
    """Return the seconds from exec to KeePassXC's first window, which is empty."""
    found = shutil.which("keepassxc")
    if found is None:
        raise BenchError("this bench compares with KeePassXC: apt-get install keepassxc")
    return screen.first_window([found], {})


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
