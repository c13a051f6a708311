"""What a relay lets in, what it says no to, and what its answers do not say."""

import contextlib
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crypto.relay import Malformed
from sync.client import RelayTransport
from sync.errors import NotDelivered, Refused
from sync.relay.errors import Refusal
from sync.relay.request import from_decimal, from_hex, wanted_range
from tests.relay import live
from tests.relay.engines import both_stores
from tests.relay.peer import Hand, Peer


@both_stores
def test_a_request_is_good_once_now_here_and_for_this_alone(peer: Peer) -> None:
    target = f"/v1/m/{peer.transport.mid.hex()}/log?after=0"
    good = peer.proof("GET", target)
    assert peer.ask("GET", target, headers=good)[0] == 200
    assert peer.ask("GET", target, headers=good)[0] == 401
    now = int(time.time())
    for bad in (
        {},
        peer.proof("GET", target, Amparo_Time=now + 601),
        peer.proof("GET", target, Amparo_Time=now - 601),
        peer.proof("GET", target, Amparo_Time="x"),
        peer.proof("GET", target, Amparo_Nonce="00"),
        peer.proof("GET", target, Amparo_Nonce="A" * 32),
        peer.proof("GET", target, Amparo_Signature="0" * 128),
        peer.proof("GET", target, Amparo_Signature="0"),
        peer.proof("POST", target),
        peer.proof("GET", target + "0"),
    ):
        assert peer.ask("GET", target, headers=bad)[0] == 401


def test_a_request_signed_before_the_relay_started_is_not_taken(tmp_path: Path) -> None:
    now = [1_800_000_000.0]
    with live.relay(tmp_path, clock=lambda: now[0]) as url:
        me = live.owner(url, clock=lambda: now[0] - 5)
        me.descriptor()
        early = Hand(url, me.descriptor().relay_pk, clock=lambda: now[0] - 5)  # five seconds before the start
        target = f"/v1/m/{me.mid.hex()}/log?after=0"
        assert early.ask("GET", target, headers=early.proof("GET", target))[0] == 401
        assert list(me.arrivals()) == []
        me.close()


@pytest.mark.parametrize(
    ("value", "status", "size"),
    [
        (None, 200, 100),
        ("bytes=0-99", 206, 100),
        ("bytes=99-99", 206, 1),
        ("bytes=50-1000", 206, 50),
        ("bytes=100-100", 416, 0),
        ("bytes=5-4", 416, 0),
        ("bytes=-5", 416, 0),
        ("bytes=5-", 416, 0),
        ("bytes=0-1,3-4", 416, 0),
        ("lines=0-1", 416, 0),
        ("bytes=00-1", 416, 0),
        ("bytes=0-" + "9" * 30, 416, 0),
    ],
)
def test_one_plain_range_is_served(peer: Peer, value: str | None, status: int, size: int) -> None:
    item = live.parcel(peer.transport, 100)
    peer.transport.put(item)
    target = f"/v1/m/{peer.transport.mid.hex()}/o/{item.object_id.hex()}"
    headers = peer.proof("GET", target) | ({} if value is None else {"Range": value})
    got, _, body = peer.ask("GET", target, headers=headers)
    assert (got, len(body)) == (status, size)


@pytest.mark.parametrize("body", [b"", b"\0" * 7, b"\0" * 16, b"\xff" * 8, bytes(7) + b"\2" + bytes(7) + b"\1"])
@both_stores
def test_an_acknowledgement_names_ascending_lines_that_are_there(peer: Peer, body: bytes) -> None:
    peer.transport.put(live.parcel(peer.transport, 10))
    target = f"/v1/m/{peer.transport.mid.hex()}/ack"
    assert peer.ask("POST", target, body, peer.proof("POST", target, body))[0] == 400
    missing = (7).to_bytes(8)
    assert peer.ask("POST", target, missing, peer.proof("POST", target, missing))[0] == 404
    assert len(list(peer.transport.arrivals())) == 1


@pytest.mark.parametrize("body", [bytes(16) + b"K" * 32 + b"\3\0", bytes(16) + b"K" * 32 + b"\0\2"])
def test_other_kinds_of_mailbox_are_not_made(peer: Peer, body: bytes) -> None:
    body = body.replace(b"K" * 32, peer.key.public)
    assert peer.ask("POST", "/v1/mailboxes", body, peer.proof("POST", "/v1/mailboxes", body))[0] == 400


