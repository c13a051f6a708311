"""Delivered is what the addressee itself said of exactly this report; nobody else moves a state, and none goes back."""

import os
from pathlib import Path

import pytest

import crypto
from app.actions.contacts import contact_cards
from app.actions.kernel import records
from app.actions.mail import delivery_history, inbox
from app.store.mail import inbox as arrived
from app.store.mail import outbox
from app.store.vault import identity
from crypto import Ack
from sync.ports import Outcome
from tests.actions.pairs import Pair, control_of, everything, go, know, post, report_of
from tests.vaults import NOON, vault_at

DAY = 86_400


def state(pair: Pair) -> str:
    (journey,) = delivery_history.list_journeys(pair.ana)
    return journey.delivery.state


def sent(pair: Pair) -> tuple[bytes, bytes]:
    """Let a report of Ana's lie on the way; return its id and the hash of its manifest."""
    made, _ = records.add(pair.ana, "event", {"title": "March"})
    report = bytes.fromhex(pair.share(made.ref))
    go(pair.ana, pair.box)
    return report, pair.ana.con.execute("SELECT manifest_hash FROM delivery").fetchone()[0]


def test_the_way_of_a_report_in_its_words(pair: Pair) -> None:
    made, _ = records.add(pair.ana, "event", {"title": "March"})
    report = pair.share(made.ref)
    assert state(pair) == "queued"
    go(pair.ana, pair.box)
    assert state(pair) == "relayed"
    assert go(pair.ben, pair.box).received == 1
    assert go(pair.ana, pair.box).acknowledged == 1
    assert state(pair) == "delivered"
    inbox.accept(pair.ben, report)
    pair.sync(2)
    assert state(pair) == "accepted"


def test_a_refusal_comes_with_its_reason(pair: Pair) -> None:
    made, _ = records.add(pair.ana, "event", {"title": "March"})
    report = pair.share(made.ref)
    pair.sync()
    inbox.refuse(pair.ben, report, "names are in it")
    pair.sync(2)
    (journey,) = delivery_history.list_journeys(pair.ana)
    assert (journey.delivery.state, journey.delivery.reason) == ("rejected", "names are in it")
    inbox.accept(pair.ben, report)
    pair.sync(2)
    assert state(pair) == "accepted"


def test_a_decision_that_came_while_its_sender_was_in_doubt_is_asked_for_after_that(pair: Pair) -> None:
    made, _ = records.add(pair.ana, "event", {"title": "March"})
    report = pair.share(made.ref)
    pair.sync(2)
    contact_cards.doubt(pair.ana, "Ben")
    inbox.accept(pair.ben, report)
    pair.sync(2)
    assert state(pair) == "delivered"
    contact_cards.verify(
        pair.ana, "Ben", "".join(contact_cards.safety_number(pair.ana, contact_cards.find_by_name(pair.ana, "Ben")))
    )
    pair.sync(2)
    assert state(pair) == "accepted"
    pair.sync()
    assert [tally.sent for tally in pair.sync()] == [0, 0]


def test_two_vaults_fall_silent_once_all_is_said(pair: Pair) -> None:
    made, _ = records.add(pair.ana, "event", {"title": "March"})
    pair.give(made.ref)
    pair.sync(4)
    before = len(pair.box.objects)
    assert [tally.sent for tally in pair.sync(2)] == [0, 0, 0, 0]
    assert len(pair.box.objects) == before


def test_an_acknowledgement_counts_from_its_addressee_and_for_its_manifest_alone(pair: Pair) -> None:
    report, hash_ = sent(pair)
    with vault_at(pair.ana.folder.parent / "eve", pair.clock) as eve:
        know(pair.ana, eve)
        outcome = post(eve, pair.ana, control_of(eve, pair.ana.author, acks=(Ack(report, hash_, 2, (), ""),)))
        assert (outcome, state(pair)) == (Outcome(), "relayed")
    post(pair.ben, pair.ana, control_of(pair.ben, pair.ana.author, acks=(Ack(report, os.urandom(32), 2, (), ""),)))
    assert state(pair) == "relayed"
    post(pair.ben, pair.ana, control_of(pair.ben, pair.ana.author, acks=(Ack(report, hash_, 1, (), ""),)))
    assert state(pair) == "delivered"


def test_a_state_never_goes_back_whatever_is_played_again(pair: Pair) -> None:
    report, hash_ = sent(pair)
    seen = []
    for status in (1, 3, 1, 2, 3, 1, 4):
        missing = ((os.urandom(32), 0, 1),) if status == 4 else ()
        post(pair.ben, pair.ana, control_of(pair.ben, pair.ana.author, acks=(Ack(report, hash_, status, missing, ""),)))
        seen.append(state(pair))
    assert seen == ["delivered", "rejected", "rejected", "accepted", "accepted", "accepted", "accepted"]
    assert go(pair.ana, pair.box).failures == []


