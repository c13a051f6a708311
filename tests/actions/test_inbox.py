"""Accepting what came: nothing of ours changes silently, nothing of theirs is lost, and no body breaks it."""

import os
from pathlib import Path

import pytest

from app.actions.contacts import contact_cards
from app.actions.kernel import records
from app.actions.mail import inbox, sharing
from app.actions.records import differences, evidence
from app.errors import InputRefused, NotDeliveredYet, NotFound
from app.store.mail import inbox as arrived
from app.store.records import custody, files
from app.store.records import record_rows as store
from crypto import BodyLink, Copied
from tests.actions.bodies import NEW, body, change, event
from tests.actions.pairs import Pair, everything, get, go, know, post, report_of
from tests.vaults import vault_at

# What is new here.


def test_a_shared_incident_arrives_whole_and_accepting_twice_changes_nothing(pair: Pair) -> None:
    made, _ = records.add(pair.ana, "event", {
        "title": "March", "place": {"name": "Rio Seco"},
        "act": {"violation": "INT1", "victim": {"alias": "Luna"}},
    })  # fmt: skip
    done = pair.give(made.ref)
    assert len(done.added) == 4 and not done.refused
    there = get(pair.ben, made.id)
    assert (there.title, there.origin) == ("March", pair.ana_there.id)
    assert {r.title for r in (get(pair.ben, i) for i in done.added)} >= {"Luna", "Rio Seco"}
    assert records.find(pair.ben, records.Query("event", text="luna"))[0].id == made.id
    before = everything(pair.ben)
    again, _ = inbox.accept(pair.ben, done.report.hex())
    assert (again.added, again.changed, again.proposals) == ([], [], [])
    assert everything(pair.ben) == before


def test_nothing_is_taken_before_a_person_accepts_and_a_look_takes_nothing(pair: Pair) -> None:
    before = everything(pair.ana)
    report = pair.mail(body(event(title="Theirs")))
    came = inbox.look(pair.ana, report[:8])
    assert (came.sender_name, came.state_of_sender, came.missing) == ("Ben", "verified", 0)
    assert came.body is not None and came.body.records[0].fields == {"title": "Theirs"}
    assert [c.arrived.state for c in inbox.list_reports(pair.ana)] == ["delivered"]
    assert everything(pair.ana) == before


def test_a_change_that_claims_to_be_ours_in_a_new_record_is_its_sender_s(pair: Pair) -> None:
    pair.accept(body(event(title="x"), changes=(change(NEW, pair.ana.author, "title", "x"),)))
    assert {c.author for c in store.changes_of(pair.ana.con, NEW)} == {pair.ben.author}


def test_what_needs_a_newer_app_is_named_and_kept(pair: Pair) -> None:
    report = pair.mail(body(
        event(title="March", newer="kept", list=[1, ["deep"]], raw=b"bytes", violation_class=["violation:XYZ"]),
        Copied(b"n" * 16, "from_tomorrow", {"a": 1}),
        Copied(b"v" * 16, "identity_vault", {"real_name": "A B"}),
    ))  # fmt: skip
    done, _ = inbox.accept(pair.ana, report)
    assert get(pair.ana, NEW).fields == {"title": "March", "newer": "kept", "list": [1, ["deep"]]}
    refused = {(name, why) for _, name, why in done.refused}
    assert {("raw", "needs a newer Amparo"), ("from_tomorrow", "needs a newer Amparo")} <= refused
    assert ("identity_vault", "needs a newer Amparo") in refused
    assert any(name == "violation_class" for name, _ in refused)
    assert pair.ana.con.execute("SELECT count(*) FROM record WHERE kind = 7").fetchone() == (0,)
    assert inbox.look(pair.ana, report).body is not None
    known = len(inbox.accept(pair.ana, report)[0].refused)
    assert known == len(done.refused)
    shared = sharing.preview(pair.ana, [NEW.hex()], "internal").selection.records[0]
    assert shared.fields["newer"] == "kept"


# What is ours.


def test_a_stranger_to_our_record_can_only_propose(pair: Pair) -> None:
    ours, _ = records.add(pair.ana, "event", {"title": "Ours", "description": "as it was"})
    before = everything(pair.ana)
    done = pair.accept(body(event(ours.id, title="Theirs"), changes=(
        change(ours.id, pair.ben.author, "title", "Theirs"),
        change(ours.id, pair.ana.author, "description", "forged in our name"),
    )))  # fmt: skip
    assert [(p.field, p.value, p.claimed) for p in done.proposals] == [
        ("title", "Theirs", pair.ben.author), ("description", "forged in our name", pair.ana.author)
    ]  # fmt: skip
    after = everything(pair.ana)
    assert {**after, "proposal": []} == {**before, "proposal": []}
    assert [p.field for p in differences.list_waiting_proposals(pair.ana, ours.id)] == ["description", "title"]
    taken, _ = inbox.accept(pair.ana, done.proposals[0].id.hex())
    assert taken.changed == [(ours.id, "title", "Ours", "Theirs")]
    inbox.refuse(pair.ana, done.proposals[1].id.hex(), "")
    assert get(pair.ana, ours.id).fields == {"title": "Theirs", "description": "as it was"}
    assert differences.list_waiting_proposals(pair.ana) == []
    assert store.changes_of(pair.ana.con, ours.id)[-1].author == pair.ana.author


