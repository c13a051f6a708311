"""The client against a real relay on loopback."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crypto.relay import DELETED, STORED, open_receipt
from sync.client import RelayTransport
from sync.errors import Damaged, NotDelivered, Refused
from sync.link import address
from sync.maillog import LogPosition
from sync.ports import Arrival
from sync.relay.storage import DAY, HOUR, Limits
from tests.relay import live
from tests.relay.peer import Hand

MIB = 1 << 20


def fetched(arrival: Arrival) -> bytes:
    return b"".join(arrival.read(at, MIB) for at in range(0, arrival.length, MIB))


@pytest.mark.parametrize("size", [1, 21_363, (1 << 16) - 1, 1 << 16, MIB, MIB + 1, 3 * MIB + 77])
def test_an_object_goes_there_is_listed_read_and_deleted(tmp_path: Path, size: int) -> None:
    with live.relay(tmp_path) as url:
        me = live.owner(url)
        item = live.parcel(me, size)
        receipt = open_receipt(me.put(item), me.descriptor().relay_pk)
        assert (receipt.kind, receipt.object_id, receipt.length) == (STORED, item.object_id, size)
        assert receipt.expires - receipt.time == 90 * DAY
        (arrival,) = me.arrivals()
        assert (arrival.object_id, arrival.length) == (item.object_id, size)
        assert fetched(arrival) == live.whole(item)
        assert arrival.read(size // 2, 5) == live.whole(item)[size // 2 : size // 2 + 5]
        me.settle([arrival])
        assert list(me.arrivals()) == []
        assert not list((tmp_path / "objects").glob("*/*"))
        me.settle([arrival])  # asked again: the same receipts
        me.close()


def test_the_same_parcel_again_gives_the_same_receipt_and_is_there_once(tmp_path: Path) -> None:
    with live.relay(tmp_path) as url:
        me, sender = live.owner(url), RelayTransport(url, None)
        for size in (5_000, 2 * MIB):
            item = live.parcel(me, size)
            assert me.put(item) == sender.put(item) == me.put(item)
        assert len(list(me.arrivals())) == 2
        me.close()
        sender.close()


def test_small_objects_come_first(tmp_path: Path) -> None:
    with live.relay(tmp_path) as url:
        me = live.owner(url)
        for size in (300_000, 21_363, 100_000):
            me.put(live.parcel(me, size))
        assert [a.length for a in me.arrivals()] == [21_363, 100_000, 300_000]
        me.close()


def test_a_long_log_is_read_page_by_page_and_goes_on_where_it_was_settled(tmp_path: Path) -> None:
    with live.relay(tmp_path) as url:
        me = live.owner(url)
        for seed in range(170):
            me.put(live.parcel(me, 100, seed))
        found = list(me.arrivals())
        assert len(found) == 170
        assert me.position() == LogPosition(0, me.mid, 170, me.position().seen_head)
        me.settle(found[10:])
        kept = LogPosition.from_bytes(me.position().to_bytes())
        again = live.mailbox(url, position=kept)
        assert [a.object_id for a in again.arrivals()] == [a.object_id for a in found[:10]]
        again.settle(found[:10])
        list(again.arrivals())
        assert again.position().seq == again.position().seen_seq == 340
        me.close()
        again.close()


@pytest.mark.parametrize("years", [-1, 1])
def test_a_clock_that_is_wrong_by_a_year_does_no_harm(tmp_path: Path, years: int) -> None:
    with live.relay(tmp_path) as url:
        me = live.owner(url, clock=lambda: time.time() + years * 365 * DAY)
        me.put(live.parcel(me, 10))
        assert len(list(me.arrivals())) == 1
        assert abs(me.clock_offset + years * 365 * DAY) < 5
        me.close()


def test_a_relay_whose_clock_jumps_is_asked_for_it_again(tmp_path: Path) -> None:
    now = [time.time()]
    with live.relay(tmp_path, clock=lambda: now[0]) as url:
        me = live.owner(url)
        now[0] += 3 * DAY
        assert list(me.arrivals()) == []
        me.close()


def test_objects_and_abandoned_uploads_end_after_their_time(tmp_path: Path) -> None:
    now = [1_800_000_000.0]
    with live.relay(tmp_path, clock=lambda: now[0]) as url:
        me = live.owner(url)
        for size in (10, 70_000):
            me.put(live.parcel(me, size))
        me.close()
    for _ in range(3):  # at once it would be a leap, which is not believed at first
        with live.relay(tmp_path, clock=lambda: now[0]) as url:
            peer_is_up = RelayTransport(url, None)
            assert peer_is_up.descriptor().now == now[0]
            peer_is_up.close()
        now[0] += 30 * DAY
    with live.relay(tmp_path, clock=lambda: now[0]) as url:
        me = live.mailbox(url)
        deadline = time.monotonic() + 5
        while list(me.arrivals()) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert list(me.arrivals()) == []
        assert me.position().seq == 4  # both deletions are in the log
        assert open_receipt(me.put(live.parcel(me, 10)), me.descriptor().relay_pk).time == 1_800_000_000 + 90 * DAY
        me.close()


def test_quotas_are_kept_and_named(tmp_path: Path) -> None:
    limits = Limits(largest_object=2 * MIB, mailbox_bytes=3 * MIB, mailbox_objects=3)
    with live.relay(tmp_path, limits) as url:
        me = live.owner(url, pause=lambda _: None)
        with pytest.raises(Refused, match="this file is too large for the relay"):
            me.put(live.parcel(me, 2 * MIB + 1))
        me.put(live.parcel(me, 2 * MIB))
        with pytest.raises(NotDelivered, match="full"):
            me.put(live.parcel(me, MIB + 1))
        me.put(live.parcel(me, 1))
        me.put(live.parcel(me, 2))
        with pytest.raises(NotDelivered, match="full"):
            me.put(live.parcel(me, 3))
        me.settle(list(me.arrivals())[:1])
        me.put(live.parcel(me, 3))
        me.close()


def test_a_full_disk_refuses_and_deletes_nothing(tmp_path: Path) -> None:
    with live.relay(tmp_path) as url:
        me = live.owner(url)
        me.put(live.parcel(me, 10))
        me.close()
    with live.relay(tmp_path, Limits(keep_free=1 << 60)) as url:
        me = live.mailbox(url, pause=lambda _: None)
        for size in (11, 70_000):
            with pytest.raises(NotDelivered, match="full"):
                me.put(live.parcel(me, size))
        assert len(list(me.arrivals())) == 1
        me.close()


def test_an_unknown_mailbox_takes_nothing_and_shows_nothing(tmp_path: Path) -> None:
    with live.relay(tmp_path) as url:
        me, nobody = live.owner(url), live.mailbox(url, counter=7)
        for size in (10, 2 * MIB):
            with pytest.raises(Refused, match="no such mailbox"):
                me.put(live.parcel(nobody, size))
        with pytest.raises(Refused, match="no such mailbox"):
            list(nobody.arrivals())
        me.close()
        nobody.close()


def test_one_mailbox_cannot_read_what_lies_in_another(tmp_path: Path) -> None:
    with live.relay(tmp_path) as url:
        me, other = live.owner(url), live.owner(url, counter=1)
        me.put(live.parcel(me, 10))
        (arrival,) = me.arrivals()
        stranger = Hand(url, me.descriptor().relay_pk, 1)
        for name in (arrival.object_id, bytes(32)):  # nor can a stranger tell whether it is there
            target = f"/v1/m/{other.mid.hex()}/o/{name.hex()}"
            assert stranger.ask("GET", target, headers=stranger.proof("GET", target))[0] == 404
        with pytest.raises(Refused):
            other.settle([arrival])
        assert len(list(me.arrivals())) == 1
        me.close()
        other.close()


def test_bytes_of_ours_that_rotted_never_leave(tmp_path: Path) -> None:
    with live.relay(tmp_path) as url:
        me = live.owner(url)
        for size in (100, 2 * MIB):
            good = live.parcel(me, size)
            bad = live.of(live.whole(good)[:-1] + b"x", me.mid, good.relay_pk, good.seal_pk)
            from attrs import evolve

            with pytest.raises(Damaged):
                me.put(evolve(good, read=bad.read))
        assert list(me.arrivals()) == []
        me.close()


@pytest.mark.parametrize(
    "url",
    [
        "https://abc.onion",
        "https://abc.onion.",  # the dot that ends a whole name would lead around Tor
        "https://ABC.Onion./",
        "https://ab%2Eonion",
        "https://relay.example:0",
        "https://relay.example:65536",
        "https://name:word@relay.example",
        "https://relay.example\\@elsewhere.example",
        "https://relay.example\r\nX: y",
        "https://relay.example/v1",
        "http://[::ffff:127.0.0.1]:81@10.0.0.1",
        "http://example.org",
        "http://10.0.0.1:80",
        "ftp://localhost",
        "http://user@localhost",
        "http://localhost/path",
        "http://localhost?x",
        "http://abc.onion.example.org",
        "localhost",
        "http://",
        "",
    ],
)
def test_only_tls_loopback_and_onion_are_spoken_to(url: str) -> None:
    with pytest.raises(Refused):
        RelayTransport(url, None)


def test_good_addresses_are_read() -> None:
    assert address("http://127.0.0.1:81/") == ("127.0.0.1", 81, False)
    assert address("http://[::1]:82") == ("::1", 82, False)
    assert address("http://localhost") == ("localhost", 80, False)
    assert address("http://abc.onion") == ("abc.onion", 80, False)
    assert address("HTTPS://Relay.Example:8440") == ("relay.example", 8440, True)
    assert address("https://[2001:db8::1]:8440") == ("2001:db8::1", 8440, True)
    assert address("https://مرحل.example") == ("xn--sgbh2db.example", 443, True)


def test_a_proxy_in_the_environment_is_not_asked(tmp_path: Path) -> None:
    """It would hear which relay is visited and when; a child process, since the environment is read anywhere."""
    ask = (
        "import sys; from sync.client import RelayTransport\n"
        "for url, pk in zip(sys.argv[1::2], sys.argv[2::2]):\n"
        "    RelayTransport(url, bytes.fromhex(pk)).descriptor()"
    )
    plain, safe = tmp_path / "plain", tmp_path / "safe"
    with socket.create_server(("127.0.0.1", 0)) as proxy, live.relay(plain) as one, live.guarded(safe) as other:
        proxy.settimeout(0.1)
        at = f"http://127.0.0.1:{proxy.getsockname()[1]}"
        names = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
        proxied = {**os.environ, **dict.fromkeys(names, at), "no_proxy": "", "NO_PROXY": ""}
        asked = [word for url, data in ((one, plain), (other, safe)) for word in (url, live.public_key(data).hex())]
        subprocess.run([sys.executable, "-c", ask, *asked], cwd=live.ROOT, env=proxied, check=True, timeout=60)
        with pytest.raises(TimeoutError):
            proxy.accept()


def test_nobody_listening_is_not_delivered_at_once(tmp_path: Path) -> None:
    with live.relay(tmp_path) as url:
        pass
    start = time.monotonic()
    with pytest.raises(NotDelivered):
        RelayTransport(url, None).descriptor()
    assert time.monotonic() - start < 2


def test_another_relay_at_the_address_is_not_believed(tmp_path: Path) -> None:
    with live.relay(tmp_path / "a") as url, pytest.raises(NotDelivered, match="this address belongs to another relay"):
        RelayTransport(url, bytes(32)).descriptor()


def test_receipts_of_deletion_carry_the_hour(tmp_path: Path) -> None:
    with live.relay(tmp_path, clock=lambda: 1_800_000_000.0 + HOUR - 1) as url:
        me = live.owner(url)
        receipt = open_receipt(me.put(live.parcel(me, 10)), me.descriptor().relay_pk)
        assert receipt.time == 1_800_000_000
        assert DELETED == 2
        me.close()