def test_keys_go_when_it_is_delivered_and_not_before(pair: Pair) -> None:
    report, hash_ = sent(pair)
    (delivery,) = outbox.deliveries(pair.ana.con)
    assert delivery.manifest is not None and outbox.read_sealed_message(pair.ana.con, delivery.num, "memory")
    post(pair.ben, pair.ana, control_of(pair.ben, pair.ana.author, acks=(Ack(report, hash_, 1, (), ""),)))
    (delivery,) = outbox.deliveries(pair.ana.con)
    assert delivery.manifest is None and outbox.read_sealed_message(pair.ana.con, delivery.num, "memory") is None


def test_what_is_missing_there_is_put_again(pair: Pair) -> None:
    report, hash_ = sent(pair)
    before = dict(pair.box.objects)
    pair.box.objects.clear()
    missing = ((os.urandom(32), 0, 1),)
    post(pair.ben, pair.ana, control_of(pair.ben, pair.ana.author, acks=(Ack(report, hash_, 4, missing, ""),)))
    go(pair.ana, pair.box)
    assert before.keys() & pair.box.objects.keys()


def test_a_report_that_comes_again_is_acknowledged_again_and_stored_once(pair: Pair) -> None:
    report, _ = sent(pair)
    raw = outbox.deliveries(pair.ana.con)[0].manifest or b""
    pair.sync(3)
    manifest = crypto.parse_manifest(raw)
    assert arrived.pending_acknowledgements(pair.ben.con, pair.ana_there.id, "memory") == []
    assert post(pair.ana, pair.ben, manifest) == Outcome()
    assert [row[0] for row in arrived.pending_acknowledgements(pair.ben.con, pair.ana_there.id, "memory")] == [report]
    assert len(inbox.list_reports(pair.ben)) == 1


def test_the_same_id_with_other_content_is_put_aside(pair: Pair) -> None:
    id_ = os.urandom(16)
    first, second = (crypto.ReportBody(name, ()) for name in ("internal", "network"))
    assert post(pair.ben, pair.ana, report_of(pair.ben, pair.ana.author, first, id_)).received == 1
    outcome = post(pair.ben, pair.ana, report_of(pair.ben, pair.ana.author, second, id_))
    assert outcome.received == 0 and "same id and different content" in outcome.aside
    assert inbox.look(pair.ana, id_.hex()).body.profile == "internal"  # type: ignore[union-attr]


def test_a_refused_report_whose_last_file_comes_later_stays_refused(pair: Pair, tmp_path: Path) -> None:
    file = crypto.Attachment("a", "text/plain", 5, b"h" * 32, b"o" * 32, 16_463, b"k" * 32)
    body, id_ = crypto.ReportBody("internal", ()), os.urandom(16)
    post(pair.ben, pair.ana, report_of(pair.ben, pair.ana.author, body, id_, (file,)))
    inbox.refuse(pair.ana, id_.hex(), "no")
    (place,) = arrived.find_expected(pair.ana.con, b"o" * 32)
    with pair.ana.transaction() as con:
        arrived.fill(con, place, b"b" * 16)
    assert [row[2] for row in arrived.pending_acknowledgements(pair.ana.con, pair.ben_here.id, "memory")] == [3]
    assert inbox.list_reports(pair.ana)[0].arrived.state == "rejected"


# Cards.


def renewed(pair: Pair, **changes: object) -> "crypto.Card":
    """Make a card with Ben's key and the next seq."""
    card = identity.card(pair.ben)
    known = {"kind": 1, "name": "Ben", "seq": card.seq + 1, "issued": NOON, "expires": NOON + DAY,
             "keysets": card.keysets, "mailboxes": ()}  # fmt: skip
    return crypto.make_card(pair.ben.identity(), **{**known, **changes})  # type: ignore[arg-type]


def card_of(pair: Pair) -> "crypto.Card":
    return contact_cards.of_record(pair.ana, pair.ben_here.id).card


def test_a_card_is_renewed_by_its_owner_alone(pair: Pair) -> None:
    newer = renewed(pair)
    with vault_at(pair.ana.folder.parent / "eve", pair.clock) as eve:
        know(pair.ana, eve)
        before = everything(pair.ana)
        post(eve, pair.ana, control_of(eve, pair.ana.author, card=newer.file))
        assert everything(pair.ana) == before
    post(pair.ben, pair.ana, control_of(pair.ben, pair.ana.author, card=newer.file))
    assert card_of(pair).file == newer.file
    assert contact_cards.of_record(pair.ana, pair.ben_here.id).state == "verified"
    older = identity.card(pair.ben)
    post(pair.ben, pair.ana, control_of(pair.ben, pair.ana.author, card=older.file))
    assert card_of(pair).file == newer.file


