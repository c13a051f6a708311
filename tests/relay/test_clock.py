"""What a relay keeps and until when, whatever its clock does: a day back, a year ahead, with a restart between."""

import asyncio
import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

from attrs import define

from crypto.relay import object_id
from sync.relay.local_store import LocalStorage
from sync.relay.storage import DAY, HOUR, Limits, MailboxDelivery
from tests.relay import live

NOON = 1_800_000_000 // HOUR * HOUR
MID = bytes(32)


@define
class Times:
    """A clock that is set, and one that never leaps."""

    now: float = NOON
    steady: float = 0.0

    def passes(self, seconds: float) -> None:
        self.now += seconds
        self.steady += seconds


@define
class Kept:
    """A relay's store that is opened anew for each step, as by a restart, or held open."""

    folder: Path
    times: Times

    def after(self, *steps: float, restarts: bool = False) -> list[int]:
        """Let time pass step by step, sweeping after each; return the lengths of what is there then."""
        return asyncio.run(self._after(steps, restarts))

    def open(self) -> LocalStorage:
        return LocalStorage(self.folder, Limits(), lambda: self.times.now, lambda: self.times.steady)

    async def _after(self, steps: tuple[float, ...], restarts: bool) -> list[int]:
        store = self.open()
        for step in steps:
            if restarts:
                await store.close()
                store = self.open()
            self.times.passes(step)
            await store.sweep()
        await store.close()
        with closing(sqlite3.connect(self.folder / "relay.db")) as con:
            return [row[0] for row in con.execute("SELECT length FROM live ORDER BY length")]

    def put(self, size: int) -> None:
        """Store an object of this size."""

        async def go() -> None:
            store = self.open()
            await store.create_mailbox(MID, bytes(32), None)
            data = memoryview(bytes(size))
            name = object_id(size, [hashlib.sha256(data).digest()])
            await store.put(MailboxDelivery(size.to_bytes(32), MID, bytes(32), name, size), data)
            await store.sweep()
            await store.close()

        asyncio.run(go())


def kept(folder: Path) -> Kept:
    store = Kept(folder, Times())
    store.put(10)
    return store


def test_it_is_kept_to_the_last_second_and_no_longer(tmp_path: Path) -> None:
    for restarts in (False, True):
        store = kept(tmp_path / str(restarts))
        assert store.after(*[10 * DAY] * 8, 10 * DAY - 1, restarts=restarts) == [10]
        assert store.after(1, restarts=restarts) == []


def test_a_clock_that_is_a_day_back_deletes_nothing_early_and_the_log_goes_on(tmp_path: Path) -> None:
    store = kept(tmp_path)
    assert store.after(10 * DAY, 10 * DAY) == [10]
    store.times.now -= DAY
    store.put(11)
    assert store.after(HOUR) == [10, 11]
    assert store.after(DAY - HOUR, *[10 * DAY] * 7, restarts=True) == [11]  # the first had its 90 days
    assert store.after(10 * DAY, 10 * DAY) == []


def test_a_clock_that_leaps_a_year_deletes_nothing_for_a_day(tmp_path: Path) -> None:
    store = kept(tmp_path)
    store.times.now += 365 * DAY
    assert store.after(0, *[HOUR] * 23) == [10]
    store.times.now -= 365 * DAY  # it was set right
    assert store.after(HOUR, *[10 * DAY] * 8) == [10]


def test_after_a_day_a_clock_that_stays_is_believed(tmp_path: Path) -> None:
    store = kept(tmp_path)
    store.times.now += 365 * DAY
    assert store.after(0, *[HOUR] * 24) == []


def test_a_relay_that_was_off_for_a_year_waits_a_day_too_and_each_restart_anew(tmp_path: Path) -> None:
    store = kept(tmp_path)
    store.times.now += 365 * DAY
    assert store.after(0, *[HOUR] * 20, restarts=True) == [10]
    assert store.after(0, *[HOUR] * 24) == []


def test_mail_that_came_under_a_clock_a_year_ahead_is_there_when_it_is_right_again(tmp_path: Path) -> None:
    now = [1_800_000_000.0 + 365 * DAY]
    with live.relay(tmp_path, clock=lambda: now[0]) as url:
        me = live.owner(url)
        me.put(live.parcel(me, 10))
        me.close()
    now[0] -= 365 * DAY
    with live.relay(tmp_path, clock=lambda: now[0]) as url:
        me = live.mailbox(url)
        me.put(live.parcel(me, 11))
        assert sorted(arrival.length for arrival in me.arrivals()) == [10, 11]
        now[0] -= DAY  # while it runs
        me.put(live.parcel(me, 12))
        found = list(me.arrivals())
        assert len(found) == 3
        me.settle(found)
        assert list(me.arrivals()) == []
        me.close()
