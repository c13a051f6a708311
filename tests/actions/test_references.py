"""The reference of a sender travels: a record is found by it, and by the oldest one, as far as the audience allows."""

from pathlib import Path

import pytest

import crypto
from app.actions.kernel import records
from app.actions.mail import anonymous, inbox, record_references, sharing
from app.domain.redact import PROFILES, Profile
from app.errors import NotFound
from app.gui.records.parts_query import ref_words
from app.gui.style.text import Text
from app.store.mail import destruction, outbox
from app.store.records import other_refs
from app.store.records import record_rows as store
from app.store.records.search import Query
from tests.actions.bodies import NEW, body, event
from tests.actions.pairs import Pair, get, go, know, post, report_of
from tests.vaults import vault_at


def frozen_body(pair: Pair, ref: str, profile: str) -> crypto.ReportBody:
    """Return what Ana would send to Ben."""
    view = sharing.preview(pair.ana, [ref], profile)
    return crypto.read_body(sharing.freeze(pair.ana, sharing.addressees(pair.ana, [pair.ben_here.ref])[0], view).body)


def test_a_record_is_found_by_the_reference_of_its_sender(pair: Pair) -> None:
    made, _ = records.add(pair.ana, "event", {"title": "Summons"})
    pair.give(made.ref)
    here = get(pair.ben, made.id)
    assert here.ref != made.ref and other_refs.list_of(pair.ben.con, made.id) == [made.ref]
    assert records.record_of(pair.ben, made.ref.lower()).id == made.id
    assert [row.id for row in records.find(pair.ben, Query("event", made.ref))] == [made.id]
    assert ref_words(pair.ben, Text("en"), here) == f"{here.ref} (sender: {made.ref})"
    case, _ = records.add(pair.ben, "case", {"title": "River", "event": [made.ref]})
    assert [
        target.id for _, target in records.show(pair.ben, case.ref).links + records.show(pair.ben, case.ref).parts
    ] == [made.id]


def test_the_third_person_finds_it_by_both_earlier_references(pair: Pair, tmp_path: Path) -> None:
    made, _ = records.add(pair.ana, "event", {"title": "Summons"})
    pair.give(made.ref)
    second = get(pair.ben, made.id).ref
    with vault_at(tmp_path / "cora", pair.clock) as cora:
        there = know(pair.ben, cora)
        know(cora, pair.ben)
        report = sharing.share(pair.ben, [made.ref], [there.ref], "internal")[0].report.hex()
        go(pair.ben, pair.box)
        go(cora, pair.box)
        inbox.accept(cora, report)
        assert other_refs.list_of(cora.con, made.id) == [second, made.ref]
        assert {records.record_of(cora, ref).id for ref in (made.ref, second)} == {made.id}


@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda profile: profile.name)
def test_references_go_along_only_inside_the_network(pair: Pair, profile: Profile) -> None:
    pair.accept(body(event(title="Summons"), references=(crypto.BodyReference(NEW, "IN-AAAAA", "IN-BBBBB"),)))
    mine = get(pair.ana, NEW)
    sent = record_references.list_references(pair.ana, [mine], profile)
    inside = [crypto.BodyReference(NEW, mine.ref, "IN-BBBBB")]
    assert sent == (inside if profile.name in ("internal", "network") else [])


def test_the_body_that_is_shown_and_sent_has_the_references(pair: Pair) -> None:
    pair.accept(body(event(title="Summons"), references=(crypto.BodyReference(NEW, "IN-AAAAA", ""),)))
    mine = get(pair.ana, NEW).ref
    (sent,) = frozen_body(pair, mine, "network").references
    assert sent == crypto.BodyReference(NEW, mine, "IN-AAAAA")


def test_an_anonymous_report_carries_no_reference(pair: Pair) -> None:
    made, _ = records.add(pair.ana, "event", {"title": "Summons"})
    anonymous.share(pair.ana, [made.ref], [pair.ben_here.ref], "network")
    (waiting,) = outbox.deliveries(pair.ana.con)
    assert crypto.read_body(waiting.body).references == () and made.ref.encode() not in waiting.body


