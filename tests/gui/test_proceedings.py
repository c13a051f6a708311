"""Legal steps in the window: sides on the page of an incident, a step written there, Today, the chips."""

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.actions.kernel import records
from app.gui.cases.cases_screen import Casework
from app.gui.incidents.incident_view import IncidentView
from app.gui.records.form_screen import Editing
from app.gui.records.form_view import RecordForm
from app.gui.start.program import Program
from app.gui.widgets.date_edit import DateEdit
from app.gui.widgets.fields import Picker
from app.store.records.search import Query
from tests.gui.hands import choose, control, press, shows, words_on
from tests.gui.running import in_store, unlocked
from tests.gui.test_participants import add, shown


def attacked(program: Program) -> str:
    """Write an incident with an old complaint; return its id."""
    event = add(program, "event", {"title": "Raid", "date_start": "2020-01-05", "act": [{"violation": "ASC2"}]})
    add(program, "proceeding", {"about": [event], "side": "against_perpetrator", "kind": "complaint",
                                "stage": "complaint", "date": "2020-02-01", "body": "Court of Lurenka"})  # fmt: skip
    return event


def test_the_page_of_an_incident_has_the_stage_and_the_sides_and_takes_a_step(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    event = attacked(program)
    add(program, "proceeding", {"about": [event], "side": "against_person", "kind": "charge", "date": "2020-01-20"})
    desk.routes.follow(f"record:{event}")
    place = desk.places["incidents"]

    def page() -> QWidget:
        return place.split.page  # type: ignore[attr-defined, no-any-return]

    qtbot.waitUntil(lambda: isinstance(page(), IncidentView) and "Raid" in words_on(page()), timeout=10000)
    words = words_on(page())
    assert {"Against those responsible", "Complaint filed", "Legal steps: Against those responsible",
            "Legal steps: Against the person"} <= {*words}  # fmt: skip
    assert any("no step for" in said for said in words)
    press(page(), "Add: Legal step")
    form = shown(qtbot, desk, RecordForm)
    choose(control(form, "Side", Picker), "for the person")
    qtbot.keyClicks(control(form, "Date", DateEdit), "2026-03-08")
    form.submit()
    qtbot.waitUntil(lambda: in_store(program, lambda v: records.count_matches(v, Query("proceeding"))) == 3)
    qtbot.waitUntil(lambda: "Legal steps: For the person" in words_on(page()), timeout=10000)


def test_a_stalled_step_is_on_today_and_leads_to_its_list(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    attacked(program)
    desk.go("today")

    def found() -> list[QWidget]:
        return [one for one in desk.window.findChildren(QWidget) if one.accessibleName().startswith("1 stalled legal")]

    qtbot.waitUntil(lambda: bool(found()), timeout=10000)
    found()[0].click()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: desk.window.place == "complaints", timeout=10000)
    place = desk.places["complaints"]
    assert isinstance(place, Casework)
    qtbot.waitUntil(lambda: [row.title for row in place.pane.model.rows] == ["Complaint, Court of Lurenka"])
    assert "no step for" in place.pane.model.rows[0].second


def test_a_complaint_before_its_incident_is_asked_about_once(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    event = add(program, "event", {"title": "Ansal", "date_start": "2026-11-10"})
    count = lambda: in_store(program, lambda v: records.count_matches(v, Query("proceeding")))  # noqa: E731
    Editing(desk).new_part("proceeding", event, side="against_perpetrator", kind="complaint", date="2026-03-10")
    form = shown(qtbot, desk, RecordForm)
    form.submit()
    said = "This step is dated before the acts. Check both dates."
    qtbot.waitUntil(lambda: said in words_on(form), timeout=10000)
    assert count() == 0
    qtbot.waitUntil(lambda: shows(form, "The dates are right: save"), timeout=10000)
    press(form, "The dates are right: save")
    qtbot.waitUntil(lambda: count() == 1, timeout=10000)
