"""A morning at a desk with 100,000 incidents, 20,000 people and 200 senders of whom 10,000 reports wait.

Everything comes in, is looked through to its end, is accepted by sender and profile, and a screenful of incidents is
assigned, in the product's window; all the while a clock in the window's own thread ticks every 5 ms. The longest gap
of that clock is what is compared with the 50 ms that a person may wait for a key; the rest is told beside it.
"""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench import BenchError, mail, people
from tests.bench.screen import Screen, started

GOAL = 1.0
"""Longest pause over the allowed one, at most."""
ALLOWED = 50
"""Milliseconds."""
_AS_PRODUCT = (
    "import gc; gc.disable(); import app.gui; from tests.bench.busy import main; import sys; main(*sys.argv[1:])"
)
Found = Mapping[str, Mapping[str, float]]


def run(
    incidents: int = people.INCIDENTS, reports: int = mail.REPORTS, senders: int = mail.SENDERS
) -> dict[str, object]:
    """Return the longest pause in milliseconds, and the figures of each thing done."""
    load = os.getloadavg()[0]
    with mail.morning(incidents, reports, senders) as morning, Screen() as screen:
        found: Found = json.loads(ask_window(screen, _AS_PRODUCT, morning.vault, morning.mail))
    pause = max(part["pause_ms"] for part in found.values())
    taken, accepted, seen = found["first sync"], found["accept"], found["inbox, first rows"]
    what = (
        f"longest pause while {reports:,} reports came ({reports / taken['seconds']:.0f} a second, peak"
        f" {taken['peak_mib']} MiB), were shown ({seen['seconds'] * 1e3:.0f} ms) and accepted"
        f" ({reports / accepted['seconds']:.0f} a second), ms"
    )
    return {
        "name": "desk",
        "what": what,
        "ours": pause,
        "theirs": ALLOWED,
        "reference": "allowed",
        "ratio": round(pause / ALLOWED, 3),
        "goal": GOAL,
        "met": pause <= ALLOWED * GOAL,
        "load": round(load, 2),
        "parts": found,
    }


def ask_window(screen: Screen, program: str, vault: Path, given: Path) -> str:
    """Run a program in the product's window on a vault and what is given to it; return the line that it reports."""
    command = [sys.executable, "-c", program, str(vault), str(given)]
    with TemporaryDirectory() as home, (Path(home) / "errors").open("w+") as errors:
        with started(command, screen.environment(Path(home), {}), errors) as child:
            assert child.stdin is not None and child.stdout is not None
            child.stdin.write(f"{people.derived(vault)}\n")
            child.stdin.flush()
            said = child.stdout.readline()
        errors.seek(0)
        if not said:
            raise BenchError(f"the window did not report: {errors.read()[-600:]}")
    return said


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
