"""Benches that ask the product's own window: how it is started, and what is said of its pauses."""

import sys
import time
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench import BenchError
from tests.bench.screen import Screen, started

ALLOWED = 50
"""Milliseconds that a window may stand still."""
GOAL = 1.0
"""Longest pause over the allowed one, at most."""
Found = Mapping[str, Mapping[str, float]]


def ask(screen: Screen, module: str, *words: str, lines: tuple[str, ...]) -> tuple[float, str]:
    """Run `main` of a module of the benches in the product's window, with words as its arguments and lines to read.

    As `app.__main__` it collects no garbage while it loads, uses the compiled file, and PySide6 comes after `app.gui`.
    Returns when it was started (CLOCK_MONOTONIC seconds) and the line it prints.
    """
    program = (
        "import gc; gc.disable(); from app import compiled; compiled.use(); import app.gui; "
        f"from {module} import main; import sys; main(*sys.argv[1:])"
    )
    with TemporaryDirectory() as home, (Path(home) / "errors").open("w+") as errors:
        environment = screen.environment(Path(home), {})
        begun = time.monotonic()
        with started([sys.executable, "-c", program, *words], environment, errors) as child:
            assert child.stdin is not None and child.stdout is not None
            child.stdin.write("".join(f"{line}\n" for line in lines))
            child.stdin.flush()
            said = child.stdout.readline()
        errors.seek(0)
        if not said:
            raise BenchError(f"the window did not report: {errors.read()[-600:]}")
    return begun, said


def paused(name: str, what: str, load: float, found: Found, goal: float = GOAL) -> dict[str, object]:
    """Return the longest pause of what was found, in milliseconds, against the one that is allowed.

    It is the window's own: pauses in which a process that only sleeps stood still too are told, and are the machine's.
    """
    pause, any_, control = (max(part[key] for part in found.values()) for key in ("own_ms", "pause_ms", "control_ms"))
    what += f" (with the machine's {any_}; one that only sleeps {control})"
    return {
        "name": name,
        "what": what,
        "ours": pause,
        "theirs": ALLOWED,
        "reference": "allowed",
        "ratio": round(pause / ALLOWED, 3),
        "goal": goal,
        "met": pause <= ALLOWED * goal,
        "load": round(load, 2),
        "parts": found,
    }
