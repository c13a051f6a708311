"""Read a connection or pause it: unread data waits in the system, which slows its sender down."""

import asyncio

from uvicorn.protocols.http.flow_control import FlowControl


class Flow(FlowControl):
    """A flow control that reads only if uvicorn agrees and its turn has come.

    Otherwise the data waits in the system, and none in TLS. By default TLS would keep a quarter of a MiB, and a second
    buffer into which it reads.
    """

    waits = False
    _stopped = False

    def pause_reading(self) -> None:
        """See `FlowControl`."""
        self.read_paused = True
        self._settle()

    def resume_reading(self) -> None:
        """See `FlowControl`."""
        self.read_paused = False
        self._settle()

    def wait(self, waits: bool) -> None:
        """Wait for a turn, or stop waiting."""
        self.waits = waits
        self._settle()

    def _settle(self) -> None:
        if self._stopped == (self.read_paused or self.waits):
            return
        self._stopped = not self._stopped
        if self._stopped:
            self._transport.pause_reading()
            asyncio.get_running_loop().call_soon(self._stop)  # in the middle of a piece TLS would continue
        else:
            self._limit()
            self._transport.resume_reading()

    def _stop(self) -> None:
        if self._stopped and not self._transport.is_closing():
            self._limit(0)

    def _limit(self, high: int | None = None) -> None:
        """Let TLS keep a quarter of a MiB, its default, or nothing."""
        limit = getattr(self._transport, "set_read_buffer_limits", None)
        if limit and self._transport.get_extra_info("socket"):  # else it is lost, and there is no TLS to stop
            limit(high)
