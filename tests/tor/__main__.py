"""A delivery through a Tor network of our own: python3 x.py tor. Needs Debian's tor; takes two minutes.

A relay stands behind an onion service set up as docs/relay.md says. Two people reach it by the command line with every
relay behind Tor: a report goes from vault to vault and comes back acknowledged. Then every circuit is cut in the middle
of an upload of 16 MiB, which goes on where the relay stands.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from attrs import evolve

from crypto.relay import read_invite_code
from sync.client import RelayTransport
from sync.errors import LinkBroken
from sync.relay.operator_commands import make_invite
from sync.tor import Tor
from tests.flow.cast import Person, meet, relay
from tests.relay import live
from tests.tor.network import Network, configured, missing, onion_service, running

MIB = 1 << 20
SIZE, CUT_AT = 16 * MIB, 8 * MIB
FOUND = 90
"""Seconds in which the onion service must be found."""


def main() -> int:
    """Go through all of it; the exit code is 1 where tor is missing."""
    if missing():
        print("tor: it is not on this machine: apt-get install tor", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as name:
        base = Path(name)
        data = base / "relay"
        with relay(data, 0, "127.0.0.1", "--invite-only") as url:
            port = int(url.rpartition(":")[2])
            network = configured(base, onion_service(base / "h0" / "hs", port))
            start = time.monotonic()
            with running(network):
                _tell(start, "the network is up")
                pk = live.public_key(data)
                _until(lambda: bool(_reached(network, pk)), FOUND)
                _tell(start, f"{network.onion} is found")
                _deliver(base, network, data)
                _tell(start, "a report was delivered and acknowledged")
                read, again = _cut(network, data)
                _tell(start, f"{read} circuits were cut at {CUT_AT >> 20} MiB of {SIZE >> 20}; it went on at {again:,}")
    return 0


def _tell(start: float, what: str) -> None:
    print(f"{time.monotonic() - start:5.0f} s  {what}", flush=True)


def _until(true: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "not in time"
        time.sleep(1)


def _transport(network: Network, pk: bytes) -> RelayTransport:
    return RelayTransport(f"http://{network.onion}", pk, live.key(pk), tor=Tor((network.socks,), always=True))


def _reached(network: Network, pk: bytes) -> bool:
    transport = _transport(network, pk)
    try:
        return transport.descriptor().relay_pk == pk
    except LinkBroken:
        return False
    finally:
        transport.close()


def _deliver(base: Path, network: Network, data: Path) -> None:
    """Let Ana send Ben a report, as people type it."""
    ana, ben = Person(base, "ana").creates(), Person(base, "ben").creates()
    for person in (ana, ben):
        assert person.does("tor", "on", "--at", network.socks)["answers"] == network.socks
        person.does("relay", "add", f"http://{network.onion}", "--invite", make_invite(data))
    meet(ana, ben)
    ana.does("share", ana.adds(title="Through the onion"), "--to", "ben")
    for person in (ana, ben, ana):
        assert person.does("sync")["failures"] == []
    assert ana.states() == ["delivered"], ana.states()
    assert len(ben.accepts_all()) == 1


def _cut(network: Network, data: Path) -> tuple[int, int]:
    """Cut every circuit in the middle of an upload; return how many, and where it went on."""
    pk = live.public_key(data)
    me = _transport(network, pk)
    me.create_mailbox(read_invite_code(make_invite(data))[1])
    item = live.parcel(me, SIZE)
    cut: list[int] = []
    read: list[int] = []

    def reading(at: int, size: int) -> bytes:
        if at >= CUT_AT and not cut:
            cut.append(network.cut())
        elif cut:
            read.append(at)
        return item.read(at, size)

    me.put(evolve(item, read=reading))
    (found,) = me.arrivals()
    assert all(found.read(at, MIB) == item.read(at, MIB) for at in range(0, SIZE, MIB))
    me.close()
    again = min(read)
    assert cut and 0 < again <= CUT_AT, "it began anew, or was not cut"
    return cut[0], again


if __name__ == "__main__":
    sys.exit(main())
