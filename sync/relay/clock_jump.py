"""Decide if a clock that is far ahead is right, before much is deleted by it."""

from collections.abc import Callable

from sync.relay.storage import DAY

_PATIENCE = DAY
"""Seconds without deletion by age after the clock leapt ahead: time to correct the clock."""


class Leap:
    """A check for a clock that is more than a third of `ttl` after the last sweep; `steady` never leaps."""

    def __init__(self, ttl: int, steady: Callable[[], float]) -> None:
        self._ttl = ttl
        self._steady = steady
        self._since: float | None = None

    def is_doubted(self, swept: int | None, now: int) -> bool:
        """Return True if the clock leapt far ahead, here or while the relay was off, and is not trusted yet.

        It would delete much of the mail immediately, and no sender repeats an object that has a receipt.
        """
        if swept is None or now - swept <= self._ttl // 3:
            self._since = None
            return False
        if self._since is None:
            self._since = self._steady()
        return self._steady() - self._since < _PATIENCE
