"""A SOCKS5 port on loopback (RFC 1928, 1929) that leads where a test says: it stands where Tor does."""

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

from attrs import define, field


@define
class Socks:
    """What the port was asked, as (user, name), and where names lead; `answer` is the code it replies with.

    `cut_after`: a connection is cut, once, when it has carried so many bytes towards the relay. `lost_after`: the same,
    but what comes then is taken and goes nowhere, as on a line that is dead and does not say so. `said` is what each
    connection said first to where it leads.
    """

    targets: Mapping[str, str]
    place: str = ""
    asked: list[tuple[str, str]] = field(factory=list)
    answer: int = 0
    cut_after: int = 0
    lost_after: int = 0
    lost: int = 0
    cuts: int = 0
    said: list[bytes] = field(factory=list)

    @property
    def users(self) -> set[str]:
        """The user names it was asked with: the circuits."""
        return {user for user, _ in self.asked}

    def serve(self, client: socket.socket) -> None:
        """Speak with one client: note its user and the name it wants, and join it to the target."""
        with client, suppress(ConnectionError):
            _, methods = _exactly(client, 2)
            assert 2 in _exactly(client, methods)
            client.sendall(b"\x05\x02")
            user = _exactly(client, _exactly(client, 2)[1]).decode()
            _exactly(client, _exactly(client, 1)[0])
            client.sendall(b"\x01\x00")
            kind = _exactly(client, 4)[3]
            assert kind == 3, "the name itself must reach Tor, never an address"
            name = _exactly(client, _exactly(client, 1)[0]).decode()
            self.asked.append((user, name))
            _exactly(client, 2)
            client.sendall(bytes((5, self.answer, 0, 1)) + bytes(6))
            if not self.answer:
                self._join(client, urlsplit(self.targets[name]))

    def _join(self, client: socket.socket, to: object) -> None:
        with socket.create_connection((to.hostname, to.port)) as relay:  # type: ignore[attr-defined]
            back = threading.Thread(target=_pump, args=(relay, client))
            back.start()
            carried = 0
            with suppress(OSError):
                while data := client.recv(1 << 16):
                    if not carried:
                        self.said.append(data)
                    if 0 < self.lost_after < carried:
                        self.lost_after, self.lost = 0, len(data)
                        while data := client.recv(1 << 16):
                            self.lost += len(data)
                        break
                    relay.sendall(data)
                    carried += len(data)
                    if 0 < self.cut_after < carried:
                        self.cuts, self.cut_after = self.cuts + 1, 0
                        client.shutdown(socket.SHUT_RDWR)
            with suppress(OSError):
                relay.shutdown(socket.SHUT_WR)
            back.join()


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


@contextmanager
def leading(targets: Mapping[str, str], at: Path | None = None) -> Iterator[Socks]:
    """Open a port (or a socket file `at`) that leads each name to a URL of loopback."""
    stop = threading.Event()
    clients: list[threading.Thread] = []
    if at is None:
        listener = socket.create_server(("127.0.0.1", 0))
        port = Socks(targets, f"127.0.0.1:{listener.getsockname()[1]}")
    else:
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(at))
        listener.listen()
        port = Socks(targets, f"unix:{at}")
    with listener:
        listener.settimeout(0.05)

        def accept() -> None:
            while not stop.is_set():
                with suppress(TimeoutError):
                    client, _ = listener.accept()
                    clients.append(threading.Thread(target=port.serve, args=(client,)))
                    clients[-1].start()

        thread = threading.Thread(target=accept)
        thread.start()
        try:
            yield port
        finally:
            stop.set()
            for each in (thread, *clients):
                each.join()
