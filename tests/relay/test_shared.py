"""A shared mailbox has several readers: none of them deletes, and it gives way to one other when its owner says so."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crypto.relay import MailboxRequest
from sync.client import RelayTransport
from sync.errors import Refused
from tests.relay import live
from tests.relay.engines import both_stores
from tests.relay.peer import Hand, Peer
from tests.relay.test_invites import Clock, guest, invite


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def url(tmp_path: Path, clock: Clock) -> Iterator[str]:
    with live.guarded(tmp_path, clock=clock) as url:
        yield url


def reader(url: str, data: Path, counter: int) -> RelayTransport:
    pk = live.public_key(data)
    return RelayTransport(url, pk, live.key(pk, counter), pause=lambda _: None, shared=True)


def test_what_one_reader_has_still_lies_there_for_the_other(tmp_path: Path, clock: Clock, url: str) -> None:
    old = guest(url, tmp_path)
    old.create_mailbox(invite(tmp_path, clock))
    old.follow(live.key(live.public_key(tmp_path), 1))
    one, two = reader(url, tmp_path, 1), reader(url, tmp_path, 1)
    one.put(live.parcel(one, 40))
    came = list(one.arrivals())
    one.settle(came)
    assert list(one.arrivals()) == []  # this reader need not read it again
    by_hand, target, known = (
        Hand(url, live.public_key(tmp_path), 1, clock),
        f"/v1/m/{one.mid.hex()}/ack",
        (1).to_bytes(8),
    )
    status, _, body = by_hand.ask("POST", target, known, by_hand.proof("POST", target, known))
    assert (status, body) == (200, b"")
    (arrival,) = list(two.arrivals())
    assert len(arrival.read(0, 40)) == 40
    for transport in (old, one, two):
        transport.close()


def test_a_mailbox_is_followed_once_by_its_owner_without_an_invite(tmp_path: Path, clock: Clock, url: str) -> None:
    pk = live.public_key(tmp_path)
    old, stranger = guest(url, tmp_path), guest(url, tmp_path, 5)
    old.create_mailbox(invite(tmp_path, clock, objects=2))
    for _ in range(2):  # the answer may be lost on its way
        old.follow(live.key(pk, 1))
    with pytest.raises(Refused, match="does not replace the old mailbox"):
        old.follow(live.key(pk, 2))
    with pytest.raises(Refused, match="does not replace the old mailbox"):
        stranger.follow(live.key(pk, 6))
    new = reader(url, tmp_path, 1)
    new.put(live.parcel(new, 10, 1))
    new.put(live.parcel(new, 10, 2))
    with pytest.raises(Exception, match="mailbox"):  # the quota of its invite went along
        new.put(live.parcel(new, 10, 3))
    old.put(live.parcel(old, 10))  # and who has not heard of it still finds the old one
    for transport in (old, stranger, new):
        transport.close()


@both_stores
def test_no_reader_shuts_out_who_writes_to_the_others(peer: Peer) -> None:
    """One who was removed still has the key; with another policy nobody outside could write to the desk any more."""
    peer.key = live.key(peer.pk, 1)
    desk = RelayTransport(f"http://{peer.host}", peer.pk, peer.key, shared=True)

    def ask(policy: int, shared: int) -> int:
        body = MailboxRequest(peer.key.public, policy=policy, shared=shared).pack()
        return peer.ask("POST", "/v1/mailboxes", body, peer.proof("POST", "/v1/mailboxes", body))[0]

    assert ask(0, 1) == 201
    assert [ask(policy, shared) for shared in (0, 1) for policy in (1, 2)] == [403] * 4
    desk.put(live.parcel(desk, 10))
    assert (ask(0, 0), len(list(desk.arrivals()))) == (200, 1)
    peer.key = live.key(peer.pk)
    assert [ask(policy, 0) for policy in (1, 2, 0)] == [200] * 3
    peer.key = live.key(peer.pk, 2)
    assert ask(1, 1) == 403
    desk.close()
