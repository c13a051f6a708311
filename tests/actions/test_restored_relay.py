"""A relay restored from yesterday's copy: told once, with both pages kept, and what comes there then is fetched."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from attrs import define

import crypto
from app.actions.kernel import records
from app.actions.mail import inbox
from app.actions.relays import mailbox_registration, relay_log_audit
from app.actions.rounds import anonymous_sync, exchange
from app.store.mail import anonymous_queue as waiting
from sync.exchange import Tally
from sync.maillog import LogPosition
from tests.actions.pairs import Pair, know, pair_at
from tests.actions.test_anonymous import Desk, incident
from tests.relay import live

WHY = "the relay shows another log than the one it signed before"


@define
class Restorable:
    """A relay at one port that is copied while it is down, and started again from the copy."""

    pair: Pair
    data: Path
    port: int = 0

    @contextmanager
    def runs(self) -> Iterator[str]:
        """Run it at the port it had."""
        with live.relay(self.data, clock=self.pair.clock, port=self.port) as url:
            self.port = int(url.rpartition(":")[2])
            yield url

    def copy(self) -> None:
        """Keep how it stands."""
        shutil.copytree(self.data, self.data.with_name("copy"))

    def restore(self) -> None:
        """Put the copy back."""
        shutil.rmtree(self.data)
        self.data.with_name("copy").rename(self.data)

    def letter(self) -> Tally:
        """Let Ana send one, and Ben fetch."""
        self.pair.share(records.add(self.pair.ana, "event", {"title": "At the well"})[0].ref)
        assert exchange.sync(self.pair.ana).failures == []
        return exchange.sync(self.pair.ben)


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[Restorable]:
    with pair_at(tmp_path) as pair:
        yield Restorable(pair, tmp_path / "relay")


def read_for_another(pair: Pair) -> None:
    """Let Ben's mailbox be one that he reads for a desk: its log stands in another table."""
    with pair.ben.transaction() as con:
        con.execute(
            "INSERT INTO mailbox_also (mid, desk, pk, url, seal_pk, counter, seed, shared, position)"
            " SELECT mid, pk, pk, url, seal_pk, counter, seed, 1, position FROM relay"
        )
        con.execute("DELETE FROM relay")


@pytest.mark.parametrize("of_a_desk", [False, True], ids=["our own mailbox", "a desk's that is read for it"])
def test_it_is_told_once_with_proof_and_delivers_again(relay: Restorable, of_a_desk: bool) -> None:
    pair = relay.pair
    with relay.runs() as url:
        mailbox_registration.add(pair.ben, url)
        know(pair.ana, pair.ben)
        if of_a_desk:
            read_for_another(pair)
        relay.letter()
    relay.copy()
    with relay.runs():
        for _ in range(6):
            assert relay.letter().received == 1
        exchange.sync(pair.ben)
    relay.restore()
    with relay.runs() as url:
        first = relay.letter()
        assert ([why for _, why in first.kept_aside], first.received) == ([WHY], 0)
        (proof,) = relay_log_audit.list_proofs(pair.ben)
        assert (proof.kind, proof.url, proof.seen) == ("stories", url, False)
        before, after = (crypto.open_page(page, proof.relay) for page in (proof.before, proof.after))
        assert before.first + len(before.entries) > after.first + len(after.entries)
        second = exchange.sync(pair.ben)
        assert (second.received, second.kept_aside, second.failures) == (1, [], [])
        third = relay.letter()
        assert (third.received, third.kept_aside, len(relay_log_audit.list_proofs(pair.ben))) == (1, [], 1)
    assert len(inbox.list_reports(pair.ben)) == 9


def test_where_its_mailbox_is_gone_too_that_is_said(relay: Restorable) -> None:
    pair = relay.pair
    with relay.runs():
        pass
    relay.copy()
    with relay.runs() as url:
        mailbox_registration.add(pair.ben, url)
        know(pair.ana, pair.ben)
        relay.letter()
        exchange.sync(pair.ben)
    relay.restore()
    with relay.runs() as url:
        told = exchange.sync(pair.ben)
        assert told.failures == [f"{url}: this relay has no such mailbox"] and told.kept_aside == []
        mailbox_registration.add(pair.ben, url)
        assert [why for _, why in exchange.sync(pair.ben).kept_aside] == [WHY]
        assert relay.letter().received == 1
        assert [proof.kind for proof in relay_log_audit.list_proofs(pair.ben)] == ["stories"]


def test_a_box_for_an_anonymous_answer_is_read_on_too(relay: Restorable) -> None:
    pair = relay.pair
    with relay.runs() as url:
        mailbox_registration.add(pair.ben, url)
        know(pair.ana, pair.ben)
        Desk(pair, incident(pair.ana)).deliver(reply=True)
    relay.copy()
    with relay.runs():
        assert exchange.sync(pair.ben).failures == [] and anonymous_sync.sync(pair.ana).acknowledged == 1
        anonymous_sync.sync(pair.ana)
        (box,) = waiting.boxes(pair.ana.con)
        assert box.position and LogPosition.from_bytes(box.position).seq == 2
    relay.restore()
    with relay.runs():
        assert [why for _, why in anonymous_sync.sync(pair.ana).kept_aside] == [WHY]
        exchange.sync(pair.ben)
        (came,) = inbox.list_reports(pair.ben)
        inbox.refuse(pair.ben, came.arrived.report.hex(), "told twice")
        exchange.sync(pair.ben)
        told = anonymous_sync.sync(pair.ana)
        assert (told.acknowledged, told.kept_aside, waiting.boxes(pair.ana.con)) == (1, [], [])
