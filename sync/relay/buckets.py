"""How often a mailbox is asked: one reader that asks without end takes no turn of another, who signs with the same key.

A token bucket for each pair of mailbox and reader. A reader is a share of addresses (`crowd.share_of`); on loopback,
where all clients of an onion service come from, it is one connection. Who asked is known for as long as a bucket is
not full, less than a minute, in memory alone.
"""

import asyncio
import time
from collections.abc import Callable

from sync.relay.errors import Refusal

BURST = 2000
"""Requests in a full bucket: what waits after some days, or 2 GiB of files."""

RATE = 50
"""Requests a second that a bucket gets back: more than a distant reader asks on one connection."""

PATIENCE = 2
"""Seconds that a request waits for its turn; clients hang up after 8."""

MOST = 4096
"""Buckets that are remembered, of some 300 bytes each."""

LOOK = 1
"""Seconds after which full buckets are forgotten."""


class Buckets:
    """The buckets of one process, as the moments when they will be full; `steady` gives seconds and never leaps."""

    def __init__(self, burst: int = BURST, rate: int = RATE, steady: Callable[[], float] = time.monotonic) -> None:
        self._burst, self._rate, self._steady = burst, rate, steady
        self._full_at: dict[tuple[bytes, str], float] = {}

    @property
    def count(self) -> int:
        """Return how many are remembered."""
        return len(self._full_at)

    def take(self, mailbox: bytes, reader: str, cost: int = 1) -> float:
        """Take `cost` tokens, and return the seconds until they are there; `Refusal` 503 beyond `PATIENCE`."""
        now, pair = self._steady(), (mailbox, reader)
        full_at = max(now, self._full_at.get(pair, now)) + cost / self._rate
        wait = full_at - now - self._burst / self._rate
        if wait > PATIENCE:
            raise Refusal(503)
        if len(self._full_at) >= MOST and pair not in self._full_at:  # to forget one is to fill it
            self._full_at = dict(sorted(self._full_at.items(), key=lambda known: known[1])[MOST // 2 :])
        self._full_at[pair] = full_at
        return max(0.0, wait)

    def forget(self) -> None:
        """Forget the full ones."""
        now = self._steady()
        self._full_at = {pair: full_at for pair, full_at in self._full_at.items() if full_at > now}

    async def keep_forgetting(self, every: float = LOOK) -> None:
        """Forget the full ones every so many seconds, also while nobody asks."""
        while True:
            await asyncio.sleep(every)
            self.forget()
