"""A relay migrates from its folder into a database while people use it: nothing is lost, and no number changes."""

import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
from attrs import define, field

from app.cli.main import main
from crypto.relay import open_page, read_invite_code
from sync.client import RelayTransport
from sync.errors import NotDelivered, Refused
from sync.maillog import LogPosition
from sync.ports import Parcel
from sync.relay.engine.move import move
from sync.relay.engine.place import Engine
from sync.relay.operator_commands import make_invite, numbers
from tests.relay import engines, live
from tests.relay.engines import Engines
from tests.relay.peer import Peer

MIB = 1 << 20


@pytest.fixture
def store(engine: Engines, tmp_path: Path) -> Engine:
    return engine.fresh(tmp_path / "relay")


def log_of(peer: Peer) -> list[tuple[int, bytes]]:
    """The first page of the log: its lines, and the head after them."""
    target = f"/v1/m/{peer.transport.mid.hex()}/log?after=0"
    status, _, body = peer.ask("GET", target, headers=peer.proof("GET", target))
    assert status == 200
    page = open_page(body, peer.pk)
    return [(entry.seq, entry.object_id) for entry in page.entries] + [(page.first, page.head)]


@define
class Before:
    """How a relay stood when it was moved away."""

    receipts: dict[bytes, bytes] = field(factory=dict)
    kept: list[Parcel] = field(factory=list)
    begun: tuple[Parcel, str] | None = None
    log: list[tuple[int, bytes]] = field(factory=list)
    position: LogPosition | None = None
    invite: str = ""


def moved_away(folder: Path, store: Engine) -> Before:
    """Move a relay while its mailbox is written and emptied: it is copied twice, then shut."""
    before = Before()
    with live.relay(folder) as url:
        old = Peer(url, folder)
        me = old.transport
        items = [live.parcel(me, size, seed) for seed, size in enumerate((10, 70_000, MIB + 5, 900, 20))]
        before.receipts = {item.object_id: me.put(item) for item in items[:3]}
        assert move(folder, store).objects == 3
        me.settle([arrival for arrival in me.arrivals() if arrival.length in (10, 70_000)])
        before.receipts |= {item.object_id: me.put(item) for item in items[3:]}
        before.kept = items[2:]
        begun = live.parcel(me, 3 * MIB, seed=9)
        before.begun = begun, old.begin(begun, live.whole(begun)[: 2 * MIB + 77])[0]
        before.invite = make_invite(folder)
        assert move(folder, store).lines == 4
        with pytest.raises(Refused, match="still being moved"), live.relay(store):
            pass
        done = move(folder, store, last=True)
        assert (done.lines, done.missing) == (0, 0)
        with pytest.raises(NotDelivered):
            me.put(live.parcel(me, 30, seed=30))
        assert {arrival.length for arrival in me.arrivals()} == {20, 900, MIB + 5}
        before.log, before.position = log_of(old), me.position()
        me.close()
    return before


