"""On a slow line a file gives way within a segment, and goes on from the byte where the relay stands."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from attrs import define, evolve

from sync.client import RelayTransport
from sync.ports import GiveWay
from tests.relay import live

MIB, RATE = 1 << 20, 64_000


@define
class Narrow:
    """A port that passes on so many bytes a second; 0: all at once."""

    port: int
    rate: int = RATE
    sent: int = 0


@contextmanager
def narrow(url: str) -> Iterator[Narrow]:
    """Give a port on loopback that leads to a relay, slowly on the way there."""
    far = "127.0.0.1", int(url.rsplit(":", 1)[1])
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 14)
        line = Narrow(door.getsockname()[1])
        threading.Thread(target=_serve, args=(door, far, line), daemon=True).start()
        yield line


def _serve(door: socket.socket, far: tuple[str, int], line: Narrow) -> None:
    with suppress(OSError):
        while True:
            near, _ = door.accept()
            there = socket.create_connection(far)
            threading.Thread(target=_pass, args=(near, there, line), daemon=True).start()
            threading.Thread(target=_pass, args=(there, near, None), daemon=True).start()


def _pass(one: socket.socket, other: socket.socket, line: Narrow | None) -> None:
    with suppress(OSError), one, other:
        while data := one.recv(4096):
            if line and line.rate:
                time.sleep(len(data) / line.rate)
            other.sendall(data)
            if line:
                line.sent += len(data)
        for end in (one, other):
            end.shutdown(socket.SHUT_RDWR)  # closing alone would not end what another thread reads


def test_within_a_second_or_two_and_nothing_that_arrived_is_sent_again(tmp_path: Path) -> None:
    with live.relay(tmp_path) as url, narrow(url) as line:
        live.owner(url).close()
        me: RelayTransport = live.mailbox(f"http://127.0.0.1:{line.port}")
        asked: list[float] = []

        def goes_on() -> None:
            asked.append(time.monotonic())
            if len(asked) == 2:
                raise GiveWay

        item = evolve(live.parcel(me, MIB), goes_on=goes_on)
        start = time.monotonic()
        with pytest.raises(GiveWay):
            me.put(item)
        assert 1.5 < time.monotonic() - start < 3.5, "it would take 16 s"
        line.rate = 0
        me.put(live.parcel(me, 5_000, seed=1))
        line.sent = 0
        me.put(item)
        assert 0 < line.sent < MIB - RATE, "what was there is not sent again"
        assert sorted(found.length for found in me.arrivals()) == [5_000, MIB]
        me.close()
