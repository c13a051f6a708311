"""A million incidents: newest first against plain SQLite's ranking, and the start against that of 100,000.

The vault is searched as in `bench_search`, with its key. Beside it the same words are asked of the titles and stories
in a plain SQLite FTS5 table, `ORDER BY rank LIMIT 50`, as whole words only: a beginning finds more, and ranks slower.
Then the window is started over both vaults by turns, from exec to the rows of the list painted.

Not among those that run by themselves: it makes its vault first, up to an hour, and needs 20 GB in /var/tmp.
"""

import json
import os
import random
import sqlite3
import statistics
import time
from contextlib import closing
from pathlib import Path

from app import start
from app.domain.kinds import KINDS
from app.store.tables.schema import sort_range
from app.store.vault.open_vault import Vault, open_
from tests.bench import people
from tests.bench.bench_list import ask_desk
from tests.bench.bench_search import ask, percentile, questions
from tests.bench.screen import Screen

GOAL = 0.1
"""Newest first with a key over ranked without one, 95th percentiles, at most."""
LIST_GOAL = 1.2
"""Start and list over those of 100,000 incidents, medians, at most."""
INCIDENTS = 1_000_000
RANKED = "SELECT rowid FROM story WHERE story MATCH ? ORDER BY rank LIMIT 50"


def run(rounds: int = 3, starts: int = 9, count: int = INCIDENTS, fewer: int = people.INCIDENTS) -> dict[str, object]:
    """Return the 95th percentiles in milliseconds and their ratio, and the medians of both starts and theirs."""
    load = os.getloadavg()[0]
    with people.copy(count) as many, people.copy(fewer) as few:
        ours, theirs = _searched(many, _stories(count), rounds)
        large, small = _started(many, few, starts)
    ratio, grown = ours / theirs, large / small
    return {
        "name": "million",
        "what": f"newest of {count:,} and 20 rows, p95, ms (start and list {large * 1e3:.0f} ms, {grown:.2f} times that"
        f" of {fewer:,}, at most {LIST_GOAL})",
        "ours": round(ours * 1e3, 3),
        "theirs": round(theirs * 1e3, 1),
        "reference": "FTS5 by rank, no key",
        "ratio": round(ratio, 4),
        "list_ratio": round(grown, 3),
        "list_ms": [round(large * 1e3, 1), round(small * 1e3, 1)],
        "goal": GOAL,
        "met": ratio <= GOAL and grown <= LIST_GOAL,
        "load": round(load, 2),
    }


def _searched(folder: Path, ranked: Path, rounds: int) -> tuple[float, float]:
    """Return the 95th percentiles in seconds of the vault and of the plain table, medians of the rounds."""
    asked, slow = questions(), []
    with (
        closing(open_(folder, people.PASSPHRASE, start.vocabularies())) as vault,
        closing(sqlite3.connect(f"file:{ranked}?mode=ro", uri=True)) as plain,
    ):
        plain.execute("PRAGMA cache_size = -65536")  # as a vault has it
        for number in range(rounds + 1):
            spent = [(ask(vault, text), _rank(plain, text)) for text in asked]
            if number:  # the first round warms both caches
                slow.append([percentile(times, 95) for times in zip(*spent, strict=True)])
    ours, theirs = (statistics.median(times) for times in zip(*slow, strict=True))
    return ours, theirs


def _rank(plain: sqlite3.Connection, text: str) -> float:
    begun = time.perf_counter()
    plain.execute(RANKED, (" ".join(f'"{word}"' for word in text.split()),)).fetchall()
    return time.perf_counter() - begun


def _started(many: Path, few: Path, starts: int) -> tuple[float, float]:
    """Return the seconds from exec to the list painted, medians, of a large vault and a small one."""
    draw, keys = random.Random(8), {folder: people.derived(folder) for folder in (many, few)}
    spent: dict[Path, list[float]] = {many: [], few: []}
    with Screen() as screen:
        for number in range(starts + 1):
            for folder in draw.sample([many, few], 2):
                begun, said = ask_desk(screen, "list", folder, keys[folder])
                if number:  # the first round reads the files from the disk
                    spent[folder].append(float(said) - begun)
    return statistics.median(spent[many]), statistics.median(spent[few])


def _stories(count: int) -> Path:
    """Make the plain table where it is not there yet, and return its file."""
    folder = people.vault_folder(count)
    made = folder.with_name("ranked")
    if made.exists():
        return made
    new = made.with_suffix(f".{os.getpid()}")
    print(f"writing the words of {count} incidents without a key ...", flush=True)
    with (
        closing(open_(folder, people.PASSPHRASE, start.vocabularies())) as vault,
        closing(sqlite3.connect(new, isolation_level=None)) as plain,
    ):
        plain.execute("PRAGMA synchronous = OFF")
        plain.execute("CREATE VIRTUAL TABLE story USING fts5 (text, content='')")
        plain.execute("BEGIN")
        plain.executemany("INSERT INTO story (rowid, text) VALUES (?, ?)", _texts(vault))
        plain.execute("COMMIT")
    return new.rename(made)


def _texts(vault: Vault) -> "sqlite3.Cursor":
    return vault.con.execute(  # type: ignore[no-any-return]
        "SELECT sort, title || ' ' || json_extract(body, '$.description') FROM record WHERE sort BETWEEN ? AND ?",
        sort_range(KINDS["event"].number),
    )


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