def test_what_was_signed_for_and_what_was_begun_goes_on_there(store: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "relay"
    before = moved_away(folder, store)
    with live.relay(store) as url:
        new = Peer(url, folder)
        assert log_of(new) == before.log
        me = RelayTransport(url, new.pk, new.key, position=before.position)
        found = {arrival.object_id: arrival for arrival in me.arrivals()}
        assert found.keys() == {item.object_id for item in before.kept}
        for item in before.kept:
            pieces = [found[item.object_id].read(at, MIB) for at in range(0, item.length, MIB)]
            assert b"".join(pieces) == live.whole(item)
            assert me.put(item) == before.receipts[item.object_id]
        assert before.begun is not None
        begun, upload = before.begun
        assert new.begin(begun) == (upload, 2 * MIB)
        assert new.patch(upload, 2 * MIB, live.whole(begun)[2 * MIB :])[0] == 200
        me.settle(list(me.arrivals()))
        pk, code = read_invite_code(before.invite)
        guest = RelayTransport(url, pk, live.key(pk, 1))
        guest.create_mailbox(code)
        for transport in (me, guest, new.transport):
            transport.close()
    assert (numbers(store).invites, numbers(store).objects) == (0, 0)


def test_the_folder_is_shut_for_good(store: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "relay"
    moved_away(folder, store)
    for ask in (make_invite, numbers):
        with pytest.raises(Refused, match="has moved"):
            ask(folder)
    with pytest.raises(Refused, match="has moved"), live.relay(folder):
        pass
    with pytest.raises(Refused, match="already"):
        move(folder, store)


def test_nothing_acknowledged_is_lost_while_everybody_goes_on_sending(store: Engine, tmp_path: Path) -> None:
    folder, signed, over = tmp_path / "relay", set[bytes](), threading.Event()
    with live.relay(folder) as url:
        me = live.owner(url, pause=lambda _: None)

        def send() -> None:
            for seed in range(10_000):
                item = live.parcel(me, 1000, seed)
                try:
                    me.put(item)
                except NotDelivered:
                    break
                signed.add(item.object_id)
            over.set()

        sender = threading.Thread(target=send)
        sender.start()
        while len(signed) < 20:
            over.wait(0.01)
        move(folder, store, last=True)
        sender.join()
        pk, key = me.descriptor().relay_pk, live.key(me.descriptor().relay_pk)
        me.close()
    with live.relay(store) as url:
        there = RelayTransport(url, pk, key)
        assert {arrival.object_id for arrival in there.arrivals()} == signed
        there.close()


@pytest.mark.parametrize("last", [False, True], ids=["copying", "the last time"])
def test_a_move_that_is_killed_is_done_again(store: Engine, tmp_path: Path, last: bool) -> None:
    folder = tmp_path / "relay"
    with live.relay(folder) as url:
        old = Peer(url, folder)
        for seed in range(12):
            old.transport.put(live.parcel(old.transport, 70_000, seed))
        before, position = log_of(old), old.transport.position()
        old.transport.close()
    words = ["relay", "migrate", "--from", str(folder), "--data", store.database, "--objects", store.objects]
    for reached in (1, 6):
        command = [sys.executable, "-m", "app", *words, *["--last"] * last]
        with subprocess.Popen(command, cwd=live.ROOT, stdout=subprocess.DEVNULL) as child:
            while len(engines.keys_in(store)) < reached and child.poll() is None:
                time.sleep(0.005)
            child.kill()
    with suppress(Refused):  # where the second one came to its end before it was killed
        move(folder, store, last=True)
    with live.relay(store) as url:
        new = Peer(url, folder)
        assert (log_of(new), len(engines.keys_in(store))) == (before, 12)
        me = RelayTransport(url, new.pk, new.key, position=position)
        assert {live.whole(live.parcel(me, 70_000, seed)) for seed in range(12)} == {
            arrival.read(0, 70_000) for arrival in me.arrivals()
        }
        me.close()
        new.transport.close()


def test_the_command_says_what_it_moved(store: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "relay"
    words = ["relay", "migrate", "--from", str(folder), "--data", store.database, "--objects", store.objects]
    assert main(words) == 5
    assert "no relay was ever started" in capsys.readouterr().err
    with live.relay(folder) as url:
        me = live.owner(url)
        me.put(live.parcel(me, 5000))
        me.close()
    assert main([*words, "--json"]) == 0
    assert '"lines": 1, "objects": 1, "bytes": 5000, "missing": 0, "ready": false' in capsys.readouterr().out
    assert main([*words, "--last"]) == 0
    status = ["relay", "status", "--data", store.database, "--objects", store.objects, "--keys", str(folder)]
    assert main(status) == 0
    assert "5000" in capsys.readouterr().out
    assert main(["relay", "serve", "--data", str(folder)]) == 5
    assert "has moved" in capsys.readouterr().err
