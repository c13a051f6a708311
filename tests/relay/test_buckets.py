"""How often a mailbox is asked: all readers of a shared one sign with the same key, and none starves another."""

import http.client
import itertools
import time
from contextlib import closing
from pathlib import Path

import pytest

from crypto.relay import SigningKey
from sync.relay.connection_limits import BURST, MOST_BUCKETS, PATIENCE, RATE, Buckets
from sync.relay.engine.place import Engine
from sync.relay.errors import Refusal
from sync.relay.server import application
from tests.relay import live
from tests.relay.engines import both_stores
from tests.relay.peer import Peer
from tests.relay.test_hostile import Door, until

REMOVED, READER = "192.0.2.1 1000", "198.51.100.7 1000"


OTHER, NUMBERS = SigningKey(b"o" * 32), itertools.count()


def asked(door: Door, client: str, key: SigningKey | None = None) -> int:
    """Ask once, with a new nonce."""
    return door.ask(next(NUMBERS), key, client=client)


def emptied(door: Door, client: str) -> int:
    """Ask as this client until it is refused; return how often it was let in."""
    return next((n for n in range(100) if asked(door, client) != 200), 100)


@pytest.mark.parametrize(
    ("removed", "same", "reader"),
    [
        (REMOVED, "192.0.2.1 2000", READER),
        ("::ffff:192.0.2.1 1", REMOVED, READER),
        ("2001:db8::1 1", "2001:db8::ffff 1", "2001:db8:0:1::1 1"),
        ("127.0.0.1 1000", "127.0.0.1 1000", "127.0.0.1 1001"),
        ("::1 1000", "::1 1000", "::1 1001"),
    ],
)
def test_who_asks_without_end_takes_no_turn_of_another_reader(removed: str, same: str, reader: str) -> None:
    """A member who was removed still has the key: 20,000 requests of theirs kept all others out for 20 minutes."""
    door = Door(burst=20, rate=8)
    assert emptied(door, removed) == 20 + 8 * PATIENCE
    remembered = door.keeper.nonces.count
    assert [asked(door, same), asked(door, removed, OTHER), asked(door, reader)] == [503, 200, 200]
    assert emptied(door, reader) == 19 + 8 * PATIENCE
    assert door.keeper.nonces.count == 2 * remembered + 1, "what is refused is not remembered"
    door.steady += 1 / 8
    assert [asked(door, removed), asked(door, removed)] == [200, 503]
    door.steady += 20 / 8 + PATIENCE
    assert emptied(door, removed) == 20 + 8 * PATIENCE


def test_a_bucket_is_full_again_within_a_minute() -> None:
    assert BURST / RATE + PATIENCE < 60


def test_the_memory_of_buckets_is_bounded_and_forgets_the_empty_ones_last() -> None:
    buckets = Buckets(burst=20, rate=10, steady=lambda: 5.0)
    with pytest.raises(Refusal, match="503"):
        for _ in range(100):
            buckets.take(b"shared", "removed")
    for number in range(3 * MOST_BUCKETS):
        assert buckets.take(number.to_bytes(32), "somebody") == 0
    assert buckets.count <= MOST_BUCKETS
    with pytest.raises(Refusal, match="503"):
        buckets.take(b"shared", "removed")


def test_who_asked_is_forgotten_while_nobody_asks(tmp_path: Path) -> None:
    app = application(tmp_path)
    buckets = app.state.relay.doorkeeper.buckets
    with live.served(app) as url:
        Peer(url, tmp_path).transport.close()
        assert buckets.count == 1
        until(lambda: buckets.count == 0)


@both_stores
def test_on_loopback_each_connection_is_a_reader_and_waits_its_turn(place: Path | Engine, tmp_path: Path) -> None:
    """Behind an onion service all come from loopback; who asks too fast is answered later, not refused."""
    app = application(place)
    app.state.relay.doorkeeper.buckets = Buckets(burst=5, rate=8)
    with live.served(app) as url:
        peer = Peer(url, tmp_path)
        peer.transport.close()
        target = f"/v1/m/{peer.transport.mid.hex()}/log?after=0"

        def polls(count: int) -> float:
            begun = time.monotonic()
            with closing(http.client.HTTPConnection(peer.host, timeout=10)) as line:
                for _ in range(count):
                    line.request("GET", target, headers=peer.proof("GET", target))
                    answer = line.getresponse()
                    assert (answer.status, len(answer.read())) == (200, 8192)
            return time.monotonic() - begun

        assert polls(10) > 0.3 > polls(5)
