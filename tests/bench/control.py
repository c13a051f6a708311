"""What the machine itself does meanwhile: a process that only sleeps, and how late it woke.

Started beside a window that is measured, it tells which pauses fell on everything that ran then.
"""

import json
import select
import subprocess
import sys
import time

from tests.bench.asking import ALLOWED

STEP = 0.005
"""Seconds that it sleeps at a time, as the clock in a window's thread ticks."""
Gap = tuple[float, float]
"""When the one sleep began and when it was over, in seconds of `time.perf_counter`, which all processes share."""


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
        return [(begun, over) for begun, over in json.loads(self._child.stdout.readline())]


def compared(window: list[Gap], control: list[Gap]) -> dict[str, object]:
    """Return what both had, in milliseconds, and the window's `own`: those in which the control had none over 50."""
    allowed = ALLOWED / 1e3
    stood = [gap for gap in control if gap[1] - gap[0] > allowed]
    own = [one for one in window if not any(begun < one[1] and over > one[0] for begun, over in stood)]
    return {
        "pause_ms": _longest(window),
        "over_50": sum(over - begun > allowed for begun, over in window),
        "over_25": sum(over - begun > allowed / 2 for begun, over in window),
        "own_ms": _longest(own),
        "own_over_50": sum(over - begun > allowed for begun, over in own),
        "control_ms": _longest(control),
        "control_over_50": len(stood),
        "control_over_25": len(control),
    }


def _longest(gaps: list[Gap]) -> float:
    return round(max((over - begun for begun, over in gaps), default=0.0) * 1e3, 1)


def main() -> None:
    """Sleep until a line comes, and answer it with the gaps; end where there is nobody any more."""
    gaps: list[Gap] = []
    last = time.perf_counter()
    while True:
        asked = bool(select.select([sys.stdin], [], [], STEP)[0])
        now = time.perf_counter()
        if now - last > ALLOWED / 2e3:
            gaps.append((last, now))
        if asked:
            if not sys.stdin.readline():
                return
            print(json.dumps(gaps), flush=True)
            gaps.clear()
        last = now


if __name__ == "__main__":
    main()
