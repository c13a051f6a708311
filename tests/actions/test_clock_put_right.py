"""A clock that was far ahead while a round went, and is put right: what waited for a time goes on by itself."""

import time
from pathlib import Path

import pytest

from app.actions.kernel import records
from app.actions.relays import mailbox_registration
from app.actions.rounds import anonymous_sync, exchange
from app.domain import remaining_delay
from app.store.contacts import cards
from app.store.mail import acknowledgements, inbox, outbox
from app.store.mail import anonymous_queue as waiting
from app.store.relays import known_relays
from sync.maillog import LogPosition
from sync.retry import CAP
from tests.actions.field import reach
from tests.actions.pairs import Pair, know
from tests.actions.test_anonymous import desk_at
from tests.relay import live

AHEAD = 400 * 86_400


def test_a_pause_is_over_at_its_end_or_where_it_would_be_longer_than_it_ever_is() -> None:
    assert [remaining_delay.seconds_until(110, now, 20) for now in (100, 109, 110, 111)] == [10, 1, 0, 0]
    assert (
        remaining_delay.seconds_until(110, 110 - 20 - remaining_delay.SLACK, 20) == 20 + remaining_delay.SLACK
    )  # a clock is put right by a little each day
    assert remaining_delay.seconds_until(110, 109 - 20 - remaining_delay.SLACK, 20) == 0
    assert [remaining_delay.seconds_after(100, now, 20) for now in (90, 100, 119, 120, 100 - AHEAD)] == [
        30,
        20,
        1,
        0,
        0,
    ]
    first, last = remaining_delay.pause_limits(100, 20)
    assert [remaining_delay.seconds_after(at, 100, 20) > 0 for at in (first - 1, first, last, last + 1)] == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("answers", [True, False])
def test_rounds_go_on_by_themselves(pair: Pair, tmp_path: Path, answers: bool) -> None:
    with live.relay(tmp_path / "relay") as url:  # its own clock is right
        mailbox_registration.add(pair.ben, url)
        know(pair.ana, pair.ben)
        (known,) = known_relays.list_relays(pair.ben.con)
        pair.clock.now = right = int(time.time())
        pair.clock.now += AHEAD
        if answers:
            assert "days ahead" in " ".join(exchange.sync(pair.ben, reach=reach).warnings)
        else:
            with pair.ben.transaction() as con:
                known_relays.record_failure(con, known.mid, 3, int(pair.clock.now + 60))
        pair.clock.now = right
        assert exchange.due_in(pair.ben) == 0
        pair.share(records.add(pair.ana, "event", {"title": "At the well"})[0].ref)
        exchange.sync(pair.ana)
        assert exchange.sync(pair.ben, asked=False).received == 1
        (known,) = known_relays.list_relays(pair.ben.con)
        assert abs((known.last_ok or 0) - right) < 5


def test_a_relay_that_fails_still_waits_as_long_as_it_may(pair: Pair, tmp_path: Path) -> None:
    with live.relay(tmp_path / "relay", clock=pair.clock) as url:
        mailbox_registration.add(pair.ben, url)
    (known,) = known_relays.list_relays(pair.ben.con)
    with pair.ben.transaction() as con:
        known_relays.record_failure(con, known.mid, 30, int(pair.clock.now + CAP))
    assert exchange.due_in(pair.ben) == CAP
    assert exchange.sync(pair.ben, asked=False).failures == []  # not tried


def test_a_confirmation_does_not_wait_for_the_day_of_the_last_visit(pair: Pair, tmp_path: Path) -> None:
    """How probably it goes along follows from the time since that visit; of a time to come nothing follows."""
    with live.relay(tmp_path / "relay", clock=pair.clock) as url:
        for vault, other in ((pair.ana, pair.ben), (pair.ben, pair.ana)):
            mailbox_registration.add(vault, url)
            know(other, vault)
        pair.share(records.add(pair.ana, "event", {"title": "At the well"})[0].ref)
        exchange.sync(pair.ana)
        with pair.ben.transaction() as con:
            (known,) = known_relays.list_relays(con)
            known_relays.record_success(
                con, known.mid, LogPosition.start(known.mid).to_bytes(), int(pair.clock.now + AHEAD)
            )
        exchange.sync(pair.ben, asked=False)
        assert exchange.sync(pair.ana).acknowledged == 1


