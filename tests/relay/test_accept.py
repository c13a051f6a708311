"""Connections are counted as they are accepted, before TLS: who says nothing holds no place for long."""

import asyncio
import os
import resource
import socket
import ssl
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import uvicorn

from sync.relay.connection_limits import BACK, GREETS, PATIENCE, TURNS, Buckets, ConnectionSlot, Crowd
from sync.relay.keys import load_certificate
from sync.relay.server import application, listen, server
from tests.relay import live
from tests.relay.test_hostile import ASK, answers, until
from tests.relay.test_slow import connected

GREETING = 0.4


class Invented(Crowd):
    """A crowd in which each port that is named comes from an address of its own, and all others from one."""

    def __init__(self, most: int, part: int) -> None:
        super().__init__(most, part)
        self.named: dict[int, str] = {}

    def come(self, address: str, port: int = 0) -> ConnectionSlot | None:
        return super().come(self.named.get(port, "192.0.2.1"), port)


class WithoutReaders(asyncio.SelectorEventLoop):
    """A loop that is asked for one connection at a time, as on Windows."""

    def add_reader(self, *_: object) -> None:
        raise NotImplementedError


Run = Callable[[uvicorn.Server, socket.socket], None]


def by(loop: Callable[[], asyncio.AbstractEventLoop]) -> Run:
    def run(running: uvicorn.Server, listener: socket.socket) -> None:
        with asyncio.Runner(loop_factory=loop) as runner:
            runner.run(running.serve(sockets=[listener]))

    return run


RUNS = {
    "uvloop": lambda running, listener: running.run(sockets=[listener]),
    "asyncio": by(asyncio.SelectorEventLoop),
    "one by one": by(WithoutReaders),
}


@contextmanager
def served(folder: Path, crowd: Crowd, run: Run, greeting: float = GREETING) -> Iterator[tuple[str, int]]:
    shown = load_certificate(folder)
    running = server(application(folder, shown=shown), shown, crowd=crowd, greeting=greeting)
    with listen("127.0.0.1", 0) as listener:
        thread = threading.Thread(target=run, args=(running, listener))
        thread.start()
        try:
            yield listener.getsockname()
        finally:
            running.should_exit = True
            thread.join()


def hello() -> bytes:
    """Return how a client greets in TLS."""
    came, gone = ssl.MemoryBIO(), ssl.MemoryBIO()
    with pytest.raises(ssl.SSLWantReadError):
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).wrap_bio(came, gone, server_hostname="x").do_handshake()
    return gone.read()


SILENT = {"nothing": b"", "half a greeting": hello()[:100], "a greeting and no more": hello(), "plain HTTP": ASK}


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS.keys())
@pytest.mark.parametrize("said", SILENT.values(), ids=SILENT.keys())
def test_who_does_not_greet_is_counted_and_hung_up_on(tmp_path: Path, said: bytes, run: Run) -> None:
    crowd = Crowd(most=2)
    with served(tmp_path, crowd, run) as at, ExitStack() as stack:
        begun = time.monotonic()
        silent = [stack.enter_context(socket.create_connection(at, 5)) for _ in range(2)]
        until(lambda: crowd.count == 2)
        for one in silent:
            one.sendall(said)
        for one in silent:
            while answers(one):  # of TLS
                pass
        until(lambda: crowd.count == 0)
        assert time.monotonic() - begun < 4 * GREETING
        with connected(f"https://127.0.0.1:{at[1]}") as safe:
            assert crowd.count == 1
            safe.sendall(ASK)
            assert answers(safe).startswith(b"HTTP/1.1 200")
        until(lambda: crowd.count == 0)


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS.keys())
def test_silent_connections_of_one_address_take_its_share_alone(tmp_path: Path, run: Run) -> None:
    crowd = Invented(most=30, part=2)
    with served(tmp_path, crowd, run, greeting=30) as at, ExitStack() as stack:
        for _ in range(40):
            stack.enter_context(socket.create_connection(at, 5))
        until(lambda: crowd.count == 10)
        other = stack.enter_context(socket.socket())
        other.bind(("127.0.0.1", 0))
        crowd.named[other.getsockname()[1]] = "198.51.100.1"
        other.connect(at)
        blind = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        blind.check_hostname, blind.verify_mode = False, ssl.CERT_NONE
        safe = stack.enter_context(blind.wrap_socket(other))
        safe.sendall(ASK)
        assert answers(safe).startswith(b"HTTP/1.1 200")
        assert crowd.count == 11
        stopped = time.monotonic()
    assert time.monotonic() - stopped < 2


@pytest.mark.skipif(sys.platform != "linux", reason="only there another process can be given fewer descriptors")
def test_a_relay_without_a_descriptor_left_waits_and_goes_on(tmp_path: Path) -> None:
    with live.process(tmp_path) as (child, url), ExitStack() as stack:
        at = ("127.0.0.1", int(url.rpartition(":")[2]))
        with socket.create_connection(at, 5) as one:
            one.sendall(ASK)
            assert answers(one).startswith(b"HTTP/1.1 200")
        before = resource.prlimit(child.pid, resource.RLIMIT_NOFILE)
        used = sum(1 for _ in Path(f"/proc/{child.pid}/fd").iterdir())
        resource.prlimit(child.pid, resource.RLIMIT_NOFILE, (used - 2, before[1]))
        late = stack.enter_context(socket.create_connection(at, 5))
        late.sendall(ASK)
        spent = spent_by(child.pid)
        late.settimeout(0.8)
        with pytest.raises(TimeoutError):
            late.recv(1)
        assert spent_by(child.pid) - spent < 0.1
        resource.prlimit(child.pid, resource.RLIMIT_NOFILE, before)
        assert answers(late).startswith(b"HTTP/1.1 200")


def spent_by(pid: int) -> float:
    """Return the seconds of a processor that a process has used."""
    words = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def test_a_connection_costs_its_address_six_requests() -> None:
    crowd = Crowd(most=1024)
    crowd.turns = Buckets(TURNS, BACK, lambda: 0.0)
    places = [crowd.come("192.0.2.1") for _ in range(128)]
    assert sum(place is not None for place in places) == (TURNS + int(PATIENCE * BACK)) // GREETS
    assert crowd.come("192.0.2.2") is not None
