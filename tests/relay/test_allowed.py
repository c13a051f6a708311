"""Of HTTP a relay takes what PROTOCOL.md describes; anything else ends the connection before its body is parsed."""

import re
import time
from importlib.metadata import version
from pathlib import Path

import pytest

from sync.relay.protocol import HEAD, HEADERS, METHODS, TARGET, WAITING
from tests.relay.peer import Peer
from tests.relay.test_hostile import ASK, answers
from tests.relay.test_slow import connected

PAGE = (Path(__file__).parents[2] / "sync" / "PROTOCOL.md").read_text("utf-8")
POST = b"POST /v1/uploads HTTP/1.1\r\nHost: x\r\n"
REFUSED = {
    "in chunks": POST + b"Transfer-Encoding: chunked\r\n\r\n",
    "in chunks and with a length": POST + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
    "an encoding that is none": POST + b"Content-Length: 3\r\nTransfer-Encoding: identity\r\n\r\n",
    "promises trailers": POST + b"Content-Length: 3\r\nTrailer: X\r\n\r\n",
    "wants trailers": POST + b"Content-Length: 3\r\nTE: trailers\r\n\r\n",
    "asks first": POST + b"Content-Length: 3\r\nExpect: 100-continue\r\n\r\n",
    "upgrade": ASK[:-2] + b"Connection: upgrade\r\nUpgrade: websocket\r\n\r\n",
    "upgrade to HTTP/2": ASK[:-2] + b"Connection: upgrade\r\nUpgrade: h2c\r\n\r\n",
    "HTTP/2 at once": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "HTTP/1.0": ASK.replace(b"1.1", b"1.0"),
    "another header": ASK[:-2] + b"X-Forwarded-For: 192.0.2.1\r\n\r\n",
    "an empty name": ASK[:-2] + b": x\r\n\r\n",
    "two lengths that are equal": POST + b"Content-Length: 3\r\nContent-Length: 3\r\n\r\n",
    "two hosts": ASK[:-2] + b"host: x\r\n\r\n",
    "no host": b"GET /v1/relay?n=0000000000000000 HTTP/1.1\r\n\r\n",
    "another method": ASK.replace(b"GET", b"DELETE"),
    "a tunnel": b"CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n",
    "a long target": ASK.replace(b"?n=", b"?n=" + bytes([48]) * TARGET),
    "a value that is too long": ASK[:-2] + b"Amparo-Time: 1234567890123456789\r\n\r\n",
}


@pytest.mark.parametrize("head", REFUSED.values(), ids=REFUSED.keys())
def test_what_the_page_does_not_describe_ends_the_connection_at_its_head(peer: Peer, head: bytes) -> None:
    with connected(f"http://{peer.host}") as connection:
        connection.sendall(head)
        said = b"".join(iter(lambda: answers(connection), b""))
    assert said == b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


@pytest.mark.parametrize("begin", [b"", b"Host: ", b"X"], ids=["target", "value", "name"])
def test_a_head_without_an_end_is_read_to_its_most_bytes_and_no_further(peer: Peer, begin: bytes) -> None:
    line = b"GET /v1/relay?n=" + (b"0000000000000000 HTTP/1.1\r\n" if begin else b"") + begin
    sent = 0
    with connected(f"http://{peer.host}") as connection, pytest.raises(OSError):
        connection.sendall(line)
        while sent < 4 * HEAD:
            sent += connection.send(bytes([120]) * 256)
            time.sleep(0.005)
    assert sent < 2 * HEAD


def test_of_a_head_in_two_pieces_the_second_may_bring_a_large_body(peer: Peer) -> None:
    head = POST + b"Content-Length: 50000\r\n\r\n"
    with connected(f"http://{peer.host}") as connection:
        connection.sendall(head[:40])
        time.sleep(0.05)
        connection.sendall(head[40:] + bytes(50_000))
        assert answers(connection).startswith(b"HTTP/1.1 400")  # it is no upload; so all of it was read


@pytest.mark.parametrize("more", [0, 1])
def test_few_requests_of_a_connection_wait_for_an_answer(peer: Peer, more: int) -> None:
    """A piece of 256 KiB may hold thousands, and each is kept in memory."""
    said = b""
    with connected(f"http://{peer.host}") as connection:
        connection.sendall((1 + WAITING + more) * ASK)
        while said.count(b"HTTP/1.1 200") <= WAITING and (piece := answers(connection)):
            said += piece
    assert said.count(b"HTTP/1.1 200") == (0 if more else 1 + WAITING)


def test_no_refusal_is_put_before_or_into_an_answer(peer: Peer) -> None:
    with connected(f"http://{peer.host}") as connection:
        connection.sendall(ASK + b"DELETE / HTTP/1.1\r\n\r\n")
        assert not answers(connection).startswith(b"HTTP/1.1 400")


def test_the_page_says_what_is_taken() -> None:
    methods = re.search(r"^Methods: (.+)\.$", PAGE, re.MULTILINE)
    assert methods is not None and tuple(methods[1].split(", ")) == METHODS
    said = re.findall(r"`([\w-]+)` (\d+)", PAGE[PAGE.index("Headers and the bytes") :].split("\n\n")[0])
    assert {name.lower().encode(): int(most) for name, most in said} == HEADERS
    assert f"target of at most {TARGET} bytes" in PAGE
    assert f"longer than {HEAD // 1024} KiB" in PAGE and f"more than {WAITING} of them" in PAGE


def test_the_server_is_the_one_whose_inside_was_read() -> None:
    """`sync.relay.protocol` and `sync.relay.server` override and use what uvicorn does not document.

    With another version: read its `protocols/http/httptools_impl.py` and `server.py` beside those two. Is a request
    that is refused in `on_headers_complete` still never parsed any further? Does `Server.startup` still take no
    sockets, and `shutdown` still close `servers`? Are the attributes that are used here there, and mean the same? Then
    write the new version here.
    """
    assert (version("uvicorn"), version("httptools")) == ("0.54.0", "0.9.0")
