"""Cases in the running window: a case and an intervention written down by their forms, and who did what to whom."""

from collections.abc import Mapping

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.actions.kernel import records
from app.gui.cases.cases_screen import Casework
from app.gui.cases.cases_view import RecordView
from app.gui.cases.organisations_screen import PeopleAndOrganisations
from app.gui.cases.who_view import WhoView
from app.gui.incidents.incident_view import IncidentView
from app.gui.people import people_query
from app.gui.people.exchange_view import ExchangeView
from app.gui.records.form_view import RecordForm
from app.gui.records.parts_view import LinkedRow
from app.gui.search.find_view import FindView
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.widgets.blocks import PlainRow
from app.gui.widgets.buttons import Button, OneOf
from app.gui.widgets.fields import Popup
from app.gui.widgets.labels import Label
from app.gui.widgets.matrix import step
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.gui.hands import Hands, press, shows, visible, words_on
from tests.gui.running import document, in_store, unlocked


def form(qtbot: QtBot, desk: VaultSession) -> RecordForm:
    qtbot.waitUntil(lambda: isinstance(desk.window.full, RecordForm), timeout=10000)
    assert isinstance(desk.window.full, RecordForm)
    return desk.window.full


def cases(qtbot: QtBot, desk: VaultSession) -> Casework:
    qtbot.keyClick(desk.window, Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    place = desk.places["all-cases"]
    assert isinstance(place, Casework)
    return place


def shown(qtbot: QtBot, place: Casework | PeopleAndOrganisations, title: str) -> RecordView:
    def there() -> bool:
        page = place.split.page
        return isinstance(page, RecordView) and title in words_on(page)

    qtbot.waitUntil(there, timeout=10000)
    assert isinstance(place.split.page, RecordView)
    return place.split.page


def typed(form: RecordForm, values: Mapping[str, str]) -> None:
    for name, text in values.items():
        edit = form._fields[name].control
        assert isinstance(edit, QLineEdit)
        edit.setText(text)


def choose(qtbot: QtBot, desk: VaultSession, control: QWidget, text: str) -> None:
    picker = control.focusProxy() or control
    picker.setFocus()
    qtbot.keyClicks(picker, text[0])
    popup = next(p for p in desk.window.findChildren(Popup) if not p.isHidden())
    qtbot.keyClicks(popup.edit, text[1:])
    qtbot.keyClick(popup.edit, Qt.Key.Key_Tab)


def save(qtbot: QtBot, desk: VaultSession) -> None:
    qtbot.keyClick(desk.window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: desk.window.full is None, timeout=10000)


def test_a_case_an_intervention_and_the_matrix_by_keyboard(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    place = cases(qtbot, desk)
    qtbot.keyClick(desk.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    new = form(qtbot, desk)
    typed(new, {"title": "Water conflict", "next_review": "2030-05-01"})
    choose(qtbot, desk, new._fields["status"].control, "open")
    choose(qtbot, desk, new._fields["focal"].control, "Water committee")
    save(qtbot, desk)
    case = shown(qtbot, place, "Water conflict")
    press(case, "Add: Action taken")
    new = form(qtbot, desk)
    typed(new, {"date": "2026-04-13"})
    choose(qtbot, desk, new._fields["kind"].control, "urgent appeal")
    choose(qtbot, desk, new._fields["by"].control, "Heron Network")
    save(qtbot, desk)
    qtbot.waitUntil(lambda: bool(place.split.page and place.split.page.findChildren(LinkedRow)), timeout=10000)

    def fill(vault: Vault) -> str:
        (made,) = records.find(vault, Query("case"))
        assert made.fields == {"title": "Water conflict", "next_review": "2030-05-01", "status": "open"}
        assert [other.title for _, other in records.show(vault, made.ref).links] == ["Water committee"]
        (step_,) = (part for _, part in records.show(vault, made.ref).parts)
        assert step_.title == "Urgent appeal, Heron Network"
        given = {"violation": "INT1", "victim": {"alias": "Marula"}, "involvement": {"perpetrator": {"alias": "Guard"}}}
        records.add(vault, "event", {"title": "Pump house", "date_start": "2026-04-12", "case": made.ref, "act": given})
        return made.ref

    in_store(program, fill)
    desk.refresh()
    words = "Who did what to whom · 1 act"
    qtbot.waitUntil(lambda: any(b.text() == words for b in place.split.findChildren(Button)), timeout=10000)
    next(b for b in place.split.findChildren(Button) if b.text() == words).click()
    qtbot.waitUntil(lambda: isinstance(desk.window.full, WhoView), timeout=10000)
    view = desk.window.full
    assert isinstance(view, WhoView)
    model = view.table.model()
    cell = model.data(model.index(1, 1), Qt.ItemDataRole.AccessibleTextRole)
    assert cell == "Marula, by Guard: 1 act"
    assert [label.text() for label in view.panel.findChildren(Label)][:3] == [
        "Marula",
        "by Guard",
        "Beating or assault",
    ]
    press(view, "Time line")
    assert [words for words in words_on(view) if words.endswith(" 2026")] == ["April 2026"]
    assert len(visible(view, PlainRow)) == 2
    press(view, "Matrix")
    qtbot.keyClick(view.table, Qt.Key.Key_Escape)
    assert desk.window.full is None


def test_a_desk_and_its_channel_are_written_down_from_the_page_of_an_organisation(
    qtbot: QtBot, program: Program
) -> None:
    desk = unlocked(qtbot, program)
    qtbot.keyClick(desk.window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    place = desk.places["people"]
    assert isinstance(place, PeopleAndOrganisations)
    press(place.pane, "Organisations")
    qtbot.keyClick(desk.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    typed(form(qtbot, desk), {"name": "Heron Network"})
    save(qtbot, desk)
    qtbot.waitUntil(lambda: [row.title for row in place.pane.model.rows] == ["Heron Network"], timeout=10000)
    page = shown(qtbot, place, "Heron Network")
    next(b for b in page.findChildren(Button) if b.accessibleName() == "Add: Contact").click()
    new = form(qtbot, desk)
    typed(new, {"display_name": "Night desk"})
    control = new._fields["desk"].control
    assert isinstance(control, OneOf)
    control.set_value("yes")
    save(qtbot, desk)

    def rows() -> list[LinkedRow]:
        return place.split.page.findChildren(LinkedRow) if place.split.page else []

    qtbot.waitUntil(lambda: len(rows()) == 1, timeout=10000)
    assert (rows()[0].accessibleName(), rows()[0].accessibleDescription()) == ("Night desk", "Desk of the organisation")
    rows()[0].click()
    page = shown(qtbot, place, "Night desk")
    next(b for b in page.findChildren(Button) if b.accessibleName() == "Add: Channel").click()
    new = form(qtbot, desk)
    choose(qtbot, desk, new._fields["kind"].control, "satellite phone")
    typed(new, {"address": "+00 000 1"})
    save(qtbot, desk)
    qtbot.waitUntil(lambda: len(rows()) == 1, timeout=10000)

    def seen(vault: Vault) -> str:
        (contact,) = (found for found in records.find(vault, Query("contact")) if found.title == "Night desk")
        return people_query.page(vault, desk.look, contact.id.hex()).second

    assert str(in_store(program, seen)).endswith("No card: you cannot send reports to them")


def test_search_leads_to_the_organisations_and_to_the_exchange_of_cards(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    key = in_store(program, lambda vault: records.add(vault, "organisation", {"name": "Heron Network"})[0].id.hex())
    desk.routes.follow("list:organisation")
    place = desk.places["people"]
    assert isinstance(place, PeopleAndOrganisations) and place.pane.primary is not None
    qtbot.waitUntil(lambda: place.current == key, timeout=10000)
    shown(qtbot, place, "Heron Network")
    assert place.asked.kind == "organisation" and place.pane.primary.accessibleName() == "New"
    desk.routes.follow("do:contact")
    qtbot.waitUntil(lambda: isinstance(desk.window.full, ExchangeView), timeout=10000)
    assert place.asked.kind == "contact" and place.pane.primary.accessibleName() == "Exchange cards"
    desk.window.close_full()
    desk.go("today")
    desk.routes.follow(f"record:{key}")
    shown(qtbot, place, "Heron Network")
    assert place.asked.kind == "organisation" and "No contacts yet" not in words_on(place.pane)
    qtbot.keyClick(desk.window, Qt.Key.Key_F2)
    form(qtbot, desk)
    desk.window.close_full()
    press(place.split.page, "Remove")
    qtbot.waitUntil(lambda: "No organisations yet" in words_on(place.pane), timeout=10000)
    assert not isinstance(place.split.page, RecordView)


def test_a_form_takes_one_of_several_away_and_undo_brings_it_back(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)

    def fill(vault: Vault) -> None:
        focal = [{"alias": "Marula of the case"}, {"alias": "Heron of the case"}]
        records.add(vault, "case", {"title": "Water conflict", "focal": focal})

    in_store(program, fill)
    place = cases(qtbot, desk)
    shown(qtbot, place, "Water conflict")
    qtbot.keyClick(desk.window, Qt.Key.Key_F2)
    open_ = form(qtbot, desk)
    several = open_._fields["focal"].control
    next(b for b in several.findChildren(Button) if "Marula" in b.text()).click()
    save(qtbot, desk)

    def focal(vault: Vault) -> set[str]:
        (case,) = records.find(vault, Query("case"))
        return {other.title for _, other in records.show(vault, case.ref).links}

    assert in_store(program, focal) == {"Heron of the case"}
    ref = in_store(program, lambda vault: records.find(vault, Query("case"))[0].ref)
    assert f"Saved {ref}." in words_on(desk.window.foot) and len(desk.past.done) == 1
    qtbot.keyClick(desk.window, Qt.Key.Key_F2)
    form(qtbot, desk)
    save(qtbot, desk)
    assert "Nothing changed." in words_on(desk.window.foot) and not shows(desk.window.foot, "Undo")
    assert len(desk.past.done) == 1
    qtbot.keyClick(desk.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: in_store(program, focal) == {"Heron of the case", "Marula of the case"}, timeout=10000)
    qtbot.waitUntil(lambda: f"Undone: Saved {ref}." in words_on(desk.window.foot), timeout=10000)


@pytest.mark.parametrize(
    ("number", "most", "deep"), [(1, 1, 1), (3, 6, 3), (6, 6, 6), (1, 60, 1), (30, 60, 3), (60, 60, 6)]
)
def test_a_number_stands_on_one_of_six_grounds(number: int, most: int, deep: int) -> None:
    assert step(number, most) == deep


def test_an_incident_is_put_into_a_case_with_one_press_and_undo_takes_it_out(qtbot: QtBot, program: Program) -> None:
    desk, hands = unlocked(qtbot, program), Hands(qtbot)

    def cases_of(vault: Vault) -> list[str]:
        (event,) = records.find(vault, Query("event"))
        return [other.title for role, other in records.show(vault, event.ref).links if role == "case"]

    def put() -> None:
        qtbot.waitUntil(lambda: isinstance(document(desk).split.page, IncidentView), timeout=10000)
        page = document(desk).split.page
        assert page is not None
        press(page, "Put into a case…")

    put()
    qtbot.waitUntil(lambda: shows(desk.window, "New case"), timeout=10000)  # there is none yet
    qtbot.keyClick(desk.window, Qt.Key.Key_Escape)
    for title in ("River", "Ford"):
        in_store(program, lambda vault, title=title: records.add(vault, "case", {"title": title}))
    put()
    qtbot.waitUntil(lambda: len(chooser(desk).model.rows) == 2, timeout=10000)
    hands.type("riv")
    qtbot.waitUntil(lambda: [row.title for row in chooser(desk).model.rows] == ["River"], timeout=10000)
    hands.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: in_store(program, cases_of) == ["River"], timeout=10000)
    qtbot.waitUntil(lambda: "River" in words_on(desk.window), timeout=10000)
    assert desk.window.full is None
    put()
    qtbot.waitUntil(lambda: [row.title for row in chooser(desk).model.rows] == ["Ford"], timeout=10000)
    qtbot.keyClick(desk.window, Qt.Key.Key_Escape)
    desk.undo()
    qtbot.waitUntil(lambda: in_store(program, cases_of) == [], timeout=10000)


def chooser(desk: VaultSession) -> FindView:
    """Return the list of cases to choose from."""
    assert isinstance(desk.window.full, FindView)
    return desk.window.full
