"""What is withdrawn while it lies in an inbox that nobody opened, or before it is there, is heeded like any other."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import crypto
from app.actions.contacts import identities
from app.actions.kernel import records
from app.actions.kernel.db import direct_db
from app.actions.mail import inbox, receive, received_withdrawals, rules, sent_withdrawals, teams
from app.actions.records import destruction, evidence
from app.actions.rounds.inbox_port import Incoming
from app.domain.record import Record
from app.store.mail import destruction as gone
from app.store.records.search import Query
from app.store.vault.blobs import blob_path
from app.store.vault.open_vault import Vault
from tests import pages
from tests.actions.pairs import Pair, go, know, pair_at, post, report_of
from tests.actions.test_resume import half
from tests.actions.test_retracting import command, incident
from tests.memory_transport import MemoryTransport
from tests.vaults import vault_at


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    with pair_at(tmp_path) as pair:
        yield pair


def filmed(vault: Vault, folder: Path) -> Record:
    made = incident(vault, "Qxvtitlezq")
    film = folder / "film.bin"
    film.write_bytes(b"Qxvfilmzq" * 9000)
    evidence.add(vault, film, made.ref)
    film.unlink()
    return made


def answered(pair: Pair) -> dict[str, int]:
    """Return what Ben answered of Ana's newest retraction."""
    (answer,) = sent_withdrawals.list_withdrawals(pair.ana)[0].answers
    return dict(answer.told.did)


def titles(vault: Vault) -> list[str]:
    return [record.title for record in records.find(vault, Query("event"))]


def came(vault: Vault) -> str:
    """Return the one retraction that came, which waits for a person."""
    (row,) = received_withdrawals.list_received_withdrawals(vault, waiting=True)
    return row.retraction.id.hex()


def accept_all(vault: Vault) -> list[tuple[bytes, str, str]]:
    """Accept what waits, and return what was named of it."""
    reports = [row.arrived.report.hex() for row in inbox.list_reports(vault, "delivered")]
    return [row for report in reports for row in inbox.accept(vault, report)[0].refused]


@pytest.mark.parametrize("refused", [False, True])
def test_a_consent_is_heeded_in_an_unopened_report_and_destroyed_there_without_a_trace(
    pair: Pair, tmp_path: Path, refused: bool
) -> None:
    ben, made = pair.ben, filmed(pair.ana, tmp_path)
    report = pair.share(made.ref)
    pair.sync()
    (stored,) = ben.con.execute("SELECT id, key FROM blob").fetchall()
    markers = [b"xvtitlezq", *map(bytes, stored)]
    assert pages.found(ben, markers).keys() == set(markers)
    if refused:
        inbox.refuse(ben, report, "We do not take it.")
    sent_withdrawals.retract(pair.ana, [made.ref], "consent", "destroy")
    pair.sync(2)
    assert answered(pair) == {"hidden": 3}
    body = inbox.look(ben, report).body
    assert body is not None and body.records == ()
    assert [
        (row.records, row.unopened) for row in received_withdrawals.list_received_withdrawals(ben, waiting=True)
    ] == [((), {"hidden": 3})]
    received_withdrawals.decide(ben, came(ben), "destroy")
    assert destruction.finish(ben)
    pair.sync(2)
    assert answered(pair) == {"destroyed": 3}
    assert pages.found(ben, markers) == {}
    assert gone.read_destruction_entry(ben, made.id) is not None