@both_stores
def test_what_is_not_there_is_not_there(peer: Peer) -> None:
    for method, target in (
        ("GET", "/"),
        ("GET", "/v1/"),
        ("PUT", f"/v1/m/{bytes(32).hex()}/tickets"),
        ("GET", f"/v1/m/{bytes(32).hex()}/log?after=0"),
        ("HEAD", f"/v1/uploads/{bytes(16).hex()}"),
    ):
        status, headers, body = peer.ask(method, target)
        assert (status, body) == (404, b"")
        assert set(headers) <= {"content-length", "connection"}


def test_an_answer_says_nothing_of_the_server(peer: Peer) -> None:
    status, headers, _ = peer.ask("GET", "/v1/relay?n=" + "0" * 16)
    assert status == 200 and set(headers) == {"content-length"}
    assert peer.ask("GET", "/v1/relay?n=1")[0] == 400


@both_stores
def test_mail_and_no_mail_look_the_same(peer: Peer) -> None:
    def poll() -> tuple[int, int]:
        target = f"/v1/m/{peer.transport.mid.hex()}/log?after=0"
        _status, headers, body = peer.ask("GET", target, headers=peer.proof("GET", target))
        return len(str(headers)), len(body)

    empty = poll()
    peer.transport.put(live.parcel(peer.transport, 10))
    assert poll() == empty


OUTSIDE = st.sampled_from(
    ["/v1/uploads", "/v1/mailboxes", "/v1/uploads/" + "0" * 32, f"/v1/m/{'0' * 64}/ack", "/v1/relay"]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(
    method=st.sampled_from(["GET", "POST", "PATCH", "HEAD"]),
    target=OUTSIDE,
    body=st.binary(max_size=400),
    offset=st.text("0123456789-x", max_size=25),
    query=st.text("n=0af&%", max_size=20),
)
def test_nothing_a_stranger_sends_is_a_fault(
    peer: Peer, method: str, target: str, body: bytes, offset: str, query: str
) -> None:
    headers = {"Upload-Offset": offset, "Amparo-Time": offset, "Amparo-Nonce": query, "Range": offset}
    status, _, _ = peer.ask(method, f"{target}?{query}", body, headers)
    assert status in (200, 400, 401, 403, 404, 405, 413)


@given(st.text(max_size=40), st.integers(1, 10**18))
def test_readers_take_canonical_text_alone(text: str, length: int) -> None:
    with contextlib.suppress(Malformed):
        assert str(from_decimal(text)) == text
    with contextlib.suppress(Malformed):
        assert from_hex(text, 4).hex() == text
    try:
        found = wanted_range(text, length)
        assert found is not None and 0 <= found[0] < found[1] <= length
    except Refusal as refusal:
        assert refusal.status == 416


@given(st.integers(0, 10**17), st.integers(0, 10**17), st.integers(1, 10**17))
def test_a_good_range_is_read(start: int, end: int, length: int) -> None:
    if start <= end and start < length:
        assert wanted_range(f"bytes={start}-{end}", length) == (start, min(end + 1, length))
    else:
        with pytest.raises(Refusal):
            wanted_range(f"bytes={start}-{end}", length)


def test_elsewhere_than_on_loopback_a_relay_speaks_tls_and_takes_an_invite_only(tmp_path: Path) -> None:
    with live.process(tmp_path, host="0.0.0.0") as (_, url):
        assert url.startswith("https://0.0.0.0:")
        here = url.replace("0.0.0.0", "127.0.0.1")
        with pytest.raises(NotDelivered):
            RelayTransport(here.replace("https", "http"), None).descriptor()
        pk = live.public_key(tmp_path)
        stranger = RelayTransport(here, pk, live.key(pk, 1))
        with pytest.raises(Refused, match="only with an invite"):
            stranger.create_mailbox()
        guest = live.invited(here, tmp_path)
        guest.put(live.parcel(guest, 10))
        assert len(list(guest.arrivals())) == 1
        stranger.close()
        guest.close()
