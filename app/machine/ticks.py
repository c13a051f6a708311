"""The machine's own counter of seconds since it was started, sleep included, and which start that was."""

import secrets
import sys
import time
from collections.abc import Callable
from pathlib import Path

Counter = Callable[[], tuple[float, str]]
"""Gives the seconds that were counted, and a name for the start from which they are."""
_BOOT = Path("/proc/sys/kernel/random/boot_id")
_HERE = f"process-{secrets.token_hex(8)}"
"""Where no system names its start, each start of this program is one: less is known, and nothing wrong."""


def _clock() -> Callable[[], float]:
    if hasattr(time, "CLOCK_BOOTTIME"):
        return lambda: time.clock_gettime(time.CLOCK_BOOTTIME)
    if sys.platform == "darwin":  # there it goes on in sleep, and `monotonic` does not
        return lambda: time.clock_gettime(time.CLOCK_MONOTONIC)
    return time.monotonic


_counted = _clock()


def _start() -> str:
    try:
        return _BOOT.read_text("ascii").strip() or _HERE
    except OSError:
        return _HERE


_started = _start()


def counter() -> tuple[float, str]:
    """Return both of this machine."""
    return _counted(), _started
