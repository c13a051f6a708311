"""The proof-of-work check: one message without a ticket, for some seconds of the sender's computer.

The cheapest checks come first: the challenge's MAC, its time, an earlier answer, then the number of checks within this
second. Only then comes the puzzle itself, some 10 ms in a thread. Answered challenges are kept in memory for the ten
minutes that they are valid. A challenge from before the start is refused.
"""

import asyncio
import os
from collections import Counter
from collections.abc import Callable

from crypto.relay import CannotOpen, Challenge, Malformed, challenge, challenge_key, own_challenge
from sync.relay.errors import Refusal
from sync.relay.keys import Keys

BITS = 9
"""Zero bits of a puzzle: 512 tries on average, some 7 s of a small computer."""

GOOD_FOR = 600
"""Seconds in which a challenge can be answered."""

CHECKS = 4
"""Answers checked in a second for all mailboxes together, and one for each address, or /64, except loopback."""

HEADER = "amparo-puzzle"
"""The header of an answer: challenge 48 and answer 8, in hex."""


class ProofOfWorkGate:
    """The challenges of a relay and the checks of their answers; `clock` gives UTC seconds, `random` n bytes."""

    def __init__(self, keys: Keys, clock: Callable[[], float], bits: int = BITS,
                 random: Callable[[int], bytes] = os.urandom) -> None:  # fmt: skip
        self._key = challenge_key(keys.seal.secret, keys.signing.public)
        self._clock, self._bits, self._random = clock, bits, random
        self._since = int(clock())
        self._answered: dict[bytes, int] = {}
        self._second, self._checks = 0, Counter[str | None]()
        self._one = asyncio.Lock()

    def ask(self, mid: bytes, object_id: bytes) -> bytes:
        """Return a challenge for one object in one mailbox."""
        return challenge(self._key, mid, object_id, int(self._clock()), self._bits, self._random(7))

    async def check(self, mid: bytes, object_id: bytes, said: str, share: str | None = None) -> bool:
        """Return True if this header answers a challenge of ours; `Refusal` 429 if too many are checked now.

        `share` is the share of the sender (`crowd.share_of`).
        """
        now = int(self._clock())
        try:
            data = bytes.fromhex(said)
            asked = own_challenge(self._key, mid, object_id, data[: Challenge.SIZE])
        except (ValueError, CannotOpen, Malformed):
            return False
        answer = data[Challenge.SIZE :]
        for old in [name for name, at in self._answered.items() if at < now - GOOD_FOR]:
            del self._answered[old]
        fresh = max(self._since, now - GOOD_FOR) <= asked.time <= now + 1
        if len(answer) != 8 or not fresh or asked.data in self._answered:
            return False
        self._count(now, share)
        async with self._one:  # each takes 16 MiB
            if not await asyncio.to_thread(asked.answered_by, answer):
                return False
        if asked.data in self._answered:  # twice at the same time
            return False
        self._answered[asked.data] = asked.time
        return True

    def _count(self, now: int, share: str | None) -> None:
        if now != self._second:
            self._second, self._checks = now, Counter()
        if self._checks.total() >= CHECKS or (share and self._checks[share]):
            raise Refusal(429)
        self._checks[share] += 1
