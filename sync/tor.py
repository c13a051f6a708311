"""Connect through Tor: its SOCKS port (RFC 1928, 1929) gets the relay's name unchanged; nothing is resolved here.

If Tor does not answer, nothing is sent: there is no other way. Each `circuit` is a separate user name. With different
ones, Tor (IsolateSOCKSAuth, its default) uses different paths. Bridges are set in Tor.
"""

import ipaddress
import socket
import time
from collections.abc import Sequence

from attrs import field, frozen

from sync.errors import LinkBroken, NoTor, Refused

USUAL = ("127.0.0.1:9050", "127.0.0.1:9150")
"""The default places of Tor: the service's port, then that of Tor Browser."""

CIRCUIT = 60
"""Seconds for Tor to reach a relay: an onion name needs two circuits that meet."""

_GREETING = 8
_UNIX = "unix:"


def _are_places(_: object, __: object, places: Sequence[str]) -> None:
    for at in places:
        _place(at)


@frozen
class Tor:
    """The places of Tor, tried in this order (ADDRESS:PORT or unix:/PATH), and the rule for other names.

    Onion names are always reached through Tor. `always`: so is everything else, except this computer. Raises `Refused`
    for a place that is a name, because a name would be resolved.
    """

    places: tuple[str, ...] = field(default=USUAL, validator=_are_places)
    always: bool = False

    def answers(self) -> str:
        """Return the first place where Tor's SOCKS port answers. Raises `NoTor`."""
        place, sock = self._greeted()
        sock.close()
        return place

    def connect(self, host: str, port: int, circuit: str) -> socket.socket:
        """Return a connection to `host`, a name that Tor resolves; `circuit` is 1 to 255 letters.

        Raises `NoTor` if no Tor answers and `LinkBroken` if Tor does not reach the relay.
        """
        _, sock = self._greeted()
        try:
            _log_in(sock, circuit)
            _ask(sock, host, port)
        except OSError as error:
            sock.close()
            if isinstance(error, TimeoutError):
                raise LinkBroken("Tor does not reach the relay: no answer came in time") from error
            raise LinkBroken("Tor does not reach the relay: the connection ended early") from error
        except BaseException:
            sock.close()
            raise
        return sock

    def _greeted(self) -> tuple[str, socket.socket]:
        """Return the first place that speaks SOCKS5 and takes user names, and a connection to it."""
        for place in self.places:
            family, address = _place(place)
            sock = socket.socket(family)
            try:
                sock.settimeout(_GREETING)
                sock.connect(address)
                sock.sendall(b"\x05\x01\x02")
                if _exactly(sock, 2, _GREETING) == b"\x05\x02":
                    return place, sock
            except OSError:  # no one there, or no answer: try the next place
                pass
            sock.close()
        raise NoTor("Tor does not answer at {places}. Amparo sent nothing", places=", ".join(self.places))


def _place(at: str) -> tuple[int, str | tuple[str, int]]:
    """Return the family and address of a place; the only accepted name is localhost."""
    if at.startswith(_UNIX) and at[len(_UNIX) :].startswith("/") and hasattr(socket, "AF_UNIX"):
        return socket.AF_UNIX, at[len(_UNIX) :]
    host, _, port = at.rpartition(":")
    try:
        address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host.strip("[]"))
        number = int(port) if port.isascii() and port.isdecimal() and len(port) < 6 else 0
    except ValueError as error:
        raise _no_place(at) from error
    if not 0 < number < 1 << 16:
        raise _no_place(at)
    return socket.AF_INET if address.version == 4 else socket.AF_INET6, (str(address), number)


def _no_place(at: str) -> Refused:
    return Refused("{at} is not an address of Tor. Write ADDRESS:PORT in numbers, or unix:/PATH", at=at)


def _log_in(sock: socket.socket, circuit: str) -> None:
    name = circuit.encode("ascii")
    sock.sendall(bytes((1, len(name))) + name + b"\x01" + b"0")
    if _exactly(sock, 2, _GREETING)[1]:
        raise ConnectionRefusedError


def _ask(sock: socket.socket, host: str, port: int) -> None:
    """Ask for a connection, by name if `host` is one, and read the answer with any address in it."""
    sock.sendall(b"\x05\x01\x00" + _target(host) + port.to_bytes(2))
    _, code, _, kind = _exactly(sock, 4, CIRCUIT)
    if code:
        raise LinkBroken("Tor does not reach the relay (SOCKS {code})", code=code)
    size = {1: 4, 4: 16}.get(kind) or _exactly(sock, 1, _GREETING)[0]
    _exactly(sock, size + 2, _GREETING)


def _target(host: str) -> bytes:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        name = host.encode("ascii")
        return b"\x03" + bytes((len(name),)) + name
    return (b"\x01" if address.version == 4 else b"\x04") + address.packed


def _exactly(sock: socket.socket, size: int, seconds: float) -> bytes:
    """Read `size` bytes within `seconds`, even if they arrive slowly."""
    end, data = time.monotonic() + seconds, b""
    while len(data) < size:
        sock.settimeout(max(0.001, end - time.monotonic()))
        if not (more := sock.recv(size - len(data))):
            raise ConnectionError
        data += more
    return data