def test_a_decided_proposal_does_not_come_back_and_is_not_taken_twice(pair: Pair) -> None:
    ours, _ = records.add(pair.ana, "event", {"title": "Ours"})
    report = pair.mail(body(event(ours.id, title="Theirs")))
    (proposal,) = inbox.accept(pair.ana, report)[0].proposals
    inbox.refuse(pair.ana, proposal.id.hex(), "")
    assert inbox.accept(pair.ana, report)[0].proposals == []
    assert differences.list_waiting_proposals(pair.ana) == []
    for decide in (lambda id_: inbox.accept(pair.ana, id_), lambda id_: inbox.refuse(pair.ana, id_, "")):
        with pytest.raises(InputRefused):
            decide(proposal.id.hex())
    assert get(pair.ana, ours.id).title == "Ours"


def test_no_report_passes_for_a_proposal(pair: Pair) -> None:
    """The id of a proposal is drawn here: a report cannot be given the same one beforehand."""
    ours, _ = records.add(pair.ana, "event", {"title": "Ours"})
    first = pair.mail(body(event(ours.id, title="Theirs")))
    ids = {inbox.accept(pair.ana, first)[0].proposals[0].id}
    with vault_at(pair.ana.folder.parent / "again", pair.clock) as other:
        know(other, pair.ben)
        made, _ = records.add(other, "event", {"title": "Ours"})
        post(
            pair.ben,
            other,
            report_of(pair.ben, other.author, body(event(made.id, title="Theirs")), bytes.fromhex(first)),
        )
        ids.add(inbox.accept(other, first)[0].proposals[0].id)
    assert len(ids) == 2


def test_a_required_field_is_not_proposed_away(pair: Pair) -> None:
    luna, _ = records.add(pair.ana, "actor", {"alias": "Luna"})
    row = Copied(luna.id, "actor", {})
    (proposal,) = pair.accept(body(row, changes=(change(luna.id, pair.ben.author, "alias", None),))).proposals
    with pytest.raises(InputRefused):
        inbox.accept(pair.ana, proposal.id.hex())


def test_a_shared_record_takes_the_contact_s_own_changes_and_says_each(pair: Pair) -> None:
    ours, _ = records.add(pair.ana, "event", {"title": "Ours", "description": "a"})
    pair.give(ours.ref)
    (first,) = store.changes_of(pair.ana.con, ours.id)
    done = pair.accept(body(event(ours.id, title="Theirs"), changes=(
        change(ours.id, pair.ben.author, "title", "Theirs", first.id),
        change(ours.id, b"3" * 32, "description", "of a third"),
    )))  # fmt: skip
    assert done.changed == [(ours.id, "title", "Ours", "Theirs")]
    assert [p.field for p in done.proposals] == ["description"]


def test_both_edited_and_the_conflict_is_kept_and_said(pair: Pair) -> None:
    ours, _ = records.add(pair.ana, "event", {"title": "Ours"})
    pair.give(ours.ref)
    records.edit(pair.ben, ours.id.hex(), {"title": "Ben's"})
    records.edit(pair.ana, ours.ref, {"title": "Ana's"})
    report, _ = sharing.share(pair.ben, [ours.id.hex()], [pair.ana_there.ref], "internal")
    pair.sync(2)
    done, _ = inbox.accept(pair.ana, report.report.hex())
    assert done.conflicts == [(ours.id, "title")]
    assert get(pair.ana, ours.id).title == "Ana's"
    assert differences.conflicts(pair.ana) == {ours.id: ["title"]}
    differences.decide(pair.ana, ours.ref, "title", "Both")
    pair.give(ours.ref)
    assert (get(pair.ana, ours.id).title, get(pair.ben, ours.id).title) == ("Both", "Both")
    assert differences.conflicts(pair.ana) == differences.conflicts(pair.ben) == {}


def test_a_copy_without_history_is_followed_and_never_overwrites_our_edit(pair: Pair) -> None:
    made, _ = records.add(pair.ana, "event", {"title": "One", "country": "MX"})
    pair.give(made.ref, profile="network")
    records.edit(pair.ana, made.ref, {"title": "Two"})
    assert pair.give(made.ref, profile="network").changed == [(made.id, "title", "One", "Two")]
    records.edit(pair.ben, made.id.hex(), {"title": "Ben's"})
    records.edit(pair.ana, made.ref, {"title": "Three"})
    assert pair.give(made.ref, profile="network").conflicts == [(made.id, "title")]
    assert get(pair.ben, made.id).title == "Ben's"


