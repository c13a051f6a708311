"""Tickets between people: made, handed out, spent, topped up, asked for, withdrawn; and what the relay sees of it."""

import os
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import pairwise
from pathlib import Path

import pytest

import crypto
from app.actions.contacts import contact_cards, identities
from app.actions.kernel import records
from app.actions.kernel.records import write_records
from app.actions.mail import anonymous, delivery_history, delivery_status, inbox, sharing
from app.actions.relays import mailbox_registration, tickets, token_payment
from app.actions.rounds import anonymous_sync, exchange, mailboxes
from app.domain.record import Record
from app.errors import InputRefused, NotDeliveredYet, NotOpened
from app.store.mail import outbox
from app.store.relays import known_relays, policies
from app.store.relays import tickets as store
from app.store.relays.known_relays import KnownRelay
from app.store.vault import identity
from app.store.vault.open_vault import Vault
from sync.relay.server import application
from tests.actions.pairs import Pair, control_of, know, post
from tests.relay import live
from tests.vaults import vault_at

DAY = 86_400


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "relay"


@pytest.fixture
def url(pair: Pair, data: Path) -> Iterator[str]:
    """A relay where Ana's mailbox is open, and Ben's takes tickets."""
    with relay(data, pair) as url:
        mailbox_registration.add(pair.ana, url)
        mailbox_registration.add(pair.ben, url, policy=policies.TICKETS)
        swap_cards(pair)
        yield url


@contextmanager
def relay(data: Path, pair: Pair) -> Iterator[str]:
    with live.served(application(data, clock=pair.clock, bits=2)) as url:
        yield url


def swap_cards(pair: Pair) -> None:
    contact_cards.add(pair.ana, contact_cards.my_card(pair.ben).file)
    contact_cards.add(pair.ben, contact_cards.my_card(pair.ana).file)


def at(vault: Vault) -> KnownRelay:
    (known,) = known_relays.list_relays(vault.con)
    return known


def share(vault: Vault, to: Record, urgent: bool = False) -> bytes:
    record, _ = records.add(vault, "event", {"description": "A truck stood at the gate."})
    return sharing.share(vault, [record.ref], [to.ref], urgent=urgent)[0].report


def held(pair: Pair) -> dict[int, int]:
    rows = store.list_unspent(pair.ana.con, (pair.ben_here.id, at(pair.ben).mid), 1, pair.ana.now())
    return dict(Counter(size_class for size_class, _, _ in rows))


def handed_out(pair: Pair) -> None:
    for vault in (pair.ben, pair.ana):
        tally = exchange.sync(vault)
        assert tally.failures == []


def test_without_a_ticket_a_report_waits_and_one_is_handed_out_by_itself(pair: Pair, url: str) -> None:
    report = share(pair.ana, pair.ben_here)
    (why,) = exchange.sync(pair.ana).warnings
    assert "Ben accepts this only with a delivery ticket" in why and "It waits until Ben" in why
    (state,) = delivery_status.list_delivery_states(pair.ana, delivery_history.list_journeys(pair.ana))
    assert (state.name, state.why) == ("waiting", "you have no delivery ticket for them")
    handed_out(pair)
    assert outbox.deliveries(pair.ana.con)[0].state == "relayed"
    assert held(pair) == {1: 98, 2: 30, 3: 10}, "one for the report, one for our card and word beside it"
    exchange.sync(pair.ben)
    assert [came.arrived.report for came in inbox.list_reports(pair.ben)] == [report]
    (account,) = tickets.accounts(pair.ben)
    assert (account.contact, account.title, account.given, account.spent) == (pair.ana_there.id, "Ana", 140, 2)
    exchange.sync(pair.ana)
    assert outbox.deliveries(pair.ana.con)[0].state == "delivered"


