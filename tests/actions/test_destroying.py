"""What is destroyed is nowhere any more: not in a table, a page, the index, the log of writes, mail or a file."""

from pathlib import Path

import pytest
from attrs import field, frozen

from app.actions.contacts import contact_cards
from app.actions.kernel import drafts, records
from app.actions.mail import inbox
from app.actions.records import destruction, evidence, evidence_text, record_merges, searches
from app.actions.records.destruction import DestructionPreview
from app.actions.records.searches import Search
from app.actions.relays import tickets
from app.domain.record import Record
from app.errors import InputRefused
from app.store.contacts import introductions
from app.store.mail import destruction as store
from app.store.mail import outbox
from app.store.records import custody, files, real_names
from app.store.records import record_rows as rows
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from crypto.custody import Action
from tests import pages
from tests.actions.pairs import Pair, get, go

REASON = "asked for by the family"


def destroy(vault: Vault, handle: str, **how: bool) -> DestructionPreview:
    going = destruction.look(vault, handle, **how)
    destruction.destroy(vault, going, REASON)
    assert destruction.finish(vault) and not store.has_pending_destruction(vault)
    return going


@frozen
class Written:
    """An incident full of markers, and others around it.

    A marker is the end of a written word: in the index a word stands without the letters that it shares with the one
    before it.
    """

    incident: Record
    item: Record
    actor: Record
    markers: list[bytes] = field(factory=list)


def write(vault: Vault, folder: Path, around: int = 40) -> Written:
    """Write an incident with everything that may hang on one, between others that move about its pages."""
    for number in range(around):
        records.add(vault, "event", {"title": f"other {number}", "date_start": f"2026-03-{number % 28 + 1:02}"})
    incident, _ = records.add(
        vault, "event",
        {"title": "Qxvtitlezq at the gate", "description": "Qxvstoryzq " * 300, "date_start": "2026-03-14",
         "place": {"name": "Qxvplacezq"}, "act": {"victim": {"alias": "Qxvpersonzq"}, "violation_text": "Qxvhowzq"}},
    )  # fmt: skip
    records.edit(vault, incident.ref, {"title": "Qxvtitlezq once more", "description": "Qxvlaterzq"})
    path = folder / "Qxvfilezq.txt"
    path.write_text("Qxvinsidezq the letter")
    item, _ = evidence.add(vault, path, incident.ref)
    path.unlink()
    evidence_text.look_in(vault)
    drafts.keep(vault, drafts.EDIT.format(key=incident.id.hex()), {"title": "Qxvdraftzq"})
    searches.save(vault, Search("Qxvtitlezq once more"))
    for number in range(around):
        records.add(vault, "event", {"title": f"later {number}", "date_start": f"2026-03-{number % 28 + 1:02}"})
    stored = files.by_hash(vault, bytes.fromhex(str(item.fields["sha256"])))
    assert stored is not None
    words = ("title", "story", "place", "person", "how", "later", "file", "inside", "draft")
    marks = [stored.key, stored.blob_id, *(f"{word[1:]}zq".encode() for word in words)]
    (actor,) = records.find(vault, Query("actor"))
    return Written(incident, item, actor, marks)


def test_the_searcher_finds_it_before_and_nowhere_after(vault: Vault, tmp_path: Path) -> None:
    made = write(vault, tmp_path)
    hits = pages.found(vault, made.markers)
    assert set(made.markers) == hits.keys()
    blob = hits[made.markers[1]]
    assert any(place.startswith("db@") or "wal" in place for place in blob)
    going = destroy(vault, made.incident.ref, linked=True)
    assert {record.kind for record in going.records} == {"event", "act", "actor", "place", "evidence_item"}
    assert len(going.files) == 1 and going.drafts and going.searches
    assert pages.found(vault, made.markers) == {}
    assert not list((vault.folder / "blobs").rglob("*.*")) and not any(
        path.is_file() for path in (vault.folder / "blobs").rglob("*")
    )
    assert [path.name for path in (vault.folder / "db").iterdir() if path.name.endswith(".new")] == []
    assert records.count_matches(vault, Query("event")) == 80 and records.find(vault, Query(text="Qxvstoryzq")) == []
    assert vault.con.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_the_rows_alone_leave_traces(vault: Vault, tmp_path: Path) -> None:
    made = write(vault, tmp_path)
    destruction.destroy(vault, destruction.look(vault, made.incident.ref), REASON)
    assert {b"toryzq", made.markers[0]} <= pages.found(vault, made.markers).keys(), (
        "else nothing shows that the other steps are needed"
    )
    assert store.has_pending_destruction(vault)


