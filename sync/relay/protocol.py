"""One connection: the HTTP of PROTOCOL.md, and a fast path for uploads that arrive complete and quickly.

uvicorn and httptools process all of HTTP. A request that is not in `METHODS` and `HEADERS` ends the connection before
its body is parsed: bodies in chunks and trailers never arrive. The fast path holds a request until it is complete,
without task and framework. It passes all others to the slow path (the application's): other requests, incomplete ones,
and those that need more than a plain receipt. On the slow path all received bytes are kept, in case the line breaks.
"""

import asyncio
import os
import socket
import struct
from functools import partial
from math import inf
from typing import Any, ClassVar

from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from crypto.relay import STORED, Malformed, Receipt
from sync.relay.accept import widen
from sync.relay.app import FORESEEN, WHOLE, Relay, answer_to
from sync.relay.connection_limits import CUT, ConnectionSlot, Crowd, reader
from sync.relay.errors import Refusal
from sync.relay.flow import Flow
from sync.relay.request import IDLE, declared_length
from sync.relay.storage import Stored

_REFUSED = b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
_RECEIPT = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % Receipt.SIZE

PROMPT = 0.5
"""Seconds that an upload is held: a slower one is on a line that can break."""

SLOWEST = 100
"""Bytes a second below which no one is sending or taking anything; our own clients give up below 1,000."""

UNTAKEN = 1 << 16
"""Bytes of an answer, and one piece in addition, that wait to be taken before reading from the disk stops."""

FAREWELL = 3
"""Seconds in which a stopping relay still sends requested data; uvicorn ends all connections after five."""

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH")

HEADERS = {
    b"host": 261,
    b"connection": 10,
    b"content-length": 18,
    b"range": 48,
    b"upload-offset": 18,
    b"amparo-time": 18,
    b"amparo-nonce": 32,
    b"amparo-signature": 128,
    b"amparo-puzzle": 128,
    b"accept": 128,
    b"accept-encoding": 128,
    b"user-agent": 128,
}
"""The headers of a request, each at most once, and the bytes of the longest value; any other ends the connection.

The last three mean nothing here. Our clients do not send them; an operator's tools do.
"""

TARGET = 256
"""Bytes of the longest target."""

HEAD = 1 << 12
"""Bytes of the lines before a body, in all pieces; permitted lines are shorter by far."""

WAITING = 16
"""Requests of one connection that can wait for the answer to an earlier one."""

LITTLE = 1 << 16
"""Bytes of a body that is read without waiting for a turn."""

TURN = 2.0
"""Seconds of a turn, if others wait; then its sender waits for the next one behind them."""

_DROP = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
"""SO_LINGER: untaken data is thrown away as the connection ends."""


class Unwanted(Exception):
    """A request that PROTOCOL.md does not describe; the parser turns it into its own error."""


