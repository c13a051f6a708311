"""Who has something that is withdrawn and cannot be told of it stays named, and is told once they can be."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.actions.mail import received_withdrawals, sent_withdrawals
from app.store.mail import outbox
from tests.actions.team import Three, three_at
from tests.actions.test_retracting import chain, command, incident, send


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Three]:
    """Ana is between Ben and Carla, who do not know each other."""
    with three_at(tmp_path, strangers=True) as found:
        yield found


def test_who_cannot_be_told_is_kept_and_told_by_a_reminder_once_their_key_is_good(three: Three) -> None:
    made, ana = chain(three), three.ana
    carla = three.here["Ana", "Carla"].id
    ana.con.execute("UPDATE card SET state = 'changed' WHERE record = ?", (carla,))
    done = command(ana, "retract", incident(ana).ref, "--reason", "danger", "--ask", "hide")
    assert command(ana, "retraction", "status", done["retraction"])["ours"][0]["told"] == []  # she never had that
    sent_withdrawals.retract(three.vaults["Ben"], [made.ref], "consent", "hide")
    three.round(2)
    (row,) = [row for row in sent_withdrawals.list_withdrawals(ana) if row.retraction.above]
    handle = row.retraction.id.hex()
    received_withdrawals.decide(
        ana, received_withdrawals.list_received_withdrawals(ana, waiting=True)[0].retraction.id.hex(), "hide"
    )
    (told,) = command(ana, "retraction", "status", handle)["ours"][0]["told"]
    assert (told["contact"], told["delivery"], told["did"], told["at"]) == ("Carla", "unreachable", {}, None)
    assert len(sent_withdrawals.list_withdrawals(ana)) == 2  # it is noted once
    assert sent_withdrawals.remind(ana, handle)[0] == 0
    three.round(2)
    assert sent_withdrawals.list_withdrawals(three.vaults["Ben"])[0].answers[0].told.passed == 0
    ana.con.execute("UPDATE card SET state = 'verified' WHERE record = ?", (carla,))
    assert sent_withdrawals.remind(ana, handle)[0] == 1
    three.round(2)
    (told,) = command(ana, "retraction", "status", handle)["ours"][0]["told"]
    assert told["did"] == {"hidden": 2} and told["delivery"] != "unreachable"


def test_who_could_not_be_told_by_us_is_named_the_next_day_too(three: Three) -> None:
    made, ana = incident(three.ana), three.ana
    send(three, "Ana", "Ben", made.ref)
    ben = three.here["Ana", "Ben"].id
    ana.con.execute("UPDATE card SET state = 'changed' WHERE record = ?", (ben,))
    done = command(ana, "retract", made.ref, "--reason", "danger", "--ask", "hide")
    three.clocks["Ana"].now += 86_400
    assert [row["delivery"] for row in command(ana, "retraction", "status", done["retraction"])["ours"][0]["told"]] == [
        "unreachable"
    ]
    row, _ = sent_withdrawals.take_back(ana, done["retraction"])
    assert outbox.deliveries(ana.con, "profile = 'retraction'") == [] and not row.answers[0].told.report
