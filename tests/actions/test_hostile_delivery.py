"""Contacts who use what delivery brought against those they write to: no message of theirs may stop all the others."""

import os
from pathlib import Path

import pytest
from attrs import evolve

import crypto
from app.actions.contacts import contact_cards, identities, members
from app.actions.kernel import records
from app.actions.mail import receive
from app.actions.records import evidence
from app.actions.rounds import courier, exchange
from app.store.mail import couriers, inbox
from app.store.records import files
from app.store.relays import tickets
from app.store.vault import identity, keysets
from app.store.vault.blobs import import_pieces
from app.store.vault.open_vault import Vault
from crypto.relay import LogEntry, LogPage
from sync.ports import Outcome
from tests.actions.pairs import Pair, control_of, go, know, post, report_of
from tests.vaults import NOON, vault_at


def key(letter: bytes) -> "crypto.SigningKey":
    return crypto.SigningKey(letter * 32)


def tell(vault: Vault, who: "crypto.SigningKey", kind: int = 2, **said: object) -> Outcome:
    """Bring a message that a key of nobody's vault signed."""
    manifest = crypto.Manifest(
        kind=kind, report_id=said.pop("report_id", None) or os.urandom(16),  # type: ignore[arg-type]
        to=vault.author, created=0, sender=who.public, incarnation=bytes(8), seq=1,
        **said,  # type: ignore[arg-type]
    )  # fmt: skip
    sealed = crypto.seal(manifest.encode(), who, identity.card(vault).keysets[0])
    letter = receive.open_(os.urandom(32), sealed, keysets.list_keysets(vault.con), "memory")
    return receive.take(vault, [letter])[0]


def card_of(who: "crypto.SigningKey", seq: int, pair: Pair, **more: object) -> "crypto.Card":
    mine = identity.card(pair.ben)
    return crypto.make_card(
        who, kind=1, name="Ben", seq=seq, issued=NOON, expires=NOON * 2, keysets=mine.keysets,
        **more,  # type: ignore[arg-type]
    )  # fmt: skip


def test_a_revocation_from_after_the_end_of_time_is_put_aside(pair: Pair) -> None:
    ben = pair.ben.identity()
    signed = identities.my_revocation(pair.ben)[:48] + b"\xff" * 8 + bytes(32)
    end = signed + ben.sign("revoke", signed) + bytes(64)
    outcome = post(pair.ben, pair.ana, control_of(pair.ben, pair.ana.author, revocations=(end,)))
    assert "damaged" in outcome.aside and contact_cards.find_by_name(pair.ana, "Ben").state == "verified"


def test_one_report_under_two_keys_of_a_contact_is_asked_for_all_the_same(pair: Pair) -> None:
    ben, c, report = pair.ben.identity(), key(b"c"), os.urandom(16)
    lost = crypto.Attachment("a", "text/plain", 9, bytes(32), b"o" * 32, 99, bytes(32))
    body = crypto.ReportBody("internal", ()).value()
    for who in (ben, c):
        tell(pair.ana, who, 1, report_id=report, body=body, attachments=(lost,))
    statement = crypto.revoke(ben, 0, c).file
    card = card_of(c, identity.card(pair.ben).seq + 1, pair)
    tell(pair.ana, c, revocations=(statement,), card=card.file, unacknowledged=(report,))
    tell(pair.ana, c, unacknowledged=(report,))
    assert go(pair.ana, pair.box).failures == []


def test_a_thousand_cards_are_confirmed_some_at_a_time(pair: Pair) -> None:
    (contact,) = contact_cards.list_contacts(pair.ana)
    pair.ana.con.executemany(
        "INSERT INTO card_heard VALUES (?, ?, 1)", [(contact.record.id, os.urandom(32)) for _ in range(30_000)]
    )
    made, _ = records.add(pair.ana, "event", {"title": "March"})
    pair.share(made.ref)
    assert go(pair.ana, pair.box).failures == []


