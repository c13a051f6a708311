"""The relay's side of the protocol, spoken byte by byte."""

import contextlib
import socket
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

import attrs
import pytest

from crypto.relay import DeliveryTag, open_receipt, seal_tag
from sync.client import RelayTransport
from sync.relay.connection_limits import Crowd
from sync.relay.protocol import PROMPT
from sync.relay.server import application
from sync.relay.storage import Limits
from tests.relay import live
from tests.relay.engines import both_stores
from tests.relay.peer import Peer

MIB = 1 << 20


def patch_lines(upload: str, length: int) -> bytes:
    """The head of a PATCH from offset 0, for a sender who will hang up in the middle."""
    lines = (f"PATCH /v1/uploads/{upload} HTTP/1.1", "Host: x", "Upload-Offset: 0", f"Content-Length: {length}", "", "")
    return "\r\n".join(lines).encode()


@both_stores
def test_an_upload_goes_on_at_the_true_offset_and_ends_in_a_receipt(peer: Peer) -> None:
    item = live.parcel(peer.transport, 2 * MIB + 5)
    data = live.whole(item)
    upload, offset = peer.begin(item, data[:1000])
    assert offset == 1000
    for wrong in (0, 999, 1001, 2 * MIB):
        status, headers, _ = peer.patch(upload, wrong, b"x")  # a long body may be cut off by the early answer
        assert (status, headers["upload-offset"]) == (409, "1000")
    status, headers, body = peer.patch(upload, 1000, data[1000 : MIB + 7])
    assert (status, headers["upload-offset"], body) == (204, str(MIB + 7), b"")
    status, headers, _ = peer.ask("HEAD", f"/v1/uploads/{upload}")
    assert (status, headers["upload-offset"]) == (200, str(MIB + 7))
    status, _, body = peer.patch(upload, MIB + 7, data[MIB + 7 :])
    assert status == 200 and open_receipt(body, peer.pk).object_id == item.object_id
    assert peer.ask("HEAD", f"/v1/uploads/{upload}")[0] == 404
    assert peer.ask("POST", "/v1/uploads", peer.head(item)) == (200, {"content-length": "200"}, body)


@both_stores
def test_the_same_tag_content_is_the_same_upload_and_bytes_it_has_are_passed_over(peer: Peer) -> None:
    item = live.parcel(peer.transport, 100_000)
    data = live.whole(item)
    upload, _ = peer.begin(item, data[:70_000])
    assert peer.begin(item) == (upload, 70_000)
    assert peer.begin(item, data[:50_000]) == (upload, 70_000)
    status, _, body = peer.ask("POST", "/v1/uploads", peer.head(item) + data)
    assert status == 200 and open_receipt(body, peer.pk).length == 100_000


@both_stores
def test_a_bad_segment_is_cut_off_and_the_good_one_taken(peer: Peer) -> None:
    item = live.parcel(peer.transport, 2 * MIB + 5)
    data = live.whole(item)
    upload, _ = peer.begin(item)
    status, headers, _ = peer.patch(upload, 0, data[:MIB] + bytes(MIB) + data[2 * MIB :])
    assert (status, headers["upload-offset"]) == (460, str(MIB))
    assert peer.patch(upload, MIB, data[MIB:-1] + b"?")[0] == 460
    assert peer.patch(upload, 2 * MIB, data[2 * MIB :])[0] == 200
    small = live.parcel(peer.transport, 10, seed=2)
    assert peer.ask("POST", "/v1/uploads", peer.head(small) + bytes(10))[0] == 460


@both_stores
def test_bytes_beyond_the_end_are_refused(peer: Peer) -> None:
    item = live.parcel(peer.transport, 70_000)
    upload, _ = peer.begin(item)
    assert peer.patch(upload, 0, live.whole(item) + b"x")[0] == 400
    small = live.parcel(peer.transport, 10)
    assert peer.ask("POST", "/v1/uploads", peer.head(small) + live.whole(small) + b"x")[0] == 400


