"""An anonymous report arrives without a sender, is answered into its own box, and is in nothing that is signed."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from attrs import evolve, frozen

import crypto
from app.actions.kernel import records
from app.actions.mail import anonymous, delivery_history, inbox, receive
from app.actions.records import destruction, differences, evidence
from app.actions.records.differences import NOBODY
from app.actions.relays import mailbox_registration
from app.actions.rounds import anonymous_sync, exchange, replies, sticks
from app.domain.record import Record
from app.errors import InputRefused
from app.store.mail import anonymous_queue as waiting
from app.store.mail import outbox
from app.store.vault import identity, keysets
from app.store.vault.open_vault import Vault
from sync.exchange import Tally
from sync.relay.operator_commands import make_invite
from tests.actions.pairs import Pair, control_of, get, go, know, pair_at, post
from tests.relay import live

SAID = "At the well, towards evening, two men in a grey car"


@frozen
class Desk:
    """Ana writes to Ben, whose mailbox is at a relay."""

    pair: Pair
    event: Record

    def share(self, **how: bool) -> str:
        done, _ = anonymous.share(self.pair.ana, [self.event.ref], [self.pair.ben_here.ref], **how)  # type: ignore[arg-type]
        return done[0].report.hex()

    def deliver(self, **how: bool) -> str:
        """Let Ana share and send, and Ben fetch."""
        report = self.share(**how)
        assert anonymous_sync.sync(self.pair.ana).failures == []
        assert exchange.sync(self.pair.ben).received == 1
        return report

    @property
    def state(self) -> str:
        return delivery_history.list_journeys(self.pair.ana)[0].delivery.state


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_at(tmp_path) as desk:
        yield desk


@contextmanager
def desk_at(folder: Path) -> Iterator[Desk]:
    with pair_at(folder) as pair, live.relay(folder / "relay", clock=pair.clock) as url:
        mailbox_registration.add(pair.ben, url)
        know(pair.ana, pair.ben)
        yield Desk(pair, incident(pair.ana))


def incident(vault: Vault) -> Record:
    given = {"title": SAID, "assigned": "Ana", "remarks": "ours", "act": {"violation": "INT1"}}
    return records.add(vault, "event", given)[0]


def test_nobody_is_its_sender_and_it_may_be_accepted(desk: Desk) -> None:
    report = desk.deliver()
    (came,) = inbox.list_reports(desk.pair.ben)
    assert (came.sender_name, came.state_of_sender, came.arrived.contact) == ("an anonymous sender", "anonymous", None)
    done = inbox.accept(desk.pair.ben, report)[0]
    titles = {get(desk.pair.ben, id_).title for id_ in done.added}
    assert SAID in titles and done.refused == [] and desk.event.id not in done.added
    event = next(get(desk.pair.ben, id_) for id_ in done.added if get(desk.pair.ben, id_).kind == "event")
    assert not {"assigned", "remarks"} & event.fields.keys()


def test_the_same_again_is_one_and_the_same_id_from_another_is_another(desk: Desk) -> None:
    pair = desk.pair
    desk.deliver()
    (came,) = inbox.list_reports(pair.ben)
    kept = pair.ben.con.execute("SELECT manifest FROM arrived").fetchone()[0]
    again = crypto.seal(bytes(kept), None, identity.card(pair.ben).keysets[0])
    assert receive.take(pair.ben, [letter(pair.ben, again)])[0].received == 0
    other = crypto.Manifest(
        kind=1,
        report_id=came.arrived.report,
        to=pair.ben.author,
        created=0,
        body=crypto.ReportBody("public", ()).value(),
    )
    sealed = crypto.seal(other.encode(), None, identity.card(pair.ben).keysets[0])
    assert receive.take(pair.ben, [letter(pair.ben, sealed)])[0].received == 1
    assert len(inbox.list_reports(pair.ben)) == 2


def letter(vault: Vault, data: bytes) -> receive.Letter:
    return receive.open_(os.urandom(32), data, keysets.list_keysets(vault.con), "memory")


def test_it_changes_and_proposes_nothing_that_is_here(desk: Desk) -> None:
    pair = desk.pair
    mine = records.add(pair.ben, "event", {"title": "Mine"})[0]
    body = crypto.ReportBody("internal", (crypto.Copied(mine.id, "event", {"title": "Theirs"}),))
    raw = crypto.Manifest(kind=1, report_id=bytes(16), to=pair.ben.author, created=0, body=body.value()).encode()
    receive.take(pair.ben, [letter(pair.ben, crypto.seal(raw, None, identity.card(pair.ben).keysets[0]))])
    done = inbox.accept(pair.ben, bytes(16).hex())[0]
    assert done.refused == [(mine.id, "", NOBODY)] and not differences.list_waiting_proposals(pair.ben)
    assert get(pair.ben, mine.id).fields["title"] == "Mine"


def test_a_box_brings_the_answer_and_is_forgotten_with_the_last_word(desk: Desk) -> None:
    pair = desk.pair
    report = desk.deliver(reply=True)
    assert exchange.sync(pair.ben).failures == [] and anonymous_sync.sync(pair.ana).acknowledged == 1
    assert desk.state == "delivered" and delivery_history.list_journeys(pair.ana)[0].reply == waiting.MADE
    inbox.refuse(pair.ben, report, "told twice")
    exchange.sync(pair.ben)
    anonymous_sync.sync(pair.ana)
    delivery = delivery_history.list_journeys(pair.ana)[0].delivery
    assert (delivery.state, delivery.reason) == ("rejected", "told twice")
    assert waiting.boxes(pair.ana.con) == [] and anonymous_sync.due_in(pair.ana) is None
    inbox.accept(pair.ben, report)
    assert [word.status for word in replies.pending_replies(pair.ben)] == [2]


def test_without_a_box_nothing_comes_back_and_nothing_is_owed(desk: Desk) -> None:
    pair = desk.pair
    inbox.accept(pair.ben, desk.deliver())
    box = pair.box
    for vault in (pair.ben, pair.ana, pair.ben, pair.ana):
        go(vault, box)
    assert desk.state == "relayed"


def test_many_that_were_answered_or_named_no_box_keep_no_answer_from_the_next(desk: Desk) -> None:
    ben = desk.pair.ben
    manifest = crypto.Manifest(
        kind=1, report_id=bytes(16), to=ben.author, created=0, body=crypto.ReportBody("public", ()).value()
    )
    keyset = identity.card(ben).keysets[0]
    for number in range(replies.MOST + 1):
        raw = evolve(manifest, report_id=number.to_bytes(16, "big")).encode()
        receive.take(ben, [letter(ben, crypto.seal(raw, None, keyset))])
    assert replies.pending_replies(ben) == []
    desk.pair.clock.now += 1
    desk.deliver(reply=True)
    exchange.sync(ben)
    anonymous_sync.sync(desk.pair.ana)
    assert desk.state == "delivered" and replies.pending_replies(ben) == []


def test_only_the_addressee_answers_and_only_into_the_box(desk: Desk) -> None:
    """A word on it in their usual mail would be answered by whoever wrote it, and so tell who that was."""
    pair = desk.pair
    report = bytes.fromhex(desk.deliver(reply=True))
    (hash_,) = pair.ben.con.execute("SELECT hash FROM arrived").fetchone()
    probe = control_of(pair.ben, pair.ana.author, acks=(crypto.Ack(report, bytes(hash_), 2),))
    assert post(pair.ben, pair.ana, probe).acknowledged == 0
    lost = crypto.Missing(bytes(32), 0, 1)
    post(
        pair.ben, pair.ana, control_of(pair.ben, pair.ana.author, acks=(crypto.Ack(report, bytes(hash_), 4, (lost,)),))
    )
    assert desk.state == "relayed" and pair.ana.con.execute("SELECT count(*) FROM heard").fetchone() == (0,)


def test_signed_rounds_and_sticks_leave_it_out_and_its_own_hold_nothing_else(desk: Desk, tmp_path: Path) -> None:
    pair = desk.pair
    desk.share(reply=True)
    pair.share(desk.event.ref)
    assert exchange.sync(pair.ana).failures == [] and {d.state for d in outbox.deliveries(pair.ana.con)} == {
        "relayed", "queued",
    }  # fmt: skip
    (tmp_path / "one").mkdir()
    assert sticks.write(pair.ana, tmp_path / "one", anonymous=True)[0].sent == 1
    assert sticks.read(pair.ben, tmp_path / "one").received == 1
    (nameless,) = [one for one in delivery_history.list_journeys(pair.ana) if one.delivery.anonymous]
    assert nameless.reply == waiting.NOT_MADE, "a stick meets no relay that could make a box"
    assert [came.state_of_sender for came in inbox.list_reports(pair.ben)] == ["anonymous"]
    assert pair.ana.con.execute("SELECT count(*) FROM shared WHERE history = 0").fetchone() == (0,)


def test_it_goes_at_its_own_time_and_never_right_after_mail_of_ours_there(desk: Desk) -> None:
    pair, url = desk.pair, desk.pair.ben.con.execute("SELECT url FROM relay").fetchone()[0]
    mailbox_registration.add(pair.ana, url)
    desk.share()
    assert anonymous_sync.sync(pair.ana, asked=False) == Tally() and (anonymous_sync.due_in(pair.ana) or 0) > 0
    pair.clock.now += 20 * 86_400
    exchange.sync(pair.ana)
    assert anonymous_sync.sync(pair.ana, asked=False).sent == 0 and (anonymous_sync.due_in(pair.ana) or 0) > 0
    pair.clock.now += 3600
    assert anonymous_sync.sync(pair.ana, asked=False).sent == 1


def test_originals_stay_unless_a_person_says_otherwise(pair: Pair, tmp_path: Path) -> None:
    desk = Desk(pair, incident(pair.ana))
    (tmp_path / "Ana Ruiz.jpg").write_bytes(b"\xff\xd8 Exif 12.5N")
    evidence.add(pair.ana, tmp_path / "Ana Ruiz.jpg", desk.event.ref)
    ids = []
    for originals in (False, True):
        desk.share(originals=originals)
        delivery = outbox.deliveries(pair.ana.con)[-1]
        body = crypto.read_body(delivery.body)
        (item,) = [row.fields for row in body.records if row.kind == "evidence_item"]
        files = outbox.list_attached_files(pair.ana.con, delivery.num)
        assert [file.name for file in files] == (["1.jpg"] if originals else [])
        assert not {"title", "file_name"} & item.keys() and ("sha256" in item) is originals
        assert b"Ruiz" not in delivery.body and not body.changes and not body.held_back
        ids.append({delivery.report} | {row.record_id for row in body.records} | {link.link_id for link in body.links})
    assert len(ids[0]) == len(ids[1]) >= 6 and not ids[0] & ids[1] and desk.event.id not in ids[0] | ids[1]
    with pytest.raises(InputRefused, match="of your contacts"):
        anonymous.share(pair.ana, [pair.ben_here.ref], [pair.ben_here.ref])


def test_what_is_destroyed_is_taken_out_of_what_goes_under_other_names(pair: Pair) -> None:
    desk = Desk(pair, incident(pair.ana))
    desk.share()
    destruction.destroy(pair.ana, destruction.look(pair.ana, desk.event.ref), "asked for")
    delivery = outbox.deliveries(pair.ana.con)[0]
    assert delivery.state == "closed" and SAID.encode() not in delivery.body


def test_where_no_box_can_be_made_it_goes_without_and_says_so(tmp_path: Path) -> None:
    with pair_at(tmp_path) as pair, live.guarded(tmp_path / "relay", clock=pair.clock) as url:
        mailbox_registration.add(pair.ben, url, invite=make_invite(tmp_path / "relay", clock=pair.clock))
        know(pair.ana, pair.ben)
        desk = Desk(pair, incident(pair.ana))
        desk.share(reply=True)
        tally = anonymous_sync.sync(pair.ana)
        assert tally.sent == 1 and "no confirmation" in tally.warnings[0]
        assert (
            delivery_history.list_journeys(pair.ana)[0].reply == waiting.NOT_MADE
            and exchange.sync(pair.ben).received == 1
        )
