"""A relay as a process: its socket and its HTTP server.

On loopback it speaks plain HTTP (an onion service in front of it is loopback too), otherwise TLS with its own
certificate.
"""

import asyncio
import ctypes
import gc
import ipaddress
import os
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from sync.relay.accept import GREETING, Entrance
from sync.relay.app import build
from sync.relay.connection_limits import READ, READ_IN_TLS, ConnectionSlot, Crowd
from sync.relay.engine.place import Engine
from sync.relay.keys import Keys, RelayCertificate, load_certificate, load_keys
from sync.relay.local_store import LocalStorage
from sync.relay.protocol import RelayProtocol
from sync.relay.puzzles import BITS
from sync.relay.request import IDLE
from sync.relay.storage import Limits, Storage

_OPTIONS = {-3: 1 << 18, -1: 1 << 21, -8: 2}
"""M_MMAP_THRESHOLD, the TLS buffer of each connection; M_TRIM_THRESHOLD; M_ARENA_MAX."""


def is_loopback(host: str) -> bool:
    """Return True if a host name or address never leaves this computer."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def application(
    data: Path | Engine,
    limits: Limits | None = None,
    clock: Callable[[], float] = time.time,
    *,
    open_creation: bool = True,
    shown: RelayCertificate | None = None,
    bits: int = BITS,
) -> Starlette:
    """Build the relay that stores everything in the folder or engine `data` and shows this certificate, if any.

    `open_creation`: a mailbox needs no invite. `bits`: the difficulty of its puzzles.
    """
    limits, certificates = limits or Limits(), (shown.certificate,) if shown else ()
    keys = load_keys(keys_folder(data))
    storage = _storage(data, keys, limits, clock)
    return build(storage, keys, limits, clock, open_creation=open_creation, certificates=certificates, bits=bits)


def keys_folder(data: Path | Engine) -> Path:
    """Return the folder with a relay's keys and certificate, made if it is missing."""
    folder = data.keys if isinstance(data, Engine) else data
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _storage(data: Path | Engine, keys: Keys, limits: Limits, clock: Callable[[], float]) -> Storage:
    if isinstance(data, Path):
        return LocalStorage(data, limits, clock)
    from sync.relay.engine.storage import EngineStorage  # a relay on a folder has nothing of it, and loads nothing

    return EngineStorage(data, keys.signing.public, limits, clock)


class Server(uvicorn.Server):
    """uvicorn's server, with the entrances of this relay."""

    def __init__(self, config: uvicorn.Config, protocol: type[RelayProtocol], greeting: float, alone: bool) -> None:
        super().__init__(config)
        self._protocol, self._greeting, self._alone = protocol, greeting, alone

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start the application, and then accept connections."""
        await super().startup(sockets=[])

        def protocol(place: ConnectionSlot) -> RelayProtocol:
            made = self._protocol(self.config, self.server_state, self.lifespan.state)
            made.place = place
            return made

        crowd, tls = self._protocol.crowd, self.config.ssl
        entrances = [Entrance(one, protocol, crowd, tls, self._greeting) for one in sockets or ()]
        self.servers = entrances  # type: ignore[assignment]  # what it closes at its end

    async def on_tick(self, counter: int) -> bool:
        """Forget old turns once a second, and give back the memory of many ended connections."""
        if counter % 10 == 0:
            crowd = self._protocol.crowd
            crowd.turns.forget()
            if crowd.have_left() and self._alone:
                gc.collect()  # their data is small, in cycles, and would stay for hours
                await asyncio.to_thread(_give_back)
        return await super().on_tick(counter)


def _give_back() -> None:
    """Give free memory back to the system: the C library of most Linux systems keeps it."""
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)


def _give_back_at_once() -> None:
    """Make that library give large memory back as it is freed, and keep little for each thread (see mallopt(3))."""
    if sys.platform == "linux" and (option := getattr(ctypes.CDLL(None), "mallopt", None)):
        for name, value in _OPTIONS.items():
            option(name, value)


def server(
    app: Starlette,
    shown: RelayCertificate | None = None,
    idle: float = IDLE,
    crowd: Crowd | None = None,
    greeting: float = GREETING,
    alone: bool = False,
) -> uvicorn.Server:
    """Return the HTTP server of a relay, TLS if it shows a certificate: silent about itself and its clients.

    `idle` is the maximum seconds of a connection without data, and `greeting` those of the TLS handshake. `crowd`
    counts the connections. `alone`: this process does nothing else, so its garbage can be collected at any moment.
    """
    protocol = type(
        "Watched", (RelayProtocol,), {"idle": idle, "crowd": crowd or Crowd(read=READ_IN_TLS if shown else READ)}
    )
    config = uvicorn.Config(
        app,
        http=protocol,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        log_config=None,
        log_level="error",  # strangers could fill the journal with its warnings
        ws="none",
        lifespan="on",
        timeout_keep_alive=30,
        timeout_graceful_shutdown=5,
        ssl_context_factory=(lambda _config, _default: shown.context) if shown else None,
    )
    return Server(config, protocol, greeting, alone)


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket that names TCP: asyncio sets TCP_NODELAY on no other, which costs 40 ms an answer."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if os.name == "posix":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(2048)
    except OSError:
        listener.close()
        raise
    return listener


def serve(
    data: Path | Engine,
    host: str = "127.0.0.1",
    port: int = 8440,
    ready: Callable[[str], None] | None = None,
    *,
    limits: Limits | None = None,
    invite_only: bool = False,
) -> None:
    """Serve a relay until a signal stops it (SIGINT, SIGTERM).

    On loopback it speaks plain HTTP and is open unless `invite_only`; otherwise TLS, and a mailbox needs an invite.
    `ready` is called with the URL once it listens (port 0 takes a free one). OSError: the port is taken.
    """
    safe = is_loopback(host)
    with listen(host, port) as listener:
        shown = None if safe else load_certificate(keys_folder(data))
        if shown:  # without TLS and its buffers, objects of a MiB are taken a seventh faster
            _give_back_at_once()
        app = application(data, limits, open_creation=safe and not invite_only, shown=shown)
        address, bound = listener.getsockname()[:2]
        if ready:
            scheme = "https" if shown else "http"
            ready(f"{scheme}://[{address}]:{bound}" if ":" in address else f"{scheme}://{address}:{bound}")
        running = server(app, shown, alone=True)
        gc.freeze()  # loaded objects stay: the collector need not walk them, 10 ms, while requests wait
        running.run(sockets=[listener])
