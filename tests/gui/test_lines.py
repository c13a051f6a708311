"""The incident editor by keys alone: tasks 2 and 3 of the design in at most their presses; slots, lines and people."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.actions.kernel import drafts, records
from app.actions.records import incident_lines, incidents
from app.gui.incidents.entry_view import EntryView
from app.gui.records.form_view import RecordForm
from app.gui.shell.choosing_view import Choosing
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.widgets.fields import Labelled
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.gui.hands import Hands, options, press, take_path, visible, words_on
from tests.gui.running import document, in_store, unlocked

NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
TAB, ENTER = Qt.Key.Key_Tab, Qt.Key.Key_Return


class Presses:
    """Counts as the design does: a key chord, or a field with the key that ends it, is one press; typing is free."""

    def __init__(self, qtbot: QtBot, desk: VaultSession) -> None:
        self.hands, self.desk, self.count = Hands(qtbot), desk, 0

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        self.count += 1
        self.hands.press(key, modifier)

    def fill(self, name: str, text: str, key: Qt.Key | str = TAB, modifier: Qt.KeyboardModifier = NONE) -> None:
        """Type into the field that has the keyboard, and end it with a key."""
        assert self.hands.at.accessibleName() == name, self.hands.at.accessibleName()
        self.count += 1
        for letter in text:
            QTest.keyClick(self.hands.at, letter)
        if isinstance(key, str):
            QTest.keyClick(self.hands.at, key)
        else:
            QTest.keyClick(self.hands.at, key, modifier)

    def skip(self, name: str) -> None:
        assert self.hands.at.accessibleName() == name, self.hands.at.accessibleName()
        self.press(TAB)

    def form(self) -> EntryView:
        self.hands.wait(lambda: isinstance(self.desk.window.full, EntryView) and self.at_form())
        assert isinstance(self.desk.window.full, EntryView)
        return self.desk.window.full

    def at_form(self) -> bool:
        focus, form = QApplication.focusWidget(), self.desk.window.full
        return isinstance(focus, QWidget) and form is not None and form.isAncestorOf(focus)


def begun(qtbot: QtBot, program: Program) -> Presses:
    desk = unlocked(qtbot, program)
    desk.window.activateWindow()
    qtbot.waitUntil(lambda: bool(document(desk).current) and desk.window.isActiveWindow(), timeout=20000)
    return Presses(qtbot, desk)


def newest(vault: Vault) -> dict[str, str]:
    return incidents.load(vault, records.find(vault, Query("event", limit=None))[0].id.hex())


def titles(program: Program, values: tuple[str, ...]) -> list[str]:
    def read(vault: Vault) -> list[str]:
        return [records.record_of(vault, value[3:]).title if value.startswith("id:") else value for value in values]

    return in_store(program, read)


def test_task_2_two_lines_five_acts_and_two_people_in_26_presses(qtbot: QtBot, program: Program) -> None:
    it = begun(qtbot, program)
    it.press(Qt.Key.Key_N, CTRL)
    it.form()
    it.fill("When", "12/4/2026 06:00")
    it.skip("Time")  # the date brought it
    it.fill("Place", "Velmora")
    it.fill("Who did it", "Rural Guard")
    it.fill("What was done", "arrested", "+")
    it.fill("What was done 2", "beat")
    it.fill("Who was harmed", "Kestrel", "+")
    it.fill("Who was harmed 2", "a neighbour", ENTER, SHIFT)
    it.fill("Who did it, line 2", "a man in plain clothes")
    it.fill("What was done, line 2", "threat")
    it.fill("Who was harmed, line 2", "Kestrel")
    it.skip("Who was harmed")  # the buttons below the lines are one stop
    for slot, text in (("Work", "water committee"), ("Sex", "female"), ("Age group", "34"), ("Consent", "network")):
        it.fill(f"{slot}: Kestrel", text)
    it.skip("Work: a neighbour")
    it.fill("Sex: a neighbour", "male")
    it.skip("Age group: a neighbour")
    it.skip("Consent: a neighbour")
    it.fill("What happened, in their words or yours", "They came to the pump.")
    it.fill("No", "y")
    it.fill("Source", "witness")
    it.fill("Link to their work", "clear", ENTER)
    it.press(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: it.desk.window.full is None, timeout=20000)
    assert it.count <= 26, it.count
    saved = in_store(program, newest)
    first, second = incident_lines.list_lines(saved)
    assert titles(program, (*first.who, *first.whom)) == ["Rural Guard", "Kestrel", "a neighbour"]
    assert first.did == ("code:LIB1", "code:INT1") and second.whom == first.whom[:1]
    assert titles(program, second.who) == ["a man in plain clothes"]
    assert (saved["when"], saved["hour"]) == ("2026-04-12", "06:00")
    assert saved["danger"] == "now" and saved[f"consent {first.whom[0]}"] == "network"
    acts = in_store(program, lambda vault: records.count_matches(vault, Query("act")))
    assert acts == 5 + 1, "the vault had one act before"


def test_task_3_who_was_harmed_is_corrected_in_4_presses_and_undone(qtbot: QtBot, program: Program) -> None:
    it = begun(qtbot, program)
    before = in_store(program, newest)
    act = in_store(program, lambda vault: records.find(vault, Query("act"))[0].ref)
    it.press(Qt.Key.Key_F2)
    it.form()
    it.press(Qt.Key.Key_5, ALT)
    it.fill("Who was harmed", "Kestrel")
    it.press(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: it.desk.window.full is None, timeout=20000)
    assert it.count <= 4
    (line,) = incident_lines.list_lines(in_store(program, newest))
    assert titles(program, line.whom) == ["Kestrel"]
    assert in_store(program, lambda vault: records.find(vault, Query("act"))[0].ref) == act
    it.press(Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: in_store(program, newest) == before, timeout=20000)


def test_another_answer_about_consent_opens_the_form_with_every_answer(qtbot: QtBot, program: Program) -> None:
    """It is the form of the person's page, with the person and the incident."""
    it = begun(qtbot, program)
    before = in_store(program, newest)
    it.press(Qt.Key.Key_F2)
    picker = it.form().people.slots[f"consent {before['whom']}"]
    picker.setFocus()
    it.fill(picker.accessibleName(), "another")
    it.press(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: isinstance(it.desk.window.full, RecordForm), timeout=20000)
    form = it.desk.window.full
    assert isinstance(form, RecordForm) and form.about == "consent_record"
    assert form._values["actor"]() == [before["whom"][3:]] and form._values["event"]() == [before["event"]]
    assert in_store(program, newest) == before


