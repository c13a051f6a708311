"""The pages of submissions: from a detention to a body, its open points, answers, paste sheet, sending and reply."""

from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QPlainTextEdit
from pytestqt.qtbot import QtBot

from app.actions.kernel import records
from app.actions.submissions import forms
from app.domain.record import Record
from app.gui.cases.cases_view import RecordView
from app.gui.cases.casework_query import read_lines
from app.gui.cases.submission_note_view import AnswerView, NoteView, PasteView
from app.gui.cases.submission_view import BeginView, SubmissionView
from app.gui.papers.given_dialog import GivenDialog, open_given
from app.gui.records.form_view import RecordForm
from app.gui.shell.choosing_view import Choosing
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.actions.test_detention import first_arrest
from tests.actions.test_submission_treaties import act, disappear
from tests.gui.hands import choose, press, take_path, visible, words_on
from tests.gui.running import in_store, unlocked

P = TypeVar("P")


def arrest(vault: Vault) -> str:
    """Record a detained person with a yes to the United Nations, and return the id of the detention."""
    person = records.add(vault, "actor", {"alias": "Heron", "sex": "02"})[0].ref
    said = {"actor": person, "purpose": ["UN"], "state": "given", "form": "alias"}
    records.add(vault, "consent_record", said)
    return records.record_of(vault, first_arrest(vault, person)[0]).id.hex()


def shown(qtbot: QtBot, desk: VaultSession, page: type[P]) -> P:
    """Wait for a page over the place."""
    qtbot.waitUntil(lambda: isinstance(desk.window.full, page), timeout=10000)
    found = desk.window.full
    assert isinstance(found, page)
    return found


def button(page: object, about: str) -> QAbstractButton:
    """Return the button with this description."""
    (found,) = [one for one in visible(page, QAbstractButton) if one.accessibleDescription() == about]  # type: ignore[arg-type]
    return found


def form_page(qtbot: QtBot, desk: VaultSession, program: Program) -> SubmissionView:
    """Begin a form of the Working Group about the detention, by its page."""
    key = in_store(program, arrest)
    desk.go("detention")
    desk.routes.take("submit", key)
    page = shown(qtbot, desk, BeginView)
    said = " ".join(words_on(page))
    assert "Working Group on Arbitrary Detention" in said
    assert "Have a detention examined, and the release asked for." in said
    button(page, "Working Group on Arbitrary Detention").click()
    return shown(qtbot, desk, SubmissionView)


