"""A letter about one case in a vault of 8,000 people and 20,000 acts, and its leak check (papers.md, line 26).

The letter is read, checked and painted as PDF: all that a person waits for. The leak check alone runs again over the
finished letter. Both are seconds, medians of the rounds; the goals are seconds too.
"""

import json
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from app.actions.papers import paper_makers
from app.actions.release.leak_check import check_paper, limits_of
from app.domain.kinds import KINDS
from app.domain.leaks.leak_values import LeakAnswers
from app.domain.redact import PROFILES
from app.store.records.record_rows import Writer
from app.store.vault.open_vault import Vault
from tests.actions import cases
from tests.bench import people
from tests.vaults import vault_at

GOAL, CHECK = 2.0, 0.5
"""Seconds of a letter, and of its leak check."""


def run(rounds: int = 5, persons: int = 8_000, acts: int = 20_000) -> dict[str, object]:
    """Return the median seconds of the letter as PDF, and of its leak check."""
    load = os.getloadavg()[0]
    with TemporaryDirectory(dir="/var/tmp") as folder, vault_at(Path(folder) / "vault") as vault:
        fill(vault, persons, acts)
        case, _ = cases.f1(vault, *cases.ALL)
        answers = LeakAnswers(replace_rest=True)
        letters, checks = [], []
        for _ in range(rounds):
            made = paper_makers.make(vault, "embassy-letter", [case.ref], "embassy", answers=answers)
            checks.append(seconds(lambda made=made: check_paper(
                vault, made.content, limits_of(vault, PROFILES["embassy"], [case]), answers)))  # fmt: skip
            letters.append(seconds(lambda: paper_makers.make(
                vault, "embassy-letter", [case.ref], "embassy", answers=answers).data("pdf")))  # fmt: skip
    letter, check = statistics.median(letters), statistics.median(checks)
    return {
        "name": "papers",
        "what": f"a letter as PDF, s (its leak check {check:.2f} of {CHECK} s)",
        "ours": round(letter, 3),
        "theirs": GOAL,
        "reference": "the limit",
        "ratio": round(letter / GOAL, 3),
        "goal": 1.0,
        "met": letter <= GOAL and check <= CHECK,
        "load": round(load, 2),
    }


def fill(vault: Vault, persons: int, acts: int) -> None:
    """Write people with invented names, and incidents with an act for each of them by turns."""
    known = [word for word in people.words() if len(word) > 4]
    with vault.transaction() as con:
        writer = Writer(con, vault.words, vault.author, 1_700_000_000_000, vault.random)
        everyone = [
            writer.create(KINDS["actor"], {"alias": f"{known[n]} {known[-n - 1]}".title(), "kind": "person"})
            for n in range(persons)
        ]
        for number in range(acts):
            event = writer.create(KINDS["event"], {"title": f"Incident {number}", "date_start": "2026-03-04"})
            act = writer.create(KINDS["act"], {"violation": "LIB1"})
            writer.link(act, "event", event)
            writer.link(act, "victim", everyone[number % persons])
        writer.finish()


def seconds(act: Callable[[], object]) -> float:
    """Return the seconds of an act."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


if __name__ == "__main__":
    print(json.dumps(run()))
