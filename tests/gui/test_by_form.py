"""What is written down in the field by its form is found again: in its list or on the page of its whole, by Ctrl K, on
paper. Every key is pressed; nothing is added behind the form."""

from collections.abc import Mapping, Sequence

import pytest
from attrs import frozen
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from app.actions.kernel import records
from app.actions.papers import paper_makers
from app.domain.kinds import KINDS
from app.gui.cases.cases_screen import Casework
from app.gui.cases.cases_view import RecordView
from app.gui.records.form_frame import GroupRow
from app.gui.records.form_view import RecordForm
from app.gui.records.parts_view import LinkedRow
from app.gui.search.find_view import FindView
from app.gui.shell.vault_session import VaultSession
from app.gui.start.page_routes import home
from app.gui.start.program import Program
from app.gui.style.dates import title_words
from app.gui.style.text import Text
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.gui.hands import Hands, words_on
from tests.gui.running import in_store, unlocked

CTRL = Qt.KeyboardModifier.ControlModifier
Typed = Mapping[str, str]
"""Field or role to what is typed there; what a list offers for it is taken."""


@frozen
class Written:
    """Something of the field: the forms one after the other, each a part of the one before; a word, and a paper."""

    forms: Sequence[tuple[str, Typed]]
    word: str
    paper: str
    said: str
    of: int = 0
    """Of which of the forms the paper is made; -1 for one of the whole vault."""


MISSION = ("mission", {"title": "Upper river", "mandate": "Asked by the committee"})
ALL = {
    "leg": Written([MISSION, ("leg", {
        "depart_plan": "2026-12-01T08:00", "from": "Velmora", "to": "Tres Ceibas",
        "hazards": "The ferrywheel is broken",
    })], "ferrywheel", "movement-sheet", "The ferrywheel is broken"),
    "log_entry": Written([("accompaniment", {"title": "Luna at home", "date_start": "2026-11-01"}), ("log_entry", {
        "kind": "physical", "situation": "Walked to the millstone", "author": "Wren",
    })], "millstone", "daily-log", "Walked to the millstone"),
    "risk": Written([("risk_assessment", {"title": "House of Luna", "date": "2026-11-01"}), ("risk", {
        "threat_kind": "arrest", "text": "At the northpost", "likelihood": "4", "impact": "5", "measure": "Two go",
    })], "northpost", "risk-sheet", "At the northpost"),
    "observation": Written([("observation", {
        "date": "2026-11-03", "text": "Leaflets at the tollhouse", "place": "Ansal",
    })], "tollhouse", "warning-months", "Ansal", -1),
    "undertaking": Written([("programme", {
        "title": "Dry land for Orvane", "kind": "campaign", "goal": "A siren before each flood",
    }), ("undertaking", {
        "text": "Put up posters at the millrace", "due": "2026-12-20", "owner": "Poster group",
        "kind": "step of a camp",
    })], "millrace", "campaign-plan", "Put up posters at the millrace"),
    "intervention": Written([("intervention", {
        "kind": "publicity of the event", "date": "2026-11-03", "description": "Interview at the sluice",
        "published_in": "Radio Lower River",
    })], "sluice", "publications", "Radio Lower River", -1),
    "seat": Written([("network", {"name": "River network"}), ("body", {"name": "Committee of Ansal"}), ("seat", {
        "role": "Treasurer of roads", "region": "Ansal", "holder": "Kite",
    })], "treasurer", "seats", "Treasurer of roads", 1),
    "measure": Written([("programme", {"title": "Plan of the mill", "kind": "plan", "goal": "Light"}), ("undertaking", {
        "text": "Buy a searchlight", "owner": "Heron", "due": "2027-02-01", "kind": "measure",
    })], "searchlight", "protection-plan", "Buy a searchlight"),
    "argument": Written([("document", {"title": "Our answers", "kind": "report"}), ("library_item", {
        "number": "1", "kind": "argument", "text": "A sawmill needs judges too", "claim": "Peace first",
    })], "sawmill", "argument-brief", "Without a source", -1),
    "aid": Written([("context", {
        "title": "Aid for windmills", "kind": "aid", "date_start": "2026-01-05", "amount": "3000", "currency": "USD",
    })], "windmills", "aid-sheet", "Aid for windmills"),
    "country": Written([("case", {"title": "File of Catseye", "kind": "country", "country": "Qatar"}), ("undertaking", {
        "text": "A law for lighthouses", "kind": "demand", "due": "2027-02-01",
    })], "lighthouses", "lobbying-brief", "A law for lighthouses"),
}  # fmt: skip


