"""Whether this machine's clock can be trusted: a relay's signed time is the witness.

Laptops have dead batteries. A clock that a relay found wrong expires no contact and ends no keyset; the person is
told, and nothing is refused because of it.
"""

from app.phrase import Phrase
from app.store.vault import Vault

WRONG_BY = 86_400
"""Seconds between a relay's clock and ours from which ours counts as wrong."""


def heard(vault: Vault, offset: float) -> str:
    """Keep what a relay's clock says of ours (theirs minus ours, in seconds); return a sentence if ours is wrong."""
    wrong = abs(offset) > WRONG_BY
    if wrong != is_wrong(vault):
        vault.set("clock_wrong", b"\1" if wrong else b"")
    if not wrong:
        return ""
    days = round(abs(offset) / 86_400)
    if offset > 0:
        return Phrase("This machine's clock is about {days} days behind: set it. Nothing was lost.", days=days)
    return Phrase("This machine's clock is about {days} days ahead: set it. Nothing was lost.", days=days)


def is_wrong(vault: Vault) -> bool:
    """Return whether the last relay that was asked found our clock wrong."""
    return bool(vault.get("clock_wrong"))
