"""A request that hangs is overtaken by another, which asks where it stood: TCP alone waits longer each time.

After an outage of seconds a connection that lives sends again only when its doubled wait ends, and one that is dead
(another address, a forgotten port of a router) is told so no sooner. A new connection is there at once.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType

from sync.errors import NotDelivered
from sync.link import Answer, Link

HANGS = 2.5
"""Seconds without an acknowledgement of what was sent after which a request is overtaken."""

_LOOK = 0.25


class Overtaking:
    """Watches the request that this thread makes in the `with` block.

    If it hangs, it is ended, which breaks it; `ask` is called on another thread at once, and `answer` has what came.
    """

    def __init__(self, link: Link, ask: Callable[[], Answer]) -> None:
        self.answer: Answer | None = None
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
        """Wait for what asks, if it does: coming late, it would end what is sent next."""
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(_LOOK):
            if self._link.silence(self._hung) > HANGS:
                self._link.hang_up(self._hung)  # before TCP sends once more what nobody may hear
                with suppress(NotDelivered):
                    self.answer = self._ask()
                return
