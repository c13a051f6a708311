"""HTTP to one relay and no other server: limited time and bytes, no redirects, no cookies, no program name.

Plain HTTP goes to loopback, and through Tor to .onion names. All other connections are TLS 1.3, through Tor if a
person wants that. A relay makes its own certificate. Until `trust` has found it in the relay's signed descriptor, only
`hello` is sent. There is no way around Tor, and no name is resolved here for a connection through Tor. Every broken
connection is `LinkBroken`, a `NotDelivered`. A dead link is noticed within `SILENCE` seconds.
"""

import contextlib
import errno
import ipaddress
import os
import queue
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from http.client import HTTPException
from typing import Any

import urllib3
from attrs import frozen
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, NewConnectionError, SSLError, SystemTimeWarning
from urllib3.exceptions import TimeoutError as TimedOut
from urllib3.response import BaseHTTPResponse
from urllib3.util import SKIP_HEADER, Timeout, parse_url

from sync.errors import LinkBroken, LoginFirst, NotDelivered, NoTor, Refused, WrongCertificate
from sync.pacing import BLOCK, Pace, TcpInfo, check_pace
from sync.ports import never_interrupt
from sync.tls import make_pinned_class, new_context
from sync.tor import Tor

SILENCE = 8
"""Seconds without any progress after which a link is dead; one through Tor gets `TOR_SILENCE`."""
TOR_SILENCE = 30
LONGEST_NAME = 253
_AT_ONCE = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
"""SO_LINGER setting: unacknowledged bytes are not sent again after a connection is closed."""
_NO_WAY = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL}


urllib3.disable_warnings(SystemTimeWarning)  # no client here checks a certificate's dates


