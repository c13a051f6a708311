"""Whether this machine's clock can be trusted; everything that asks what time it is for good asks here.

Laptops have dead batteries, and clocks are set. A *witnessed* time is one on which our clock and one other source agree
to a day: a relay's signed descriptor, `created` of a verified contact's message. The last one is kept; it is never
later than the true time was, so what is over by it is over. A clock before the build date or before the last witnessed
time is wrong; a wrong one ends no card and no key, and nothing is refused because of it.
"""

from datetime import date, datetime

from app import BUILT
from app.phrase import Phrase
from app.store.vault import Vault
from crypto.custody import ClockState

AGREES = 86_400
"""Seconds up to which two clocks agree."""
_WITNESSED, _WRONG = "witnessed", "clock_wrong"


def today(vault: Vault) -> date:
    """Return the day it is where this computer is."""
    return date.fromtimestamp(vault.now())


def here(vault: Vault) -> str:
    """Return the minute it is where this computer is, as a record writes it."""
    return f"{datetime.fromtimestamp(vault.now()):%Y-%m-%dT%H:%M}"


def heard(vault: Vault, offset: float) -> str:
    """Keep what a relay's clock says of ours (theirs minus ours, in seconds); return a sentence if ours is wrong.

    It signs its time for a number we just drew, so it alone may also take back a later time witnessed before.
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
    """Take another source's time, in UTC seconds, that may be old: a message's, a token's."""
    earlier = min(vault.now(), at)
    if abs(vault.now() - at) <= AGREES and not is_wrong(vault) and earlier > witnessed(vault):
        _keep(vault, earlier)


def witnessed(vault: Vault) -> int:
    """Return the last witnessed time, in UTC seconds; 0 where there was none yet."""
    return int.from_bytes(vault.get(_WITNESSED) or b"", "big")


def is_wrong(vault: Vault) -> bool:
    """Return whether our clock is known to be wrong."""
    return bool(vault.get(_WRONG)) or vault.now() < max(BUILT, witnessed(vault))


def state(vault: Vault) -> ClockState:
    """Return what an entry in the chain of custody says of our clock."""
    if is_wrong(vault):
        return ClockState.WRONG
    return ClockState.WITNESSED if vault.now() - witnessed(vault) <= AGREES else ClockState.NOT_WITNESSED


def _keep(vault: Vault, at: int) -> None:
    if at != witnessed(vault):
        vault.set(_WITNESSED, max(0, at).to_bytes(8, "big"))
