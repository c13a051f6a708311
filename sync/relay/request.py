"""Read HTTP strictly: bodies piece by piece, targets, ranges, and signed requests.

Nonces of signed requests: each is remembered as long as its request is valid, and never forgotten earlier.

The memory therefore has a limit. If it is full, new nonces are refused in this order: keys that have no mailbox, then
mailboxes with many requests. A mailbox with few requests is always served. A nonce is stored with its mailbox, not with
its reader.
"""

import re
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable

from attrs import Factory, define
from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope

from crypto.relay import CannotOpen, Malformed, verify_request
from sync.relay.connection_limits import Buckets, reader
from sync.relay.errors import Refusal

MOST = 400_000
"""Nonces at a time in addition to the reserves, of some 110 bytes each."""
RESERVE = 64
"""Nonces of each mailbox that are always remembered; a sync of a client needs some ten."""
IDLE = 60
"""Seconds without a byte before a sender is hung up on; the received bytes are kept."""
WINDOW = 600
"""Maximum seconds between a request's time and the relay's clock."""
BACK = 60
"""Seconds by which the clock can be set back before that counts as a start."""
_HEX = re.compile(r"[0-9a-f]*")
_RANGE = re.compile(r"bytes=(0|[1-9][0-9]{0,17})-(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,17}")


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


def from_hex(text: str, size: int) -> bytes:
    """Read lower-case hex of exactly `size` bytes."""
    if len(text) != 2 * size or not _HEX.fullmatch(text):
        raise Malformed("not lower-case hex of the right length")
    return bytes.fromhex(text)


def from_decimal(text: str) -> int:
    """Read a plain decimal number below 10^18."""
    if not _DECIMAL.fullmatch(text):
        raise Malformed("not a decimal number")
    return int(text)


def wanted_range(text: str | None, length: int) -> tuple[int, int] | None:
    """Read `Range: bytes=a-b` (both given, a <= b) as [a, b + 1), cut at the end; None for an absent range."""
    if text is None:
        return None
    match = _RANGE.fullmatch(text)
    if match is None or not int(match[1]) <= int(match[2]) or int(match[1]) >= length:
        raise Refusal(416)
    return int(match[1]), min(int(match[2]) + 1, length)


def declared_length(headers: Iterable[tuple[bytes, bytes]]) -> int:
    """Return the `Content-Length` of a request, 0 if there is none."""
    declared = next((value for name, value in headers if name == b"content-length"), b"0")
    return from_decimal(declared.decode("latin-1"))


class RequestBody:
    """The body of a request, read in pieces; a sender that leaves is a `ClientDisconnect`.

    `sync.relay.protocol` hangs up on a silent sender, which has then left.
    """

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self._receive = receive
        self._left = memoryview(b"")
        self._more = True
        self._declared = declared_length(scope["headers"])

    async def _next(self) -> memoryview:
        message = await self._receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        self._more = message.get("more_body", False)
        return memoryview(message.get("body", b""))

    async def take(self, size: int) -> bytes:
        """Return the next `size` bytes; fewer is `Malformed`."""
        data = bytearray(self._left[:size])
        self._left = self._left[size:]
        while (wanted := size - len(data)) and self._more:
            piece = await self._next()
            data += piece[:wanted]
            self._left = piece[wanted:]
        if wanted:
            raise Malformed("the body is too short")
        return bytes(data)

    async def pieces(self) -> AsyncIterator[memoryview]:
        """Yield the rest of the body as it comes."""
        piece, self._left = self._left, memoryview(b"")
        if piece:
            yield piece
        while self._more:
            piece = memoryview(b"")  # or the last one would stay in memory during the wait for the next
            if piece := await self._next():
                yield piece

    async def whole(self, most: int) -> bytes:
        """Return a complete body of at most `most` bytes."""
        if self._declared > most:
            raise Refusal(413)
        data = await self.take(self._declared)
        if self._left or (self._more and await self._next()):
            raise Malformed("the body is too long")
        return data


class Doorkeeper:
    """The check of requests: a mailbox's key must sign each one for this relay, now, and only once.

    Nonces are in memory; after a start, requests that were signed before it are refused, so that none is used twice. A
    clock that is set back is a start too; otherwise no one could read until it is as late again. Older nonces are then
    remembered for ten minutes more than they are valid.
    """

    def __init__(
        self,
        relay_pk: bytes,
        clock: Callable[[], float],
        buckets: Buckets | None = None,
        nonces: Nonces | None = None,
    ) -> None:
        self.buckets = buckets or Buckets()
        self.nonces = nonces or Nonces()
        self._relay_pk = relay_pk
        self._clock = clock
        self._since = self._latest = int(clock())

    def check(
        self,
        request: Request,
        key: bytes,
        body: bytes = b"",
        *,
        stranger: int = 401,
        known: bool = True,
        welcome: bool = True,
    ) -> float:
        """Accept a request that this key signed, and return the seconds until its turn.

        `known`: a mailbox has this key. Raises `Refusal` 401 for a request of another time or a repeated one, and
        `stranger` if another key signed it. Raises 403 for one that is not `welcome`, before anything is remembered.
        Raises 503 if this reader has asked that mailbox too often, or too much is remembered.
        """
        headers, now = request.headers, self._now()
        try:
            time = from_decimal(headers.get("amparo-time", ""))
            nonce = from_hex(headers.get("amparo-nonce", ""), 16)
            signature = from_hex(headers.get("amparo-signature", ""), 64)
        except Malformed:
            raise Refusal(401) from None
        if not max(now - WINDOW, self._since) <= time <= now + WINDOW or self.nonces.seen(nonce, time + 2 * WINDOW):
            raise Refusal(401)
        target = request.scope["raw_path"] + (b"?" + query if (query := request.scope["query_string"]) else b"")
        try:
            verify_request(key, signature, request.method, self._relay_pk, time, nonce, target, body)
        except CannotOpen:
            raise Refusal(stranger) from None
        if not welcome:
            raise Refusal(403)
        wait = self.buckets.take(key, reader(request.client), 1 + len(body) // 1000)
        self.nonces.add(nonce, time + 2 * WINDOW, key if known else Nonces.NEW)
        return wait

    def _now(self) -> int:
        now = int(self._clock())
        if now < self._latest - BACK:
            self._since = self._latest = now
            self.nonces.count_anew()
        self._latest = max(now, self._latest)
        self.nonces.forget(now)
        return now
