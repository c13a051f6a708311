"""A relay at an onion name: through Tor alone, the name resolved there, a circuit for each mailbox and purpose."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from attrs import evolve

from sync.client import RelayTransport
from tests.relay import live

ONION = "abcdefghijklmnop.onion"


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(1 << 16):
            sink.sendall(data)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


def _exactly(connection: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        if not (more := connection.recv(size - len(data))):
            raise ConnectionError("the client left in the middle of a greeting")
        data += more
    return data


def _serve(connection: socket.socket, target: tuple[str, int], asked: list[tuple[str, str]]) -> None:
    """Speak SOCKS5 (RFC 1928, 1929) with one client: note its user and the name it wants, and join it to the target."""
    with connection, suppress(ConnectionError):
        _, methods = _exactly(connection, 2)
        assert 2 in _exactly(connection, methods)
        connection.sendall(b"\x05\x02")
        user = _exactly(connection, _exactly(connection, 2)[1]).decode()
        _exactly(connection, _exactly(connection, 1)[0])
        connection.sendall(b"\x01\x00")
        kind = _exactly(connection, 4)[3]
        assert kind == 3, "the name itself must reach Tor, never an address"
        asked.append((user, _exactly(connection, _exactly(connection, 1)[0]).decode()))
        _exactly(connection, 2)
        connection.sendall(b"\x05\x00\x00\x01" + bytes(6))
        with socket.create_connection(target) as relay:
            back = threading.Thread(target=_pump, args=(relay, connection))
            back.start()
            _pump(connection, relay)
            back.join()


@contextmanager
def tor(url: str, asked: list[tuple[str, str]]) -> Iterator[str]:
    """A SOCKS port that leads every name to the relay at `url`; give its HOST:PORT."""
    host, _, port = url.removeprefix("http://").partition(":")
    stop = threading.Event()
    clients: list[threading.Thread] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)

        def accept() -> None:
            while not stop.is_set():
                with suppress(TimeoutError):
                    connection, _ = listener.accept()
                    clients.append(threading.Thread(target=_serve, args=(connection, (host, int(port)), asked)))
                    clients[-1].start()

        thread = threading.Thread(target=accept)
        thread.start()
        try:
            yield f"127.0.0.1:{listener.getsockname()[1]}"
        finally:
            stop.set()
            for each in (thread, *clients):
                each.join()


def test_an_onion_name_goes_through_tor_with_a_circuit_for_each_mailbox_and_purpose(tmp_path: Path) -> None:
    asked: list[tuple[str, str]] = []
    with live.relay(tmp_path) as url, tor(url, asked) as port:
        there, other = live.owner(url), live.owner(url, counter=1)
        pk = there.descriptor().relay_pk
        me = RelayTransport(f"http://{ONION}", pk, live.key(pk), tor=port)
        item = live.parcel(me, 50_000)
        me.put(item)
        me.put(item)
        me.put(live.parcel(me, 10))
        me.put(evolve(item, mid=other.mid))
        (small, large) = me.arrivals()
        assert large.read(0, 50_000) == live.whole(item)
        me.settle([small])
        me.close()
        there.close()
        other.close()
    assert {name for _, name in asked} == {ONION}
    assert len({user for user, _ in asked}) == 4, "hello, fetch, and one for each mailbox written to"