def test_a_file_of_ours_is_not_destroyed_with_the_same_bytes_that_were_carried(pair: Pair, tmp_path: Path) -> None:
    original = tmp_path / "photo.jpg"
    original.write_bytes(b"A public photo." * 99)
    stored = import_pieces(pair.ana.folder, [original.read_bytes()], pair.ana.random)
    with pair.ana.transaction() as con:
        assert couriers.keep(pair.ana, b"o" * 32, 1485, (b"s" * 32,), stored, pair.ana.now())
        couriers.keep_tags(con, b"o" * 32, [(b"r" * 32, b"t" * 130)])
    made, _ = records.add(pair.ana, "event", {"title": "March"})
    evidence.add(pair.ana, original, made.ref)
    courier.drop(pair.ana)
    kept = files.by_hash(pair.ana, stored.sha256)
    assert kept is not None and files.reader(pair.ana, kept).read_at(0, 15) == b"A public photo."


def test_tickets_for_anothers_mailbox_do_not_take_the_place_of_its_owners(pair: Pair, tmp_path: Path) -> None:
    box = crypto.Mailbox("http://true.onion", b"r" * 32, b"s" * 32, b"m" * 32, 1)
    with vault_at(tmp_path / "mallory", pair.clock) as mallory:
        know(pair.ana, mallory)
        for vault in (mallory, pair.ben):
            card = identity.card(vault)
            made = crypto.make_card(
                vault.identity(), kind=1, name="x", seq=card.seq + 1, issued=0, expires=2**40,
                keysets=card.keysets, mailboxes=[box],
            )  # fmt: skip
            contact_cards.add(pair.ana, made.file)
        for vault in (mallory, pair.ben):
            row = crypto.Tickets(b"m" * 32, 1, NOON + 86_400, tuple(os.urandom(16) for _ in range(1000)))
            post(vault, pair.ana, control_of(vault, pair.ana.author, tickets=(row,)))
    kept = tickets.list_unspent(pair.ana.con, (pair.ben_here.id, b"m" * 32), 1, NOON)
    assert {ticket for _, ticket, _ in kept} == set(row.tickets)


@pytest.mark.parametrize("url", ["http://[::1", "ftp://x", ""])
def test_an_address_that_is_none_stops_no_round(pair: Pair, url: str) -> None:
    box = crypto.Mailbox(url, b"r" * 32, b"s" * 32, b"m" * 32, 0)
    contact_cards.add(
        pair.ana, card_of(pair.ben.identity(), identity.card(pair.ben).seq + 1, pair, mailboxes=[box]).file
    )
    made, _ = records.add(pair.ana, "event", {"title": "March"})
    pair.share(made.ref)
    assert exchange.sync(pair.ana).failures


def test_a_log_from_after_the_end_of_time_is_none() -> None:
    line = LogEntry(1, 1, bytes(32), 1, 3600, bytes(32))
    page = LogPage(bytes(32), bytes(32), 1, 7200, bytes(32), (line,))
    assert LogPage.unpack(page.pack()) == page
    for wrong in (
        evolve(page, now=2**63),
        *(evolve(page, entries=(evolve(line, **{name: 3600 << 52}),)) for name in ("time", "length")),
    ):
        with pytest.raises(crypto.CryptoError):
            LogPage.unpack(wrong.pack())


