"""Sending can be stopped until it is handed over: the row stays, nothing more goes, and it can go on after all."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from app.actions.contacts import contact_cards, identities, members
from app.actions.kernel import records
from app.actions.kernel.db import direct_db
from app.actions.mail import anonymous, delivery_history, inbox, sent_withdrawals, sharing, stopped_deliveries, teams
from app.actions.records import destruction, evidence
from app.actions.relays import mailbox_registration
from app.actions.rounds import exchange, sticks
from app.actions.rounds.outbox_port import Outgoing
from app.errors import InputRefused
from app.store.mail import outbox
from app.store.vault.open_vault import Vault
from sync import exchange as rounds
from sync.ports import Parcel
from tests.actions.pairs import Pair, go, know
from tests.flow.cast import Person
from tests.memory_transport import MemoryTransport
from tests.relay.live import relay
from tests.vaults import vault_at


def states(vault: Vault) -> list[tuple[str, str]]:
    return [(j.delivery.state, j.delivery.reason) for j in delivery_history.list_journeys(vault)]


def test_what_is_queued_stays_here_as_a_closed_row_and_can_go_on(pair: Pair) -> None:
    report = pair.share(records.add(pair.ana, "event", {"title": "March"})[0].ref)
    left, _ = sharing.stop_sending(pair.ana, report)
    assert not left and states(pair.ana) == [("closed", "stopped here")]
    pair.sync(2)
    assert inbox.list_reports(pair.ben) == []
    sharing.go_on(pair.ana, report)
    pair.sync(2)
    assert inbox.look(pair.ben, report).arrived.state == "delivered" and states(pair.ana)[0][0] == "delivered"


def test_what_is_handed_over_is_not_called_back(pair: Pair) -> None:
    report = pair.share(records.add(pair.ana, "event", {"title": "March"})[0].ref)
    go(pair.ana, pair.box)
    with pytest.raises(InputRefused, match="Amparo already sent the report"):
        sharing.stop_sending(pair.ana, report)
    assert states(pair.ana) == [("relayed", "")]


def test_only_those_it_is_not_handed_over_for_are_stopped(pair: Pair, tmp_path: Path) -> None:
    with vault_at(tmp_path / "col") as col:
        contact_cards.set_my_card(col, "Col")
        other = know(pair.ana, col)
    event, _ = records.add(pair.ana, "event", {"title": "March"})
    shared, _ = sharing.share(pair.ana, [event.ref], [pair.ben_here.ref, other.ref], "internal")
    (tmp_path / "stick").mkdir()
    sticks.write(pair.ana, tmp_path / "stick", [pair.ben_here.ref])
    sharing.stop_sending(pair.ana, shared.report.hex())
    found = {j.to: j.delivery.state for j in delivery_history.list_journeys(pair.ana)}
    assert found == {pair.ben_here.title: "exported", "Col": "closed"}


def test_stopped_while_its_stick_is_written_it_is_on_the_stick_and_says_so(pair: Pair, tmp_path: Path) -> None:
    report = pair.share(records.add(pair.ana, "event", {"title": "March"})[0].ref)
    (tmp_path / "stick").mkdir()

    def told(done: int, total: int) -> None:
        if states(pair.ana)[0][0] == "sealed":
            sharing.stop_sending(pair.ana, report)

    sticks.write(pair.ana, tmp_path / "stick", told=told)
    assert states(pair.ana)[0][0] == "exported"
    sticks.read(pair.ben, tmp_path / "stick")
    assert inbox.look(pair.ben, report).arrived.state == "delivered"


def test_by_command(tmp_path: Path) -> None:
    kurt, ana = Person(tmp_path, "kurt").creates(), Person(tmp_path, "ana").creates()
    ana.does("card", "show", "--file", str(tmp_path / "ana.card"))
    kurt.does("contact", "add", str(tmp_path / "ana.card"))
    report = kurt.does("share", kurt.adds(title="March"), "--to", "ana")["report"]
    done = kurt.does("outbox", report[:8], "--stop")
    assert done["left"] is False and [row["state"] for row in done["reports"]] == ["closed"]
    (tmp_path / "stick").mkdir()
    kurt.does("bundle", "write", str(tmp_path / "stick"))
    assert kurt.states() == ["closed"]
    code, answer = kurt.tries("outbox", report, "--stop")
    assert (code, answer["error"]["message"]) == (5, "You already stopped this report.")
    assert [row["state"] for row in kurt.does("outbox", report, "--go")["reports"]] == ["queued"]
    assert kurt.tries("outbox", report, "--go")[0] == 5 and kurt.tries("outbox", "--stop")[0] == 2
    kurt.does("bundle", "write", str(tmp_path / "stick"))
    code, answer = kurt.tries("outbox", report, "--stop")
    assert code == 5 and "Amparo already sent the report" in answer["error"]["message"]


@pytest.mark.parametrize("nobodys", [False, True])
@pytest.mark.parametrize("how", ["withdrawn", "destroyed"])
def test_what_is_withdrawn_or_destroyed_meanwhile_does_not_go_on(pair: Pair, nobodys: bool, how: str) -> None:
    event, _ = records.add(pair.ana, "event", {"title": "March"})
    if nobodys:
        report = anonymous.share(pair.ana, [event.ref], [pair.ben_here.ref])[0][0].report.hex()
    else:
        report = pair.share(event.ref)
    sharing.stop_sending(pair.ana, report)
    if how == "withdrawn":
        sent_withdrawals.retract(pair.ana, [event.ref], "consent", "hide")
    else:
        destruction.destroy(pair.ana, destruction.look(pair.ana, event.ref), "asked for")
    with pytest.raises(InputRefused, match="Nothing was stopped"):
        sharing.go_on(pair.ana, report)
    assert f"{how} here" in [reason for _, reason in states(pair.ana)]
    assert pair.ana.con.execute("SELECT count(*) FROM sealed").fetchone() == (0,)


def test_who_is_removed_from_a_team_does_not_get_what_was_stopped(pair: Pair) -> None:
    event, _ = records.add(pair.ana, "event", {"title": "March"})
    teams.make(pair.ana, [event.ref], "March", [pair.ben_here.ref])
    Outgoing(direct_db(pair.ana), pair.ana).ready(pair.box.name)
    (journey,) = delivery_history.list_journeys(pair.ana)
    report = journey.delivery.report.hex()
    sharing.stop_sending(pair.ana, report)
    teams.remove(pair.ana, "March", pair.ben_here.ref)
    with pytest.raises(InputRefused, match="Nothing was stopped"):
        sharing.go_on(pair.ana, report)


def test_withdrawn_while_its_stick_is_written_it_goes_no_other_way(pair: Pair, tmp_path: Path) -> None:
    event, _ = records.add(pair.ana, "event", {"title": "March"})
    report = pair.share(event.ref)
    (tmp_path / "stick").mkdir()

    def told(done: int, total: int) -> None:
        if states(pair.ana)[0][0] == "sealed":
            sent_withdrawals.retract(pair.ana, [event.ref], "consent", "hide")

    sticks.write(pair.ana, tmp_path / "stick", told=told)
    assert ("closed", stopped_deliveries.WITHDRAWN) in states(pair.ana)
    pair.sync(2)
    assert report not in [
        came.arrived.report.hex() for came in inbox.list_reports(pair.ben)
    ]  # what it withdraws alone came


def test_a_member_who_is_removed_while_a_stick_is_written_gets_it_no_other_way(pair: Pair, tmp_path: Path) -> None:
    contact_cards.set_my_card(pair.ana, desk=True)
    members.add(pair.ana, "Ben")
    pair.share(records.add(pair.ana, "event", {"title": "March"})[0].ref)
    (tmp_path / "stick").mkdir()

    def told(done: int, total: int) -> None:
        if states(pair.ana)[0][0] == "sealed":
            members.remove(pair.ana, "Ben")

    sticks.write(pair.ana, tmp_path / "stick", told=told)
    assert states(pair.ana) == [("closed", members.REMOVED)]
    pair.sync(2)
    assert inbox.list_reports(pair.ben) == []


class Slow(MemoryTransport):
    """A box where something else happens in the middle of a round, once."""

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        super().__init__()
        self._meanwhile = [meanwhile]

    def put(self, parcel: Parcel) -> bytes | None:
        super().put(parcel)
        while self._meanwhile:
            self._meanwhile.pop()()
        return None


def test_what_is_withdrawn_while_it_waits_in_a_round_that_goes_on_stops_nothing_else(pair: Pair) -> None:
    made = [records.add(pair.ana, "event", {"title": title * 400})[0] for title in ("", "b", "cd")]
    for event in made:
        pair.share(event.ref)
    box = Slow(lambda: sent_withdrawals.retract(pair.ana, [made[1].ref], "consent", "hide"))
    assert go(pair.ana, box).failures == ["You stopped this report. Amparo does not send it."]
    go(pair.ben, box)
    assert len(inbox.list_reports(pair.ben)) == 2
    assert go(pair.ana, box).failures == []


@pytest.mark.parametrize("how", ["stopped", "withdrawn", "revoked"])
def test_what_is_stopped_while_its_files_are_hashed_does_not_go(pair: Pair, tmp_path: Path, how: str) -> None:
    event, _ = records.add(pair.ana, "event", {"title": "On film"})
    other, _ = records.add(pair.ana, "event", {"title": "March"})
    (tmp_path / "film.mp4").write_bytes(os.urandom(1 << 20))
    evidence.add(pair.ana, tmp_path / "film.mp4", event.ref)
    report = pair.share(event.ref, other.ref)

    def told(done: int, total: int) -> None:
        if states(pair.ana)[0][0] != "queued" or done < total:
            return
        if how == "stopped":
            sharing.stop_sending(pair.ana, report)
        elif how == "withdrawn":
            sent_withdrawals.retract(pair.ana, [other.ref], "consent", "hide")
        else:
            identities.take(pair.ana, identities.my_revocation(pair.ben))

    tally = rounds.send(Outgoing(direct_db(pair.ana), pair.ana, told=told), pair.box)
    assert tally.failures == ["You stopped this report. Amparo does not send it."]
    pair.sync(2)
    bodies = [inbox.look(pair.ben, came.arrived.report.hex()).body for came in inbox.list_reports(pair.ben)]
    titles = [str(row.fields.get("title")) for body in bodies if body for row in body.records]
    assert "March" not in titles and ("On film" in titles) == (how == "withdrawn")


def test_an_upload_is_stopped_in_the_middle_of_a_film_and_goes_on_where_it_was(tmp_path: Path) -> None:
    with (
        relay(tmp_path / "relay") as url,
        vault_at(tmp_path / "ana") as ana,
        vault_at(tmp_path / "ben") as ben,
    ):
        mailbox_registration.add(ben, url)
        to = know(ana, ben)
        know(ben, ana)
        event, _ = records.add(ana, "event", {"title": "On film"})
        film = tmp_path / "film.mp4"
        film.write_bytes(os.urandom(6 << 20))
        evidence.add(ana, film, event.ref)
        report = sharing.share(ana, [event.ref], [to.ref], "internal")[0].report.hex()
        steps = 0

        def db(step: Callable[[Vault], object]) -> object:
            """Count the steps once the envelope is at the relay; the person stops it at the third segment."""
            nonlocal steps
            (journey,) = delivery_history.list_journeys(ana)
            steps += outbox.has_left(ana.con, journey.delivery.num)
            if steps == 6:
                assert sharing.stop_sending(ana, report)[0]
            return step(ana)

        tally = exchange.sync(ana, db)
        assert tally.failures == [f"{url}: You stopped this report. Amparo does not send it."]
        assert states(ana) == [("closed", "stopped here")]
        assert exchange.sync(ana).sent == 0
        exchange.sync(ben)
        assert inbox.look(ben, report).arrived.state == "incomplete"
        sharing.go_on(ana, report)
        assert exchange.sync(ana).sent == 1 and states(ana)[0][0] == "relayed"
        exchange.sync(ben)
        assert inbox.look(ben, report).arrived.state == "delivered"
