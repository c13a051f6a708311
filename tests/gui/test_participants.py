"""Networks and channels in the window: gaps and matches, a channel tried in two keys, a directory for its audience."""

from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.actions.field import network_coverage
from app.actions.kernel import clock, records
from app.actions.records.commitments import list_due_records
from app.gui.field import coverage_query as reading
from app.gui.field.coverage_screen import open_channels
from app.gui.field.coverage_view import MOST, ChannelsView, MatchesView, NetworkView
from app.gui.papers.papers_view import PapersView
from app.gui.people import people_query
from app.gui.people.people_view import PersonView
from app.gui.records.form_screen import Editing
from app.gui.records.parts_view import LinkedRow
from app.gui.shell.vault_session import VaultSession
from app.gui.start import record_routes
from app.gui.start.program import Program
from app.gui.today import now_query
from app.gui.widgets.buttons import Button
from app.gui.widgets.labels import Label
from app.gui.widgets.openrow import OpenRow
from app.store.vault.open_vault import Vault
from tests.actions.test_directory import HERON, NEVER
from tests.actions.test_participants import NETWORK, OFFERS
from tests.gui.hands import press, visible, words_on
from tests.gui.running import in_store, unlocked

View = TypeVar("View", bound=QWidget)


def shown(qtbot: QtBot, desk: VaultSession, kind: type[View]) -> View:
    qtbot.waitUntil(lambda: isinstance(desk.window.full, kind))
    assert isinstance(desk.window.full, kind)
    return desk.window.full


def add(program: Program, kind: str, given: dict[str, object]) -> str:
    return str(in_store(program, lambda vault: records.add(vault, kind, given)[0].id.hex()))


