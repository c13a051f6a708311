"""Fuzz of everything that reads what others wrote.

python -m tests.fuzz [CASES [SEED [WORD ...]]]       10,000 blind cases for each parser, and as many for a vault; with
                                                     words, only the runs whose names begin with one
python -m tests.fuzz --guided [RUNS [PARSER ...]]    libFuzzer, 1,000,000 runs for each parser (or those named)
"""

import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from tests.actions import team_trials
from tests.crypto import sweeps
from tests.fuzz import media, run, vault
from tests.fuzz.parsers import PARSERS
from tests.sync import bundle_trials


def blind(cases: int, seed: int) -> dict[str, Callable[[Path], object]]:
    """Return every blind run by name; each takes a folder of its own."""
    every = max(1, 100_000 // cases)
    return {
        **{p.name: lambda _, p=p: f"{run.blind(p, cases, seed)} of {cases} accepted" for p in PARSERS},
        "envelopes, every byte": lambda _: sweeps.envelope(every),
        "cards, every byte": lambda _: sweeps.card(every),
        "headers, every byte": lambda _: sweeps.header(every),
        "times of refusals, slowest by fastest reason": lambda _: sweeps.timing(300),
        "sticks": lambda folder: bundle_trials.fuzz(cases, folder, seed),
        "teams, three people": lambda folder: team_trials.fuzz(max(4, cases // 100), folder, seed),
        **{f"media, {sort}": lambda _, sort=sort: media.run(cases, seed, sort) for sort in media.SORTS},
        "records, tables, cards": lambda folder: vault.given(cases, folder, seed),
    }


def main(words: list[str]) -> int:
    """Run and say what each did; a finding ends it with the bytes that make it."""
    if words[:1] == ["--guided"]:
        if find_spec("atheris") is None:
            sys.exit("libFuzzer (atheris) is made for Linux on x86-64 only.")
        names = words[2:] or [parser.name for parser in PARSERS]
        todo = {name: partial(run.guided, name, int(words[1]) if words[1:] else 1_000_000) for name in names}
    else:
        every = blind(int(words[0]) if words else 10_000, int(words[1]) if words[1:] else 0)
        todo = {name: fuzzer for name, fuzzer in every.items() if name.startswith(tuple(words[2:]) or "")}
    for name, fuzzer in todo.items():
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="amparo-fuzz-") as folder:
            print(f"{name}: {fuzzer(Path(folder))} in {time.monotonic() - began:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
