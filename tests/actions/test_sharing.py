"""A share freezes exactly what was looked at, in one transaction, and drags nothing along that was not meant."""

import os
from pathlib import Path

import pytest
from attrs import evolve

import crypto
from app.actions.contacts import contact_cards
from app.actions.kernel import records
from app.actions.mail import inbox, share_preview, sharing
from app.actions.records import evidence
from app.domain.record import Record
from app.errors import InputRefused, NotWellFormed
from app.store.mail import outbox
from app.store.records import custody
from tests.actions.pairs import Pair, everything, get, go
from tests.flow.cast import Person

YES = {"purpose": ["SHARE_NETWORK"], "state": "given"}


def person(pair: Pair, alias: str) -> Record:
    return records.add(pair.ana, "actor", {"alias": alias})[0]


def act_on(pair: Pair, victim: Record, title: str) -> tuple[Record, Record]:
    event, changed = records.add(
        pair.ana, "event", {"title": title, "act": {"violation": "INT1", "victim": victim.ref}}
    )
    (act,) = (r for r in (get(pair.ana, i) for i in changed.ids) if r.kind == "act")
    return event, act


def frozen(pair: Pair) -> "list[crypto.ReportBody]":
    return [crypto.read_body(d.body) for d in outbox.deliveries(pair.ana.con)]


def titles(view: sharing.Preview) -> set[str]:
    return {row.title for row in view.selection.records}


def test_one_incident_never_drags_another_of_the_same_person_or_place(pair: Pair) -> None:
    luna = person(pair, "Luna")
    first, _ = act_on(pair, luna, "First")
    act_on(pair, luna, "Second")
    assert titles(sharing.preview(pair.ana, [first.ref], "internal")) == {"First", "Luna", "Beaten / assaulted, Luna"}


def test_a_part_does_not_drag_what_else_it_belongs_to(pair: Pair, tmp_path: Path) -> None:
    luna, rio = person(pair, "Luna"), person(pair, "Rio")
    event, act = act_on(pair, luna, "First")
    (tmp_path / "photo.jpg").write_bytes(b"photo")
    item, _ = evidence.add(pair.ana, tmp_path / "photo.jpg", event.ref)
    records.link(pair.ana, item.ref, "of", rio.ref)
    assert "Rio" not in titles(sharing.preview(pair.ana, [event.ref], "internal"))
    assert titles(sharing.preview(pair.ana, [act.ref], "internal")) == {"Luna", act.title}


def test_consents_go_with_their_person_to_ourselves_only(pair: Pair) -> None:
    luna = person(pair, "Luna")
    event, _ = act_on(pair, luna, "First")
    records.add(pair.ana, "consent_record", {**YES, "actor": luna.ref})
    kinds = {n: {r.kind for r in sharing.preview(pair.ana, [event.ref], n).selection.records}
             for n in ("internal", "network", "court")}  # fmt: skip
    assert kinds == {
        "internal": {"event", "act", "actor", "consent_record"}, "network": {"event", "act", "actor"}, "court": set(),
    }  # fmt: skip


def test_what_was_put_aside_stays(pair: Pair) -> None:
    luna = person(pair, "Luna")
    event, act = act_on(pair, luna, "First")
    records.remove(pair.ana, act.ref)
    assert titles(sharing.preview(pair.ana, [event.ref], "internal")) == {"First"}
    records.remove(pair.ana, event.ref)
    with pytest.raises(InputRefused, match="the record is removed"):
        pair.share(event.ref)


@pytest.mark.parametrize("profile", ["internal", "network", "authority", "public", "court"])
def test_what_was_looked_at_is_what_is_frozen(pair: Pair, profile: str) -> None:
    luna = person(pair, "Luna")
    answer(pair, luna, "actor", ["SHARE_NETWORK", "AUTHORITIES", "COURT"])
    event, _ = records.add(pair.ana, "event", {
        "title": "First", "date_start": "2024-03-09", "description": "secret words", "country": "MX",
        "remarks": "for us", "act": {"violation": "INT1", "victim": luna.ref},
    })  # fmt: skip
    view = sharing.preview(pair.ana, [event.ref], profile)
    pair.share(event.ref, profile=profile)
    (body,) = frozen(pair)
    assert [r.record_id for r in body.records] == [r.id for r in view.selection.records]
    assert [set(r.fields) for r in body.records] == [set(r.fields) for r in view.selection.records]
    assert [k.link_id for k in body.links] == [k.id for k in view.selection.links]
    assert {(h.record_id, h.field, h.reason) for h in body.held_back} >= {
        (h.record, h.field, h.why) for h in view.selection.held_back
    }
    raw = outbox.deliveries(pair.ana.con)[0].body
    assert (b"secret words" in raw) == (profile != "public")
    assert (b"for us" in raw) == (profile == "internal")
    assert b"beaten / assaulted" not in raw
    assert bool(body.changes) == (profile == "internal")
    records.edit(pair.ana, event.ref, {"title": "Later"})
    assert frozen(pair) == [body]