def test_two_cards_of_one_number_block_sending_until_a_person_compares_again(pair: Pair) -> None:
    fork = renewed(pair, seq=identity.card(pair.ben).seq, name="Other")
    post(pair.ben, pair.ana, control_of(pair.ben, pair.ana.author, card=fork.file))
    contact = contact_cards.of_record(pair.ana, pair.ben_here.id)
    assert (contact.state, contact.may_receive) == ("changed", False)
    report, hash_ = os.urandom(16), os.urandom(32)
    outcome = post(pair.ben, pair.ana, control_of(pair.ben, pair.ana.author, acks=(Ack(report, hash_, 1, (), ""),)))
    assert "changed" in outcome.aside
    later, _ = contact_cards.add(pair.ana, renewed(pair).file)
    assert (later.state, later.may_receive) == ("new", True)


def test_a_newer_keyset_means_sealing_again_with_the_same_report(pair: Pair) -> None:
    report, _ = sent(pair)
    assert go(pair.ana, pair.box).sent == 0
    keyset = crypto.PrivateKeyset.generate(1, NOON, NOON + 60 * DAY, os.urandom)
    late = identity.card(pair.ben).keysets[1]
    newer = renewed(pair, keysets=(keyset.public, late), expires=NOON + 90 * DAY)
    before = set(pair.box.objects)
    contact_cards.add(pair.ana, newer.file)
    assert state(pair) == "needs-reseal"
    assert go(pair.ana, pair.box).sent == 1
    assert state(pair) == "relayed"
    (fresh,) = (pair.box.objects[id_] for id_ in set(pair.box.objects) - before)
    opened = crypto.open_(fresh, [keyset])
    assert crypto.parse_manifest(opened.manifest_bytes).report_id == report
    assert go(pair.ana, pair.box).sent == 0


def test_what_a_relay_no_longer_holds_is_queued_again(pair: Pair) -> None:
    sent(pair)
    (delivery,) = outbox.deliveries(pair.ana.con)
    with pair.ana.transaction() as con:
        con.execute("UPDATE placed SET expires = ?", (NOON + DAY,))
    assert go(pair.ana, pair.box).sent == 0
    pair.clock.now += 2 * DAY
    assert outbox.list_waiting_deliveries(pair.ana.con, "memory") == []
    outbox.expire(pair.ana.con, pair.ana.now())
    assert [d.num for d in outbox.list_waiting_deliveries(pair.ana.con, "memory")] == [delivery.num]


def test_nothing_goes_to_a_contact_that_was_put_aside_or_revoked(pair: Pair) -> None:
    made, _ = records.add(pair.ana, "event", {"title": "March"})
    pair.share(made.ref)
    records.remove(pair.ana, pair.ben_here.ref)
    assert go(pair.ana, pair.box).sent == 0
    records.restore(pair.ana, pair.ben_here.ref)
    pair.ana.con.execute("UPDATE card SET state = 'revoked'")
    assert (go(pair.ana, pair.box).sent, pair.box.objects) == (0, {})


@pytest.mark.parametrize("damage", [0, 20, 5_000, 21_000])
def test_a_damaged_or_foreign_envelope_is_remembered_and_changes_nothing(pair: Pair, damage: int) -> None:
    sent(pair)
    before = everything(pair.ben)
    for object_id, data in list(pair.box.objects.items()):
        pair.box.objects[object_id] = data[:damage] + bytes([data[damage] ^ 1]) + data[damage + 1 :]
    tally = go(pair.ben, pair.box)
    assert (tally.received, inbox.list_reports(pair.ben), everything(pair.ben)) == (0, [], before)


def test_the_way_of_a_delivery_is_told_from_the_outbox_to_the_confirmation(pair: Pair) -> None:
    made, _ = records.add(pair.ana, "event", {"title": "March"})
    pair.share(made.ref)

    def whats() -> list[str]:
        journey = delivery_history.list_journeys(pair.ana)[0]
        return [step.what for step in delivery_history.steps(pair.ana, journey)]

    assert whats() == ["queued"]
    pair.clock.now += 60
    pair.sync()
    assert whats()[:2] == ["queued", "sealed"] and "placed" in whats()
    pair.clock.now += 60
    pair.sync(3)
    steps = delivery_history.steps(pair.ana, delivery_history.list_journeys(pair.ana)[0])
    assert steps[-1].what == "delivered" and [step.at for step in steps] == sorted(step.at for step in steps)
