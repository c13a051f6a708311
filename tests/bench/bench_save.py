"""Saving one incident so that it survives a power cut, with and without encryption.

The product's own path, `app.actions.kernel.records.add`: check, record, change, titles, counts and index in one
transaction with an fsync. The same call runs on the same schema without a key; both by turns at 100,000 records on the
same disk.
"""

import json
import os
import statistics
import time

from app import start
from app.actions.kernel import records
from app.domain.kinds import KINDS
from app.store.vault.open_vault import Vault, open_
from tests.bench import people

GOAL = 1.6
"""Time with a key over time without, medians, at most."""


def run(rounds: int = 5, saves: int = 100, count: int = people.INCIDENTS) -> dict[str, object]:
    """Return the median milliseconds of a save, and the median of the rounds' ratios."""
    load = os.getloadavg()[0]
    invented = people.People(seed=7)
    with people.copies(count) as (folder, plain_file):
        keyed, plain = open_(folder, people.PASSPHRASE, start.vocabularies()), people.open_plain(plain_file)
        ours, theirs, ratios = [], [], []
        for number in range(rounds + 1):
            pairs = [_pair(keyed, plain, invented, swap=bool(turn % 2)) for turn in range(saves)]
            if number:  # the first round warms both caches
                mine, other = (statistics.median(times) for times in zip(*pairs, strict=True))
                ours.append(mine)
                theirs.append(other)
                ratios.append(mine / other)
        keyed.close()
        plain.close()
    ratio = statistics.median(ratios)
    return {
        "name": "save",
        "what": "durable save of an incident, p50, ms",
        "ours": round(statistics.median(ours) * 1e3, 3),
        "theirs": round(statistics.median(theirs) * 1e3, 3),
        "reference": "the same without a key",
        "ratio": round(ratio, 3),
        "goal": GOAL,
        "met": ratio <= GOAL,
        "load": round(load, 2),
    }


def _pair(keyed: Vault, plain: Vault, invented: people.People, *, swap: bool) -> tuple[float, float]:
    """Save one incident in both, by turns first, and return the seconds of each."""
    given = {name: value for name, value in invented.incident().items() if name in KINDS["event"].fields}
    first, second = (plain, keyed) if swap else (keyed, plain)
    a, b = _save(first, given), _save(second, given)
    return (b, a) if swap else (a, b)


def _save(vault: Vault, given: records.Given) -> float:
    start_ = time.perf_counter()
    records.add(vault, "event", given)
    return time.perf_counter() - start_


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