@pytest.mark.parametrize("profile", ["internal", "network", "authority", "public", "court"])
def test_what_the_preview_reads_is_byte_for_byte_what_leaves(pair: Pair, tmp_path: Path, profile: str) -> None:
    luna = person(pair, "Luna")
    event, _ = records.add(pair.ana, "event", {
        "title": "First", "date_start": "2024-03-09", "description": "secret words", "remarks": "for us",
        "act": {"violation": "INT1", "victim": luna.ref},
    })  # fmt: skip
    answer(pair, luna, "actor", ["SHARE_NETWORK", "AUTHORITIES", "COURT"])
    (tmp_path / "photo.jpg").write_bytes(b"photo")
    evidence.add(pair.ana, tmp_path / "photo.jpg", event.ref)
    before = everything(pair.ana)
    (looked,) = share_preview.readings(pair.ana, [event.ref], [pair.ben_here.ref], profile)
    body, made = looked.body, looked.made
    assert everything(pair.ana) == before and outbox.deliveries(pair.ana.con) == []  # looking queues nothing
    report = pair.share(event.ref, profile=profile)
    (delivery,) = outbox.deliveries(pair.ana.con)
    assert evolve(crypto.read_body(delivery.body), custody=()).encode() == made.body
    assert looked.has_custody == bool(crypto.read_body(delivery.body).custody) == bool(made.files)
    assert [f.blob for f in outbox.list_attached_files(pair.ana.con, delivery.num)] == [blob for blob, *_ in made.files]
    go(pair.ana, pair.box)
    go(pair.ben, pair.box)
    read = inbox.look(pair.ben, report).body
    assert read is not None
    assert [(r.id, r.kind, r.fields) for r in read.records] == [(r.id, r.kind, r.fields) for r in body.records]
    assert (read.links, read.held_back, read.profile) == (body.links, body.held_back, body.profile)


def test_a_value_that_was_cleared_leaves_only_in_a_history_that_may_hold_it(pair: Pair) -> None:
    event, _ = records.add(pair.ana, "event", {"title": "First", "description": "typed by mistake"})
    records.edit(pair.ana, event.ref, {"description": None})
    for profile in ("network", "court"):
        pair.share(event.ref, profile=profile)
    assert not any(b"typed by mistake" in d.body for d in outbox.deliveries(pair.ana.con))


def test_a_withdrawal_blocks_the_next_share(pair: Pair) -> None:
    luna = person(pair, "Luna")
    event, _ = act_on(pair, luna, "First")
    records.add(pair.ana, "consent_record", {**YES, "actor": luna.ref, "given_on": "2024-01-01"})
    assert "Luna" in titles(sharing.preview(pair.ana, [event.ref], "network"))
    pair.clock.now += 60
    records.add(pair.ana, "consent_record", {**YES, "actor": luna.ref, "state": "withdrawn"})
    assert "Luna" not in titles(sharing.preview(pair.ana, [event.ref], "network"))


def test_a_share_that_fails_for_one_queues_nothing_for_any(pair: Pair) -> None:
    luna = person(pair, "Luna")
    with pytest.raises(InputRefused, match="Consent is missing: Luna: Network, not asked"):
        pair.share(luna.ref, profile="network")
    event, _ = act_on(pair, luna, "First")
    pair.ana.con.execute("UPDATE card SET state = 'changed'")
    for to in ([pair.ben_here.ref], []):
        with pytest.raises(InputRefused):
            sharing.share(pair.ana, [event.ref], to)
    for handles, profile in (([event.ref], "everyone"), ([], "internal")):
        with pytest.raises(InputRefused):
            sharing.preview(pair.ana, handles, profile)
    counts = [
        pair.ana.con.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("delivery", "attachment", "shared")
    ]
    assert counts == [0, 0, 0]


