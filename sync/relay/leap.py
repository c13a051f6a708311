"""Whether a clock that is far ahead is to be believed, before much is deleted by it."""

from collections.abc import Callable

from sync.relay.storage import DAY

_PATIENCE = DAY
"""Seconds that nothing is deleted by age once the clock is found to have leapt ahead: time to set it right."""


class Leap:
    """Doubts a clock that stands more than a third of `ttl` beyond the last sweep; `steady` never leaps."""

    def __init__(self, ttl: int, steady: Callable[[], float]) -> None:
        self._ttl = ttl
        self._steady = steady
        self._since: float | None = None

    def is_doubted(self, swept: int | None, now: int) -> bool:
        """Return whether the clock leapt so far ahead, here or while the relay was off, that it is not believed yet.

        It would have much of the mail deleted at once, and nobody sends again what a receipt says is kept.
        """
        if swept is None or now - swept <= self._ttl // 3:
            self._since = None
            return False
        if self._since is None:
            self._since = self._steady()
        return self._steady() - self._since < _PATIENCE