@frozen
class HttpResponse:
    """A relay's answer: status, headers, and a body of at most the allowed length."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class _Watched(HTTPConnection):
    """A connection whose answer must begin in time, even if its headers arrive slowly.

    `dial` gives its sockets, so that the connection resolves no name and opens no other socket. `carrying` holds, by
    thread, the connection that carries a request.
    """

    def __init__(
        self, *words: Any, carrying: dict[int, HTTPConnection], dial: Callable[[], socket.socket] | None = None,
        **settings: Any,
    ) -> None:  # fmt: skip
        super().__init__(*words, **settings)
        self._carrying, self._dial = carrying, dial

    def _new_conn(self) -> socket.socket:
        return self._dial() if self._dial else super()._new_conn()

    def request(self, *words: Any, **more: Any) -> None:
        self._carrying[threading.get_ident()] = self
        super().request(*words, **more)

    def getresponse(self) -> Any:
        sock = self.sock
        timer = threading.Timer(2 * float(self.timeout or SILENCE), _hang_up, (sock,))
        timer.daemon = True
        timer.start()
        try:
            return super().getresponse()
        finally:
            timer.cancel()


class _OpenFirst(queue.LifoQueue[HTTPConnection | None]):
    """The connections of a pool. An open one is used before a new one is opened, in any order of return."""

    def _put(self, item: HTTPConnection | None) -> None:
        self.queue.insert(len(self.queue) if item else 0, item)


class _Pool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Watched
    QueueCls = _OpenFirst  # type: ignore[assignment]


class _SafeWatched(_Watched, HTTPSConnection):
    """The same over TLS."""


class _SafePool(urllib3.HTTPSConnectionPool):
    QueueCls = _OpenFirst  # type: ignore[assignment]


def _hang_up(sock: socket.socket) -> None:
    with contextlib.suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
    with contextlib.suppress(OSError):
        socket.socket.shutdown(sock, socket.SHUT_RDWR)  # a TLS socket's own one would read on in plain


def _socket_options(silence: float) -> list[tuple[int, int, int]]:
    """Notice a dead peer, and keep few unsent bytes in the kernel, so that progress and time-outs are correct."""
    options = [
        (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),
        (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
        (socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 18),
    ]
    also = {"TCP_USER_TIMEOUT": int(silence * 1000), "TCP_NOTSENT_LOWAT": BLOCK, "TCP_KEEPIDLE": 2, "TCP_KEEPINTVL": 2}
    for name, value in also.items():
        if hasattr(socket, name):
            options.append((socket.IPPROTO_TCP, getattr(socket, name), value))
    return options


def _no_relay() -> LoginFirst:
    return LoginFirst(
        "the server is not a relay. Amparo sent nothing. If this network has a sign-in page, sign in and try again"
    )


def _in_between() -> WrongCertificate:
    return WrongCertificate(
        "the server has a wrong certificate: another person might read this connection. Amparo sent nothing"
    )


class RelayLink:
    """The connection to one relay, through `tor` for an onion name or if everything must use Tor.

    Through Tor, each `circuit` is separate during the life of the link. So two mailboxes never share a path, and
    neither do two rounds.
    """

    def __init__(self, url: str, tor: Tor, random: Callable[[int], bytes], silence: float = SILENCE) -> None:
        self._host, self._port, self.secure = address(url)
        self._through = self._host.endswith(".onion") or (tor.always and not _is_loopback(self._host))
        self._silence = TOR_SILENCE if self._through else silence
        self._met = b""
        self._pin: str | None = None
        self._tor = tor
        self._random = random
        self._pools: dict[str, urllib3.HTTPConnectionPool] = {}
        self._carrying: dict[int, HTTPConnection] = {}

    def _pool(self, circuit: str) -> urllib3.HTTPConnectionPool:
        key = circuit if self._through else ""
        if key not in self._pools:
            self._pools[key] = self._new_pool()
        return self._pools[key]

    def _new_pool(self) -> urllib3.HTTPConnectionPool:
        settings: dict[str, Any] = {
            "timeout": Timeout(connect=self._silence, read=self._silence),
            "maxsize": 2,  # a connection that asks about a hanging upload also continues it
            "socket_options": _socket_options(self._silence),
            "carrying": self._carrying,
        }
        if self._through:
            circuit = self._random(16).hex()
            settings["dial"] = lambda: self._dial(circuit)
        if not self.secure:
            return _Pool(self._host, self._port, **settings)
        safe = _SafePool(self._host, self._port, ssl_context=new_context(), **settings)
        safe.ConnectionCls = make_pinned_class(_SafeWatched, lambda: self._pin, self._meet)
        return safe

    def _dial(self, circuit: str) -> socket.socket:
        sock = self._tor.connect(self._host, self._port, circuit)
        sock.settimeout(self._silence)
        return sock

    def _meet(self, certificate: bytes) -> None:
        self._met = certificate

    def hello(self, target: str, most: int, begins: bytes) -> HttpResponse:
        """Send a request that is safe for any server. Over TLS, an answer without `begins` is `LoginFirst`."""
        try:
            answer = self._ask("GET", target, most, {}, (), 0, "hello")
        except (LinkBroken, NoTor):
            raise
        except NotDelivered as other:
            raise _no_relay() if self.secure else other from other
        if self.secure and not (answer.status == 200 and answer.body.startswith(begins)):
            raise _no_relay()
        return answer

    def trust(self, certificates: Sequence[bytes]) -> None:
        """Pin the current certificate if its SHA-256 is one of these, or raise WrongCertificate; only over TLS."""
        if not self.secure:
            return
        if self._met not in certificates:
            self.close()
            raise _in_between()
        self._pin = self._met.hex()

    def ask(
        self,
        method: str,
        target: str,
        most: int,
        *,
        headers: Mapping[str, str] | None = None,
        body: Iterable[bytes] = (),
        length: int = 0,
        circuit: str = "",
        goes_on: Callable[[], None] = never_interrupt,
    ) -> HttpResponse:
        """Send one request with a body of `length` bytes and return the answer, whose body has at most `most` bytes.

        Raises `LinkBroken` for silence and a broken link. Raises `NotDelivered` for a longer answer, a redirect or a
        failing server (5xx except 507, which is an answer). Exceptions of `body` are not caught, nor those of
        `goes_on`, which is called each second while the body is sent.
        """
        if self.secure and self._pin is None:
            raise _in_between()
        pace = Pace(partial(self._told, threading.get_ident()), goes_on, self._silence)
        return self._ask(method, target, most, headers or {}, pace.blocks(body), length, circuit)

    def _ask(
        self, method: str, target: str, most: int, headers: Mapping[str, str], body: Iterable[bytes], length: int,
        circuit: str,
    ) -> HttpResponse:  # fmt: skip
        sent = {"User-Agent": SKIP_HEADER, "Accept-Encoding": SKIP_HEADER, **headers}
        if length or method in ("POST", "PATCH"):
            sent["Content-Length"] = str(length)
        try:
            response = self._pool(circuit).urlopen(
                method,
                target,
                body=body if length else None,
                headers=sent,
                retries=False,
                redirect=False,
                preload_content=False,
                decode_content=False,
            )
            try:
                answer = HttpResponse(response.status, response.headers, _read(response, most))
            except BaseException:
                response.close()
                raise
            response.release_conn()
        except SSLError as error:
            raise self._no_tls(error) from error
        except (HTTPError, HTTPException, OSError) as error:
            raise make_link_error(error) from error
        if 300 <= answer.status < 400:
            raise NotDelivered("the relay sent Amparo to another address. A relay never does this")
        if answer.status >= 500 and answer.status != 507:
            raise NotDelivered("the relay has an error ({status})", status=answer.status)
        return answer

    def _no_tls(self, error: SSLError) -> NotDelivered:
        """Return the meaning of a TLS failure: another certificate, no TLS on that server, or a broken line."""
        fault = error.args[0] if error.args else None
        if not isinstance(fault, ssl.SSLError):
            return _in_between()
        if self._pin or isinstance(fault, ssl.SSLEOFError | ssl.SSLZeroReturnError):
            return make_link_error(fault)
        return _no_relay()

    def silence(self, thread: int) -> float:
        """Return the seconds since the last acknowledgement of this thread's sent bytes; 0 if all are acknowledged.

        The result is also 0 if the system does not say it, which is so on every system except Linux.
        """
        told = self._told(thread)
        return told.silent if told else 0.0

    def _told(self, thread: int) -> TcpInfo | None:
        return TcpInfo.by(getattr(self._carrying.get(thread), "sock", None))

    def hang_up(self, thread: int) -> None:
        """Break this thread's request."""
        if (sock := getattr(self._carrying.get(thread), "sock", None)) is not None:
            _hang_up(sock)

    def close(self) -> None:
        """Close all connections."""
        for pool in self._pools.values():
            pool.close()
        self._pools.clear()