def test_the_relay_cannot_tell_whose_ticket_is_spent(tmp_path: Path, pair: Pair, url: str, data: Path) -> None:
    """Ana's and Cem's deliveries to Ben leave the same, but for random values; no table names a contact."""
    with vault_at(tmp_path / "cem", pair.clock) as cem:
        contact_cards.set_my_card(cem, "Cem")
        mailbox_registration.add(cem, url)
        ben_at_cem, cem_at_ben = know(cem, pair.ben), know(pair.ben, cem)
        exchange.sync(pair.ben)
        for vault, ben in ((pair.ana, pair.ben_here), (cem, ben_at_cem)):
            exchange.sync(vault)
            share(vault, ben)
        shapes = [_shape(data, lambda v=vault: exchange.sync(v)) for vault in (pair.ana, cem)]
        assert shapes[0] == shapes[1] and shapes[0]
        exchange.sync(pair.ben)
        assert {account.spent for account in tickets.accounts(pair.ben)} == {2}
        secret = [pair.ana_there.id, cem_at_ben.id, pair.ana.author, cem.author]
        secret += [bytes(row[0]) for row in pair.ben.con.execute("SELECT ticket FROM ticket")]
    written = b"".join(path.read_bytes() for path in data.glob("relay.db*"))
    assert not [value for value in secret if value in written]
    hashes = pair.ben.con.execute("SELECT hash FROM ticket WHERE contact = ?", (pair.ana_there.id,)).fetchall()
    with closing(sqlite3.connect(data / "relay.db")) as db:
        order = [row[0] for row in db.execute("SELECT hash FROM ticket")]
    places = sorted(order.index(bytes(hash_)) for (hash_,) in hashes)
    assert len(order) == 560 and len(places) == 140
    assert max(b - a for a, b in pairwise(places)) > 1 and places[-1] - places[0] > 400


def _shape(data: Path, deliver: object) -> list[tuple[object, ...]]:
    """Return what a delivery adds to a relay's tables, without its random values."""
    asked = "SELECT kind, length, hour, expires, length(ticket_hash), length(delivery) FROM log"
    paid = "SELECT p.length, class, t.expires, first FROM paid p JOIN ticket t ON t.hash = p.ticket"
    with closing(sqlite3.connect(data / "relay.db")) as db:
        before = Counter(db.execute(asked).fetchall()) + Counter(db.execute(paid).fetchall())
        deliver()  # type: ignore[operator]
        after = Counter(db.execute(asked).fetchall()) + Counter(db.execute(paid).fetchall())
    return sorted((after - before).elements())


def test_it_is_topped_up_at_a_quarter(pair: Pair, url: str) -> None:
    handed_out(pair)
    pair.ana.con.execute("UPDATE held_ticket SET gone = 1 WHERE class = 2")
    pair.ben.con.execute("UPDATE ticket SET spent = 1 WHERE class = 2 AND contact IS NOT NULL")
    handed_out(pair)
    assert held(pair)[2] == 30
    left = store.count_left(pair.ben.con, at(pair.ben).pk, pair.ana_there.id, pair.ben.now())
    assert left == {1: 100, 2: 30, 3: 10}


def test_the_last_ten_are_for_what_cannot_wait(pair: Pair, url: str) -> None:
    handed_out(pair)
    mailbox = pair.ana.con, (pair.ben_here.id, at(pair.ben).mid)
    for _, ticket, _ in store.list_unspent(*mailbox, 1, pair.ana.now())[10:]:
        store.mark_used(*mailbox, ticket)
    exchange.sync(pair.ana)  # asks for more, with one of them
    assert held(pair) == {1: 9}
    ordinary, urgent = share(pair.ana, pair.ben_here), share(pair.ana, pair.ben_here, urgent=True)
    (why,) = exchange.sync(pair.ana).warnings
    assert "with a delivery ticket" in why and held(pair) == {1: 8}
    states = {delivery.report: delivery.state for delivery in outbox.deliveries(pair.ana.con)}
    assert states[ordinary] in outbox.HELD and states[urgent] == "relayed"
    exchange.sync(pair.ben)  # hears the wish, and gives another hundred
    exchange.sync(pair.ana)
    assert held(pair)[1] > 100 and held(pair)[2] == 30
    assert {delivery.state for delivery in outbox.deliveries(pair.ana.con)} <= {"relayed", "delivered"}


