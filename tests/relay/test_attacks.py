"""The short form of `x.py kill hostile`: invented addresses at the accept function, and each attack for a moment."""

import asyncio
import gc
import hashlib
import os
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import ExitStack, nullcontext, suppress
from functools import partial
from pathlib import Path
from statistics import median

import pytest
import uvloop
from starlette.types import Message

from crypto.relay import SigningKey, challenge, challenge_key, invite_code
from sync.relay.app import _AsTaken
from sync.relay.connection_limits import BACK, CUT, LEFT, PATIENCE, TURNS, Buckets, ConnectionSlot, Crowd, Read
from sync.relay.errors import Refusal
from sync.relay.keys import load_certificate, load_keys
from sync.relay.local_store import KNOWN, LocalStorage
from sync.relay.mailbox_tables import SCHEMA, Ledger
from sync.relay.protocol import RelayProtocol
from sync.relay.puzzles import ProofOfWorkGate
from sync.relay.server import application
from sync.relay.storage import Limits, MailboxDelivery
from tests.relay import live
from tests.relay.attacks import DESK, HALF, MAILBOXES, PHASES, TICKETS, settle
from tests.relay.foe import Foe, Known
from tests.relay.honest import Round, rounds
from tests.relay.test_hostile import ASK, answers, until
from tests.relay.test_slow import UPLOAD, connected

MOMENT = 0.05
"""Seconds of each attack."""

LEFT_OUT = ("front desk kept busy", "large heads", "tickets without end")
"""Attacks whose cost is processor time, which this process would share with them."""


class Elsewhere(Crowd):
    """A crowd in which each address of loopback stands for one that is elsewhere."""

    def come(self, address: str, port: int = 0) -> ConnectionSlot | None:
        return super().come(address.replace("127.", "10.", 1), port)


@pytest.mark.skipif(sys.platform != "linux", reason="only there all of 127.0.0.0/8 is there without setting it up")
def test_who_attacks_keeps_nobody_out(tmp_path: Path) -> None:
    shown, keys, crowd = load_certificate(tmp_path), load_keys(tmp_path), Elsewhere(most=60)
    here: list[Round] = []
    did: Counter[str] = Counter()
    with live.served(application(tmp_path, shown=shown), shown, crowd=crowd) as url:
        port, seed = int(url.rpartition(":")[2]), bytes(32)
        places = tuple(f"127.77.0.{n}" for n in range(1, 25))
        knows = Known("127.0.0.1", port, True, keys.signing.public, keys.seal.public, seed, MAILBOXES, places)
        asyncio.run(settle(Foe(knows, 0), dict.fromkeys((0, DESK, TICKETS, *HALF, MAILBOXES), bytes(16))))
        over = threading.Event()

        def use() -> None:
            for done in rounds(url, invite_code(keys.signing.public, bytes(16)), knows.shared):
                here.append(done)
                if over.is_set():
                    return

        honest = threading.Thread(target=use, daemon=True)  # or a failure here would not end
        honest.start()
        try:
            for phase in PHASES:
                if phase.name not in LEFT_OUT and "many" not in phase.name:
                    foe = Foe(knows, time.monotonic() + MOMENT, min(phase.addresses, 8))
                    uvloop.run(phase.run(foe))
                    did += foe.did
        finally:
            over.set()  # a failure leaves no requests to the tests after it
            honest.join()
        until(lambda: crowd.count == 0)
    assert [one.wrong for one in here if one.wrong] == [] and len(here) >= 5
    assert did["taken"] == 0 and did["lines"] > 100


def test_requests_of_one_address_take_turns_and_no_other_waits() -> None:
    crowd = Crowd(most=100)
    crowd.turns = Buckets(3, 10, lambda: 0.0)
    assert [round(crowd.turn("192.0.2.1"), 1) for _ in range(5)] == [0, 0, 0, 0.1, 0.2]
    assert [crowd.turn("198.51.100.1"), *(crowd.turn("127.0.0.1") for _ in range(50))] == [0] * 51
    with pytest.raises(Refusal, match="503"):
        for _ in range(30):
            crowd.turn("192.0.2.1")
    assert crowd.come("192.0.2.1") is None and crowd.come("192.0.2.2")


@pytest.mark.skipif(sys.platform != "linux", reason="only there all of 127.0.0.0/8 is there without setting it up")
def test_a_connection_waits_for_the_turn_of_its_address(tmp_path: Path) -> None:
    crowd = Elsewhere(most=10)
    crowd.turns = Buckets(2, 20)
    with live.served(application(tmp_path), crowd=crowd) as url, connected(url) as connection:
        began, said = time.monotonic(), b""
        connection.sendall(ASK * 9)
        while said.count(b"HTTP/1.1 200") < 9 and (piece := answers(connection)):
            said += piece
        assert said.count(b"HTTP/1.1 200") == 9 and time.monotonic() - began > 0.35


