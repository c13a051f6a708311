"""The computer's counter of seconds since its start, sleep included, and a name for that start."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

Counter = Callable[[], tuple[float, str]]
"""Returns the seconds since the start of the computer, and a name for that start."""
_BOOT = Path("/proc/sys/kernel/random/boot_id")
_HERE = f"process-{os.urandom(8).hex()}"
"""If the system does not name its start, each start of this program gets one. Less is known, but nothing wrong."""


def _clock() -> Callable[[], float]:
    if hasattr(time, "CLOCK_BOOTTIME"):
        return lambda: time.clock_gettime(time.CLOCK_BOOTTIME)
    if sys.platform == "darwin":  # on macOS this clock counts sleep, and `monotonic` does not
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
    """Return the seconds and the name of the start of this computer."""
    return _counted(), _started