def test_a_form_begins_from_a_detention_and_names_its_open_points(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    page = form_page(qtbot, desk, program)
    said = words_on(page)
    assert "Missing 3 of 10" in " ".join(said)
    assert page.rows["answer:VI"].line.second == "Not answered yet"
    assert page.rows["answer:III"].line.far == "from the records"
    assert button(page, page.shown.questions[9].words).text() == "Write a letterhead"
    assert "Answer asked by" in said
    press(page, "Change the day")
    assert "Clear it to ask for no day." in " ".join(words_on(shown(qtbot, desk, RecordForm)))


def test_an_answer_is_written_and_the_form_counts_again(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    form_page(qtbot, desk, program).rows["answer:V"].click()
    view = shown(qtbot, desk, AnswerView)
    view.text.setPlainText("No lawyer dared to file")
    press(view, "None")
    press(view, "Save answer")
    qtbot.waitUntil(lambda: "Missing 2 of 10" in " ".join(words_on(shown(qtbot, desk, SubmissionView))))
    row = shown(qtbot, desk, SubmissionView).rows["answer:V"]
    assert (row.line.second, row.line.far) == ("None · No lawyer dared to file", "your words")


def test_a_typed_answer_comes_back_after_escape_and_not_after_its_saving(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    form = form_page(qtbot, desk, program)
    form.rows["answer:V"].click()
    qtbot.keyClicks(shown(qtbot, desk, AnswerView).text, "No lawyer")
    desk.window.key.emit("escape")
    form.rows["answer:V"].click()
    view = shown(qtbot, desk, AnswerView)
    assert view.text.toPlainText() == "No lawyer"
    press(view, "Save answer")
    qtbot.waitUntil(lambda: "Missing 2 of 10" in " ".join(words_on(shown(qtbot, desk, SubmissionView))))
    assert not desk.window.typed


def test_the_words_of_the_records_stay_theirs_if_nobody_changed_them(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    form_page(qtbot, desk, program).rows["answer:III"].click()
    press(shown(qtbot, desk, AnswerView), "Save answer")
    assert shown(qtbot, desk, SubmissionView).rows["answer:III"].line.far == "from the records"
    assert not in_store(program, lambda vault: records.find(vault, Query("submission"))[0].fields.get("answers"))


def test_the_paste_sheet_copies_an_answer_and_keeps_the_mark(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    form = form_page(qtbot, desk, program)
    press(form, "Paste sheet…")
    view = shown(qtbot, desk, PasteView)
    (button,) = (one for one in view.buttons if "IV a" in one.accessibleDescription())
    button.click()
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() == "III")

    def copied(vault: Vault) -> object:
        return records.find(vault, Query("submission"))[0].fields.get("copied")

    qtbot.waitUntil(lambda: in_store(program, copied) == ["cat"])


def test_a_sending_with_open_points_needs_a_reason_and_then_a_reply_can_be_noted(
    qtbot: QtBot, program: Program
) -> None:
    desk = unlocked(qtbot, program)
    press(form_page(qtbot, desk, program), "Sent…")
    view = shown(qtbot, desk, NoteView)
    press(view, "Save")
    assert "Write a reason." in words_on(view)
    view.edits["reason"].setText("The trial is near")
    press(view, "Save")
    qtbot.waitUntil(lambda: "Reply…" in [one.text() for one in visible(desk.window.full, QAbstractButton)])
    press(shown(qtbot, desk, SubmissionView), "Reply…")
    reply = shown(qtbot, desk, NoteView)
    press(reply, "Save")
    assert "Choose the kind of the reply." in words_on(reply)
    press(reply, "decision or opinion")
    press(reply, "Save")

    def state(vault: Vault) -> object:
        return records.find(vault, Query("submission"))[0].fields["state"]

    qtbot.waitUntil(lambda: in_store(program, state) == "answered")


def test_from_complaints_the_record_and_the_person_are_chosen_first(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    in_store(program, arrest)
    desk.routes.follow("list:submission")
    desk.window.key.emit("new")
    page = shown(qtbot, desk, BeginView)
    (label,) = (words for _, words in page.shown.abouts if words.startswith("Heron"))
    choose(page.about, label)
    qtbot.waitUntil(lambda: "Possible" in words_on(shown(qtbot, desk, BeginView)))


def test_the_bundle_is_written_into_a_folder_and_is_in_the_register(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    desk = unlocked(qtbot, program)
    press(form_page(qtbot, desk, program), "Bundle…")
    page = shown(qtbot, desk, Choosing)
    assert "No annexes. Add them to the record of the form." in words_on(page)
    take_path(page, tmp_path)
    qtbot.waitUntil(lambda: (tmp_path / "form.pdf").exists(), timeout=20000)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, SubmissionView), timeout=10000)
    (row,) = in_store(program, lambda vault: records.find(vault, Query("paper")))
    assert (row.fields["output"], row.fields["audience"]) == ("submission-form", "un")


def test_the_recipient_of_a_form_marks_it_as_sent_and_its_page_shows_the_clock_of_the_reply(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    desk = unlocked(qtbot, program)
    press(form_page(qtbot, desk, program), "Bundle…")
    take_path(shown(qtbot, desk, Choosing), tmp_path)
    qtbot.waitUntil(lambda: (tmp_path / "form.pdf").exists(), timeout=20000)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, SubmissionView), timeout=10000)
    (row,) = in_store(program, lambda vault: records.find(vault, Query("paper")))
    open_given(desk, row.id.hex())
    qtbot.waitUntil(lambda: isinstance(desk.window.dialog, GivenDialog), timeout=10000)
    dialog = desk.window.dialog
    assert isinstance(dialog, GivenDialog) and dialog.sent.isChecked()
    dialog.to.set_value("Working Group", "Working Group")
    dialog.reason.setText("The trial is near")
    press(dialog, "Save recipient")

    def sent(vault: Vault) -> Record:
        return records.find(vault, Query("submission"))[0]

    qtbot.waitUntil(lambda: in_store(program, sent).fields["state"] == "sent", timeout=10000)
    form = in_store(program, sent)
    lines = in_store(program, lambda v: read_lines(v, desk.look.tr, form, v.kinds["submission"]))
    assert lines.rows[0][0] == "Time limits" and lines.rows[0][1]


@pytest.mark.parametrize("question", ["V", "VI", "VIII"])
def test_each_missing_answer_has_its_place(qtbot: QtBot, program: Program, question: str) -> None:
    desk = unlocked(qtbot, program)
    page = form_page(qtbot, desk, program)
    places = [key for _, lines in page.shown.heaps for line in lines if (key := line.key)]
    assert any(key.startswith("step:") for key in places)
    assert "letterhead:" in places
    page.placed.emit(f"answer:{question}")
    assert shown(qtbot, desk, AnswerView).findChildren(QPlainTextEdit)
    assert in_store(program, lambda vault: forms.check(vault, page.shown.key).preflight.ready) is False


def test_the_categories_are_explained_and_the_state_has_a_place_for_its_answer(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    page = form_page(qtbot, desk, program)
    places = {line.title: line.key for _, lines in page.shown.heaps for line in lines}
    assert places["I a. State concerned"] == "answer:state"
    page.placed.emit("answer:cat")
    said = " ".join(words_on(shown(qtbot, desk, AnswerView)))
    assert all(f"{number}: " in said for number in ("I", "II", "III", "IV", "V")) and "A/HRC/36/38" in said


def test_a_treaty_of_the_state_has_its_place_and_a_stop_is_overridden_with_a_reason(
    qtbot: QtBot, program: Program
) -> None:
    desk = unlocked(qtbot, program)

    def begin(vault: Vault) -> str:
        held = disappear(vault)
        act(vault, status="withdrawn", date="2020-01-01", in_force_on="2021-01-01")
        return records.record_of(vault, forms.begin(vault, "ced-ua", held)[0].ref).id.hex()

    key = in_store(program, begin)
    desk.go("complaints")
    desk.routes.take("questions", key)
    page = shown(qtbot, desk, SubmissionView)
    places = [line.key for _, lines in page.shown.heaps for line in lines]
    assert "treaty:AQ:CED" in places
    page.placed.emit("override:party")
    view = shown(qtbot, desk, NoteView)
    view.edits["reason"].setText("The withdrawal is disputed")
    press(view, "Save")
    qtbot.waitUntil(lambda: any("Overridden: The withdrawal" in said for said in words_on(desk.window.full)))
    shown(qtbot, desk, SubmissionView).placed.emit("treaty:AQ:CED")
    form = shown(qtbot, desk, RecordForm)
    kept = form.kept_values()
    assert (kept["country"], kept["instrument"]) == ("AQ", "CED")


def test_a_form_of_a_mechanism_that_is_not_here_says_so_on_its_page(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    key = in_store(program, arrest)

    def begin(vault: Vault) -> str:
        made = forms.begin(vault, "wgad", key)[0]
        records.edit(vault, made.ref, {"mechanism": "own", "version": "9"})
        return made.id.hex()

    form = in_store(program, begin)
    desk.go("complaints")
    desk.routes.follow(f"record:{form}")
    place = desk.places["complaints"]
    qtbot.waitUntil(lambda: isinstance(place.split.page, RecordView), timeout=10000)  # type: ignore[attr-defined]
    said = " ".join(words_on(place.split.page))  # type: ignore[attr-defined]
    assert "There is no mechanism own." in said and "Questions and open points…" not in said
