"""Two relays of which one is malicious, from vault to vault: each of its behaviours costs time at most.

No wrong data, no crash, the right state, and what it does not bring comes by the other relay.
"""

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from attrs import evolve

from app.actions.relays import mailbox_registration, relay_log_audit
from app.actions.rounds import exchange
from app.store.mail import outbox
from crypto.relay import (
    STORED,
    Descriptor,
    LogEntry,
    LogPage,
    Receipt,
    UploadHead,
    delivery,
    next_head,
    sign_descriptor,
    sign_page,
    sign_receipt,
)
from sync.relay.keys import Keys, load_certificate, load_keys
from sync.relay.operator_commands import make_invite
from tests.actions.field import Field, Mangle, Way, field_of, reach
from tests.actions.pairs import pair_at
from tests.relay import live
from tests.sync.bad_relay import Said, lying

DAY = 86_400
ROUNDS = 8
"""Rounds of each, a day apart, in which everything has to be there: a relay is given up after three."""

Malice = Callable[[Way], Mangle]


@pytest.fixture(scope="module")
def field(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Field]:
    """One world for all: each test leaves it with everything delivered and both relays honest."""
    folder = tmp_path_factory.mktemp("field")
    with pair_at(folder) as pair, field_of(pair, folder) as field:
        field.ana()
        field.ben()
        yield field


def keys(way: Way) -> Keys:
    return load_keys(way.data)


def objects(change: Callable[[Said], Said | None]) -> Malice:
    """Change what is said of objects."""
    return lambda way: lambda said: change(said) if "/o/" in said.path else said


def uploads(change: Callable[[Said], Said | None]) -> Malice:
    """Change what is said of uploads."""
    return lambda way: lambda said: change(said) if "/uploads" in said.path else said


def log(change: Callable[[list[LogEntry]], list[LogEntry]]) -> Malice:
    """Tell a log whose lines were changed, numbered anew and signed: its chain holds."""

    def of(way: Way) -> Mangle:
        def mangle(said: Said) -> Said:
            if "/log?" not in said.path or said.status != 200:
                return said
            page = LogPage.unpack(LogPage.split(said.body)[0])
            lines = [evolve(entry, seq=page.first + at) for at, entry in enumerate(change(list(page.entries)))]
            head = page.mid if page.first == 1 else way.heads[page.mid, page.first - 1]
            for entry in lines:
                head = next_head(head, entry)
            return said.but(body=sign_page(keys(way).signing, evolve(page, entries=tuple(lines), head=head)))

        return mangle

    return of


def receipts(change: Callable[[Receipt], Receipt]) -> Malice:
    """Change receipts for what was stored, signed by the relay as they should be."""

    def of(way: Way) -> Mangle:
        def mangle(said: Said) -> Said:
            if "/uploads" not in said.path or len(said.body) != Receipt.SIZE:
                return said
            return said.but(body=sign_receipt(keys(way).signing, change(Receipt.unpack(said.body[: Receipt.BODY]))))

        return mangle

    return of


def clock(off: int) -> Malice:
    """Sign another time than there is."""

    def of(way: Way) -> Mangle:
        def mangle(said: Said) -> Said:
            if not said.path.startswith("/v1/relay"):
                return said
            pk, body, _ = Descriptor.split(said.body)
            told = Descriptor.unpack(pk, body)
            return said.but(body=sign_descriptor(keys(way).signing, evolve(told, now=told.now + off)))

        return mangle

    return of


def replays(way: Way) -> Mangle:
    """Answer each question with the first answer there was to one of its kind."""
    heard: dict[tuple[str, str], Said] = {}
    return lambda said: heard.setdefault((said.method, said.path.split("?")[0]), said).but(path=said.path)


def swaps(way: Way) -> Mangle:
    """Give the bytes of the object before instead of those of this one."""
    last: list[bytes] = []

    def mangle(said: Said) -> Said:
        if "/o/" not in said.path:
            return said
        last.append(said.body)
        other = last[-2] if len(last) > 1 else last[-1][::-1]
        return said.but(body=other[: len(said.body)].ljust(len(said.body), b"?"))

    return mangle


def every(n: int, then: Mangle) -> Malice:
    """Do it with every n-th answer."""

    def of(way: Way) -> Mangle:
        counted = iter(range(1, 1 << 30))
        return lambda said: said if next(counted) % n else then(said)

    return of


def slow(said: Said) -> Said:
    time.sleep(0.5)  # more than the patience of those who ask
    return said


def flip(said: Said) -> Said:
    return said.but(body=said.body[:-1] + bytes([said.body[-1] ^ 1])) if said.body else said


def status(number: int, **headers: str) -> Mangle:
    return lambda said: said.but(status=number, body=b"", headers={"content-length": "0", **headers})


def ranged(said: Said) -> Said:
    return said.but(headers={**said.headers, "content-range": f"bytes 1-{len(said.body)}/{len(said.body)}"})


def offset(said: Said) -> Said:
    return said.but(headers={**said.headers, "upload-offset": "1048576"})


def endless(said: Said) -> Said:
    return said.but(body=bytes(4 << 20), headers={**said.headers, "content-length": str(10**10)})


