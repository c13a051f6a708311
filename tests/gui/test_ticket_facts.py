"""The page of a contact says with how many tickets it can be written to, and how many of ours it has spent."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.actions import contacts
from app.gui.reads.people import _tickets
from app.gui.text import Text
from app.store import policies, relays
from app.store import tickets as store
from app.store.tickets import Made
from app.store.vault import Vault
from tests.actions.pairs import Pair, pair_at

TR = Text("en")
N32 = b"n" * 32


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    with pair_at(tmp_path) as pair:
        yield pair


def facts(vault: Vault, record: bytes) -> dict[str, tuple[str, str]]:
    return {name: (said, below) for name, said, below in _tickets(vault, TR, contacts.of_record(vault, record))}


def told(pair: Pair, policy: int) -> None:
    """Give Ben a mailbox of this policy, and Ana his card."""
    relays.keep(pair.ben.con, "https://relay.example", N32, N32, N32)
    policies.set_(pair.ben.con, N32, policy)
    contacts.add(pair.ana, contacts.my_card(pair.ben).file)


def test_what_is_left_to_write_with(pair: Pair) -> None:
    ben = pair.ben_here.id
    told(pair, policies.OPEN)
    assert facts(pair.ana, ben) == {}
    told(pair, policies.TICKETS)
    assert facts(pair.ana, ben)["Tickets to write to them"] == (
        "0 left", "Reports stay queued until some come; a stick works without.",
    )  # fmt: skip
    store.hold(pair.ana.con, (ben, N32), 1, int(pair.clock.now) + 9999, [bytes(16), bytes([1]) * 16], False, 9)
    assert facts(pair.ana, ben)["Tickets to write to them"] == ("2 left", "")
    told(pair, policies.FRONT_DESK)
    assert "works some ten seconds" in facts(pair.ana, ben)["Tickets to write to them"][1]


def test_what_they_spent_of_ours(pair: Pair) -> None:
    made = [Made(bytes([n]) * 32, bytes([n]) * 16, 1, int(pair.clock.now) + 9999) for n in range(3)]
    store.make(pair.ben.con, N32, made)
    store.give(pair.ben.con, [one.hash for one in made], pair.ana_there.id)
    store.spend(pair.ben.con, [(made[0].hash, 3600)])
    assert facts(pair.ben, pair.ana_there.id) == {"Tickets of yours": ("1 of 3 spent", "")}
    store.withdraw(pair.ben.con, pair.ana_there.id)
    assert facts(pair.ben, pair.ana_there.id)["Tickets of yours"][1] == "No more are given, and the rest is withdrawn"
