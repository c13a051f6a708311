"""A store that several processes serve: what one of them began the other goes on with, and neither can undo it."""

import asyncio
import os
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest

from crypto.relay import ADD, WITHDRAW, TicketRow, mailbox_id, read_invite_code, ticket_hash
from sync.client import RelayTransport
from sync.errors import NotDelivered, Refused, TicketRefused
from sync.relay.engine.database import Database
from sync.relay.engine.place import Engine
from sync.relay.engine.place import engine as at
from sync.relay.engine.storage import EngineStorage
from sync.relay.keys import load_keys
from sync.relay.operator_commands import make_invite, numbers
from sync.relay.storage import DAY, Limits, MailboxDelivery
from tests.relay import engines, live
from tests.relay.engines import Engines
from tests.relay.peer import Peer
from tests.relay.test_tickets import Tickets, fresh, paid
from tests.relay.test_uploads import patch_lines

MIB = 1 << 20


@pytest.fixture
def store(engine: Engines, tmp_path: Path) -> Engine:
    return engine.fresh(tmp_path)


@contextmanager
def two(store: Engine, folder: Path) -> Iterator[tuple[Peer, Peer]]:
    """Two relays over one store, and who speaks to each of them."""
    with ExitStack() as stack:
        one, other = (Peer(stack.enter_context(live.relay(store)), folder) for _ in range(2))
        yield one, other
        one.transport.close()
        other.transport.close()


def test_an_upload_goes_on_at_another_process_at_its_true_offset(store: Engine, tmp_path: Path) -> None:
    with two(store, tmp_path) as (one, other):
        item = live.parcel(one.transport, 2 * MIB + 5)
        data = live.whole(item)
        upload, _ = one.begin(item, data[: MIB + 9])
        assert other.begin(item) == (upload, MIB + 9)
        assert other.patch(upload, MIB + 9, data[MIB + 9 : 2 * MIB])[0] == 204
        assert one.patch(upload, 2 * MIB, data[2 * MIB :])[0] == 200
        for reader in (one, other):
            (arrival,) = reader.transport.arrivals()
            assert arrival.read(MIB - 3, 10) == data[MIB - 3 : MIB + 7]
            assert b"".join(arrival.read(n, MIB) for n in range(0, arrival.length, MIB)) == data
        one.transport.settle([arrival])
        assert list(other.transport.arrivals()) == []
    assert engines.keys_in(store) == []


def test_an_upload_is_begun_in_one_transaction(store: Engine, tmp_path: Path) -> None:
    """Two of them had each of thousands wait twice for the disk, and who reads behind them."""

    def number() -> int:
        with psycopg.connect(store.database) as db:
            row = db.execute("SELECT txid_current()").fetchone()
        assert row is not None
        return int(row[0])

    took = []
    with live.relay(store) as url:
        peer = Peer(url, tmp_path)
        for seed in range(3):  # the server may do something of its own beside one of them
            item, before = live.parcel(peer.transport, 70_000, seed), number()
            peer.begin(item)
            took.append(number() - before - 1)
        peer.transport.close()
    assert min(took) == 1


def test_who_asks_does_not_wait_behind_who_writes(store: Engine, tmp_path: Path) -> None:
    """A reader asks some ten times in a round, each time behind all the uploads that were begun meanwhile."""

    async def run() -> float:
        database = Database(store.database, Limits())
        sleeps = [
            database.do(bytes([n]) * 32, lambda ledger: ledger.db.execute("SELECT pg_sleep(0.3)")) for n in range(20)
        ]
        await asyncio.sleep(0.1)
        began = time.monotonic()
        assert await database.ask("SELECT 1") == [(1,)]
        took = time.monotonic() - began
        await asyncio.gather(*sleeps)
        await database.close()
        return took

    assert asyncio.run(run()) < 0.3


def test_a_stream_at_one_process_is_cut_by_who_asks_at_another(store: Engine, tmp_path: Path) -> None:
    with two(store, tmp_path) as (one, other):
        item = live.parcel(one.transport, 2 * MIB)
        data = live.whole(item)
        upload, _ = one.begin(item)
        host, port = one.host.split(":")
        with socket.create_connection((host, int(port))) as hanging:
            hanging.sendall(patch_lines(upload, 2 * MIB) + data[:100])
            deadline = time.monotonic() + 5
            while not counted(store, "tail") and time.monotonic() < deadline:
                time.sleep(0.01)
            assert other.ask("HEAD", f"/v1/uploads/{upload}")[1]["upload-offset"] == "100"
            hanging.sendall(data[100:200])
            assert b" 409 " in hanging.recv(4096).splitlines()[0] + b" "
        assert other.patch(upload, 100, data[100:])[0] == 200


