"""Find the addresses of this computer in local networks. Addresses that the internet can reach are not included."""

import ipaddress
import socket
import struct
import sys
from collections.abc import Iterator

from attrs import frozen

AROUND = tuple(
    map(ipaddress.IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8"))
)
"""Address ranges that no router forwards out of a network. The last range never leaves this computer."""
_GET_ADDRESS, _GET_FLAGS = 0x8915, 0x8913
_RUNNING, _POINT_TO_POINT = 0x40, 0x10
_SOMEWHERE = ("10.255.255.254", "172.31.255.254", "192.168.255.254", "169.254.255.254")


@frozen
class LocalAddress:
    """One IPv4 address of this computer, and the name of its interface, if the system gives it."""

    host: str
    interface: str = ""


def is_around(host: str) -> bool:
    """Return True if this is a numeric IPv4 address that stays within a local network."""
    try:
        return any(ipaddress.IPv4Address(host) in network for network in AROUND)
    except ValueError:
        return False


def list_local_addresses() -> list[LocalAddress]:
    """Return this computer's addresses in local networks. The ends of tunnels are not included."""
    found = _of_linux() if sys.platform == "linux" else _by_routes()
    return [one for one in dict.fromkeys(found) if is_around(one.host) and not one.host.startswith("127.")]


def _of_linux() -> Iterator[LocalAddress]:
    """Ask each interface that is up."""
    import fcntl

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        for _, name in socket.if_nameindex():
            wanted = struct.pack("256s", name.encode()[:15])
            try:
                (flags,) = struct.unpack("H", fcntl.ioctl(asked.fileno(), _GET_FLAGS, wanted)[16:18])
                if flags & _RUNNING and not flags & _POINT_TO_POINT:
                    host = socket.inet_ntoa(fcntl.ioctl(asked.fileno(), _GET_ADDRESS, wanted)[20:24])
                    yield LocalAddress(host, name)
            except OSError:  # an interface without an address
                continue


def _by_routes() -> Iterator[LocalAddress]:
    """Ask the routes. A datagram socket gets a destination address and sends nothing."""
    for there in _SOMEWHERE:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
            try:
                asked.connect((there, 9))
            except OSError:
                continue
            yield LocalAddress(asked.getsockname()[0])