def test_a_text_that_is_no_reference_and_a_record_that_is_not_theirs_are_left_out(pair: Pair) -> None:
    mine, _ = records.add(pair.ana, "event", {"title": "Mine"})
    said = (crypto.BodyReference(NEW, "call me\n", ""), crypto.BodyReference(mine.id, "IN-CCCCC", ""))
    pair.accept(body(event(title="x"), references=said))
    assert other_refs.list_of(pair.ana.con, NEW) == other_refs.list_of(pair.ana.con, mine.id) == []


def test_an_own_reference_wins_and_one_of_two_records_is_not_guessed(pair: Pair) -> None:
    mine, _ = records.add(pair.ana, "event", {"title": "Mine"})
    second = b"s" * 16
    said = (crypto.BodyReference(NEW, mine.ref, "IN-DDDDD"), crypto.BodyReference(second, "IN-DDDDD", ""))
    pair.accept(body(event(title="x"), event(second, title="y"), references=said))
    assert records.record_of(pair.ana, mine.ref).id == mine.id
    assert {row.id for row in records.find(pair.ana, Query("event", "IN-DDDDD"))} == {NEW, second}
    with pytest.raises(NotFound):
        records.record_of(pair.ana, "IN-DDDDD")


def test_the_references_end_with_the_record_and_with_the_contact(pair: Pair) -> None:
    pair.accept(body(event(title="x"), references=(crypto.BodyReference(NEW, "IN-EEEEE", ""),)))
    with pair.ana.transaction():
        destruction.drop_contact(pair.ana, pair.ben_here.id)
    assert other_refs.list_of(pair.ana.con, NEW) == []
    assert "other_ref" in {table for table, _ in store.OF_RECORD}


def test_a_reader_from_before_references_ignores_them(pair: Pair) -> None:
    with_refs = body(event(title="x"), references=(crypto.BodyReference(NEW, "IN-EEEEE", ""),))
    assert set(with_refs.value()) - set(body(event(title="x")).value()) == {64}, "an older reader ignores keys from 64"
    assert post(pair.ben, pair.ana, report_of(pair.ben, pair.ana.author, with_refs, bytes(16))).received == 1


def accepted_here(pair: Pair, ref: str) -> None:
    """Let Ben accept what Ana shares, and Ana hear of it."""
    pair.give(ref)
    go(pair.ben, pair.box)
    go(pair.ana, pair.box)


def test_an_acceptance_brings_the_reference_of_the_receiver_back(pair: Pair) -> None:
    made, _ = records.add(pair.ana, "event", {"title": "Summons", "place": {"kind": "place", "name": "Bridge"}})
    accepted_here(pair, made.ref)
    theirs = get(pair.ben, made.id).ref
    assert theirs != made.ref and other_refs.list_of(pair.ana.con, made.id) == [theirs]
    mine = get(pair.ana, made.id)
    assert ref_words(pair.ana, Text("en"), mine) == f"{made.ref} (sender: {theirs})"
    assert records.record_of(pair.ana, theirs).id == made.id
    assert [row.id for row in records.find(pair.ana, Query("event", theirs))] == [made.id]


def test_a_sender_who_is_not_verified_gets_no_reference_back(pair: Pair) -> None:
    made, _ = records.add(pair.ana, "event", {"title": "Summons"})
    with pair.ben.transaction() as con:
        con.execute("UPDATE card SET state = 'new'")
    accepted_here(pair, made.ref)
    (delivery,) = outbox.deliveries(pair.ana.con)
    assert delivery.state == "accepted" and other_refs.list_of(pair.ana.con, made.id) == []


def test_a_reference_for_a_record_that_was_not_sent_to_them_is_left_out(pair: Pair) -> None:
    mine, _ = records.add(pair.ana, "event", {"title": "Mine"})
    given = [crypto.GivenReference(mine.id, "IN-FFFFF"), crypto.GivenReference(NEW, "IN-FFFFF")]
    with pair.ana.transaction():
        record_references.keep_given_references(pair.ana, pair.ben_here.id, given)
    assert other_refs.list_of(pair.ana.con, mine.id) == other_refs.list_of(pair.ana.con, NEW) == []


def test_a_text_that_is_no_reference_is_not_kept_from_an_acceptance(pair: Pair) -> None:
    made, _ = records.add(pair.ana, "event", {"title": "Summons"})
    pair.give(made.ref)
    with pair.ana.transaction():
        given = [crypto.GivenReference(made.id, "call me\n")]
        record_references.keep_given_references(pair.ana, pair.ben_here.id, given)
    assert other_refs.list_of(pair.ana.con, made.id) == []