@pytest.mark.skipif(sys.platform != "linux", reason="only there all of 127.0.0.0/8 is there without setting it up")
def test_what_is_no_request_costs_its_address_many_turns(tmp_path: Path) -> None:
    """The next connection greets anew, which costs the relay most of all."""
    crowd = Elsewhere(most=100)
    crowd.turns = Buckets(30, 1, lambda: 0.0)
    with live.served(application(tmp_path), crowd=crowd) as url:
        for _ in range(4):
            with connected(url) as connection:
                connection.sendall(b"no request\r\n\r\n")
                assert not answers(connection).startswith(b"HTTP/1.1 200")
        crowd.fine("127.0.0.1")
    assert crowd.come("127.0.0.1") is None and crowd.come("127.0.0.2")
    crowd.fine("::1")
    assert Crowd().come("::1")


@pytest.mark.skipif(sys.platform != "linux", reason="only there all of 127.0.0.0/8 is there without setting it up")
@pytest.mark.parametrize("how", ["refused", "broken off"])
def test_a_body_that_is_cut_costs_its_address_many_turns(tmp_path: Path, how: str) -> None:
    """Who sent half an object, was refused and came again took the time of all the others."""
    crowd = Elsewhere(most=100)
    crowd.turns = Buckets(3 * CUT, 1, lambda: 0.0)
    with live.served(application(tmp_path), crowd=crowd) as url:
        for _ in range(3):
            with connected(url) as connection:
                connection.sendall(UPLOAD % 3_000_000 + bytes(1000 if how == "refused" else 1))
                if how == "refused":
                    assert answers(connection).startswith(b"HTTP/1.1 400")
                else:
                    until(lambda: bool(crowd.read.begun))
        until(lambda: crowd.count == 0)
    assert crowd.come("127.0.0.1") is None and crowd.come("127.0.0.2")


def test_a_line_that_breaks_waits_for_nothing_or_for_little() -> None:
    """Each time a sender greets, asks where the object stands, and goes on."""
    now, crowd = [0.0], Crowd(most=100)
    crowd.turns = Buckets(TURNS, BACK, lambda: now[0])
    for _ in range(100):
        assert [crowd.turn("192.0.2.1") for _ in range(3)] == [0, 0, 0]
        crowd.fine("192.0.2.1", CUT)
        now[0] += 0.4
    for _ in range(100):
        crowd.fine("192.0.2.1", CUT)
    now[0] += 0.05
    assert [crowd.turn("192.0.2.1") <= PATIENCE for _ in range(3)] == [True] * 3
    now[0] += PATIENCE + 0.1
    assert [crowd.turn("192.0.2.1") for _ in range(3)] == [0, 0, 0]


@pytest.mark.parametrize(("count", "size"), [(5000, 32), (300, 1 << 17)], ids=["many", "large"])
def test_open_uploads_of_others_make_none_slower_to_begin(count: int, size: int) -> None:
    """Each was begun on the event loop, behind a look at all that were open, or at the hashes of large ones."""
    times: dict[bool, list[float]] = {False: [], True: []}
    ledgers, opened = {}, []
    for full in times:
        opened.append(db := sqlite3.connect(":memory:", isolation_level=None))
        db.executescript(SCHEMA)
        db.execute("INSERT INTO mailbox VALUES (?, ?, 0, ?, 0, 0)", (bytes(32),) * 3)
        others = (os.urandom(16), *(os.urandom(32) for _ in range(4)))
        for number in range(count * full):
            values = (hashlib.sha256(one + number.to_bytes(2)).digest() for one in others)
            db.execute("INSERT INTO upload VALUES (?, ?, ?, ?, ?, 1, ?, 1)", (*values, bytes(size)))
        ledgers[full] = Ledger(db, Limits())
    for number in range(50):
        name = hashlib.sha256(bytes([number])).digest()
        for full, ledger in ledgers.items():
            began = time.perf_counter()
            ledger.begin(MailboxDelivery(name, bytes(32), bytes(32), name, 1000), [name], 1)
            times[full].append(time.perf_counter() - began)
    assert [db.close() for db in opened] and median(times[True]) < 4 * median(times[False])