@pytest.mark.parametrize("desk", [False, True])
def test_what_was_destroyed_unopened_comes_back_by_no_second_copy(pair: Pair, tmp_path: Path, desk: bool) -> None:
    ben, made = pair.ben, filmed(pair.ana, tmp_path)
    report = pair.share(made.ref)
    again = pair.share(made.ref)  # another report with the same records
    pair.sync()
    early = dict(pair.box.objects)
    sent_withdrawals.retract(pair.ana, [made.ref], "consent", "destroy")
    pair.sync(2)
    received_withdrawals.decide(ben, came(ben), "destroy")
    if desk:  # the first copy was one to a desk that he reads for, and this one is to himself
        ben.con.execute("UPDATE arrived SET desk = ? WHERE profile = 'internal'", (pair.ana_there.id,))
    ben.con.execute("DELETE FROM seen")  # as if it came by another relay, in other envelopes
    box = MemoryTransport()
    box.objects = early
    go(ben, box)
    assert destruction.finish(ben)
    assert pages.found(ben, [b"xvtitlezq"]) == {}
    assert ben.con.execute("SELECT count(*) FROM blob").fetchone() == (0,)
    for id_ in (report, again):
        inbox.accept(ben, id_)
    assert titles(ben) == []


@pytest.mark.parametrize("by_hand", [False, True])
def test_a_later_report_keeps_nothing_of_what_was_destroyed_here(pair: Pair, tmp_path: Path, by_hand: bool) -> None:
    ben, made = pair.ben, filmed(pair.ana, tmp_path)
    first = pair.share(made.ref)
    pair.sync(2)
    before = set(pair.box.objects)
    pair.share(made.ref)
    go(pair.ana, pair.box)
    late = {name: pair.box.objects.pop(name) for name in set(pair.box.objects) - before}
    if by_hand:
        inbox.accept(ben, first)
        destruction.destroy(ben, destruction.look(ben, made.id.hex(), linked=True))
        pair.box.objects |= late
        pair.sync()
        assert destruction.finish(ben) and pages.found(ben, [b"xvtitlezq"])  # a person would be told of it
    sent_withdrawals.retract(pair.ana, [made.ref], "consent", "destroy")
    pair.sync(2)
    if not by_hand:
        received_withdrawals.decide(ben, came(ben), "destroy")
        pair.box.objects |= late
        pair.sync(2)
    assert answered(pair) == {"destroyed": 3}
    assert destruction.finish(ben) and pages.found(ben, [b"xvtitlezq"]) == {}
    assert ben.con.execute("SELECT count(*) FROM blob").fetchone() == (0,)


def test_what_is_wrong_is_taken_in_with_its_mark(pair: Pair) -> None:
    ben, made = pair.ben, incident(pair.ana)
    pair.share(made.ref)
    pair.sync()
    sent_withdrawals.retract(pair.ana, [made.ref], "wrong", "mark")
    pair.sync(2)
    assert answered(pair) == {"marked": 2}
    assert accept_all(ben) == []
    (row,) = received_withdrawals.list_received_withdrawals(ben)
    assert dict(row.did) == {"marked": 2} and len(row.records) == 2 and row.unopened == {}
    assert titles(ben) == [made.title]


def test_what_is_hidden_is_taken_in_put_aside_and_shown_where_it_is_taken_back(pair: Pair) -> None:
    ben, made, other = pair.ben, incident(pair.ana), incident(pair.ana, "Another river")
    pair.share(made.ref, other.ref)
    pair.sync()
    seen, _ = sent_withdrawals.retract(pair.ana, [made.ref], "danger", "hide")
    pair.sync(2)
    assert answered(pair) == {"hidden": 2}
    assert [id_ for id_, _, why in accept_all(ben) if "Amparo removed it" in why] != []
    assert titles(ben) == ["Another river"] and records.record_of(ben, made.id.hex()).removed
    sent_withdrawals.take_back(pair.ana, seen.retraction.id.hex())
    pair.sync(2)
    assert answered(pair) == {"restored": 2}
    assert sorted(titles(ben)) == ["Another river", made.title]


def test_taken_back_before_anybody_opened_it_it_is_like_any_other(pair: Pair) -> None:
    ben, made = pair.ben, incident(pair.ana)
    report = pair.share(made.ref)
    pair.sync()
    seen, _ = sent_withdrawals.retract(pair.ana, [made.ref], "danger", "hide")
    pair.sync(2)
    sent_withdrawals.take_back(pair.ana, seen.retraction.id.hex())
    pair.sync(2)
    assert answered(pair) == {"restored": 2}
    body = inbox.look(ben, report).body
    assert body is not None and len(body.records) == 2
    assert accept_all(ben) == [] and titles(ben) == [made.title]


