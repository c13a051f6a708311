"""Early warning in the window, from what was seen to an alert that is over: few keys, each step with a way back."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.actions.field import alerts, warning
from app.actions.kernel import records
from app.actions.today import due_tasks
from app.gui.start.program import Program
from app.gui.style.text import Text
from app.gui.today import now_query as now_read
from app.gui.warning.mapcanvas import MapCanvas
from app.gui.warning.warning_screen import open_warning
from app.gui.warning.warning_view import TreeView, WarningView
from app.gui.widgets.buttons import Button
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.gui.running import in_store, unlocked


def press(view: QWidget, words: str) -> None:
    next(row for row in view.findChildren(Button) if row.text() == words).click()


def watched(vault: Vault) -> str:
    """Write an indicator that two observations raise, and somebody with a telephone; return the place."""
    given = {"text": "Cars at night", "rule": "count", "threshold": 2, "within_days": 14, "level": "imminent"}
    records.add(vault, "indicator", given | {"area": ["Quime"]})
    phone = {"kind": "phone", "address": "+1", "for": ["urgent"]}
    can = {"can_do": ["a car"], "hours": "nights, 20 to 06", "languages": ["Kiri"]}
    records.add(vault, "contact", {"display_name": "Wren", "reach_where": ["Quime"], "channel": [phone], **can})
    return records.add(vault, "place", {"name": "Bridge", "district": "Quime"})[0].id.hex()


def test_from_what_was_seen_to_an_alert_that_is_over(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    place = in_store(program, watched)

    def page() -> WarningView:
        qtbot.waitUntil(lambda: isinstance(desk.window.full, WarningView))
        assert isinstance(desk.window.full, WarningView)
        return desk.window.full

    open_warning(desk)
    for n, text in enumerate(("Two cars", "Three cars"), 1):
        view = page()
        view.place.set_value(str(place), "Bridge")
        view.text.setText(text)
        qtbot.keyClick(view.text, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda n=n: len(page().shown.seen) == n)
    assert (page().place.words, page().text.text()) == ("Bridge", "")
    (area,) = page().shown.areas
    assert (area.name, area.level[1:], area.rises) == ("Quime", ("imminent", "red"), True)
    assert in_store(program, lambda vault: (len(due_tasks.needs(vault).rising), due_tasks.needs(vault).today)) == (
        1,
        True,
    )
    press(page(), "Raise an alert")
    qtbot.waitUntil(lambda: isinstance(desk.window.full, TreeView))
    tree = desk.window.full
    assert isinstance(tree, TreeView)
    assert [row.name for row in tree.shown.members] == ["Wren"]
    assert all(told in tree.shown.members[0].second for told in ("+1", "a car", "nights, 20 to 06", "Kiri"))
    press(tree, "Send a test")
    qtbot.waitUntil(lambda: isinstance(desk.window.full, TreeView) and desk.window.full.shown.members[0].by_hand)
    press(desk.window.full, "Not reached")
    qtbot.waitUntil(lambda: isinstance(desk.window.full, TreeView) and bool(desk.window.full.shown.gaps))
    desk.undo()
    qtbot.waitUntil(lambda: isinstance(desk.window.full, TreeView) and bool(desk.window.full.shown.members))
    assert in_store(program, lambda vault: [one.title for one in due_tasks.needs(vault).alerts]) == [
        "Imminent: Quime, imminent"
    ]
    press(desk.window.full, "Danger is over")
    qtbot.waitUntil(lambda: isinstance(desk.window.full, TreeView) and desk.window.full.shown.ended)
    assert in_store(program, lambda vault: (len(due_tasks.needs(vault).rising), alerts.list_open_alerts(vault))) == (
        1,
        [],
    )


def test_what_stands_in_the_quick_entry_stays_when_the_page_is_read_again(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    open_warning(desk)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, WarningView))
    first = desk.window.full
    assert isinstance(first, WarningView)
    qtbot.keyClick(first.text, Qt.Key.Key_Return)
    assert first.what.wrong
    first.text.setText("Half a sentence")
    desk.refresh()
    qtbot.waitUntil(lambda: isinstance(desk.window.full, WarningView) and desk.window.full is not first)
    assert isinstance(desk.window.full, WarningView)
    assert desk.window.full.text.text() == "Half a sentence"
    press(desk.window.full, "Map")
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), MapCanvas))
    assert desk.window.place == "map" and desk.window.full is None


def test_an_observation_is_made_an_incident_and_undone(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    in_store(program, lambda vault: warning.observe(vault, "Shots at the quay", ""))
    before = in_store(program, lambda vault: records.count_matches(vault, Query("event")))
    open_warning(desk)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, WarningView))
    press(desk.window.full, "Make an incident from it")
    qtbot.waitUntil(lambda: isinstance(desk.window.full, WarningView) and desk.window.full.shown.seen[0].event)
    desk.undo()
    qtbot.waitUntil(lambda: isinstance(desk.window.full, WarningView) and not desk.window.full.shown.seen[0].event)
    assert in_store(program, lambda vault: records.count_matches(vault, Query("event"))) == before


def test_now_leads_to_the_level_and_to_the_alert(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)

    def seen(vault: Vault) -> str:
        place, day = watched(vault), datetime.fromtimestamp(vault.now()).date().isoformat()
        indicator = records.find(vault, Query("indicator"))[0]
        for _ in range(2):
            records.add(vault, "observation", {"date": day, "place": place, "indicator": [indicator.ref]})
        return alerts.raise_(vault, "Quime", {"level": "low"})[0].id.hex()

    key = in_store(program, seen)
    shown = in_store(program, lambda vault: now_read.page(vault, Text("en")))
    rows = next(part.rows for part in shown.sections if part.title == "Due today and tomorrow")
    assert [card.lines[-1][0] for card in shown.cards if card.title == "Early warning"] == [rows[1].title]
    assert [row.key for row in rows] == ["do:warning", f"alert:{key}"]
    desk.go("today")
    desk.routes.follow(rows[0].key)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, WarningView))
    desk.routes.follow(rows[1].key)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, TreeView))
