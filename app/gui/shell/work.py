"""The only place where threads and Qt meet: lanes of work, and one queued signal back.

The store lane is one thread and owns the database connection. The net lane (two threads) talks to relays and USB
sticks. The store lane never waits for the net lane. While a long step holds the store lane, tasks that only read use a
parallel lane. A result is delivered in the window's thread, to a slot of a QObject made there, and dropped if its owner
is gone. No thread is ever terminated: `close` lets running tasks end.
"""

import sys
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread
from typing import Any, NamedTuple, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

T = TypeVar("T")

TURN = 0.0001
"""Seconds that the window waits for its turn while a lane computes.

Each call of Qt gives the turn away. With Python's own 5 ms, a page of a hundred calls takes half a second.
"""
PAINTED = 12
"""Milliseconds for the layout and the painting that follow from a task."""
LONGEST_BUSY = 0.05
"""Seconds that a step of long work waits at most for an idle window."""


class _Outcome(NamedTuple):
    """The outcome of one piece of work: its value, or the error that it raised."""

    value: Any
    error: BaseException | None

    @classmethod
    def of(cls, task: Callable[[], Any]) -> "_Outcome":
        try:
            return cls(task(), None)
        except BaseException as error:  # noqa: BLE001 - the boundary of a lane
            return cls(None, error)


class _WorkPiece:
    """One piece of work on its way through a lane and back, with its owner and callbacks.

    A lane can be the last to hold the piece, but never its content: the window's thread empties it. If another thread
    destroys a widget, Qt crashes.
    """

    def __init__(
        self,
        owner: QObject,
        task: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[BaseException], None],
        arrived: Callable[["_WorkPiece"], None],
    ) -> None:
        self.owner: QObject | None = owner
        self.task: Callable[[], Any] | None = task
        self.done: Callable[[Any], None] | None = done
        self.failed: Callable[[BaseException], None] | None = failed
        self.arrived = arrived
        self.outcome: _Outcome | None = None

    def __call__(self) -> None:
        """Run it, in a lane."""
        assert self.task is not None  # noqa: S101 - a piece is emptied once it is done
        self.outcome = _Outcome.of(self.task)
        self.arrived(self)

    def deliver(self) -> None:
        """Call back in the window's thread if the owner still lives, and release all references."""
        owner, done, failed, outcome = self.owner, self.done, self.failed, self.outcome
        self.owner = self.task = self.done = self.failed = self.outcome = None
        assert outcome is not None and done is not None and failed is not None  # noqa: S101 - it is delivered once
        if not shiboken6.isValid(owner):
            return
        if outcome.error is None:
            done(outcome.value)
        else:
            failed(outcome.error)


class _LaneThreads:
    """The threads of one lane. `concurrent.futures` does this too, but loads `logging` before the first list."""

    def __init__(self, name: str, count: int) -> None:
        self._tasks: SimpleQueue[Callable[[], object] | None] = SimpleQueue()
        self._threads = [Thread(target=_run_tasks, args=(self._tasks,), name=name, daemon=True) for _ in range(count)]
        for thread in self._threads:
            thread.start()

    def __del__(self) -> None:
        for _ in self._threads:
            self._tasks.put(None)

    def submit(self, task: Callable[[], object]) -> None:
        """Run `task` after the tasks that wait; it must not raise."""
        self._tasks.put(task)

    def wait_for(self, task: Callable[[], T]) -> T:
        """Run `task` after the tasks that wait; return its value or raise its error. It waits forever after `close`."""
        told: SimpleQueue[_Outcome] = SimpleQueue()
        self.submit(lambda: told.put(_Outcome.of(task)))
        outcome = told.get()
        if outcome.error is not None:
            raise outcome.error
        value: T = outcome.value
        return value

    def close(self) -> None:
        """Drop the tasks that wait, and wait for those that run."""
        with suppress(Empty):
            while True:
                self._tasks.get_nowait()
        for _ in self._threads:
            self._tasks.put(None)
        for thread in self._threads:
            thread.join()


def _run_tasks(tasks: "SimpleQueue[Callable[[], object] | None]") -> None:
    """Run tasks until the first None."""
    while (task := tasks.get()) is not None:
        task()
        del task  # the window's thread destroys its widgets


