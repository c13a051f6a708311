"""What a contact, a courier or a relay can try with well-formed mail: none of it hides, undoes or stops anything."""

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from attrs import evolve

import crypto
from app.actions.contacts import contact_cards
from app.actions.kernel import records
from app.actions.kernel.db import direct_db
from app.actions.mail import control, inbox
from app.actions.records import evidence
from app.actions.release import evidence_copies
from app.actions.rounds import exchange
from app.actions.rounds.inbox_port import Incoming
from app.domain.fields import check
from app.domain.kinds import KINDS
from app.gui.delivery import arrival_query, inbox_query
from app.gui.delivery.inbox_query import InboxQuery
from app.gui.people import people_query
from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.today import now_query
from app.store.mail import inbox as arrived
from app.store.mail import outbox
from app.store.vault import identity
from crypto.encoding import decode, encode
from crypto.relay_messages import object_id
from sync.ports import Arrival
from tests.actions.bodies import NEW, body, event
from tests.actions.pairs import Pair, control_of, get, go, know, post, report_of
from tests.vaults import WORDS, vault_at


@pytest.mark.parametrize(("key", "value"), [(4, 2**63), (6, 2**64 - 1)])
def test_a_card_with_a_number_that_no_store_keeps_is_put_aside(pair: Pair, key: int, value: int) -> None:
    card = identity.card(pair.ben)
    said = decode(card.file[44:-64])
    assert isinstance(said, dict)
    text = encode(said | {key: value})
    file = card.file[:40] + len(text).to_bytes(4) + text + pair.ben.identity().sign("card", card.id_pk, text)
    outcome = post(pair.ben, pair.ana, control_of(pair.ben, pair.ana.author, card=file))
    assert outcome.aside == "a contact's new card is damaged"


def test_a_report_that_was_held_back_brings_no_old_value_back(pair: Pair) -> None:
    def report(seq: int, **fields: object) -> str:
        id_ = os.urandom(16)
        post(pair.ben, pair.ana, evolve(report_of(pair.ben, pair.ana.author, body(event(**fields)), id_), seq=seq))
        return id_.hex()

    first = report(1, title="March")
    held = report(2, title="March of women", description="as told on Monday")
    last = report(3, title="March, corrected")
    inbox.accept(pair.ana, first)
    inbox.accept(pair.ana, last)
    done, _ = inbox.accept(pair.ana, held)
    assert get(pair.ana, NEW).fields == {"title": "March, corrected", "description": "as told on Monday"}
    assert done.refused == [(NEW, "title", "a later report has it")]
    assert not inbox.accept(pair.ana, held)[0].changed


def test_the_name_of_a_file_under_a_wrong_key_does_not_hide_the_file(pair: Pair, tmp_path: Path) -> None:
    """Mallory heard of an object on its way and names it in a report of her own; it still reaches Ben's."""
    data = os.urandom(300)
    key, sha256 = os.urandom(32), hashlib.sha256(data).digest()
    plan = crypto.BlobPlan(key, len(data), sha256)
    sealed = plan.read(0, plan.length, lambda at, n: data[at : at + n])
    name = object_id(plan.length, plan.segment_hashes(lambda at, n: data[at : at + n]))
    true = crypto.Attachment("a.jpg", "image/jpeg", len(data), sha256, name, plan.length, key)
    with vault_at(tmp_path / "mallory", pair.clock) as mallory:
        know(pair.ana, mallory)
        senders = sorted([(mallory, b"\0" * 32), (pair.ben, key)], key=lambda sender: sender[0].author)
        reports = {}
        for number, (sender, used) in enumerate(senders):
            reports[used] = bytes([number]) * 16
            post(sender, pair.ana, report_of(
                sender, pair.ana.author, body(event()), reports[used], (evolve(true, k_blob=used),)
            ))  # fmt: skip
        ana = Incoming(direct_db(pair.ana), pair.ana)
        assert ana.lacking([name]) == [name]
        outcome = ana.blob(Arrival(name, plan.length, lambda at, n: sealed[at : at + n]))
        assert not outcome.aside and not outcome.keep
        states = {came.arrived.report: came.arrived.state for came in inbox.list_reports(pair.ana)}
        assert states == {reports[key]: "delivered", reports[b"\0" * 32]: "incomplete"}