def fill(hands: Hands, form: RecordForm, kind: str, typed: Typed) -> None:
    """Go to each field by Tab, open its group by Right, and type; what is offered for it is taken."""
    for name, words in typed.items():
        control = form._fields[name].control
        proxy = control.focusProxy() or control
        for _ in range(60):
            if hands.at is proxy or control.isAncestorOf(hands.at):
                break
            closed = isinstance(hands.at, GroupRow) and not hands.at.isChecked()
            inside = closed and hands.at.parentWidget().isAncestorOf(control)
            hands.press(Qt.Key.Key_Right if inside else Qt.Key.Key_Tab)
        else:
            raise AssertionError(f"Tab does not lead to {kind}.{name}")
        written = isinstance(hands.at, QLineEdit | QPlainTextEdit)
        if isinstance(hands.at, QLineEdit):
            hands.at.selectAll()
        hands.type(words)
        if not written:
            hands.press(Qt.Key.Key_Tab)


def form_of(hands: Hands, desk: VaultSession) -> RecordForm:
    hands.wait(lambda: isinstance(desk.window.full, RecordForm))
    assert isinstance(desk.window.full, RecordForm)
    return desk.window.full


def page_of(hands: Hands, place: Casework, title: str) -> RecordView:
    hands.wait(lambda: isinstance(place.split.page, RecordView) and title in words_on(place.split))
    assert isinstance(place.split.page, RecordView)
    return place.split.page


@pytest.mark.parametrize("name", ALL)
def test_what_a_form_saved_is_in_its_list_in_what_is_found_and_on_paper(
    qtbot: QtBot, program: Program, name: str
) -> None:
    case, hands, desk = ALL[name], Hands(qtbot), unlocked(qtbot, program)
    desk.window.activateWindow()
    hands.wait(desk.window.isActiveWindow)
    first = KINDS[case.forms[0][0]]
    desk.go(first.home.page)
    place = desk.places[first.home.page]
    assert isinstance(place, Casework)
    if place.pane.chips is not None:
        place.pane.chips.set_value(first.name)
        place.pane.filtered.emit(first.name)
    for step, (kind, typed) in enumerate(case.forms):
        if step:
            hands.tab_to(f"Add: {KINDS[kind].label}")
            hands.press(Qt.Key.Key_Space)
        else:
            hands.press(Qt.Key.Key_N, CTRL)
        fill(hands, form_of(hands, desk), kind, typed)
        hands.press(Qt.Key.Key_S, CTRL)
        hands.wait(lambda: desk.window.full is None)
        key, title = in_store(program, lambda vault, kind=kind: newest(vault, kind))  # type: ignore[misc]
        if step:
            qtbot.waitUntil(lambda title=title: title in rows_of(place), timeout=10000)
            open_row(qtbot, place, title)
        hands.wait(lambda title=title: title in words_on(place.split))
        page_of(hands, place, title)
    whole = in_store(program, lambda vault: newest(vault, case.forms[0][0]))
    assert [row.title for row in place.pane.model.rows] == [whole[1]]
    found_again(hands, desk, program, case, key)


def rows_of(place: Casework) -> list[str]:
    page = place.split.page
    return [row.accessibleName() for row in page.findChildren(LinkedRow)] if page is not None else []


def open_row(qtbot: QtBot, place: Casework, title: str) -> None:
    assert place.split.page is not None
    row = next(row for row in place.split.page.findChildren(LinkedRow) if row.accessibleName() == title)
    row.setFocus()
    qtbot.keyClick(row, Qt.Key.Key_Return)


def newest(vault: Vault, kind: str) -> tuple[str, str]:
    (record,) = records.find(vault, Query(kind))
    return record.id.hex(), title_words(vault, Text(), record)


def found_again(hands: Hands, desk: VaultSession, program: Program, case: Written, key: str) -> None:
    """Find it by a word of it, go there, and make the paper."""
    hands.press(Qt.Key.Key_K, CTRL)
    view = desk.window.full
    assert isinstance(view, FindView)
    hands.type(case.word)
    hands.wait(lambda: [row.key for row in view.model.rows] == [f"record:{key}"])
    hands.press(Qt.Key.Key_Return)
    hands.wait(lambda: desk.window.full is None and desk.window.place in {k.home.page for k in KINDS.values()})
    place = desk.places[desk.window.place]
    assert isinstance(place, Casework)
    whole = in_store(program, lambda vault: home(vault, key))
    assert isinstance(whole, tuple)
    hands.wait(lambda: place.current == whole[1] and isinstance(place.split.page, RecordView))

    def paper(vault: Vault) -> str:
        of = [newest(vault, case.forms[case.of][0])[0]] if case.of >= 0 else []
        return paper_makers.make(vault, case.paper, of).data("txt").decode()

    assert case.said in " ".join(str(in_store(program, paper)).split())


def test_every_kind_is_found_by_itself_or_with_what_it_is_a_part_of() -> None:
    found = {kind.name for kind in KINDS.values() if kind.found and not kind.sealed}
    with_theirs = {"act", "involvement", "information", "place", "consent_record", "event_link"}
    own = {name for name, kind in KINDS.items() if not kind.sealed}
    assert own - found == with_theirs
    assert found >= {name for name, kind in KINDS.items() if kind.home.place}
