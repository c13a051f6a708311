"""Who attacks a relay: memory, connections and what it remembers stay bounded, and it says nothing of what it holds."""

import os
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
from starlette.requests import Request

from crypto.relay import DeliveryTag, SigningKey, UploadHead, seal_tag, sign_request
from sync.relay.app import LONG_HEADS, LongHeads
from sync.relay.connection_limits import MOST, Buckets, Crowd, places, share_of
from sync.relay.errors import Refusal
from sync.relay.keys import load_certificate
from sync.relay.request import Doorkeeper, Nonces
from sync.relay.server import application
from tests.relay import live
from tests.relay.peer import Peer
from tests.relay.test_slow import connected

GIB = 1 << 30
ASK = b"GET /v1/relay?n=0000000000000000 HTTP/1.1\r\nHost: x\r\n\r\n"


def answers(connection: socket.socket) -> bytes:
    """Return the first line of an answer, or nothing where it is hung up on."""
    connection.settimeout(5)
    try:
        return connection.recv(4096)
    except OSError:
        return b""


# What is kept for strangers.


@pytest.mark.parametrize("whose", ["a mailbox that is not there", "no tag at all"])
def test_nothing_of_a_large_head_is_read_for_who_knows_no_mailbox(peer: Peer, whose: str) -> None:
    """Its hashes are half a MiB that would lie in memory; a thousand connections would fill it."""
    name = bytes(32)
    tag = bytes(130)
    if whose == "a mailbox that is not there":
        tag = seal_tag(DeliveryTag(bytes(32), name), peer.transport.descriptor().seal_pk)
    fixed = UploadHead(tag, name, 16 * GIB, ()).pack()
    with connected(f"http://{peer.host}") as connection:
        connection.sendall(b"POST /v1/uploads HTTP/1.1\r\nHost: x\r\nContent-Length: 20000000\r\n\r\n" + fixed)
        said = answers(connection)
        assert said.startswith(b"HTTP/1.1 404" if "mailbox" in whose else b"HTTP/1.1 400")


def test_few_large_heads_are_waited_for_at_a_time() -> None:
    heads = LongHeads()
    with ExitStack() as waiting:
        for _ in range(LONG_HEADS):
            waiting.enter_context(heads.one_more(UploadHead.FIXED + 32 * 16 * 1024))
        with pytest.raises(Refusal, match="507"), heads.one_more(1 << 20):
            pass
        with heads.one_more(1000):
            assert heads.count == LONG_HEADS
    assert heads.count == 0


@pytest.mark.parametrize("shown", [False, True], ids=["plain", "TLS"])
def test_there_is_a_place_for_so_many_connections_and_it_is_free_again(tmp_path: Path, shown: bool) -> None:
    certificate = load_certificate(tmp_path) if shown else None
    crowd = Crowd(most=5)
    with live.served(application(tmp_path, shown=certificate), certificate, crowd=crowd) as url:
        with ExitStack() as held:
            for _ in range(5):
                one = held.enter_context(connected(url))
                one.sendall(ASK)
                assert answers(one).startswith(b"HTTP/1.1 200")
            with pytest.raises(OSError), connected(url) as late:  # TLS may notice before it has said anything
                late.sendall(ASK)
                if not answers(late):
                    raise ConnectionResetError
        until(lambda: crowd.count == 0)
        with connected(url) as again:
            again.sendall(ASK)
            assert answers(again).startswith(b"HTTP/1.1 200")


def until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 5
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_one_address_has_a_part_of_what_is_free_and_loopback_has_no_share() -> None:
    crowd = Crowd(most=32, part=4)
    one = [crowd.come("192.0.2.1") for _ in range(10)]
    assert [bool(place) for place in one] == [True] * 6 + [False] * 4  # 6 of 26 that are free: a quarter
    assert crowd.come("::ffff:192.0.2.1") is None
    net = [crowd.come(f"2001:db8::{n}") for n in range(10)]
    assert sum(map(bool, net)) == 5 and crowd.come("2001:db8:0:1::1")
    near = [crowd.come("127.0.0.1"), *(crowd.come("::1") for _ in range(18))]
    assert all(near) and crowd.count == 31
    assert (crowd.come("192.0.2.1"), bool(crowd.come("192.0.2.2")), crowd.come("127.0.0.1")) == (None, True, None)
    for place in (*one, *near):
        if place:
            place.free()
            place.free()
    assert crowd.count == 7 and crowd.come("192.0.2.1")


def test_many_addresses_leave_places_to_the_next_one() -> None:
    crowd = Crowd(most=1024)
    for n in range(20):
        while crowd.come(f"192.0.2.{n}"):
            pass
    assert crowd.count < 950
    assert all(crowd.come("198.51.100.1") for _ in range(10))


def test_the_places_are_fewer_than_the_descriptors() -> None:
    assert [places(limit) for limit in (10, 256, 1024, 8192)] == [1, 64, 448, MOST]
    assert 1 <= places() <= MOST


