"""What was being written when the vault was left is said after the next opening, with both ways on."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app import start
from app.actions.kernel import drafts, records
from app.domain.kinds import KINDS
from app.gui.cases.cases_screen import Casework
from app.gui.incidents.entry_view import EntryView
from app.gui.records.form_view import RecordForm
from app.gui.shell.strip_view import Unfinished
from app.gui.shell.vault_session import VaultSession
from app.gui.start.first_start_view import FirstStart
from app.gui.start.program import Program
from app.store.records.search import Query
from app.store.vault import open_vault as store
from tests.gui.hands import press, words_on
from tests.gui.running import WORDS, in_store, unlocked


def left(program: Program, name: str, form: dict[str, object], kind: str = "") -> None:
    """Leave a draft in the vault, as a window that was locked in the middle of a form does."""
    vault = store.open_(program.folder, WORDS, start.vocabularies())
    key = records.find(vault, Query(kind))[0].id.hex() if kind else ""
    drafts.keep(vault, name.format(key=key), form)
    vault.close()


def strips(desk: VaultSession) -> list[Unfinished]:
    return [strip for strip in desk.window.findChildren(Unfinished) if strip.isVisible()]


def offered(qtbot: QtBot, program: Program) -> tuple[VaultSession, Unfinished]:
    desk = unlocked(qtbot, program)
    qtbot.waitUntil(lambda: len(strips(desk)) == 1, timeout=10000)
    return desk, strips(desk)[0]


def test_nothing_is_said_where_nothing_was_begun(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    desk._afterwards()
    in_store(program, lambda vault: None)
    qtbot.wait(50)
    assert strips(desk) == []


def test_an_incident_that_was_begun_goes_on(qtbot: QtBot, program: Program) -> None:
    left(program, "incident", {"words": "Two men in a grey"})
    desk, strip = offered(qtbot, program)
    assert any("You were writing an incident." in label.text() for label in strip.findChildren(QLabel))
    strip.go_on.setFocus()
    qtbot.keyClick(strip.go_on, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, EntryView), timeout=10000)
    assert isinstance(desk.window.full, EntryView)
    assert desk.window.full.values["words"] == "Two men in a grey"
    assert strips(desk) == []


@pytest.mark.parametrize(
    ("kind", "field", "place"),
    [("event", "description", "incidents"), ("actor", "region", "people"), ("act", "violation_text", "all-cases")],
)
def test_a_record_that_was_being_edited_goes_on_in_its_place(
    qtbot: QtBot, program: Program, kind: str, field: str, place: str
) -> None:
    left(program, "edit:{key}", {field: "By the river"}, kind)
    desk, strip = offered(qtbot, program)
    qtbot.mouseClick(strip.go_on, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, RecordForm), timeout=10000)
    assert isinstance(desk.window.full, RecordForm)
    assert (desk.window.place, desk.window.full.changed_values()) == (place, {field: "By the river"})


@pytest.mark.parametrize(
    ("kind", "field", "place"),
    [
        ("intervention", "description", "complaints"), ("mission", "mandate", "missions"), ("leg", "route", "missions"),
        ("act", "violation_text", "all-cases"), ("contact", "display_name", "people"),
        ("organisation", "description", "people"),
    ],
)  # fmt: skip
def test_a_new_record_of_another_kind_goes_on_in_the_place_of_its_kind(
    qtbot: QtBot, program: Program, kind: str, field: str, place: str
) -> None:
    left(program, f"edit:{kind}", {field: "By the river"})
    desk, strip = offered(qtbot, program)
    said = f"You were writing: {KINDS[kind].label}."
    assert any(said in label.text() for label in strip.findChildren(QLabel))

    def goes_on() -> tuple[str, dict[str, object]]:
        qtbot.waitUntil(lambda: isinstance(desk.window.full, RecordForm), timeout=10000)
        assert isinstance(desk.window.full, RecordForm)
        return desk.window.place, desk.window.full.changed_values()

    qtbot.mouseClick(strip.go_on, Qt.MouseButton.LeftButton)
    assert goes_on() == (place, {field: "By the river"})
    desk.window.close_full()
    desk.go("today")
    desk.routes.follow(f"draft:{kind}")  # the row of it in Now
    assert goes_on() == (place, {field: "By the river"})


def test_throw_away_of_a_form_can_be_undone_and_an_empty_form_ends_in_silence(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    desk.go("missions")
    place = desk.places["missions"]
    assert isinstance(place, Casework)

    def form() -> RecordForm:
        place.new()
        qtbot.waitUntil(lambda: isinstance(desk.window.full, RecordForm), timeout=10000)
        assert isinstance(desk.window.full, RecordForm)
        return desk.window.full

    press(form(), "Delete draft")
    assert (in_store(program, drafts.names), len(desk.past.done)) == ([], 0)
    assert not any("thrown away" in text for text in words_on(desk.window.foot))
    typed = form()
    qtbot.keyClicks(typed.first, "By the river")
    press(typed, "Delete draft")  # before the pause after which a draft is stored
    qtbot.waitUntil(
        lambda: any("Draft deleted: New mission." in text for text in words_on(desk.window.foot)), timeout=10000
    )
    assert desk.window.full is None and in_store(program, drafts.names) == []
    press(desk.window.foot, "Undo")
    qtbot.waitUntil(lambda: in_store(program, drafts.names) == ["edit:mission"], timeout=10000)
    desk.routes.follow("draft:edit:mission")
    qtbot.waitUntil(lambda: isinstance(desk.window.full, RecordForm), timeout=10000)
    assert desk.window.full.changed_values()["title"] == "By the river"


def test_put_away_can_be_undone(qtbot: QtBot, program: Program) -> None:
    left(program, "incident", {"words": "Two men"})
    desk, strip = offered(qtbot, program)
    qtbot.mouseClick(strip.away, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(desk.past.done) == 1, timeout=10000)
    assert (strips(desk), in_store(program, drafts.names)) == ([], [])
    desk.undo()
    qtbot.waitUntil(lambda: in_store(program, drafts.names) == ["incident"], timeout=10000)


def test_why_making_a_vault_is_slow_is_said_while_it_is_made(qtbot: QtBot, program: Program) -> None:
    words = WORDS.split()
    first = FirstStart(program.look, program.folder.parent / "new", lambda: words)
    qtbot.addWidget(first)
    first.show()
    press(first, "Begin")
    press(first, "I wrote the words on paper")
    assert not first.slow.isVisible()
    first.back.spread(0, WORDS)
    press(first, "Continue")
    first.make.click()
    assert first.slow.isVisible() and "takes some seconds" in first.slow.text()
    first.failed("The disk is full.")
    assert not first.slow.isVisible() and first.said.text() == "The disk is full."
