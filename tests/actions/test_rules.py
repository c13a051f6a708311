"""A rule accepts on arrival, exactly as a person would by hand, and never for one who is not verified."""

from pathlib import Path

import pytest

from app.actions.contacts import contact_cards
from app.actions.kernel import records
from app.actions.mail import inbox, rules
from app.actions.records import differences, evidence
from app.errors import InputRefused, NotFound
from app.store.mail import inbox as arrived
from crypto import ReportBody
from tests.actions.bodies import body, event
from tests.actions.pairs import Pair, everything


def _state(pair: Pair, report: str) -> str:
    (found,) = arrived.find(pair.ana.con, bytes.fromhex(report))
    return found.state


def test_what_it_covers_is_accepted_as_it_comes_and_the_rest_waits(pair: Pair) -> None:
    before = pair.mail(body(event(b"\x01" * 16, title="Before")))
    rules.add(pair.ana, pair.ben_here.ref, "internal")
    covered = pair.mail(body(event(b"\x02" * 16, title="Covered")))
    other = pair.mail(ReportBody("network", (event(b"\x03" * 16, title="Other"),), (), ()))
    assert [_state(pair, report) for report in (before, covered, other)] == ["delivered", "accepted", "delivered"]
    assert records.record_of(pair.ana, (b"\x02" * 16).hex()).title == "Covered"


def test_it_does_what_acceptance_by_hand_does(pair: Pair) -> None:
    mine, _ = records.add(pair.ana, "event", {"title": "Mine"})
    rules.add(pair.ana, pair.ben_here.ref, "internal")
    report = pair.mail(body(event(mine.id, title="Theirs")))
    assert _state(pair, report) == "accepted"
    assert records.record_of(pair.ana, mine.ref).fields["title"] == "Mine"
    assert [proposal.value for proposal in differences.list_waiting_proposals(pair.ana)] == ["Theirs"]
    once = everything(pair.ana)
    inbox.accept(pair.ana, report)
    assert everything(pair.ana) == once


def test_it_is_never_made_for_one_who_is_not_verified(pair: Pair) -> None:
    contact_cards.doubt(pair.ana, pair.ben_here.ref)
    with pytest.raises(InputRefused, match="not verified"):
        rules.add(pair.ana, pair.ben_here.ref, "internal")
    assert rules.list_rules(pair.ana) == []


def test_it_rests_while_its_contact_is_not_verified(pair: Pair) -> None:
    rules.add(pair.ana, pair.ben_here.ref, "internal")
    contact_cards.doubt(pair.ana, pair.ben_here.ref)
    report = pair.mail(body(event(title="Theirs")))
    assert _state(pair, report) == "delivered"


def test_it_can_be_withdrawn_and_made_twice(pair: Pair) -> None:
    first, _ = rules.add(pair.ana, "Ben", "internal")
    rules.add(pair.ana, "Ben", "internal")
    assert rules.list_rules(pair.ana) == [first]
    rules.withdraw(pair.ana, "Ben", "internal")
    assert _state(pair, pair.mail(body(event(title="Theirs")))) == "delivered"
    with pytest.raises(NotFound, match="no such rule"):
        rules.withdraw(pair.ana, "Ben", "internal")


def test_what_cannot_be_read_stays_in_the_inbox(pair: Pair) -> None:
    rules.add(pair.ana, "Ben", "internal")
    twice = pair.mail(body(event(b"\x01" * 16), event(b"\x01" * 16)))
    assert _state(pair, twice) == "delivered"


def test_a_report_is_taken_when_its_last_file_is_here(pair: Pair, tmp_path: Path) -> None:
    rules.add(pair.ben, pair.ana_there.ref, "internal")
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG invented" * 99)
    told, _ = records.add(pair.ana, "event", {"title": "With a file"})
    stored = evidence.take_in(pair.ana.folder, picture, pair.ana.random)
    evidence.add(pair.ana, picture, told.ref, stored)
    report = pair.share(told.ref)
    pair.sync()
    (came,) = arrived.find(pair.ben.con, bytes.fromhex(report))
    assert (came.state, came.profile) == ("accepted", "internal")
