"""The front desk takes one small message for one solved puzzle, and refuses everything else before it costs much."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crypto.relay import Challenge, DeliveryTag, Malformed, UploadHead, open_receipt, seal_tag
from sync.errors import Refused
from sync.ports import Parcel, Purse
from sync.relay.server import application
from tests.relay import live
from tests.relay.peer import Peer
from tests.vaults import Clock

BITS = 3


class Nothing(Purse):
    """A purse without tickets: it is the front desk that is asked."""

    def ticket(self) -> tuple[int, bytes]:
        return 1, bytes(16)

    def refused(self, ticket: bytes) -> None:
        raise AssertionError("there was none")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Peer]:
    with live.served(application(tmp_path, clock=clock, bits=BITS)) as url:
        peer = Peer(url, tmp_path, clock=clock, pause=lambda _: None)
        peer.transport.create_mailbox(policy=2)
        yield peer
        peer.transport.close()


def post(peer: Peer, item: Parcel, said: bytes = b"", whole: bool = True) -> tuple[int, bytes]:
    tag = seal_tag(DeliveryTag(item.mid, item.object_id, 1), item.seal_pk)
    head = UploadHead(tag, item.object_id, item.length, item.segments).pack()
    body = head + (live.whole(item) if whole else b"")
    status, _, answer = peer.ask("POST", "/v1/uploads", body, {"Amparo-Puzzle": said.hex()} if said else {})
    return status, answer


def asked(peer: Peer, item: Parcel) -> Challenge:
    status, answer = post(peer, item, whole=False)
    assert status == 402
    return Challenge.read(answer)


def solved(challenge: Challenge, good: bool = True) -> bytes:
    tries = (number.to_bytes(8) for number in range(1000))
    return challenge.data + next(answer for answer in tries if challenge.answered_by(answer) == good)


def test_the_client_solves_it_by_itself(desk: Peer) -> None:
    item = live.parcel(desk.transport, 21_363)
    receipt = desk.transport.put(
        Parcel(item.object_id, item.length, item.segments, item.read, True, item.mid, item.relay_pk, item.seal_pk,
               Nothing())
    )  # fmt: skip
    assert open_receipt(receipt, desk.pk).object_id == item.object_id
    assert [arrival.object_id for arrival in desk.transport.arrivals()] == [item.object_id]


def test_an_answer_is_good_once_for_its_object_and_for_ten_minutes(desk: Peer, clock: Clock) -> None:
    one, two = live.parcel(desk.transport, 100), live.parcel(desk.transport, 100, seed=1)
    answer = solved(asked(desk, one))
    assert post(desk, two, answer)[0] == 402, "made for another object"
    clock.now += 601
    assert post(desk, one, answer)[0] == 402, "too late"
    answer = solved(asked(desk, one))
    clock.now += 600
    assert post(desk, one, answer)[0] == 200
    clock.now += 1
    assert post(desk, one, answer)[0] == 402, "answered before"
    assert len(list(desk.transport.arrivals())) == 1


def test_what_is_no_answer_gets_another_puzzle(desk: Peer, clock: Clock) -> None:
    item = live.parcel(desk.transport, 100)
    challenge = asked(desk, item)
    easier = challenge.data[:8] + bytes(1) + challenge.data[9:]
    good, bad = solved(challenge), solved(challenge, False)
    for said in (b"x", challenge.data, good + b"x", easier + bytes(8), bytes(56), bad):
        clock.now += 1
        assert post(desk, item, said)[0] == 402
    assert list(desk.transport.arrivals()) == []


def test_four_answers_are_checked_in_a_second_and_forgeries_cost_nothing(desk: Peer, clock: Clock) -> None:
    items = [live.parcel(desk.transport, 100, seed) for seed in range(5)]
    answers = [solved(asked(desk, item)) for item in items]
    for item in items:
        assert post(desk, item, bytes(56))[0] == 402  # no MAC of ours: not counted
    assert [post(desk, item, answer)[0] for item, answer in zip(items, answers, strict=True)] == [200] * 4 + [429]
    clock.now += 1
    assert post(desk, items[4], answers[4])[0] == 200


def test_it_takes_small_ones_only_and_stands_at_no_other_mailbox(desk: Peer) -> None:
    large = live.parcel(desk.transport, (128 << 10) + 1)
    assert post(desk, large, whole=False)[0] == 413
    small = live.parcel(desk.transport, 100)
    for policy in (0, 1):
        desk.transport.create_mailbox(policy=policy)
        assert post(desk, small)[0] == 403


def test_a_challenge_from_before_a_restart_is_asked_anew(tmp_path: Path, clock: Clock) -> None:
    said = b""
    for _ in range(2):
        with live.served(application(tmp_path, clock=clock, bits=BITS)) as url:
            peer = Peer(url, tmp_path, clock=clock)
            peer.transport.create_mailbox(policy=2)
            item = live.parcel(peer.transport, 100)
            status, answer = post(peer, item, said)
            assert status == 402
            said = solved(Challenge.read(answer))
            peer.transport.close()
        clock.now += 1


def test_nobody_works_for_ever(desk: Peer) -> None:
    challenge = asked(desk, live.parcel(desk.transport, 100))
    with pytest.raises(Malformed, match="too hard"):
        Challenge.read(challenge.data[:8] + bytes([17]) + challenge.data[9:])
    with pytest.raises(Refused):
        desk.transport.put(live.parcel(desk.transport, 100))
