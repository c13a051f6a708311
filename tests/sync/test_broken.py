"""Why a connection failed is said in words: which of few kinds it was, and no name of a part of the program."""

import errno
import re
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from urllib3.exceptions import NameResolutionError, NewConnectionError, ProtocolError

from sync.client import RelayTransport
from sync.errors import LinkBroken, SyncError
from sync.link import make_link_error
from sync.tor import Tor

_PART = re.compile(r"[A-Z]\w*[a-z][A-Z]|Error|Exception|Errno|\w+\(")
"""What a name of a class, or the words of the system, look like."""


@contextmanager
def listening(serve: Callable[[socket.socket], None]) -> Iterator[int]:
    """Something that does this with whoever connects; give its port."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)

        def run() -> None:
            kept = []  # an end that is forgotten would be closed
            while not over.is_set():
                try:
                    one, _ = listener.accept()
                except TimeoutError:
                    continue
                kept.append(one)
                serve(one)
            for one in kept:
                one.close()

        thread = threading.Thread(target=run)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            over.set()
            thread.join()


def reset(one: socket.socket) -> None:
    one.recv(1)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    one.close()


def cut(one: socket.socket) -> None:
    one.recv(4096)
    one.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\nnot all")
    one.close()


def said(url: str, tor: Tor = Tor()) -> str:
    me = RelayTransport(url, b"k" * 32, silence=0.3, pause=lambda _: None, tor=tor)
    with pytest.raises(SyncError) as told:
        me.descriptor()
    me.close()
    assert _PART.search(str(told.value).replace("Tor", "")) is None
    return str(told.value)


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize(
    ("serve", "why"),
    [
        (lambda one: None, "no answer came in time"),
        (reset, "the connection ended early"),
        (lambda one: (one.recv(1), one.close()), "the connection ended early"),
        (cut, None),
        (lambda one: one.sendall(b"220 mail\r\n"), None),
    ],
    ids=["silent", "reset", "closed", "cut off", "another language"],
)
def test_what_a_bad_line_is_called(scheme: str, serve: Callable[[socket.socket], None], why: str | None) -> None:
    with listening(serve) as port:
        words = said(f"{scheme}://127.0.0.1:{port}")
    if why:
        assert words == f"no connection: {why}"


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_where_nothing_listens(scheme: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    assert said(f"{scheme}://127.0.0.1:{port}") == "no connection: no relay runs at that address"


@pytest.mark.parametrize(
    ("serve", "why"),
    [(lambda one: one.sendall(b"\x05\x02"), "no answer came in time"),
     (lambda one: (one.sendall(b"\x05\x02"), one.recv(99), one.close()), "the connection ended early")],
    ids=["silent", "closed"],
)  # fmt: skip
def test_what_tor_says(serve: Callable[[socket.socket], None], why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.tor._GREETING", 0.3)
    with listening(serve) as port:
        assert (
            said("http://" + "a" * 56 + ".onion", Tor((f"127.0.0.1:{port}",))) == f"Tor does not reach the relay: {why}"
        )


def made_of(error: Exception, cause: Exception) -> Exception:
    """Return an error as it is when it was raised from another."""
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (
            made_of(NameResolutionError("h", None, socket.gaierror(-2, "x")), socket.gaierror(-2, "x")),  # type: ignore[arg-type]
            "the network does not find the name in the address. Check the network and the address",
        ),
        (
            made_of(NewConnectionError(None, "x"), OSError(errno.ENETUNREACH, "x")),  # type: ignore[arg-type]
            "this network does not reach the relay",
        ),
        (made_of(NewConnectionError(None, "x"), ConnectionResetError(104, "x")), "the connection ended early"),  # type: ignore[arg-type]
        (OSError(errno.EHOSTUNREACH, "x"), "this network does not reach the relay"),
        (ProtocolError("Connection aborted.", ConnectionResetError(104, "x")), "the connection ended early"),
        (ProtocolError("Connection aborted.", TimeoutError("x")), "no answer came in time"),
    ],
)
def test_what_the_system_says_of_names_and_networks(error: Exception, why: str) -> None:
    told = make_link_error(error)
    assert isinstance(told, LinkBroken) and str(told) == f"no connection: {why}"
