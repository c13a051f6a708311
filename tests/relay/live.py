"""A real relay on loopback for tests: in a thread, or as a process that can be killed."""

import asyncio
import hashlib
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from attrs import define, field
from starlette.applications import Starlette

from crypto.relay import SEGMENT, SigningKey, mailbox_id, mailbox_key, object_id, read_invite_code
from sync.client import RelayTransport
from sync.ports import Parcel
from sync.relay.connection_limits import Crowd
from sync.relay.engine.place import Engine
from sync.relay.keys import RelayCertificate, load_certificate, load_keys
from sync.relay.operator_commands import make_invite
from sync.relay.request import IDLE
from sync.relay.server import application, listen, server
from sync.relay.storage import Limits

if sys.platform == "win32":
    from asyncio import SelectorEventLoop as Loop
else:
    from uvloop import Loop

SEED = bytes(range(32))
ROOT = Path(__file__).parents[2]


class Hasty(Loop):
    """An event loop in which the 100 ms that uvicorn sleeps between two looks, and once when it stops, are 5 ms.

    A test waited 0.15 s for each of its relays to stop. Other times are as they are, and so is every timer of ours.
    """

    def call_later(self, delay: float, callback: Callable[..., Any], *more: Any, **rest: Any) -> asyncio.TimerHandle:
        sleeps = getattr(callback, "__name__", "") == "_set_result_unless_cancelled"  # asyncio.sleep
        return super().call_later(0.005 if delay == 0.1 and sleeps else delay, callback, *more, **rest)


@contextmanager
def served(
    app: Starlette,
    shown: RelayCertificate | None = None,
    port: int = 0,
    idle: float = IDLE,
    crowd: Crowd | None = None,
    hasty: bool = True,
) -> Iterator[str]:
    """Serve an application on a free port of loopback, over TLS if it shows a certificate; give its URL.

    Where it is not `hasty` it stops in uvicorn's own time.
    """
    running = server(app, shown, idle, crowd)
    if hasty:
        running.config.loop = f"{__name__}:Hasty"
    with listen("127.0.0.1", port) as listener:
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"{'https' if shown else 'http'}://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            running.should_exit = True
            thread.join()


@contextmanager
def relay(
    data: Path | Engine,
    limits: Limits | None = None,
    clock: Callable[[], float] = time.time,
    port: int = 0,
    hasty: bool = True,
) -> Iterator[str]:
    """Run a relay in a thread."""
    with served(application(data, limits, clock), port=port, hasty=hasty) as url:
        yield url


@contextmanager
def guarded(
    data: Path, limits: Limits | None = None, clock: Callable[[], float] = time.time, port: int = 0
) -> Iterator[str]:
    """Run a relay as it runs elsewhere than on loopback: over TLS, a mailbox for an invite only."""
    data.mkdir(exist_ok=True)
    shown = load_certificate(data)
    with served(application(data, limits, clock, open_creation=False, shown=shown), shown, port) as url:
        yield url


@contextmanager
def process(data: Path | Engine, port: int = 0, host: str = "127.0.0.1") -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run a relay as a process of its own; killed at the end if it still lives."""
    place = [data.database, data.objects, str(data.keys)] if isinstance(data, Engine) else [str(data)]
    command = [sys.executable, "-m", "sync.relay", place[0], f"{host}:{port}", *place[1:]]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        try:
            yield child, child.stdout.readline().strip()
        finally:
            child.kill()


@define
class Killable:
    """A relay that is a process of its own, at one port over all its lives."""

    store: Path | Engine
    port: int = 0
    url: str = ""
    _life: ExitStack = field(factory=ExitStack)

    def start(self) -> None:
        """Start it at the port it had."""
        _, self.url = self._life.enter_context(process(self.store, self.port))
        self.port = int(self.url.rpartition(":")[2])

    def kill(self) -> None:
        """Kill it at once."""
        self._life.close()


def owner(url: str, **settings: object) -> RelayTransport:
    """Return the transport of a mailbox that was made at this relay."""
    transport = mailbox(url, **settings)
    transport.create_mailbox()
    return transport


def mailbox(url: str, counter: int = 0, **settings: object) -> RelayTransport:
    """Return the transport of a mailbox that is there already."""
    first = RelayTransport(url, None)
    pk = first.descriptor().relay_pk
    first.close()
    return RelayTransport(url, pk, key(pk, counter), **settings)  # type: ignore[arg-type]


def invited(url: str, data: Path, **settings: object) -> RelayTransport:
    """Return the transport of a mailbox that was made by an invite of the relay that keeps all in `data`."""
    relay_pk, invite = read_invite_code(make_invite(data))
    transport = RelayTransport(url, relay_pk, key(relay_pk), **settings)  # type: ignore[arg-type]
    transport.create_mailbox(invite)
    return transport


def public_key(data: Path) -> bytes:
    """Return the key of the relay that keeps all in `data`."""
    return load_keys(data).signing.public


def key(relay_pk: bytes, counter: int = 0) -> SigningKey:
    """Return the key of our mailbox at a relay."""
    return mailbox_key(SEED, relay_pk, counter)


def parcel(to: RelayTransport, size: int, seed: int = 0) -> Parcel:
    """Return an object of `size` random bytes, addressed to the mailbox of `to`."""
    data = random.Random(seed).randbytes(size)
    described = to.descriptor()
    return of(data, to.mid, described.relay_pk, described.seal_pk)


def of(data: bytes, mid: bytes, relay_pk: bytes, seal_pk: bytes) -> Parcel:
    """Return these bytes as a parcel."""
    segments = tuple(hashlib.sha256(data[i : i + SEGMENT]).digest() for i in range(0, len(data), SEGMENT))
    name = object_id(len(data), segments)
    return Parcel(name, len(data), segments, lambda at, n: data[at : at + n], True, mid, relay_pk, seal_pk)


def whole(item: Parcel) -> bytes:
    """Return all bytes of a parcel."""
    return b"".join(item.read(at, SEGMENT) for at in range(0, item.length, SEGMENT))


__all__ = [
    "SEED",
    "Killable",
    "guarded",
    "invited",
    "key",
    "mailbox",
    "mailbox_id",
    "of",
    "owner",
    "parcel",
    "process",
    "public_key",
    "relay",
    "served",
    "whole",
]