@pytest.mark.parametrize("counter", [0, 2**32])
def test_a_desk_that_hands_over_what_is_anothers_or_cannot_be_stops_no_round(pair: Pair, counter: int) -> None:
    desk, mine = pair.ben.identity(), identity.card(pair.ben)
    box = crypto.Mailbox("http://desk.onion", b"r" * 32, b"s" * 32, b"m" * 32, 0)
    made = crypto.make_card(
        desk, kind=crypto.DESK, name="Desk", seq=mine.seq + 1, issued=NOON, expires=NOON * 2, keysets=mine.keysets,
        mailboxes=[box],
    )  # fmt: skip
    contact_cards.add(pair.ana, made.file)
    member = pair.ana.identity().public if counter else key(b"x").public
    token = crypto.make_token(desk, member, NOON // 3600 * 3600, NOON // 3600 * 3600 + 3600 * 24)
    handed = crypto.SharedMailbox(b"r" * 32, b"d" * 32, counter)
    said = {
        "member_token": token,
        "desk_keysets": tuple(keysets.list_keysets(pair.ben.con)),
        "shared_mailboxes": (handed,),
    }
    outcome = post(pair.ben, pair.ana, control_of(pair.ben, pair.ana.author, **said))
    assert bool(outcome.aside) is not bool(counter)


def test_a_letter_that_cannot_be_taken_in_takes_no_other_with_it(pair: Pair) -> None:
    body = crypto.ReportBody("internal", ())
    good, bad, late = (report_of(pair.ben, pair.ana.author, body, id_ * 16) for id_ in (b"g", b"b", b"l"))
    pair.ana.con.execute(
        "CREATE TRIGGER refuse AFTER INSERT ON arrived WHEN new.report = CAST('bbbbbbbbbbbbbbbb' AS BLOB)"
        " BEGIN SELECT raise(ABORT, 'at odds'); END"
    )
    sealed = [
        crypto.seal(manifest.encode(), pair.ben.identity(), identity.card(pair.ana).keysets[0])
        for manifest in (good, bad, late)
    ]
    keys = keysets.list_keysets(pair.ana.con)
    letters = [receive.open_(bytes([n]) * 32, data, keys, "memory") for n, data in enumerate(sealed)]
    outcomes = receive.take(pair.ana, letters)
    assert [outcome.received for outcome in outcomes] == [1, 0, 1] and "cannot accept its contents" in outcomes[1].aside
    assert {row[0] for row in pair.ana.con.execute("SELECT report FROM arrived")} == {b"g" * 16, b"l" * 16}
    assert receive.was_ours(pair.ana, bytes([1]) * 32)  # it is dealt with, and not tried again


def test_what_a_member_is_owed_that_fits_no_message_together_is_said_in_two(pair: Pair) -> None:
    """Reports of which every file is missing, cards as large as any, long refusals: a message each, not together."""
    contact_cards.set_my_card(pair.ana, desk=True)
    members.add(pair.ana, "Ben")
    names = [os.urandom(32) for _ in range(90)]
    files = tuple(crypto.Attachment("", "", 1, bytes(32), name, 4096, bytes(32)) for name in names)
    raw = report_of(pair.ben, pair.ana.author, crypto.ReportBody("internal", ()), bytes(16), files).encode()
    contact, hash_ = pair.ben_here.id, crypto.manifest_hash(raw)
    with pair.ana.transaction() as con:
        for number in range(inbox.MOST_ACKS):
            id_ = number.to_bytes(16, "big")
            came = inbox.Arrived(id_, pair.ben.author, contact, hash_, "incomplete", "", "memory", number)
            inbox.add(con, came, raw, [(name, num) for num, name in enumerate(names)])
            inbox.repeat_answer_on_request(con, pair.ben.author, id_)
            came = inbox.Arrived(id_, bytes(32), None, hash_, "delivered", "", "memory", NOON)
            inbox.add(con, came, raw, [])
            inbox.decide(con, came, "rejected", "\U0001f54a" * inbox.MOST_REASON)
        for number in range(20):
            con.execute("INSERT INTO vouched VALUES (?, ?, ?, NULL)", (contact, bytes([number]) * 32, bytes(16_400)))
    tallies = [go(pair.ana, pair.box) for _ in range(4)]
    assert [(tally.sent, tally.failures) for tally in tallies] == [(1, []), (1, []), (0, []), (0, [])]
    owed = pair.ana.con.execute("SELECT count(*) FROM vouched WHERE put IS NULL").fetchone()
    assert (owed, inbox.pending_acknowledgements(pair.ana.con, contact, "memory")) == ((0,), [])