def address(url: str) -> tuple[str, int, bool]:
    """Return host, port and True for TLS, of `https://HOST[:PORT]`, or `http://` only for loopback and .onion."""
    try:
        parsed = parse_url(url)
    except HTTPError as error:
        raise Refused("not the address of a relay: {url}", url=url) from error
    host = (parsed.host or "").strip("[]")
    if (
        not host
        or host.endswith(".")
        or len(host) > LONGEST_NAME
        or parsed.port == 0
        or parsed.auth
        or parsed.path not in (None, "", "/")
        or parsed.query
        or parsed.fragment
    ):
        raise Refused("not the address of a relay: {url}", url=url)
    onion, port = host.endswith(".onion"), parsed.port
    if parsed.scheme == "https" and not onion:
        return host, port or 443, True
    if parsed.scheme != "http" or not (onion or _is_loopback(host)):
        raise Refused("write the relay's address as https://… or http://….onion (http:// only for this computer)")
    return host, port or 80, False


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _read(response: BaseHTTPResponse, most: int) -> bytes:
    """Read a body of at most `most` bytes. Raises `NotDelivered` for a longer one."""
    start, parts, have = time.monotonic(), [], 0
    while part := response.read1(1 << 16):
        have += len(part)
        if have > most:
            raise NotDelivered("the answer of the relay is too long")
        parts.append(part)
        check_pace(start, have, time.monotonic())
    return b"".join(parts)


def make_link_error(error: BaseException) -> LinkBroken:
    """Return the exception for a connection error of the system."""
    causes = list(_causes(error))
    if any(isinstance(one, socket.gaierror) for one in causes):
        return LinkBroken(
            "no connection: the network does not find the name in the address. Check the network and the address"
        )
    if any(isinstance(one, OSError) and one.errno in _NO_WAY for one in causes):
        return LinkBroken("no connection: this network does not reach the relay")
    if any(isinstance(one, ConnectionRefusedError) for one in causes):
        return LinkBroken("no connection: no relay runs at that address")
    if any(isinstance(one, TimeoutError | TimedOut) and not isinstance(one, NewConnectionError) for one in causes):
        return LinkBroken("no connection: no answer came in time")
    return LinkBroken("no connection: the connection ended early")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and its causes, but not an unrelated error that was being handled."""
    if error is not None:
        yield error
        yield from _causes(error.__cause__)
        for part in error.args:
            if isinstance(part, BaseException) and part is not error.__cause__:
                yield from _causes(part)
