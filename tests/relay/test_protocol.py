"""Small uploads on the short way: every way a request can come apart, and what comes beside it on one connection."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from crypto.relay import Receipt, open_receipt
from sync.ports import Parcel
from tests.relay import live
from tests.relay.engines import both_stores
from tests.relay.peer import Peer


def request(peer: Peer, item: Parcel, *headers: str) -> bytes:
    body = peer.head(item) + live.whole(item)
    lines = ("POST /v1/uploads HTTP/1.1", "Host: x", f"Content-Length: {len(body)}", *headers, "", "")
    return "\r\n".join(lines).encode() + body


@contextmanager
def connected(peer: Peer) -> Iterator[socket.socket]:
    host, port = peer.host.split(":")
    with socket.create_connection((host, int(port)), 10) as connection:
        yield connection


def answer(connection: socket.socket) -> tuple[int, dict[str, str], bytes]:
    """Read one answer, not a byte more."""
    lines = b""
    while not lines.endswith(b"\r\n\r\n"):
        lines += connection.recv(1)
    first, *rest = lines.decode().strip().split("\r\n")
    headers = dict(line.lower().split(": ") for line in rest)
    body = b""
    while len(body) < int(headers.get("content-length", "0")):
        body += connection.recv(int(headers["content-length"]) - len(body))
    return int(first.split()[1]), headers, body


def stored(peer: Peer) -> set[bytes]:
    return {arrival.object_id for arrival in peer.transport.arrivals()}


@pytest.mark.parametrize("cut", [1, 20, 100, 300, 5000])
def test_a_small_upload_may_come_in_pieces(peer: Peer, cut: int) -> None:
    item = live.parcel(peer.transport, 21_363)
    whole = request(peer, item)
    with connected(peer) as connection:
        for part in (whole[:cut], whole[cut:-1], whole[-1:]):
            connection.sendall(part)
            time.sleep(0.05)
        status, headers, body = answer(connection)
    assert (status, headers) == (200, {"content-length": "200"})
    assert open_receipt(body, peer.pk).object_id == item.object_id
    assert not list((peer.folder / "objects").glob("*/*")), "a small object has no file of its own"


@both_stores
def test_requests_sent_without_waiting_are_answered_in_turn(peer: Peer) -> None:
    items = [live.parcel(peer.transport, size, size) for size in (1, 21_363, 65_535, 70_000, 500)]
    bad = live.parcel(peer.transport, 1000, 9)
    ask = b"GET /v1/relay?n=0000000000000000 HTTP/1.1\r\nHost: x\r\n\r\n"
    with connected(peer) as connection:
        flood = ask.join(request(peer, item) for item in items) + ask + request(peer, bad)[:-1] + b"?"
        sender = threading.Thread(target=connection.sendall, args=(flood,))
        sender.start()
        for item in items:
            status, _, body = answer(connection)
            assert status == 200 and open_receipt(body, peer.pk).object_id == item.object_id
            assert answer(connection)[2].startswith(b"AMPREL")
        status, headers, _ = answer(connection)
        assert (status, headers["upload-offset"], headers["connection"]) == (460, "0", "close")
        assert connection.recv(1) == b""
        sender.join()
    assert stored(peer) == {item.object_id for item in items}


def test_who_wants_to_hang_up_is_hung_up_on(peer: Peer) -> None:
    item = live.parcel(peer.transport, 1000)
    with connected(peer) as connection:
        connection.sendall(request(peer, item, "Connection: close"))
        status, said, body = answer(connection)
        assert (status, said["connection"], len(body)) == (200, "close", Receipt.SIZE)
        assert connection.recv(1) == b""


@both_stores
def test_half_an_upload_leaves_nothing(peer: Peer) -> None:
    whole = request(peer, live.parcel(peer.transport, 1000))
    with connected(peer) as connection:
        connection.sendall(whole[:-1])
        time.sleep(0.1)
    assert stored(peer) == set()
    with connected(peer) as connection:
        connection.sendall(whole)
        assert answer(connection)[0] == 200


@both_stores
def test_one_refused_among_many_at_once_spoils_none(peer: Peer) -> None:
    """All are sent before an answer is read, so they share transactions; every fourth is for nobody's mailbox."""
    items = [live.parcel(peer.transport, 900, seed) for seed in range(32)]
    lost = [live.of(live.whole(item), bytes(32), item.relay_pk, item.seal_pk) for item in items[::4]]
    items[::4] = lost
    with ExitStack() as stack:
        connections = [stack.enter_context(connected(peer)) for _ in items]
        for connection, item in zip(connections, items, strict=True):
            connection.sendall(request(peer, item))
        statuses = [answer(connection)[0] for connection in connections]
    assert statuses == [404 if item in lost else 200 for item in items]
    assert stored(peer) == {item.object_id for item in items if item not in lost}


@both_stores
def test_a_large_small_object_in_pieces_is_read_to_its_end(peer: Peer) -> None:
    """Its head and body are more than the 64 KiB after which uvicorn waits for a reader."""
    whole = request(peer, live.parcel(peer.transport, 65_535))
    with connected(peer) as connection:
        connection.sendall(whole[:-50])
        time.sleep(0.1)
        connection.sendall(whole[-50:])
        assert answer(connection)[0] == 200
