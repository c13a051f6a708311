"""A machine without a network: whatever asks for one is refused as the system refuses it, and noted.

Python tells of each such call by an audit event before it is made; nothing of the program is replaced. Sockets of this
machine alone (AF_UNIX) go on. A process that a test starts is not heard.
"""

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_NAMES = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo")
_ADDRESSES = ("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg")
_asked: list[list[str]] = []
"""Of each machine that is without a network now, what it was asked for."""


def _hear(event: str, args: tuple[object, ...]) -> None:
    if _asked and (event in _NAMES or (event in _ADDRESSES and isinstance(args[1], tuple))):
        _asked[-1].append(f"{event} {args[:2] if event in _NAMES else args[1]}")
        raise OSError(errno.ENETUNREACH, "Network is unreachable")


sys.addaudithook(_hear)


@contextmanager
def offline() -> Iterator[list[str]]:
    """Be without a network; give what was asked of it."""
    asked: list[str] = []
    _asked.append(asked)
    try:
        yield asked
    finally:
        _asked.remove(asked)