def test_a_signed_request_is_good_at_one_process_only(store: Engine, tmp_path: Path) -> None:
    with two(store, tmp_path) as (one, other):
        target = f"/v1/m/{mailbox_id(one.key.public).hex()}/log?after=0"
        proof = one.proof("GET", target)
        assert one.ask("GET", target, headers=proof)[0] == 200
        assert other.ask("GET", target, headers=proof)[0] == 401


def test_the_same_object_sent_to_both_at_once_is_there_once(store: Engine, tmp_path: Path) -> None:
    with two(store, tmp_path) as (one, other):
        pk = load_keys(tmp_path)

        async def race() -> int:
            stores = [EngineStorage(store, pk.signing.public, Limits(), time.time) for _ in range(2)]
            items = [live.parcel(one.transport, 500, seed) for seed in range(20)]
            puts = [
                each.put(
                    MailboxDelivery(item.object_id, item.mid, bytes(32), item.object_id, 500),
                    memoryview(live.whole(item)),
                )
                for item in items
                for each in stores
            ]
            stored = await asyncio.gather(*puts)
            for each in stores:
                await each.close()
            return len({found.delivery for found in stored})

        assert asyncio.run(race()) == 20
        assert len(list(other.transport.arrivals())) == 20
    assert numbers(store).objects == 20


def test_a_ticket_told_to_one_process_pays_once_at_all(store: Engine, tmp_path: Path) -> None:
    with two(store, tmp_path) as (one, other):
        first, second, gone = fresh(3)
        expires = int(time.time()) + 30 * DAY
        rows = [TicketRow(ADD, 1, expires, ticket_hash(one.pk, one.transport.mid, t)) for t in (first, second, gone)]
        one.transport.create_mailbox(policy=1)
        one.transport.register(rows)
        other.transport.register([TicketRow(WITHDRAW, 1, expires, rows[2].hash)])
        with pytest.raises(TicketRefused):
            other.transport.put(live.parcel(other.transport, 100))
        assert one.transport.put(paid(one.transport, 21_363, Tickets(first)))
        purse = Tickets(gone, first, second)
        assert other.transport.put(paid(other.transport, 21_363, purse, seed=1))
        assert purse.gone == [gone, first]
        other.transport.create_mailbox(policy=0)
        one.transport.put(live.parcel(one.transport, 100))
        assert len(list(one.transport.arrivals())) == 3


def test_an_invite_makes_one_mailbox_wherever_it_is_shown(store: Engine, tmp_path: Path) -> None:
    load_keys(tmp_path)
    code = make_invite(store, mailbox_bytes=1000)
    pk, invite = read_invite_code(code)
    with live.relay(store) as first, live.relay(store) as second:
        me = RelayTransport(first, pk, live.key(pk))
        me.create_mailbox(invite)
        stranger = RelayTransport(second, pk, live.key(pk, 1))
        with pytest.raises((Refused, NotDelivered)):
            stranger.create_mailbox(invite)
        with pytest.raises((Refused, NotDelivered)):
            me.put(live.parcel(me, 1001))
        me.close()
        stranger.close()
    assert (numbers(store).mailboxes, numbers(store).invites, numbers(store).free) == (1, 0, None)


def test_an_operator_is_told_what_does_not_answer(store: Engine, tmp_path: Path) -> None:
    load_keys(tmp_path)
    with pytest.raises(ConnectionError, match="the database does not let us in"):
        numbers(Engine("postgresql://relay@127.0.0.1:1/relay", store.objects, tmp_path))
    place = os.environ["AWS_ENDPOINT_URL"]
    os.environ["AWS_ENDPOINT_URL"] = "http://127.0.0.1:1"
    try:
        with pytest.raises(ConnectionError, match="the bucket takes nothing"):
            numbers(store)
    finally:
        os.environ["AWS_ENDPOINT_URL"] = place


