"""Receipts against logs, and logs against themselves: what a relay signed twice is kept, once, and blames nobody."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import evolve

import crypto
from app.actions.mail.control.relay_parts import PATIENCE
from app.actions.relays import relay_log_audit
from app.store.relays import known_relays, logs
from app.store.relays.known_relays import KnownRelay
from crypto.relay import (
    LogEntry,
    LogPage,
    Receipt,
    SigningKey,
    delivery,
    next_head,
    sign_page,
    sign_receipt,
    ticket_hash,
)
from sync.maillog import LogPosition, MailLog
from tests.actions.field import Field, Way, field_of
from tests.actions.pairs import Pair, control_of, post
from tests.vaults import NOON

RELAY = SigningKey(b"r" * 32)
MID = b"m" * 32
HOUR = NOON // 3600 * 3600


@pytest.fixture
def field(pair: Pair, tmp_path: Path) -> Iterator[Field]:
    with field_of(pair, tmp_path) as field:
        yield field


@pytest.fixture
def known(pair: Pair) -> KnownRelay:
    """A relay of Ben's of which a test makes the signatures."""
    with pair.ben.transaction() as con:
        known_relays.keep(con, "http://relay.onion", RELAY.public, bytes(32), MID)
    (known,) = known_relays.list_relays(pair.ben.con)
    return known


def log_of(*names: bytes, now: int = HOUR + 3600, at: int = HOUR) -> MailLog:
    """Return a log that shows these objects, read from its first line."""
    head, entries = MID, []
    for seq, name in enumerate(names, 1):
        entries.append(LogEntry(seq, 1, name, 21_363, at, ticket_hash(RELAY.public, MID)))
        head = next_head(head, entries[-1])
    page = LogPage(RELAY.public, MID, 1, now, head, tuple(entries))
    log = MailLog(MID, LogPosition.start(MID))
    log.add(page, sign_page(RELAY, page))
    return log


def receipt(name: bytes, mid: bytes = MID, key: SigningKey = RELAY, **changes: int) -> bytes:
    base = Receipt(1, key.public, delivery(mid, name), name, 21_363, HOUR, HOUR + 90 * 86_400)
    return sign_receipt(key, evolve(base, **changes))


def tell(pair: Pair, *receipts: bytes) -> list[str]:
    """Let Ana tell Ben these receipts, and return the proofs he then has."""
    post(pair.ana, pair.ben, control_of(pair.ana, pair.ben.author, receipts=receipts))
    return [proof.kind for proof in relay_log_audit.list_proofs(pair.ben)]


def read(pair: Pair, known: KnownRelay, log: MailLog) -> list[str]:
    with pair.ben.transaction():
        relay_log_audit.read(pair.ben, known, log)
    return [proof.kind for proof in relay_log_audit.list_proofs(pair.ben)]


A, B = b"a" * 32, b"b" * 32


def test_a_receipt_for_what_a_later_log_does_not_show_is_a_proof_with_both_signatures(
    pair: Pair, known: KnownRelay
) -> None:
    read(pair, known, log_of(A))
    assert tell(pair, receipt(A), receipt(B)) == ["drop"] == tell(pair, receipt(B))
    (proof,) = relay_log_audit.list_proofs(pair.ben)
    assert (proof.relay, proof.contact, proof.seen) == (RELAY.public, pair.ana_there.id, False)
    assert crypto.open_receipt(proof.before, RELAY.public).object_id == B
    page = crypto.open_page(proof.after, RELAY.public)
    assert page.head == logs.head_at(pair.ben.con, MID, 1) and page.now >= HOUR + 3600
    relay_log_audit.set_seen(pair.ben, RELAY.public)
    assert [proof.seen for proof in relay_log_audit.list_proofs(pair.ben)] == [True]


def test_a_log_that_does_not_reach_past_that_hour_may_still_show_it(pair: Pair, known: KnownRelay) -> None:
    read(pair, known, log_of(A, now=HOUR + 3599))
    assert tell(pair, receipt(B)) == []
    assert read(pair, known, log_of(A, B, now=HOUR + 7200)) == []
    assert logs.list_receipts_to_compare(pair.ben.con, RELAY.public) == []


def test_what_it_did_not_show_by_then_it_dropped(pair: Pair, known: KnownRelay) -> None:
    assert tell(pair, receipt(B)) == []  # nothing was read there yet
    assert read(pair, known, log_of(A, now=HOUR + 3600)) == ["drop"]


@pytest.mark.parametrize(
    "told",
    [
        receipt(B, mid=b"o" * 32),
        receipt(B, key=SigningKey(b"x" * 32)),
        receipt(B, kind=2),
        receipt(B, expires=HOUR + 3600),
        receipt(B)[:-1] + b"?",
        bytes(200),
    ],
    ids=["another mailbox", "another relay", "a deletion", "its time was over", "not signed", "noise"],
)
def test_nothing_else_is_a_proof(pair: Pair, known: KnownRelay, told: bytes) -> None:
    read(pair, known, log_of(A))
    assert tell(pair, told) == [] and logs.list_receipts_to_compare(pair.ben.con, RELAY.public) == []


