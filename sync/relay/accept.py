"""Accept connections: each gets a place in the crowd, or is closed, before a byte of it is read.

asyncio's own server accepts without limit, and reports a connection only after the TLS handshake. A silent client would
hold a descriptor that is not counted. So this module accepts connections itself, and passes on each socket that has a
place.
"""

import asyncio
import contextlib
import errno
import socket
import ssl
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from sync.relay.connection_limits import ConnectionSlot, Crowd

GREETING = 8
"""Seconds in which a connection must complete the TLS handshake."""

PAUSE = 0.2
"""Seconds before the next try if the system has no descriptor or no memory for a connection."""

AT_ONCE = 64
"""Connections that are accepted before other work continues."""

_NARROW, _WIDE = 24 << 10, 1 << 18
"""Bytes of the system's receive buffer with TLS: before the turn of a long body, and at the start of its turn."""

_SO_BUF_LOCK = 72

_NONE_LEFT = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)


class Entrance:
    """The entrance of one listening socket; `close` and `wait_closed` are those of asyncio's servers.

    `protocol` makes the protocol of a connection with its place. `greeting` is the maximum seconds of the TLS
    handshake.
    """

    def __init__(
        self,
        listener: socket.socket,
        protocol: Callable[[ConnectionSlot], asyncio.Protocol],
        crowd: Crowd,
        context: ssl.SSLContext | None,
        greeting: float = GREETING,
    ) -> None:
        listener.setblocking(False)
        self._listener, self._protocol, self._crowd = listener, protocol, crowd
        self._context, self._greeting = context, greeting if context else None
        self._loop = asyncio.get_running_loop()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._again: asyncio.TimerHandle | None = None
        self._accepting: asyncio.Task[Any] | None = None
        self._open()

    def close(self) -> None:
        """Accept no more connections, and cancel unfinished TLS handshakes."""
        if self._again:
            self._again.cancel()
        with contextlib.suppress(NotImplementedError):
            self._loop.remove_reader(self._listener)
        self._crowd.stops = True
        for task in self._tasks:  # without TLS they end soon, and uvloop does not report the end of a cancelled one
            if self._context or task is self._accepting:
                task.cancel()

    async def wait_closed(self) -> None:
        """Wait until all tasks of this entrance have ended."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _open(self) -> None:
        try:
            self._loop.add_reader(self._listener, self._accept)
        except NotImplementedError:  # the loop of Windows
            self._accepting = self._loop.create_task(self._accept_one_by_one())
            self._tasks.add(self._accepting)

    def _accept(self) -> None:
        for _ in range(AT_ONCE):
            try:
                self._let_in(*self._listener.accept())
            except BlockingIOError:
                return
            except OSError as error:  # any other error is over already: the next connection can work
                if error.errno in _NONE_LEFT:
                    self._loop.remove_reader(self._listener)
                    self._again = self._loop.call_later(PAUSE, self._open)
                    return

    async def _accept_one_by_one(self) -> None:
        while True:
            try:
                self._let_in(*await self._loop.sock_accept(self._listener))
            except OSError:
                await asyncio.sleep(PAUSE)

    def _let_in(self, connection: socket.socket, peer: tuple[str, int]) -> None:
        place = self._crowd.come(*peer[:2])
        if place is None:
            connection.close()
            return
        if self._context:
            _narrow(connection)
        greeting = self._loop.connect_accepted_socket(
            lambda: self._protocol(place), connection, ssl=self._context, ssl_handshake_timeout=self._greeting
        )
        task = self._loop.create_task(greeting)
        self._tasks.add(task)
        task.add_done_callback(partial(self._greeted, connection, place))

    def _greeted(self, connection: socket.socket, place: ConnectionSlot, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if task.cancelled() or error:  # no TLS, too late, or gone
            connection.close()
            place.free()
        if error and not isinstance(error, OSError):
            raise error


def _narrow(connection: socket.socket) -> None:
    """Let little data come at a time: TLS keeps three times the most bytes that ever came at a time (Linux only)."""
    if sys.platform == "linux":
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _NARROW)


def widen(connection: socket.socket) -> None:
    """Let the system choose the receive buffer of a connection again, which needs Linux 5.14 or later."""
    if sys.platform == "linux":
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _WIDE)
        with contextlib.suppress(OSError):
            connection.setsockopt(socket.SOL_SOCKET, _SO_BUF_LOCK, 0)