def test_who_refuses_for_an_unopened_report_takes_it_in_as_it_was(pair: Pair) -> None:
    ben, made = pair.ben, incident(pair.ana)
    pair.share(made.ref)
    pair.sync()
    sent_withdrawals.retract(pair.ana, [made.ref], "consent", "destroy")
    pair.sync(2)
    received_withdrawals.decide(ben, came(ben), "refuse", "A court has ordered us to keep it.")
    pair.sync(2)
    assert answered(pair) == {"refused": 2}
    accept_all(ben)
    assert titles(ben) == [made.title]


def test_one_of_several_records_goes_and_the_rest_of_the_report_stays(pair: Pair, tmp_path: Path) -> None:
    ben, made, other = pair.ben, filmed(pair.ana, tmp_path), incident(pair.ana, "Another river")
    first, second = pair.share(made.ref, other.ref), pair.share(made.ref)
    pair.sync()
    sent_withdrawals.retract(pair.ana, [made.ref], "consent", "destroy")
    pair.sync(2)
    received_withdrawals.decide(ben, came(ben), "destroy")
    assert destruction.finish(ben) and pages.found(ben, [b"xvtitlezq"]) == {}
    left = [inbox.look(ben, report).body for report in (first, second)]
    assert [len(body.records) if body else -1 for body in left] == [2, 0]
    accept_all(ben)
    assert titles(ben) == ["Another river"]


def test_a_rule_destroys_it_at_once_but_not_what_somebody_else_sent_too(pair: Pair, tmp_path: Path) -> None:
    with vault_at(tmp_path / "cora") as cora:
        ben, made = pair.ben, incident(pair.ana)
        know(ben, cora), know(cora, ben)
        received_withdrawals.rule(ben, "danger", "destroy", "Ana")
        alone = incident(pair.ana, "Lonely river")
        pair.share(made.ref, alone.ref)
        pair.sync()
        body = crypto.ReportBody("internal", (crypto.Copied(made.id, "event", {"title": "From Cora"}),))
        post(cora, ben, report_of(cora, ben.author, body, bytes(15) + b"1"))
        sent_withdrawals.retract(pair.ana, [made.ref, alone.ref], "danger", "destroy")
        pair.sync(2)
        assert answered(pair) == {"destroyed": 3, "hidden": 1}
        assert gone.has_pending_destruction(ben) and came(ben)
        inbox.accept(ben, (bytes(15) + b"1").hex())
        assert titles(ben) == ["From Cora"]
        pair.sync(2)
        assert answered(pair) == {"destroyed": 3, "waits": 1}  # it is Cora's here, and a person decides