def test_originals_go_to_a_verified_contact_only_and_the_custody_line_says_so(pair: Pair, tmp_path: Path) -> None:
    event, _ = records.add(pair.ana, "event", {"title": "First"})
    (tmp_path / "photo.jpg").write_bytes(os.urandom(1_000))
    item, _ = evidence.add(pair.ana, tmp_path / "photo.jpg", event.ref)
    pair.ana.con.execute("UPDATE card SET state = 'new'")
    shared, _ = sharing.share(pair.ana, [event.ref], [pair.ben_here.ref])
    assert shared.warnings and ("file", "originals go to a verified contact only") in {
        (h.field, h.why) for h in shared.held_back
    }
    contact_cards.verify(
        pair.ana, pair.ben_here.ref, "".join(contact_cards.safety_number(pair.ana, shared.recipients[0]))
    )
    shared, _ = sharing.share(pair.ana, [event.ref], [pair.ben_here.ref])
    assert not shared.warnings and not any(h.field == "file" for h in shared.held_back)
    assert [len(outbox.list_attached_files(pair.ana.con, d.num)) for d in outbox.deliveries(pair.ana.con)] == [0, 1]
    assert [e.action.name for e in custody.entries(pair.ana.con, item.id)] == ["RECEIVED", "SHARED"]


def test_a_file_damaged_here_is_named_and_other_reports_go(pair: Pair, tmp_path: Path) -> None:
    event, _ = records.add(pair.ana, "event", {"title": "First"})
    (tmp_path / "photo.jpg").write_bytes(os.urandom(40_000))
    evidence.add(pair.ana, tmp_path / "photo.jpg", event.ref)
    pair.share(event.ref)
    other, _ = records.add(pair.ana, "event", {"title": "Second"})
    pair.share(other.ref)
    (blob,) = (p for p in (pair.ana.folder / "blobs").rglob("*") if p.is_file())
    blob.write_bytes(blob.read_bytes()[:-1])
    tally = go(pair.ana, pair.box)
    assert len(tally.failures) == 1 and "cannot be read" in tally.failures[0]
    assert [d.state for d in outbox.deliveries(pair.ana.con)] == ["queued", "relayed"]


def test_more_than_a_report_holds_is_refused_before_anything_is_queued(pair: Pair) -> None:
    event, _ = records.add(pair.ana, "event", {"description": "x" * (17 << 20)})
    with pytest.raises(InputRefused, match=r"These records are too large for one report \(no report body"):
        pair.share(event.ref, profile="internal")
    assert outbox.deliveries(pair.ana.con) == []


def test_a_body_too_large_for_its_manifest_arrives_as_a_file(pair: Pair) -> None:
    event, _ = records.add(pair.ana, "event", {"title": "Long", "description": "word " * 300_000})
    done = pair.give(event.ref, profile="internal")
    assert done.added == [event.id]
    assert get(pair.ben, event.id).fields["description"] == ("word " * 300_000).strip()


def answer(pair: Pair, about: Record, role: str, purposes: list[str], state: str = "given") -> None:
    records.add(pair.ana, "consent_record", {"purpose": purposes, "state": state, role: about.ref})


@pytest.mark.parametrize(
    ("purposes", "state", "warned"),
    [
        (["STORE"], "given", True),
        (["STORE", "USE_STATS"], "given_by_other", True),
        (["SHARE_NETWORK"], "refused", True),
        (["STORE", "SHARE_NETWORK"], "given", False),
        (["AUTHORITIES"], "given", False),
        (["STORE"], "not_asked", False),
    ],
)
def test_who_agreed_to_keep_it_only_is_named_before_it_leaves(
    pair: Pair, purposes: list[str], state: str, warned: bool
) -> None:
    luna = person(pair, "Luna")
    event, _ = act_on(pair, luna, "First")
    assert sharing.preview(pair.ana, [event.ref], "internal").warnings == ()
    answer(pair, luna, "actor", purposes, state)
    said = "Luna: they did not agree to share this. Ask them again before you send it."
    view = sharing.preview(pair.ana, [event.ref], "internal")
    assert (view.warnings, "Luna" in titles(view)) == ((said,) if warned else (), True)
    shared, _ = sharing.share(pair.ana, [event.ref], [pair.ben_here.ref], "internal")
    assert (said in shared.warnings) is warned


def test_a_later_yes_is_a_yes(pair: Pair) -> None:
    luna = person(pair, "Luna")
    event, _ = act_on(pair, luna, "First")
    answer(pair, luna, "actor", ["STORE"])
    answer(pair, luna, "actor", ["SHARE_NETWORK"])
    assert sharing.preview(pair.ana, [event.ref], "internal").warnings == ()


