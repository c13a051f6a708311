"""Nonces of signed requests: each is remembered as long as its request is valid, and never forgotten earlier.

The memory therefore has a limit. If it is full, new nonces are refused in this order: keys that have no mailbox, then
mailboxes with many requests. A mailbox with few requests is always served. A nonce is stored with its mailbox, not with
its reader.
"""

from collections import Counter

from attrs import Factory, define

from sync.relay.errors import Refusal

MOST = 400_000
"""Nonces at a time in addition to the reserves, of some 110 bytes each."""

RESERVE = 64
"""Nonces of each mailbox that are always remembered; a sync of a client needs some ten."""


@define
class _Minute:
    """Nonces that end in the same minute, with the number of each mailbox in the common room and in its reserve."""

    nonces: set[bytes] = Factory(set)
    of: Counter[bytes] = Factory(Counter)
    reserved: Counter[bytes] = Factory(Counter)


class Nonces:
    """The nonces of one process. A mailbox is named by its key; `NEW` is for all keys without one."""

    NEW = b""

    def __init__(self, most: int = MOST, reserve: int = RESERVE) -> None:
        self._most, self._reserve = most, reserve
        self._minutes: dict[int, _Minute] = {}
        self._of: Counter[bytes] = Counter()
        self._reserved: Counter[bytes] = Counter()
        self._used = 0

    @property
    def count(self) -> int:
        """Return the number of remembered nonces."""
        return sum(len(minute.nonces) for minute in self._minutes.values())

    def seen(self, nonce: bytes, until: int) -> bool:
        """Return True if a request with this nonce was here; `until` is the end of its remembrance."""
        minute = self._minutes.get(until // 60)
        return minute is not None and nonce in minute.nonces

    def add(self, nonce: bytes, until: int, mailbox: bytes) -> None:
        """Remember a nonce until `until`; `Refusal` 503 if its mailbox has as many as are free for all others."""
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
        """Forget the nonces whose time is over."""
        for over in [minute for minute in self._minutes if (minute + 1) * 60 <= now]:
            minute = self._minutes.pop(over)
            self._used -= minute.of.total()
            self._of -= minute.of
            self._reserved -= minute.reserved

    def count_anew(self) -> None:
        """Keep all nonces, but not their counts: a clock was set back, and they can stay for long."""
        for minute in self._minutes.values():
            minute.of.clear()
            minute.reserved.clear()
        self._of.clear()
        self._reserved.clear()
        self._used = 0
