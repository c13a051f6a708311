"""An incident is corrected: an alias, and what Undo gives back."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.actions.kernel import drafts, records
from app.actions.records import incidents
from app.gui.incidents.entry_view import EntryView
from app.gui.incidents.incident_view import IncidentView
from app.gui.start.program import Program
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.gui.hands import choose, options, press, words_on
from tests.gui.running import document, in_store
from tests.gui.test_lines import ALT, CTRL, ENTER, begun, newest


def aliases(vault: Vault) -> list[str]:
    return sorted(one.title for one in records.find(vault, Query("actor", limit=None)))


def test_a_typed_alias_renames_the_person_in_the_slot_and_undo_takes_it_back(qtbot: QtBot, program: Program) -> None:
    it = begun(qtbot, program)
    before = in_store(program, newest)
    people = in_store(program, aliases)
    assert "Marula" in people
    it.press(Qt.Key.Key_F2)
    view = it.form()
    it.press(Qt.Key.Key_5, ALT)
    assert options(view.sentence.slots["whom"], "Sol")[:2] == ["Rename Marula to Sol", "Another person: Sol"]
    it.fill("Who was harmed", "Sol", ENTER)
    assert view.sentence.slots["whom"].words == "Sol" and view.values["whom"] == before["whom"]
    assert "Sol" in words_on(view.people) and "Marula" not in words_on(view.people)
    it.press(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: it.desk.window.full is None, timeout=20000)
    renamed = sorted("Sol" if one == "Marula" else one for one in people)
    assert in_store(program, aliases) == renamed, "no second person, and not the old one"
    it.press(Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: in_store(program, aliases) == people, timeout=20000)
    assert in_store(program, newest) == before
    it.press(Qt.Key.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: in_store(program, aliases) == renamed, timeout=20000)


def test_another_person_is_chosen_and_undo_takes_the_person_away(qtbot: QtBot, program: Program) -> None:
    it = begun(qtbot, program)
    people = in_store(program, aliases)
    it.press(Qt.Key.Key_F2)
    view = it.form()
    choose(view.sentence.slots["whom"], "Another person: Sol", "Sol")
    assert view.values["whom"] == "Sol"
    it.press(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: it.desk.window.full is None, timeout=20000)
    assert in_store(program, aliases) == sorted([*people, "Sol"])
    it.press(Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: in_store(program, aliases) == people, timeout=20000)
    it.press(Qt.Key.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: in_store(program, aliases) == sorted([*people, "Sol"]), timeout=20000)


def test_undo_of_a_new_incident_keeps_its_text_as_a_draft(qtbot: QtBot, program: Program) -> None:
    it = begun(qtbot, program)
    people = in_store(program, aliases)
    it.press(Qt.Key.Key_N, CTRL)
    view = it.form()
    choose(view.sentence.slots["whom"], "Sol", "Sol")
    view.prose.setPlainText("They came to the pump.")
    it.press(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: it.desk.window.full is None, timeout=20000)
    assert "Sol" in in_store(program, aliases)
    place = document(it.desk)
    qtbot.waitUntil(lambda: "They came to the pump." in words_on(place.split), timeout=20000)
    it.press(Qt.Key.Key_Z, CTRL)
    told = "The incident is removed. Its text is in Today, Unfinished."
    qtbot.waitUntil(lambda: told in words_on(it.desk.window.foot), timeout=20000)
    (name,) = in_store(program, drafts.names)
    kept = in_store(program, lambda vault: drafts.load(vault, name))
    assert kept is not None and kept[0] == {"whom": "Sol", "words": "They came to the pump."}
    assert in_store(program, aliases) == people
    qtbot.waitUntil(
        lambda: not isinstance(place.split.page, IncidentView) or "Sol" not in str(words_on(place.split.page)),
        timeout=20000,
    )
    it.press(Qt.Key.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: "Sol" in in_store(program, aliases), timeout=20000)
    assert in_store(program, drafts.names) == [] and in_store(program, newest)["words"] == "They came to the pump."


def test_undo_of_a_kept_draft_opens_its_form_with_the_text(qtbot: QtBot, program: Program) -> None:
    it = begun(qtbot, program)
    for chord in ((Qt.Key.Key_N, CTRL), (Qt.Key.Key_F2, Qt.KeyboardModifier.NoModifier)):
        it.press(*chord)
        it.form().prose.setPlainText("They came to the pump.")
        it.press(Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: "Draft saved" in str(words_on(it.desk.window.foot)), timeout=20000)
        press(it.desk.window.foot, "Undo")
        assert it.form().values["words"] == "They came to the pump."
        press(it.form(), "Delete draft" if chord[0] == Qt.Key.Key_N else "Leave unchanged")
        qtbot.waitUntil(lambda: it.desk.window.full is None, timeout=20000)


def test_a_person_that_another_incident_names_stays(program: Program, qtbot: QtBot) -> None:
    begun(qtbot, program)

    def saves(vault: Vault) -> list[str]:
        draft = {"whom": "Sol", "danger": "now", "in_danger": "Sol"}
        event, changed = incidents.save(vault, draft, "")
        (sol,) = made = incidents.list_new_people(vault, draft, incidents.load(vault, event.id.hex()))
        incidents.save(vault, {"who": f"id:{sol}", "did": "code:LIB1"}, "")
        records.remove(vault, event.id.hex())
        incidents.remove_unnamed(vault, made, changed)
        return aliases(vault)

    assert "Sol" in in_store(program, saves)


def test_yes_now_shows_the_strip_that_it_opens(qtbot: QtBot, program: Program) -> None:
    it = begun(qtbot, program)
    it.desk.window.resize(1024, 600)
    it.press(Qt.Key.Key_N, CTRL)
    view: EntryView = it.form()
    press(view.danger, "Yes, now")
    strip = view.in_danger

    def seen() -> bool:
        QApplication.processEvents()
        return strip.isVisible() and strip.visibleRegion().boundingRect().height() == strip.height()

    qtbot.waitUntil(seen, timeout=5000)
