"""What opens the later connections of a round: the session of the one before, once, never beyond relay and circuit."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sync.client import RelayTransport
from sync.relay.keys import load_certificate
from sync.relay.server import application
from sync.tor import Tor
from tests.relay import live
from tests.sync.socks import Socks, leading

NAME, MIB = "relay.example", 1 << 20
_PRE_SHARED_KEY = 41


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "relay"


@contextmanager
def guarded(data: Path, port: int = 0) -> Iterator[tuple[str, ssl.SSLContext]]:
    """An open relay over TLS, and its context, which counts how connections began."""
    data.mkdir(exist_ok=True)
    shown = load_certificate(data)
    with live.served(application(data, shown=shown), shown, port) as url:
        yield url, shown.context


def through(port: Socks, data: Path, counter: int = 0) -> RelayTransport:
    pk, tor = live.public_key(data), Tor((port.place,), always=True)
    me = RelayTransport(f"https://{NAME}", pk, live.key(pk, counter), tor=tor, pause=lambda _: None)
    me.create_mailbox()
    return me


def tickets(greeting: bytes) -> list[bytes]:
    """The tickets that a greeting shows: the first identities of its extensions 41 (RFC 8446, 4.1.2 and 4.2.11)."""
    body = greeting[9 : 5 + int.from_bytes(greeting[3:5])]
    at = 2 + 32
    for size in (1, 2, 1):  # session id, cipher suites, compression
        at += size + int.from_bytes(body[at : at + size])
    at += 2
    found = []
    while at < len(body):
        kind, size = (int.from_bytes(body[part : part + 2]) for part in (at, at + 2))
        if kind == _PRE_SHARED_KEY:
            found.append(body[at + 8 : at + 8 + int.from_bytes(body[at + 6 : at + 8])])
        at += 4 + size
    return found


def test_a_connection_after_one_that_broke_goes_on_with_its_session_at_less_than_half_the_bytes(data: Path) -> None:
    with guarded(data) as (url, relay), leading({NAME: url}) as port:
        me = through(port, data)
        item, before = live.parcel(me, 3 * MIB), len(port.said)
        port.cut_after = MIB
        me.put(item)
        me.close()
        assert port.cuts == 1
        said = relay.session_stats()
        assert (said["accept_good"] - before, said["hits"]) == (2, 1)
    first, again = port.said[before:]
    assert (len(tickets(first)), len(tickets(again))) == (0, 1)
    assert len(again) < len(first) / 2 or len(first) < 1_000, "or this OpenSSL has no large key share to leave out"


def test_on_the_line_no_two_connections_show_the_same_ticket(data: Path) -> None:
    with guarded(data) as (url, relay), leading({NAME: url}) as port:
        me = through(port, data)
        for number in range(4):
            port.cut_after = MIB
            me.put(live.parcel(me, 2 * MIB + number))
        me.close()
        assert port.cuts == 4
        shown = [ticket for greeting in port.said for ticket in tickets(greeting)]
        assert len(shown) == len(set(shown)) == relay.session_stats()["hits"] == 4


def test_a_session_stays_on_its_circuit_and_in_its_round(data: Path) -> None:
    with guarded(data) as (url, _), leading({NAME: url}) as port:
        for counter in (1, 2):
            for _ in range(2):
                me = through(port, data, counter)
                me.put(live.parcel(me, 2_000 + counter))
                assert len(list(me.arrivals())) == 1
                me.close()
    assert len(port.users) == len(port.said) == 12, "hello, fetch and the mailbox written to, in four rounds"
    assert not any(tickets(greeting) for greeting in port.said)


def test_a_relay_that_began_anew_is_greeted_in_full_again(data: Path) -> None:
    """Without the session the small key share would be all there is."""
    with leading({}) as port:
        with guarded(data) as (url, _):
            port.targets = {NAME: url}
            me = through(port, data)
            me.put(live.parcel(me, 2_000))
            before = len(port.said)
        with guarded(data, int(url.rpartition(":")[2])) as (_, relay):
            me.put(live.parcel(me, 2_001))
            me.close()
            assert relay.session_stats()["hits"] == 0
    declined, full = port.said[before:]
    assert (len(tickets(declined)), len(tickets(full))) == (1, 0)
    assert len(full) == len(port.said[0])
