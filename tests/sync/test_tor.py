"""Through Tor: names resolved there alone, a circuit for each mailbox and purpose, and no way around it."""

import json
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from attrs import evolve

from sync.client import RelayTransport
from sync.errors import LinkBroken, NoTor, Refused
from sync.tor import Tor
from tests.relay import live
from tests.sync.socks import Socks, leading

ONION = "abcdefghijklmnop.onion"
RELAY = "relay.example.org"
MIB = 1 << 20


def through(port: Socks, url: str, pk: bytes | None, counter: int = 0, always: bool = True) -> RelayTransport:
    """The transport of one of our mailboxes behind this port."""
    key = live.key(pk, counter) if pk else None
    return RelayTransport(url, pk, key, tor=Tor((port.place,), always), pause=lambda _: None)


def closed_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return f"127.0.0.1:{free.getsockname()[1]}"


def test_an_onion_name_goes_through_tor_with_a_circuit_for_each_mailbox_and_purpose(tmp_path: Path) -> None:
    with live.relay(tmp_path) as url, leading({ONION: url}) as port:
        there, other = live.owner(url), live.owner(url, counter=1)
        pk = there.descriptor().relay_pk
        me = through(port, f"http://{ONION}", pk, always=False)
        item = live.parcel(me, 50_000)
        me.put(item)
        me.put(item)
        me.put(live.parcel(me, 10))
        me.put(evolve(item, mid=other.mid))
        (small, large) = me.arrivals()
        assert large.read(0, 50_000) == live.whole(item)
        me.settle([small])
        me.close()
        there.close()
        other.close()
    assert {name for _, name in port.asked} == {ONION}
    assert len(port.users) == 4, "hello, fetch, and one for each mailbox written to"


def test_a_relay_of_the_net_goes_through_tor_too_and_its_certificate_is_held_on_each_circuit(tmp_path: Path) -> None:
    data = tmp_path / "relay"
    with live.guarded(data) as url, leading({RELAY: url}) as port:
        live.invited(url, data).close()
        me = through(port, f"https://{RELAY}", live.public_key(data))
        item = live.parcel(me, 2 * MIB)
        me.put(item)
        (found,) = me.arrivals()
        assert found.read(MIB, 1000) == live.whole(item)[MIB : MIB + 1000]
        me.close()
    assert port.asked and {name for _, name in port.asked} == {RELAY}
    assert len(port.users) == len(port.asked) == 3, "hello, fetch, and the mailbox written to, each its own"


def test_two_mailboxes_two_relays_and_two_rounds_never_share_a_circuit(tmp_path: Path) -> None:
    with live.relay(tmp_path / "a") as one, live.relay(tmp_path / "b") as two:
        names = {f"a{ONION}": one, f"b{ONION}": two}
        for url in names.values():
            for counter in (0, 1):
                live.owner(url, counter=counter).close()
        seen: list[set[str]] = []
        with leading(names) as port:
            for name, url in [*names.items()] * 2:
                pk = live.mailbox(url).descriptor().relay_pk
                for counter in (0, 1):
                    before = port.users
                    me = through(port, f"http://{name}", pk, counter)
                    me.put(live.parcel(me, 10, seed=counter))
                    assert list(me.arrivals())
                    me.close()
                    seen.append(port.users - before)
    assert [len(users) for users in seen] == [3] * 8 and len(set().union(*seen)) == 24


@pytest.mark.parametrize("tor", ["there", "away"])
def test_no_name_is_resolved_here_and_no_socket_opened_but_to_tor(tmp_path: Path, tor: str) -> None:
    data = tmp_path / "relay"
    with live.guarded(data) as url, leading({RELAY: url}) as port:
        live.invited(url, data).close()
        place = port.place if tor == "there" else closed_port()
        words = [sys.executable, "-m", "tests.sync.overheard", f"https://{RELAY}", live.public_key(data).hex(), place]
        child = subprocess.run(words, cwd=live.ROOT, capture_output=True, text=True, check=True)
    said = json.loads(child.stdout)
    assert {tuple(row) for row in said["heard"]} == {("socket.connect", place)}
    assert said["said"] == (
        "50000 bytes" if tor == "there" else f"NoTor: Tor does not answer at {place}. Amparo sent nothing"
    )


