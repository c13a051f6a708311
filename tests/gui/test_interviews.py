"""An interview by the window: from the plan of a mission by its form to the list; its consent, its paper."""

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from app.actions.kernel import records
from app.actions.papers import paper_makers
from app.gui.field.mission_view import MissionView
from app.gui.records.form_screen import Editing
from app.gui.records.form_view import RecordForm
from app.gui.shell.vault_session import VaultSession
from app.gui.start import record_routes
from app.gui.start.program import Program
from app.gui.widgets.fields import Picker
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.gui.running import in_store, unlocked
from tests.gui.test_cases import choose, form
from tests.gui.test_mission_plan import press


def written(vault: Vault) -> str:
    records.add(vault, "actor", {"alias": "Luna", "sex": "02"})
    return records.add(vault, "mission", {"title": "Upper river"})[0].id.hex()


def filled(qtbot: QtBot, desk: VaultSession, page: RecordForm) -> None:
    choose(qtbot, desk, page._fields["interviewee"].control, "Luna")
    for name, said in (("date", "2026-04-21T10:00"), ("language", "Nahuatl")):
        edit = page._fields[name].control
        assert isinstance(edit, QLineEdit)
        edit.setText(said)
    narrative, place = page._fields["narrative"].control, page._fields["place_kind"].control
    assert isinstance(narrative, QPlainTextEdit) and isinstance(place, Picker)
    narrative.setPlainText("They came at four")
    place.set_value("home", "home")


def test_an_interview_is_added_from_the_plan_its_consent_in_one_step_and_it_is_on_paper(
    qtbot: QtBot, program: Program
) -> None:
    desk = unlocked(qtbot, program)
    key = str(in_store(program, written))
    editing = Editing(desk)

    def plan() -> MissionView:
        qtbot.waitUntil(lambda: isinstance(desk.window.full, MissionView), timeout=10000)
        assert isinstance(desk.window.full, MissionView)
        return desk.window.full

    record_routes.take(desk, editing, "plan", key)
    press(qtbot, plan(), "Add: Interview")
    page = form(qtbot, desk)
    names = list(page._fields)
    assert names[0] == "interviewee" and names.index("narrative") < names.index("interviewer")
    filled(qtbot, desk, page)
    page.save.emit()
    (line,) = plan().shown.interviews
    assert line.title == "Luna" and "missing: a consent record" in line.second and line.far == "3 things are missing"

    record_routes.take(desk, editing, "consent", line.key)
    page = form(qtbot, desk)
    answer, purpose = page._fields["state"].control, page._fields["purpose"].control
    assert isinstance(answer, Picker)
    answer.set_value("given", "given")
    choose(qtbot, desk, purpose, "keep on this device")
    page.save.emit()
    qtbot.waitUntil(lambda: desk.window.full is None, timeout=10000)

    def found(vault: Vault) -> tuple[str, str]:
        (consent,) = records.find(vault, Query("consent_record", limit=None))
        (whose,) = [one.title for role, one in records.show(vault, consent.ref).links if role == "actor"]
        assert [one.title for one in records.find(vault, Query("actor", limit=None))].count("Luna") == 1
        return whose, paper_makers.make(vault, "interview-list", [key]).data("txt").decode()

    whose, text = in_store(program, found)
    assert whose == "Luna" and "keep on this device" in text and "a consent record" not in text
    record_routes.take(desk, editing, "plan", key)
    assert plan().shown.interviews[0].far == "2 things are missing"
