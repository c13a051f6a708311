"""Store the steady time of a vault, at most once a minute, while a travel group is out."""

import json

from app.device.monotonic_counter import Counter, counter
from app.domain.monotonic_clock import Noted, SteadyTime, Ticks, compute_steady_time, note
from app.store.vault.open_vault import Vault

NOTED = "steady"
"""Setting of the vault: the steady time of the last note, and the computer's clocks then."""


def read_steady_time(vault: Vault, count: Counter = counter) -> SteadyTime:
    """Return the steady time; write nothing."""
    return compute_steady_time(_noted(vault), _ticks(vault, count))


def keep(vault: Vault, count: Counter = counter) -> SteadyTime:
    """Return the steady time, and store it if the last note is a minute old."""
    found = read_steady_time(vault, count)
    if found.due:
        _write(vault, note(found, _ticks(vault, count)))
    return found


def clock_is_right(vault: Vault, count: Counter = counter) -> None:
    """Accept the system clock from now on: a person checked it."""
    ticks = _ticks(vault, count)
    _write(vault, Noted(ticks.wall, ticks))


def _ticks(vault: Vault, count: Counter) -> Ticks:
    counted, start = count()
    return Ticks(vault.clock(), counted, start)


def _noted(vault: Vault) -> Noted | None:
    kept = vault.get(NOTED)
    if kept is None:
        return None
    at, wall, counted, start = json.loads(kept)
    return Noted(float(at), Ticks(float(wall), float(counted), str(start)))


def _write(vault: Vault, noted: Noted) -> None:
    ticks = noted.ticks
    vault.set(NOTED, json.dumps([noted.at, ticks.wall, ticks.counted, ticks.start]).encode())