def test_an_upload_that_is_refused_writes_nothing() -> None:
    """Each refusal wrote how the mailbox stood, which was as before, and waited for the disk with it."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.executescript(SCHEMA)
    db.execute("INSERT INTO mailbox VALUES (?, ?, 0, ?, 0, 0)", (bytes(32),) * 3)
    ledger = Ledger(db, Limits(mailbox_uploads=1))
    for number in range(2):
        before, name = db.total_changes, bytes([number]) * 32
        with pytest.raises(Refusal, match="507") if number else nullcontext():
            ledger.begin(MailboxDelivery(name, bytes(32), bytes(32), name, 1000), [name], 1)
        ledger.settle()
        assert db.total_changes - before == (0 if number else 1)
    db.close()


@pytest.mark.parametrize("before", [b"", ASK], ids=["at first", "after a request"])
def test_empty_lines_end_the_connection(tmp_path: Path, before: bytes) -> None:
    with live.relay(tmp_path) as url, connected(url) as connection:
        connection.sendall(before)
        assert not before or answers(connection).startswith(b"HTTP/1.1 200")
        connection.sendall(b"\r\n\r\n" + ASK)
        assert b"HTTP/1.1" not in answers(connection)  # the end of the first answer can come late


def test_a_target_is_a_path(tmp_path: Path) -> None:
    with live.relay(tmp_path) as url, connected(url) as connection:
        connection.sendall(ASK.replace(b"/v1", b"http://elsewhere/v1", 1))
        assert not answers(connection).startswith(b"HTTP/1.1 200")


def test_no_more_of_an_answer_is_read_than_is_taken() -> None:
    read, sent, taken = [], [], asyncio.Event()

    async def pieces() -> AsyncIterator[bytes]:
        for number in range(3):
            read.append(number)
            yield b"piece"

    async def send(message: Message) -> None:
        sent.append(message)
        if message["type"] == "http.response.body" and not message["body"]:
            await taken.wait()

    async def run() -> None:
        answer = asyncio.create_task(_AsTaken(b"first", pieces(), 200, {}).stream_response(send))
        await asyncio.sleep(0.01)
        assert read == [] and len(sent) == 3
        taken.set()
        await answer
        assert read == [0, 1, 2] and b"".join(m.get("body", b"") for m in sent) == b"first" + b"piece" * 3

    asyncio.run(run())


def test_memory_is_given_back_once_many_have_left() -> None:
    crowd = Crowd(most=100)
    places = [crowd.come("127.0.0.1") for _ in range(LEFT)]
    assert not crowd.have_left()
    for place in places:
        assert place is not None
        place.free()
    assert [crowd.have_left(), crowd.have_left()] == [True, False]


@pytest.mark.parametrize("sent", [ASK, ASK * 30, UPLOAD % 300_000 + bytes(1000)], ids=["asks", "asks much", "uploads"])
def test_who_has_left_leaves_nothing_to_be_collected(tmp_path: Path, sent: bytes) -> None:
    """A quarter of a MiB of TLS for each that stayed in a circle: those who come and go filled the memory with it."""

    def count() -> int:
        return sum(isinstance(one, RelayProtocol) for one in gc.get_objects())

    shown, crowd = load_certificate(tmp_path), Crowd()
    with live.served(application(tmp_path, shown=shown), shown, crowd=crowd) as url:
        gc.collect()
        before = count()
        gc.disable()
        try:
            for _ in range(5):
                with connected(url) as connection:
                    connection.sendall(sent)
                    if sent.startswith(ASK):
                        answers(connection)
            until(lambda: crowd.count == 0 and count() == before)
        finally:
            gc.enable()


def test_few_long_bodies_are_read_at_a_time_and_addresses_take_turns() -> None:
    began: list[str] = []
    read = Read(2)
    for who in ("a1", "a2", "a3", "a4", "b1"):
        read.come(who, who[0], partial(began.append, who))
    assert began == ["a1", "a2"] and len(read.waiting) == 3
    read.go("a1")
    read.go("a1")
    assert began[2:] == ["b1"]
    read.go("a3")
    read.go("a2")
    read.go("b1")
    read.go("a4")
    read.come("a5", "a", partial(began.append, "a5"))
    assert began[3:] == ["a4", "a5"] and not read.waiting


@pytest.mark.parametrize("shown", [False, True], ids=["plain", "TLS"])
def test_of_a_long_body_nothing_is_read_before_its_turn(tmp_path: Path, shown: bool) -> None:
    """Each would have three quarters of a MiB of it in memory, in TLS alone."""
    certificate, crowd = load_certificate(tmp_path) if shown else None, Crowd()
    crowd.read = Read(1)
    with live.served(application(tmp_path, shown=certificate), certificate, crowd=crowd) as url, ExitStack() as stack:
        one, two = (stack.enter_context(connected(url)) for _ in range(2))
        one.sendall(UPLOAD % (40 << 20) + b"x")
        until(lambda: len(crowd.read.begun) == 1)
        two.sendall(UPLOAD % (40 << 20) + b"x")
        until(lambda: len(crowd.read.waiting) == 1)
        waits = next(iter(crowd.read.waiting))
        assert isinstance(waits, RelayProtocol)
        two.settimeout(0.3)
        sent = 0
        with suppress(TimeoutError):
            while sent < 30 << 20:
                sent += two.send(bytes(1 << 16))
        assert sent < 20 << 20
        assert not shown or waits.transport.get_read_buffer_size() == 0  # type: ignore[attr-defined]
        wide, narrow = (
            who.transport.get_extra_info("socket").getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)
            for who in (next(iter(crowd.read.begun)), waits)
            if isinstance(who, RelayProtocol)
        )
        assert not shown or sys.platform != "linux" or narrow < 1 << 16 < wide
        one.close()
        two.settimeout(5)
        until(lambda: not crowd.read.waiting)
        assert two.recv(12) in (b"HTTP/1.1 400", b"HTTP/1.1 503")


def test_a_turn_goes_to_the_next_after_its_time(tmp_path: Path) -> None:
    crowd = Crowd()
    crowd.read = Read(1)
    with live.served(application(tmp_path), crowd=crowd) as url, ExitStack() as stack:
        for _ in range(2):
            stack.enter_context(connected(url)).sendall(UPLOAD % 300_000 + b"x")
        until(lambda: len(crowd.read.waiting) == 1)
        before = next(iter(crowd.read.waiting))
        until(lambda: before in crowd.read.begun and len(crowd.read.waiting) == 1)
    assert not crowd.read.waiting and not crowd.read.begun


@pytest.mark.skipif(sys.platform != "linux", reason="only there the C library is told to")
def test_what_is_large_is_given_back_as_it_is_freed() -> None:
    code = """
