"""From a keystroke in the search field to the rows it finds on the screen, at 100,000 incidents.

The product's own window on Xvfb: the key goes to the field, the store's thread searches, the list paints. Words of
every frequency are typed letter by letter; the last 5 per cent are the slowest.
"""

import json
import os
import random
import statistics

from tests.bench import people
from tests.bench.bench_list import ask_desk
from tests.bench.bench_search import percentile
from tests.bench.screen import Screen

GOAL = 8.0
"""Milliseconds at the 95th percentile, at most: half of a frame."""


def words(each: int = 12) -> list[str]:
    """Return what is typed: frequent, middling and rare words, the same every time."""
    draw, known = random.Random(5), people.words()
    drawn = [
        known[draw.randrange(low, high)] for low, high in ((0, 100), (100, 2000), (2000, 40_000)) for _ in range(each)
    ]
    draw.shuffle(drawn)
    return drawn


def run(rounds: int = 3, count: int = people.INCIDENTS) -> dict[str, object]:
    """Return the milliseconds of a keystroke at the 95th percentile, the median of the rounds."""
    load = os.getloadavg()[0]
    with people.copy(count) as folder, Screen() as screen:
        key, typed = people.derived(folder), json.dumps(words())
        times = [json.loads(ask_desk(screen, "type", folder, key, typed)[1]) for _ in range(rounds)]
    slow = statistics.median(percentile(spent, 95) for spent in times) * 1e3
    return {
        "name": "typing",
        "what": f"keystroke to rows painted at {count:,}, p95, ms",
        "ours": round(slow, 1),
        "ours_p50": round(statistics.median(statistics.median(spent) for spent in times) * 1e3, 1),
        "theirs": GOAL,
        "reference": "half of a frame",
        "ratio": round(slow / GOAL, 3),
        "goal": 1,
        "met": slow <= GOAL,
        "load": round(load, 2),
    }


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
