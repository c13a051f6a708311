"""What a relay sees of who writes to two of its mailboxes: in rounds by themselves, one of them at a time."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from attrs import define, field

from app.actions.kernel import records
from app.actions.mail import sharing
from app.actions.relays import mailbox_registration
from app.actions.rounds import exchange
from app.actions.rounds.sync_scheduler import EVERY, LOOK, TURN, Cadence
from app.domain.record import Record
from app.store.vault.open_vault import Vault
from crypto.relay_messages import UploadHead
from sync.exchange import Tally
from sync.relay.keys import load_keys
from tests.actions.pairs import Pair, know, pair_at
from tests.actions.test_watch import HOME
from tests.relay import live
from tests.sync.bad_relay import lying
from tests.vaults import vault_at


@define
class Heard:
    """Ana, who writes to Ben and to Cleo at one relay, and the mailboxes it is told of in a round."""

    pair: Pair
    cleo: Vault
    cleo_here: Record
    mailboxes: list[bytes]
    last: Tally = field(factory=Tally)

    def share(self, to: Record, urgent: bool = False) -> None:
        """Let Ana share an incident."""
        event, _ = records.add(self.pair.ana, "event", {"title": "At the well"})
        sharing.share(self.pair.ana, [event.ref], [to.ref], "internal", urgent=urgent)

    def round(self, asked: bool = False) -> set[bytes]:
        """Do a round of Ana's and return whose mailboxes the relay was told of."""
        del self.mailboxes[:]
        self.pair.clock.now += EVERY
        self.last = exchange.sync(self.pair.ana, asked=asked, anew=True)
        assert self.last.failures == []
        return set(self.mailboxes)


@pytest.fixture
def heard(tmp_path: Path) -> Iterator[Heard]:
    with pair_at(tmp_path) as pair, vault_at(tmp_path / "cleo", pair.clock) as cleo, relay(tmp_path, pair) as told:
        url, mailboxes = told
        for vault in (pair.ben, cleo):
            mailbox_registration.add(vault, url)
        know(pair.ana, pair.ben)
        yield Heard(pair, cleo, know(pair.ana, cleo), mailboxes)


@contextmanager
def relay(folder: Path, pair: Pair) -> Iterator[tuple[str, list[bytes]]]:
    """Give a relay that opens the tags of all uploads and writes down their mailboxes."""
    mailboxes: list[bytes] = []

    def listen(method: str, path: str, body: bytes) -> None:
        if (method, path) == ("POST", "/v1/uploads"):
            sealed, _, _ = UploadHead.address(body[: UploadHead.FIXED])
            mailboxes.append(load_keys(folder / "relay").seal.open_tag(sealed).mid)

    with live.relay(folder / "relay", clock=pair.clock) as real, lying(real, lambda said: said, instead=listen) as url:
        yield url, mailboxes


def test_two_rounds_by_themselves_write_to_one_mailbox_each(heard: Heard) -> None:
    for _ in range(3):
        heard.share(heard.pair.ben_here)
        heard.share(heard.cleo_here)
    first = heard.round()
    assert len(first) == 1 and heard.last.sent >= 3 and heard.last.others_wait
    second = heard.round()
    assert len(second) == 1 and second != first and heard.last.sent >= 3
    for _ in range(20):  # what confirms, and cards, come when chance lets them, never to both at once
        assert len(heard.round()) <= 1
    assert not heard.last.others_wait


def test_who_comes_first_is_chance(heard: Heard) -> None:
    found = set()
    for _ in range(20):  # 1 in 500,000 that one coin falls twenty times alike
        heard.share(heard.pair.ben_here)
        heard.share(heard.cleo_here)
        found |= heard.round()
        heard.round(asked=True)
        if len(found) == 2:
            return
    pytest.fail("one is always first")


def test_what_is_urgent_and_what_a_person_asks_for_waits_for_no_turn(heard: Heard) -> None:
    for urgent in (True, False):
        heard.share(heard.pair.ben_here, urgent=urgent)
        heard.share(heard.cleo_here, urgent=urgent)
        assert len(heard.round(asked=not urgent)) == 2 and not heard.last.others_wait


def test_a_turn_comes_sooner_than_a_poll() -> None:
    cadence, steps = Cadence(lambda: 0.5, HOME), list[float]()
    for others_wait in (True, False):
        cadence.went(Tally(sent=1, others_wait=others_wait))
        steps.append(next(at for at in itertools.count(LOOK, LOOK) if cadence.look(HOME, LOOK)))
    assert steps == [TURN, EVERY]