def test_a_film_that_is_half_here_goes_with_its_report_and_the_rest_of_it_is_not_kept(
    pair: Pair, tmp_path: Path
) -> None:
    ben = pair.ben
    report, arrival, _ = half(pair, tmp_path)
    (row,) = ben.con.execute("SELECT blob_id, key FROM coming").fetchall()
    place, key = blob_path(ben.folder, bytes(row[0])), bytes(row[1])
    wanted = receive.find_wanted_files(ben, arrival.object_id)
    item = next(record for record in records.find(pair.ana, Query("evidence_item")))
    sent_withdrawals.retract(pair.ana, [item.ref], "consent", "destroy")
    go(pair.ana, pair.box)
    go(ben, pair.box)
    assert inbox.look(ben, report).arrived.state == "incomplete"
    assert received_withdrawals.list_received_withdrawals(ben)[0].unopened == {"hidden": 1}
    received_withdrawals.decide(ben, came(ben), "destroy")
    assert inbox.look(ben, report).arrived.state == "delivered"  # what alone was missing is what went
    assert destruction.finish(ben) and not place.exists() and pages.found(ben, [key]) == {}
    for known, places in wanted.items():  # as if a round had been fetching it meanwhile
        blob = Incoming(direct_db(ben), ben)._fetched(arrival, known)
        receive.keep_blob(ben, places, blob)
    assert destruction.finish(ben) and ben.con.execute("SELECT count(*) FROM blob").fetchone() == (0,)
    assert [path for path in (ben.folder / "blobs").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("apart", [False, True])
def test_a_report_or_its_text_that_comes_after_its_retraction_is_met_by_it(
    pair: Pair, monkeypatch: pytest.MonkeyPatch, apart: bool
) -> None:
    ben, made = pair.ben, incident(pair.ana)
    if apart:
        monkeypatch.setattr("app.actions.rounds.outbox_port.MAX_INLINE", 10)
    report = pair.share(made.ref)
    go(pair.ana, pair.box)
    first = dict(pair.box.objects)
    sent_withdrawals.retract(pair.ana, [made.ref], "consent", "hide")
    monkeypatch.undo()
    go(pair.ana, pair.box)
    late = {name for name, data in first.items() if not apart or data[:6] != b"AMPENV"}
    rest = {name: pair.box.objects.pop(name) for name in late}
    assert rest
    pair.sync(2)
    assert answered(pair) == {"absent": 2}
    assert [row.arrived.state for row in inbox.list_reports(ben) if row.arrived.report.hex() == report] == (
        ["incomplete"] if apart else []
    )
    pair.box.objects |= rest
    pair.sync(2)
    assert answered(pair) == {"hidden": 2}
    assert came(ben)
    accept_all(ben)
    assert titles(ben) == [] and records.record_of(ben, made.id.hex()).removed


def test_a_rule_that_accepts_takes_in_what_was_withdrawn_before_put_aside(pair: Pair) -> None:
    ben, made = pair.ben, incident(pair.ana)
    rules.add(ben, "Ana", "internal")
    pair.share(made.ref)
    go(pair.ana, pair.box)
    rest, pair.box.objects = pair.box.objects, {}
    sent_withdrawals.retract(pair.ana, [made.ref], "danger", "hide")
    pair.sync(2)
    pair.box.objects |= rest
    pair.sync(2)
    assert answered(pair) == {"hidden": 2}
    assert titles(ben) == [] and records.record_of(ben, made.id.hex()).removed


def test_what_a_third_sent_too_is_left_to_a_person_once_that_is_taken_in(pair: Pair, tmp_path: Path) -> None:
    with vault_at(tmp_path / "cora") as cora:
        ben, made = pair.ben, incident(pair.ana)
        know(ben, cora), know(cora, ben)
        pair.share(made.ref)
        pair.sync()
        sent_withdrawals.retract(pair.ana, [made.ref], "danger", "hide")
        pair.sync(2)
        body = crypto.ReportBody("internal", (crypto.Copied(made.id, "event", {"title": "By Cora"}),))
        post(cora, ben, report_of(cora, ben.author, body, bytes(15) + b"2"))
        inbox.accept(ben, (bytes(15) + b"2").hex())
        assert titles(ben) == ["By Cora"]
        pair.sync(2)
        assert answered(pair) == {"hidden": 1, "waits": 1}
        assert [did for _, did in received_withdrawals.list_received_withdrawals(ben, waiting=True)[0].records] == [
            "waits"
        ]


def test_a_team_that_nobody_joined_yet_is_met_too(pair: Pair) -> None:
    ben, made = pair.ben, incident(pair.ana, "Qxvteamzq")
    teams.make(pair.ana, [made.ref], "River", ["Ben"], [])
    pair.sync()
    assert len(inbox.list_reports(ben, "delivered")) == 1
    sent_withdrawals.retract(pair.ana, [made.ref], "consent", "destroy")
    pair.sync(2)
    assert answered(pair) == {"hidden": 2}
    received_withdrawals.decide(ben, came(ben), "destroy")
    assert destruction.finish(ben) and pages.found(ben, [b"xvteamzq"]) == {}
    accept_all(ben)
    pair.sync(2)
    assert titles(ben) == [] and pages.found(ben, [b"xvteamzq"]) == {}


def test_a_reminder_finds_what_an_earlier_version_did_not_look_for(pair: Pair) -> None:
    ben, made = pair.ben, incident(pair.ana)
    pair.share(made.ref)
    pair.sync()
    seen, _ = sent_withdrawals.retract(pair.ana, [made.ref], "danger", "hide")
    pair.sync()
    ben.con.execute("UPDATE retracted SET did = 'absent'")
    sent_withdrawals.remind(pair.ana, seen.retraction.id.hex())
    pair.sync()
    assert dict(received_withdrawals.list_received_withdrawals(ben)[0].did) == {"hidden": 2}


def test_nobody_withdraws_what_somebody_else_sent(pair: Pair, tmp_path: Path) -> None:
    with vault_at(tmp_path / "cora") as cora:
        ben, made = pair.ben, incident(pair.ana)
        know(ben, cora), know(cora, ben)
        report = pair.share(made.ref)
        pair.sync()
        fields = {"says": "retract", "reason": "danger", "ask": "hide", "records": [made.id.hex()]}
        body = crypto.ReportBody("retraction", (crypto.Copied(bytes(16), "retraction", fields),))
        post(cora, ben, report_of(cora, ben.author, body, bytes(15) + b"3"))
        (row,) = received_withdrawals.list_received_withdrawals(ben)
        assert dict(row.did) == {"absent": 1}
        body_ = inbox.look(ben, report).body
        assert body_ is not None and len(body_.records) == 2
        accept_all(ben)
        assert titles(ben) == [made.title]
        assert [did for _, did in received_withdrawals.list_received_withdrawals(ben, waiting=True)[0].records] == [
            "waits"
        ]


def test_what_came_under_a_key_that_nobody_knew_is_met_once_the_key_is_known(pair: Pair) -> None:
    ben, id_ = pair.ben, b"r" * 16
    fields = {"says": "retract", "reason": "danger", "ask": "hide", "records": [id_.hex()]}
    notice = crypto.ReportBody("retraction", (crypto.Copied(bytes(16), "retraction", fields),))
    post(pair.ana, ben, report_of(pair.ana, ben.author, notice, bytes(15) + b"4"))
    identities.rotate(pair.ana)
    body = crypto.ReportBody("internal", (crypto.Copied(id_, "event", {"title": "By a new key"}),))
    post(pair.ana, ben, report_of(pair.ana, ben.author, body, bytes(15) + b"5"))
    assert [dict(row.did) for row in received_withdrawals.list_received_withdrawals(ben)] == [{"absent": 1}]
    pair.sync(2)
    assert [dict(row.did) for row in received_withdrawals.list_received_withdrawals(ben)] == [{"hidden": 1}]
    assert getattr(inbox.look(ben, (bytes(15) + b"5").hex()).body, "records", None) == ()


def test_by_command(pair: Pair, tmp_path: Path) -> None:
    ben, made = pair.ben, filmed(pair.ana, tmp_path)
    report = command(pair.ana, "share", made.ref, "--to", "Ben", "--profile", "internal")["report"]
    pair.sync()
    command(pair.ana, "retract", made.ref, "--reason", "consent", "--ask", "destroy")
    pair.sync(2)
    (row,) = command(ben, "retraction", "status")["came"]
    assert [row[key] for key in ("waits", "did", "unopened", "records")] == [True, {"hidden": 3}, {"hidden": 3}, []]
    assert command(ben, "retraction", "answer", row["retraction"], "destroy", "--yes")["did"] == {"destroyed": 3}
    assert pages.found(ben, [b"xvtitlezq"]) == {} and ben.con.execute("SELECT 1 FROM blob").fetchone() is None
    assert command(ben, "accept", report)["added"] == []
    pair.sync(2)
    assert command(pair.ana, "retraction", "status")["ours"][0]["told"][0]["did"] == {"destroyed": 3}
