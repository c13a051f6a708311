"""The plan of a mission in the window: approved with what is missing, a time noted, what is late; by keyboard."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.actions.kernel import clock, records, view_rows
from app.domain.views import VIEWS
from app.gui.cases.cases_screen import Casework
from app.gui.field.mission_view import MissionView
from app.gui.records.form_screen import Editing
from app.gui.start import record_routes
from app.gui.start.page_routes import follow
from app.gui.start.program import Program
from app.gui.today import now_query
from app.gui.widgets.buttons import Button
from app.store.vault.open_vault import Vault
from tests.actions.test_mission_whole import planned
from tests.gui.running import in_store, unlocked

pytestmark = pytest.mark.usefixtures("offline")


def press(qtbot: QtBot, view: MissionView, words: str) -> None:
    button = next(row for row in view.findChildren(Button) if row.text() == words)
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Return)


def written(vault: Vault) -> str:
    ref = planned(vault)
    records.add(vault, "finding", {"mission": ref, "title": "The ford is watched"})
    records.add(vault, "undertaking", {"of": [ref], "text": "Open the ford", "due": "2020-01-01"})
    return records.record_of(vault, ref).id.hex()


def test_a_mission_is_approved_its_times_noted_and_what_is_late_is_listed(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    key = str(in_store(program, written))
    editing = Editing(desk)

    def page() -> MissionView:
        qtbot.waitUntil(lambda: isinstance(desk.window.full, MissionView))
        assert isinstance(desk.window.full, MissionView)
        return desk.window.full

    record_routes.take(desk, editing, "plan", key)
    view = page()
    assert len(view.shown.legs) == 6 and len(view.shown.days) == 6
    assert [day.silent for day in view.shown.days if day.silent] == [((540, 660),)]
    assert view.shown.days[0].dark == 18 * 60 + 10 and view.shown.findings[0].far == "Not yet founded"
    assert "A team leader" not in view.shown.missing and "A team" in view.shown.missing
    press(qtbot, view, "Approve the mission")
    qtbot.waitUntil(lambda: page().shown.approved)
    press(qtbot, page(), "Left now")
    qtbot.waitUntil(lambda: page().shown.legs[0].next == "arrive")
    assert "left" in page().shown.legs[0].second
    desk.window.close_full()
    follow(desk, editing, "view:late")
    place = desk.places["demands"]
    assert isinstance(place, Casework)
    qtbot.waitUntil(lambda: [row.title for row in place.pane.model.rows] == ["Open the ford"])


TITLES = ("Late", "Due today and tomorrow")


def test_many_things_that_are_due_are_counted_on_now_and_stand_on_a_page_of_their_own(
    qtbot: QtBot, program: Program
) -> None:
    tr = unlocked(qtbot, program).look.tr

    def dated(vault: Vault) -> tuple[int, str]:
        for n in range(12):
            records.add(vault, "undertaking", {"text": f"Promise {n}", "due": "2020-01-01"})
        records.add(vault, "case", {"title": "River", "next_review": "2020-01-01"})
        today = clock.today(vault).isoformat()
        records.add(vault, "case", {"title": "Lake", "next_review": today})
        section, due = [row for row in now_query.page(vault, tr).sections if row.title in TITLES]
        assert (section.title, due.title) == TITLES and [row.far for row in due.rows] == ["today"]
        assert section.rows[-1].title == "Show all 13"
        (whole,) = [row for row in now_query.page(vault, tr, None, {"late"}).sections if row.title == section.title]
        assert len(whole.rows) == 13
        late = len(view_rows.find(vault, VIEWS["late"]))
        assert section.count == "13" and len(section.rows) == now_query.MOST
        return late, section.rows[-1].key

    assert in_store(program, dated) == (12, "whole:late")
