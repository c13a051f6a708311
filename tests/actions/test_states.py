"""One function says where a delivery is, why not further, until when and what to do; its journey forgets nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.actions.contacts import contact_cards
from app.actions.kernel import records
from app.actions.mail import delivery_history, delivery_status, inbox, sent_withdrawals, sharing
from app.actions.mail.delivery_status import NAMES, DeliveryState
from app.actions.relays import network_policy, networks
from app.actions.relays.networks import Network, NetworkRule
from app.actions.rounds import sticks
from app.store.mail import outbox
from app.store.records.search import Query
from app.store.relays import delivery_problems
from app.store.vault.open_vault import Vault
from tests.actions.field import FILM, Field, field_of
from tests.actions.pairs import Pair, pair_at

HOME = Network("02:00:5e:00:00:01", "192.0.2.1 wlan0", leads_out=True)
NOWHERE = Network(leads_out=False)
DAY = 86_400


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    with pair_at(tmp_path) as pair:
        yield pair


@pytest.fixture
def field(pair: Pair, tmp_path: Path) -> Iterator[Field]:
    with field_of(pair, tmp_path) as field:
        yield field


def state(vault: Vault, network: Network | None = None) -> DeliveryState:
    (found,) = delivery_status.list_delivery_states(vault, delivery_history.list_journeys(vault), network)
    assert found.name in NAMES
    return found


def said(vault: Vault, network: Network | None = None) -> tuple[str, str, str]:
    found = state(vault, network)
    return found.name, str(found.words), str(found.why)


def steps(vault: Vault) -> list[str]:
    (journey,) = delivery_history.list_journeys(vault)
    return [step.what for step in delivery_history.steps(vault, journey)]


def test_the_way_of_a_report_in_words(field: Field) -> None:
    ana, (one, two), clock = field.pair.ana, field.ways, field.pair.clock
    report = field.share()
    assert said(ana, HOME) == ("written", "In the outbox, sent at the next connection", "")
    assert said(ana, NOWHERE) == ("waiting", "Waiting", "there is no connection")
    two.die()
    field.ana()
    assert said(ana, HOME) == ("relays", "On 1 of 2 relays", "the relay does not answer")
    there, other = sorted(state(ana).places, key=lambda place: place.since is None)
    assert (there.name, other.name) == (one.url, two.url) and there.until and there.until > clock()
    assert other.hindrance is not None and other.hindrance.times == 1
    clock.now += DAY
    field.ana()
    (late,) = [place.hindrance for place in state(ana).places if place.hindrance]
    assert (late.times, late.since, late.at) == (2, other.hindrance.since, other.hindrance.since + DAY)
    two.live()
    field.ana()
    assert said(ana, HOME) == ("relays", "On 2 of 2 relays", "") and delivery_problems.list_problems(ana.con) == {}
    field.ben()
    inbox.accept(field.pair.ben, report)
    field.ben()
    field.ana()
    assert said(ana) == ("accepted", "Accepted", "")


def test_each_thing_that_is_in_the_way_has_its_words(field: Field, tmp_path: Path) -> None:
    ana = field.pair.ana
    field.share(FILM)
    networks.set_rule(ana, HOME, NetworkRule("never"))
    assert said(ana, HOME)[2] == "you chose that Amparo never connects on this network"
    networks.set_rule(ana, HOME, NetworkRule("text"))
    assert said(ana, HOME) == ("waiting", "Waiting", "files wait: you chose that only text is sent over this network")
    networks.set_rule(ana, HOME, NetworkRule())
    network_policy.pause(ana, 2)
    assert state(ana, HOME).until == ana.now() + 7200
    network_policy.go_on(ana)
    (tmp_path / "stick").mkdir()
    sticks.write(ana, tmp_path / "stick")
    assert said(ana, HOME) == ("stick", "On a USB stick. A courier can take it to a relay", "")
    contact_cards.doubt(ana, field.pair.ben_here.ref)
    assert said(ana, HOME)[2] == "new key" and state(ana).todo == "Compare the numbers again."


def test_a_full_relay_says_so_until_it_takes_it(field: Field) -> None:
    ana = field.pair.ana
    field.share()
    for way in field.ways:
        way.says = lambda said: said.but(status=507, body=b"") if said.method in ("POST", "PUT") else said
    for _ in range(3):
        field.pair.clock.now += DAY
        field.ana()
    found = state(ana, HOME)
    assert (found.name, found.why) == ("waiting", "the relay or the mailbox is full")
    assert found.todo == "Amparo tries again automatically. A USB stick works without this relay."


def test_without_a_relay_a_stick_is_the_way(pair: Pair) -> None:
    made, _ = records.add(pair.ana, "event", {"title": "March"})
    pair.share(made.ref)
    assert said(pair.ana) == ("waiting", "Waiting", "contact without a relay")
    assert state(pair.ana).todo == "Put it on a USB stick."


def test_stopped_and_refused_with_their_reasons(field: Field) -> None:
    ana, ben = field.pair.ana, field.pair.ben
    report = field.share()
    sharing.stop_sending(ana, report)
    assert said(ana) == ("stopped", "Stopped", "")
    sharing.go_on(ana, report)
    assert said(ana)[0] == "written"
    field.ana()
    field.ben()
    inbox.refuse(ben, report, "names are in it")
    field.ben()
    field.ana()
    assert said(ana) == ("refused", "Refused", "names are in it")
    assert steps(ana)[:4] == ["queued", "closed", "queued", "sealed"] and steps(ana)[-1] == "rejected"


def test_the_journey_keeps_each_step_with_its_time_and_receipt(field: Field) -> None:
    ana, ben, clock = field.pair.ana, field.pair.ben, field.pair.clock
    report = field.share()
    for step in (field.ana, field.ben, field.ana):
        clock.now += 60
        step()
    inbox.accept(ben, report)
    for step in (field.ben, field.ana):
        clock.now += 60
        step()
    assert steps(ana) == ["queued", "sealed", "placed", "placed", "delivered", "accepted"]
    (journey,) = delivery_history.of_report(ana, report[:8])
    told = delivery_history.steps(ana, journey)
    assert told[4].at < told[5].at
    receipts = [step.receipts for step in told if step.what == "placed"]
    assert {receipt.relay_pk for (receipt,) in receipts} == {way.pk for way in field.ways}


def test_what_a_relay_kept_to_its_end_is_sent_again_and_the_receipt_stays(field: Field) -> None:
    ana = field.pair.ana
    field.share()
    field.ana()
    (ends,) = {place.until for place in state(ana).places}
    assert ends is not None
    with ana.transaction() as con:
        outbox.expire(con, ends + 1)
    found = state(ana)
    assert (found.name, found.since) == ("expired", ends)
    (journey,) = delivery_history.list_journeys(ana)
    told = delivery_history.steps(ana, journey)
    assert [step.what for step in told] == ["queued", "sealed", "placed", "placed", "expired", "expired"]
    assert all(step.receipts for step in told if step.what == "placed")


def test_what_the_addressee_did_not_find_is_sent_again(field: Field) -> None:
    ana = field.pair.ana
    report = field.share()
    field.ana()
    (delivery,) = outbox.deliveries(ana.con)
    with ana.transaction() as con:
        outbox.resend_missing_objects(con, bytes.fromhex(report), delivery.addressee, ana.now())
    assert said(ana)[:2] == ("lacked", "Ben did not find all parts: Amparo sends it again")


def test_what_was_withdrawn_says_so_and_what_became_of_it_there(field: Field) -> None:
    ana, ben = field.pair.ana, field.pair.ben
    report = field.share()
    field.ana()
    field.ben()
    inbox.accept(ben, report)
    field.ben()
    field.ana()
    (event,) = records.find(ana, Query("event"))
    sent_withdrawals.retract(ana, [event.ref], "consent", "hide")
    newest = lambda: delivery_status.list_delivery_states(ana, delivery_history.of_report(ana, report))[0]  # noqa: E731
    assert (newest().name, newest().why) == ("withdrawn", "no answer yet")
    for turn in (field.ana, field.ben, field.ana):
        turn()
    assert (newest().name, newest().why) == ("withdrawn", "hidden")