def test_a_retry_spends_the_same_ticket_and_a_spent_one_gives_way_to_the_next(pair: Pair, url: str) -> None:
    handed_out(pair)
    share(pair.ana, pair.ben_here)
    exchange.sync(pair.ana)
    assert held(pair)[1] == 98
    pair.ana.con.execute("DELETE FROM placed")
    pair.ana.con.execute("UPDATE sealed SET put = NULL")
    exchange.sync(pair.ana)
    assert held(pair)[1] == 98
    pair.ana.con.execute("DELETE FROM placed")
    pair.ana.con.execute("DELETE FROM sealed")  # sealed anew, it is another envelope
    assert exchange.sync(pair.ana).failures == []
    assert held(pair)[1] == 97
    exchange.sync(pair.ben)
    assert len(inbox.list_reports(pair.ben)) == 1


def test_who_is_removed_or_stopped_spends_nothing_more(pair: Pair, url: str, data: Path) -> None:
    handed_out(pair)
    assert tickets.stop(pair.ben, "Ana") == 140
    exchange.sync(pair.ben)
    share(pair.ana, pair.ben_here)
    assert all("the relay refused the tickets" in why for why in exchange.sync(pair.ana).warnings)
    assert outbox.deliveries(pair.ana.con)[0].state in outbox.HELD
    assert [account.stopped for account in tickets.accounts(pair.ben)] == [True]
    tickets.give(pair.ben, "Ana")
    handed_out(pair)
    with write_records(pair.ben) as writer:
        writer.set_removed(pair.ana_there, True)
    exchange.sync(pair.ben)  # what Ana sent last tells in its log which were spent
    with closing(sqlite3.connect(data / "relay.db")) as db:
        (withdrawn,) = db.execute("SELECT count(*) FROM ticket WHERE class = 0").fetchone()
        (spent,) = db.execute("SELECT count(*) FROM ticket WHERE class = 0 AND first IS NOT NULL").fetchone()
    assert withdrawn > 200 and spent == 0, "what was spent is not named again"


@pytest.mark.parametrize("doubted", [False, True])
def test_who_was_revoked_or_has_two_successors_spends_nothing_more(pair: Pair, url: str, doubted: bool) -> None:
    handed_out(pair)
    assert store.count_left(pair.ben.con, at(pair.ben).pk, pair.ana_there.id, pair.ben.now())
    key = pair.ana.identity()
    ends = [crypto.revoke(key, 0, crypto.SigningKey(os.urandom(32))) for _ in range(2)]
    with pair.ben.transaction():
        for statement in ends if doubted else [crypto.revoke(key)]:
            identities.store_statement(pair.ben, statement)
    assert store.count_left(pair.ben.con, at(pair.ben).pk, pair.ana_there.id, pair.ben.now()) == {}
    assert store.in_state(pair.ben.con, at(pair.ben).pk, store.UNWANTED)
    assert exchange.sync(pair.ben).failures == []
    assert not store.in_state(pair.ben.con, at(pair.ben).pk, store.UNWANTED)
    share(pair.ana, pair.ben_here, urgent=True)
    assert not exchange.sync(pair.ana).sent


def test_the_tickets_of_who_was_revoked_are_not_spent_any_more(pair: Pair, url: str) -> None:
    handed_out(pair)
    assert held(pair)
    with pair.ana.transaction():
        identities.store_statement(pair.ana, crypto.revoke(pair.ben.identity()))
    assert held(pair) == {}