def test_an_edit_is_kept_as_a_draft_and_left_unchanged(qtbot: QtBot, program: Program) -> None:
    it = begun(qtbot, program)
    before = in_store(program, newest)
    name = drafts.EDIT.format(key=before["event"])
    it.press(Qt.Key.Key_F2)
    assert it.form().values == before
    it.press(Qt.Key.Key_5, ALT)
    it.fill("Who was harmed", "Kestrel")
    it.press(Qt.Key.Key_Escape)
    assert program.desk is not None
    foot = program.desk.window.foot
    qtbot.waitUntil(lambda: "Draft saved: Edit incident." in words_on(foot), timeout=20000)
    assert in_store(program, lambda vault: drafts.load(vault, name)) is not None
    it.press(Qt.Key.Key_F2)
    assert it.form().values[f"alias {before['whom']}"] == "Kestrel"
    assert "Your draft is open. It is not saved yet." in it.form().header.second.text()
    press(it.form(), "Leave unchanged")
    qtbot.waitUntil(lambda: in_store(program, lambda vault: drafts.load(vault, name)) is None, timeout=20000)
    assert in_store(program, newest) == before


def test_slots_and_lines_are_removed_and_moved_by_keys(qtbot: QtBot, program: Program) -> None:
    it = begun(qtbot, program)
    it.press(Qt.Key.Key_N, CTRL)
    view, hands = it.form(), it.hands
    it.press(Qt.Key.Key_3, ALT)
    it.fill("Who did it", "Rural Guard", ENTER, SHIFT)
    it.fill("Who did it, line 2", "Marula", "+")
    assert list(view.sentence.slots)[-4:] == ["who 2.1", "who 2.2", "did 2.1", "whom 2.1"]
    it.press(Qt.Key.Key_Backspace)  # empty: the slot goes
    assert hands.at.accessibleName() == "Who did it, line 2" and "who 2.2" not in view.sentence.slots
    it.press(Qt.Key.Key_Up, ALT)
    assert hands.at.accessibleName() == "Who did it" and view.values["who 2"] == "Rural Guard"
    it.press(Qt.Key.Key_Down, ALT)
    assert view.values["who"] == "Rural Guard" and view.values["who 2"].startswith("id:")
    it.press(Qt.Key.Key_Backspace)  # the last value of the line: the line goes
    assert hands.at.accessibleName() == "Who did it" and list(view.sentence.slots)[3:] == ["who", "did", "whom"]
    it.press(Qt.Key.Key_Backspace)
    it.press(Qt.Key.Key_Backspace)  # one line stays
    assert list(view.sentence.slots)[3:] == ["who", "did", "whom"] and view.values == {}
    press(view, "Add a line")
    assert hands.at.accessibleName() == "Who did it, line 2" and "A line means" in str(words_on(view))


