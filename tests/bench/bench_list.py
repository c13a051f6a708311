"""The list of 100,000 incidents, from exec to its first rows painted, against the start of an empty KeePassXC.

Ours says itself when its rows were painted, which is later than its window standing; KeePassXC is seen from outside.
What Argon2id would make of the passphrase is given, since that second is there on purpose.
"""

import json
import os
import statistics
from pathlib import Path

from tests.bench import people
from tests.bench.asking import ask
from tests.bench.bench_unlock import keepassxc
from tests.bench.screen import Screen

GOAL = 1.25
"""Our time over KeePassXC's, medians, at most."""


def run(rounds: int = 9, count: int = people.INCIDENTS) -> dict[str, object]:
    """Return the median milliseconds of both, and their ratio."""
    load = os.getloadavg()[0]
    with people.copy(count) as folder, Screen() as screen:
        ours, theirs, key = [], [], people.derived(folder)
        for number in range(rounds + 1):
            begun, said = ask_desk(screen, "list", folder, key)
            mine = float(said) - begun
            other = keepassxc(screen)
            if number:  # the first round reads the files from the disk
                ours.append(mine)
                theirs.append(other)
    ratio = statistics.median(ours) / statistics.median(theirs)
    return {
        "name": "list",
        "what": f"exec to the list of {count:,} painted, ms",
        "ours": round(statistics.median(ours) * 1e3, 1),
        "theirs": round(statistics.median(theirs) * 1e3, 1),
        "reference": "KeePassXC's start, empty",
        "ratio": round(ratio, 3),
        "goal": GOAL,
        "met": ratio <= GOAL,
        "load": round(load, 2),
    }


def ask_desk(screen: Screen, what: str, folder: Path, key: str, more: str = "") -> tuple[float, str]:
    """Run `tests.bench.desk` on the screen with the vault's derived key (hex).

    Returns when it was started (CLOCK_MONOTONIC seconds) and the line it prints.
    """
    asked = ask(screen, "tests.bench.desk", what, str(folder), lines=(key, more))
    screen.wait_until_empty()
    return asked


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
