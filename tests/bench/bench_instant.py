"""Instant action over a line of 64 kbit/s on which a film of 200 MB is going: there, and the word and answer back.

Two lines at once, with round trips of 300 ms: one that loses nothing, and one that loses 5 % each way and ends every
connection for 5 s after every 20. At the near end somebody shares an incident with a film; a minute later she asks for
instant action. At the far end, beside the relay, the one who is asked looks for mail every five seconds and answers at
once. The figure is the seconds from asking until both the acknowledgement and the answer are back with her, held
against a minute: the asking itself may take as long. The film must be on its way still.

    python -m tests.bench.bench_instant      (root; six minutes)
"""

import json
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from tests.bench import BenchError
from tests.bench.lines import DOWN, LOSS, Ends, joined, need, started
from tests.relay.live import ROOT

KBIT, TRIP, GOAL = 64, 300.0, 60.0
LINES = {"clean": (0.0, 0.0), "bad": (LOSS, DOWN)}


def run() -> dict[str, object]:
    """Measure both lines; BenchError where this is not root on Linux, or no word came back."""
    need("ip")
    with ThreadPoolExecutor(len(LINES)) as pool:
        jobs = {name: pool.submit(_measure, number, *LINES[name]) for number, name in enumerate(LINES, 31)}
        lines = {name: job.result() for name, job in jobs.items()}
    worst = max(line["acknowledged"] for line in lines.values())
    shown = " and ".join(f"{line['taken']:.0f}, then {line['acknowledged']:.0f}" for line in lines.values())
    return {
        "name": "instant",
        "what": f"asked at 64 kbit/s behind a film: there, then acknowledged and answered, s: {shown}",
        "ours": worst,
        "theirs": GOAL,
        "reference": "s allowed",
        "ratio": round(worst / GOAL, 3),
        "goal": 1.0,
        "met": worst <= GOAL,
        "lines": lines,
    }


def _python(verb: str, *words: str) -> list[str]:
    return [sys.executable, "-m", "tests.bench.instant_ends", verb, *words]


def _measure(number: int, loss: float, down: float) -> dict[str, float]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir="/var/tmp", prefix="amparo-bench-")))
        ends = stack.enter_context(joined(number, KBIT, TRIP, loss, down))
        serve = ends.at("b", _python("relay", str(folder / "relay"), f"{ends.address}:8440", "2"))
        child = stack.enter_context(started(serve))
        assert child.stdout is not None
        url, ours, theirs = child.stdout.readline().split()
        stack.enter_context(started(ends.at("b", _python("desk", str(folder), url, theirs))))
        return _seen(ends, folder, url, ours)


def _seen(ends: Ends, folder: Path, url: str, code: str) -> dict[str, float]:
    """Let the near end do its part; return the seconds after asking at which the call was there, and the word back."""
    words = ends.at("a", _python("field", str(folder), url, code))
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=1800)
    if done.returncode:
        raise BenchError(f"the near end: {done.stderr[-500:]}")
    found = json.loads(done.stdout.splitlines()[-1])
    if not {"delivered", "answered"} <= found["seen"].keys() or found["film"] == ["delivered"]:
        raise BenchError(f"of what was asked was seen {found['seen']}, and of the film {found['film']}")
    taken = float((folder / "came").read_text("utf-8")) - found["asked"]
    return {
        **found["seen"],
        "taken": round(taken, 1),
        "acknowledged": max(found["seen"]["delivered"], found["seen"]["answered"]),
    }


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
