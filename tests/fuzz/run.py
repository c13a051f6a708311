"""Runs the parsers of `tests.fuzz.parsers` over changed bytes: blindly, or led by the paths that they take.

Led by coverage is libFuzzer (`tests.fuzz.led`): it keeps every input that took a new path and changes those.
"""

import random
import re
import subprocess
import sys
import time
from pathlib import Path

from tests.fuzz.change import changed, changed_cbor
from tests.fuzz.parser import Parser

SECONDS = 1.0
"""Of the processor, for one input."""
LONGEST = 1 << 15
MEMORY = 512
"""MiB that the process may take, the interpreter, coverage and the corpus with it."""


def attempt(parser: Parser, data: bytes) -> bool:
    """Read once and return whether it was accepted; AssertionError, with the bytes, for what must not be."""
    began = time.thread_time()
    try:
        parser.read(data)
        accepted = True
    except parser.errors:
        accepted = False
    except Exception as wrong:
        raise AssertionError(f"{parser.name} raises {wrong!r} for {data.hex()}") from wrong
    took = time.thread_time() - began
    assert took < SECONDS, f"{parser.name} takes {took:.1f} s for {data.hex()}"
    return accepted


def mutant(parser: Parser, draw: random.Random, data: bytes) -> bytes:
    """Return other bytes, by the sense of CBOR half of the time where it is that."""
    return changed_cbor(draw, data) if parser.cbor and draw.random() < 0.5 else changed(draw, data)


def blind(parser: Parser, cases: int, seed: int = 0) -> int:
    """Read `cases` mutants of the seeds, and of mutants that were accepted; return how many were accepted."""
    draw = random.Random(f"{parser.name} {seed}")
    pool = list(parser.seeds)
    accepted = 0
    for data in pool:
        attempt(parser, data)
    for _ in range(cases):
        data = mutant(parser, draw, draw.choice(pool))[:LONGEST]
        if attempt(parser, data):
            accepted += 1
            pool[draw.randrange(len(parser.seeds), 64) if len(pool) >= 64 else len(pool) :] = [data]
    return accepted


def guided(name: str, runs: int, folder: Path) -> dict[str, int]:
    """Run one parser under libFuzzer in a process of its own; return its runs, coverage, corpus and MiB at the end.

    AssertionError with the input for anything undeclared, slow, hanging or too large.
    """
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz.led", name, str(runs), str(folder)],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    culprits = [path.read_bytes().hex() for path in folder.iterdir() if path.is_file()]
    assert done.returncode == 0, f"{done.stdout[-3_000:]}\n{name}: {culprits}"
    *_, last = re.finditer(r"cov: (\d+) ft: (\d+) corp: (\d+)/", done.stdout)
    found = {key: int(value) for key, value in re.findall(r"stat::(\w+): +(\d+)", done.stdout)}
    return {
        "runs": found["number_of_executed_units"], "branches": int(last[1]), "paths": int(last[2]),
        "corpus": int(last[3]), "MiB": found["peak_rss_mb"],
    }  # fmt: skip