MALICE: dict[str, Malice] = {
    "delays": every(5, slow),
    "reorders": log(lambda lines: lines[::-1]),
    "hides": log(lambda lines: lines[:-1]),
    "duplicates": log(lambda lines: [line for line in lines for _ in range(2)]),
    "replays": replays,
    "flips a bit of an object": objects(flip),
    "flips a bit of a log": lambda way: lambda said: flip(said) if "/log?" in said.path else said,
    "flips a bit of a receipt": uploads(flip),
    "truncates": objects(lambda said: evolve(said, cut=100)),
    "gives less": objects(lambda said: said.but(body=said.body[:-1])),
    "swaps two objects": swaps,
    "another range": objects(ranged),
    "has not what its log says": objects(status(404)),
    "lies about the offset": uploads(offset),
    "no receipts": uploads(lambda said: said.but(body=b"") if len(said.body) == Receipt.SIZE else said),
    "receipts of another mailbox": receipts(lambda r: evolve(r, delivery=delivery(bytes(32), r.object_id))),
    "receipts that are over": receipts(lambda r: evolve(r, expires=r.time)),
    "10 GB for a small object": objects(endless),
    "sends elsewhere": lambda way: status(302, location="http://127.0.0.1:1/"),
    "a storm of 500": lambda way: status(500),
    "answers nothing": lambda way: lambda said: None,
    "a clock a year ahead": clock(365 * DAY),
    "a clock a year behind": clock(-365 * DAY),
}


def arrives(field: Field, bad: Way, film: bytes) -> str:
    """Share a film whose file chance gave to the bad relay; return what came of it after the rounds it may take."""
    before = len(field.came())
    report = field.share(film)
    field.drawn(bad)
    for _ in range(ROUNDS):
        field.ana()
        field.ben()
        if field.state() == "delivered":
            break
        field.pair.clock.now += DAY + 1
    assert len(field.came()) == before + 1
    return report


def check(field: Field, report: str, film: bytes) -> None:
    """What was shared is there, once, and both know it; nothing else was taken in."""
    assert (field.state(), field.came()) == ("delivered", ["delivered"] * len(field.came()))
    (row,) = field.pair.ben.con.execute("SELECT count(*) FROM arrived WHERE report = ?", (bytes.fromhex(report),))
    assert row == (1,)
    here = field.pair.ben.con.execute("SELECT sha256 FROM blob ORDER BY sha256").fetchall()
    sent = field.pair.ana.con.execute("SELECT sha256 FROM blob ORDER BY sha256").fetchall()
    assert (hashlib.sha256(film).digest(),) in here and here == sent


@pytest.mark.parametrize("malice", list(MALICE))
def test_it_arrives_once_whatever_one_relay_does(field: Field, malice: str) -> None:
    bad, film = field.ways[0], os.urandom(40_000)
    bad.says = MALICE[malice](bad)
    report = arrives(field, bad, film)
    check(field, report, film)
    bad.live()
    for _ in range(2):
        field.ben()
        field.ana()
    check(field, report, film)
    assert outbox.list_unacknowledged_reports(field.pair.ana.con, field.pair.ben_here.id) == []


def test_every_second_object_is_swallowed_for_a_good_receipt(field: Field) -> None:
    bad, film, count = field.ways[0], os.urandom(40_000), iter(range(1, 1 << 30))

    def swallow(method: str, path: str, body: bytes) -> Said | None:
        if path != "/v1/uploads" or next(count) % 2:
            return None
        head = UploadHead.unpack(body[: UploadHead.FIXED + 32])
        mid = keys(bad).seal.open_tag(head.tag).mid
        now = int(field.pair.clock()) // 3600 * 3600
        name, pk = head.object_id, keys(bad).signing.public
        receipt = Receipt(STORED, pk, delivery(mid, name), name, head.length, now, now + 90 * DAY)
        signed = sign_receipt(keys(bad).signing, receipt)
        return Said(method, path, 200, {"content-length": str(len(signed))}, signed)

    bad.swallows = swallow
    check(field, arrives(field, bad, film), film)
    bad.live()


def test_what_it_signed_twice_is_kept_and_the_good_relay_is_held_to_nothing(field: Field) -> None:
    """After all of the above, or alone: proofs against the bad one alone."""
    assert {proof.relay for proof in relay_log_audit.list_proofs(field.pair.ben)} <= {field.ways[0].pk}
    field.ways[0].says = log(lambda lines: [evolve(line, length=line.length + 1) for line in lines])(field.ways[0])
    field.share()
    field.ana()
    field.ben()
    field.ways[0].live()
    field.share()
    field.ana()
    field.ben()
    kinds = {proof.kind for proof in relay_log_audit.list_proofs(field.pair.ben)}
    assert "stories" in kinds and {proof.relay for proof in relay_log_audit.list_proofs(field.pair.ben)} == {
        field.ways[0].pk
    }


def test_a_certificate_that_nobody_vouched_for_gets_nothing_and_the_other_relay_all(tmp_path: Path) -> None:
    asked: list[str] = []

    def hear(said: Said) -> Said:
        asked.append(said.path)
        return said

    with (
        pair_at(tmp_path) as pair,
        live.guarded(tmp_path / "tls", clock=pair.clock) as real,
        live.relay(tmp_path / "plain", clock=pair.clock) as plain,
    ):
        mailbox_registration.add(pair.ben, real, invite=make_invite(tmp_path / "tls", clock=pair.clock))
        mailbox_registration.add(pair.ben, plain)
        (tmp_path / "other").mkdir()
        with lying(real, hear, load_certificate(tmp_path / "other")) as false:
            pair.ben.con.execute("UPDATE relay SET url = ? WHERE url = ?", (false, real))
            tally = exchange.sync(pair.ben, reach=reach)
        assert tally.in_between and len(tally.failures) == 1
        assert all(path.startswith("/v1/relay?") for path in asked) and asked
        rows = pair.ben.con.execute("SELECT url FROM relay WHERE last_ok IS NOT NULL").fetchall()
        assert rows == [(plain,)]