def test_an_index_of_one_segment_loses_words_too(vault: Vault, tmp_path: Path) -> None:
    made = write(vault, tmp_path)
    for table in ("words", "pairs"):
        vault.con.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")
    destroy(vault, made.incident.ref, linked=True)
    assert pages.found(vault, made.markers) == {}


def test_custody_says_that_it_was_destroyed_and_not_what(vault: Vault, tmp_path: Path) -> None:
    made = write(vault, tmp_path)
    destroy(vault, made.incident.ref)
    last = custody.entries(vault.con, made.item.id)[-1]
    assert (last.action, last.reason, last.other) == (Action.DESTROYED, REASON, None)
    assert last.sha256.hex() == made.item.fields["sha256"]
    assert store.read_destruction_entry(vault, made.incident.id) and not store.read_destruction_entry(
        vault, made.actor.id
    )
    custody.verify(vault.con)
    for number, entry in vault.con.execute("SELECT n, entry FROM custody"):
        assert b"Qxv" not in entry, number


def test_people_stay_unless_they_are_asked_for_and_nothing_else_names_them(vault: Vault, tmp_path: Path) -> None:
    made = write(vault, tmp_path)
    going = destruction.look(vault, made.incident.ref)
    assert {record.kind for record in going.records} == {"event", "act", "evidence_item"}
    records.add(vault, "event", {"title": "another", "act": {"victim": made.actor.ref}})
    going = destruction.look(vault, made.incident.ref, linked=True)
    assert made.actor.id not in {record.id for record in going.records}
    ((stays, because),) = [pair for pair in going.stays if pair[0].kind == "actor"]
    assert stays.id == made.actor.id and because.kind == "act"


def test_a_case_takes_what_is_its_alone(vault: Vault) -> None:
    mine, _ = records.add(vault, "event", {"title": "mine", "act": {"victim": {"alias": "Only here"}}})
    both, _ = records.add(vault, "event", {"title": "both"})
    case, _ = records.add(vault, "case", {"title": "Qxvcase", "event": [mine.ref, both.ref]})
    other, _ = records.add(vault, "case", {"title": "another case", "event": [both.ref]})
    going = destroy(vault, case.ref)
    assert {record.title for record in going.records} >= {"Qxvcase", "mine", "Only here"}
    assert [(stays.title, why.id) for stays, why in going.stays] == [("both", other.id)]
    assert records.count_matches(vault, Query("event")) == 1 and records.count_matches(vault, Query("actor")) == 0
    assert rows.load(vault.con, both.id) is not None


def test_titles_of_others_that_held_its_name_are_made_anew(vault: Vault) -> None:
    event, _ = records.add(vault, "event", {"act": {"violation_text": "beaten", "victim": {"alias": "Qxvpersonzq"}}})
    (actor,) = records.find(vault, Query("actor"))
    (act,) = records.find(vault, Query("act"))
    assert "Qxvpersonzq" in act.title + event.title
    going = destroy(vault, actor.ref)
    assert act.id in {record.id for record in going.loses}
    assert "Qxvpersonzq" not in get(vault, act.id).title + get(vault, event.id).title
    assert pages.found(vault, [b"Qxvpersonzq", b"qxvpersonzq"]) == {}


def test_what_was_joined_to_it_goes_with_it(vault: Vault) -> None:
    one, _ = records.add(vault, "actor", {"alias": "Qxvone"})
    other, _ = records.add(vault, "actor", {"alias": "Qxvother"})
    record_merges.join(vault, one.ref, other.ref)
    going = destroy(vault, one.ref)
    assert {record.id for record in going.records} == {one.id, other.id}
    assert pages.found(vault, [b"Qxvone", b"Qxvother"]) == {}


def test_a_file_goes_and_its_record_stays(vault: Vault, tmp_path: Path) -> None:
    made = write(vault, tmp_path)
    stored = files.by_hash(vault, bytes.fromhex(str(made.item.fields["sha256"])))
    assert stored is not None
    destroy(vault, made.item.ref, file_only=True)
    assert pages.found(vault, [stored.key, b"Qxvinsidezq", b"qxvinsidezq"]) == {}
    assert evidence.show(vault, made.item.ref).file is None
    assert evidence.show(vault, made.item.ref).custody[-1].action is Action.DESTROYED
    with pytest.raises(InputRefused, match="no original"):
        destruction.look(vault, made.item.ref, file_only=True)


