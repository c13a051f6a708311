"""Runs the benches one after the other and prints a table: python3 x.py bench [--only NAME] [--json] [--short].

`million` makes a vault of 1,000,000 incidents first (up to an hour, 20 GB of /var/tmp) and runs only where it is named,
as do `link`, which takes half an hour (`--short`: four minutes, one run of each) and root, `instant`, root too,
`first_sync`, which makes 1,000 senders first (some ten minutes), `relay_tus`, whose peer npm fetches, and `film`, which
makes a film of 4 GiB first (`--short`: 64 MiB).

Every figure is a median of several runs by turns with what it is compared with, so the ratio holds where the
milliseconds do not. The exit code is 1 where a goal is missed, or where there is nothing to compare with.
"""

import argparse
import json
import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module

from tests.bench import BenchError

Found = Mapping[str, object]
BENCHES: Mapping[str, tuple[str, ...]] = {
    "unlock": ("keepassxc", "Xvfb"),
    "list": ("keepassxc", "Xvfb"),
    "memory": ("keepassxc", "Xvfb"),
    "derive": ("Xvfb",),
    "typing": ("Xvfb",),
    "desk": ("Xvfb",),
    "first_sync": ("Xvfb",),
    "tables": ("Xvfb",),
    "field": ("Xvfb",),
    "search": (),
    "save": (),
    "papers": (),
    "detention": (),
    "patterns": (),
    "wipe": ("Xvfb",),
    "evidence": ("age", "age-keygen"),
    "film": (),
    "relay": ("nginx", "wrk", "taskset"),
    "relay_tus": ("node", "npm", "wrk", "taskset"),
    "relay_large": ("nginx", "wrk", "taskset"),
    "relay_idle": (),
    "relay_page": (),
    "backup": (),
    "million": ("Xvfb",),
    "large_backup": (),
    "link": ("ip", "rsync", "node", "npm"),
    "instant": ("ip",),
}
"""Name of each bench, and the programs without which it has nothing to compare with."""
ON_DEMAND = frozenset({"million", "large_backup", "link", "instant", "first_sync", "relay_tus", "film"})
"""What runs only where it is named: what takes up to an hour to make, 20 or 36 GB of disk, root, or a registry."""
SHORTER = frozenset({"film", "link"})
"""What has a short form: one run of each."""


def evidence(found: Found) -> dict[str, object]:
    """Put the figures of `bench_evidence` into the columns of the table; its memory is a goal too."""
    ratio, peak = float(str(found["ratio_to_age"])), float(str(found["peak_mib"]))
    met = ratio <= float(str(found["goal"])) and peak <= 64
    what = f"1 GiB of evidence in, s (peak {peak:.0f} of 64 MiB)"
    shown = {"what": what, "ours": found["import_s"], "theirs": found["age_s"], "reference": "age -r"}
    return {**found, **shown, "ratio": ratio, "met": met}


def link(found: Found) -> dict[str, object]:
    """Put the figures of `bench_link` into the columns of the table: the worst of its goals is the row's."""
    rows, clean = found["lines"].values(), found["clean"].values()  # type: ignore[attr-defined]
    shares = [row["of_bound"]["ours"] / row["goal"] for row in rows]
    shares += [row["of_bound"]["ours"] / min(row["of_bound"]["rsync"], row["of_bound"]["tus"]) for row in rows]
    shares += [row["bytes"]["ours"] / row["bytes_goal"] for row in rows] + [
        row["of_put"] / row["goal"] for row in clean
    ]
    ours, theirs = (" ".join(str(row["seconds"][who]) for row in rows) for who in ("ours", "tus"))
    worst = round(max(shares), 3)
    shown = {"ours": ours, "theirs": theirs, "reference": "s with tus-js", "ratio": worst, "goal": 1.0}
    return {**found, **shown, "met": worst <= 1}


ONLY = f"only this bench; may be repeated. By name alone, as it takes much: {', '.join(sorted(ON_DEMAND))}"

COLUMNS: Mapping[str, Callable[[Found], dict[str, object]]] = {"evidence": evidence, "link": link}


def missing(names: Sequence[str]) -> list[str]:
    """Return the programs that the named benches need and this machine lacks."""
    return sorted({tool for name in names for tool in BENCHES[name] if shutil.which(tool) is None})


def measure(name: str, short: bool = False) -> dict[str, object]:
    """Run one bench and return its figures with the columns of the table."""
    busy = round(os.getloadavg()[0], 2)
    bench = import_module(f"tests.bench.bench_{name}")
    found = bench.run(1) if short and name in SHORTER else bench.run()
    return {"name": name, "load": busy, **COLUMNS.get(name, dict)(found)}


def line(found: Found) -> str:
    """Return one row of the table."""
    goal = f"{'>=' if found.get('at_least') else '<='} {found['goal']}"
    met = "met" if found["met"] else "MISSED"
    ours = f"{found['ours']} / {found['theirs']} {found['reference']}"
    return f"{found['name']:<11} {found['ratio']:>7} {goal:>8} {met:<7} load {found['load']:<5} {found['what']}: {ours}"


def main(arguments: Sequence[str]) -> int:
    """Run what was asked for; 0 where every goal is met."""
    parser = argparse.ArgumentParser(prog="x.py bench", description=__doc__)
    parser.add_argument("--only", choices=list(BENCHES), action="append", help=ONLY)
    parser.add_argument("--json", action="store_true", help="one JSON object a line instead of the table")
    parser.add_argument("--short", action="store_true", help=f"one run of each, of: {', '.join(SHORTER)}")
    asked = parser.parse_args(arguments)
    names = asked.only or [name for name in BENCHES if name not in ON_DEMAND]
    os.environ["PATH"] = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"])
    if lacking := missing(names):
        print(f"bench: there is nothing to compare with: install {', '.join(lacking)}.", file=sys.stderr)
        return 1
    met = True
    for name in names:
        try:
            found = measure(name, asked.short)
        except (BenchError, RuntimeError) as problem:
            print(f"bench: {name}: {problem}", file=sys.stderr)
            met = False
            continue
        met = met and bool(found["met"])
        print(json.dumps(found) if asked.json else line(found), flush=True)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