def test_of_a_time_of_which_we_have_no_lines_nothing_is_claimed(pair: Pair, known: KnownRelay) -> None:
    """A vault that read that log with an older version kept where it stood, and no lines."""
    log = log_of(A)
    late = MailLog(MID, LogPosition(1, log.head, 1, log.head))
    page = LogPage(RELAY.public, MID, 2, HOUR + 7200, log.head, ())
    late.add(page, sign_page(RELAY, page))
    assert read(pair, known, late) == [] and tell(pair, receipt(B)) == []


def test_lines_outlast_what_a_relay_says_of_the_time(pair: Pair, known: KnownRelay) -> None:
    read(pair, known, log_of(A))
    read(pair, known, log_of(A, now=HOUR + 3 * logs.KEEP))
    assert logs.shows(pair.ben.con, MID, A)
    pair.clock.now += 2 * logs.KEEP
    read(pair, known, log_of(now=HOUR + 3 * logs.KEEP))
    assert not logs.shows(pair.ben.con, MID, A)
    read(pair, known, log_of(now=HOUR + 3600))
    assert tell(pair, receipt(A)) == []


# Two stories.


def test_a_log_is_compared_with_what_another_member_saw(pair: Pair, known: KnownRelay) -> None:
    ours, theirs = log_of(A, B), log_of(B, A)
    read(pair, known, ours)

    def compared(log: MailLog, seq: int = 2, mid: bytes = MID) -> str:
        return relay_log_audit.compare(pair.ben, RELAY.public, mid, seq, log.head, log.page, pair.ana_there.id)

    assert compared(ours) == "same"
    assert compared(theirs, seq=3) == compared(theirs, mid=b"o" * 32) == "unknown"
    assert relay_log_audit.compare(pair.ben, RELAY.public, MID, 2, theirs.head, ours.page, b"m" * 16) == "unknown"
    assert relay_log_audit.compare(pair.ben, RELAY.public, MID, 2, theirs.head, b"noise", b"m" * 16) == "unknown"
    assert relay_log_audit.list_proofs(pair.ben) == []
    assert compared(theirs) == "stories"
    (proof,) = relay_log_audit.list_proofs(pair.ben)
    assert (proof.kind, proof.before, proof.after) == ("stories", ours.page, theirs.page)


def cut_back(field: Field, way: Way) -> None:
    """Give a relay back the disk of yesterday, with nothing in Ben's mailbox."""
    with field.pair.ben.transaction() as con:
        (mid,) = [row.mid for row in known_relays.list_relays(con) if row.pk == way.pk]
        forged = LogPosition(0, mid, 9, b"h" * 32)
        page = LogPage(way.pk, mid, 1, NOON, b"h" * 32, ())
        con.execute("UPDATE relay SET position = ? WHERE mid = ?", (forged.to_bytes(), mid))
        con.execute("UPDATE log_shown SET page = ? WHERE mid = ?", (page.pack() + bytes(8192), mid))


def test_a_log_that_went_back_is_kept_with_both_pages_and_read_from_its_start(field: Field) -> None:
    field.ben()
    way, other = field.ways
    cut_back(field, way)
    field.share()
    other.die()
    field.ana()
    assert [why for _, why in field.ben().kept_aside] == ["the relay shows another log than the one it signed before"]
    (proof,) = relay_log_audit.list_proofs(field.pair.ben)
    assert (proof.kind, proof.url) == ("stories", way.url)
    assert crypto.open_page(proof.after, way.pk).now == NOON
    assert (field.ben().received, field.ben().kept_aside, len(relay_log_audit.list_proofs(field.pair.ben))) == (
        1,
        [],
        1,
    )


# From vault to vault.


def test_receipts_are_told_after_a_day_of_silence_by_the_other_relay_and_show_the_drop(field: Field) -> None:
    bad, good = field.ways
    field.ben()
    good.die()
    field.share()
    field.ana()  # the letter lies at one relay alone
    bad.says = lambda said: said.but(body=empty_page(bad, said.body)) if "/log?" in said.path else said
    field.ben()
    assert field.came() == []
    field.pair.clock.now += PATIENCE + 1
    field.ben()  # the log goes on past that hour, without it
    good.live()
    with field.pair.ana.transaction() as con:
        con.execute("UPDATE sealed SET put = 1 WHERE route = ?", (good.route,))  # the letter itself is not on its way
        con.execute(
            "INSERT INTO sealed SELECT delivery, ?, envelope, x'', keyset_end, at, 1, box_pk FROM sealed", (good.route,)
        )
    field.ana()
    field.ben()
    (proof,) = relay_log_audit.list_proofs(field.pair.ben)
    assert (proof.kind, proof.url, proof.contact) == ("drop", bad.url, field.pair.ana_there.id)
    (told,) = field.pair.ana.con.execute("SELECT told FROM placed").fetchone()
    assert told == field.pair.clock.now


def empty_page(way: Way, body: bytes) -> bytes:
    """Return a signed page that ends where the last honest one began: the relay hides what came since."""
    page = LogPage.unpack(LogPage.split(body)[0])
    if not page.entries:
        return body
    key = SigningKey((way.data / "relay.key").read_bytes()[:32])
    return sign_page(key, evolve(page, entries=(), head=page.mid))