def test_a_file_that_another_record_has_stays(vault: Vault, tmp_path: Path) -> None:
    one, _ = records.add(vault, "event", {"title": "one"})
    two, _ = records.add(vault, "event", {"title": "two"})
    path = tmp_path / "letter.txt"
    path.write_text("the same")
    first, _ = evidence.add(vault, path, one.ref)
    second, _ = evidence.add(vault, path, two.ref)
    assert destroy(vault, first.ref).files == ()
    assert evidence.show(vault, second.ref).file is not None
    assert len(destroy(vault, second.ref).files) == 1


def test_a_form_that_is_still_open_brings_nothing_back(vault: Vault) -> None:
    event, _ = records.add(vault, "event", {"title": "Qxvtitlezq"})
    destroy(vault, event.ref)
    drafts.keep(vault, drafts.EDIT.format(key=event.id.hex()), {"title": "Qxvtitlezq"})
    assert drafts.names(vault) == []


def test_nothing_is_destroyed_that_was_not_shown(vault: Vault) -> None:
    event, _ = records.add(vault, "event", {"title": "shown"})
    going = destruction.look(vault, event.ref)
    records.add(vault, "act", {"event": event.ref, "violation_text": "beaten"})
    with pytest.raises(InputRefused, match="since you read it"):
        destruction.destroy(vault, going)
    with pytest.raises(InputRefused, match="longer"):
        destruction.destroy(vault, going, "x" * 501)
    assert rows.load(vault.con, event.id) is not None


def test_nothing_is_destroyed_that_belongs_to_another_record_since(vault: Vault) -> None:
    mine, _ = records.add(vault, "event", {"title": "mine"})
    case, _ = records.add(vault, "case", {"title": "a case", "event": [mine.ref]})
    going = destruction.look(vault, case.ref)
    assert mine.id in {record.id for record in going.records}
    records.add(vault, "case", {"title": "another case", "event": [mine.ref]})
    with pytest.raises(InputRefused, match="since you read it"):
        destruction.destroy(vault, going)
    assert rows.load(vault.con, mine.id) is not None


def test_what_was_sent_and_what_came_lose_it_too(pair: Pair, tmp_path: Path) -> None:
    made = write(pair.ana, tmp_path, 2)
    kept, _ = records.add(pair.ana, "event", {"title": "kept"})
    pair.give(made.incident.ref, kept.ref)
    go(pair.ana, pair.box)
    words = [b"Qxvtitlezq", b"Qxvstoryzq", b"Qxvfilezq"]
    assert {b"Qxvtitlezq", b"Qxvfilezq"} <= pages.found(pair.ben, words).keys()
    going = destroy(pair.ana, made.incident.ref, linked=True)
    assert [contact.id for contact in going.shared_with] == [pair.ben_here.id]
    assert pages.found(pair.ana, made.markers) == {}
    (delivery,) = outbox.deliveries(pair.ana.con)
    assert b"kept" in delivery.body and delivery.state != "closed"
    going = destroy(pair.ben, made.incident.id.hex(), linked=True)
    assert going.came == 1
    assert pages.found(pair.ben, [*words, b"qxvtitlezq", b"qxvfilezq"]) == {}
    (came,) = inbox.list_reports(pair.ben)
    left = inbox.body_of(pair.ben, came.arrived)
    assert [row.id for row in left.records] == [kept.id]
    assert inbox.accept(pair.ben, came.arrived.report.hex())[0].added == []


def test_what_is_on_its_way_is_stopped(pair: Pair) -> None:
    event, _ = records.add(pair.ana, "event", {"title": "Qxvtitlezq"})
    pair.share(event.ref)
    going = destroy(pair.ana, event.ref)
    assert going.stopped == 1
    (delivery,) = outbox.deliveries(pair.ana.con)
    assert (delivery.state, delivery.reason) == ("closed", "destroyed here")
    assert pages.found(pair.ana, [b"Qxvtitlezq"]) == {}
    pair.sync()
    assert inbox.list_reports(pair.ben) == []