def test_bytes_of_a_broken_connection_are_kept(peer: Peer) -> None:
    item = live.parcel(peer.transport, 3 * MIB)
    data = live.whole(item)
    upload, _ = peer.begin(item)
    host, port = peer.host.split(":")
    with socket.create_connection((host, int(port))) as broken:
        broken.sendall(patch_lines(upload, 3 * MIB) + data[:1_500_000])
        deadline = time.monotonic() + 5
        path = next((peer.folder / "objects").glob("*/*"))
        while path.stat().st_size < 1_500_000 and time.monotonic() < deadline:
            time.sleep(0.01)
    assert peer.ask("HEAD", f"/v1/uploads/{upload}")[1]["upload-offset"] == "1500000"
    assert peer.patch(upload, 1_500_000, data[1_500_000:])[0] == 200


def test_a_large_object_that_comes_at_once_is_written_with_its_line_of_the_log(peer: Peer) -> None:
    """No upload is begun that a kill would leave behind, and what is refused leaves no file."""
    for size in (1 << 16, 300_000, MIB):
        item = live.parcel(peer.transport, size, seed=size)
        whole = peer.head(item) + live.whole(item)
        status, _, body = peer.ask("POST", "/v1/uploads", whole)
        assert status == 200 and open_receipt(body, peer.pk).object_id == item.object_id
        assert peer.ask("POST", "/v1/uploads", whole) == (200, {"content-length": "200"}, body)
    files = [path.stat().st_size for path in (peer.folder / "objects").glob("*/*")]
    assert sorted(files) == [1 << 16, 300_000, MIB]
    stranger = attrs.evolve(live.parcel(peer.transport, MIB, seed=1), mid=bytes(32))
    assert peer.ask("POST", "/v1/uploads", peer.head(stranger) + live.whole(stranger))[0] == 404
    rotten = live.parcel(peer.transport, MIB, seed=2)
    assert peer.ask("POST", "/v1/uploads", peer.head(rotten) + bytes(MIB))[0] == 460
    assert len(list((peer.folder / "objects").glob("*/*"))) == 3
    for arrival in peer.transport.arrivals():
        assert arrival.read(0, MIB) == live.whole(live.parcel(peer.transport, arrival.length, seed=arrival.length))


@both_stores
def test_what_comes_whole_after_all_ends_the_upload_that_was_begun(peer: Peer) -> None:
    item = live.parcel(peer.transport, 60_000)
    data = live.whole(item)
    upload, _ = peer.begin(item, data[:30_000])
    assert peer.ask("POST", "/v1/uploads", peer.head(item) + data)[0] == 200
    assert peer.ask("HEAD", f"/v1/uploads/{upload}")[0] == 404
    assert [arrival.read(0, MIB) for arrival in peer.transport.arrivals()] == [data]
    assert not list((peer.folder / "objects").glob("*/*"))


def test_room_that_an_upload_was_promised_is_not_given_to_others(tmp_path: Path) -> None:
    with live.relay(tmp_path, Limits(mailbox_bytes=6 * MIB)) as url:
        peer = Peer(url, tmp_path)
        begun = live.parcel(peer.transport, 4 * MIB, seed=1)
        upload, _ = peer.begin(begun)
        answers = []
        for number in range(2, 6):
            item = live.parcel(peer.transport, MIB, seed=number)
            answers.append(peer.ask("POST", "/v1/uploads", peer.head(item) + live.whole(item))[0])
        assert answers == [200, 200, 507, 507]
        assert peer.patch(upload, 0, live.whole(begun))[0] == 200
        peer.transport.close()


def test_an_upload_that_is_not_whole_soon_is_kept_as_far_as_it_came(peer: Peer) -> None:
    item = live.parcel(peer.transport, MIB)
    body = peer.head(item) + live.whole(item)
    host, port = peer.host.split(":")
    with socket.create_connection((host, int(port))) as slow:
        slow.sendall(f"POST /v1/uploads HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n".encode())
        slow.sendall(body[:400_000])
        deadline = time.monotonic() + 10 * PROMPT
        while peer.begin(item)[1] == 0 and time.monotonic() < deadline:
            time.sleep(PROMPT / 5)
    assert peer.begin(item)[1] == 400_000 - len(peer.head(item))