import ctypes, os
from sync.relay.server import _give_back_at_once
if not hasattr(ctypes.CDLL(None), "mallopt"):
    raise SystemExit
_give_back_at_once()
def memory():
    return int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
before, kept = memory(), []
for _ in range(3):
    large = []
    for _ in range(100):
        large.append(bytearray(b"x") * (300 << 10))
        kept.append(bytearray(5000))  # lies behind it, and would keep it from being given back
    large.clear()
assert memory() - before < 10 << 20, memory() - before
"""
    subprocess.run([sys.executable, "-c", code], cwd=live.ROOT, check=True, timeout=20)


def test_one_address_does_not_use_up_a_front_desks_second(tmp_path: Path) -> None:
    keys = load_keys(tmp_path)
    desk = ProofOfWorkGate(keys, lambda: 1_800_000_000.0)

    def says(share: str | None) -> int:
        asked = challenge(
            challenge_key(keys.seal.secret, keys.signing.public), b"m" * 32, b"o" * 32, 1_800_000_000, 9, os.urandom(7)
        )
        try:
            return asyncio.run(desk.check(b"m" * 32, b"o" * 32, (asked + bytes(8)).hex(), share))
        except Refusal as refusal:
            return refusal.status

    shares = ["192.0.2.1", "192.0.2.1", "192.0.2.1", "198.51.100.1", None, None, None]
    assert [says(share) == 429 for share in shares] == [False, True, True, False, False, False, True]


def test_hashes_of_open_uploads_fill_no_memory_and_each_goes_on(tmp_path: Path) -> None:
    async def run() -> None:
        storage = LocalStorage(tmp_path, Limits(mailbox_bytes=1 << 50), time.time)
        key = SigningKey(bytes(32)).public
        await storage.create_mailbox(b"m" * 32, key, None)
        hashes, uploads = bytes(1 << 19), []
        for number in range(2 * KNOWN // len(hashes)):
            name = number.to_bytes(32)
            wanted = MailboxDelivery(name, b"m" * 32, bytes(32), name, 16 << 30)
            uploads.append(await storage.begin(wanted, [hashes]))
            await storage.append(uploads[-1], 0, memoryview(b"begun"))  # type: ignore[arg-type]
        assert storage._known <= KNOWN and 5 < len(storage._partials) < len(uploads) - 5
        first = uploads[0]
        with pytest.raises(Refusal, match="404"):
            await storage.append(first, 5, memoryview(b"more"))  # type: ignore[arg-type]
        again = await storage.find(first.upload_id)  # type: ignore[union-attr]
        assert again.offset == 5 and again.turn > first.turn  # type: ignore[union-attr]
        await storage.append(again, 5, memoryview(b"more"))
        await storage.close()

    asyncio.run(run())


def test_a_request_with_much_in_it_costs_its_reader_more() -> None:
    buckets = Buckets(100, 10, lambda: 0.0)
    assert buckets.take(b"m", "one", 90) == 0 and buckets.take(b"m", "one", 20) == 1
    with pytest.raises(Refusal, match="503"):
        buckets.take(b"m", "one", 20)