def test_a_copy_that_comes_later_is_named_and_not_taken(pair: Pair, tmp_path: Path) -> None:
    made = write(pair.ana, tmp_path, 2)
    pair.give(made.incident.ref)
    destroy(pair.ben, made.incident.id.hex(), linked=True)
    records.edit(pair.ana, made.incident.ref, {"title": "Qxvtitlezq third"})
    done = pair.give(made.incident.ref)
    assert done.added == [] and (made.incident.id, "", "destroyed here") in done.refused
    assert rows.load(pair.ben.con, made.incident.id) is None
    destruction.finish(pair.ben)
    assert pages.found(pair.ben, made.markers) == {}


def test_a_destroyed_file_does_not_come_in_again_by_mail_but_by_hand(pair: Pair, tmp_path: Path) -> None:
    made = write(pair.ana, tmp_path, 2)
    pair.give(made.incident.ref)
    destroy(pair.ben, made.item.id.hex(), file_only=True)
    pair.give(made.incident.ref)
    assert evidence.show(pair.ben, made.item.id.hex()).file is None
    path = tmp_path / "again.txt"
    path.write_text("Qxvinsidezq the letter")
    evidence.add(pair.ben, path, made.incident.id.hex())
    assert evidence.show(pair.ben, made.item.id.hex()).file is not None


def test_a_contact_is_destroyed_with_its_card_and_what_was_sent(pair: Pair) -> None:
    event, _ = records.add(pair.ana, "event", {"title": "kept"})
    pair.give(event.ref)
    pair.ana.con.execute("INSERT INTO ticket VALUES (?1, ?1, ?1, 1, 9, 1, ?2, 1, NULL)", (b"t" * 32, pair.ben_here.id))
    card = contact_cards.find_by_name(pair.ana, "Ben").card
    introductions.vouch(pair.ana.con, b"c" * 16, card)
    introductions.keep(pair.ana.con, b"c" * 16, card, 1)
    destroy(pair.ana, pair.ben_here.ref)
    assert tickets.accounts(pair.ana) == []
    assert pair.ana.con.execute("SELECT state, contact FROM ticket").fetchall() == [(2, None)]
    assert outbox.deliveries(pair.ana.con) == []
    assert pair.ana.con.execute("SELECT count(*) FROM card").fetchone() == (0,)
    assert pages.found(pair.ana, [pair.ben.identity().public]) == {}
    pair.sync()


def test_of_a_contact_nothing_stays_in_teams_desks_and_the_log_of_the_second_lock(pair: Pair) -> None:
    con, ben = pair.ana.con, pair.ben_here.id
    markers = [mark.encode() for mark in ("Qxvwhyzq", "Qxvnamezq", "Qxvkeyzq")]
    real_names.log(pair.ana, real_names.SHOWN, ben, "Qxvwhyzq")
    other, _ = records.add(pair.ana, "actor", {"alias": "Other"})
    real_names.log(pair.ana, real_names.SHOWN, other.id, "stays")
    con.execute("INSERT INTO team_member VALUES (?, ?, 'Qxvnamezq', 'edit')", (b"t" * 16, pair.ben.author))
    con.execute("INSERT INTO serving VALUES (?, 1, ?, ?, 1, 9, ?)", (ben, markers[2], bytes(32), bytes(64)))
    con.execute("INSERT INTO desk_keyset VALUES (?, 1, ?, ?, 1, 9)", (ben, markers[2], bytes(32)))
    assert len(pages.found(pair.ana, markers)) == 3
    destroy(pair.ana, pair.ben_here.ref)
    assert pages.found(pair.ana, markers) == {}
    assert pair.ana.con.execute("SELECT name FROM team_member").fetchall() == [("",)]
    assert [line.why for line in real_names.lines(pair.ana)] == ["stays", ""]


def test_it_waits_for_a_connection_that_reads_the_database(vault: Vault, tmp_path: Path) -> None:
    made = write(vault, tmp_path, 2)
    destruction.destroy(vault, destruction.look(vault, made.incident.ref, linked=True))
    with vault.beside() as other, other.con:
        vault._apart.release()  # as one that this vault does not know of
        try:
            assert not destruction.finish(vault) and store.has_pending_destruction(vault)
            assert other.con.execute("SELECT count(*) FROM record").fetchone() == (4,)
        finally:
            vault._apart.acquire()
    records.add(vault, "event", {"title": "saved meanwhile"})
    assert destruction.finish(vault) and not store.has_pending_destruction(vault)
    assert pages.found(vault, made.markers) == {} and records.count_matches(vault, Query("event")) == 5