class WorkLane(NamedTuple):
    """A lane of the work of a window."""

    name: str
    run: Callable[[str, _WorkPiece], None]
    failed: Callable[[BaseException], None]
    arrived: Callable[[_WorkPiece], None]

    def __call__(
        self,
        owner: QObject,
        task: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Run `task` in the lane; then `done` or `failed` in the window's thread, while `owner` lives."""
        self.run(self.name, _WorkPiece(owner, task, done, failed or self.failed, self.arrived))


class Work(QObject):
    """The lanes. `failed` gets the errors of tasks without an error callback."""

    _arrived = Signal(object)

    def __init__(self, failed: Callable[[BaseException], None]) -> None:
        super().__init__()
        self._failed = failed
        self._long: list[object] = []
        self._lanes: dict[str, _LaneThreads] = {}
        self._closed = False
        sys.setswitchinterval(TURN)
        self._arrived.connect(self._queue, Qt.ConnectionType.QueuedConnection)
        self._answers: deque[_WorkPiece] = deque()
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self._deliver)
        self._idle = Event()
        self._idle.set()
        self._painted = QTimer(self, singleShot=True, interval=PAINTED)
        self._painted.timeout.connect(self._idle.set)

    @property
    def store(self) -> WorkLane:
        """The thread that owns the store."""
        return WorkLane("store", self._run, self._failed, self._arrived.emit)

    @property
    def net(self) -> WorkLane:
        """Two threads that can wait for a network or a USB stick."""
        return WorkLane("net", self._run, self._failed, self._arrived.emit)

    @property
    def look(self) -> WorkLane:
        """The thread that checks if a thing still exists, while both threads of `net` can be waiting for it."""
        return WorkLane("look", self._run, self._failed, self._arrived.emit)

    @property
    def beside(self) -> WorkLane:
        """The thread for tasks that only read, parallel to `store`."""
        return WorkLane("beside", self._run, self._failed, self._arrived.emit)

    @property
    def media(self) -> WorkLane:
        """Two threads that own the pipes of media children."""
        return WorkLane("media", self._run, self._failed, self._arrived.emit)

    def hurry(self, stop: Callable[[], None], patience: int) -> None:
        """Hurry the store's thread to its next task: call `stop` every `patience` milliseconds.

        `stop` never runs together with the next task, and no longer after that task has begun.
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

        self._threads("store").submit(begin)
        QTimer.singleShot(patience, self, late)

    @property
    def held(self) -> bool:
        """True if a long step holds the store lane."""
        return bool(self._long)

    def end_beside(self) -> None:
        """Wait until the parallel lane reads no more."""
        self._threads("beside").wait_for(lambda: None)

    def in_store_long(self, task: Callable[[], T]) -> T:
        """Run a long `task` in the store's thread and wait for it, as `in_store`: the store is `held`."""
        self._long.append(task)
        try:
            return self.in_store(task)
        finally:
            self._long.remove(task)

    def in_store(self, task: Callable[[], T]) -> T:
        """Run `task` in the store's thread, after the window's turn, and wait for it: only for the net lane."""
        self.give_way()
        return self._threads("store").wait_for(task)

    def give_way(self) -> None:
        """Let the window go first if it has something to build: for a lane, between two steps of long work.

        A lane that computes makes the window wait at every call of Qt.
        """
        self._idle.wait(LONGEST_BUSY)

    def close(self) -> None:
        """Let every lane end; tasks that have not begun, or come later, are dropped.

        A lane that another one waits for ends after it: the store for `net`, the parallel lane for the store.
        """
        self._closed = True
        for name in ("look", "media", "net", "store", "beside"):
            self._threads(name).close()

    def _threads(self, name: str) -> _LaneThreads:
        """Return the threads of a lane; the first call makes them."""
        if name not in self._lanes:
            self._lanes[name] = _LaneThreads(name, 2 if name in ("media", "net") else 1)
        return self._lanes[name]

    def _run(self, name: str, piece: _WorkPiece) -> None:
        if not self._closed:
            self._begin()
            self._threads(name).submit(piece)

    def _begin(self) -> None:
        """Record that the window has something to build: for a request of a task, or for its result."""
        self._idle.clear()
        self._painted.start()  # restart: an earlier request does not end the turn of its result

    @Slot(object)
    def _queue(self, piece: _WorkPiece) -> None:
        self._begin()
        self._answers.append(piece)
        self._turn.start()

    def _deliver(self) -> None:
        """Deliver one answer; a key or a timer comes before the next one, because an answer can build a page."""
        piece = self._answers.popleft()
        if self._answers:
            self._turn.start()
        self._begin()
        piece.deliver()
