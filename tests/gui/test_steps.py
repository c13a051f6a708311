"""The page of a demand: a step is written and refused with its reason, and old lines become steps after a preview."""

from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from app.actions.casework import tracking
from app.actions.kernel import records
from app.gui.cases.cases_screen import Casework
from app.gui.cases.cases_view import RecordView
from app.gui.records.form_view import RecordForm
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.widgets.date_edit import DateEdit
from app.gui.widgets.fields import Picker
from tests.gui.hands import control, press, words_on
from tests.gui.running import in_store, unlocked
from tests.gui.test_participants import add, shown


def page(qtbot: QtBot, desk: VaultSession, key: str) -> RecordView:
    desk.go("demands")
    desk.routes.follow(f"record:{key}")
    place = desk.places["demands"]
    assert isinstance(place, Casework)
    qtbot.waitUntil(lambda: isinstance(place.split.page, RecordView), timeout=10000)
    assert isinstance(place.split.page, RecordView)
    return place.split.page


def test_a_step_is_written_on_the_page_and_sets_the_state(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    one = add(program, "undertaking", {"text": "Open the road", "kind": "demand", "status": "open"})
    press(page(qtbot, desk, one), "Next step…")
    form = shown(qtbot, desk, RecordForm)
    qtbot.keyClicks(control(form, "Day", DateEdit), "2026-03-02")
    control(form, "Status since then", Picker).set_value("done", "Done")
    form.submit()
    qtbot.waitUntil(lambda: "Write the result." in " ".join(words_on(form)))
    assert in_store(program, lambda v: tracking.read(v, one).state) == "open"
    control(form, "Status since then", Picker).set_value("partly", "Partly done")
    control(form, "What happened", QPlainTextEdit).setPlainText("One lane is open.")
    form.submit()
    qtbot.waitUntil(lambda: in_store(program, lambda v: tracking.read(v, one).state) == "partly")


def test_old_lines_become_steps_after_a_preview(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    given = {"text": "Open the road", "kind": "promise", "history": "2026-03-01 promised\n2026-04-02 no answer"}
    one = add(program, "undertaking", given)
    press(page(qtbot, desk, one), "Make steps of the old lines…")
    qtbot.waitUntil(lambda: desk.window.dialog is not None)
    dialog = desk.window.dialog
    assert dialog is not None and {"promised", "no answer"} <= {*words_on(dialog)}
    press(dialog, "Make 2 steps")
    qtbot.waitUntil(lambda: in_store(program, lambda v: len(tracking.read(v, one).steps)) == 2)
    assert "history" not in in_store(program, lambda v: records.record_of(v, one).fields)
