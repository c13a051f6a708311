"""What a malicious relay or a bad link may do: never wrong data, never a crash, the right word for what to do next."""

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from attrs import evolve

from crypto.relay import Receipt, SigningKey, open_receipt, sign_receipt
from sync.client import RelayTransport
from sync.errors import Damaged, NotDelivered, SyncError
from sync.link import SILENCE
from sync.maillog import LogPosition
from sync.ports import Arrival
from tests.relay import live
from tests.sync.bad_relay import Said, lying

MIB = 1 << 20
SIZE = 50_000


def transport(url: str, pk: bytes, position: LogPosition | None = None) -> RelayTransport:
    return RelayTransport(url, pk, live.key(pk), position=position, pause=lambda _: None)


@contextmanager
def world(tmp_path: Path, mangle: Callable[[Said], Said | None], size: int = SIZE) -> Iterator[RelayTransport]:
    """A mailbox with one object of `size` bytes at a relay that lies from now on."""
    with live.relay(tmp_path) as url:
        honest = live.owner(url)
        honest.put(live.parcel(honest, size))
        pk = honest.descriptor().relay_pk
        honest.close()
        with lying(url, mangle) as false:
            me = transport(false, pk)
            yield me
            me.close()


def of_object(change: Callable[[Said], Said | None]) -> Callable[[Said], Said | None]:
    return lambda said: change(said) if "/o/" in said.path else said


def first(me: RelayTransport) -> Arrival:
    return next(iter(me.arrivals()))


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda s: evolve(s, cut=100), NotDelivered),
        (lambda s: s.but(body=s.body[:-1]), Damaged),
        (lambda s: s.but(body=s.body + b"x"), NotDelivered),
        (lambda s: s.but(body=bytes(len(s.body))), Damaged),
        (lambda s: s.but(body=s.body[::-1]), Damaged),
        (lambda s: s.but(status=200), NotDelivered),
        (lambda s: s.but(headers={**s.headers, "content-range": f"bytes 1-{SIZE}/{SIZE}"}), Damaged),
        (lambda s: s.but(headers={k: v for k, v in s.headers.items() if k != "content-range"}), Damaged),
        (lambda s: s.but(status=404, body=b""), Damaged),
        (lambda s: s.but(status=500, body=b""), NotDelivered),
        (lambda s: s.but(status=302, body=b"", headers={"location": "http://127.0.0.1:1/"}), NotDelivered),
        (lambda s: None, NotDelivered),
    ],
)
def test_an_object_that_comes_wrong_is_refused(
    tmp_path: Path, change: Callable[[Said], Said | None], error: type[SyncError]
) -> None:
    with world(tmp_path, of_object(change)) as me, pytest.raises(error):
        first(me).read(0, SIZE)


def test_a_piece_of_a_large_object_must_be_the_piece_asked_for(tmp_path: Path) -> None:
    def swap(said: Said) -> Said:
        return said.but(headers={**said.headers, "content-range": f"bytes 0-9/{2 * MIB}"})

    with world(tmp_path, of_object(swap), 2 * MIB) as me:
        arrival = first(me)
        assert len(arrival.read(0, 10)) == 10
        with pytest.raises(Damaged):
            arrival.read(MIB, 10)