@pytest.mark.parametrize("kind", ["contact", "event"])
def test_our_contacts_and_other_kinds_under_our_ids_are_out_of_reach(pair: Pair, kind: str) -> None:
    field = "display_name" if kind == "contact" else "title"
    before = everything(pair.ana)
    pair.accept(body(Copied(pair.ben_here.id, kind, {field: "The office"})))
    assert {**everything(pair.ana), "proposal": []} == {**before, "proposal": []}


# Links.


def links(vault: object, id_: bytes) -> list[tuple[str, bytes]]:
    return [(row.role, row.target) for row in store.links_of(vault.con, id_)]  # type: ignore[attr-defined]


def test_links_of_ours_stay_even_where_the_record_was_shared(pair: Pair) -> None:
    ours, _ = records.add(pair.ana, "act", {"event": {"title": "E"}, "victim": {"alias": "Luna"}})
    rio, _ = records.add(pair.ana, "actor", {"alias": "Rio"})
    pair.give(ours.ref, rio.ref)
    (row,) = (k for k in store.links_of(pair.ana.con, ours.id) if k.role == "victim")
    before = links(pair.ana, ours.id)
    done = pair.accept(body(event(), links=(
        BodyLink(row.id, ours.id, "victim", row.target, True),
        BodyLink(os.urandom(16), ours.id, "victim", rio.id, False),
    )))  # fmt: skip
    assert links(pair.ana, ours.id) == before
    assert [name for _, name, _ in done.refused] == ["victim", "victim"]


def test_the_id_of_our_link_on_a_link_of_theirs_removes_nothing(pair: Pair) -> None:
    ours, _ = records.add(pair.ana, "event", {"title": "E", "place": {"name": "Rio Seco"}})
    (row,) = store.links_of(pair.ana.con, ours.id)
    place = Copied(b"p" * 16, "place", {"name": "Theirs"})
    done = pair.accept(body(event(), place, links=(BodyLink(row.id, NEW, "place", b"p" * 16, True),)))
    assert links(pair.ana, ours.id) == [("place", row.target)]
    assert ("place", "it has the id of another link") in {(name, why) for _, name, why in done.refused}


def test_their_act_joins_our_incident_only_where_they_were_sent_it(pair: Pair) -> None:
    ours, _ = records.add(pair.ana, "event", {"title": "Ours"})
    act = Copied(b"a" * 16, "act", {"violation": "violation:INT1"})
    join = BodyLink(b"l" * 16, b"a" * 16, "event", ours.id, False)
    done = pair.accept(body(act, links=(join,)))
    assert store.parts_of(pair.ana.con, ours.id) == []
    assert done.refused == [(b"a" * 16, "event", "it points to a record that they were never sent")]
    pair.give(ours.ref, profile="network")
    done = pair.accept(body(act, links=(join,)))
    assert store.parts_of(pair.ana.con, ours.id) == [b"a" * 16]
    assert done.changed == [(b"a" * 16, "event", None, "Ours")]


def test_their_yes_opens_no_person_of_ours(pair: Pair) -> None:
    luna, _ = records.add(pair.ana, "actor", {"alias": "Luna"})
    pair.give(luna.ref)
    yes = Copied(b"y" * 16, "consent_record", {
        "purpose": ["consent_purpose:SHARE_NETWORK"], "state": "consent_state:given"
    })  # fmt: skip
    pair.accept(body(yes, links=(BodyLink(b"l" * 16, b"y" * 16, "actor", luna.id, False),)))
    assert store.parts_of(pair.ana.con, luna.id) == [b"y" * 16]
    assert sharing.preview(pair.ana, [luna.ref], "network").selection.records == ()


def test_a_link_that_was_removed_there_is_removed_here(pair: Pair) -> None:
    act, _ = records.add(pair.ana, "act", {"event": {"title": "E"}, "victim": {"alias": "Luna"}})
    (luna,) = (t for role, t in links(pair.ana, act.id) if role == "victim")
    pair.give(act.ref)
    rio, _ = records.add(pair.ana, "actor", {"alias": "Rio"})
    records.edit(pair.ana, act.ref, {"victim": rio.ref})
    done = pair.give(act.ref)
    assert [t for role, t in links(pair.ben, act.id) if role == "victim"] == [rio.id] != [luna]
    assert {(old, new) for _, role, old, new in done.changed if role == "victim"} == {("Luna", None), (None, "Rio")}


