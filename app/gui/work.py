"""The only place where threads and Qt meet: lanes of work, and one queued signal back.

The store lane is one thread and owns the database connection; the net lane (two threads) talks to relays and
sticks. The store lane never waits for the net lane. While a long step holds the store lane, what only reads goes in a
lane beside it. A result is delivered in the window's thread, to a slot of a QObject made there, and dropped if its
owner is gone. Nothing is ever terminated: `close` lets what runs come to its end.
"""

import sys
from collections.abc import Callable
from functools import cached_property
from threading import Event, Lock
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import shiboken6
from attrs import define
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

if TYPE_CHECKING:
    from concurrent.futures import Executor

T = TypeVar("T")

TURN = 0.0001
"""Seconds that the window waits for its turn while a lane computes. Each call of Qt gives the turn away, so that at
Python's own 5 ms a page of a hundred calls would be built in half a second."""
PAINTED = 12
"""Milliseconds until the layout and the painting that follow from a task have had their turn."""
LONGEST_BUSY = 0.05
"""Seconds that a step of long work waits at most until the window has nothing to do."""


class _Outcome(NamedTuple):
    """What came of one piece of work: its value, or what it raised."""

    value: Any
    error: BaseException | None

    @classmethod
    def of(cls, task: Callable[[], Any]) -> "_Outcome":
        try:
            return cls(task(), None)
        except BaseException as error:  # noqa: BLE001 - the boundary of a lane
            return cls(None, error)


@define
class _Piece:
    """One piece of work on its way through a lane and back, and who waits for it.

    A lane may well be the last to hold it, but never what it holds: the window's thread empties it. A widget that is
    let go of in another thread is taken apart there, and Qt answers with a crash.
    """

    owner: QObject | None
    task: Callable[[], Any] | None
    done: Callable[[Any], None] | None
    failed: Callable[[BaseException], None] | None
    arrived: Callable[["_Piece"], None]
    outcome: _Outcome | None = None

    def __call__(self) -> None:
        """Do it, in a lane."""
        assert self.task is not None  # noqa: S101 - a piece is emptied once it is done
        self.outcome = _Outcome.of(self.task)
        self.arrived(self)

    def deliver(self) -> None:
        """Tell who waits and lives still, in the window's thread, and hold nothing any more."""
        owner, done, failed, outcome = self.owner, self.done, self.failed, self.outcome
        self.owner = self.task = self.done = self.failed = self.outcome = None
        assert outcome is not None and done is not None and failed is not None  # noqa: S101 - it is delivered once
        if not shiboken6.isValid(owner):
            return
        if outcome.error is None:
            done(outcome.value)
        else:
            failed(outcome.error)


class Work(QObject):
    """The lanes. `failed` is for errors that the asker did not want to hear of itself."""

    _arrived = Signal(object)

    def __init__(self, failed: Callable[[BaseException], None]) -> None:
        super().__init__()
        self._failed = failed
        self._long: list[object] = []
        self._closed = False
        sys.setswitchinterval(TURN)
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._idle = Event()
        self._idle.set()
        self._painted = QTimer(self, singleShot=True, interval=PAINTED)
        self._painted.timeout.connect(self._idle.set)

    @cached_property
    def _store(self) -> "Executor":
        return _lane(1, "store")

    @cached_property
    def _beside(self) -> "Executor":
        return _lane(1, "beside")

    @cached_property
    def _net(self) -> "Executor":
        return _lane(2, "net")

    @cached_property
    def _look(self) -> "Executor":
        return _lane(1, "look")

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

    def look(
        self,
        owner: QObject,
        task: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        """Look whether something is still there, while both threads of the net lane may wait for it."""
        self._run(self._look, owner, task, done, failed)

    def hurry(self, stop: Callable[[], None], patience: int) -> None:
        """Have the store's thread come to what is given to it next: `stop` is called each `patience` milliseconds.

        It is called never at the same time as what comes next, and not any more once that has begun.
        """
        turn, begun = Lock(), Event()

        def begin() -> None:
            with turn:
                begun.set()

        def late() -> None:
            with turn:
                if not begun.is_set():
                    stop()
                    QTimer.singleShot(patience, self, late)

        self._store.submit(begin)
        QTimer.singleShot(patience, self, late)

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
        """Run `task` in the store's thread, once the window has its turn, and wait for it: for the net lane alone."""
        self.give_way()
        return self._store.submit(task).result()

    def give_way(self) -> None:
        """Let the window go first where it has something to build: for a lane, between two steps of long work.

        A lane that computes would make it wait at every call of Qt.
        """
        self._idle.wait(LONGEST_BUSY)

    def close(self) -> None:
        """Let every lane come to its end; pieces that have not begun, or come later, are dropped."""
        self._closed = True
        self._beside.shutdown(cancel_futures=True)
        self._look.shutdown(cancel_futures=True)
        self._net.shutdown(cancel_futures=True)
        self._store.shutdown(cancel_futures=True)

    def _run(
        self,
        lane: "Executor",
        owner: QObject,
        task: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[BaseException], None] | None,
    ) -> None:
        if self._closed:
            return
        self._begin()
        lane.submit(_Piece(owner, task, done, failed or self._failed, self._arrived.emit))

    def _begin(self) -> None:
        """Note that the window has something to build: what asks for a task, or what came of one."""
        self._idle.clear()
        self._painted.start()  # anew: what was asked before does not end the turn of what came of it

    @Slot(object)
    def _deliver(self, piece: _Piece) -> None:
        self._begin()
        piece.deliver()


def _lane(threads: int, name: str) -> "Executor":
    """Return threads that take pieces of work in the order they were given."""
    from concurrent.futures import ThreadPoolExecutor  # loads `logging`: not before the first window is shown

    return ThreadPoolExecutor(threads, name)