def test_what_overhears_would_hear_a_name(tmp_path: Path) -> None:
    """Without Tor the same visit asks for the name: the test above can fail."""
    with live.guarded(tmp_path / "relay") as url:
        pk = live.public_key(tmp_path / "relay").hex()
        code = (
            "import sys; from tests.sync import overheard; sys.addaudithook(overheard._hear);"
            f"overheard.main({url!r}, {pk!r}, '127.0.0.1:1')"
        )
        child = subprocess.run([sys.executable, "-c", code], cwd=live.ROOT, capture_output=True, text=True, check=True)
    assert ["socket.getaddrinfo", "127.0.0.1"] in json.loads(child.stdout)["heard"]


def test_the_next_place_is_tried_where_the_first_is_silent_or_something_else(tmp_path: Path) -> None:
    with live.relay(tmp_path) as url, leading({ONION: url}) as port:
        web = url.removeprefix("http://")
        there = Tor((closed_port(), web, port.place))
        assert there.answers() == port.place
        me = RelayTransport(f"http://{ONION}", None, tor=there)
        assert me.descriptor().now
        me.close()
        with pytest.raises(NoTor, match="Amparo sent nothing"):
            Tor((closed_port(), web)).answers()


def test_a_port_that_takes_no_user_name_gets_nothing() -> None:
    """Without a user name all mailboxes would share a circuit (decision 0043)."""
    asked: list[bytes] = []

    def serve() -> None:
        client, _ = port.accept()
        with client:
            asked.append(client.recv(3))
            client.sendall(b"\x05\x00")
            asked.append(client.recv(300))

    with socket.create_server(("127.0.0.1", 0)) as port:
        thread = threading.Thread(target=serve)
        thread.start()
        with pytest.raises(NoTor):
            Tor((f"127.0.0.1:{port.getsockname()[1]}",)).connect(ONION, 80, "one")
        thread.join()
    assert asked == [b"\x05\x01\x02", b""]


def test_tor_may_be_behind_a_socket_file(tmp_path: Path) -> None:
    with live.relay(tmp_path / "relay") as url, leading({ONION: url}, tmp_path / "socks") as port:
        me = through(port, f"http://{ONION}", None)
        assert me.descriptor().now
        me.close()


@pytest.mark.parametrize(
    "place", ["", "9050", "tor.example.org:9050", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:65536", "unix:socks", "::1:x"]
)
def test_a_place_that_would_be_looked_up_or_is_none_is_refused(place: str) -> None:
    with pytest.raises(Refused, match="is not an address of Tor"):
        Tor((place,))


def test_what_tor_does_not_reach_is_told_and_nothing_goes_another_way(tmp_path: Path) -> None:
    with live.guarded(tmp_path / "relay") as url, leading({RELAY: url}) as port:
        port.answer = 4
        me = through(port, f"https://{RELAY}", live.public_key(tmp_path / "relay"))
        with pytest.raises(LinkBroken, match=r"Tor does not reach the relay \(SOCKS 4\)"):
            me.descriptor()
        me.close()


def test_an_upload_goes_on_where_it_stood_when_its_circuit_is_cut(tmp_path: Path) -> None:
    with live.relay(tmp_path) as url, leading({ONION: url}) as port:
        live.owner(url).close()
        me = through(port, f"http://{ONION}", live.mailbox(url).descriptor().relay_pk)
        item = live.parcel(me, 3 * MIB)
        port.cut_after = 2 * MIB
        me.put(item)
        (found,) = me.arrivals()
        assert found.read(2 * MIB, 100) == live.whole(item)[2 * MIB : 2 * MIB + 100]
        me.close()
    assert port.cuts == 1


def test_this_machine_itself_is_not_behind_tor(tmp_path: Path) -> None:
    with live.relay(tmp_path) as url:
        me = RelayTransport(url, None, tor=Tor((closed_port(),), always=True))
        assert me.descriptor().now
        me.close()
