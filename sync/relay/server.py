"""A relay as a process: its keys, its socket, its HTTP server.

It speaks plain HTTP and therefore listens on loopback alone; an onion service in front of it is loopback too.
"""

import gc
import ipaddress
import os
import socket
import time
from collections.abc import Callable
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from crypto.relay import SealKey, SigningKey
from sync.errors import Refused
from sync.relay.app import Keys, build
from sync.relay.local import LocalStorage
from sync.relay.protocol import RelayProtocol
from sync.relay.storage import Limits


def is_loopback(host: str) -> bool:
    """Say whether a host name or address never leaves this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def load_keys(data: Path) -> Keys:
    """Return the keys kept in `relay.key` (signing seed 32, seal key 32), made at the first start."""
    path = data / "relay.key"
    if not path.exists():
        fresh = path.with_suffix(".new")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(os.urandom(64))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    secret = path.read_bytes()
    if len(secret) != 64:
        raise Refused(f"{path} is not a relay's key file")
    return Keys(SigningKey(secret[:32]), SealKey.from_secret(secret[32:]))


def application(data: Path, limits: Limits | None = None, clock: Callable[[], float] = time.time) -> Starlette:
    """Build the relay that keeps everything in the folder `data`, open to new mailboxes."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    limits = limits or Limits()
    return build(LocalStorage(data, limits, clock), load_keys(data), limits, clock, open_creation=True)


def server(app: Starlette) -> uvicorn.Server:
    """Return the HTTP server for a relay: silent about itself and about who asks."""
    config = uvicorn.Config(
        app,
        http=RelayProtocol,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        log_config=None,
        log_level="warning",
        ws="none",
        lifespan="on",
        timeout_keep_alive=30,
        timeout_graceful_shutdown=5,
    )
    return uvicorn.Server(config)


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket that says TCP: asyncio sets TCP_NODELAY on no other, which costs 40 ms an answer."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if os.name == "posix":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(512)
    except OSError:
        listener.close()
        raise
    return listener


def serve(data: Path, host: str = "127.0.0.1", port: int = 8440, ready: Callable[[str], None] | None = None) -> None:
    """Serve a relay until it is told to stop (SIGINT, SIGTERM).

    `ready` is called with the URL once it listens (port 0 takes a free one). Raises `Refused` for an address
    other than loopback, OSError if the port is taken.
    """
    if not is_loopback(host):
        raise Refused("a relay listens on loopback only; put an onion service in front of it")
    with listen(host, port) as listener:
        address, bound = listener.getsockname()[:2]
        if ready:
            ready(f"http://[{address}]:{bound}" if ":" in address else f"http://{address}:{bound}")
        running = server(application(data))
        gc.freeze()  # what is loaded by now stays: the collector need not walk it, 10 ms, while requests wait
        running.run(sockets=[listener])
