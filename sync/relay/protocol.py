"""The short way for most of a relay's traffic: whole uploads of small objects, answered without task and framework.

All of HTTP is uvicorn's and httptools': this only holds a request back until it has come whole, and goes back to the
long way (the application's) with whatever is not such an upload or not to be answered with a plain receipt.
"""

import asyncio
from functools import partial
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from crypto.relay import STORED, Malformed, Receipt
from sync.relay.app import FORESEEN, WHOLE, Relay, answer_to
from sync.relay.local import SMALL
from sync.relay.request import IDLE, declared_length
from sync.relay.storage import Stored

_RECEIPT = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % Receipt.SIZE


class RelayProtocol(HttpToolsProtocol):
    """One connection. At most one request of it is held back; those that follow it at once wait in uvicorn's queue."""

    _held: RequestResponseCycle | None = None
    _asked = False
    _relay: Relay

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """See `asyncio.Protocol`."""
        super().connection_made(transport)
        self._relay = self.config.loaded_app.state.relay
        self.loop.call_later(IDLE, self._ask_something)

    def _ask_something(self) -> None:
        """Hang up on who has not asked for anything yet: connections are what a relay on the net has few of."""
        if not self._asked:
            self.transport.abort()

    def data_received(self, data: bytes) -> None:
        """See `asyncio.Protocol`."""
        super().data_received(data)
        self._look()

    def shutdown(self) -> None:
        """Hang up at once where nothing is being answered: TLS would wait for a farewell that may never come."""
        if self.cycle is None or self.cycle.response_complete:
            self.transport.abort()
        else:
            super().shutdown()

    def on_response_complete(self) -> None:
        """An answer is out: the next request may begin."""
        super().on_response_complete()
        self._look()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        """Begin with a request; one that may be a small upload is held back until it is whole."""
        self._asked = True
        if _may_be_small_upload(cycle):
            self._held = cycle
        else:
            super()._start_asgi_task(cycle, app)

    def _look(self) -> None:
        """Take the request that is held back if it is whole; otherwise wait for its next bytes, for a while."""
        cycle = self._held
        if cycle is None:
            return
        if cycle.more_body:
            self.flow.resume_reading()  # uvicorn pauses at 64 KiB until somebody takes what came
            self._unset_keepalive_if_required()
            self.timeout_keep_alive_task = self.loop.call_later(IDLE, self.timeout_keep_alive_handler)
            return
        self._held = None
        try:
            stored = self._relay.take_whole(cycle.body)
        except FORESEEN as error:
            self._answer_at_length(cycle, answer_to(error))
            return
        if stored is None:
            self._answer_at_length(cycle, self.app)
        else:
            stored.add_done_callback(partial(self._answer, cycle))

    def _answer(self, cycle: RequestResponseCycle, stored: asyncio.Future[Stored]) -> None:
        if stored.exception() or cycle.disconnected or self.flow.write_paused or not cycle.keep_alive:
            self._answer_at_length(cycle, partial(self._receipt, stored))
            return
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
        super()._start_asgi_task(cycle, app)


def _may_be_small_upload(cycle: RequestResponseCycle) -> bool:
    scope = cycle.scope
    if scope["method"] != "POST" or scope["path"] != "/v1/uploads" or cycle.waiting_for_100_continue:
        return False
    try:
        return WHOLE < declared_length(scope["headers"]) < WHOLE + SMALL
    except Malformed:
        return False