def test_what_is_anonymous_goes_at_its_time_and_its_box_is_looked_into(tmp_path: Path) -> None:
    with desk_at(tmp_path) as desk:
        pair = desk.pair
        desk.share(reply=True)
        with pair.ana.transaction() as con:
            con.execute("UPDATE apart SET due = due + ?", (AHEAD,))
        assert anonymous_sync.due_in(pair.ana) == 0
        assert anonymous_sync.sync(pair.ana, asked=False).failures == []
        assert exchange.sync(pair.ben).received == 1
        with pair.ana.transaction() as con:
            con.execute("UPDATE reply_box SET due = due + ?", (AHEAD,))
            con.execute("UPDATE apart SET due = ?", (int(pair.clock.now) + 500,))
        assert anonymous_sync.due_in(pair.ana) == 0
        exchange.sync(pair.ben)
        assert anonymous_sync.sync(pair.ana, asked=False).acknowledged == 1
        (box,) = waiting.boxes(pair.ana.con)
        assert pair.clock.now < box.due < pair.clock.now + AHEAD


def test_mail_of_ours_in_a_time_to_come_keeps_nothing_anonymous_back(tmp_path: Path) -> None:
    with desk_at(tmp_path) as desk:
        pair = desk.pair
        (theirs,) = known_relays.list_relays(pair.ben.con)
        mailbox_registration.add(pair.ana, theirs.url)
        desk.share()
        with pair.ana.transaction() as con:
            con.execute("UPDATE apart SET due = 0")
            con.execute("UPDATE relay SET last_ok = ?", (int(pair.clock.now + AHEAD),))
        assert anonymous_sync.sync(pair.ana, asked=False).sent == 1


def test_what_was_said_in_a_time_to_come_is_said_again(pair: Pair) -> None:
    """Our card to who did not confirm it, and receipts to who did not acknowledge."""
    now, contact = int(pair.clock.now), pair.ben_here.id
    with pair.ana.transaction() as con:
        cards.mark_sent(con, contact, 5, now + AHEAD)
    assert cards.is_due(pair.ana.con, contact, 5, False, False, now)
    with pair.ana.transaction() as con:
        cards.mark_sent(con, contact, 5, now)
    assert not cards.is_due(pair.ana.con, contact, 5, False, False, now)
    pair.share(records.add(pair.ana, "event", {"title": "At the well"})[0].ref)
    (sent,) = outbox.deliveries(pair.ana.con)

    def owed(placed: int, told: int | None) -> int:
        with pair.ana.transaction() as con:
            con.execute("DELETE FROM placed")
            con.execute(
                "INSERT INTO placed (delivery, route, object_id, at, receipt, expires, told)"
                " VALUES (?, 'relay:aa', ?, ?, ?, ?, ?)",
                (sent.num, bytes(32), placed, bytes(200), now + 2 * AHEAD, told),
            )
        return len(acknowledgements.pending_receipts(pair.ana.con, contact, "relay:bb", 86_400, 7 * 86_400, now, 9))

    assert [owed(now, None), owed(now - 86_400, None), owed(now + AHEAD, None)] == [0, 1, 1]
    assert [owed(now - 86_400, now), owed(now - 86_400, now + AHEAD)] == [0, 1]


def test_a_members_word_to_a_desks_report_is_due(pair: Pair) -> None:
    pair.share(records.add(pair.ana, "event", {"title": "At the well"})[0].ref)
    pair.sync()
    now, desk = int(pair.clock.now), b"d" * 32

    def owed(ack_from: int) -> tuple[int, list[bytes]]:
        with pair.ben.transaction() as con:
            con.execute(
                "UPDATE arrived SET desk = ?, ack = 1, ack_seen = 0, ack_sent = '', ack_from = ?", (desk, ack_from)
            )
        con, ana = pair.ben.con, pair.ana_there.id
        return len(inbox.pending_acknowledgements(con, ana, "relay:aa", desk, now)), inbox.desks_owed(con, ana, now)

    assert owed(now) == owed(now + AHEAD) == (1, [desk])
    assert owed(now + 1) == owed(now + inbox.LONGEST_LEFT) == (0, [])
