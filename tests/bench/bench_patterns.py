"""Questions about patterns in a vault of 20,000 acts with 8,000 people (F13), and the longest time to a stop.

All are seconds; the goal is five seconds, with progress for each rule.
"""

import json
import os
import random
import statistics
import time
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from app.actions.casework import pattern_search
from app.domain.kinds import KINDS
from app.store.records.record_rows import Writer
from app.store.vault.open_vault import Vault
from tests.bench.bench_papers import seconds
from tests.vaults import WORDS, vault_at

GOAL = 5.0
FIRST = date(2021, 4, 1)
UNITS, PLACES = 300, 400


def run(rounds: int = 5, acts: int = 20_000) -> dict[str, object]:
    """Return the median seconds of a search, with the longest wait between two steps of its progress."""
    load = os.getloadavg()[0]
    with TemporaryDirectory(dir="/var/tmp") as folder, vault_at(Path(folder) / "vault") as vault:
        fill(vault, acts)
        waits: list[float] = []
        since = time.perf_counter()

        def told(done: int, total: int) -> None:
            nonlocal since
            now = time.perf_counter()
            if done > 1:
                waits.append(now - since)
            since = now

        found = pattern_search.find(vault, told=told)
        began = time.process_time()
        pattern_search.find(vault)
        cpu = time.process_time() - began
        took = statistics.median(seconds(lambda: pattern_search.find(vault)) for _ in range(rounds))
        read = statistics.median(seconds(lambda: pattern_search.find(vault, rules=())) for _ in range(rounds))
    return {
        "name": "patterns",
        "what": f"questions {len(found.questions)} of {found.acts} acts, s "
                f"(reading {read:.2f}, rules {took - read:.2f}, longest rule {max(waits):.2f}, processor {cpu:.2f})",
        "ours": round(took, 3),
        "theirs": GOAL,
        "reference": "the limit",
        "ratio": round(took / GOAL, 3),
        "goal": 1.0,
        "met": took <= GOAL,
        "load": round(load, 2),
    }  # fmt: skip


def fill(vault: Vault, acts: int) -> None:
    """Write random acts of five years, each in an incident of its own, with a person, a unit and a place."""
    draw = random.Random(1)
    codes, methods = WORDS["violation"].codes, WORDS["method"].codes
    with vault.transaction() as con:
        writer = Writer(con, vault.words, vault.author, 1_700_000_000_000, vault.random)
        people = [writer.create(KINDS["actor"], {"alias": f"Person {n}", "kind": "person"})
                  for n in range(acts * 2 // 5)]  # fmt: skip
        units = [writer.create(KINDS["organisation"], {"name": f"Unit {n}"}) for n in range(UNITS)]
        places = [writer.create(KINDS["place"], {"name": f"Village {n}", "district": f"District {n % 60}",
                                                 "province": f"Province {n % 12}", "country": "CO"})
                  for n in range(PLACES)]  # fmt: skip
        for _ in range(acts):
            day = (FIRST + timedelta(draw.randrange(1826))).isoformat()
            when = f"{day}T{draw.randrange(24):02}:00"
            event = writer.create(KINDS["event"], {"title": "Incident", "date_start": when})
            act = writer.create(KINDS["act"], {"violation": draw.choice(codes), "method": [draw.choice(methods)]})
            by = writer.create(KINDS["involvement"], {"description": "Men in a grey pickup without a plate"})
            for source, role, target in ((act, "event", event), (act, "victim", draw.choice(people)), (by, "act", act),
                                         (event, "place", draw.choice(places)),
                                         (by, "perpetrator", draw.choice(units))):  # fmt: skip
                writer.link(source, role, target)
        writer.finish()


if __name__ == "__main__":
    print(json.dumps(run()))