@pytest.mark.parametrize("memory", [0, 200_000, 64 << 20])
def test_what_is_held_back_is_bounded_and_let_go(tmp_path: Path, memory: int) -> None:
    crowd = Crowd(memory=memory)
    with live.served(application(tmp_path), crowd=crowd) as url:
        peer = Peer(url, tmp_path)
        item = live.parcel(peer.transport, 150_000)
        assert peer.ask("POST", "/v1/uploads", peer.head(item) + bytes(150_000))[0] == 460
        assert peer.ask("POST", "/v1/uploads", bytes(500))[0] == 400
        host, port = peer.host.split(":")
        with socket.create_connection((host, int(port))) as broken:
            broken.sendall(b"POST /v1/uploads HTTP/1.1\r\nHost: x\r\nContent-Length: 90000\r\n\r\n" + bytes(9))
            time.sleep(0.1)
            assert crowd.held == (90_000 if memory else 0)
            assert peer.ask("POST", "/v1/uploads", peer.head(item) + live.whole(item))[0] == 200
        peer.transport.put(live.parcel(peer.transport, MIB, seed=3))
        assert sorted(arrival.length for arrival in peer.transport.arrivals()) == [150_000, MIB]
        peer.transport.close()
    assert crowd.held == 0


@pytest.mark.parametrize("missing", [0, 1], ids=["has its receipt", "says nothing more"])
def test_no_connection_keeps_an_object_in_memory(tmp_path: Path, missing: int) -> None:
    crowd = Crowd()
    with live.served(application(tmp_path), crowd=crowd) as url, contextlib.ExitStack() as stack:
        peer = Peer(url, tmp_path)
        host, port = peer.host.split(":")
        items = [live.parcel(peer.transport, MIB, seed=number) for number in range(8)]
        bodies = [peer.head(item) + live.whole(item) for item in items]
        tracemalloc.start()
        stack.callback(tracemalloc.stop)
        for body in bodies:
            line = stack.enter_context(socket.create_connection((host, int(port))))
            line.sendall(b"POST /v1/uploads HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body))
            line.sendall(body[: len(body) - missing])
        deadline = time.monotonic() + 10 * PROMPT
        while (kept := tracemalloc.get_traced_memory()[0]) > 2 * MIB and time.monotonic() < deadline:
            time.sleep(PROMPT / 5)
        assert kept < 2 * MIB
        peer.transport.close()
    assert crowd.held == 0


@both_stores
def test_a_newer_stream_takes_over_from_a_hanging_one(peer: Peer) -> None:
    item = live.parcel(peer.transport, 2 * MIB)
    data = live.whole(item)
    upload, _ = peer.begin(item)
    host, port = peer.host.split(":")
    with socket.create_connection((host, int(port))) as hanging:
        hanging.sendall(patch_lines(upload, 2 * MIB) + data[:100])
        time.sleep(0.2)
        offset = int(peer.ask("HEAD", f"/v1/uploads/{upload}")[1]["upload-offset"])
        assert offset == 100
        assert peer.patch(upload, offset, data[offset:MIB])[0] == 204
        hanging.sendall(data[100:200])
        assert b" 409 " in hanging.recv(4096).splitlines()[0] + b" "
    assert peer.patch(upload, MIB, data[MIB:])[0] == 200


def test_every_flaw_of_a_head_is_refused(peer: Peer) -> None:
    item = live.parcel(peer.transport, 100)
    data, head = live.whole(item), peer.head(item)
    other = seal_tag(DeliveryTag(item.mid, bytes(32)), item.seal_pk)
    paid = seal_tag(DeliveryTag(item.mid, item.object_id, 2, bytes(16)), item.seal_pk)
    for flawed in (
        b"",
        head[:100],
        head[:-1],
        bytes(130) + head[130:],
        other + head[130:],
        paid + head[130:],
        head[:130] + bytes(32) + head[162:],
        head[:162] + bytes(8) + head[170:],
        head[:-32] + bytes(32),
    ):
        assert peer.ask("POST", "/v1/uploads", flawed + data if len(flawed) >= 170 else flawed)[0] == 400
    assert peer.ask("POST", "/v1/uploads", head[:162] + b"\xff" * 8 + head[170:])[0] == 413
    assert list(peer.transport.arrivals()) == []


UNUSED = (
    "cryptography",
    "urllib3",
    "app",
    "sync.client",
    "PySide6",
    "crypto.envelope",
    "crypto.card",
    "crypto.keys",
    "psycopg",
    "obstore",
)


def test_a_relay_never_loads_what_it_has_no_use_for(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from sync.relay.server import application, load_certificate;"
        "data = Path(sys.argv[1]); application(data, shown=load_certificate(data));"
        "print([name for name in sys.argv[2:] if name in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", program, tmp_path, *UNUSED], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_the_store_holds_no_sender_no_address_and_no_tag(tmp_path: Path) -> None:
    with live.relay(tmp_path) as url:
        me = live.owner(url)
        traces = [b"127.0.0.1", b"localhost", live.SEED, live.key(me.descriptor().relay_pk).seed]
        for size in (1000, 2 * MIB):
            item = live.parcel(me, size)
            me.put(item)
            traces.append(DeliveryTag(item.mid, item.object_id).pack())
        me.settle(list(me.arrivals())[:1])
        me.close()
        stored = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert me.mid in stored
    assert not [trace for trace in traces if trace in stored]


def test_uploads_survive_a_restart_and_a_torn_tail_is_cut(tmp_path: Path) -> None:
    with live.relay(tmp_path) as url:
        peer = Peer(url, tmp_path)
        item = live.parcel(peer.transport, 3 * MIB)
        data = live.whole(item)
        upload, _ = peer.begin(item, data[: 2 * MIB + 10])
        peer.transport.close()
    path = next((tmp_path / "objects").glob("*/*"))
    path.write_bytes(data[:MIB] + bytes(MIB) + data[2 * MIB : 2 * MIB + 10])  # a power cut lost the second segment
    (path.parent / ("f" * 32)).write_bytes(b"orphan")
    with live.relay(tmp_path) as url:
        again = RelayTransport(url, peer.pk)
        peer.host = url.removeprefix("http://")
        assert peer.ask("HEAD", f"/v1/uploads/{upload}")[1]["upload-offset"] == str(MIB)
        assert open_receipt(again.put(item), peer.pk).length == 3 * MIB
        assert not (path.parent / ("f" * 32)).exists()
        again.close()


def test_an_abandoned_upload_ends_after_three_days(tmp_path: Path) -> None:
    now = [1_800_000_000.0]
    with live.relay(tmp_path, clock=lambda: now[0]) as url:
        me = live.owner(url)
        peer = Peer(url, tmp_path)
        upload, _ = peer.begin(live.parcel(me, 2 * MIB), bytes(100))
        now[0] += 72 * 3600
        me.close()
        peer.transport.close()
    with live.relay(tmp_path, clock=lambda: now[0]) as url:
        peer.host = url.removeprefix("http://")
        assert peer.ask("HEAD", f"/v1/uploads/{upload}")[0] == 200
    now[0] += 72 * 3600 + 1
    with live.relay(tmp_path, clock=lambda: now[0]) as url:
        peer.host = url.removeprefix("http://")
        deadline = time.monotonic() + 5
        while list((tmp_path / "objects").glob("*/*")) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert peer.ask("HEAD", f"/v1/uploads/{upload}")[0] == 404
    assert not list((tmp_path / "objects").glob("*/*"))