def test_reports_that_lack_thousands_of_files_do_not_stop_what_we_say(pair: Pair) -> None:
    """All that they lack would not fit one message: a contact could have stopped every round of ours with it."""
    files = tuple(
        crypto.Attachment("", "", 0, b"h" * 32, number.to_bytes(32), 2**62, b"k" * 32) for number in range(130)
    )
    came = report_of(pair.ben, pair.ana.author, body(), bytes(16), files).encode()
    lacking = [(file.object_id, place) for place, file in enumerate(files)]
    with pair.ana.transaction() as con:
        for number in range(200):
            report = arrived.Arrived(
                number.to_bytes(16), pair.ben.author, pair.ben_here.id, b"h" * 32, "incomplete", "", "memory", 0
            )
            arrived.add(con, report, came, lacking)
            arrived.repeat_answer_on_request(con, report.sender, report.report)
    _, manifest = control.write(pair.ana, contact_cards.of_record(pair.ana, pair.ben_here.id), "memory")
    acks = crypto.parse_manifest(manifest).acks
    assert len(acks) == 200 and len(manifest) < 1_000_000 and all(ack.missing for ack in acks)


def test_a_reason_is_one_line_of_a_length_that_can_be_shown(pair: Pair) -> None:
    made, _ = records.add(pair.ana, "event", {"title": "March"})
    id_ = bytes.fromhex(pair.share(made.ref))
    go(pair.ana, pair.box)
    (delivery,) = outbox.deliveries(pair.ana.con)
    (hash_,) = pair.ana.con.execute("SELECT manifest_hash FROM delivery").fetchone()
    reason = "no\n\u202eyou " + "x" * 900_000
    post(pair.ben, pair.ana, control_of(pair.ben, pair.ana.author, acks=(crypto.Ack(id_, hash_, 3, (), reason),)))
    shown = outbox.get(pair.ana.con, delivery.num)
    assert (shown.state, shown.reason[:7], len(shown.reason)) == ("rejected", "no you ", 500)


def test_a_report_under_another_s_id_takes_no_row_of_the_window(pair: Pair, tmp_path: Path) -> None:
    id_ = b"r" * 16
    with vault_at(tmp_path / "mallory", pair.clock) as mallory:
        know(pair.ana, mallory)
        for sender in (mallory, pair.ben):
            post(sender, pair.ana, report_of(sender, pair.ana.author, body(event(title="x")), id_))
    rows = inbox_query.listing(pair.ana, Text("en"), InboxQuery()).rows
    assert len({row.key for row in rows}) == 2
    assert all(arrival_query.arrival(pair.ana, Text("en"), row.key).undecided for row in rows)


def test_a_report_of_very_many_records_fills_no_page_with_them(pair: Pair) -> None:
    rows = [event(number.to_bytes(16), title="x" * 900 if number == 0 else str(number)) for number in range(3_000)]
    report = pair.mail(body(*rows))
    shown = arrival_query.arrival(pair.ana, Text("en"), report)
    assert sum(len(lines) for _, _, lines in shown.parts) == arrival_query.MOST_LINES + 1
    assert "3,000 records" in shown.second and len(shown.title) == 200


