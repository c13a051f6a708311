"""What the machine itself does meanwhile: a process that only sleeps, and how late it woke.

Started beside a window that is measured, it tells which pauses fell on everything that ran then.
"""

import json
import select
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from tests.bench.asking import ALLOWED

STEP = 0.005
"""Seconds that it sleeps at a time, as the clock in a window's thread ticks."""


class Gap(NamedTuple):
    """When one sleep began and was over, in seconds of `time.perf_counter`, which all processes share.

    `waited` are the seconds of it in which the thread could have gone on and had no processor; `ran` those in which it
    had one.
    """

    begun: float
    over: float
    waited: float = 0.0
    ran: float = 0.0

    @property
    def length(self) -> float:
        """Return how long it took."""
        return self.over - self.begun


class Control:
    """The process; it ends with the one that made it."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", __name__]
        self._child = subprocess.Popen(command, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.gaps()

    def gaps(self) -> list[Gap]:
        """Return its gaps over half of what a window is allowed, since it was asked last."""
        assert self._child.stdin is not None and self._child.stdout is not None
        self._child.stdin.write("\n")
        self._child.stdin.flush()
        return [Gap(*row) for row in json.loads(self._child.stdout.readline())]


def compared(window: list[Gap], control: list[Gap]) -> dict[str, object]:
    """Return what both had, in milliseconds, and the window's `own`: those in which the control had none over 50.

    `own_waited_ms` is what of its longest own pause the window had no processor: a thread that computes is put off for
    others where one that sleeps is woken at once.
    """
    allowed = ALLOWED / 1e3
    stood = [gap for gap in control if gap.length > allowed]
    own = [one for one in window if not any(gap.begun < one.over and gap.over > one.begun for gap in stood)]
    longest = max(own, key=lambda gap: gap.length, default=Gap(0, 0))
    return {
        "pause_ms": _longest(window),
        "over_50": sum(gap.length > allowed for gap in window),
        "over_25": sum(gap.length > allowed / 2 for gap in window),
        "own_ms": _longest(own),
        "own_waited_ms": round(longest.waited * 1e3, 1),
        "ran_ms": round(max((gap.ran for gap in window), default=0.0) * 1e3, 1),
        "own_over_50": sum(gap.length > allowed for gap in own),
        "own_ran_over_50": sum(gap.length - gap.waited > allowed for gap in own),
        "control_ms": _longest(control),
        "control_over_50": len(stood),
        "control_over_25": len(control),
    }


def waited() -> float:
    """Return for how many seconds this thread has waited for a processor until now (Linux)."""
    return int(Path("/proc/thread-self/schedstat").read_bytes().split()[1]) / 1e9


def _longest(gaps: list[Gap]) -> float:
    return round(max((gap.length for gap in gaps), default=0.0) * 1e3, 1)


def main() -> None:
    """Sleep until a line comes, and answer it with the gaps; end where there is nobody any more."""
    gaps = list[Gap]()
    last = time.perf_counter()
    while True:
        asked = bool(select.select([sys.stdin], [], [], STEP)[0])
        now = time.perf_counter()
        if now - last > ALLOWED / 2e3:
            gaps.append(Gap(last, now))
        if asked:
            if not sys.stdin.readline():
                return
            print(json.dumps(gaps), flush=True)
            gaps.clear()
        last = now


if __name__ == "__main__":
    main()
