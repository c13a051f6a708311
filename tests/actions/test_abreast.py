"""Jobs side by side over one store: each step on the caller's thread, nobody held up, and an end that is an end."""

import threading
from collections.abc import Iterator

import pytest

from app.actions.kernel.db import Db, direct_db
from app.actions.kernel.parallel_tasks import Job, run_parallel
from app.store.vault.open_vault import Vault


def test_steps_in_the_store_run_on_the_callers_thread_and_jobs_do_not(vault: Vault) -> None:
    here = threading.get_ident()

    def job(db: Db) -> bool:
        return db(lambda v: threading.get_ident()) == here != threading.get_ident()

    assert run_parallel([job] * 3, direct_db(vault), 2) == [True] * 3


def test_what_waits_holds_up_nobody_but_itself(vault: Vault) -> None:
    others = threading.Barrier(3, timeout=10)

    def dead(db: Db) -> str:
        others.wait()  # it answers only once two others went all the way
        return "dead"

    def good(db: Db) -> str:
        assert db(lambda v: 1) == 1
        others.wait()
        return "good"

    assert run_parallel([dead, good, good], direct_db(vault), 3) == ["dead", "good", "good"]


def test_a_job_is_drawn_when_a_thread_is_free_for_it(vault: Vault) -> None:
    done: list[int] = []

    def jobs() -> Iterator[Job[None]]:
        for number in range(4):
            assert len(done) >= number - 1
            yield lambda db, n=number: done.append(n)  # type: ignore[misc]

    run_parallel(jobs(), direct_db(vault), 2)
    assert sorted(done) == [0, 1, 2, 3]


def test_what_the_store_raises_is_the_jobs_and_what_a_job_raises_is_raised(vault: Vault) -> None:
    def fails(v: Vault) -> None:
        raise TimeoutError("of the store")

    def job(db: Db) -> str:
        with pytest.raises(TimeoutError, match="of the store"):
            db(fails)
        return "went on"

    assert run_parallel([job], direct_db(vault), 2) == ["went on"]
    with pytest.raises(TimeoutError, match="of the store"):
        run_parallel([lambda db: db(fails)], direct_db(vault), 2)


def test_who_stops_the_round_ends_the_jobs_that_wait_for_the_store(vault: Vault) -> None:
    ended = threading.Event()

    def job(db: Db) -> None:
        try:
            while True:
                db(lambda v: None)
        finally:
            ended.set()

    steps = iter(range(5))

    def stop(step: object) -> object:
        if next(steps) == 4:
            raise KeyboardInterrupt
        return None

    with pytest.raises(KeyboardInterrupt):
        run_parallel([job], stop, 1)
    assert ended.wait(5)
