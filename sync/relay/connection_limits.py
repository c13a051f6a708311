"""Count current connections, so that one address cannot take every place; nothing is stored after their end.

Limit the requests to a mailbox, so that a busy reader takes no turns of another with the same key.

A token bucket for each pair of mailbox and reader. A reader is a share of addresses (`crowd.share_of`). On loopback,
the origin of all clients of an onion service, it is one connection. A reader is known only while its bucket is not
full, less than a minute, and only in memory.
"""

import asyncio
import contextlib
import ipaddress
import sys
import time
from collections import Counter
from collections.abc import Callable

from sync.relay.errors import Refusal

MOST = 1024
"""Connections at a time: with the memory of each, well under the 1 GB that a relay needs."""
PART = 8
"""One address, or one /64 of IPv6, has at most this part of the free places, and always one.

So each address finds fewer than the one before and leaves most to the next: it takes some fifty addresses to have all.
Loopback has no such share: all clients of an onion service come from there.
"""
RESERVE = 128
"""Descriptors for other uses: the log, the database, the bucket, and files that are being written."""
TURNS, BACK = 200, 100
"""Requests and handshakes of one address, or /64, in a full bucket, and those it gets back in a second."""
GREETS = 6
"""Requests as which a connection counts, as TLS takes that much of the processor for its greeting."""
FINE = 10
"""Price in requests of a request outside of PROTOCOL.md; it also ends the connection and costs a new handshake."""
CUT = 30
"""Extra price in requests of a body that does not come to its end; its sender needs a new handshake too."""
LEFT = 16
"""Number of ended connections after which the relay gives memory back."""
READ, READ_IN_TLS = 16, 8
"""Long bodies of requests that are read at a time, without and with TLS.

Data of other senders waits in the system, and costs no memory here. A connection that ever got so much data at a time
has TLS buffers of a quarter and of a third of a MiB.
"""
MEMORY = 32 << 20
"""Bytes of uploads that are held until they are complete."""
BURST = 2000
"""Requests in a full bucket: the mail of some days, or 2 GiB of files."""
RATE = 50
"""Requests a second that a bucket gets back: more than a distant reader sends on one connection."""
PATIENCE = 2
"""Seconds that a request can wait for its turn; clients hang up after 8."""
MOST_BUCKETS = 4096
"""Buckets that are remembered, of some 300 bytes each."""
LOOK = 1
"""Seconds between two checks that forget full buckets."""


class ConnectionSlot:
    """The place of one connection, from its acceptance to its end. `peer` is its address and port."""

    def __init__(self, crowd: "Crowd", peer: tuple[str, int]) -> None:
        self.peer = peer
        self._crowd: Crowd | None = crowd

    def free(self) -> None:
        """Free the place; a second call does nothing."""
        if self._crowd is not None:
            self._crowd.go(self.peer[0])
        self._crowd = None


class Crowd:
    """The connections of one server, and the memory that it holds for them."""

    def __init__(self, most: int | None = None, part: int = PART, memory: int = MEMORY, read: int = READ) -> None:
        self._most, self._part, self._memory = most or places(), part, memory
        self.count = self.held = self._peak = 0
        self.turns, self.read = Buckets(TURNS, BACK), Read(read)
        self.stops = False
        self._of: Counter[str] = Counter()

    def hold(self, size: int) -> bool:
        """Reserve `size` bytes of memory and return True if there is room; the caller must then call `let_go`."""
        if self.held + size > self._memory:
            return False
        self.held += size
        return True

    def let_go(self, size: int) -> None:
        """Give reserved memory back."""
        self.held -= size

    def come(self, address: str, port: int = 0) -> ConnectionSlot | None:
        """Return a place for one more connection from an address, or None: close that connection without an answer."""
        free, share = self._most - self.count, share_of(address)
        if free <= 0 or (share and self._of[share] >= max(1, free // self._part)):
            return None
        try:
            for _ in range(GREETS):
                self.turn(address)
        except Refusal:
            return None
        self.count += 1
        self._peak = max(self._peak, self.count)
        if share:
            self._of[share] += 1
        return ConnectionSlot(self, (address, port))

    def turn(self, address: str) -> float:
        """Return the seconds until the turn of this address; `Refusal` if that is long. Loopback does not wait."""
        share = share_of(address)
        return self.turns.take(b"", share) if share else 0.0

    def fine(self, address: str, turns: int = FINE) -> None:
        """Charge an address for requests that our clients never or seldom send; its longest wait is unchanged."""
        with contextlib.suppress(Refusal):  # it has no turns left
            for _ in range(turns):
                self.turn(address)

    def have_left(self) -> bool:
        """Return True if many connections have ended since the last True."""
        left = self._peak - self.count >= LEFT
        self._peak = self.count if left else self._peak
        return left

    def go(self, address: str) -> None:
        """Count one connection less; `ConnectionSlot` calls this."""
        self.count -= 1
        if share := share_of(address):
            self._of[share] -= 1
            if not self._of[share]:
                del self._of[share]


class Read:
    """The turns of long bodies, `most` at a time; the waiting connection whose address has fewest turns is next."""

    def __init__(self, most: int = READ) -> None:
        self._most = most
        self.begun: dict[object, str] = {}
        """The connections whose turn it is, with their addresses."""
        self.waiting: dict[object, tuple[str, Callable[[], None]]] = {}

    def come(self, who: object, address: str, begin: Callable[[], None]) -> None:
        """Wait for a turn, which starts with `begin`; a free turn starts immediately."""
        self.waiting[who] = address, begin
        self._next()

    def go(self, who: object) -> None:
        """End a turn, or the wait for one, if there is any."""
        self.waiting.pop(who, None)
        if self.begun.pop(who, None) is not None:
            self._next()

    def _next(self) -> None:
        while self.waiting and len(self.begun) < self._most:
            count = Counter(self.begun.values())
            who = min(self.waiting, key=lambda one: count[self.waiting[one][0]])
            self.begun[who], begin = self.waiting.pop(who)
            begin()


def places(limit: int | None = None) -> int:
    """Return the maximum connections of a process; `limit` is its number of descriptors (default: ask the system).

    Each can take a second descriptor, for the file that it reads.
    """
    if limit is None:
        if sys.platform == "win32":
            return MOST
        import resource

        limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        if limit == resource.RLIM_INFINITY:
            return MOST
    return max(1, min(MOST, (limit - RESERVE) // 2))


def share_of(address: str) -> str | None:
    """Return the key of a share of places: an IPv4 address, or an IPv6 /64; None for loopback and other texts.

    Behind an onion service all clients come from loopback, so they have no shares.
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv6Address):
        found = found.ipv4_mapped or found
    if found.is_loopback:
        return None
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def reader(client: tuple[str, int] | None) -> str:
    """Return the name of a reader, by the address and port of the other end: on loopback each connection is one."""
    host, port = client or ("", 0)
    return share_of(host) or f"{host} {port}"


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
        if len(self._full_at) >= MOST_BUCKETS and pair not in self._full_at:  # a forgotten bucket is a full one
            self._full_at = dict(sorted(self._full_at.items(), key=lambda known: known[1])[MOST_BUCKETS // 2 :])
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
