"""Overtake a request that hangs: another request asks for its offset, because TCP waits longer each time.

After an outage of seconds, a live connection sends again only when its doubled wait ends. A dead one (another address,
a forgotten port of a router) is noticed no sooner. A new connection works immediately.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType

from sync.errors import NotDelivered
from sync.link import HttpResponse, RelayLink

HANGS = 2.5
"""Seconds without an acknowledgement of sent bytes after which a request is overtaken."""

_LOOK = 0.25


class Overtaking:
    """Watches the request of this thread in the `with` block.

    If the request hangs, this object breaks it and immediately calls `ask` on another thread. `answer` has the result.
    """

    def __init__(self, link: RelayLink, ask: Callable[[], HttpResponse]) -> None:
        self.answer: HttpResponse | None = None
        self._link, self._ask = link, ask
        self._hung = threading.get_ident()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Overtaking":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait for a running `ask`: a late one would end the next request."""
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(_LOOK):
            if self._link.silence(self._hung) > HANGS:
                self._link.hang_up(self._hung)  # before TCP sends again to a peer that might be gone
                with suppress(NotDelivered):
                    self.answer = self._ask()
                return
