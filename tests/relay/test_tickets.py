"""What a ticket pays, and what it does not: every refusal of a mailbox that is not open."""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from crypto.relay import ADD, CLASS_BYTES, WITHDRAW, DeliveryTag, TicketRow, UploadHead, seal_tag, ticket_hash
from sync.client import RelayTransport
from sync.errors import NotDelivered, Refused, TicketRefused
from sync.ports import Parcel, Purse
from sync.relay.storage import DAY, Limits
from tests.relay import live
from tests.relay.peer import Peer
from tests.vaults import NOON, Clock

ENVELOPE = 21_363
KIB = 1 << 10


class Tickets(Purse):
    """A purse of given tickets, in their order."""

    def __init__(self, *tickets: bytes, size_class: int = 1) -> None:
        self.left, self.size_class, self.gone = list(tickets), size_class, list[bytes]()

    def ticket(self) -> tuple[int, bytes]:
        if not self.left:
            raise Refused("no ticket is left")
        return self.size_class, self.left[0]

    def refused(self, ticket: bytes) -> None:
        self.left.remove(ticket)
        self.gone.append(ticket)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def url(tmp_path: Path, clock: Clock) -> Iterator[str]:
    with live.relay(tmp_path, Limits(mailbox_tickets=1500), clock=clock) as url:
        yield url


@pytest.fixture
def me(url: str, clock: Clock) -> Iterator[RelayTransport]:
    me = live.mailbox(url, clock=clock)
    me.create_mailbox(policy=1)
    yield me
    me.close()


def register(me: RelayTransport, tickets: Sequence[bytes], size_class: int = 1, op: int = ADD, days: int = 300) -> None:
    pk = me.descriptor().relay_pk
    me.register([TicketRow(op, size_class, NOON + days * DAY, ticket_hash(pk, me.mid, ticket)) for ticket in tickets])


def paid(me: RelayTransport, size: int, purse: Purse | None, seed: int = 0) -> Parcel:
    item = live.parcel(me, size, seed)
    return Parcel(
        item.object_id, item.length, item.segments, item.read, True, item.mid, item.relay_pk, item.seal_pk, purse
    )


def fresh(count: int) -> list[bytes]:
    return [os.urandom(16) for _ in range(count)]


def test_a_ticket_pays_an_envelope_and_its_blobs_and_its_receipt_again(me: RelayTransport) -> None:
    (ticket,) = fresh(1)
    register(me, [ticket], 2)
    purse = Tickets(ticket, size_class=2)
    first = me.put(paid(me, ENVELOPE, purse))
    assert me.put(paid(me, ENVELOPE, purse)) == first
    for seed in range(1, 4):
        me.put(paid(me, 300 * KIB, purse, seed))
    assert len(list(me.arrivals())) == 4 and purse.gone == []
    lines = list(me.arrivals())
    assert len({line.mark.ticket_hash for line in lines}) == 1  # type: ignore[attr-defined]


def test_an_open_mailbox_takes_no_tickets_and_a_closed_one_nothing_without(me: RelayTransport) -> None:
    (ticket,) = fresh(1)
    register(me, [ticket])
    with pytest.raises(TicketRefused):
        me.put(paid(me, 500, None))
    me.create_mailbox(policy=0)
    me.put(paid(me, 500, None))
    with pytest.raises(Refused, match="no ticket is left"):
        me.put(paid(me, 501, Tickets(ticket), seed=1))
    me.create_mailbox(policy=1)
    me.put(paid(me, 501, Tickets(ticket), seed=1))


def test_a_second_envelope_takes_the_next_ticket(me: RelayTransport) -> None:
    one, two = fresh(2)
    register(me, [one, two])
    purse = Tickets(one, two)
    me.put(paid(me, ENVELOPE, purse))
    me.put(paid(me, ENVELOPE, purse, seed=1))
    assert (purse.gone, purse.left) == ([one], [two])


def test_a_delivery_stays_within_its_class(me: RelayTransport) -> None:
    (ticket,) = fresh(1)
    register(me, [ticket])
    purse = Tickets(ticket)
    with pytest.raises(Refused, match="too large for the relay"):
        me.put(paid(me, CLASS_BYTES[1] + 1, purse))
    me.put(paid(me, 100 * KIB, purse))
    with pytest.raises(Refused, match="no ticket is left"):
        me.put(paid(me, 30 * KIB, purse, seed=1))


