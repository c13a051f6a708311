"""Accompaniment and security in the window, by the keyboard where hands are on it."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.actions.field import accompaniments, daily_log, security_incidents
from app.actions.kernel import records
from app.actions.records import areas
from app.actions.today.due_tasks import needs
from app.gui.accompaniment.accompaniment_screen import open_accompaniment
from app.gui.accompaniment.accompaniment_view import AccompanimentView, LogView
from app.gui.field.security_screen import open_patterns
from app.gui.field.security_view import PatternView, RiskView
from app.gui.records.form_screen import Editing
from app.gui.start.program import Program
from app.gui.start.record_routes import list_record_actions, take
from app.gui.widgets.fields import Picker
from app.store.vault.open_vault import Vault
from tests.gui.hands import Hands
from tests.gui.running import in_store, unlocked

REQUEST = {
    "title": "River", "status": "active", "kind": ["permanent"], "date_start": "2026-11-01", "open_risks": "The bridge",
    "shift": [{"date_start": "2026-11-01T00:00", "date_end": "2026-11-01T20:00", "companion": [{"alias": "Wren"}]},
              {"date_start": "2026-11-03"}],
    "log_entry": [{"at": "2026-11-01T09:00", "kind": "physical", "author": "Wren", "situation": "Walked"}],
}  # fmt: skip


def accompaniment(vault: Vault) -> str:
    return records.add(vault, "accompaniment", {**REQUEST, "date_end": "2026-11-04"})[0].id.hex()


def shown(qtbot: QtBot, desk, kind: type) -> object:  # type: ignore[no-untyped-def]
    qtbot.waitUntil(lambda: isinstance(desk.window.full, kind))
    return desk.window.full


def test_an_entry_is_written_in_few_keys_signed_and_handed_over_with_every_open_risk(
    qtbot: QtBot, program: Program
) -> None:
    desk = unlocked(qtbot, program)
    key = in_store(program, accompaniment)
    desk.go("field")
    open_accompaniment(desk, key)
    page = shown(qtbot, desk, AccompanimentView)
    assert isinstance(page, AccompanimentView)
    said = page.shown
    assert said.late and said.sound and len(said.log) == 1 and len(said.risks) == 1
    care = [day.care for day in said.roster]
    assert care[0].endswith("24:00") and care[1:] == ["no one on duty"] * 3 and len(care) == 4
    assert said.counted[0][1:] == ("1", "0", "0", "0", "0")

    page.write.emit()
    form = shown(qtbot, desk, LogView)
    assert isinstance(form, LogView)
    form.save()
    assert desk.window.full is form  # nothing was chosen yet
    hands = Hands(qtbot)
    form.kind.take_focus()
    for _ in range(2):
        hands.press(Qt.Key.Key_Right)
    hands.press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: form.kind.value == "meeting")
    assert form.counterpart.isVisible()
    form.counterpart.set_value("military", "army")
    form.place.set_value("Ria barracks", "Ria barracks")
    qtbot.keyClicks(form.situation, "With the commander")
    qtbot.keyClicks(form.risks, "He was short")
    hands.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    page = shown(qtbot, desk, AccompanimentView)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, AccompanimentView) and len(desk.window.full.shown.log) == 2)
    counted = in_store(program, lambda vault: accompaniments.package(vault, [key]))
    assert counted.counterparts == {"military": 1} and counted.places == {"Ria barracks": 1}

    page = shown(qtbot, desk, AccompanimentView)
    assert isinstance(page, AccompanimentView)
    page.hand_over.emit()
    form = shown(qtbot, desk, LogView)
    assert isinstance(form, LogView) and set(form.shown.risks) == {"The bridge", "He was short"}
    form.situation.setPlainText("Wren to Kite")
    form.save()
    qtbot.waitUntil(lambda: isinstance(desk.window.full, AccompanimentView) and len(desk.window.full.shown.log) == 3)
    last = in_store(program, lambda vault: daily_log.check(vault, key))
    assert not last.breaks and last.lines[-1].record.fields["open_risks"] == "He was short\nThe bridge"


def test_an_assessment_is_made_anew_and_held_against_the_one_before_and_undone(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    threat = {"threat_kind": "arrest", "likelihood": 5, "impact": 5, "vulnerability": 4, "capacity": 2}
    given = {"title": "House", "date": "2026-11-01", "risk": [threat]}
    key = in_store(program, lambda vault: records.add(vault, "risk_assessment", given)[0].id.hex())
    desk.go("field")
    (step, *_), editing = list_record_actions(desk.look, desk.kinds["risk_assessment"]), Editing(desk)
    take(desk, editing, step[0], key)
    page = shown(qtbot, desk, RiskView)
    assert isinstance(page, RiskView) and page.shown.threats[0].score.startswith("50")
    page.renew.emit()
    qtbot.waitUntil(lambda: isinstance(desk.window.full, RiskView) and bool(desk.window.full.shown.earlier))
    page = desk.window.full
    assert isinstance(page, RiskView) and page.shown.threats[0].move == "as before"
    newer = page.shown.key
    qtbot.waitUntil(lambda: len(desk.past.done) == 1)
    desk.undo()
    qtbot.waitUntil(lambda: in_store(program, lambda vault: records.record_of(vault, newer).removed))


def test_a_pattern_stands_in_now_and_on_the_page_and_a_promotion_is_undone(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)

    def three(vault: Vault) -> list[str]:
        from datetime import date, timedelta

        today = date.fromtimestamp(vault.now())
        days = [(today - timedelta(days=n)).isoformat() for n in (9, 5, 1)]
        rows = [{"date": day, "what": f"Car {day}", "threat_kind": "surveillance"} for day in days]
        return [records.add(vault, "security_incident", row)[0].id.hex() for row in rows]

    keys = in_store(program, three)
    assert len(in_store(program, lambda vault: needs(vault).patterns)) == 1
    desk.go("today")
    desk.show("warning", keys[0], "security_incident")
    open_patterns(desk)
    page = shown(qtbot, desk, PatternView)
    assert isinstance(page, PatternView) and set(page.rows) == set(keys)
    (picker,) = page.findChildren(Picker)
    picker.changed.emit("admin1")
    qtbot.waitUntil(lambda: in_store(program, areas.read_level) == "admin1")
    qtbot.waitUntil(lambda: desk.window.full is not page)
    (picker,) = shown(qtbot, desk, PatternView).findChildren(Picker)  # type: ignore[attr-defined]
    assert picker.value == "admin1"
    take(desk, Editing(desk), "promote", keys[0])

    def event(vault: Vault) -> list[str]:
        return [row.ref for role, row in records.show(vault, keys[0]).links if role == security_incidents.EVENT]

    qtbot.waitUntil(lambda: bool(in_store(program, event)))
    qtbot.waitUntil(lambda: len(desk.past.done) == 1)
    desk.undo()
    qtbot.waitUntil(lambda: not in_store(program, event))
