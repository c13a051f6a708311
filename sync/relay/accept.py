"""Who comes in: each connection has its place in the crowd, or none, before a byte of it is read.

asyncio's own server accepts without end, and tells nobody of a connection before TLS has greeted it: who says nothing
would hold a descriptor that nobody counts. So this accepts by itself, and hands each socket that has a place over.
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

from sync.relay.crowd import Crowd, Place

GREETING = 8
"""Seconds in which a connection must have greeted in TLS."""

PAUSE = 0.2
"""Seconds before the next try where the system has no descriptor or no memory for a connection."""

AT_ONCE = 64
"""Connections that are accepted before anybody else is looked after."""

_NARROW, _WIDE = 24 << 10, 1 << 18
"""Bytes that the system keeps of what comes over TLS before a long body has its turn, and then, to begin with."""

_SO_BUF_LOCK = 72

_NONE_LEFT = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)


class Entrance:
    """Lets in who comes to one listening socket; `close` and `wait_closed` are those of asyncio's servers.

    `protocol` makes the protocol of a connection with this place. `greeting` is how many seconds TLS may take.
    """

    def __init__(
        self,
        listener: socket.socket,
        protocol: Callable[[Place], asyncio.Protocol],
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
        """Let nobody in any more, and hang up on who has not greeted yet."""
        if self._again:
            self._again.cancel()
        with contextlib.suppress(NotImplementedError):
            self._loop.remove_reader(self._listener)
        self._crowd.stops = True
        for task in self._tasks:  # without TLS they are about to end; cancelled, uvloop would tell nobody of that end
            if self._context or task is self._accepting:
                task.cancel()

    async def wait_closed(self) -> None:
        """Wait until that is done."""
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
            except OSError as error:  # else it is over already: the next one may be better
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

    def _greeted(self, connection: socket.socket, place: Place, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if task.cancelled() or error:  # no TLS, not in time, or gone
            connection.close()
            place.free()
        if error and not isinstance(error, OSError):
            raise error


def _narrow(connection: socket.socket) -> None:
    """Let little come at a time: a connection keeps as much as ever came, three times, in the buffers of TLS."""
    if sys.platform == "linux":
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _NARROW)


def widen(connection: socket.socket) -> None:
    """Let as much come on a connection at a time as the system sees fit, for which it needs a Linux from 5.14 on."""
    if sys.platform == "linux":
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _WIDE)
        with contextlib.suppress(OSError):
            connection.setsockopt(socket.SOL_SOCKET, _SO_BUF_LOCK, 0)
