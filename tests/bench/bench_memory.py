"""Memory of the locked window and of the open list of 100,000 incidents, against the start of an empty KeePassXC.

All three are measured on one Xvfb by turns, three seconds after their window, or their list, is shown.
"""

import json
import os
import shutil
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench import BenchError, people
from tests.bench.bench_list import ask_desk
from tests.bench.bench_unlock import program
from tests.bench.memory import read_memory
from tests.bench.screen import Screen, started

GOAL, GOAL_OPEN = 0.85, 1.4
"""PSS of the locked window, and of the open list, over KeePassXC's, medians, at most."""
CALM = 3.0
"""Seconds after which a program has loaded what it loads by itself."""


def run(rounds: int = 5, count: int = people.INCIDENTS) -> dict[str, object]:
    """Return the median MiB (PSS) of the locked window and of KeePassXC, their ratio, and the open list's ratio."""
    load = os.getloadavg()[0]
    found: dict[str, list[dict[str, float]]] = {name: [] for name in ("locked", "open", "keepassxc")}
    peer = shutil.which("keepassxc")
    if peer is None:
        raise BenchError("this bench compares with KeePassXC: apt-get install keepassxc")
    with people.copy(count) as folder, Screen() as screen:
        for _ in range(rounds):
            found["locked"].append(calm(screen, program(), {"AMPARO_VAULT": str(folder)}))
            found["open"].append(json.loads(ask_desk(screen, "memory", folder, people.PASSPHRASE)[1]))
            found["keepassxc"].append(calm(screen, [peer], {}))
    middle = {
        name: {kind: round(statistics.median(one[kind] for one in rows), 1) for kind in rows[0]}
        for name, rows in found.items()
    }
    pss = {name: kinds["Pss"] for name, kinds in middle.items()}
    ratio, opened = pss["locked"] / pss["keepassxc"], pss["open"] / pss["keepassxc"]
    return {
        "name": "memory",
        "what": f"MiB of the locked window (list of {count:,}: {opened:.2f} of {GOAL_OPEN})",
        "ours": pss["locked"],
        "theirs": pss["keepassxc"],
        "reference": "KeePassXC, empty",
        "ratio": round(ratio, 3),
        "goal": GOAL,
        "met": ratio <= GOAL and opened <= GOAL_OPEN,
        "parts": middle,
        "load": round(load, 2),
    }


def calm(screen: Screen, command: Sequence[str], more: Mapping[str, str]) -> dict[str, float]:
    """Start a program and return its memory some seconds after its first window is shown."""
    with TemporaryDirectory() as home, started(command, screen.environment(Path(home), more)) as child:
        screen.wait_for_window(child, command[0])
        time.sleep(CALM)
        found = read_memory(child.pid)
    screen.wait_until_empty()
    return found


if __name__ == "__main__":
    print(json.dumps(run(*map(int, sys.argv[1:])), indent=2))