def test_a_false_address_of_a_relay_does_not_stand_in_for_the_true_one(pair: Pair, tmp_path: Path) -> None:
    with vault_at(tmp_path / "mallory", pair.clock) as mallory:
        for vault, url in ((pair.ben, "http://true.onion"), (mallory, "http://false.onion")):
            box = crypto.Mailbox(url, b"r" * 32, b"s" * 32, b"m" * 32, 0)
            dead = [crypto.Mailbox(f"http://{n}.onion", bytes([n]) * 32, b"s" * 32, b"m" * 32, 0) for n in range(80)]
            card = identity.card(vault)
            made = crypto.make_card(
                vault.identity(), kind=1, name=url, seq=card.seq + 1, issued=0, expires=2**40,
                keysets=card.keysets, mailboxes=[box, *dead * (vault is mallory)],
            )  # fmt: skip
            contact_cards.add(pair.ana, made.file)
    urls = {place.url for place in exchange.places(pair.ana)}
    assert urls >= {"http://true.onion", "http://false.onion"} and len(urls) == 1 + contact_cards.MOST_MAILBOXES


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Path]]:
    """Give what writes a copy of a file whose record says this name, and returns where it is."""
    folder = tmp_path_factory.mktemp("named")
    (folder / "plain.txt").write_bytes(b"plain")
    with vault_at(folder / "vault") as vault:
        made, _ = records.add(vault, "event", {"title": "March"})
        added, _ = evidence.add(vault, folder / "plain.txt", made.ref)

        def write(name: str) -> Path:
            copy = evolve(evidence_copies.allow(vault, added.ref, reason="a trial"), name=name)
            target = evidence_copies.copy_out(vault, copy, folder / "copies")
            assert target.parent == folder / "copies" and target.read_bytes() == b"plain"
            return target

        yield write


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../.bashrc", "_.._.bashrc"),
        ("/etc/passwd", "_etc_passwd"),
        ("C:\\x\0.exe", "C__x_.exe"),
        ("photo\u202egpj.exe", "photo_gpj.exe"),
        ("nul.txt", "_nul.txt"),
        (" . ", "file"),
        ("صورة.jpg", "صورة.jpg"),
    ],
)
def test_a_file_s_name_stays_in_the_folder_and_means_nothing_to_a_system(
    named: Callable[[str], Path], name: str, safe: str
) -> None:
    assert named(name).name == safe


@pytest.mark.parametrize("name", ["字" * 400 + ".jpg", "." * 300, "a" + "." * 130 + "b" * 119, "x" * 150 + ".con"])
def test_a_long_name_of_a_file_can_be_written(named: Callable[[str], Path], name: str) -> None:
    assert not named(name).name.startswith(".")


def test_a_name_holds_nothing_that_turns_or_hides_what_follows() -> None:
    title = KINDS["event"].fields["title"]
    assert check(title, "photo\u202egnp.\u2066exe\u2069\x07", WORDS) == "photognp.exe"
    assert check(title, "نص\u200cها\tx", WORDS) == "نص\u200cها x"
    assert check(title, "\u202e", WORDS) is None
    tags = KINDS["event"].fields["tags"]
    assert check(tags, ["a\u202e", "\u2067"], WORDS) == ["a"]
    prose = KINDS["event"].fields["description"]
    assert check(prose, "a\n\u2067b\u2069", WORDS) == "a\n\u2067b\u2069"


NAMES = (
    "{name} {0} {n} %s",
    "{n} knot|{n} knots",
    "x" * 9_000,
    "Wren\n\0\x1b[2J\u202e\u2067x",
    "<img src=x.png>",
    "\u202e",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_stops_no_screen_and_turns_nothing(pair: Pair, tmp_path: Path, name: str) -> None:
    with vault_at(tmp_path / "mallory", pair.clock) as mallory:
        card = crypto.make_card(
            mallory.identity(), kind=1, name=name, seq=pair.clock.now, issued=0, expires=2**40,
            keysets=identity.card(mallory).keysets,
        )  # fmt: skip
        contact, _ = contact_cards.add(pair.ana, card.file)
        post(mallory, pair.ana, report_of(mallory, pair.ana.author, body(event(title=name)), b"r" * 16))
    for language in ("en", "ar"):
        look = Look(Text(language), "light", 1.0, 1.0)
        rows = people_query.listing(pair.ana, look, "", "contacts").rows
        shown = [row.title for row in rows if row.key == contact.record.id.hex()]
        shown.append(people_query.page(pair.ana, look, contact.record.id.hex()).name)
        assert all(one.isprintable() and 0 < len(one) <= identity.MOST_NAME for one in shown) and len(shown) == 2
        arrivals = inbox_query.listing(pair.ana, look.tr, InboxQuery()).rows
        assert len(arrivals) == 1 and len(arrivals[0].spoken) < 1000
        assert arrival_query.arrival(pair.ana, look.tr, arrivals[0].key).undecided
        assert now_query.page(pair.ana, look.tr)
        assert look.tr.phrase(name) == name and look.tr("From {name}", name=name)