def test_an_answer_about_an_incident_counts_for_it(pair: Pair) -> None:
    event, _ = records.add(pair.ana, "event", {"title": "First"})
    answer(pair, event, "event", ["STORE"])
    (said,) = sharing.preview(pair.ana, [event.ref], "internal").warnings
    assert said.startswith("First: ")


def test_an_answer_that_is_about_an_incident_too_is_the_persons(pair: Pair) -> None:
    for _ in range(8):  # ids are random, and in whatever order they are met it counts
        luna = person(pair, "Luna")
        event, _ = act_on(pair, luna, "First")
        records.add(pair.ana, "consent_record", {**YES, "actor": luna.ref, "event": event.ref})
        assert "Luna" in titles(sharing.preview(pair.ana, [event.ref], "network"))


def test_look_shows_by_command_what_leaves_for_whom_and_queues_nothing(tmp_path: Path) -> None:
    kurt = Person(tmp_path, "kurt").creates()
    for name in ("ana", "ben"):
        other = Person(tmp_path, name).creates()
        other.does("card", "show", "--file", str(tmp_path / f"{name}.card"))
        kurt.does("contact", "add", str(tmp_path / f"{name}.card"))
    given = {
        "title": "March",
        "remarks": "ours alone",
        "act": {"violation": "INT1", "victim": {"kind": "actor", "alias": "Luna", "consent_record": [YES]}},
    }
    event = kurt.adds(**given)
    kurt.edits(event, title="March at the river")
    (tmp_path / "photo.jpg").write_bytes(b"photo")
    kurt.does("evidence", "add", str(tmp_path / "photo.jpg"), "--to", event)
    words = ("share", event, "--to", "ana", "ben", "--look")
    with kurt.opened() as vault:
        before = everything(vault)
    looked = kurt.does(*words, "--profile", "network")
    (would,) = looked["would_leave"]
    assert looked["queued"] is False and [to["title"] for to in would["to"]] == ["ana", "ben"]
    rows = {row["kind"]: row for row in would["records"]}
    assert rows["event"]["fields"]["title"] == "March at the river" and "remarks" not in rows["event"]["fields"]
    assert "history" not in rows["event"] and would["files"] == [] and would["padded"] > would["bytes"]
    assert "file" in [held["field"] for held in would["held_back"]] and would["they_hear_what_is_held_back"]
    assert any("ana is not verified" in said for said in looked["warnings"])
    (ours,) = kurt.does(*words, "--profile", "internal")["would_leave"]
    past = next(row["history"] for row in ours["records"] if row["kind"] == "event")
    assert {"March", "March at the river"} <= {change["fields"].get("title") for change in past}, "the past leaves too"
    assert ours["held_back"][-1]["why"] == "originals go to a verified contact only"
    apart = kurt.does(*words, "--mode", "anonymous")["would_leave"]
    assert [[to["title"] for to in one["to"]] for one in apart] == [["ana"], ["ben"]]
    assert not apart[0]["they_hear_what_is_held_back"] and event not in str(apart[0]["records"])
    with kurt.opened() as vault:
        assert outbox.deliveries(vault.con) == [] and everything(vault) == before
    kurt.edits(event, title="March at the bridge")
    network = (*words[:-1], "--profile", "network", "--digest")
    code, said = kurt.tries(*network, looked["digest"])
    assert code == 5 and "Records changed after you read the report" in str(said)
    with pytest.raises(NotWellFormed, match="sha256"):
        kurt.tries(*network, "")  # an empty digest is not "any digest"
    with kurt.opened() as vault:
        assert outbox.deliveries(vault.con) == []
    (would,) = (looked := kurt.does(*words, "--profile", "network"))["would_leave"]
    kurt.does(*network, looked["digest"])
    with kurt.opened() as vault:
        body = crypto.read_body(outbox.deliveries(vault.con)[0].body)
    assert {row.record_id.hex(): row.kind for row in body.records} == {r["id"]: r["kind"] for r in would["records"]}


def test_who_refused_to_be_kept_leaves_with_nothing_of_ours(pair: Pair) -> None:
    luna = person(pair, "Luna")
    event, _ = act_on(pair, luna, "First")
    answer(pair, luna, "actor", ["STORE", "SHARE_NETWORK"], "refused")
    assert sharing.preview(pair.ana, [event.ref], "internal").selection.records == ()
