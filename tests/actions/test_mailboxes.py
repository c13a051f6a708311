"""Giving up a relay: what may still lie there is fetched first, or said; the rest goes by other ways, and is kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.actions.contacts import contact_cards
from app.actions.kernel import records
from app.actions.mail import inbox, sharing
from app.actions.relays import mailbox_registration, networks
from app.actions.relays.networks import Network, NetworkRule
from app.actions.rounds import exchange, mailboxes
from app.errors import InputRefused, NotDeliveredYet, NotFound
from app.store.mail import outbox
from app.store.relays import known_relays
from app.store.vault.open_vault import Vault
from tests.actions.pairs import Pair
from tests.relay import live

CAFE = Network("02:00:5e:00:00:02", "192.0.2.1 wlan0")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "relay"


@pytest.fixture
def url(pair: Pair, data: Path) -> Iterator[str]:
    """A relay at which Ana and Ben both have a mailbox, and know it of each other."""
    with live.relay(data, clock=pair.clock) as url:
        mailbox_registration.add(pair.ana, url)
        mailbox_registration.add(pair.ben, url)
        swap_cards(pair)
        yield url


def swap_cards(pair: Pair) -> None:
    contact_cards.add(pair.ana, contact_cards.my_card(pair.ben).file)
    contact_cards.add(pair.ben, contact_cards.my_card(pair.ana).file)


def share(vault: Vault, handle: str) -> bytes:
    record, _ = records.add(vault, "event", {"description": "A truck stood at the gate."})
    return sharing.share(vault, [record.ref], [handle])[0].report


def urls(vault: Vault) -> list[str]:
    return [box.url for box in contact_cards.my_card(vault).mailboxes]


def test_how_each_relay_stands(pair: Pair, url: str) -> None:
    share(pair.ana, pair.ben_here.ref)
    with pytest.raises(NotDeliveredYet):
        mailbox_registration.add(pair.ana, "http://127.0.0.1:9")
    at, wish = mailboxes.list_relays(pair.ana)
    assert (at.url, at.contacts, at.to_go) == (url, ("Ben",), 1) and at.known is not None and at.known.last_ok is None
    assert (wish.url, wish.known, wish.to_go) == ("http://127.0.0.1:9", None, 0)
    exchange.sync(pair.ana)
    at, _ = mailboxes.list_relays(pair.ana)
    assert at.to_go == 0 and at.known is not None and at.known.last_ok == pair.clock.now


def test_what_lies_there_is_fetched_before_it_is_given_up(pair: Pair, url: str) -> None:
    report = share(pair.ben, pair.ana_there.ref)
    exchange.sync(pair.ben)
    gone = mailboxes.give_up(pair.ana, url + "/")
    assert gone.fetched and gone.last and gone.contacts == ("Ben",) and gone.unconfirmed == 0
    assert [came.arrived.report for came in inbox.list_reports(pair.ana)] == [report]
    assert known_relays.list_relays(pair.ana.con) == [] and urls(pair.ana) == []
    assert exchange.due_in(pair.ana) is None


def test_a_relay_that_does_not_answer_is_given_up_only_when_one_insists(pair: Pair, data: Path) -> None:
    with live.relay(data, clock=pair.clock) as url:
        mailbox_registration.add(pair.ana, url)
    with pytest.raises(InputRefused, match=r"Amparo could not receive the messages there \(http://127") as told:
        mailboxes.give_up(pair.ana, url)
    assert "--anyway" in told.value.hint and urls(pair.ana) == [url]
    gone = mailboxes.give_up(pair.ana, url, anyway=True)
    assert not gone.fetched and urls(pair.ana) == []


def test_a_network_that_is_ruled_out_is_not_used_for_a_last_round_either(pair: Pair, url: str) -> None:
    networks.set_rule(pair.ana, CAFE, NetworkRule("never"))
    with pytest.raises(
        InputRefused, match=r"The relay was not removed: .*you chose that Amparo never connects on this network"
    ):
        mailboxes.give_up(pair.ana, url, network=lambda: CAFE)
    assert mailboxes.give_up(pair.ana, url, anyway=True, network=lambda: CAFE).known is not None
    assert known_relays.list_relays(pair.ana.con) == []


def test_confirmations_that_may_still_come_there_are_counted_and_receipts_stay(pair: Pair, url: str) -> None:
    share(pair.ana, pair.ben_here.ref)
    exchange.sync(pair.ana)
    with pytest.raises(InputRefused, match=r"not removed: confirmations that might still arrive there: 1\."):
        mailboxes.give_up(pair.ana, url)
    before = pair.ana.con.execute("SELECT * FROM placed").fetchall()
    gone = mailboxes.give_up(pair.ana, url, anyway=True)
    assert gone.unconfirmed == 1 and before
    assert pair.ana.con.execute("SELECT * FROM placed").fetchall() == before
    (delivery,) = outbox.deliveries(pair.ana.con)
    assert delivery.state == "relayed"
    exchange.sync(pair.ben)
    assert len(inbox.list_reports(pair.ben)) == 1


def test_what_goes_to_who_is_reached_there_still_goes(pair: Pair, url: str) -> None:
    mailboxes.give_up(pair.ana, url)
    share(pair.ana, pair.ben_here.ref)
    assert exchange.sync(pair.ana).sent >= 1
    exchange.sync(pair.ben)
    assert len(inbox.list_reports(pair.ben)) == 1


def test_mail_goes_by_the_other_relay_once_the_new_card_has_come(pair: Pair, url: str, tmp_path: Path) -> None:
    with live.relay(tmp_path / "other", clock=pair.clock) as other:
        mailbox_registration.add(pair.ana, other)
        gone = mailboxes.give_up(pair.ana, url)
        assert not gone.last and urls(pair.ana) == [other]
        report = share(pair.ben, pair.ana_there.ref)
        exchange.sync(pair.ben)
        exchange.sync(pair.ana)
        assert inbox.list_reports(pair.ana) == []
        swap_cards(pair)
        assert exchange.sync(pair.ben).failures == []
        exchange.sync(pair.ana)
        assert [came.arrived.report for came in inbox.list_reports(pair.ana)] == [report]


def test_it_can_be_taken_back_with_the_log_where_it_stood(pair: Pair, url: str) -> None:
    exchange.sync(pair.ana)
    (before,) = known_relays.list_relays(pair.ana.con)
    gone = mailboxes.give_up(pair.ana, url)
    mailboxes.take_back(pair.ana, gone)
    (after,) = known_relays.list_relays(pair.ana.con)
    assert (after.pk, after.mid, after.position) == (before.pk, before.mid, before.position)
    assert after.position is not None and urls(pair.ana) == [url]
    assert exchange.sync(pair.ana).failures == []


def test_one_that_never_answered_is_forgotten_and_can_be_wanted_again(pair: Pair) -> None:
    with pytest.raises(NotDeliveredYet):
        mailbox_registration.add(pair.ana, "http://127.0.0.1:9")
    gone = mailboxes.give_up(pair.ana, "http://127.0.0.1:9")
    assert gone.known is None and known_relays.wishes(pair.ana.con) == []
    mailboxes.take_back(pair.ana, gone)
    assert known_relays.wishes(pair.ana.con) == [("http://127.0.0.1:9", "")]


def test_a_relay_that_is_not_ours_is_not_found(pair: Pair, url: str) -> None:
    with pytest.raises(NotFound, match=r"no relay https://relay\.example\."):
        mailboxes.give_up(pair.ana, "https://relay.example")
    (known,) = known_relays.list_relays(pair.ana.con)
    assert mailboxes.give_up(pair.ana, known.pk.hex()).url == url


def test_no_relay_is_added_that_a_card_could_not_say_or_nobody_would_read_there(pair: Pair, url: str) -> None:
    with pytest.raises(InputRefused, match="too long for a card"):
        mailbox_registration.add(pair.ana, f"http://127.0.0.1:9/{'a' * 240}")
    for number in range(1, contact_cards.MOST_MAILBOXES):
        known_relays.keep(
            pair.ana.con, f"http://127.0.0.1:9/{number}", bytes([number]) * 32, bytes(32), bytes([number]) * 32
        )
    mailbox_registration.add(pair.ana, url)  # one that is there already
    with (
        live.relay(pair.ana.folder.parent / "ninth", clock=pair.clock) as ninth,
        pytest.raises(InputRefused, match="eight relays"),
    ):
        mailbox_registration.add(pair.ana, ninth)
    assert len(urls(pair.ana)) == contact_cards.MOST_MAILBOXES and known_relays.wishes(pair.ana.con) == []
