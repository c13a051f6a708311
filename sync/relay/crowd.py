"""Who is connected now, so that one address does not take every place; forgotten as it leaves, and never written."""

import ipaddress
from collections import Counter

MOST = 1024
"""Connections at a time: with what each may hold in memory, well under the 1 GB that a relay asks for."""

OF_ONE = 128
"""Of them from one address, or one /64 of IPv6; not of loopback, where all come from behind an onion service."""

MEMORY = 64 << 20
"""Bytes of uploads that are held back until they are whole."""


class Crowd:
    """Counts the connections of one server, and what it holds back for them."""

    def __init__(self, most: int = MOST, of_one: int = OF_ONE, memory: int = MEMORY) -> None:
        self._most, self._of_one, self._memory = most, of_one, memory
        self.count = self.held = 0
        self._of: Counter[str | None] = Counter()

    def hold(self, size: int) -> bool:
        """Return whether there is memory for so many bytes more; then `let_go` is owed."""
        if self.held + size > self._memory:
            return False
        self.held += size
        return True

    def let_go(self, size: int) -> None:
        """Give memory back."""
        self.held -= size

    def come(self, address: str) -> bool:
        """Return whether there is a place for one more from an address; then `go` is owed."""
        share = share_of(address)
        if self.count >= self._most or (share and self._of[share] >= self._of_one):
            return False
        self.count += 1
        self._of[share] += 1
        return True

    def go(self, address: str) -> None:
        """Free a place."""
        share = share_of(address)
        self.count -= 1
        self._of[share] -= 1
        if not self._of[share]:
            del self._of[share]


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
