"""The only place where threads and Qt meet: lanes of work, and one queued signal back.

The store lane is one thread and owns the database connection; the net lane (two threads) talks to relays and
sticks. The store lane never waits for the net lane. While a long step holds the store lane, what only reads goes in a
lane beside it. A result is delivered in the window's thread, to a slot
of a QObject made there, and dropped if its owner is gone. Nothing is ever terminated: `close` lets what
runs come to its end.
"""

import sys
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

T = TypeVar("T")

TURN = 0.0001
"""Seconds that the window waits for its turn while a lane computes. Each call of Qt gives the turn away, so that at
Python's own 5 ms a page of a hundred calls would be built in half a second."""


class _Result(NamedTuple):
    """What came of one piece of work, and who waits for it."""

    owner: QObject
    future: "Future[Any]"
    done: Callable[[Any], None]
    failed: Callable[[BaseException], None]


class Work(QObject):
    """The lanes. `failed` is for errors that the asker did not want to hear of itself."""

    _arrived = Signal(object)

    def __init__(self, failed: Callable[[BaseException], None]) -> None:
        super().__init__()
        self._failed = failed
        self._long: list[object] = []
        sys.setswitchinterval(TURN)
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @cached_property
    def _store(self) -> "ThreadPoolExecutor":
        return _lane(1, "store")

    @cached_property
    def _beside(self) -> "ThreadPoolExecutor":
        return _lane(1, "beside")

    @cached_property
    def _net(self) -> "ThreadPoolExecutor":
        return _lane(2, "net")

    def store(
        self,
        owner: QObject,
        task: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Run `task` in the thread that owns the store; then `done` in the window's, while `owner` lives."""
        self._run(self._store, owner, task, done, failed)

    def net(
        self,
        owner: QObject,
        task: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Run `task` where waiting for a network or a stick does no harm."""
        self._run(self._net, owner, task, done, failed)

    @property
    def held(self) -> bool:
        """Whether a long step holds the store lane."""
        return bool(self._long)

    def beside(
        self,
        owner: QObject,
        task: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Run `task`, which only reads, beside the store lane, one after the other."""
        self._run(self._beside, owner, task, done, failed)

    def end_beside(self) -> None:
        """Wait until nothing reads beside the store any more."""
        self._beside.submit(lambda: None).result()

    def in_store_long(self, task: Callable[[], T]) -> T:
        """Run a `task` that takes long in the store's thread and wait for it, as `in_store`: the store is `held`."""
        self._long.append(task)
        try:
            return self.in_store(task)
        finally:
            self._long.remove(task)

    def in_store(self, task: Callable[[], T]) -> T:
        """Run `task` in the store's thread and wait for it: for the net lane and for closing, never for a slot."""
        return self._store.submit(task).result()

    def close(self) -> None:
        """Let every lane come to its end; what has not begun is dropped."""
        self._beside.shutdown(wait=True, cancel_futures=True)
        self._net.shutdown(wait=True, cancel_futures=True)
        self._store.shutdown(wait=True, cancel_futures=True)

    def _run(
        self,
        lane: "ThreadPoolExecutor",
        owner: QObject,
        task: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[BaseException], None] | None,
    ) -> None:
        def announce(future: "Future[T]") -> None:
            if not future.cancelled():
                self._arrived.emit(_Result(owner, future, done, failed or self._failed))

        lane.submit(task).add_done_callback(announce)

    @Slot(object)
    def _deliver(self, result: _Result) -> None:
        if not shiboken6.isValid(result.owner):
            return
        error = result.future.exception()
        if error is None:
            result.done(result.future.result())
        else:
            result.failed(error)


def _lane(threads: int, name: str) -> "ThreadPoolExecutor":
    from concurrent.futures import ThreadPoolExecutor  # not before the first window stands

    return ThreadPoolExecutor(threads, name)
