"""Every form comes back with every character: typed, left in the middle of a composition, opened again."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.actions.kernel import drafts
from app.domain.kinds import KINDS
from app.gui.cases.cases_screen import Casework
from app.gui.incidents.entry_view import EntryView
from app.gui.records.form_view import RecordForm
from app.gui.shell.unsaved_text import MOST, key_of, list_visible_fields, page_of, read_unsaved_text
from app.gui.shell.vault_session import VaultSession
from app.gui.shell.window import Window
from app.gui.start.program import Program
from app.gui.widgets.edits import is_secret
from app.gui.widgets.fields import Popup
from tests import pace
from tests.gui.hands import press
from tests.gui.running import discard, document, in_store, unlocked
from tests.gui.sample_stage import SAMPLE
from tests.gui.stage import settle

TEXT = " ż«кот» القمر, x;  "
"""Several scripts, with spaces at both ends that no field may take away."""
COMPOSED = "한"
Edit = QLineEdit | QPlainTextEdit


def edits(window: QWidget) -> list[Edit]:
    """What can be typed into and is shown, without what may be kept nowhere."""
    return [
        field for field in list_visible_fields(window)
        if isinstance(field, Edit) and field.isEnabled() and not field.isReadOnly() and not is_secret(field)
    ]  # fmt: skip


def text(field: QWidget) -> str:
    assert isinstance(field, Edit)
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()


def put(field: Edit, words: str) -> None:
    """Put words at the end of a field as an input method does, which no key is needed for."""
    event = QInputMethodEvent("", [])
    event.setCommitString(words)
    field.setFocus()
    QApplication.sendEvent(field, event)


def compose(field: Edit) -> None:
    """Be in the middle of a letter that has several keys."""
    field.setFocus()
    QApplication.sendEvent(field, QInputMethodEvent(COMPOSED, []))


def typed_in(found: list[Edit], at: int) -> dict[str, str]:
    """Type into every field, be in the middle of a letter in one of them, and return what must be there again."""
    expected = {}
    for number, field in enumerate(found):
        put(field, f"{TEXT}{number} ")
        expected[key_of(field)] = text(field)
    last = found[at % len(found)]
    compose(last)
    expected[key_of(last)] = text(last)[: _cursor(last)] + COMPOSED + text(last)[_cursor(last) :]
    return expected


def _cursor(field: Edit) -> int:
    return field.cursorPosition() if isinstance(field, QLineEdit) else field.textCursor().position()


@pytest.fixture
def opened(qtbot: QtBot, folder: Path) -> Iterator[Callable[[], VaultSession]]:
    """Leave what is open, if anything is, and open the vault as a fresh program does."""
    programs: list[Program] = []

    def again() -> VaultSession:
        if programs:
            left(qtbot, programs[-1])
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        programs.append(Program(app, folder))
        programs[-1].begin()
        desk = unlocked(qtbot, programs[-1])
        desk._soon.start(0)  # what waits until the first place is seen: here a hundred times over
        qtbot.waitUntil(lambda: desk.leaving is not None and desk.leaving.signals is not None, timeout=10000)
        answered: list[None] = []
        desk.ask(lambda vault: None, answered.append)  # answers come in order, one in each turn
        qtbot.waitUntil(lambda: bool(answered), timeout=10000)
        return desk

    yield again
    left(qtbot, programs[-1])


def left(qtbot: QtBot, program: Program) -> None:
    assert program.desk is not None
    with qtbot.waitSignal(program.desk.left, timeout=10000):
        program.leave(True)
    program.work.close()
    discard()


# The forms of records: of every kind, and a new incident.


def form(qtbot: QtBot, desk: VaultSession, kind: str) -> RecordForm:
    desk.go("all-cases")
    place = desk.places["all-cases"]
    assert isinstance(place, Casework)
    place.write(kind)
    shown = lambda: isinstance(desk.window.full, RecordForm) and desk.window.full.about == kind  # noqa: E731
    qtbot.waitUntil(shown, timeout=10000)
    assert isinstance(desk.window.full, RecordForm)
    return desk.window.full


@pytest.mark.slow
def test_the_form_of_every_kind_comes_back_whole(
    qtbot: QtBot, opened: Callable[[], VaultSession], request: pytest.FixtureRequest
) -> None:
    """Open the vault again for a fifth of the forms by the day; with --all for each."""
    desk, walked, again = opened(), 0, 0
    for number, (name, kind) in enumerate(KINDS.items()):
        if kind.sealed or name in ("checkin_plan", "submission"):  # they have pages of their own
            continue
        found = edits(form(qtbot, desk, name))
        assert len({key_of(field) for field in found}) == len(found), name
        walked += len(found)
        if not found or not pace.is_due("", number, request.config.stash[pace.DAY]):
            continue
        again += 1
        expected = typed_in(found, number)
        desk = opened()
        assert {key_of(field): text(field) for field in edits(form(qtbot, desk, name))} == expected, name
    assert walked > 80 and again > 2, (walked, again)


def test_an_edit_keeps_its_spaces_through_two_locks_and_is_saved_without(
    qtbot: QtBot, opened: Callable[[], VaultSession]
) -> None:
    for expected in ("", "Arrest at the pump ", "Arrest at the pump "):
        desk = opened()
        qtbot.waitUntil(lambda desk=desk: bool(document(desk).current), timeout=10000)
        document(desk)._editing.open_whole(document(desk).current)
        qtbot.waitUntil(lambda desk=desk: isinstance(desk.window.full, RecordForm), timeout=10000)
        shown = desk.window.full
        assert isinstance(shown, RecordForm) and isinstance(shown.first, QLineEdit)
        assert shown.first.text() == expected
        if not expected:
            put(shown.first, "Arrest at the pump ")
    assert shown.changed_values() == {"title": "Arrest at the pump"}


def test_a_new_incident_comes_back_with_the_letter_that_was_composed(
    qtbot: QtBot, opened: Callable[[], VaultSession]
) -> None:
    desk = opened()
    entry = new(qtbot, desk)
    put(entry.prose, TEXT)
    compose(entry.prose)
    desk = opened()
    document(desk).go_on()  # as Unfinished does
    qtbot.waitUntil(lambda: isinstance(desk.window.full, EntryView), timeout=10000)
    assert isinstance(desk.window.full, EntryView)
    assert desk.window.full.prose.toPlainText() == TEXT + COMPOSED


@pytest.mark.parametrize("slot", ["where", "did", "whom"])
def test_a_list_that_was_open_is_open_again_with_what_was_typed(
    qtbot: QtBot, opened: Callable[[], VaultSession], slot: str
) -> None:
    popup = new(qtbot, opened()).sentence.slots[slot].open("ma")
    compose(popup.edit)
    desk = opened()
    new(qtbot, desk)
    shown = lambda: [p.edit.text() for p in desk.window.findChildren(Popup) if p.isVisible()]  # noqa: E731
    qtbot.waitUntil(lambda: shown() == ["ma" + COMPOSED], timeout=5000)


def new(qtbot: QtBot, desk: VaultSession) -> EntryView:
    desk.go("incidents")
    desk.window.key.emit("new")
    qtbot.waitUntil(lambda: isinstance(desk.window.full, EntryView), timeout=10000)
    assert isinstance(desk.window.full, EntryView)
    return desk.window.full


# All that is no form of its own.


def place(name: str) -> Callable[[VaultSession], None]:
    return lambda desk: desk.go(name)


def key(name: str) -> Callable[[VaultSession], None]:
    return lambda desk: desk.window.key.emit(name)


def filters(desk: VaultSession) -> None:
    press(document(desk).pane, "Filter…")


def export(desk: VaultSession) -> None:
    desk.routes.follow("do:export")


def evidence(desk: VaultSession) -> None:
    document(desk).add_evidence(document(desk).current)


OPENERS = {
    "incidents": place("incidents"), "people": place("people"), "all-cases": place("cases"), "help": place("help"),
    "safety": place("safety"), "relays": place("relays"), "filters": filters,
    "find": key("anything"), "export": export, "evidence": evidence,
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", OPENERS)
def test_what_stands_in_any_other_field_comes_back(qtbot: QtBot, opened: Callable[[], VaultSession], name: str) -> None:
    desk = opened()
    found = shown_by(qtbot, desk, name)
    expected = typed_in(found, len(found) - 1)
    desk = opened()
    got = {key_of(field): text(field) for field in shown_by(qtbot, desk, name)}
    assert {key: got.get(key) for key in expected} == expected


def shown_by(qtbot: QtBot, desk: VaultSession, name: str) -> list[Edit]:
    # a search that came back hides the page of what it does not find
    qtbot.waitUntil(lambda: bool(document(desk).current or document(desk).asked.text), timeout=10000)
    qtbot.wait(50)
    before = desk.window.full
    OPENERS[name](desk)
    at = lambda: desk.window.full or desk.places[desk.window.place].widget  # noqa: E731
    if name in ("filters", "find", "export", "evidence"):
        qtbot.waitUntil(lambda: desk.window.full is not before, timeout=10000)
    qtbot.waitUntil(lambda: bool(edits(at())), timeout=10000)
    settle()
    return edits(at())


def test_what_is_not_shown_again_is_kept_on_and_what_came_back_is_let_go(
    qtbot: QtBot, opened: Callable[[], VaultSession]
) -> None:
    desk = opened()
    desk.go("help")
    (search,) = edits(desk.places["help"].widget)
    put(search, "a page")
    for _ in range(2):
        desk = opened()
        assert list(desk.window.typed.values()) == ["a page"], "the library was not visited"
    desk.go("help")
    assert text(edits(desk.places["help"].widget)[0]) == "a page" and desk.window.typed == {}
    edits(desk.places["help"].widget)[0].clear()
    desk = opened()
    assert desk.window.typed == {}


def test_names_of_drafts_are_those_to_go_on_with(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    in_store(program, lambda vault: drafts.keep(vault, drafts.TYPED, {"a": "b"}))
    assert in_store(program, drafts.names) == [] and MOST >= 100
    assert desk is program.desk


# Every field of a screen: each is held to it in `test_keyboard.py`.


def lost(window: QWidget, make: Callable[[], QWidget], typed: set[str]) -> list[str]:
    """Type into every field, show the screen again in another window, and return what did not come back.

    The names of the pages with such fields come into `typed`.
    """
    if not isinstance(window, Window):
        return []
    found = [field for field in edits(window) if not isinstance(field.parent(), Popup)]
    found = [field for field in found if not (isinstance(field, QLineEdit) and field.isModified())]
    mine = [field for field in found if not getattr(page_of(field), "drafted", False)]
    if not mine:  # nothing can be typed there: nothing can come back
        return []
    for field in mine:
        field.blockSignals(True)  # a field that saves when it is left would change the sample for the other screens
    typed_in(mine, 0)
    put(mine[0], "")  # what was composed is text now
    expected = {key_of(field): text(field) for field in mine}
    kept = read_unsaved_text(window)
    said = [f"not kept: {key}" for key in expected if kept.get(key) != expected[key]]
    said += ["two fields have one name"] if len(expected) != len(mine) else []
    _close(window)
    again = make()
    assert isinstance(again, Window)
    again.typed = kept
    for field in list(list_visible_fields(again)):
        again.field_shown(field)
    got = {key_of(field): text(field) for field in edits(again)}
    said += [f"not put back: {key}" for key in expected if got.get(key) != expected[key]]
    typed |= {key.split("\n")[0] for key in expected}
    _close(again)
    return said


def _close(window: QWidget) -> None:
    window.hide()
    SAMPLE.rest(0)  # a setting that is typed builds another window, which takes the place of this one
    if isValid(window):
        window.deleteLater()
    settle()


def test_a_secret_is_never_kept(qtbot: QtBot) -> None:
    from app.gui.widgets.edits import LineEdit

    page = type("Page", (QWidget,), {"__module__": "app.gui.people.page_view"})()
    qtbot.addWidget(page)
    note, secret = LineEdit(page), LineEdit(page)
    secret.setEchoMode(QLineEdit.EchoMode.Password)
    put(note, "kept")
    put(secret, "orchard velvet")
    assert list(read_unsaved_text(page).values()) == ["kept"]
