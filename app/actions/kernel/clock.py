"""Decide if this computer's clock can be trusted; every decision with a permanent effect asks here for the time.

Batteries of laptops fail, and people set clocks. At a *witnessed* time, our clock and one other source agreed within a
day: a relay's signed descriptor, or `created` of a verified contact's message. The last witnessed time is stored. It is
never later than the true time was, so a date before it is in the past. A clock before the build date or before the last
witnessed time is wrong. A wrong clock ends no card and no key, and nothing is refused because of it.
"""

from datetime import date, datetime

from app import BUILT
from app.phrase import Phrase
from app.store.vault.open_vault import Vault
from crypto.custody import ClockState

AGREES = 86_400
"""The largest difference in seconds between two clocks that agree."""
_WITNESSED, _WRONG = "witnessed", "clock_wrong"


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
        return Phrase("This machine's clock is about {days} days behind: set it. Nothing was lost.", days=days)
    return Phrase("This machine's clock is about {days} days ahead: set it. Nothing was lost.", days=days)


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
