"""The page of a person shows the answers about consent, and one press opens the form of one more."""

from pytestqt.qtbot import QtBot

from app.actions.kernel import records
from app.gui.people.people_view import PersonView
from app.gui.records.form_view import RecordForm
from app.gui.start.program import Program
from app.gui.widgets.buttons import Button
from tests.gui.hands import visible, words_on
from tests.gui.running import in_store, unlocked


def test_an_answer_about_consent_is_written_and_shown_on_the_page_of_the_person(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    key = in_store(program, lambda vault: records.add(vault, "actor", {"alias": "Marula"})[0].id.hex())
    given = {"actor": key, "purpose": ["EMBASSY"], "state": "given"}
    in_store(program, lambda vault: records.add(vault, "consent_record", given))
    desk.routes.follow(f"record:{key}")
    qtbot.waitUntil(lambda: bool(visible(desk.window, PersonView)), timeout=10000)
    assert "Consents" in words_on(desk.window)
    (ask,) = [one for one in visible(desk.window, Button) if one.shown == "Record consent…"]
    ask.click()
    qtbot.waitUntil(lambda: isinstance(desk.window.full, RecordForm), timeout=10000)
    form = desk.window.full
    assert isinstance(form, RecordForm) and form._values["actor"]() == [key]