def test_a_walk_in_file_lets_anybody_write_once_a_ticket(pair: Pair, url: str) -> None:
    with pytest.raises(InputRefused, match="here now: 0"):
        tickets.walk_in(pair.ben, at(pair.ben))
    tickets.stop(pair.ben, "Ana")  # known, and given nothing
    exchange.sync(pair.ben)
    file = tickets.walk_in(pair.ben, at(pair.ben), 3)
    assert token_payment.take_walk_in(pair.ana, file) == ("Ben", 3) and token_payment.take_walk_in(pair.ana, file) == (
        "Ben",
        0,
    )
    report = share(pair.ana, pair.ben_here)
    assert exchange.sync(pair.ana).failures == []
    exchange.sync(pair.ben)
    assert [came.arrived.report for came in inbox.list_reports(pair.ben)] == [report]
    assert [(account.contact, account.given, account.spent) for account in tickets.accounts(pair.ben)] == [(None, 3, 2)]
    with pytest.raises(NotOpened):
        token_payment.take_walk_in(pair.ana, file[:-1])
    with pytest.raises(InputRefused, match="These tickets are for a mailbox that no contact of yours has"):
        token_payment.take_walk_in(pair.ben, file)
    pair.clock.now += 391 * DAY
    with pytest.raises(InputRefused, match="These tickets have expired"):
        token_payment.take_walk_in(pair.ana, file)
    with pytest.raises(InputRefused, match="write to this mailbox without a ticket"):
        tickets.walk_in(pair.ana, at(pair.ana))


def test_a_front_desk_is_asked_by_who_has_none(pair: Pair, url: str) -> None:
    tickets.stop(pair.ben, "Ana")
    mailboxes.set_policy(pair.ben, url, policies.FRONT_DESK)
    swap_cards(pair)
    report = share(pair.ana, pair.ben_here)
    tally = exchange.sync(pair.ana)
    assert tally.failures == [] and "calculated 1 s for the check of the relay" in tally.warnings[0]
    exchange.sync(pair.ben)
    assert [came.arrived.report for came in inbox.list_reports(pair.ben)] == [report]


def test_an_anonymous_report_pays_with_what_anybody_may_hold_alone(pair: Pair, url: str) -> None:
    handed_out(pair)
    exchange.sync(pair.ana)
    assert held(pair)[store.S] > token_payment.RESERVE
    event = records.add(pair.ana, "event", {"description": "A truck stood at the gate."})[0]
    anonymous.share(pair.ana, [event.ref], [pair.ben_here.ref])
    (why,) = anonymous_sync.sync(pair.ana).warnings
    assert "only with a delivery ticket" in why and outbox.deliveries(pair.ana.con)[0].state != "relayed"
    token_payment.take_walk_in(pair.ana, tickets.walk_in(pair.ben, at(pair.ben), 3))
    assert anonymous_sync.sync(pair.ana).sent == 1 and exchange.sync(pair.ben).received == 1
    paid = pair.ana.con.execute("SELECT public FROM held_ticket WHERE delivery IS NOT NULL").fetchall()
    assert paid == [(1,)]
    mailboxes.set_policy(pair.ben, url, policies.FRONT_DESK)
    swap_cards(pair)
    pair.ana.con.execute("UPDATE held_ticket SET gone = 1 WHERE public = 1")
    anonymous.share(pair.ana, [event.ref], [pair.ben_here.ref])
    assert anonymous_sync.sync(pair.ana).sent == 1 and exchange.sync(pair.ben).received == 1


def test_a_policy_is_changed_at_the_relay_first(pair: Pair, data: Path) -> None:
    with relay(data, pair) as url:
        mailbox_registration.add(pair.ben, url)
    with pytest.raises(NotDeliveredYet, match="does not answer"):
        mailboxes.set_policy(pair.ben, url, policies.TICKETS)
    assert [box.policy for box in contact_cards.my_card(pair.ben).mailboxes] == [0]
    with live.served(application(data, clock=pair.clock), port=int(url.rpartition(":")[2])):
        mailboxes.set_policy(pair.ben, url, policies.TICKETS)
        assert [box.policy for box in contact_cards.my_card(pair.ben).mailboxes] == [1]
        mailbox_registration.add(pair.ben, url)  # again: it stays as it is
        exchange.sync(pair.ben)
    assert [box.policy for box in contact_cards.my_card(pair.ben).mailboxes] == [1]
    with closing(sqlite3.connect(data / "relay.db")) as db:
        assert db.execute("SELECT policy FROM door").fetchall() == [(1,)]