def test_a_ticket_pays_256_blobs(me: RelayTransport) -> None:
    (ticket,) = fresh(1)
    register(me, [ticket])
    purse = Tickets(ticket)
    for seed in range(256):
        me.put(paid(me, 40, purse, seed))
    me.put(paid(me, ENVELOPE, purse))
    with pytest.raises(Refused, match="no ticket is left"):
        me.put(paid(me, 41, purse))


def test_a_ticket_is_refused_that_is_unknown_of_another_class_withdrawn_or_too_old(
    me: RelayTransport, clock: Clock
) -> None:
    unknown, other, withdrawn, old, spent = fresh(5)
    register(me, [other], 2)
    register(me, [withdrawn, spent])
    register(me, [old], days=3)
    register(me, [withdrawn], op=WITHDRAW)
    register(me, [withdrawn])  # final, also for a request that was repeated
    me.put(paid(me, 9, Tickets(spent)))
    clock.now += 3 * DAY
    for ticket in (unknown, other, withdrawn, old):
        with pytest.raises(Refused, match="no ticket is left"):
            me.put(paid(me, 10, Tickets(ticket)))
    me.put(paid(me, 10, Tickets(spent)))
    clock.now += 28 * DAY  # 30 days after its first use it pays for nothing more, but the receipt is there again
    with pytest.raises(Refused, match="no ticket is left"):
        me.put(paid(me, 11, Tickets(spent)))
    me.put(paid(me, 9, Tickets(spent)))


def test_a_spent_ticket_is_remembered_until_it_expires(tmp_path: Path, clock: Clock) -> None:
    def rows() -> list[int]:
        with closing(sqlite3.connect(tmp_path / "relay.db")) as db:
            return [db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in ("ticket", "paid")]

    tickets = fresh(2)
    for days, left in ((0, [2, 1]), (20, [2, 1]), (45, [0, 0])):
        clock.now = NOON + days * DAY
        with live.relay(tmp_path, clock=clock) as url:
            me = live.mailbox(url, clock=clock)
            me.create_mailbox(policy=1)
            if not days:
                register(me, tickets, days=40)
                me.put(paid(me, 9, Tickets(tickets[0])))
            list(me.arrivals())  # the sweep at its start is done before its second answer
            assert rows() == left
            me.close()


def test_rows_that_cannot_be_are_refused(me: RelayTransport, url: str, clock: Clock) -> None:
    for days in (-1, 401):
        with pytest.raises(NotDelivered, match="400"):
            register(me, fresh(1), days=days)
    register(me, fresh(1000))
    with pytest.raises(Refused, match="too large for the relay"):
        register(me, fresh(1001))
    with pytest.raises(NotDelivered, match="full"):
        register(me, fresh(501))
    with pytest.raises(NotDelivered, match="400"):
        me.register([])
    with pytest.raises(NotDelivered, match="400"):
        me.register([TicketRow(3, 1, NOON + DAY, bytes(32))])
    with pytest.raises(NotDelivered, match="400"):
        me.register([TicketRow(1, 5, NOON + DAY, bytes(32))])


def test_only_the_owner_registers(tmp_path: Path) -> None:
    with live.relay(tmp_path) as url:
        peer = Peer(url, tmp_path)
        row = TicketRow(ADD, 1, 1 << 40, bytes(32)).pack()
        target = f"/v1/m/{peer.transport.mid.hex()}/tickets"
        assert peer.ask("PUT", target, row)[0] == 401
        assert peer.ask("PUT", target, row, peer.proof("PUT", target, row + b"x"))[0] == 401
        peer.transport.close()


@pytest.mark.parametrize(("size_class", "ticket"), [(0, bytes([1]) * 16), (2, bytes(16)), (4, bytes(16))])
def test_class_and_ticket_stand_together(peer: Peer, size_class: int, ticket: bytes) -> None:
    item = live.parcel(peer.transport, 10)
    tag = seal_tag(DeliveryTag(item.mid, item.object_id, size_class, ticket), item.seal_pk)
    head = UploadHead(tag, item.object_id, item.length, item.segments).pack()
    assert peer.ask("POST", "/v1/uploads", head + live.whole(item))[0] == 400
