"""Who is connected now, so that one address does not take every place; forgotten as it leaves, and never written."""

import contextlib
import ipaddress
import sys
from collections import Counter
from collections.abc import Callable

from sync.relay.buckets import Buckets
from sync.relay.errors import Refusal

MOST = 1024
"""Connections at a time: with what each may hold in memory, well under the 1 GB that a relay asks for."""

PART = 8
"""One address, or one /64 of IPv6, has at most this part of the places that are free, and always one.

So each finds them fewer than the one before and leaves most to the next: it takes some fifty addresses to have all.
Loopback has no such share: all come from there behind an onion service.
"""

RESERVE = 128
"""Descriptors that are no connection's: the log, the database, the bucket, and files that are being written."""

TURNS, BACK = 200, 100
"""Requests and greetings of one address, or /64, that are looked after at once, and that it gets back in a second."""

GREETS = 3
"""Requests as which a connection counts, as TLS takes that much of the processor for its greeting."""

FINE = 10
"""Requests as which counts what is none of PROTOCOL.md: it ends the connection, and the next one greets anew."""

CUT = 30
"""Requests as which counts a body that does not come to its end, besides its own: its sender greets anew, too."""

LEFT = 16
"""Connections that have ended: then it is worth to give memory back."""

READ, READ_IN_TLS = 16, 8
"""Long bodies of requests that are read at a time; what others send waits in the system, and costs no memory here.

TLS keeps a buffer of a quarter of a MiB, and one of a third, for each connection of which so much ever came at a time.
"""

MEMORY = 32 << 20
"""Bytes of uploads that are held back until they are whole."""


class Place:
    """The place of one connection, from its acceptance to its end. `peer` is its address and port."""

    def __init__(self, crowd: "Crowd", peer: tuple[str, int]) -> None:
        self.peer = peer
        self._crowd: Crowd | None = crowd

    def free(self) -> None:
        """Free it; a second time is nothing."""
        if self._crowd is not None:
            self._crowd.go(self.peer[0])
        self._crowd = None


class Crowd:
    """Counts the connections of one server, and what it holds back for them."""

    def __init__(self, most: int | None = None, part: int = PART, memory: int = MEMORY, read: int = READ) -> None:
        self._most, self._part, self._memory = most or places(), part, memory
        self.count = self.held = self._peak = 0
        self.turns, self.read = Buckets(TURNS, BACK), Read(read)
        self.stops = False
        self._of: Counter[str] = Counter()

    def hold(self, size: int) -> bool:
        """Return whether there is memory for so many bytes more; then `let_go` is owed."""
        if self.held + size > self._memory:
            return False
        self.held += size
        return True

    def let_go(self, size: int) -> None:
        """Give memory back."""
        self.held -= size

    def come(self, address: str, port: int = 0) -> Place | None:
        """Return a place for one more connection from an address, or None: then nothing is said to it."""
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
        return Place(self, (address, port))

    def turn(self, address: str) -> float:
        """Return the seconds until it is this address's turn; `Refusal` where that is long; loopback need not wait."""
        share = share_of(address)
        return self.turns.take(b"", share) if share else 0.0

    def fine(self, address: str, turns: int = FINE) -> None:
        """Have an address pay for what no client of ours sends, or seldom; it never has to wait for longer by it."""
        with contextlib.suppress(Refusal):  # it has no turns left
            for _ in range(turns):
                self.turn(address)

    def have_left(self) -> bool:
        """Say whether many have left since this was last so."""
        left = self._peak - self.count >= LEFT
        self._peak = self.count if left else self._peak
        return left

    def go(self, address: str) -> None:
        """Take one that `Place` frees."""
        self.count -= 1
        if share := share_of(address):
            self._of[share] -= 1
            if not self._of[share]:
                del self._of[share]


class Read:
    """Whose long body is read now, `most` at a time: first of those who wait is who has fewest of its address in."""

    def __init__(self, most: int = READ) -> None:
        self._most = most
        self._in: dict[object, str] = {}
        self.waiting: dict[object, tuple[str, Callable[[], None]]] = {}

    def come(self, who: object, address: str, begin: Callable[[], None]) -> None:
        """Wait for a turn; it starts with `begin`, at once where one is free."""
        self.waiting[who] = address, begin
        self._next()

    def go(self, who: object) -> None:
        """End a turn, or the wait for one; otherwise nothing."""
        self.waiting.pop(who, None)
        if self._in.pop(who, None) is not None:
            self._next()

    def _next(self) -> None:
        while self.waiting and len(self._in) < self._most:
            count = Counter(self._in.values())
            who = min(self.waiting, key=lambda one: count[self.waiting[one][0]])
            self._in[who], begin = self.waiting.pop(who)
            begin()


def places(limit: int | None = None) -> int:
    """Return how many connections a process may have: `limit` is its number of descriptors, else the system says.

    Each may take a second descriptor, for the file that it reads.
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
    """Return what shares a part of the places: an IPv4 address, or an IPv6 /64; None for loopback and for no address.

    Behind an onion service all clients come from loopback, so there is no share for each of them.
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
    """Return who asks, by the address and port of the other end: on loopback each connection is one."""
    host, port = client or ("", 0)
    return share_of(host) or f"{host} {port}"