def test_a_relay_that_was_added_offline_hears_the_policy_later(pair: Pair, data: Path) -> None:
    with relay(data, pair) as url:
        pass
    with pytest.raises(NotDeliveredYet):
        mailbox_registration.add(pair.ben, url, policy=policies.FRONT_DESK)
    with live.served(application(data, clock=pair.clock), port=int(url.rpartition(":")[2])):
        exchange.sync(pair.ben)
        assert [box.policy for box in contact_cards.my_card(pair.ben).mailboxes] == [2]


def test_what_was_told_and_never_used_is_said_again_and_no_more_is_drawn(pair: Pair, url: str) -> None:
    handed_out(pair)
    pair.ana.con.execute("DELETE FROM held_ticket")  # as if the message had never come
    exchange.sync(pair.ben)
    assert held(pair) == {}
    pair.clock.now += 8 * DAY
    handed_out(pair)
    assert held(pair) == {1: 99, 2: 30, 3: 10}, "one says that Ben's card came"
    assert [account.given for account in tickets.accounts(pair.ben)] == [140]


def test_who_asks_is_told_again_of_what_got_lost_after_some_were_spent(pair: Pair, url: str) -> None:
    handed_out(pair)
    pair.ben.con.execute("UPDATE ticket SET spent = 1 WHERE hash IN (SELECT hash FROM ticket WHERE told LIMIT 1)")
    pair.ana.con.execute("UPDATE held_ticket SET gone = 1")
    wish = crypto.Tickets(at(pair.ben).mid, 1, 0, ())
    for _ in range(2):  # what is given then gets lost, both times
        post(pair.ana, pair.ben, control_of(pair.ana, identity.card(pair.ben).id, tickets=(wish,)))
        handed_out(pair)
        pair.ana.con.execute("DELETE FROM held_ticket WHERE gone = 0")
    assert held(pair) == {}
    pair.clock.now += 8 * DAY
    post(pair.ana, pair.ben, control_of(pair.ana, identity.card(pair.ben).id, tickets=(wish,)))
    handed_out(pair)
    assert held(pair)[1] >= 50
    (account,) = tickets.accounts(pair.ben)
    assert account.given - account.spent <= 280, "no more are drawn than twice as many"


def test_only_its_own_mailboxes_are_a_contacts_to_give_tickets_for(pair: Pair, url: str) -> None:
    other = crypto.Tickets(os.urandom(32), 1, pair.ana.now() + DAY, (bytes(16),))
    mine = at(pair.ben).mid
    late = crypto.Tickets(mine, 1, pair.ana.now() + 500 * DAY, (bytes(16),))
    many = crypto.Tickets(mine, 1, pair.ana.now() + DAY, tuple(os.urandom(16) for _ in range(1200)))
    to = identity.card(pair.ana).id
    post(pair.ben, pair.ana, control_of(pair.ben, to, tickets=(other, late)))
    assert pair.ana.con.execute("SELECT count(*) FROM held_ticket").fetchone() == (0,)
    post(pair.ben, pair.ana, control_of(pair.ben, to, tickets=(many,)))
    assert held(pair) == {1: token_payment.MOST_HELD}


def test_a_contact_that_asks_for_ever_is_given_twice_as_many_at_most(pair: Pair, url: str) -> None:
    wish = crypto.Tickets(at(pair.ben).mid, 1, 0, ())
    for _ in range(4):
        exchange.sync(pair.ben)
        post(pair.ana, pair.ben, control_of(pair.ana, identity.card(pair.ben).id, tickets=(wish,)))
    exchange.sync(pair.ben)
    assert [account.given for account in tickets.accounts(pair.ben)] == [280]
