"""Kill two relays over one store, and the store under them: `python -m tests.relay.engine_kill [N [SEED]]`, 200.

Three people send through whichever relay answers, and go on at the other where one dies; the owner reads through both
and deletes what was signed for. Seven times in ten a relay dies, else the database or the bucket's server. At the end
everything that was signed for came, once in the log and whole, the log is one chain, and nothing is left in the store
that no line names.
"""

import asyncio
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from attrs import define, field

from crypto.relay import open_receipt
from sync.client import RelayTransport
from sync.errors import NotDelivered, SyncError
from sync.maillog import LogPosition
from sync.ports import Parcel
from sync.relay.engine.place import Engine
from sync.relay.engine.storage import EngineStorage
from sync.relay.keys import load_keys
from sync.relay.storage import Limits
from tests.relay import engines, live

SIZES = (1_000, 21_363, 70_000, 1 << 20, (1 << 21) + 5)
SENDERS = 3


@define
class Post:
    """What was signed for, what is under way, and what came; shared by all threads."""

    relays: list[live.Killable]
    pk: bytes
    seal: bytes
    mid: bytes
    signed: dict[bytes, Parcel] = field(factory=dict)
    pending: dict[int, Parcel] = field(factory=dict)
    came: set[bytes] = field(factory=set)
    wrong: list[BaseException] = field(factory=list)
    over: threading.Event = field(factory=threading.Event)

    def send(self, sender: int, dice: random.Random) -> None:
        """Send one object after the other until it is over; the last may stay on its way."""
        while not self.over.is_set():
            self.deliver(sender, dice)

    def deliver(self, sender: int, dice: random.Random) -> None:
        """Send the object that is on its way, or a new one, to either relay."""
        if sender not in self.pending:
            self.pending[sender] = live.of(dice.randbytes(dice.choice(SIZES)), self.mid, self.pk, self.seal)
        to = RelayTransport(dice.choice(self.relays).url, self.pk, pause=lambda _: None)
        try:
            receipt = open_receipt(to.put(self.pending[sender]), self.pk)
        except SyncError:
            time.sleep(0.02)
            return
        finally:
            to.close()
        self.signed[receipt.object_id] = self.pending.pop(sender)

    def read(self, dice: random.Random) -> None:
        """Read through either relay until it is over, again where none answers; a log that went back ends it."""
        position: LogPosition | None = None
        while not self.over.is_set():
            with suppress(NotDelivered):
                position = self.fetch(dice, position)
            time.sleep(0.05)

    def fetch(self, dice: random.Random, position: LogPosition | None) -> LogPosition | None:
        """Read once; where the log goes on next time."""
        key = live.key(self.pk)
        me = RelayTransport(dice.choice(self.relays).url, self.pk, key, position=position, pause=lambda _: None)
        try:
            found = [arrival for arrival in me.arrivals() if arrival.object_id in self.signed]
            for arrival in found:
                pieces = [arrival.read(at, 1 << 20) for at in range(0, arrival.length, 1 << 20)]
                assert b"".join(pieces) == live.whole(self.signed[arrival.object_id]), "other bytes"
            self.came.update(arrival.object_id for arrival in found)
            me.settle(found)
        finally:
            me.close()
        return me.position()

    def guarded(self, work: Callable[[random.Random], None], dice: random.Random) -> None:
        """Do a thread's work; what goes wrong in it is told at the end."""
        try:
            work(dice)
        except BaseException as error:  # told by who joins it
            self.wrong.append(error)
            self.over.set()


def kill_engine(times: int, seed: int = 1, both: engines.Engines | None = None) -> dict[str, int]:
    """Kill something `times` times; return what was counted. AssertionError is a broken promise."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="amparo-engine-kill-")))
        running = both or stack.enter_context(engines.running())
        store = running.fresh(folder)
        relays = [live.Killable(store), live.Killable(store)]
        for relay in relays:
            stack.callback(relay.kill)
            relay.start()
        me = live.owner(relays[0].url)
        described = me.descriptor()
        me.close()
        post = Post(relays, described.relay_pk, described.seal_pk, me.mid)
        kills = _trouble(post, running, times, seed)
        _hold(post, store, seed)
        return {**kills, "signed": len(post.signed)}


def _trouble(post: Post, running: engines.Engines, times: int, seed: int) -> dict[str, int]:
    """Let everybody send and read while one thing after the other is killed and started again."""
    dice, kills = random.Random(seed), Counter[str]()
    works = [lambda own, n=n: post.send(n, own) for n in range(SENDERS)] + [post.read]
    threads = [
        threading.Thread(target=post.guarded, args=(work, random.Random(f"{seed} {number}")))
        for number, work in enumerate(works)
    ]
    for thread in threads:
        thread.start()
    try:
        for _ in range(times):
            if post.over.wait(dice.uniform(0.02, 0.4)):
                break
            name, victim = _victim(post, running, dice)
            victim.kill()
            kills[name] += 1
            if name != "relays":
                time.sleep(dice.uniform(0, 0.5))
            victim.start()
    finally:
        post.over.set()
        for thread in threads:
            thread.join()
    assert not post.wrong, post.wrong
    return dict(kills)


def _victim(post: Post, running: engines.Engines, dice: random.Random) -> "tuple[str, live.Killable | engines.Service]":
    drawn = dice.random()
    if drawn < 0.7:
        return "relays", dice.choice(post.relays)
    return ("databases", running.postgres) if drawn < 0.85 else ("buckets", running.objects)


def _hold(post: Post, store: Engine, seed: int) -> None:
    """Hold the store against what was signed for, now that everything runs."""
    dice = random.Random(seed)
    end = time.monotonic() + 60
    for sender in list(post.pending):
        while sender in post.pending:
            assert time.monotonic() < end, "an upload that was cut does not go on"
            post.deliver(sender, dice)
    post.fetch(dice, None)
    assert post.came == post.signed.keys(), "lost"
    with psycopg.connect(store.database, autocommit=True) as connection:
        rows = connection.execute("SELECT object_id, count(*) FROM log WHERE kind = 1 GROUP BY object_id").fetchall()
        assert sorted(rows) == sorted((name, 1) for name in post.signed), "doubled, or never signed for"
    _sweep(store)
    with psycopg.connect(store.database, autocommit=True) as connection:
        for table in ("shelf", "tail", "upload", "progress", "doomed", "live"):
            assert connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone() == (0,), f"left in {table}"
    assert engines.keys_in(store) == [], "an orphan was left"


def _sweep(store: Engine) -> None:
    """Do what a relay does every hour."""

    async def sweep() -> None:
        storage = EngineStorage(store, load_keys(store.keys).signing.public, Limits(), time.time)
        await storage.sweep()
        await storage.close()

    asyncio.run(sweep())


if __name__ == "__main__":
    words = [int(word) for word in sys.argv[1:]]
    began = time.monotonic()
    counted = kill_engine(words[0] if words else 200, words[1] if len(words) > 1 else 1)
    print(f"engine: {counted} in {time.monotonic() - began:.0f} s", flush=True)