def test_a_network_shows_its_gap_and_what_is_to_be_put_right(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    record_routes.take(desk, Editing(desk), "network", add(program, "network", NETWORK))
    view = shown(qtbot, desk, NetworkView)
    said = " ".join([label.text() for label in view.findChildren(Label)])
    assert "Tres Ceibas" in said and "Nobody: a gap" in said and "50 %" in said
    rows = [row.accessibleName() for row in view.findChildren(OpenRow)]
    assert any("Chair" in row and "not ratified in time" in row for row in rows)
    assert any("Buy a radio" in row and "no person responsible" in row for row in rows)
    found = in_store(program, lambda vault: [(one.record.kind, one.field) for one in list_due_records(vault)])
    assert {("seat", "ratify_by"), ("undertaking", "due")} <= set(found)


def test_isolated_defenders_and_those_from_abroad_stand_on_the_page_of_a_network_and_lead_to_theirs(
    qtbot: QtBot, program: Program
) -> None:
    desk = unlocked(qtbot, program)
    hrd = {"occupational_status": ["HRD"]}
    grebe = add(program, "actor", {"alias": "Grebe", "region": "Far hills", **hrd})
    teal = {"alias": "Teal", "region": "VELMORA", "foreign_defender": True, **hrd}
    add(program, "actor", {**teal, "looked_after_by": {"kind": "organisation", "name": "House of guests"}})
    add(program, "actor", {"alias": "Smew", "region": "Velmora", "foreign_defender": True})
    add(program, "actor", {"alias": "Rail", **hrd})
    record_routes.take(desk, Editing(desk), "network", add(program, "network", NETWORK))
    view = shown(qtbot, desk, NetworkView)
    lines = [(line.title, line.second, line.far) for line in (*view.shown.alone, *view.shown.abroad)]
    assert lines == [
        ("Grebe", "Far hills", ""), ("Rail", "", "region not known"),
        ("Smew", "Velmora", "nobody supports them"),
        ("Teal", "VELMORA · Supported by House of guests", ""),
    ]  # fmt: skip
    row = next(row for row in view.findChildren(OpenRow) if row.accessibleName().startswith("Grebe"))
    row.setFocus()
    qtbot.keyClick(row, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.window.place == "people" and desk.window.full is None)
    qtbot.waitUntil(lambda: desk.places["people"].current == grebe)  # type: ignore[attr-defined]


def test_of_many_isolated_defenders_the_first_are_shown_and_a_paper_has_all(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    for number in range(MOST + 1):
        add(program, "actor", {"alias": f"Bird {number}", "defender_role": ["lawyer"]})
    record_routes.take(desk, Editing(desk), "network", add(program, "network", NETWORK))
    view = shown(qtbot, desk, NetworkView)
    assert len(view.shown.alone) == MOST + 1
    assert sum(row.accessibleName().startswith("Bird") for row in view.findChildren(OpenRow)) == MOST
    next(one for one in view.findChildren(Button) if one.shown == "Print all matches…").click()
    assert shown(qtbot, desk, PapersView).paper.value == "isolated"


def test_joint_action_is_shown_of_one_kind_of_partner_or_of_all(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    record_routes.take(desk, Editing(desk), "network", add(program, "network", NETWORK))
    view = shown(qtbot, desk, NetworkView)
    partners = {one.line.title for one in view.shown.joint}

    def seen() -> set[str]:
        rows = [row for row in view.findChildren(OpenRow) if row.isVisible()]
        keys = {one.line.key: one.line.title for one in view.shown.joint}
        return {keys[row.key] for row in rows if row.key in keys}

    assert {"The office", "Bar of the coast", "Heron"} <= partners and seen() == partners
    press(view.partners, "Trade union")
    qtbot.waitUntil(lambda: seen() == {"The office"})
    press(view.partners, "People and others")
    qtbot.waitUntil(lambda: "Heron" in seen() and not {"The office", "Bar of the coast"} & seen())
    press(view.partners, "All")
    qtbot.waitUntil(lambda: seen() == partners)
    office = next(one.line.key for one in view.shown.joint if one.line.title == "The office")
    next(row for row in view.findChildren(OpenRow) if row.key == office and row.isVisible()).click()
    qtbot.waitUntil(lambda: desk.window.place == "people" and desk.window.full is None)


def test_now_leads_to_what_fits_together_and_a_refusal_ends_it(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    for offer in OFFERS:
        add(program, "offer", offer)
    page = in_store(program, lambda vault: now_query.page(vault, desk.look.tr))
    lines = [line for section in page.sections for line in section.rows]
    assert [line.far for line in lines if line.key == "do:matches"] == ["1 urgent"]
    record_routes.take(desk, Editing(desk), "matches", "")
    view = shown(qtbot, desk, MatchesView)
    assert view.first is not None
    with qtbot.waitSignal(view.apart):
        view.apart.emit(*in_store(program, _pair))
    qtbot.waitUntil(lambda: desk.window.full is not view)
    assert not in_store(program, lambda vault: network_coverage.find_matches(network_coverage.Whole(vault), 0))


def _pair(vault: Vault) -> tuple[str, str]:
    (match,) = network_coverage.find_matches(network_coverage.Whole(vault), clock.today(vault).toordinal())
    return match.offer.id.hex(), match.request.id.hex()


def test_a_channel_is_tried_in_two_keys(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    key = add(program, "contact", HERON)
    open_channels(desk, Editing(desk), key)
    view = shown(qtbot, desk, ChannelsView)
    assert "Listed for embassies, Members, as Heron, of the river." in [w.text() for w in view.findChildren(Label)]
    qtbot.keyClick(view, Qt.Key.Key_2)
    qtbot.keyClick(view, Qt.Key.Key_3)
    qtbot.waitUntil(lambda: desk.window.full is not view)

    def results(vault: Vault) -> object:
        return [row.fields.get("test_result") for row in network_coverage.channels(vault, key)]

    assert in_store(program, results) == [None, "fails", None]


def test_the_page_says_so_where_the_person_said_no_to_every_directory(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    no = {"purpose": ["DIRECTORY"], "state": "refused"}
    key = add(program, "contact", HERON | {"actor": {"alias": "Luna", "consent_record": [no]}})
    page = in_store(program, lambda vault: reading.channels(vault, desk.look.tr, key))
    assert "the person said no" in page.listing


def test_a_directory_is_chosen_seen_and_saved_for_its_audience(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk = unlocked(qtbot, program)
    desk.go("directory")
    stack = desk.places["directory"].widget
    qtbot.waitUntil(lambda: "Nobody in the directory yet" in words_on(stack))
    add(program, "contact", HERON)
    desk.refresh()
    qtbot.waitUntil(lambda: bool(visible(stack, PapersView)))
    (view,) = visible(stack, PapersView)
    assert view.audience.value == "embassies"
    qtbot.waitUntil(lambda: view.name.text() == "directory")
    view.form.set_value("csv")
    view.go.emit(str(tmp_path))
    file = tmp_path / "directory.csv"
    qtbot.waitUntil(file.exists)
    data = file.read_bytes()
    assert b"Heron" in data and not any(word in data for word in NEVER)


def test_the_page_of_a_person_lists_the_records_that_name_them_and_leads_there(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    who = add(program, "actor", {"alias": "Heron"})
    held = add(program, "detention", {"person": who, "date_start": "2026-03-02"})
    add(program, "support_plan", {"for": who, "title": "Winter"})
    add(program, "relocation", {"who": who, "title": "To the coast"})
    add(program, "event", {"title": "Raid", "act": [{"violation": "LIB1", "victim": who}]})
    add(program, "detention", {"person": {"alias": "Another"}, "date_start": "2026-03-02"})
    shown_ = in_store(program, lambda vault: people_query.page(vault, desk.look, who))
    rows = {name: [row.key for row in rows] for name, _, rows in shown_.named}
    assert rows["detention"] == [held] and {"act", "detention", "relocation", "support_plan"} == {*rows}
    desk.go("people")
    split = desk.places["people"].split  # type: ignore[attr-defined]
    desk.routes.follow(f"record:{who}")
    qtbot.waitUntil(lambda: isinstance(split.page, PersonView) and "Detentions" in words_on(split.page), timeout=9000)
    row = next(one for one in split.page.findChildren(LinkedRow) if one.accessibleName().startswith("Arrest"))
    row.click()
    qtbot.waitUntil(lambda: desk.window.place == "incidents", timeout=9000)
