"""Searching 100,000 incidents as a person types, newest first, with and without encryption.

What the list does for every keystroke: `search.list_order_keys` for the first 200, then `load_rows` of the rows one
screen shows. Asked are frequent, middling and rare words, two at a time, and beginnings of two to five letters; both by
turns.
"""

import json
import os
import random
import statistics
import time
from collections.abc import Sequence

from app import start
from app.store.records import record_rows, search
from app.store.vault.open_vault import Vault, open_
from tests.bench import people

GOAL = 1.1
"""Time with a key over time without, 95th percentiles, at most."""
FIRST, SCREEN = 200, 20
"""Order keys that a list asks for at once, and rows that one screen shows."""


def run(rounds: int = 5, count: int = people.INCIDENTS) -> dict[str, object]:
    """Return the 95th percentiles in milliseconds, and the median of the rounds' ratios."""
    load = os.getloadavg()[0]
    with people.copies(count) as (folder, plain_file):
        keyed, plain = open_(folder, people.PASSPHRASE, start.vocabularies()), people.open_plain(plain_file)
        asked = questions()
        _times((keyed, plain), asked)
        times = [_times((keyed, plain), asked) for _ in range(rounds)]
        keyed.close()
        plain.close()
    ratios = [percentile(ours, 95) / percentile(theirs, 95) for ours, theirs in times]
    middles = [statistics.median(ours) / statistics.median(theirs) for ours, theirs in times]
    ratio = statistics.median(ratios)
    return {
        "name": "search",
        "what": f"newest {FIRST} of 100,000 and {SCREEN} rows, p95, ms",
        "ours": round(statistics.median(percentile(ours, 95) for ours, _ in times) * 1e3, 3),
        "theirs": round(statistics.median(percentile(theirs, 95) for _, theirs in times) * 1e3, 3),
        "reference": "the same without a key",
        "ratio": round(ratio, 3),
        "ratio_p50": round(statistics.median(middles), 3),
        "goal": GOAL,
        "met": ratio <= GOAL,
        "load": round(load, 2),
    }


def questions(each: int = 40) -> list[str]:
    """Return what is typed, the same every time."""
    draw, known = random.Random(9), people.words()
    asked = [
        known[draw.randrange(low, high)] for low, high in ((0, 30), (200, 2000), (5000, 40_000)) for _ in range(each)
    ]
    asked += [f"{known[draw.randrange(20, 400)]} {known[draw.randrange(20, 400)]}" for _ in range(each)]
    asked += [known[draw.randrange(100, 5000)][:length] for length in (2, 3, 4, 5) for _ in range(each // 2)]
    draw.shuffle(asked)
    return asked


def percentile(times: Sequence[float], part: int) -> float:
    """Return the time that `part` per cent of the times do not exceed."""
    return statistics.quantiles(times, n=100)[part - 1]


def _times(vaults: tuple[Vault, Vault], asked: Sequence[str]) -> tuple[list[float], list[float]]:
    """Ask everything of both, by turns first, and return the seconds of each."""
    spent: tuple[list[float], list[float]] = ([], [])
    for number, text in enumerate(asked):
        for which in (0, 1) if number % 2 else (1, 0):
            spent[which].append(ask(vaults[which], text))
    return spent


def ask(vault: Vault, text: str) -> float:
    """Search as a list does, and return the seconds it took."""
    begun = time.perf_counter()
    found = search.list_order_keys(vault.con, search.Query("event", text, limit=FIRST))
    record_rows.load_rows(vault.con, found[:SCREEN])
    return time.perf_counter() - begun


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
