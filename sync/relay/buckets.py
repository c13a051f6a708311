"""Limit the requests to a mailbox, so that a busy reader takes no turns of another with the same key.

A token bucket for each pair of mailbox and reader. A reader is a share of addresses (`crowd.share_of`). On loopback,
the origin of all clients of an onion service, it is one connection. A reader is known only while its bucket is not
full, less than a minute, and only in memory.
"""

import asyncio
import time
from collections.abc import Callable

from sync.relay.errors import Refusal

BURST = 2000
"""Requests in a full bucket: the mail of some days, or 2 GiB of files."""

RATE = 50
"""Requests a second that a bucket gets back: more than a distant reader sends on one connection."""

PATIENCE = 2
"""Seconds that a request can wait for its turn; clients hang up after 8."""

MOST = 4096
"""Buckets that are remembered, of some 300 bytes each."""

LOOK = 1
"""Seconds between two checks that forget full buckets."""


class Buckets:
    """The buckets of one process, as the times when they will be full; `steady` gives seconds and never leaps."""

    def __init__(self, burst: int = BURST, rate: int = RATE, steady: Callable[[], float] = time.monotonic) -> None:
        self._burst, self._rate, self._steady = burst, rate, steady
        self._full_at: dict[tuple[bytes, str], float] = {}

    @property
    def count(self) -> int:
        """Return the number of remembered buckets."""
        return len(self._full_at)

    def take(self, mailbox: bytes, reader: str, cost: int = 1) -> float:
        """Take `cost` tokens, and return the seconds until they are there; `Refusal` 503 beyond `PATIENCE`."""
        now, pair = self._steady(), (mailbox, reader)
        full_at = max(now, self._full_at.get(pair, now)) + cost / self._rate
        wait = full_at - now - self._burst / self._rate
        if wait > PATIENCE:
            raise Refusal(503)
        if len(self._full_at) >= MOST and pair not in self._full_at:  # a forgotten bucket is a full one
            self._full_at = dict(sorted(self._full_at.items(), key=lambda known: known[1])[MOST // 2 :])
        self._full_at[pair] = full_at
        return max(0.0, wait)

    def forget(self) -> None:
        """Forget the full buckets."""
        now = self._steady()
        self._full_at = {pair: full_at for pair, full_at in self._full_at.items() if full_at > now}

    async def keep_forgetting(self, every: float = LOOK) -> None:
        """Forget the full buckets every `every` seconds, also without requests."""
        while True:
            await asyncio.sleep(every)
            self.forget()
