"""Plan check-ins in three steps: few presses, one draft, one transaction, always for a mission; add missing steps."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from app.actions.contacts import contact_cards
from app.actions.field.checkin_board import board
from app.actions.kernel import drafts, records
from app.gui.checkins.checkins_view import CheckinsView
from app.gui.checkins.plan_screen import DRAFT, open_wizard
from app.gui.checkins.plan_view import PlanWizard
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.widgets.buttons import Button
from app.gui.widgets.fields import Picker, Popup
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.gui.hands import Hands, choose, control, options, press, shows, visible, words_on
from tests.gui.running import in_store, unlocked
from tests.gui.test_checkins import minute, out, seen_board

pytestmark = pytest.mark.usefixtures("offline")
CTRL = Qt.KeyboardModifier.ControlModifier


class Presses(Hands):
    """Counts as section 15 of the design does: a key chord or a filled field is one press; typing is free."""

    count = 0

    def push(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.count += 1
        self.press(key, modifier)

    def fill(self, text: str) -> None:
        """Fill the field that has the keyboard; a list takes the first row that fits."""
        self.count += 1
        self.type(text)
        if isinstance(self.at.parent(), Popup):
            self.press(Qt.Key.Key_Return)


def mission(vault: Vault) -> str:
    """Add a mission with a person, a leg without signal, and three contacts; return its key."""
    for name in ("Ferry keeper", "Heron", "Wren"):
        records.add(vault, "contact", {"display_name": name})
    return records.add(vault, "mission", {
        "title": "Pump house", "date_start": minute(vault, 1440)[:10], "date_end": minute(vault, 2880)[:10],
        "participant": [{"who": {"alias": "Kestrel"}}],
        "leg": [{"depart_plan": minute(vault, 1440), "arrive_plan": minute(vault, 2880), "no_signal": True,
                 "no_signal_from": minute(vault, 1500), "no_signal_until": minute(vault, 1700)}],
    })[0].id.hex()  # fmt: skip


def wizard(qtbot: QtBot, desk: VaultSession, at: int) -> PlanWizard:
    """Wait for a step of the wizard."""
    qtbot.waitUntil(lambda: isinstance(desk.window.full, PlanWizard) and desk.window.full.at == at, timeout=10000)
    assert isinstance(desk.window.full, PlanWizard)
    return desk.window.full


def test_a_plan_for_a_mission_with_three_steps_takes_ten_presses(qtbot: QtBot, program: Program) -> None:
    desk, hands = unlocked(qtbot, program), Presses(qtbot)
    key = in_store(program, mission)
    desk.routes.follow(f"record:{key}")
    hands.wait(lambda: shows(desk.window, "Add: Check-in plan"))
    control(desk.window, "Add: Check-in plan", Button).setFocus()
    hands.push(Qt.Key.Key_Space)
    first = wizard(qtbot, desk, 1)
    assert first.draft["title"] == "Kestrel" and any("No signal" in text for text in words_on(first))
    hands.push(Qt.Key.Key_S, CTRL)
    words = [control(wizard(qtbot, desk, 2), name, QLineEdit).text() for name in ("All is well", "Danger")]
    assert all(words)
    hands.push(Qt.Key.Key_S, CTRL)
    last = wizard(qtbot, desk, 3)
    assert QApplication.focusWidget() is last.first, "the first empty one to reach has the focus"
    for name in ("Wren", "Ferry keeper", "Heron"):
        hands.fill(name)
    hands.push(Qt.Key.Key_S, CTRL)
    assert shows(last, "Start anyway") and getattr(hands.at, "shown", "") == "Add it"
    hands.push(Qt.Key.Key_Tab)
    hands.push(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.window.full is None and desk.window.place == "checkins", timeout=10000)
    view = seen_board(qtbot, desk)
    (row,) = in_store(program, lambda vault: board(vault).rows)
    qtbot.waitUntil(lambda: view.list.current == row.key and view.list.hasFocus(), timeout=10000)
    assert row.mission == key and row.gaps == ("watcher",) and len(row.steps) == 3
    assert row.record.fields["word_duress"] == words[1] and row.party.plan.stretches
    assert hands.count <= 10
    assert in_store(program, lambda vault: drafts.load(vault, DRAFT)) is None


def test_a_plan_made_from_the_board_asks_for_its_mission_and_writes_nothing_before_the_end(
    qtbot: QtBot, program: Program
) -> None:
    desk = unlocked(qtbot, program)
    view = seen_board(qtbot, desk)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is view._empty.button, timeout=5000)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    step = wizard(qtbot, desk, 1)
    assert QApplication.focusWidget() is step.first
    step.submit()
    assert "Choose a mission, or type a title." in words_on(step), "it is asked for first"
    step.mission.emit("River, April")
    qtbot.waitUntil(lambda: desk.window.full is not step, timeout=10000)
    step = wizard(qtbot, desk, 1)
    step._take("title", "Lantern")
    people = in_store(program, lambda vault: {one.title for one in records.find(vault, Query("actor"))})
    offered = set(options(step.sentence.slots["monitor"]))
    assert people and not offered & people, "who did harm, or was harmed, is not offered to watch"
    choose(step.sentence.slots["starts"], in_words(step, "tomorrow 08:00"), "tomorrow 08:00")
    choose(step.sentence.slots["ends"], in_words(step, "tomorrow 18:00"), "tomorrow 18:00")
    step._take("every", "08:00,13:00")
    step.moved.emit(3)
    last = wizard(qtbot, desk, 3)
    last.moved.emit(1)
    assert wizard(qtbot, desk, 1).draft["title"] == "Lantern", "back at any time, one draft"
    wizard(qtbot, desk, 1).moved.emit(2)
    press(wizard(qtbot, desk, 2), "No code words")
    qtbot.waitUntil(lambda: not words_of(wizard(qtbot, desk, 2)), timeout=5000)
    assert in_store(program, lambda vault: records.find(vault, Query("mission"))) == []
    wizard(qtbot, desk, 2).moved.emit(3)
    wizard(qtbot, desk, 3).save.emit()
    press(wizard(qtbot, desk, 3), "Start anyway")
    qtbot.waitUntil(lambda: bool(in_store(program, lambda vault: board(vault).rows)), timeout=10000)
    (row,) = in_store(program, lambda vault: board(vault).rows)
    assert in_store(program, lambda vault: records.record_of(vault, row.mission).title) == "River, April"
    assert row.record.fields["times"] == ["08:00", "13:00"] and "word_duress" not in row.record.fields
    assert row.gaps == ("who", "watcher")


def words_of(step: PlanWizard) -> str:
    """Return the danger word of the step."""
    return control(step, "Danger", QLineEdit).text()


def in_words(step: PlanWizard, typed: str) -> str:
    """Return the row of a slot for a typed moment."""
    return step._options.moments(typed)[0][1]


def test_three_different_words_are_needed_before_the_check_ins_start(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    key = in_store(program, mission)
    open_wizard(desk, key)
    wizard(qtbot, desk, 1).moved.emit(2)
    step = wizard(qtbot, desk, 2)
    step.draft["word_late"] = step.draft["word_fine"]
    step.moved.emit(3)
    wizard(qtbot, desk, 3).submit()
    step = wizard(qtbot, desk, 2)
    assert words_on(step).count("Write three different words, or choose No code words.") == 2
    assert in_store(program, lambda vault: records.find(vault, Query("checkin_plan"))) == []


def silent(vault: Vault) -> str:
    """Add a silent party without steps."""
    return records.add(vault, "checkin_plan", {
        "title": "Lantern", "starts": minute(vault, -155), "ends": minute(vault, 2880), "every_minutes": 60,
    })[0].id.hex()  # fmt: skip


def test_a_silent_party_without_steps_gets_them_with_one_press(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    key = in_store(program, silent)
    view = seen_board(qtbot, desk)
    qtbot.waitUntil(lambda: getattr(QApplication.focusWidget(), "shown", "") == "Add steps", timeout=10000)
    assert any(text.startswith("This plan has no steps") for text in words_on(view.panel))
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    step = wizard(qtbot, desk, 3)
    step._who[1]._took("Ferry keeper", "Ferry keeper")
    assert QApplication.focusWidget() is step._who[2]
    step.submit()
    assert any("nobody to call at step 3." in text for text in words_on(step)), (
        "nobody watches is no matter of the steps"
    )
    press(step, "Start anyway")
    qtbot.waitUntil(lambda: len(in_store(program, lambda vault: board(vault).rows[0].steps)) == 3, timeout=10000)
    found = in_store(program, lambda vault: records.find(vault, Query("contact")))
    assert "Ferry keeper" in [row.title for row in found]
    qtbot.waitUntil(lambda: bool(view.shown.panels[key].rungs), timeout=10000)
    assert not shows(view.panel, "Add steps")


def test_today_leads_a_silent_party_without_steps_to_them(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    key = in_store(program, silent)
    desk.go("today")
    qtbot.waitUntil(lambda: shows(desk.window, "Add steps"), timeout=10000)
    press(desk.window, "Add steps")
    assert wizard(qtbot, desk, 3).draft["plan"] == key


def test_a_plan_with_gaps_is_amber_before_anything_is_missed(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    in_store(program, lambda vault: out(vault, "Lantern", 20))
    view = seen_board(qtbot, desk)
    (row,) = view.shown.rows
    assert row.amber and not row.urgent and "steps 1, 2: no person" in row.spoken
    assert any("nobody to call in step 1" in text for text in words_on(view.panel))


def test_the_page_of_a_mission_says_how_its_check_ins_are_and_leads_to_the_board(
    qtbot: QtBot, program: Program
) -> None:
    desk = unlocked(qtbot, program)
    key = in_store(program, mission)
    plan = in_store(program, silent)
    in_store(program, lambda vault: records.edit(vault, plan, {"mission": key}))
    desk.routes.follow(f"record:{key}")
    qtbot.waitUntil(lambda: shows(desk.window, "Show on the board"), timeout=10000)
    assert any("Lantern: no check-in, was due" in text for text in words_on(desk.window))
    press(desk.window, "Show on the board")
    qtbot.waitUntil(lambda: seen_board(qtbot, desk).list.current == plan, timeout=10000)
    press(seen_board(qtbot, desk).panel, "Open Pump house")
    qtbot.waitUntil(lambda: desk.window.place == "missions", timeout=10000)


def board_of(qtbot: QtBot, desk: VaultSession) -> CheckinsView:
    """Wait until the board has the keyboard."""
    view = seen_board(qtbot, desk)
    qtbot.waitUntil(view.list.hasFocus, timeout=10000)
    return view


def test_a_late_check_in_takes_three_presses_with_its_code_word(qtbot: QtBot, program: Program) -> None:
    desk, hands = unlocked(qtbot, program), Presses(qtbot)
    plan = in_store(program, lambda vault: out(vault, "Lantern"))
    in_store(program, lambda vault: records.edit(vault, plan, {"word_late": "umbrella"}))
    view = board_of(qtbot, desk)
    hands.push(Qt.Key.Key_Return)
    hands.fill("umbrella, we are late")
    hands.push(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not view.shown.rows[0].urgent, timeout=10000)
    assert hands.count == 3
    (kept,) = in_store(program, lambda vault: records.find(vault, Query("checkin")))
    assert kept.fields["state"] == "late"


def test_the_next_step_takes_three_presses(qtbot: QtBot, program: Program) -> None:
    desk, hands = unlocked(qtbot, program), Presses(qtbot)
    in_store(program, lambda vault: (out(vault, "Lantern"), contact_cards.set_my_card(vault, "Heron")))
    view = board_of(qtbot, desk)
    hands.push(Qt.Key.Key_Return, CTRL)
    hands.wait(lambda: hands.at.accessibleName() == "Who did you speak with?")
    hands.fill("The ferry keeper")
    hands.push(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: view.shown.panels[view.list.current].rungs[0].state == "done", timeout=10000)
    assert hands.count == 3


@pytest.mark.parametrize("factor", [1.0, 2.0])
def test_the_fields_of_a_step_are_below_each_other_at_200_percent(
    qtbot: QtBot, program: Program, factor: float
) -> None:
    desk = unlocked(qtbot, program)
    key = in_store(program, mission)
    if factor != 1:
        desk.relook.emit({"factor": factor})
    assert program.desk is not None
    desk = program.desk
    open_wizard(desk, key)
    wizard(qtbot, desk, 1).moved.emit(2)
    wizard(qtbot, desk, 2).moved.emit(3)
    qtbot.wait(50)
    begins, what = visible(wizard(qtbot, desk, 3), Picker)[:2]
    tops = [one.mapTo(desk.window, one.rect().topLeft()).y() for one in (begins, what)]
    assert (tops[0] == tops[1]) is (factor == 1)