class RelayProtocol(HttpToolsProtocol):
    """One connection. At most one of its requests is held; those that follow it immediately wait in uvicorn's queue.

    A relay on the network has few connections, so it closes unused ones. In every `idle` seconds some data must come or
    go, unless the client waits for the relay. The connection has its `place` in the `crowd` since it was accepted, and
    frees it at its end.
    """

    idle: ClassVar[float] = IDLE
    crowd: ClassVar[Crowd]
    place: ConnectionSlot
    _held: RequestResponseCycle | None = None
    _holds = 0
    _patience: asyncio.TimerHandle | None = None
    _answering: RequestResponseCycle | None = None
    _relay: Relay
    _watch: asyncio.TimerHandle
    _head = 0
    _came = 0
    _answered = False
    _between = True
    _left: float = inf
    _turn: asyncio.TimerHandle | None = None
    flow: Flow

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """See `asyncio.Protocol`."""
        super().connection_made(transport)
        self.flow = Flow(transport)
        transport.set_write_buffer_limits(UNTAKEN)
        self._relay = self.config.loaded_app.state.relay
        self._watch = self.loop.call_later(self.idle, self._go_on)
        self.client = self.place.peer
        if self.crowd.stops:
            self._hang_up()

    def connection_lost(self, exc: Exception | None) -> None:
        """See `asyncio.Protocol`."""
        self._watch.cancel()
        if self._held is not None:
            self._release()
        self._leave()
        self._end_turn()
        if self.cycle is not None and self.cycle.more_body:
            self.crowd.fine(self.place.peer[0], CUT)
        self.place.free()
        super().connection_lost(exc)
        self._unset_keepalive_if_required()
        self.pipeline.clear()
        self.cycle = self._answering = None  # type: ignore[assignment]  # in a circle, all stays until it is collected

    def _leave(self) -> None:
        """Tell the request that is being answered that its client is gone; uvicorn tells the last that came."""
        if self._answering is not None:
            self._answering.disconnected = True
            self._answering.message_event.set()

    def _hang_up(self) -> None:
        self._leave()
        self.transport.abort()

    def _go_on(self) -> None:
        """Hang up on a client that sent or took too little since the last look, or look again later."""
        enough, left = SLOWEST * self.idle, self.transport.get_write_buffer_size()
        taking = self.flow.write_paused or self.transport.is_closing()
        if taking:
            holds = left > self._left - enough
        else:
            cycle = self._answering
            answering = cycle is not None and not cycle.response_complete and not cycle.more_body
            ours = answering or self.flow.read_paused or self.flow.waits
            holds = not ours and not self._answered and self._came < enough
        if holds:  # otherwise the system keeps the connection and its untaken data for minutes
            self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _DROP)
            self._hang_up()
            return
        self._came, self._answered = 0, False
        self._left = left if taking else inf
        self._watch = self.loop.call_later(self.idle, self._go_on)

    def data_received(self, data: bytes) -> None:
        """See `asyncio.Protocol`. A head that comes in pieces is parsed, and so kept, only up to `HEAD` bytes."""
        self._came += len(data)
        if self._between and data[:1] in (b"\r", b"\n"):  # the parser would skip empty lines without end
            self._hang_up()
            return
        if self._head and self._head + len(data) > HEAD:
            rest = HEAD - self._head
            self._parse(data[:rest])
            data = data[rest:]
            if self._head >= HEAD:
                self._hang_up()
        self._parse(data)
        self._look()

    def _parse(self, data: bytes) -> None:
        if not self.transport.is_closing():  # TLS passes data on until the other side ends
            self._head = self._head and self._head + len(data)
            super().data_received(data)

    def send_400_response(self, msg: str) -> None:
        """End the connection with a bare status 400; in the middle of an answer, without it."""
        self.crowd.fine(self.place.peer[0])
        if self.cycle is not None and not self.cycle.response_complete:
            self._hang_up()
            return
        self.transport.write(_REFUSED)
        self.transport.close()
        self._watch.cancel()
        self._watch = self.loop.call_later(FAREWELL, self._hang_up)

    def on_message_begin(self) -> None:
        """Start a request: the lines before its body come, and are counted from the next piece on."""
        if len(self.pipeline) >= WAITING:
            raise Unwanted
        super().on_message_begin()
        self._head, self._between = 1, False

    def on_url(self, url: bytes) -> None:
        """Add a part of the target."""
        super().on_url(url)
        if len(self.url) > TARGET:
            raise Unwanted

    def on_header(self, name: bytes, value: bytes) -> None:
        """Add one header."""
        name = name.lower()
        if len(value) > HEADERS.get(name, -1) or any(name == before for before, _ in self.headers):
            raise Unwanted
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Check the complete head; a long body waits for its turn."""
        method, version = self.parser.get_method().decode(), self.parser.get_http_version()
        is_path, has_host = self.url.startswith(b"/"), any(name == b"host" for name, _ in self.headers)
        if method not in METHODS or version != "1.1" or not is_path or not has_host:
            raise Unwanted
        self._head = 0
        super().on_headers_complete()
        size = int(next((value for name, value in self.headers if name == b"content-length"), 0))  # the parser read it
        if size > LITTLE and not self.transport.is_closing():
            self._wait_for_turn()

    def _wait_for_turn(self) -> None:
        self.flow.wait(True)
        self.crowd.read.come(self, reader(self.place.peer), self._begin_turn)

    def _begin_turn(self) -> None:
        self.flow.wait(False)
        if self.scheme == "https" and (connection := self.transport.get_extra_info("socket")):
            widen(connection)
        self._turn = self.loop.call_later(TURN, self._pass_on)

    def _end_turn(self) -> None:
        if self._turn is not None:
            self._turn.cancel()
            self._turn = None
        self.crowd.read.go(self)

    def _pass_on(self) -> None:
        """Pass the turn to the next connection, if any waits."""
        if self.crowd.read.waiting:
            self._end_turn()
            self._wait_for_turn()
        else:
            self._turn = self.loop.call_later(TURN, self._pass_on)

    def on_message_complete(self) -> None:
        """End a complete request and its turn."""
        super().on_message_complete()
        self._between = True
        self._end_turn()

    def on_body(self, body: bytes) -> None:
        """Pass on a piece of the body uncopied if no other piece waits; uvicorn would copy it twice."""
        waiting: bytes | bytearray = self.cycle.body
        if not waiting and not self.cycle.response_complete:
            self.cycle.body, body = body, b""  # type: ignore[assignment]
        elif isinstance(waiting, bytes):
            self.cycle.body = bytearray(waiting)
        super().on_body(body)

    def resume_writing(self) -> None:
        """Continue to write an answer after the client took enough."""
        super().resume_writing()
        self._left = inf

    def shutdown(self) -> None:
        """Hang up immediately if no request is being answered: TLS would wait for a farewell that might never come.

        Hang up also on a client that is still sending: the received bytes are kept, and the upload continues after the
        next start. A client that takes an answer has `FAREWELL` seconds.
        """
        cycle = self._answering
        if self.cycle is None or self.cycle.response_complete or (cycle is not None and cycle.more_body):
            self._hang_up()
        else:
            super().shutdown()
            self.loop.call_later(FAREWELL, self._hang_up)

    def on_response_complete(self) -> None:
        """Start the next request after an answer; read no more before the waiting requests are answered."""
        super().on_response_complete()
        self._answered = True
        if self.pipeline:
            self.flow.pause_reading()
        if self.transport.is_closing():  # the rest must be read, or its sender never reads the answer
            self._end_turn()
            self.flow.wait(False)
            self.flow.resume_reading()
        self._look()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        """Start a request when it is the turn of its address."""
        self._answering = cycle
        try:
            wait = self.crowd.turn(self.place.peer[0])
        except Refusal:
            self._hang_up()
            return
        if wait:
            self.loop.call_later(wait, self._begin, cycle, app)
        else:
            self._begin(cycle, app)

    def _begin(self, cycle: RequestResponseCycle, app: Any) -> None:
        """Start a request; an upload that can arrive complete is held until it has."""
        if cycle.disconnected:
            return
        size = _whole_upload(cycle, self._relay.storage.whole)
        if size and self.crowd.hold(size):
            self._held, self._holds = cycle, size
            self._look()
        else:
            super()._start_asgi_task(cycle, app)

    def _look(self) -> None:
        """Process the held request if it is complete; otherwise wait for its next bytes."""
        cycle = self._held
        if cycle is None:
            return
        if cycle.more_body:
            self.flow.resume_reading()  # uvicorn pauses at 64 KiB until the data is taken
            if self._patience is None:
                self._patience = self.loop.call_later(PROMPT, self._answer_at_length, cycle, self.app)
            return
        try:
            stored = self._relay.take_whole(cycle.body)
        except FORESEEN as error:
            self._answer_at_length(cycle, answer_to(error))
            return
        if stored is None:
            self._answer_at_length(cycle, self.app)
            return
        cycle.body = bytearray()  # or a connection that stays open would keep it in memory
        self._hold_no_longer()
        stored.add_done_callback(partial(self._answer, cycle))

    def _hold_no_longer(self) -> None:
        self._held = None
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _release(self) -> None:
        self._hold_no_longer()
        self.crowd.let_go(self._holds)
        self._holds = 0

    def _answer(self, cycle: RequestResponseCycle, stored: asyncio.Future[Stored]) -> None:
        if stored.exception() or cycle.disconnected or self.flow.write_paused or not cycle.keep_alive:
            self._answer_at_length(cycle, partial(self._receipt, stored))
            return
        self._release()
        self.transport.write(_RECEIPT + self._relay.sign(STORED, stored.result()))
        cycle.response_complete = True
        cycle.on_response()

    async def _receipt(self, stored: asyncio.Future[Stored], scope: Scope, receive: Receive, send: Send) -> None:
        try:
            response = Response(self._relay.sign(STORED, stored.result()))
        except FORESEEN as error:
            response = answer_to(error)
        await response(scope, receive, send)

    def _answer_at_length(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._release()
        super()._start_asgi_task(cycle, app)


def _whole_upload(cycle: RequestResponseCycle, most: int) -> int:
    """Return the bytes of a request that can be an upload of at most `most` bytes, else 0."""
    scope = cycle.scope
    if scope["method"] != "POST" or scope["path"] != "/v1/uploads" or cycle.waiting_for_100_continue:
        return 0
    try:
        size = declared_length(scope["headers"])
    except Malformed:
        return 0
    return size if WHOLE < size <= WHOLE + most else 0
