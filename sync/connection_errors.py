"""Explain in few words, without names of internal parts, why a connection failed."""

import errno
import socket
from collections.abc import Iterator

from urllib3.exceptions import NewConnectionError
from urllib3.exceptions import TimeoutError as TimedOut

from sync.errors import LinkBroken

_NO_WAY = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL}


def make_link_error(error: BaseException) -> LinkBroken:
    """Return the exception for a connection error of the system."""
    causes = list(_causes(error))
    if any(isinstance(one, socket.gaierror) for one in causes):
        return LinkBroken("no connection: the name in the address is not found; without a network none is")
    if any(isinstance(one, OSError) and one.errno in _NO_WAY for one in causes):
        return LinkBroken("no connection: no network leads there from here")
    if any(isinstance(one, ConnectionRefusedError) for one in causes):
        return LinkBroken("no connection: nothing listens at that address")
    if any(isinstance(one, TimeoutError | TimedOut) and not isinstance(one, NewConnectionError) for one in causes):
        return LinkBroken("no connection: no answer came in time")
    return LinkBroken("no connection: it broke on the way")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and its causes, but not an unrelated error that was being handled."""
    if error is not None:
        yield error
        yield from _causes(error.__cause__)
        for part in error.args:
            if isinstance(part, BaseException) and part is not error.__cause__:
                yield from _causes(part)
