"""Before and after: the chain on the page of an incident, read from both sides, linked and parted by the keyboard."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.actions.kernel import records
from app.actions.records import event_chain
from app.domain.record import Record
from app.gui.incidents import incident_query
from app.gui.incidents.chain_query import ChainPart, ChainStep, Tie
from app.gui.incidents.chain_view import ChainBlock
from app.gui.incidents.incident_view import IncidentView
from app.gui.start.program import Program
from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.widgets.fields import Popup
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.gui.hands import Hands
from tests.gui.running import document, in_store, unlocked
from tests.vaults import vault_at


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with vault_at(tmp_path / "vault") as vault:
        yield vault


def made(vault: Vault, title: str, date: str = "") -> Record:
    return records.add(vault, "event", {"title": title, **({"date_start": date} if date else {})})[0]


def link(vault: Vault, one: Record, relation: str, other: Record) -> Record:
    return event_chain.join(vault, one.ref, relation, other.ref)[0]


def seen(vault: Vault, event: Record, language: str = "en") -> ChainPart:
    return incident_query.page(vault, Text(language), event.id.hex()).chain


def titles(part: ChainPart) -> list[str]:
    return [step.title for step in part.steps]


def test_the_chain_stands_in_the_order_of_time_and_tells_what_lies_ahead(vault: Vault) -> None:
    hearing, arrest = made(vault, "Hearing", "2027-05-01"), made(vault, "Arrest", "2026-04-12")
    threat = made(vault, "Threat", "2026-04-06~")
    link(vault, threat, "01", arrest)
    link(vault, hearing, "23", arrest)
    part = seen(vault, arrest)
    assert titles(part) == ["Threat", "Arrest", "Hearing"]
    assert [(step.here, step.ahead) for step in part.steps] == [(False, False), (True, False), (False, True)]
    assert [step.how for step in part.steps] == ["", "", "is a consequence of"]
    assert [step.said for step in part.steps] == [
        "Before: about 6 Apr 2026, Threat", "This incident: 12 Apr 2026, Arrest", "After: 1 May 2027, Hearing",
    ]  # fmt: skip
    assert [step.tied for step in part.steps] == [
        "Relation to this incident: comes before.", "", "Relation to this incident: is a consequence of.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("relation", "from_first", "from_other"),
    [
        ("01", "comes after", "comes before"),
        ("02", "is part of", "contains"),
        ("03", "is a consequence of", "causes"),
        ("11", "happens alongside", "happens alongside"),
        ("21", "contains", "is part of"),
        ("22", "comes before", "comes after"),
        ("23", "causes", "is a consequence of"),
    ],
)
def test_one_record_says_it_from_both_sides(vault: Vault, relation: str, from_first: str, from_other: str) -> None:
    first, other = made(vault, "First", "2026-04-01"), made(vault, "Other", "2026-04-02")
    row = link(vault, first, relation, other)
    ties = [seen(vault, event).ties[0] for event in (first, other)]
    assert [(tie.how, tie.title, tie.link) for tie in ties] == [
        (from_first, "Other", row.id.hex()), (from_other, "First", row.id.hex()),
    ]  # fmt: skip
    assert records.count_matches(vault, Query("event_link")) == 1


def test_of_two_on_one_day_the_one_said_to_come_before_stands_first(vault: Vault) -> None:
    released, arrest = made(vault, "Release", "2026-04-12"), made(vault, "Arrest", "2026-04-12")
    link(vault, released, "22", arrest)
    assert titles(seen(vault, arrest)) == ["Arrest", "Release"]


def test_it_goes_on_along_the_links_but_takes_away_only_its_own(vault: Vault) -> None:
    threat, arrest, trial = (made(vault, t, f"2026-0{n}-01") for n, t in enumerate(("Threat", "Arrest", "Trial"), 1))
    made(vault, "Elsewhere", "2026-02-01")
    link(vault, threat, "01", arrest)
    link(vault, arrest, "01", trial)
    part = seen(vault, threat)
    assert titles(part) == ["Threat", "Arrest", "Trial"]
    assert [tie.title for tie in part.ties] == ["Arrest"]
    assert part.steps[2].tied == ""


def test_an_incident_that_was_put_aside_is_not_in_it_and_comes_back_to_it(vault: Vault) -> None:
    threat, arrest = made(vault, "Threat", "2026-04-06"), made(vault, "Arrest", "2026-04-12")
    link(vault, threat, "01", arrest)
    records.remove(vault, threat.ref)
    assert seen(vault, arrest) == ChainPart(arrest.id.hex())
    records.restore(vault, threat.ref)
    assert titles(seen(vault, arrest)) == ["Threat", "Arrest"]


def test_of_very_many_the_nearest_are_shown_and_it_says_so(vault: Vault) -> None:
    hub = made(vault, "Hub", "2026-01-01")
    for number in range(event_chain.MOST + 3):
        link(vault, made(vault, f"Near {number}", f"2026-02-{number + 1:02}"), "21", hub)
    part = seen(vault, hub)
    assert len(part.steps) == event_chain.MOST and part.more


def test_the_links_are_no_parts_of_the_page_beside_it(vault: Vault) -> None:
    threat, arrest = made(vault, "Threat"), made(vault, "Arrest")
    link(vault, threat, "01", arrest)
    page = incident_query.page(vault, Text("ar"), arrest.id.hex())
    assert page.parts == ()
    assert {step.said.split(":")[0].strip("\u200f") for step in page.chain.steps} == {"قبلها", "هذه الحادثة"}


SHOWN = ChainPart(
    "2",
    (
        ChainStep("1", "6 Apr 2026", "Threat", "Before: 6 Apr 2026, Threat"),
        ChainStep("2", "", "Arrest", "This", here=True),
    ),
    (Tie("t", "1", "01", "comes before", "Threat"),),
)


def block_in(qtbot: QtBot, height: int) -> ChainBlock:
    block = ChainBlock(Look(Text("en"), "light", 1.0), SHOWN)
    qtbot.addWidget(block)
    block.resize(700, height)
    block.show()
    return block


def test_in_a_low_window_it_is_folded_until_it_is_asked_for(qtbot: QtBot) -> None:
    block = block_in(qtbot, 600)
    assert block.fold is not None and block.fold.isVisible() and not block.line.isVisible()
    qtbot.keyClick(block.fold, Qt.Key.Key_Return)
    assert block.line.isVisible() and not block.fold.isVisible()
    high = block_in(qtbot, 800)
    assert high.fold is not None and high.line.isVisible() and not high.fold.isVisible()


def test_nothing_but_the_way_to_link_stands_where_nothing_is_linked(qtbot: QtBot) -> None:
    block = ChainBlock(Look(Text("en"), "light", 1.0), ChainPart("1"))
    qtbot.addWidget(block)
    block.show()
    assert block.link.isVisible() and block.fold is None


def test_the_relation_cannot_be_emptied_and_nothing_is_linked_before_an_incident_is_chosen(qtbot: QtBot) -> None:
    block = block_in(qtbot, 800)
    block.offer([("01", "comes before"), ("22", "comes after")], [("9", "Raid")])
    relation, other = block.sentence.slots["relation"], block.sentence.slots["other"]
    qtbot.keyClick(relation, Qt.Key.Key_Backspace)
    assert relation.value == "22" and not block.join.isEnabled()
    qtbot.keyClicks(other, "r")
    popup = next(popup for popup in block.findChildren(Popup) if popup.isVisible())
    qtbot.keyClick(popup.edit, Qt.Key.Key_Tab)
    with qtbot.waitSignal(block.joined) as joined:
        qtbot.keyClick(block.join, Qt.Key.Key_Return)
    assert joined.args == ["22", "9", ""]


def test_incidents_are_linked_gone_along_and_parted_by_the_keyboard(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    place, hands = document(desk), Hands(qtbot)

    def page() -> IncidentView | None:
        view = place.split.page
        return view if isinstance(view, IncidentView) and view.chain.isVisible() else None

    hands.wait(lambda: page() is not None)
    (first,) = in_store(program, lambda vault: records.find(vault, Query("event")))
    raid = in_store(program, lambda vault: made(vault, "Raid at the mill", "2026-05-02"))
    desk.refresh()
    qtbot.wait(500)  # the window was given its size, and the page is read for that too
    hands.wait(lambda: (view := page()) is not None and view.chain.shown.key == first.id.hex())
    hands.tab_to("Link an incident…")
    hands.press(Qt.Key.Key_Return)
    hands.wait(lambda: hands.at.accessibleName() == "Relation")
    hands.type("before")
    hands.press(Qt.Key.Key_Return)
    hands.tab_to("The other incident")
    hands.type("mill")
    hands.press(Qt.Key.Key_Return)
    hands.tab_to("Note")
    hands.type("The same truck")
    desk.refresh()  # as when mail comes in
    qtbot.wait(200)
    hands.tab_to("Link the incidents")
    hands.press(Qt.Key.Key_Return)
    hands.wait(lambda: (view := page()) is not None and len(view.chain.shown.steps) == 2)
    hands.tab_to("After: 2 May 2026, Raid at the mill")
    assert hands.at.accessibleDescription() == "Relation to this incident: comes after. The same truck"
    hands.press(Qt.Key.Key_Return)
    hands.wait(lambda: (view := page()) is not None and view.chain.shown.key == raid.id.hex())
    hands.tab_to("Link an incident…")
    hands.press(Qt.Key.Key_Return)
    hands.wait(lambda: hands.at.accessibleName() == "Relation")
    hands.tab_to("Remove the link to Arrested, Tres Ceibas, 12 Apr 2026")
    hands.press(Qt.Key.Key_Return)
    hands.wait(lambda: (view := page()) is not None and not view.chain.shown.steps)
    desk.undo()
    hands.wait(lambda: (view := page()) is not None and len(view.chain.shown.steps) == 2)
