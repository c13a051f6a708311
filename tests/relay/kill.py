"""Kill a relay again and again while it is being sent to: what it signed for is there, once, whole."""

import random
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from crypto.relay import open_receipt
from sync.client import RelayTransport
from sync.errors import NotDelivered
from sync.ports import Parcel
from tests.relay import live

SIZES = (1_000, 21_363, 70_000, 1 << 20, (1 << 21) + 5)


def kill_loop(times: int, seed: int = 1) -> dict[str, int]:
    """Kill a relay process `times` times during uploads; return what was counted. AssertionError is a broken promise.

    Every object whose receipt arrived must be in the log exactly once and read back whole; the log must be one chain
    over all lives of the relay.
    """
    dice = random.Random(seed)
    folder = Path(tempfile.mkdtemp(prefix="amparo-kill-"))
    signed: dict[bytes, Parcel] = {}
    pending: list[Parcel] = []
    try:
        with live.process(folder) as (_, url):
            me = live.owner(url)
            pk = me.descriptor().relay_pk
            port = int(url.rpartition(":")[2])
        for _ in range(times):
            with live.process(folder, port) as (child, url), _killed_after(child.kill, dice.uniform(0.02, 0.4)):
                _send_until_it_dies(url, pk, me, dice, pending, signed)
        with live.process(folder, port) as (_, url):
            for item in pending:
                signed[item.object_id] = item
                me.put(item)
            found = list(me.arrivals())
            assert sorted(a.object_id for a in found) == sorted(signed), "lost or doubled"
            for arrival in found:
                pieces = (arrival.read(at, 1 << 20) for at in range(0, arrival.length, 1 << 20))
                assert b"".join(pieces) == live.whole(signed[arrival.object_id])
            me.settle(found)
            assert list(me.arrivals()) == []
        me.close()
        assert not list((folder / "objects").glob("*/*")), "an orphan was left"
    finally:
        shutil.rmtree(folder)
    return {"kills": times, "signed": len(signed)}


def _send_until_it_dies(
    url: str,
    pk: bytes,
    me: RelayTransport,
    dice: random.Random,
    pending: list[Parcel],
    signed: dict[bytes, Parcel],
) -> None:
    """Send object after object; the one that was under way stays in `pending` and is sent first next time."""
    with suppress(NotDelivered):
        while True:
            if not pending:
                pending.append(live.parcel(me, dice.choice(SIZES), seed=dice.getrandbits(64)))
            to = RelayTransport(url, pk, pause=lambda _: None)
            try:
                receipt = open_receipt(to.put(pending[0]), pk)
            finally:
                to.close()
            signed[receipt.object_id] = pending.pop()


@contextmanager
def _killed_after(kill: Callable[[], None], seconds: float) -> Iterator[None]:
    timer = threading.Timer(seconds, kill)
    timer.start()
    try:
        yield
    finally:
        timer.join()
