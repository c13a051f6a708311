"""Idle time: the minutes without a key or the mouse before a vault locks, and the clock that counts them."""

import time
from functools import partial

from app.store.vault.open_vault import Vault

IDLE_MINUTES = 5
IDLE = "window_idle"
"""Setting of the vault: minutes without a key until it locks."""
now = partial(time.clock_gettime, time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic
"""Seconds of a clock that also counts while the machine sleeps, if the system has one."""


def minutes_of(vault: Vault) -> int:
    """Return the idle minutes after which this vault locks."""
    kept = vault.get(IDLE)
    return int(kept) if kept and kept.isdigit() else IDLE_MINUTES