def test_other_keys_are_told_that_it_is_another_relays(store: Engine, tmp_path: Path) -> None:
    with live.relay(store):
        pass
    other = Engine(store.database, store.objects, tmp_path / "other")
    with pytest.raises(Refused, match="another relay's"), live.relay(other):
        pass


def test_what_is_too_old_goes_from_log_database_and_bucket(store: Engine, tmp_path: Path) -> None:
    now = [time.time()]
    with live.relay(store) as url:
        peer = Peer(url, tmp_path)
        for size in (500, MIB + 1):
            peer.transport.put(live.parcel(peer.transport, size))
        begun = live.parcel(peer.transport, 3 * MIB, seed=3)
        peer.begin(begun, live.whole(begun)[: MIB + 1])
        peer.transport.close()
    assert len(engines.keys_in(store)) == 3

    async def sweep(days: int) -> None:
        now[0] += days * DAY
        storage = EngineStorage(store, load_keys(tmp_path).signing.public, Limits(), lambda: now[0])
        await storage.sweep()
        await storage.close()

    for days in (0, 25, 25, 25, 25):
        asyncio.run(sweep(days))
    assert engines.keys_in(store) == []
    assert [counted(store, table) for table in ("shelf", "tail", "upload", "progress", "doomed", "live")] == [0] * 6
    assert counted(store, "log") == 4


def test_neither_database_nor_bucket_holds_a_key_a_sender_or_an_address(store: Engine, tmp_path: Path) -> None:
    with live.relay(store) as url:
        peer = Peer(url, tmp_path)
        items = [live.parcel(peer.transport, size) for size in (700, 70_000)]
        for item in items:
            peer.ask("POST", "/v1/uploads", peer.head(item) + live.whole(item))
        tags = [peer.head(item)[:130] for item in items]
        list(peer.transport.arrivals())
        peer.transport.close()
    with psycopg.connect(store.database, autocommit=True) as connection:
        sql = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        tables = [name for (name,) in connection.execute(sql).fetchall()]
        dump = b"".join(
            value if isinstance(value, bytes) else str(value).encode()
            for table in tables
            for row in connection.execute(f"SELECT * FROM {table}".encode()).fetchall()
            for value in row
        )
    assert live.whole(items[0]) in dump and peer.key.public in dump
    secret = (tmp_path / "relay.key").read_bytes()
    for private in (secret[:32], secret[32:], *tags, b"127.0.0.1"):
        assert private not in dump and private.hex().encode() not in dump
    assert len(engines.keys_in(store)) == 1


def counted(store: Engine, table: str) -> int:
    with psycopg.connect(store.database, autocommit=True) as connection:
        row = connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
        assert row is not None
        return int(row[0])


@pytest.mark.parametrize(
    "given", [("", None, None), ("", "s3://b", None), ("", "http://b", "k"), ("?password=x", "s3://b", "k")]
)
def test_an_address_is_complete_and_holds_no_secret(given: tuple[str, str | None, str | None]) -> None:
    rest, objects, keys = given
    with pytest.raises(Refused):
        at("postgresql://relay@db.example/relay" + rest, objects, keys)
    with pytest.raises(Refused, match="password"):
        at("postgresql://relay:secret@db.example/relay", "s3://b", "k")
    with pytest.raises(Refused, match="S3 keys"):
        at("postgresql://relay@db.example/relay", "s3://key@b", "k")


def test_little_is_read_at_a_time_where_many_objects_are_read_at_once(store: Engine, tmp_path: Path) -> None:
    """Each of them may lie in memory until it is taken, and once more in TLS."""
    with live.relay(store) as url:
        peer = Peer(url, tmp_path)
        item = live.parcel(peer.transport, MIB)
        peer.transport.put(item)
        mid = peer.transport.mid
        peer.transport.close()

    async def read() -> list[int]:
        storage = EngineStorage(store, load_keys(store.keys).signing.public, Limits(), time.time)
        readers = [storage.read(mid, item.object_id, 0, MIB) for _ in range(17)]
        sizes = [len(await anext(reader)) for reader in readers]
        for reader in readers:
            await reader.aclose()  # type: ignore[attr-defined]
        sizes.append(len(await anext(storage.read(mid, item.object_id, 0, MIB))))
        await storage.close()
        return sizes

    assert asyncio.run(read()) == [1 << 17] * 16 + [1 << 15, 1 << 17]
