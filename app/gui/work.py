"""The only place where threads and Qt meet: lanes of work, and one queued signal back.

The store lane is one thread and owns the database connection; the net lane (two threads) talks to relays and
sticks. The store lane never waits for the net lane. While a long step holds the store lane, what only reads goes in a
lane beside it. A result is delivered in the window's thread, to a slot of a QObject made there, and dropped if its
owner is gone. Nothing is ever terminated: `close` lets what runs come to its end.
"""

import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread
from typing import Any, NamedTuple, TypeVar

import shiboken6
from attrs import define
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

T = TypeVar("T")

TURN = 0.0001
"""Seconds that the window waits for its turn while a lane computes. Each call of Qt gives the turn away, so that at
Python's own 5 ms a page of a hundred calls would be built in half a second."""
PAINTED = 12
"""Milliseconds until the layout and the painting that follow from a task have had their turn."""
LONGEST_BUSY = 0.05
"""Seconds that a step of long work waits at most until the window has nothing to do."""


class _Lane:
    """Threads that do one piece of work after the other, in the order they were given.

    `concurrent.futures` does the same; it loads `logging`, and the two are a fiftieth of the time to the list.
    """

    def __init__(self, threads: int, name: str) -> None:
        self._waiting: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._threads = [Thread(target=self._go, name=f"{name}_{n}", daemon=True) for n in range(threads)]
        for thread in self._threads:
            thread.start()

    def put(self, piece: Callable[[], None]) -> None:
        """Do this when its turn comes."""
        self._waiting.put(piece)

    def wait_for(self, task: Callable[[], T]) -> T:
        """Do this when its turn comes, wait for it, and return its value or raise what it raised."""
        came: SimpleQueue[_Outcome] = SimpleQueue()
        self.put(lambda: came.put(_Outcome.of(task)))
        outcome = came.get()
        if outcome.error is not None:
            raise outcome.error
        value: T = outcome.value
        return value

    def close(self) -> None:
        """Wait for what runs; what has not begun is dropped, and nothing is given to the lane any more."""
        with suppress(Empty):
            while True:
                self._waiting.get_nowait()
        for _ in self._threads:
            self._waiting.put(None)
        for thread in self._threads:
            thread.join()

    def _go(self) -> None:
        while (piece := self._waiting.get()) is not None:
            piece()


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
        sys.setswitchinterval(TURN)
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._idle = Event()
        self._idle.set()
        self._painted = QTimer(self, singleShot=True, interval=PAINTED)
        self._painted.timeout.connect(self._idle.set)

    @cached_property
    def _store(self) -> _Lane:
        return _Lane(1, "store")

    @cached_property
    def _beside(self) -> _Lane:
        return _Lane(1, "beside")

    @cached_property
    def _net(self) -> _Lane:
        return _Lane(2, "net")

    @cached_property
    def _look(self) -> _Lane:
        return _Lane(1, "look")

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

        self._store.put(begin)
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
        self._beside.wait_for(lambda: None)

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
        return self._store.wait_for(task)

    def give_way(self) -> None:
        """Let the window go first where it has something to build: for a lane, between two steps of long work.

        A lane that computes would make it wait at every call of Qt.
        """
        self._idle.wait(LONGEST_BUSY)

    def close(self) -> None:
        """Let every lane come to its end; what has not begun is dropped."""
        self._beside.close()
        self._look.close()
        self._net.close()
        self._store.close()

    def _run(
        self,
        lane: _Lane,
        owner: QObject,
        task: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[BaseException], None] | None,
    ) -> None:
        self._begin()
        lane.put(_Piece(owner, task, done, failed or self._failed, self._arrived.emit))

    def _begin(self) -> None:
        """Note that the window has something to build: what asks for a task, or what came of one."""
        self._idle.clear()
        self._painted.start()  # anew: what was asked before does not end the turn of what came of it

    @Slot(object)
    def _deliver(self, piece: _Piece) -> None:
        self._begin()
        piece.deliver()
