"""An invite makes one mailbox, once, in time, at its own relay; the relay keeps nothing that says whose it was."""

import hashlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.relay import MailboxRequest, Malformed, invite_code, read_invite_code
from sync.client import RelayTransport
from sync.errors import NotDelivered, Refused
from sync.relay.operator_commands import make_invite, numbers
from sync.relay.storage import DAY
from tests.relay import live
from tests.relay.peer import Hand

NOON = 1_800_000_000
NOT_GOOD = "this invite code is not valid here: someone used it before, it is too old, or it is for another relay"


class Clock:
    now = float(NOON)

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def url(tmp_path: Path, clock: Clock) -> Iterator[str]:
    with live.guarded(tmp_path, clock=clock) as url:
        yield url


def guest(url: str, data: Path, counter: int = 0) -> RelayTransport:
    pk = live.public_key(data)
    return RelayTransport(url, pk, live.key(pk, counter), pause=lambda _: None)


def invite(data: Path, clock: Clock, **quota: int) -> bytes:
    return read_invite_code(make_invite(data, clock=clock, **quota))[1]


def test_an_invite_is_good_once_and_for_its_owner_again_and_again(tmp_path: Path, clock: Clock, url: str) -> None:
    me, other, ticket = guest(url, tmp_path), guest(url, tmp_path, 1), invite(tmp_path, clock)
    for _ in range(2):  # the answer may be lost on its way
        me.create_mailbox(ticket)
    me.create_mailbox()  # a mailbox that is there needs no invite any more
    with pytest.raises(Refused, match=NOT_GOOD):
        other.create_mailbox(ticket)
    me.put(live.parcel(me, 10))
    assert len(list(me.arrivals())) == 1
    with pytest.raises(Refused, match="no such mailbox"):
        list(other.arrivals())
    me.close()
    other.close()


def test_used_old_and_invented_invites_are_told_apart_by_nothing(tmp_path: Path, clock: Clock, url: str) -> None:
    me = guest(url, tmp_path)
    used, old = invite(tmp_path, clock), invite(tmp_path, clock, days=2)
    me.create_mailbox(used)
    clock.now += 2 * DAY
    stranger, said = Hand(url, live.public_key(tmp_path), 1, clock), set()
    for ticket in (used, old, bytes(15) + b"x"):
        wish = MailboxRequest(stranger.key.public, ticket).pack()
        status, headers, body = stranger.ask(
            "POST", "/v1/mailboxes", wish, stranger.proof("POST", "/v1/mailboxes", wish)
        )
        said.add((status, tuple(sorted(headers.items())), body))
    assert len(said) == 1 and said.pop()[0] == 403
    me.close()


def test_an_invite_of_another_relay_is_not_good_here(tmp_path: Path, clock: Clock) -> None:
    with live.guarded(tmp_path / "a", clock=clock) as url, live.guarded(tmp_path / "b", clock=clock):
        me = guest(url, tmp_path / "a")
        with pytest.raises(Refused, match=NOT_GOOD):
            me.create_mailbox(invite(tmp_path / "b", clock))
        me.close()


def test_the_quota_of_an_invite_holds_for_its_mailbox_alone(tmp_path: Path, clock: Clock, url: str) -> None:
    me, other = guest(url, tmp_path), guest(url, tmp_path, 1)
    me.create_mailbox(invite(tmp_path, clock, mailbox_bytes=100_000, objects=2))
    other.create_mailbox(invite(tmp_path, clock))
    with pytest.raises(Refused, match="too large for the relay"):
        me.put(live.parcel(me, 100_001))
    me.put(live.parcel(me, 60_000))
    for size in (60_000, 70_000):
        with pytest.raises(NotDelivered, match="full"):
            me.put(live.parcel(me, size, seed=1))
    me.put(live.parcel(me, 40_000))
    me.settle(list(me.arrivals())[:1])
    me.put(live.parcel(me, 100))
    with pytest.raises(NotDelivered, match="full"):
        me.put(live.parcel(me, 101))
    assert len(list(me.arrivals())) == 2
    for seed in range(3):
        other.put(live.parcel(other, 100_001, seed))
    me.close()
    other.close()


def test_no_row_says_which_invite_made_which_mailbox(tmp_path: Path, clock: Clock) -> None:
    with live.guarded(tmp_path, clock=clock) as url:
        me, ticket = guest(url, tmp_path), invite(tmp_path, clock)
        me.create_mailbox(ticket)
        me.close()
        db = sqlite3.connect(tmp_path / "relay.db")
        assert db.execute("SELECT count(*) FROM invite").fetchone() == (0,)
        db.close()
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert ticket not in path.read_bytes()
            assert hashlib.sha256(ticket).digest() not in path.read_bytes()


def test_the_operator_sees_numbers_and_nothing_else(tmp_path: Path, clock: Clock, url: str) -> None:
    me = guest(url, tmp_path)
    me.create_mailbox(invite(tmp_path, clock))
    invite(tmp_path, clock)
    for size in (1000, 300_000):
        me.put(live.parcel(me, size))
    found = numbers(tmp_path, clock)
    assert (found.mailboxes, found.objects, found.bytes, found.fullest) == (1, 2, 301_000, 301_000)
    assert (found.uploads, found.invites) == (0, 1)
    assert found.free > 0
    me.close()


def test_there_is_no_invite_to_a_folder_without_a_relay(tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    for ask in (make_invite, numbers):
        with pytest.raises(Refused, match="no relay was ever started"):
            ask(folder)
    assert list(folder.iterdir()) == []


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=16, max_size=16), st.integers(0, 79))
def test_a_code_is_read_however_it_is_written_and_a_slip_is_found(pk: bytes, ticket: bytes, at: int) -> None:
    code = invite_code(pk, ticket)
    assert read_invite_code(code) == (pk, ticket)
    assert read_invite_code(f"  {code.upper().replace('-', ' ')}\n") == (pk, ticket)
    bare = code.replace("-", "")
    wrong = bare[:at] + ("b" if bare[at] == "a" else "a") + bare[at + 1 :]
    with pytest.raises(Malformed):
        read_invite_code(wrong)


@given(st.text(max_size=100))
def test_what_is_no_code_is_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        read_invite_code(text)