@contextmanager
def raw(serve: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that does with each connection what `serve` says."""
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.1)

        def run() -> None:
            while not stop.is_set():
                try:
                    connection, _ = listener.accept()
                except TimeoutError:
                    continue
                with connection:
                    connection.settimeout(30)
                    try:
                        serve(connection)
                    except OSError:
                        continue

        thread = threading.Thread(target=run)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            stop.set()
            thread.join()


def test_an_endless_answer_is_cut_off() -> None:
    def pour(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n")
        while True:
            connection.sendall(bytes(1 << 16))

    with raw(pour) as url:
        start = time.monotonic()
        with pytest.raises(NotDelivered, match="the answer of the relay is too long"):
            RelayTransport(url, None).descriptor()
        assert time.monotonic() - start < 3


QUICK = 0.5
"""Seconds of silence that these wait for; what the program itself waits for is `SILENCE`."""


def test_a_dead_link_is_noticed_within_eight_seconds() -> None:
    assert SILENCE <= 8
    gone = threading.Event()
    with raw(lambda connection: gone.wait(20) and None) as url:
        start = time.monotonic()
        with pytest.raises(NotDelivered):
            RelayTransport(url, None, silence=QUICK).descriptor()
        gone.set()
        assert time.monotonic() - start < 5


def test_headers_that_drip_are_given_up() -> None:
    """Never silent for long, and never done."""

    def drip(connection: socket.socket) -> None:
        connection.recv(4096)
        while True:
            connection.sendall(b"H")
            time.sleep(QUICK / 10)

    with raw(drip) as url:
        start = time.monotonic()
        with pytest.raises(NotDelivered):
            RelayTransport(url, None, silence=QUICK).descriptor()
        assert time.monotonic() - start < 5


@pytest.mark.parametrize(
    "answer", [b"", b"\0" * 100, b"HTTP/1.1 200", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab"]
)
def test_noise_is_not_an_answer(answer: bytes) -> None:
    def talk(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(answer)

    with raw(talk) as url, pytest.raises(NotDelivered):
        RelayTransport(url, None).descriptor()


def forged(said: Said, key: SigningKey | None = None, **changes: object) -> Said:
    """Change fields of a receipt; signed by `key`, or with its old signature."""
    receipt = evolve(Receipt.unpack(said.body[: Receipt.BODY]), **changes)  # type: ignore[arg-type]
    if key is None:
        return said.but(body=receipt.pack() + said.body[Receipt.BODY :])
    return said.but(body=sign_receipt(key, evolve(receipt, relay_pk=key.public)))


@pytest.mark.parametrize(
    "change",
    [
        lambda s: forged(s, object_id=bytes(32)),
        lambda s: forged(s, expires=0),
        lambda s: forged(s, kind=2, expires=0),
        lambda s: forged(s, SigningKey(bytes(32))),
        lambda s: s.but(body=bytes(200)),
        lambda s: s.but(body=b""),
        lambda s: s.but(body=s.body[:-1]),
        lambda s: s.but(status=500),
        lambda s: s.but(status=418),
        lambda s: None,
    ],
)
@pytest.mark.parametrize("size", [1000, 2 * MIB])
def test_without_a_good_receipt_nothing_counts_as_delivered(
    tmp_path: Path, size: int, change: Callable[[Said], Said | None]
) -> None:
    def mangle(said: Said) -> Said | None:
        return change(said) if said.status == 200 and len(said.body) == 200 else said

    with world(tmp_path, mangle) as me, pytest.raises(NotDelivered):
        me.put(live.parcel(me, size, seed=1))


def test_a_receipt_for_another_mailbox_is_not_taken(tmp_path: Path) -> None:
    key: list[SigningKey] = []

    def mangle(said: Said) -> Said:
        return forged(said, key[0], delivery=bytes(32)) if len(said.body) == 200 else said

    with world(tmp_path, mangle) as me:
        key.append(SigningKey((tmp_path / "relay.key").read_bytes()[:32]))
        with pytest.raises(NotDelivered, match="something else"):
            me.put(live.parcel(me, 100, seed=1))


@pytest.mark.parametrize("lie", ["0", "1048576", "2097152", "2097153", "-1", "x", "", "9" * 30])
def test_lies_about_the_offset_end_as_not_delivered_or_delivered_whole(tmp_path: Path, lie: str) -> None:
    def mangle(said: Said) -> Said:
        return said.but(headers={**said.headers, "upload-offset": lie}) if "upload-offset" in said.headers else said

    with world(tmp_path, mangle) as me:
        item = live.parcel(me, 2 * MIB, seed=1)
        try:
            assert open_receipt(me.put(item), item.relay_pk).object_id == item.object_id
        except NotDelivered:
            assert item.object_id not in {arrival.object_id for arrival in me.arrivals()}


def test_an_upload_goes_on_where_the_relay_stands_after_every_break(tmp_path: Path) -> None:
    """The proxy loses every second answer: each loss is asked about and gone on from, never begun anew."""
    count = [0]

    def lose(said: Said) -> Said | None:
        count[0] += 1
        return None if count[0] % 2 and said.path != "/v1/relay" and "uploads" in said.path else said

    with world(tmp_path, lose) as me:
        for size in (1000, 3 * MIB):
            item = live.parcel(me, size, seed=1)
            assert open_receipt(me.put(item), item.relay_pk).length == size


def of_log(change: Callable[[Said], Said | None]) -> Callable[[Said], Said | None]:
    return lambda said: change(said) if "/log?" in said.path else said


@pytest.mark.parametrize(
    "change",
    [
        lambda s: s.but(body=s.body[:200] + bytes([s.body[200] ^ 1]) + s.body[201:]),
        lambda s: s.but(body=s.body + bytes(8192)),
        lambda s: s.but(body=s.body[:-1]),
        lambda s: s.but(body=bytes(8192)),
        lambda s: s.but(body=b""),
        lambda s: s.but(body=s.body * 9),
        lambda s: s.but(status=401, body=b""),
    ],
)
def test_a_log_that_is_not_signed_is_not_read(tmp_path: Path, change: Callable[[Said], Said | None]) -> None:
    with world(tmp_path, of_log(change)) as me, pytest.raises(NotDelivered):
        list(me.arrivals())


def test_an_old_log_shown_again_is_a_rollback(tmp_path: Path) -> None:
    with live.relay(tmp_path) as url:
        honest = live.owner(url)
        pk, old = honest.descriptor().relay_pk, []

        def keep(said: Said) -> Said:
            if "/log?after=0" in said.path:
                old.append(said.body)
                return said.but(body=old[0])
            return said

        with lying(url, keep) as false:
            me = transport(false, pk)
            honest.put(live.parcel(honest, 10, seed=1))
            assert len(list(me.arrivals())) == 1
            honest.put(live.parcel(honest, 10, seed=2))
            list(honest.arrivals())
            again = transport(false, pk, honest.position())
            assert again.position().seen_seq == 2
            with pytest.raises(Damaged, match="another log"):
                list(again.arrivals())
            me.close()
            again.close()
        honest.close()


def test_a_relay_that_lost_its_disk_is_found_out(tmp_path: Path) -> None:
    with live.relay(tmp_path / "a") as url:
        me = live.owner(url)
        me.put(live.parcel(me, 10))
        me.settle(list(me.arrivals()))
        kept = me.position()
        me.close()
    (tmp_path / "b").mkdir()
    shutil.copy(tmp_path / "a" / "relay.key", tmp_path / "b")
    with live.relay(tmp_path / "b") as url:
        new = live.owner(url, position=kept)
        with pytest.raises(Damaged, match="another log"):
            list(new.arrivals())
        new.close()


@pytest.mark.parametrize(
    "change",
    [
        lambda s: s.but(body=b""),
        lambda s: s.but(body=bytes(200)),
        lambda s: forged(s, kind=1),
        lambda s: s.but(body=s.body + s.body),
    ],
)
def test_a_deletion_without_its_receipt_is_not_believed(tmp_path: Path, change: Callable[[Said], Said]) -> None:
    with world(tmp_path, lambda s: change(s) if s.path.endswith("/ack") else s) as me:
        found = list(me.arrivals())
        with pytest.raises(NotDelivered):
            me.settle(found)
        assert me.position().seq == 0


def test_a_storm_of_500_is_not_delivered(tmp_path: Path) -> None:
    with world(tmp_path, lambda s: s.but(status=500, body=b"")) as me:
        for act in (me.descriptor, lambda: list(me.arrivals()), lambda: me.put(live.parcel(me, 10))):
            with pytest.raises(NotDelivered):
                act()


def test_a_descriptor_of_yesterday_is_not_taken(tmp_path: Path) -> None:
    seen: list[Said] = []

    def replay(said: Said) -> Said:
        seen.append(said)
        return evolve(seen[0], method=said.method, path=said.path)

    with live.relay(tmp_path) as url, lying(url, replay) as false:
        RelayTransport(false, None).descriptor()
        with pytest.raises(NotDelivered, match="this address belongs to another relay"):
            RelayTransport(false, None).descriptor()
