"""Run jobs that wait for the network in parallel, over one vault.

The caller's thread runs every step in the vault, so a relay that does not answer delays only its own job.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, TimeoutError
from queue import SimpleQueue
from threading import Event
from typing import TypeVar

from app.actions.kernel.db import Db
from app.store.vault.open_vault import Vault

S = TypeVar("S")
T = TypeVar("T")
Job = Callable[[Db], T]
_LOOK = 1.0
"""The interval in seconds at which a job that waits for the vault checks if the caller has stopped."""


class _Left(Exception):
    """The signal that ends a job because the caller no longer serves the vault, as if its process had ended."""


def run_parallel(jobs: Iterable[Job[T]], db: Db, most: int) -> list[T]:
    """Run jobs on separate threads, at most `most` at a time, and return their results in order.

    The caller's thread takes the next job from `jobs` when a thread is free. It raises the error of a job immediately.
    Jobs that still run then end at their next step in the vault.
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
    """Run one step in the vault and give its result or its error to the job that waits."""
    try:
        answer.set_result(db(run))
    except Exception as error:  # noqa: BLE001 - the boundary of a lane
        answer.set_exception(error)
