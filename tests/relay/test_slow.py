"""Who holds a connection without need is hung up on, in plain and over TLS; who is only slow is not."""

import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sync.relay.keys import load_certificate
from sync.relay.protocol import HEAD
from sync.relay.server import application
from tests.relay import live

IDLE = 0.5
"""Seconds in which 50 bytes must come or go."""
ASK = b"GET /v1/relay?n=0000000000000000 HTTP/1.1\r\nHost: x\r\n\r\n"
UPLOAD = b"POST /v1/uploads HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"


@pytest.fixture(params=["plain", "TLS"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    shown = load_certificate(tmp_path) if request.param == "TLS" else None
    with live.served(application(tmp_path, shown=shown), shown, idle=IDLE) as url:
        yield url


@contextmanager
def connected(url: str) -> Iterator[socket.socket]:
    blind = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    blind.check_hostname, blind.verify_mode = False, ssl.CERT_NONE
    scheme, _, address = url.partition("://")
    with socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2])), 10) as plain:
        if scheme == "http":
            yield plain
        else:
            with blind.wrap_socket(plain) as safe:
                yield safe


def is_hung_up_on(connection: socket.socket, drips: bytes, pause: float = 0.1, times: int = 40) -> bool:
    """Send byte after byte; return whether the relay had enough of it before the last one."""
    try:
        for at in range(times):
            connection.sendall(drips[at : at + 1] or b"x")
            time.sleep(pause)
    except OSError:
        return True
    return False


@pytest.mark.parametrize(
    "before",
    [b"", ASK, UPLOAD % 1_000, UPLOAD % 1_000_000],
    ids=["first request", "second request", "small body", "large body"],
)
def test_who_drips_is_hung_up_on(url: str, before: bytes) -> None:
    with connected(url) as connection:
        connection.sendall(before)
        if before == ASK:
            assert connection.recv(12) == b"HTTP/1.1 200"
        assert is_hung_up_on(connection, ASK)


def test_who_says_nothing_is_hung_up_on(url: str) -> None:
    with connected(url) as connection, pytest.raises((ConnectionError, ssl.SSLError, EOFError)):
        if connection.recv(1) == b"":
            raise EOFError


def test_who_takes_nothing_of_what_was_asked_is_hung_up_on(url: str) -> None:
    with connected(url) as connection, pytest.raises((ConnectionError, ssl.SSLError)):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 14)
        connection.settimeout(120 * IDLE)
        for _ in range(1_000):
            connection.sendall(1_000 * ASK)  # blocks when no more is taken, until the relay has enough of it
        pytest.fail("the relay went on answering somebody who does not listen")


def test_a_head_without_an_end_is_not_kept(url: str) -> None:
    with connected(url) as connection, pytest.raises(OSError):
        connection.sendall(b"GET /v1/relay?n=0000000000000000 HTTP/1.1\r\nHost: ")
        for _ in range(4 * HEAD // 256):
            connection.sendall(bytes([120]) * 256)
            time.sleep(0.005)
        pytest.fail("the relay went on reading")


def test_who_is_slow_is_waited_for(url: str) -> None:
    """At twice the least rate a request and its answer take several looks of the relay, and come through."""
    lines = (b"Host: x", b"Accept: " + bytes([120]) * 100, b"User-Agent: " + bytes([120]) * 100)
    bare = b"\r\n".join((b"GET /v1/relay?n=0000000000000000 HTTP/1.1", *lines, b""))
    with connected(url) as connection:
        for at in range(0, len(bare), 20):
            connection.sendall(bare[at : at + 20])
            time.sleep(0.1)
        connection.sendall(b"\r\n")
        assert connection.recv(12) == b"HTTP/1.1 200"
