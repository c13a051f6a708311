"""The people in detention on a day, in a vault of 20,000 stays (papers.md, line 19), with the limits for Today.

Both are seconds, medians of the rounds; the goal of the list is one second.
"""

import json
import os
import statistics
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from app.actions.detention import register, time_limits
from app.domain.kinds import KINDS
from app.store.records.record_rows import Writer
from app.store.vault.open_vault import Vault
from tests.bench.bench_papers import seconds
from tests.vaults import vault_at

GOAL = 1.0
DAY = date(2026, 3, 1)
PLACES = ("police_station", "barracks", "prison", "hospital")


def run(rounds: int = 5, stays: int = 20_000) -> dict[str, object]:
    """Return the median seconds of the list on a day, and of the limits that Today shows."""
    load = os.getloadavg()[0]
    with TemporaryDirectory(dir="/var/tmp") as folder, vault_at(Path(folder) / "vault") as vault:
        fill(vault, stays // len(PLACES))
        held = register.list_held(vault, DAY)[1]
        listed = statistics.median(seconds(lambda: register.list_held(vault, DAY)) for _ in range(rounds))
        limits = statistics.median(seconds(lambda: time_limits.list_pressing(vault)) for _ in range(rounds))
    return {
        "name": "detention",
        "what": f"{held} of {stays // len(PLACES)} detentions on a day, {stays} stays, s (limits {limits:.2f} s)",
        "ours": round(listed, 3),
        "theirs": GOAL,
        "reference": "the limit",
        "ratio": round(listed / GOAL, 3),
        "goal": 1.0,
        "met": listed <= GOAL,
        "load": round(load, 2),
    }


def fill(vault: Vault, detentions: int) -> None:
    """Write detentions of four stays each, one in each day of three years by turns; one in eight is still open."""
    with vault.transaction() as con:
        writer = Writer(con, vault.words, vault.author, 1_700_000_000_000, vault.random)
        for number in range(detentions):
            person = writer.create(KINDS["actor"], {"alias": f"Person {number}", "kind": "person"})
            days = [date(2024, 1, 1) + timedelta(number % 1000 + step * 40 + (step == 2)) for step in range(5)]
            given = {"date_start": days[0].isoformat()}
            over = {"date_end": days[-1].isoformat(), "release": "released"} if number % 8 else {}
            one = writer.create(KINDS["detention"], {**given, **over})
            writer.link(one, "person", person)
            for place, start, end in zip(PLACES, days[:-1], days[1:], strict=True):
                last = {} if place == PLACES[-1] and not over else {"date_end": end.isoformat()}
                stay = writer.create(KINDS["stay"], {"place_kind": place, "date_start": start.isoformat(), **last})
                writer.link(stay, "of", one)
        writer.finish()


if __name__ == "__main__":
    print(json.dumps(run()))