@pytest.mark.parametrize(
    ("address", "share"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:0:1::ffff", "2001:db8:0:1::/64"),
        ("2001:db8:0:1:ffff::", "2001:db8:0:1::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        *((near, None) for near in ("127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1", "", "no address")),
    ],
)
def test_the_share_of_an_address(address: str, share: str | None) -> None:
    assert share_of(address) == share


# What it remembers of requests.


class Door:
    """A doorkeeper whose two clocks are turned."""

    def __init__(self, burst: int = 100, rate: int = 10, nonces: Nonces | None = None) -> None:
        self.relay, self.key, self.now = os.urandom(32), SigningKey(bytes(32)), 1_800_000_000.0
        self.steady = 0.0
        self.keeper = Doorkeeper(self.relay, lambda: self.now, Buckets(burst, rate, lambda: self.steady), nonces)

    def ask(
        self, number: int, key: SigningKey | None = None, time: int | None = None, client: str = "127.0.0.1 1"
    ) -> int:
        """Return the status that a request is let in with."""
        key, nonce, at = key or self.key, number.to_bytes(16), int(self.now) if time is None else time
        signature = sign_request(key, "GET", self.relay, at, nonce, b"/x", b"")
        headers = {"amparo-time": str(at), "amparo-nonce": nonce.hex(), "amparo-signature": signature.hex()}
        scope = {
            "type": "http", "method": "GET", "raw_path": b"/x", "query_string": b"", "client": client.split(),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }  # fmt: skip
        try:
            self.keeper.check(Request(scope), key.public)
        except Refusal as refusal:
            return refusal.status
        return 200


def test_a_clock_that_is_set_back_a_day_shuts_nobody_out_and_lets_no_request_in_twice() -> None:
    door = Door()
    assert (door.ask(1), door.ask(1)) == (200, 401)
    before = int(door.now)
    door.now -= 86_400
    assert door.ask(2) == 200
    assert door.ask(2) == 401
    assert door.ask(3, time=before) == 401  # of the time before: too far ahead now
    assert door.ask(4, time=int(door.now) - 1) == 401  # dated before this start
    door.now += 86_400 + 60
    assert (door.ask(5), door.ask(5)) == (200, 401)
    assert door.ask(6, time=before) == 200


def test_a_clock_that_leaps_a_year_forgets_no_request_that_is_still_good() -> None:
    door = Door()
    door.ask(1)
    door.now += 365 * 86_400
    assert (door.ask(2), door.ask(2), door.ask(1)) == (200, 401, 200)
    assert door.keeper.nonces.count == 2


# What it says.


NOT_HTTP = [
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(64),
    b"GET / HTTP/9.9\r\n\r\n",
    b"\x00\xff" * 100 + b"\r\n\r\n",
    b"POST /v1/uploads HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    b"POST /v1/uploads HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
    b"POST /v1/uploads HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST /v1/uploads HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
    b"POST /v1/uploads HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
    b"POST /v1/uploads HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: x, chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
    b"POST /v1/mailboxes HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
    b"POST /v1/uploads HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999999\r\n\r\n",
    b"GET /v1/relay?n=zz HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET //v1/relay HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /v1/../v1/relay?n=0000000000000000 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /v1/%2e%2e/relay HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /v1/m/..%2f..%2frelay.key/o/..%2f..%2frelay.key HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /v1/uploads/%00 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET http://x/v1/m HTTP/1.1\r\nHost: x\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
    b"CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /v1/x HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    b"GET /v1/x HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n",
]


@pytest.mark.parametrize("sent", NOT_HTTP, ids=[str(number) for number in range(len(NOT_HTTP))])
def test_what_is_no_request_of_ours_is_refused_without_a_word(
    peer: Peer, sent: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    with connected(f"http://{peer.host}") as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        said = b"".join(iter(lambda: answers(connection), b""))
    lines, _, body = said.partition(b"\r\n\r\n")
    assert (not said or b" 40" in lines.split(b"\r\n")[0]) and body == b"" and b"content-type" not in lines.lower()
    with connected(f"http://{peer.host}") as connection:
        connection.sendall(ASK)
        assert answers(connection).startswith(b"HTTP/1.1 200")
    assert capfd.readouterr() == ("", "")


def test_garbage_older_tls_and_plain_http_are_hung_up_on_where_tls_is_spoken(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    import ssl

    certificate, crowd = load_certificate(tmp_path), Crowd()
    with live.served(application(tmp_path, shown=certificate), certificate, crowd=crowd) as url:
        address = ("127.0.0.1", int(url.rpartition(":")[2]))
        for sent in (ASK, bytes(300), b"\x16\x03\x01\xff\xff" + bytes(300), b"\x15\x03\x03\x00\x02\x02\x28"):
            with socket.create_connection(address, 10) as plain:
                plain.sendall(sent)
                plain.shutdown(socket.SHUT_WR)
                assert b"HTTP" not in b"".join(iter(lambda: answers(plain), b""))
        old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        old.check_hostname, old.verify_mode, old.maximum_version = False, ssl.CERT_NONE, ssl.TLSVersion.TLSv1_2
        with socket.create_connection(address, 10) as plain, pytest.raises((ssl.SSLError, ConnectionError)):
            old.wrap_socket(plain)
        with connected(url) as safe:
            safe.sendall(ASK)
            assert answers(safe).startswith(b"HTTP/1.1 200")
        until(lambda: crowd.count == 0)
    assert capfd.readouterr() == ("", "")
