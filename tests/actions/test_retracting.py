"""What was sent is withdrawn: everybody who got it hears so, does what is asked, passes it on, and answers."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import crypto
from app.actions.contacts import contact_cards, identities
from app.actions.exports import tables_out
from app.actions.kernel import records
from app.actions.mail import anonymous, inbox, notices, received_withdrawals, sent_withdrawals, sharing
from app.actions.rounds import sticks
from app.cli.main import parser
from app.domain.record import Record
from app.errors import InputRefused
from app.store.mail import inbox as mail
from app.store.mail import outbox, retractions
from app.store.records import custody
from app.store.records.search import Query
from app.store.vault import identity
from app.store.vault.open_vault import Vault
from crypto.custody import Action
from tests.actions.pairs import go, know, pair_at, post, report_of
from tests.actions.team import Three, three_at
from tests.vaults import vault_at


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Three]:
    with three_at(tmp_path_factory.mktemp("people"), strangers=True) as found:
        yield found


@pytest.fixture
def three(people: Three) -> Iterator[Three]:
    """Ana is between Ben and Carla, who do not know each other: what Ben sends goes through her."""
    yield people
    people.begin_anew()
    for vault in people.vaults.values():
        for table in ("retraction", "retracted", "retraction_to", "retraction_rule", "replaced", "shared"):
            vault.con.execute(f"DELETE FROM {table}")
        for record in records.find(vault, Query("event")):
            records.remove(vault, record.ref)
        vault.con.execute("DELETE FROM arrived")


def send(three: Three, giver: str, to: str, handle: str) -> None:
    """Let one share with another, who accepts it."""
    sharing.share(three.vaults[giver], [handle], [three.here[giver, to].ref], "internal")
    for name in (giver, to):
        go(three.vaults[name], three.box)
    for came in inbox.list_reports(three.vaults[to], "delivered"):
        inbox.accept(three.vaults[to], came.arrived.report.hex())


def incident(vault: Vault, title: str = "Eviction at the river") -> Record:
    return records.add(vault, "event", {"title": title, "date_start": "2024-03-09", "act": [{"age_at_act": 30}]})[0]


def chain(three: Three) -> Record:
    """Let Ben send an incident to Ana, and Ana pass it on to Carla."""
    made = incident(three.vaults["Ben"])
    send(three, "Ben", "Ana", made.ref)
    send(three, "Ana", "Carla", made.id.hex())
    return made


def found(vault: Vault, text: str = "river") -> list[str]:
    return [record.title for record in records.find(vault, Query("event", text=text))]


def did(three: Three, name: str) -> dict[str, int]:
    """Return what somebody was answered of their newest retraction, of all who were told."""
    seen = sent_withdrawals.list_withdrawals(three.vaults[name])[0]
    assert seen.answers
    return {what: n for answer in seen.answers for what, n in answer.told.did.items()}


def test_who_got_it_hides_it_passes_it_on_and_answers(three: Three) -> None:
    made = chain(three)
    assert found(three.vaults["Carla"]) and found(three.ana)
    reach = sent_withdrawals.look(three.vaults["Ben"], [made.ref])
    assert [row.contact.record.title for row in reach.got] == ["Ana"]
    assert len(reach.got[0].records) == 2
    sent_withdrawals.retract(three.vaults["Ben"], [made.ref], "consent", "hide", "She asked us to.")
    three.round(3)
    for name in ("Ana", "Carla"):
        assert found(three.vaults[name]) == []
        assert three.of(name, made.id).removed
        (came,) = received_withdrawals.list_received_withdrawals(three.vaults[name])
        assert (came.retraction.reason, came.retraction.text) == ("consent", "She asked us to.")
        lines = custody.entries(three.vaults[name].con, made.id)
        assert [(line.action, line.reason) for line in lines] == [(Action.REDACTED, "consent")]
    assert did(three, "Ben") == did(three, "Ana") == {"hidden": 2}
    assert sent_withdrawals.list_withdrawals(three.vaults["Ben"])[0].answers[0].told.passed == 1
    assert received_withdrawals.list_received_withdrawals(three.ana)[0].sender.title == "Ben"
    assert received_withdrawals.list_received_withdrawals(three.vaults["Carla"])[0].sender.title == "Ana"


def test_a_notice_holds_ids_and_names_the_reports_and_nothing_of_the_records(three: Three) -> None:
    made = chain(three)
    sent_withdrawals.retract(three.vaults["Ben"], [made.ref], "other", "mark")
    three.round(2)
    (notice,) = [came.arrived for came in inbox.list_reports(three.ana) if came.arrived.profile == "retraction"]
    manifest = crypto.parse_manifest(mail.manifest(three.ana.con, notice))
    body = crypto.parse_body(manifest.body)
    assert set(body.records[0].fields) == {"says", "reason", "ask", "records"}
    assert "river" not in repr(body)
    first = [came.arrived.report for came in inbox.list_reports(three.ana) if came.arrived.profile == "internal"]
    assert set(manifest.replaces) <= set(first) and len(manifest.replaces) == 1


def test_a_mistake_is_marked_and_taken_back_down_the_chain(three: Three) -> None:
    made = chain(three)
    sent_withdrawals.retract(three.vaults["Ben"], [made.ref], "consent", "hide")
    three.round(3)
    mistake = sent_withdrawals.list_withdrawals(three.vaults["Ben"])[0].retraction
    with pytest.raises(InputRefused, match="cannot see any"):
        sharing.share(three.vaults["Ben"], [made.ref], [three.here["Ben", "Ana"].ref], "internal")
    sent_withdrawals.take_back(three.vaults["Ben"], mistake.id.hex())
    three.round(3)
    assert found(three.ana) == found(three.vaults["Carla"]) == [made.title]
    assert did(three, "Ben") == {"restored": 2}
    sharing.share(three.vaults["Ben"], [made.ref], [three.here["Ben", "Ana"].ref], "internal")
    with pytest.raises(InputRefused, match="already"):
        sent_withdrawals.take_back(three.vaults["Ben"], mistake.id.hex())


def test_wrong_is_marked_and_the_right_one_may_follow(three: Three) -> None:
    made = chain(three)
    sent_withdrawals.retract(three.vaults["Ben"], [made.ref], "wrong", "hide")
    three.round(3)
    assert found(three.ana) == [made.title]
    assert [
        row.retraction.reason for row in received_withdrawals.list_received_withdrawals(three.ana, waiting=True)
    ] == ["wrong"]
    assert did(three, "Ben") == {"marked": 2}
    records.edit(three.vaults["Ben"], made.ref, {"title": "Eviction at the bridge"})
    send(three, "Ben", "Ana", made.ref)
    assert three.of("Ana", made.id).title == "Eviction at the bridge"


def test_destroying_is_a_persons_yes_or_a_rule_of_theirs(three: Three) -> None:
    made = chain(three)
    with pytest.raises(InputRefused, match="one verified contact"):
        received_withdrawals.rule(three.vaults["Carla"], "danger", "destroy")
    received_withdrawals.rule(three.vaults["Carla"], "danger", "destroy", "Ana")
    sent_withdrawals.retract(three.vaults["Ben"], [made.ref], "danger", "destroy")
    assert all(row.urgent for row in outbox.deliveries(three.vaults["Ben"].con, "profile = 'retraction'"))
    three.round(3)
    assert did(three, "Ben") == {"hidden": 2}
    assert did(three, "Ana") == {"destroyed": 2}
    (came,) = received_withdrawals.list_received_withdrawals(three.ana, waiting=True)
    received_withdrawals.decide(three.ana, came.retraction.id.hex(), "destroy")
    three.round(2)
    assert did(three, "Ben") == {"destroyed": 2}
    assert received_withdrawals.list_received_withdrawals(three.ana, waiting=True) == []
    assert three.ana.con.execute("SELECT 1 FROM record WHERE id = ?", (made.id,)).fetchone() is None


def test_a_rule_destroys_nothing_that_something_of_ours_hangs_on(three: Three) -> None:
    made = chain(three)
    received_withdrawals.rule(three.ana, "danger", "destroy", "Ben")
    records.add(three.ana, "act", {"age_at_act": 5, "event": made.id.hex()})
    sent_withdrawals.retract(three.vaults["Ben"], [made.ref], "danger", "destroy")
    three.round(2)
    assert did(three, "Ben") == {"destroyed": 1, "hidden": 1}
    assert three.of("Ana", made.id).removed


def test_a_rule_that_destroys_rests_while_its_contact_is_not_verified(three: Three) -> None:
    made = chain(three)
    received_withdrawals.rule(three.ana, "danger", "destroy", "Ben")
    state = "UPDATE card SET state = ? WHERE record = ?"
    three.ana.con.execute(state, ("introduced", three.here["Ana", "Ben"].id))  # as after a new key of his
    sent_withdrawals.retract(three.vaults["Ben"], [made.ref], "danger", "destroy")
    three.round(2)
    three.ana.con.execute(state, ("verified", three.here["Ana", "Ben"].id))
    assert did(three, "Ben") == {"hidden": 2}
    assert received_withdrawals.list_received_withdrawals(three.ana, waiting=True)


def test_who_refuses_says_why_and_shows_it_again(three: Three) -> None:
    made = chain(three)
    sent_withdrawals.retract(three.vaults["Ben"], [made.ref], "consent", "destroy")
    three.round(2)
    (came,) = received_withdrawals.list_received_withdrawals(three.ana, waiting=True)
    received_withdrawals.decide(three.ana, came.retraction.id.hex(), "refuse", "A court has ordered us to keep it.")
    three.round(2)
    answer = sent_withdrawals.list_withdrawals(three.vaults["Ben"])[0].answers[0]
    assert (dict(answer.told.did), answer.told.text) == ({"refused": 2}, "A court has ordered us to keep it.")
    assert found(three.ana) == [made.title]


def test_what_a_person_had_put_aside_stays_aside_where_it_is_taken_back(three: Three) -> None:
    made = chain(three)
    records.remove(three.ana, made.id.hex())
    seen, _ = sent_withdrawals.retract(three.vaults["Ben"], [made.ref], "danger", "hide")
    three.round(2)
    assert did(three, "Ben") == {"hidden": 2}
    sent_withdrawals.take_back(three.vaults["Ben"], seen.retraction.id.hex())
    three.round(2)
    assert three.of("Ana", made.id).removed


def test_an_older_answer_that_comes_late_says_nothing(three: Three) -> None:
    made, ben = chain(three), three.vaults["Ben"]
    seen, _ = sent_withdrawals.retract(ben, [made.ref], "danger", "hide")
    for count, what in ((5, "destroyed"), (4, "marked")):
        said = {"says": "answer", "did": [[what, "2"]], "passed": 0, "count": count}
        body = crypto.ReportBody("retraction", (crypto.Copied(seen.retraction.id, notices.KIND, said),))  # type: ignore[arg-type]
        post(three.ana, ben, report_of(three.ana, ben.author, body, bytes(15) + bytes([count])))
    assert did(three, "Ben") == {"destroyed": 2}


def test_nobody_withdraws_what_is_ours_or_came_from_a_third(three: Three) -> None:
    made = chain(three)
    ours = incident(three.ana, "Ours at the river")
    send(three, "Ana", "Carla", ours.ref)
    fields = {"says": "retract", "reason": "danger", "ask": "hide", "records": [ours.id.hex(), made.id.hex()]}
    body = crypto.ReportBody("retraction", (crypto.Copied(bytes(16), notices.KIND, fields),))
    post(three.vaults["Carla"], three.ana, report_of(three.vaults["Carla"], three.ana.author, body, bytes(15) + b"1"))
    assert len(found(three.ana)) == 2
    (came,) = received_withdrawals.list_received_withdrawals(three.ana, waiting=True)
    assert dict(came.did) == {"ours": 1, "waits": 1}
    assert sent_withdrawals.list_withdrawals(three.ana) == []


@pytest.mark.parametrize("fields", [{}, {"ask": "burn"}, {"ask": "hide", "records": ["zz"]}, {"says": "answer"}])
def test_what_is_no_notice_changes_nothing(three: Three, fields: dict[str, object]) -> None:
    made = chain(three)
    said = {"says": "retract", "reason": "danger", "records": [made.id.hex()], **fields}
    body = crypto.ReportBody("retraction", (crypto.Copied(bytes(16), notices.KIND, said),))  # type: ignore[arg-type]
    post(three.vaults["Ben"], three.ana, report_of(three.vaults["Ben"], three.ana.author, body, bytes(15) + b"2"))
    assert received_withdrawals.list_received_withdrawals(three.ana) == [] and found(three.ana) == [made.title]


def test_what_has_not_left_goes_without_it_and_nobody_hears_of_it(three: Three) -> None:
    made, other = incident(three.ana), incident(three.ana, "Another river")
    sharing.share(three.ana, [made.ref, other.ref], ["Ben"], "internal")
    sent_withdrawals.retract(three.ana, [made.ref], "consent", "hide")
    three.round(2)
    for came in inbox.list_reports(three.vaults["Ben"], "delivered"):
        inbox.accept(three.vaults["Ben"], came.arrived.report.hex())
    assert found(three.vaults["Ben"]) == ["Another river"]
    assert received_withdrawals.list_received_withdrawals(three.vaults["Ben"]) == []


def test_what_was_sealed_goes_anew_and_what_comes_all_the_same_is_not_taken_in(three: Three) -> None:
    made, other = incident(three.ana), incident(three.ana, "Another river")
    shared, _ = sharing.share(three.ana, [made.ref, other.ref], ["Ben"], "internal")
    three.round()
    sent_withdrawals.retract(three.ana, [made.ref], "consent", "hide")
    three.round(2)
    (old,) = outbox.deliveries(three.ana.con, "report = ?", (shared.report,))
    (new,) = outbox.deliveries(three.ana.con, "profile = 'internal' AND report <> ?", (shared.report,))
    assert old.state in ("closed", "delivered")
    assert retractions.list_replaced_reports(three.ana.con, new.report) == (shared.report,)
    came = inbox.look(three.vaults["Ben"], shared.report.hex()).body
    assert came is not None and made.id not in [row.id for row in came.records]
    for came in inbox.list_reports(three.vaults["Ben"], "delivered"):
        inbox.accept(three.vaults["Ben"], came.arrived.report.hex())
    assert found(three.vaults["Ben"]) == ["Another river"]


def test_who_has_not_answered_is_reminded_and_answers_once_more(three: Three) -> None:
    made = chain(three)
    seen, _ = sent_withdrawals.retract(three.vaults["Ben"], [made.ref], "consent", "hide")
    handle = seen.retraction.id.hex()
    assert sent_withdrawals.remind(three.vaults["Ben"], handle)[0] == 1
    three.round(3)
    assert did(three, "Ben") == {"hidden": 2}
    assert sent_withdrawals.remind(three.vaults["Ben"], handle)[0] == 0
    assert len(received_withdrawals.list_received_withdrawals(three.ana)) == 1


def test_withdrawn_here_leaves_in_no_table(three: Three, tmp_path: Path) -> None:
    made = incident(three.ana, "Lonely river")
    whole = len(tables_out.gather(three.ana, Query("event", limit=None)).rows)
    sent_withdrawals.retract(three.ana, [made.ref], "danger", "hide")
    assert len(tables_out.gather(three.ana, Query("event", limit=None)).rows) == whole - 1


def test_a_team_stops_sending_it(three: Three) -> None:
    made = incident(three.ana)
    three.team(made.ref, to=("Ben",))
    sent_withdrawals.retract(three.ana, [made.ref], "consent", "hide")
    records.edit(three.ana, made.ref, {"description": "After."})
    three.round(3)
    assert "description" not in three.of("Ben", made.id).fields
    assert three.of("Ben", made.id).removed


def command(vault: Vault, *arguments: str) -> dict[str, Any]:
    """Run a verb on a vault that is open, and return its document."""
    options = parser(arguments).parse_args(arguments)
    answer = options.run(vault, options)
    assert answer.exit_code == 0
    return dict(answer.document)


def test_a_notice_under_a_new_key_that_comes_before_the_word_on_that_key_is_heeded_then(tmp_path: Path) -> None:
    with pair_at(tmp_path) as pair:
        made = incident(pair.ana)
        pair.give(made.ref)
        pair.sync(2)
        identities.rotate(pair.ana)
        sent_withdrawals.retract(pair.ana, [made.ref], "danger", "hide")  # urgent: it goes before that word
        pair.sync(2)
        assert records.record_of(pair.ben, made.id.hex()).removed
        assert [row.told.did for row in sent_withdrawals.list_withdrawals(pair.ana)[0].answers] == [{"hidden": 2}]


def test_the_answer_to_one_who_is_in_doubt_waits_until_they_are_not(tmp_path: Path) -> None:
    with pair_at(tmp_path) as pair:
        made = incident(pair.ana)
        pair.give(made.ref)
        contact_cards.doubt(pair.ben, "Ana")
        sent_withdrawals.retract(pair.ana, [made.ref], "danger", "hide")
        pair.sync(2)
        assert sent_withdrawals.list_withdrawals(pair.ana)[0].answers[0].told.at is None
        know(pair.ben, pair.ana)
        pair.sync(2)
        assert sent_withdrawals.list_withdrawals(pair.ana)[0].answers[0].told.did == {"hidden": 2}


def test_a_notice_of_one_who_was_no_contact_is_heeded_once_they_are(tmp_path: Path) -> None:
    with pair_at(tmp_path) as pair, vault_at(tmp_path / "cora") as cora:
        contact_cards.set_my_card(cora, "Cora")
        know(cora, pair.ben)
        made = incident(cora)
        sharing.share(cora, [made.ref], ["Ben"])
        for vault in (cora, pair.ben):
            go(vault, pair.box)
        inbox.accept(pair.ben, inbox.list_reports(pair.ben)[0].arrived.report.hex())
        sent_withdrawals.retract(cora, [made.ref], "danger", "hide")
        for vault in (cora, pair.ben):
            go(vault, pair.box)
        assert not records.record_of(pair.ben, made.id.hex()).removed
        contact_cards.add(pair.ben, identity.card(cora).file)
        go(pair.ben, pair.box)
        assert records.record_of(pair.ben, made.id.hex()).removed


def test_by_command(three: Three) -> None:
    made, ben, ana = chain(three), three.vaults["Ben"], three.ana
    shown = command(ben, "retract", made.ref, "--reason", "consent", "--ask", "destroy", "--look")
    assert [row["title"] for row in shown["got"]] == ["Ana"] and not sent_withdrawals.list_withdrawals(ben)
    done = command(ben, "retract", made.ref, "--reason", "consent", "--ask", "destroy", "--text", "Please.")
    three.round(2)
    (came,) = command(ana, "retraction", "status")["came"]
    assert (came["from"], came["waits"], came["did"]) == ("Ben", True, {"hidden": 2})
    assert command(ana, "retraction", "answer", came["retraction"], "destroy")["did"] == {"hidden": 2}
    assert command(ana, "retraction", "answer", came["retraction"], "destroy", "--yes")["did"] == {"destroyed": 2}
    three.round(2)
    (told,) = command(ben, "retraction", "status", done["retraction"])["ours"][0]["told"]
    assert (told["contact"], told["did"], told["passed"]) == ("Ana", {"destroyed": 2}, 1)
    assert command(ben, "retraction", "remind", done["retraction"])["reminded"] == 0
    assert command(ben, "retraction", "back", done["retraction"])["back"] is not None
    rules = command(ana, "retraction", "rule", "danger", "wait", "--from", "Ben")["rules"]
    assert rules == [{"from": "Ben", "reason": "danger", "does": "wait"}]
    assert command(ana, "retraction", "rule", "danger", "usual", "--from", "Ben")["rules"] == []


def test_what_would_go_without_a_name_is_stopped_and_what_went_so_is_told_of_nobody(tmp_path: Path) -> None:
    with pair_at(tmp_path) as pair:
        made = incident(pair.ana)
        act = records.find(pair.ana, Query("act"))[0]
        for _ in range(2):
            anonymous.share(pair.ana, [made.ref], ["Ben"])
            (tmp_path / "stick").mkdir(exist_ok=True)
            if not list((tmp_path / "stick").iterdir()):
                sticks.write(pair.ana, tmp_path / "stick", anonymous=True)
        reach = sent_withdrawals.look(pair.ana, [act.ref])
        assert (reach.got, reach.nameless, reach.stopped) == ((), 1, 1)
        sent_withdrawals.retract(pair.ana, [act.ref], "consent", "hide")
        rows = outbox.deliveries(pair.ana.con)
        assert [(row.state, row.reason) for row in rows] == [("closed", "withdrawn here")] * 2
        assert pair.ana.con.execute("SELECT count(*) FROM sealed").fetchone() == (0,)  # and no notice in its name
