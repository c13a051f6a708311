"""Accepting many at once does to each what accepting it does, and only to those of verified contacts."""

from attrs import evolve

from app.actions.contacts import contact_cards
from app.actions.mail import batch_accept, inbox
from app.store.mail import inbox as arrived
from crypto import ReportBody
from tests.actions.bodies import body, event
from tests.actions.pairs import Pair, everything


def _waiting(pair: Pair) -> int:
    return inbox.count_undecided(pair.ana)


def _give(pair: Pair, count: int, first: int = 1) -> None:
    for number in range(first, first + count):
        pair.mail(body(event(bytes([number]) * 16, title=f"Theirs {number}")))


def test_all_of_them_are_taken_and_counted_step_by_step(pair: Pair) -> None:
    _give(pair, batch_accept.AT_ONCE + 3)
    told = [(done.accepted, done.added, of) for done, of in batch_accept.accept_batch(pair.ana)]
    assert told[-1] == (batch_accept.AT_ONCE + 3, batch_accept.AT_ONCE + 3, batch_accept.AT_ONCE + 3) and len(told) == 2
    assert _waiting(pair) == 0


def test_somebody_is_let_go_first_between_two_of_them(pair: Pair) -> None:
    _give(pair, 3)
    left: list[int] = []
    list(batch_accept.accept_batch(pair.ana, between=lambda: left.append(_waiting(pair))))
    assert left == [2, 1, 0]


def test_who_stops_in_the_middle_keeps_what_was_done(pair: Pair) -> None:
    _give(pair, batch_accept.AT_ONCE + 3)
    steps = batch_accept.accept_batch(pair.ana)
    next(steps)
    steps.close()
    assert _waiting(pair) == 3


def test_each_is_what_it_would_be_by_itself(pair: Pair) -> None:
    report = pair.mail(body(event(title="Theirs")))
    inbox.accept(pair.ana, report)
    once = everything(pair.ana)
    list(batch_accept.accept_batch(pair.ana))
    assert everything(pair.ana) == once


def test_nobody_unverified_is_among_them(pair: Pair) -> None:
    _give(pair, 2)
    pair.ana.con.execute("UPDATE card SET state = 'unverified'")
    assert list(batch_accept.accept_batch(pair.ana)) == []
    assert _waiting(pair) == 2


def test_by_contact_and_by_profile(pair: Pair) -> None:
    _give(pair, 1)
    pair.mail(ReportBody("network", (event(bytes([2]) * 16, title="b"),), (), ()))
    assert list(batch_accept.accept_batch(pair.ana, [(b"n" * 16, "")])) == []
    (ben,) = contact_cards.list_contacts(pair.ana)
    assert [done.accepted for done, _ in batch_accept.accept_batch(pair.ana, [(ben.record.id, "network")])] == [1]
    assert _waiting(pair) == 1


def test_what_cannot_be_read_stays_and_is_named(pair: Pair) -> None:
    _give(pair, 2)
    (head, _) = arrived.heads(pair.ana.con)
    with pair.ana.transaction() as con:
        arrived.add(con, evolve(head.arrived, report=b"\x07" * 16), b"no manifest", [])
    done = [done for done, _ in batch_accept.accept_batch(pair.ana)][-1]
    assert done.accepted == 2 and [report for report, _ in done.left] == [b"\x07" * 16]
    assert _waiting(pair) == 1
