"""A report of which the sender asks in the round that brings it: its files lie on a relay that is visited next."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.actions.kernel import records
from app.actions.mail import delivery_history, sharing
from app.store.mail import inbox
from tests.actions.field import FILM, Field, field_of
from tests.actions.pairs import Pair


@pytest.fixture
def field(pair: Pair, tmp_path: Path) -> Iterator[Field]:
    with field_of(pair, tmp_path) as field:
        yield field


def lacked(field: Field) -> list[str]:
    """Return the steps of Ana's delivery in which Ben asked for it again."""
    journey = delivery_history.list_journeys(field.pair.ana)[-1]
    return [step.what for step in delivery_history.steps(field.pair.ana, journey) if step.what == "lacked"]


def asks(field: Field) -> None:
    """Let Ana send a report with a file, and in the same round a message that asks for Ben's word on it."""
    ben = field.pair.ben
    note, _ = records.add(ben, "event", {"title": "Seen from the other side"})
    sharing.share(ben, [note.ref], [field.pair.ana_there.ref], "internal")
    field.ben()
    field.share(FILM)
    field.ana()


def test_files_that_are_still_to_be_fetched_are_not_asked_for_again(field: Field) -> None:
    asks(field)
    carrier, _ = field.carrying()
    carrier.die()
    field.ben()
    assert field.came() == ["incomplete"]
    field.ana()
    assert field.state() == "relayed" and not lacked(field)
    carrier.live()
    field.ben()
    assert field.came() == ["delivered"]
    for _ in range(3):
        field.pair.clock.now += 3600
        field.ben()
        field.ana()
    assert field.state() == "delivered" and not lacked(field)


def test_on_a_stick_it_is_said_at_once_and_on_a_relay_after_a_while(field: Field) -> None:
    asks(field)
    carrier, other = field.carrying()
    carrier.die()
    field.ben()
    ben, clock = field.pair.ben, field.pair.clock
    (came,) = inbox.heads(ben.con)
    with ben.transaction() as con:
        inbox.repeat_answer_on_request(con, came.arrived.sender, came.arrived.report)

    def said(route: str) -> list[int]:
        found = inbox.pending_acknowledgements(ben.con, field.pair.ana_there.id, route, None, clock())
        return [status for _, _, status, _ in found]

    assert (said("stick:1"), said(other.route)) == ([4], [])
    clock.now += inbox.PATIENCE
    assert (said("stick:1"), said(other.route)) == ([4], [4])
    carrier.live()
    field.ben()
    assert said("stick:1") == [1], "what is whole is said at once"
