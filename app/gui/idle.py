"""Idle time: after how many minutes without a key or the mouse a vault is left, and the clock that counts them."""

import time
from functools import partial

from app.store.vault.open_vault import Vault

IDLE_MINUTES = 5
IDLE = "window_idle"
"""Setting of the vault: minutes without a key until it locks."""
now = partial(time.clock_gettime, time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic
"""Seconds of a clock that goes on while the machine sleeps, where the system has such a one."""


def minutes_of(vault: Vault) -> int:
    """Return after how many minutes this vault locks."""
    kept = vault.get(IDLE)
    return int(kept) if kept and kept.isdigit() else IDLE_MINUTES
