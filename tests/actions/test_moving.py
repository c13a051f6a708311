"""Moving to another relay: told to all, the old one read until all know or a date, and nothing lost on the way."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.actions.contacts import contact_cards
from app.actions.kernel import records
from app.actions.mail import inbox, sharing
from app.actions.relays import mailbox_registration, relay_moves
from app.actions.rounds import exchange, mailboxes
from app.errors import InputRefused, NotDeliveredYet, NotFound
from app.store.relays import known_relays, moves, policies
from app.store.vault import open_vault as store
from app.store.vault.open_vault import Vault
from tests.actions.pairs import Pair, know
from tests.relay import live
from tests.vaults import PASSPHRASE, WORDS, vault_at


@pytest.fixture
def old(pair: Pair, tmp_path: Path) -> Iterator[str]:
    """The relay at which Ana and Ben are, and know it of each other."""
    with live.relay(tmp_path / "old", clock=pair.clock) as url:
        for vault in (pair.ana, pair.ben):
            mailbox_registration.add(vault, url)
        contact_cards.add(pair.ana, contact_cards.my_card(pair.ben).file)
        contact_cards.add(pair.ben, contact_cards.my_card(pair.ana).file)
        yield url


@pytest.fixture
def new(pair: Pair, tmp_path: Path) -> Iterator[str]:
    with live.relay(tmp_path / "new", clock=pair.clock) as url:
        yield url


def urls(vault: Vault) -> list[str]:
    return [box.url for box in contact_cards.my_card(vault).mailboxes]


def share(vault: Vault, handle: str) -> str:
    record, _ = records.add(vault, "event", {"title": "A truck stood at the gate"})
    return sharing.share(vault, [record.ref], [handle], "internal")[0].report.hex()


def test_the_old_one_is_given_up_once_all_contacts_wrote_to_the_new_one(pair: Pair, old: str, new: str) -> None:
    at = relay_moves.move(pair.ana, old, new)
    assert (at.made, at.know, at.of) == (True, 0, 1)
    assert sorted(urls(pair.ana)) == sorted([old, new])
    share(pair.ben, pair.ana_there.ref)
    exchange.sync(pair.ben)  # on its way to the old one while we move
    exchange.sync(pair.ana)
    (at,) = relay_moves.list_moves(pair.ana).values()
    assert (at.know, len(inbox.list_reports(pair.ana))) == (0, 1)
    exchange.sync(pair.ben)  # hears the card
    exchange.sync(pair.ben)  # and writes to the new one
    exchange.sync(pair.ana)
    assert relay_moves.list_moves(pair.ana) == {} and urls(pair.ana) == [new]
    exchange.sync(pair.ben)
    share(pair.ben, pair.ana_there.ref)
    assert exchange.sync(pair.ben).failures == exchange.sync(pair.ana).failures == []
    assert len(inbox.list_reports(pair.ana)) == 2


def test_it_is_told_to_who_never_got_anything_and_told_once(pair: Pair, old: str, new: str) -> None:
    relay_moves.move(pair.ana, old, new)
    assert [exchange.sync(pair.ana).sent, exchange.sync(pair.ana).sent] == [1, 0]
    pair.clock.now += 4 * relay_moves.DAY
    assert exchange.sync(pair.ana).sent == 1


def test_who_does_not_know_it_holds_it_open_to_a_date_and_no_longer(
    pair: Pair, old: str, new: str, tmp_path: Path
) -> None:
    with vault_at(tmp_path / "col") as col:
        know(pair.ana, col)  # reached by stick alone
    relay_moves.move(pair.ana, old, new, days=7)
    for vault in (pair.ana, pair.ben, pair.ben, pair.ana):
        exchange.sync(vault)
    (at,) = relay_moves.list_moves(pair.ana).values()
    assert (at.know, at.of) == (1, 2) and len(urls(pair.ana)) == 2
    pair.clock.now += 7 * relay_moves.DAY + 1
    pair.ana.set("clock_wrong", b"\1")
    relay_moves.finish(pair.ana, [])
    assert len(urls(pair.ana)) == 2  # a clock that a relay found wrong ends nothing
    pair.ana.set("clock_wrong", b"")
    exchange.sync(pair.ana)
    assert urls(pair.ana) == [new]


def test_an_old_relay_that_does_not_answer_is_not_given_up_unread(pair: Pair, new: str, tmp_path: Path) -> None:
    with live.relay(tmp_path / "dead", clock=pair.clock) as dead:
        known = mailbox_registration.add(pair.ana, dead)
    contact_cards.add(pair.ben, contact_cards.my_card(pair.ana).file)
    relay_moves.move(pair.ana, dead, new)
    target = next(row.pk for row in known_relays.list_relays(pair.ana.con) if row.url == new)
    moves.writes_to(pair.ana.con, pair.ben_here.id, f"relay:{target.hex()}")
    exchange.sync(pair.ana)
    assert relay_moves.list_moves(pair.ana)[known.pk].know == 1 and dead in urls(pair.ana)


def test_a_move_outlives_a_restart_and_a_new_relay_that_is_not_reached_yet(
    pair: Pair, old: str, tmp_path: Path
) -> None:
    with live.relay(tmp_path / "new", clock=pair.clock) as url:
        port = int(url.rpartition(":")[2])
    with pytest.raises(NotDeliveredYet):
        relay_moves.move(pair.ana, old, url)
    pair.ana.close()
    with closing(store.open_(tmp_path / "ana", PASSPHRASE, WORDS, clock=pair.clock)) as ana:
        (at,) = relay_moves.list_moves(ana).values()
        assert not at.made and urls(ana) == [old]
        with live.relay(tmp_path / "new", clock=pair.clock, port=port):
            exchange.sync(ana)
            assert [at.made for at in relay_moves.list_moves(ana).values()] == [True]
            for vault in (ana, pair.ben, pair.ben, ana):
                exchange.sync(vault)
            assert relay_moves.list_moves(ana) == {} and urls(ana) == [url]


def test_what_cannot_be_moved_changes_nothing(pair: Pair, old: str) -> None:
    with pytest.raises(NotFound, match="no relay"):
        relay_moves.move(pair.ana, "https://relay.example", old)
    with pytest.raises(InputRefused, match="The two addresses belong to the same relay"):
        relay_moves.move(pair.ana, old, old)
    with pytest.raises(InputRefused, match="This is not an invite code, or one letter is wrong"):
        relay_moves.move(pair.ana, old, "https://relay.example", invite="x")
    assert relay_moves.list_moves(pair.ana) == {} and urls(pair.ana) == [old]


def test_a_move_can_be_taken_back_and_goes_with_either_relay(pair: Pair, old: str, new: str) -> None:
    at = relay_moves.move(pair.ana, old, new)
    relay_moves.stay(pair.ana, at.move.old)
    assert relay_moves.list_moves(pair.ana) == {} and len(urls(pair.ana)) == 2
    relay_moves.move(pair.ana, old, new)
    with pair.ana.transaction() as con:
        known_relays.forget(con, next(row.pk for row in known_relays.list_relays(con) if row.url == new))
    assert relay_moves.list_moves(pair.ana) == {}


def policy(vault: Vault, url: str) -> int:
    return next(box.policy for box in contact_cards.my_card(vault).mailboxes if box.url == url)


@pytest.mark.parametrize("who", [policies.TICKETS, policies.FRONT_DESK])
def test_who_may_write_to_the_new_one_is_as_at_the_old_one_and_mail_goes_on(
    pair: Pair, old: str, new: str, who: int
) -> None:
    mailboxes.set_policy(pair.ana, old, who)
    for vault in (pair.ana, pair.ben):
        exchange.sync(vault)  # Ben has the card that says so, and tickets
    assert not relay_moves.move(pair.ana, old, new).opens
    assert policy(pair.ana, new) == who
    for vault in (pair.ana, pair.ana, pair.ben, pair.ben, pair.ana):
        exchange.sync(vault)
    assert relay_moves.list_moves(pair.ana) == {} and urls(pair.ana) == [new]
    share(pair.ben, pair.ana_there.ref)
    assert exchange.sync(pair.ben).failures == exchange.sync(pair.ana).failures == []
    assert len(inbox.list_reports(pair.ana)) == 1


def test_a_new_one_that_is_not_reached_yet_is_guarded_from_its_first_moment(
    pair: Pair, old: str, tmp_path: Path
) -> None:
    mailboxes.set_policy(pair.ana, old, policies.TICKETS)
    with live.relay(tmp_path / "new", clock=pair.clock) as url:
        port = int(url.rpartition(":")[2])
    with pytest.raises(NotDeliveredYet):
        relay_moves.move(pair.ana, old, url)
    with live.relay(tmp_path / "new", clock=pair.clock, port=port):
        exchange.sync(pair.ana)
        assert policy(pair.ana, url) == policies.TICKETS


def test_a_relay_that_was_ours_before_keeps_its_policy_and_it_is_said_where_that_opens(
    pair: Pair, old: str, new: str
) -> None:
    mailbox_registration.add(pair.ana, new)
    assert not relay_moves.move(pair.ana, old, new).opens
    mailboxes.set_policy(pair.ana, old, policies.TICKETS)
    assert relay_moves.move(pair.ana, old, new).opens and policy(pair.ana, new) == policies.OPEN
    mailboxes.set_policy(pair.ana, new, policies.FRONT_DESK)
    assert not relay_moves.move(pair.ana, old, new).opens
