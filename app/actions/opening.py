"""Trying to open a vault: each wrong try makes the next one wait longer, and may destroy the vault at the end.

The count stands in the settings file beside the vault, so that a new start does not begin at nought; this process
remembers it too, so that taking the file away does not either. Neither can hold back who has a copy of the header.
"""

import math
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from app.errors import AppError, CannotUnlock
from app.phrase import Phrase
from app.store import beside, wipe

T = TypeVar("T")

FIRST, LONGEST = 4, 600
"""Seconds after the first wrong try, twice as many after each further one, and at most."""
_MOST = 10_000
AFTER = (5, 10, 20)
"""Wrong tries after which a vault can be set to be destroyed."""
_WRONG, _AT, _LIMIT = "wrong", "wrong_at", "wipe_after"


class TooSoon(CannotUnlock):
    """Nothing was tried: the wait after a wrong one is not over."""


class Tries:
    """The tries at one vault. `clock` gives UTC seconds, and may be wrong: no wait is ever longer than `LONGEST`.

    So many wrong ones in a row as are `free` are counted and cost no wait.
    """

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time, free: int = 0) -> None:
        self.folder, self._clock, self._free = folder, clock, free
        self._wrong, self._at = 0, 0.0
        self._costs: tuple[int, int, bytes] | None = None
        self.gone = False
        """Whether what was typed destroyed the vault: it goes on as if there were one."""

    def opened(self, task: Callable[[], T]) -> T:
        """Return what `task` opens. What it raises as CannotUnlock is counted before anybody hears of it.

        Raises TooSoon where it was not tried. After a wipe by a passphrase it goes on as if there were a vault.
        """
        wait = self.wait()
        if wait:
            raise TooSoon(
                Phrase("After words that did not open it, the next try waits {n} s.", n=wait),
                "Nothing was tried now. Try again then.",
            )
        try:
            if self.gone:
                self._pretend()
            self._look()
            value = task()
        except CannotUnlock:
            self._count()
            raise
        self._forget()
        return value

    def wait(self) -> int:
        """Return the seconds until the next try."""
        wrong, at = self._known()
        if wrong <= self._free:
            return 0
        now = self._clock()
        if at > now:  # the clock was put back: from here on, then
            self._keep(wrong, now)
            at = now
        return max(0, math.ceil(at + min(LONGEST, FIRST << min(wrong - 1, 10)) - now))

    def left(self) -> int | None:
        """Return how many wrong tries are left before the vault is destroyed, where that is set."""
        limit = limit_of(self.folder)
        return max(0, limit - self._known()[0]) if limit else None

    def _known(self) -> tuple[int, float]:
        """Return how many were wrong and when the last one was, by the file or by this process, whichever is more."""
        wrong = beside.number(self.folder, _WRONG, _MOST)
        if wrong > self._wrong:
            return wrong, float(beside.number(self.folder, _AT, 1 << 40))
        return self._wrong, self._at

    def _count(self) -> None:
        wrong, _ = self._known()
        self.gone = self.gone or wipe.begun(self.folder)
        self._keep(wrong + 1, self._clock())
        limit = limit_of(self.folder)
        if limit and wrong + 1 >= limit:
            with suppress(AppError):
                wipe.destroy_header(self.folder)
            self.gone = True

    def _keep(self, wrong: int, at: float) -> None:
        self._wrong, self._at = wrong, at
        if not self.gone and (self.folder / wipe.HEADER).exists():
            with suppress(OSError):  # a full disk: this process remembers
                beside.change(self.folder, **{_WRONG: wrong, _AT: int(at)})

    def _forget(self) -> None:
        self._wrong = 0
        if beside.number(self.folder, _WRONG, _MOST):
            with suppress(OSError):
                beside.change(self.folder, **{_WRONG: None, _AT: None})

    def _look(self) -> None:
        """Remember what a try costs here."""
        from app.store import header

        with suppress(AppError):
            self._costs = header.costs(header.read(self.folder / wipe.HEADER))

    def _pretend(self) -> None:
        """Take the time of a try and say that it was wrong, where a vault was until a moment ago."""
        import crypto

        if self._costs is not None:
            m_kib, passes, salt = self._costs
            crypto.derive("nothing", salt, m_kib, passes).clear()
        raise CannotUnlock("That did not open it.", "Check each word; the vault is as it was.")


def limit_of(folder: Path) -> int:
    """Return the number of wrong tries after which the vault is destroyed; 0: never."""
    limit = beside.number(folder, _LIMIT, max(AFTER))
    return limit if limit in AFTER else 0


def set_limit(folder: Path, limit: int) -> None:
    """Destroy the vault after so many wrong tries; 0: never. Raises OSError where it cannot be kept."""
    beside.change(folder, **{_LIMIT: limit or None})
