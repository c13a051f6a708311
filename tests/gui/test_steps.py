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


def page(qtbot: QtBot, desk: VaultSession, key: str, where: str = "demands") -> RecordView:
    desk.go(where)
    desk.routes.follow(f"record:{key}")
    place = desk.places[where]
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


def test_a_missing_item_is_added_by_its_button_and_the_next_stage_is_chosen(qtbot: QtBot, program: Program) -> None:
    """The new assessment is about the person and linked to the relocation; the refused step lists one item a line."""
    desk = unlocked(qtbot, program)
    key = add(program, "relocation", {"title": "North star", "who": {"alias": "Heron"}, "alone": True, "reason": "Men"})
    view = page(qtbot, desk, key, "relocation")
    press(view, "Next step…")
    form = shown(qtbot, desk, RecordForm)
    assert control(form, "Status since then", Picker).value == "assessed"
    qtbot.keyClicks(control(form, "Day", DateEdit), "2026-03-02")
    form.submit()
    qtbot.waitUntil(lambda: any(said.count("\n") == 2 for said in words_on(form)))
    press(form, "Show the missing items")
    qtbot.waitUntil(lambda: desk.window.full is None)
    press(page(qtbot, desk, key, "relocation"), "New: Risk assessment")
    form = shown(qtbot, desk, RecordForm)
    qtbot.keyClicks(control(form, "Date", DateEdit), "2026-03-02")
    form.submit()
    person = in_store(program, lambda v: dict(records.show(v, key).links)["who"].id.hex())
    qtbot.waitUntil(lambda: "risk" in dict(in_store(program, lambda v: records.show(v, key).links)))
    risk = in_store(program, lambda v: dict(records.show(v, key).links)["risk"].id.hex())
    assert in_store(program, lambda v: dict(records.show(v, risk).links)["about"].id.hex()) == person
