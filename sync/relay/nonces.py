"""Nonces of signed requests: each is remembered for as long as its request is good, and none is forgotten before.

So there is no room without end. What is full refuses the new, in this order: a key without a mailbox, then a mailbox
that has asked much, and never one that has asked little. Of a nonce it is known which mailbox it was for, not by whom.
"""

from collections import Counter

from attrs import Factory, define

from sync.relay.errors import Refusal

MOST = 400_000
"""Nonces at a time beside the reserves, of some 110 bytes each."""

RESERVE = 64
"""Nonces of each mailbox that are remembered in any case; a round of a client asks some ten times."""


@define
class _Minute:
    """What ends in the same minute: nonces, and how many of each mailbox lie in the room of all, and in its reserve."""

    nonces: set[bytes] = Factory(set)
    of: Counter[bytes] = Factory(Counter)
    reserved: Counter[bytes] = Factory(Counter)


class Nonces:
    """The nonces of one process. A mailbox is named by its key; `NEW` stands for all keys that have none yet."""

    NEW = b""

    def __init__(self, most: int = MOST, reserve: int = RESERVE) -> None:
        self._most, self._reserve = most, reserve
        self._minutes: dict[int, _Minute] = {}
        self._of: Counter[bytes] = Counter()
        self._reserved: Counter[bytes] = Counter()
        self._used = 0

    @property
    def count(self) -> int:
        """Return how many are remembered."""
        return sum(len(minute.nonces) for minute in self._minutes.values())

    def seen(self, nonce: bytes, until: int) -> bool:
        """Return whether a request with this nonce, to be remembered until that time, was here."""
        minute = self._minutes.get(until // 60)
        return minute is not None and nonce in minute.nonces

    def add(self, nonce: bytes, until: int, mailbox: bytes) -> None:
        """Remember a nonce, for `until`; `Refusal` 503 where its mailbox has as much as is left for all others."""
        minute = self._minutes.setdefault(until // 60, _Minute())
        if mailbox != self.NEW and self._reserved[mailbox] < self._reserve:
            minute.reserved[mailbox] += 1
            self._reserved[mailbox] += 1
        elif self._of[mailbox] < self._most - self._used:
            self._used += 1
            minute.of[mailbox] += 1
            self._of[mailbox] += 1
        else:
            raise Refusal(503)
        minute.nonces.add(nonce)

    def forget(self, now: int) -> None:
        """Forget those whose time is over."""
        for over in [minute for minute in self._minutes if (minute + 1) * 60 <= now]:
            minute = self._minutes.pop(over)
            self._used -= minute.of.total()
            self._of -= minute.of
            self._reserved -= minute.reserved

    def count_anew(self) -> None:
        """Keep all of them, and take up no room for them: a clock was set back, and they may stay for long."""
        for minute in self._minutes.values():
            minute.of.clear()
            minute.reserved.clear()
        self._of.clear()
        self._reserved.clear()
        self._used = 0
