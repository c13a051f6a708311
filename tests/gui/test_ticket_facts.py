"""The page of a contact says with how many tickets it can be written to, and how many of ours it has spent."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.actions.contacts import contact_cards
from app.gui.people import people_query
from app.gui.people.people_screen import People
from app.gui.start.program import Program
from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.widgets.buttons import Button
from app.store.relays import known_relays, policies
from app.store.relays import tickets as store
from app.store.relays.tickets import IssuedTicket
from app.store.vault.open_vault import Vault
from tests.actions.pairs import Pair, pair_at
from tests.gui.running import in_store, unlocked

LOOK = Look(Text("en"))
N32 = b"n" * 32


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    with pair_at(tmp_path) as pair:
        yield pair


def facts(vault: Vault, record: bytes) -> dict[str, tuple[str, str]]:
    page = people_query.page(vault, LOOK, record.hex())
    return {name: (said, below) for name, said, below in page.facts if "ickets" in name}


def told(pair: Pair, policy: int) -> None:
    """Give Ben a mailbox of this policy, and Ana his card."""
    known_relays.keep(pair.ben.con, "https://relay.example", N32, N32, N32)
    policies.set_(pair.ben.con, N32, policy)
    contact_cards.add(pair.ana, contact_cards.my_card(pair.ben).file)


def test_what_is_left_to_write_with(pair: Pair) -> None:
    ben = pair.ben_here.id
    told(pair, policies.OPEN)
    assert facts(pair.ana, ben) == {}
    told(pair, policies.TICKETS)
    assert facts(pair.ana, ben)["Tickets to write to them"] == (
        "0 tickets left", "Reports stay in the outbox until tickets arrive. A USB stick works without tickets.",
    )  # fmt: skip
    store.hold(pair.ana.con, (ben, N32), 1, int(pair.clock.now) + 9999, [bytes(16), bytes([1]) * 16], False, 9)
    assert facts(pair.ana, ben)["Tickets to write to them"] == ("2 tickets left", "")
    told(pair, policies.FRONT_DESK)
    assert "calculates for about ten seconds" in facts(pair.ana, ben)["Tickets to write to them"][1]


def test_what_they_spent_of_ours(pair: Pair) -> None:
    made = [IssuedTicket(bytes([n]) * 32, bytes([n]) * 16, 1, int(pair.clock.now) + 9999) for n in range(3)]
    store.make(pair.ben.con, N32, made)
    store.give(pair.ben.con, [one.hash for one in made], pair.ana_there.id)
    store.spend(pair.ben.con, [(made[0].hash, 3600)])
    assert facts(pair.ben, pair.ana_there.id) == {"Tickets that you gave": ("1 of 3 used", "")}
    store.withdraw(pair.ben.con, pair.ana_there.id)
    assert facts(pair.ben, pair.ana_there.id)["Tickets that you gave"][1] == (
        "You stopped giving tickets. Amparo withdrew the unused tickets"
    )


def test_tickets_are_given_no_more_and_again_by_keyboard_and_undo(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)

    def prepare(vault: Vault) -> str:
        known_relays.keep(vault.con, "https://relay.example", N32, N32, N32)
        policies.set_(vault.con, N32, policies.TICKETS)
        return contact_cards.list_contacts(vault)[0].record.id.hex()

    key = str(in_store(program, prepare))
    desk.show("people", key, "contact")
    people = desk.places["people"]
    assert isinstance(people, People)

    def button(words: str) -> Button | None:
        page = people.split.page
        found = [b for b in page.findChildren(Button) if b.accessibleName() == words] if page else []
        return found[0] if found and people.current == key else None

    def press(words: str) -> None:
        qtbot.waitUntil(lambda: button(words) is not None, timeout=10000)
        qtbot.keyClick(button(words), Qt.Key.Key_Space)

    def is_stopped(vault: Vault) -> bool:
        return store.is_stopped(vault.con, bytes.fromhex(key))

    press("Stop giving tickets")
    qtbot.waitUntil(lambda: bool(in_store(program, is_stopped)), timeout=10000)
    press("Give tickets again")
    qtbot.waitUntil(lambda: not in_store(program, is_stopped), timeout=10000)
    qtbot.waitUntil(lambda: button("Stop giving tickets") is not None, timeout=10000)
    desk.undo()
    qtbot.waitUntil(lambda: bool(in_store(program, is_stopped)), timeout=10000)
