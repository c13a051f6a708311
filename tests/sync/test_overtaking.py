"""An upload whose line is dead and does not say so is overtaken on another connection, and goes on where it stood."""

import os
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import evolve

from sync.errors import LinkBroken
from sync.link import RelayLink
from sync.object_upload import HANGS, Delivering, Pays
from sync.tor import Tor
from tests.relay import live
from tests.sync.socks import Socks, leading

NAME, MIB = "relay.onion", 1 << 20


class Told(RelayLink):
    """A link that is told of silence by the port it goes through: on loopback TCP acknowledges everything at once."""

    port: Socks

    def silence(self, thread: int) -> float:
        return HANGS + 1 if self.port.lost and len(self.port.asked) == 1 else 0.0


def test_a_line_that_is_dead_is_left_for_another_long_before_it_says_so(tmp_path: Path) -> None:
    with live.relay(tmp_path) as url, leading({NAME: url}) as port:
        me = live.owner(url)
        item, pk = live.parcel(me, 4 * MIB), me.descriptor().relay_pk
        link = Told(f"http://{NAME}", Tor((port.place,)), os.urandom)
        link.port, port.lost_after = port, 2 * MIB
        start = time.monotonic()
        receipt = Delivering(link, pk, item, lambda _: None, Pays(), os.urandom).run()
        assert time.monotonic() - start < 8, "SILENCE would have ended it"
        assert receipt == me.put(item)
        (found,) = me.arrivals()
        assert all(found.read(at, MIB) == item.read(at, MIB) for at in range(0, 4 * MIB, MIB))
        link.close()
        me.close()
    assert port.lost > 0 and len(port.asked) == 2


def test_a_small_object_in_one_request_is_overtaken_too(tmp_path: Path) -> None:
    with live.relay(tmp_path) as url, leading({NAME: url}) as port:
        me = live.owner(url)
        item, pk = live.parcel(me, 600_000), me.descriptor().relay_pk
        link = Told(f"http://{NAME}", Tor((port.place,)), os.urandom)
        link.port, port.lost_after = port, 200_000
        assert Delivering(link, pk, item, lambda _: None, Pays(), os.urandom).run() == me.put(item)
        link.close()
        me.close()
    assert port.lost > 0


def test_what_a_connection_that_was_left_had_not_delivered_is_not_sent_again() -> None:
    """The other side hears of the end at once, not after all that it had not taken yet."""
    with socket.create_server(("127.0.0.1", 0)) as relay:
        relay.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 14)
        link = RelayLink(f"http://127.0.0.1:{relay.getsockname()[1]}", Tor(), os.urandom)
        more, broken = threading.Event(), []

        def body() -> Iterator[bytes]:
            yield bytes(1 << 15)  # about twice as much as the other side has room for
            more.set()
            yield bytes(MIB - (1 << 15))

        def ask() -> None:
            try:
                link.ask("POST", "/", 0, body=body(), length=MIB)
            except LinkBroken as error:
                broken.append(error)

        thread = threading.Thread(target=ask)
        thread.start()
        theirs, _ = relay.accept()
        with theirs:
            assert more.wait(5)
            link.hang_up(thread.ident or 0)
            thread.join()
            with pytest.raises(ConnectionResetError):
                while theirs.recv(MIB):
                    pass
        link.close()
    assert len(broken) == 1


def test_of_a_live_connection_nothing_is_said_to_hang(tmp_path: Path) -> None:
    with live.relay(tmp_path) as url:
        me, link = live.owner(url), RelayLink(url, Tor(), os.urandom)
        quiet = []
        item, pk = live.parcel(me, 3 * MIB), me.descriptor().relay_pk

        def reading(at: int, size: int) -> bytes:
            quiet.append(link.silence(threading.get_ident()))
            return item.read(at, size)

        Delivering(link, pk, evolve(item, read=reading), lambda _: None, Pays(), os.urandom).run()
        link.close()
        me.close()
    assert len(quiet) == 3 and max(quiet) < HANGS