def test_a_known_alias_fills_its_row_and_a_new_one_is_a_new_person(qtbot: QtBot, program: Program) -> None:
    it = begun(qtbot, program)
    marula = in_store(program, lambda vault: records.find(vault, Query("actor"))[0].ref)
    in_store(program, lambda vault: records.edit(vault, marula, {"sex": "02"}))
    it.press(Qt.Key.Key_N, CTRL)
    view = it.form()
    it.press(Qt.Key.Key_5, ALT)
    it.fill("Who was harmed", "Marula", "+")
    it.fill("Who was harmed 2", "a neighbour", ENTER, SHIFT)
    it.press(Qt.Key.Key_5, ALT)
    it.fill("Who was harmed, line 2", "a neighbour")
    said = words_on(view.people)
    assert said[2:] == ["Marula", "harmed", "a neighbour", "harmed, in 2 lines, new person"]
    shown = {key.partition(" ")[0]: slot.words for key, slot in view.people.slots.items() if " id:" in key}
    assert shown["sex"] == "female" and shown["age"] == ""
    assert not view.in_danger.isVisible() and view.danger.value == ""
    it.press(Qt.Key.Key_7, ALT)
    it.fill("No", "y", ENTER)
    assert view.in_danger.isVisible() and list(view.in_danger.boxes) == [*view.values["whom"].split("\n")]
    press(view.in_danger, "a neighbour")
    assert view.values["in_danger"] == "a neighbour"
    for slot in ("whom 1.2", "whom 2.1"):  # a corrected alias stays the same person
        view.sentence.slots[slot].changed.emit("the neighbour")
    assert view.values["in_danger"] == "the neighbour" and "role the neighbour" in view.people.slots


def test_tab_from_who_was_harmed_reaches_the_button_that_adds_a_person(qtbot: QtBot, program: Program) -> None:
    it = begun(qtbot, program)
    it.press(Qt.Key.Key_N, CTRL)
    it.form()
    it.press(Qt.Key.Key_5, ALT)
    it.fill("Who was harmed", "Ana")  # ends with Tab
    assert it.hands.at.accessibleName() == "Who was harmed"
    it.press(ENTER)
    it.fill("Who was harmed 2", "Beto")
    assert it.form().values["whom"].split("\n") == ["Ana", "Beto"]


def test_the_beginning_of_a_listed_act_takes_it_and_the_typed_word_is_the_next_row(
    qtbot: QtBot, program: Program
) -> None:
    it = begun(qtbot, program)
    it.press(Qt.Key.Key_N, CTRL)
    act = it.form().sentence.slots["did"]
    assert options(act, "beat") == ["beaten / assaulted", "beat"]
    assert options(act, "shout")[0] == "shout", "no listed act begins so"
    it.press(Qt.Key.Key_4, ALT)
    it.fill("What was done", "beat", ENTER)
    assert it.form().values["did"] == "code:INT1"


def test_the_fields_of_danger_source_and_link_begin_at_the_same_height(qtbot: QtBot, program: Program) -> None:
    it = begun(qtbot, program)
    it.press(Qt.Key.Key_N, CTRL)
    form = it.form()
    fields = [one for one in visible(form, Labelled) if one.control in (form.danger, form.source, form.link)]
    assert len(fields) == 3 and len({one.y() for one in fields}) == 1
    assert len({one.control.y() for one in fields}) == 1


def test_a_photo_from_the_form_leads_back_to_the_form_with_its_text_and_its_empty_parts(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    it = begun(qtbot, program)
    (tmp_path / "gate.jpg").write_bytes(b"gate")
    it.press(Qt.Key.Key_N, CTRL)
    it.form()
    it.press(Qt.Key.Key_5, ALT)
    it.fill("Who was harmed", "Ana")
    window = it.desk.window
    for way in ("file", "back"):
        press(it.form(), "Photos, sound recordings, documents")
        qtbot.waitUntil(lambda: isinstance(window.full, Choosing), timeout=20000)
        if way == "file":
            take_path(window.full, tmp_path / "gate.jpg")
        else:
            it.press(Qt.Key.Key_Escape)
        form = it.form()
        assert form.sentence.slots["whom"].words == "Ana"
        assert "1 of 10 parts is complete." in words_on(form)
    it.desk.go("incidents")
    qtbot.waitUntil(
        lambda: in_store(program, lambda vault: records.count_matches(vault, Query("evidence_item"))) == 1,
        timeout=20000,
    )
    assert in_store(program, lambda vault: records.count_matches(vault, Query("event"))) == 2, "one was there before"
