"""Jobs that wait for a network, side by side, over one store: its steps run on the caller's thread alone.

So a relay that does not answer holds up nobody but itself.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, TimeoutError
from queue import SimpleQueue
from threading import Event
from typing import TypeVar

from app.actions.db import Db
from app.store.vault import Vault

S = TypeVar("S")
T = TypeVar("T")
Job = Callable[[Db], T]
_LOOK = 1.0
"""Seconds after which a job that waits for the store looks whether anybody still serves it."""


class _Left(Exception):
    """Whoever served the store has gone: the job ends here, as if its process had."""


def abreast(jobs: Iterable[Job[T]], db: Db, most: int) -> list[T]:
    """Run jobs on threads of their own, `most` at once, and return what each returned, in their order.

    A job is drawn from `jobs`, here, once a thread is free for it. What one raises is raised here at once; what still
    runs then ends at its next step in the store.
    """
    events: SimpleQueue[Callable[[Db], None] | Future[T]] = SimpleQueue()
    left = Event()

    def ask(run: Callable[[Vault], S], /) -> S:
        answer: Future[S] = Future()
        events.put(lambda db: _serve(db, run, answer))
        while not left.is_set():
            try:
                return answer.result(_LOOK)
            except TimeoutError:
                if answer.done():
                    raise
        raise _Left

    begun: list[Future[T]] = []
    waiting = iter(jobs)
    pool = ThreadPoolExecutor(most, "relay")
    try:
        running = 0
        while True:
            while running < most and (job := next(waiting, None)) is not None:
                begun.append(pool.submit(job, ask))
                begun[-1].add_done_callback(events.put)
                running += 1
            if not running:
                return [future.result() for future in begun]
            event = events.get()
            if isinstance(event, Future):
                event.result()
                running -= 1
            else:
                event(db)
    finally:
        left.set()
        pool.shutdown(wait=False, cancel_futures=True)


def _serve(db: Db, run: Callable[[Vault], S], answer: "Future[S]") -> None:
    """Run one step of a job in the store; its error goes to the job."""
    try:
        answer.set_result(db(run))
    except Exception as error:  # noqa: BLE001 - the boundary of a lane
        answer.set_exception(error)