@pytest.mark.parametrize("role", ["no_such_role", "event", "place", "', 1); DROP TABLE link; --"])
def test_a_link_that_no_kind_declares_is_refused(pair: Pair, role: str) -> None:
    done = pair.accept(body(event(), links=(BodyLink(b"l" * 16, NEW, role, NEW, False),)))
    assert links(pair.ana, NEW) == [] and done.refused


# The report as a whole.


def test_a_refused_report_can_still_be_accepted_but_not_the_reverse(pair: Pair) -> None:
    report = pair.mail(body(event(title="x")))
    inbox.refuse(pair.ana, report, "not now")
    inbox.accept(pair.ana, report)
    with pytest.raises(InputRefused):
        inbox.refuse(pair.ana, report, "too late")
    with pytest.raises(InputRefused):
        inbox.refuse(pair.ana, pair.mail(body(event())), "long " * 200)


def test_a_co_recipient_cannot_hide_a_report_behind_its_id(pair: Pair) -> None:
    report = pair.mail(body(event(title="x")))
    with vault_at(pair.ana.folder.parent / "eve", pair.clock) as eve:
        know(pair.ana, eve)
        post(eve, pair.ana, report_of(eve, pair.ana.author, body(event(b"e" * 16)), bytes.fromhex(report)))
    with pytest.raises(InputRefused, match="2 reports"):
        inbox.accept(pair.ana, report)
    done, _ = inbox.accept(pair.ana, report + pair.ben.author.hex()[:8])
    assert done.added == [NEW]
    with pytest.raises(NotFound):
        inbox.accept(pair.ana, "abc")


def test_a_report_from_one_who_becomes_a_contact_is_that_contact_s(pair: Pair) -> None:
    with vault_at(pair.ana.folder.parent / "eve", pair.clock) as eve:
        outcome = post(eve, pair.ana, report_of(eve, pair.ana.author, body(event(title="x")), b"r" * 16))
        assert outcome.received == 1
        (came,) = inbox.list_reports(pair.ana)
        assert (came.arrived.contact, came.state_of_sender) == (None, "unknown")
        inbox.accept(pair.ana, (b"r" * 16).hex())
        contact = know(pair.ana, eve)
        assert get(pair.ana, NEW).origin == contact.id
        assert [row[0] for row in arrived.pending_acknowledgements(pair.ana.con, contact.id, "memory")] == [b"r" * 16]


def test_files_come_with_their_report_and_only_then_count_as_received(pair: Pair, tmp_path: Path) -> None:
    made, _ = records.add(pair.ana, "event", {"title": "March"})
    (tmp_path / "photo.jpg").write_bytes(os.urandom(50_000))
    item, _ = evidence.add(pair.ana, tmp_path / "photo.jpg", made.ref)
    report = pair.share(made.ref)
    go(pair.ana, pair.box)
    blobs = {k: v for k, v in pair.box.objects.items() if v[:6] == b"AMPBLB"}
    for object_id in blobs:
        del pair.box.objects[object_id]
    go(pair.ben, pair.box)
    with pytest.raises(NotDeliveredYet):
        inbox.accept(pair.ben, report)
    pair.box.objects.update(blobs)
    go(pair.ben, pair.box)
    inbox.accept(pair.ben, report)
    there = evidence.show(pair.ben, item.id.hex())
    assert there.file is not None and there.file.size == 50_000
    assert [(e.action.name, e.actor) for e in there.custody] == [("RECEIVED", pair.ana.author)]
    assert evidence.reader(pair.ben, there).read_at(0, 9) == (tmp_path / "photo.jpg").read_bytes()[:9]


def test_a_hash_alone_is_no_file_that_was_received(pair: Pair, tmp_path: Path) -> None:
    made, _ = records.add(pair.ana, "event", {"title": "March"})
    (tmp_path / "photo.jpg").write_bytes(b"private")
    item, _ = evidence.add(pair.ana, tmp_path / "photo.jpg", made.ref)
    claim = Copied(NEW, "evidence_item", {"title": "Mine", "sha256": item.fields["sha256"], "size": 7})
    pair.accept(body(claim))
    assert custody.entries(pair.ana.con, NEW) == []
    assert files.by_hash(pair.ana, bytes.fromhex(str(item.fields["sha256"])))


def test_a_contact_put_aside_is_not_sent_to_and_comes_back_with_its_card(pair: Pair) -> None:
    records.remove(pair.ana, pair.ben_here.ref)
    made, _ = records.add(pair.ana, "event", {"title": "March"})
    with pytest.raises(InputRefused):
        sharing.share(pair.ana, [made.ref], [pair.ben_here.ref])
    back, _ = contact_cards.add(pair.ana, contact_cards.my_card(pair.ben).file)
    assert back.may_receive and back.state == "verified"
