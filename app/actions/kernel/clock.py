"""Decide if this computer's clock can be trusted; every decision with a permanent effect asks here for the time.

Batteries of laptops fail, and people set clocks. At a *witnessed* time, our clock and one other source agreed within a
day: a relay's signed descriptor, or `created` of a verified contact's message. The last witnessed time is stored. It is
never later than the true time was, so a date before it is in the past. A clock before the build date or before the last
witnessed time is wrong. A wrong clock ends no card and no key, and nothing is refused because of it.

Store the steady time of a vault, at most once a minute, while a travel group is out.
"""

import json
from datetime import date, datetime

from app import BUILT
from app.device.monotonic_counter import Counter, counter
from app.domain.monotonic_clock import Noted, SteadyTime, Ticks, compute_steady_time, note
from app.phrase import Phrase
from app.store.vault.open_vault import Vault
from crypto.custody import ClockState

AGREES = 86_400
"""The largest difference in seconds between two clocks that agree."""
_WITNESSED, _WRONG = "witnessed", "clock_wrong"
NOTED = "steady"
"""Setting of the vault: the steady time of the last note, and the computer's clocks then."""


def today(vault: Vault) -> date:
    """Return the current date in the time zone of this computer."""
    return date.fromtimestamp(vault.now())


def local_minute(vault: Vault) -> str:
    """Return the current minute in the time zone of this computer, in the format of records."""
    return f"{datetime.fromtimestamp(vault.now()):%Y-%m-%dT%H:%M}"


def store_relay_offset(vault: Vault, offset: float) -> str:
    """Store the offset of a relay's clock (theirs minus ours, in seconds); return a sentence if our clock is wrong.

    The relay signs its time for a random number that we just made. Only a relay can therefore correct an earlier
    witnessed time that is too late.
    """
    now = vault.now()
    wrong = abs(offset) > AGREES
    if wrong != bool(vault.get(_WRONG)):
        vault.set(_WRONG, b"\1" if wrong else b"")
    if not wrong:
        _keep(vault, min(now, int(now + offset)))
        return ""
    days = round(abs(offset) / 86_400)
    if offset > 0:
        return Phrase(
            "The clock of this computer is about {days} days behind. Correct the clock. No data is lost.", days=days
        )
    return Phrase(
        "The clock of this computer is about {days} days ahead. Correct the clock. No data is lost.", days=days
    )


def witness(vault: Vault, at: int) -> None:
    """Store another source's time in UTC seconds, for example of a message or a token; the time can be old."""
    earlier = min(vault.now(), at)
    if abs(vault.now() - at) <= AGREES and not is_wrong(vault) and earlier > read_witnessed_time(vault):
        _keep(vault, earlier)


def read_witnessed_time(vault: Vault) -> int:
    """Return the last witnessed time in UTC seconds; 0 if there is none."""
    return int.from_bytes(vault.get(_WITNESSED) or b"", "big")


def is_wrong(vault: Vault) -> bool:
    """Return True if our clock is known to be wrong."""
    return bool(vault.get(_WRONG)) or vault.now() < max(BUILT, read_witnessed_time(vault))


def state(vault: Vault) -> ClockState:
    """Return the state of our clock for an entry in the chain of custody."""
    if is_wrong(vault):
        return ClockState.WRONG
    return ClockState.WITNESSED if vault.now() - read_witnessed_time(vault) <= AGREES else ClockState.NOT_WITNESSED


def _keep(vault: Vault, at: int) -> None:
    if at != read_witnessed_time(vault):
        vault.set(_WITNESSED, max(0, at).to_bytes(8, "big"))


def read_steady_time(vault: Vault, count: Counter = counter) -> SteadyTime:
    """Return the steady time; write nothing."""
    return compute_steady_time(_noted(vault), _ticks(vault, count))


def keep_steady_time(vault: Vault, count: Counter = counter) -> SteadyTime:
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
