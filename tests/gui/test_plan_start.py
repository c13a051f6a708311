"""The check-in wizard before it starts: what is missing, a start in the past, the night, the ring, one who to call."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit
from pytestqt.qtbot import QtBot

from app.actions.field import checkin_urgency
from app.actions.field.checkin_board import board
from app.actions.kernel import records
from app.domain.schedule import dues
from app.gui.checkins.plan_screen import open_wizard
from app.gui.checkins.plan_view import PlanWizard
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.widgets.buttons import Choice
from app.gui.widgets.fields import Picker, Popup
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.gui.hands import Hands, choose, control, options, press, shows, visible, words_on
from tests.gui.running import in_store, unlocked
from tests.gui.test_checkins import minute, out, seen_board
from tests.gui.test_plan_wizard import mission, wizard

pytestmark = pytest.mark.usefixtures("offline")


def at_step(qtbot: QtBot, desk: VaultSession, key: str, number: int) -> PlanWizard:
    """Open the wizard for a mission, at a step."""
    open_wizard(desk, key)
    for to in range(2, number + 1):
        wizard(qtbot, desk, to - 1).moved.emit(to)
    qtbot.waitUntil(lambda: bool(words_on(wizard(qtbot, desk, number))), timeout=10000)
    return wizard(qtbot, desk, number)


def focused(name: str) -> bool:
    """Return True if the control with this name has the focus."""
    focus = QApplication.focusWidget()
    return focus is not None and name in (focus.accessibleName(), getattr(focus, "shown", ""))


def count_plans(program: Program) -> int:
    """Return the number of saved plans."""
    return len(in_store(program, lambda vault: records.find(vault, Query("checkin_plan"))))


def test_a_plan_with_gaps_asks_one_time_and_add_it_leads_to_each_of_them(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    key = in_store(program, mission)
    step = at_step(qtbot, desk, key, 3)
    said = "Still missing: nobody to call at step 1, 2, 3, no watcher, no means of contact."
    boxes = {frame.objectName() for frame in visible(step, QFrame)}
    assert "amber" in boxes and "accentbox" not in boxes, "a warning before anything is pressed, not calm blue"
    step.submit()
    assert said in words_on(step) and focused("Add it") and count_plans(program) == 0
    press(step, "Add it")
    assert focused("Who to call")
    for picker, name in zip([one for one in visible(step, Picker) if one.accessibleName() == "Who to call"],
                            ("Wren", "Ferry keeper", "Heron"), strict=True):  # fmt: skip
        choose(picker, name)
    step.submit()
    press(step, "Add it")
    step = wizard(qtbot, desk, 1)
    assert focused("Watcher")
    choose(step.sentence.slots["monitor"], "Heron")
    choose(step.sentence.slots["channel"], options(step.sentence.slots["channel"])[0])
    step.moved.emit(3)
    wizard(qtbot, desk, 3).submit()
    qtbot.waitUntil(lambda: count_plans(program) == 1, timeout=10000)
    (row,) = in_store(program, lambda vault: board(vault).rows)
    assert row.gaps == (), "a whole plan starts without a question"


def begun(vault: Vault) -> str:
    """Add a mission that began yesterday and ends tomorrow, without people; return its key."""
    days = {"date_start": minute(vault, -1440)[:10], "date_end": minute(vault, 1440)[:10]}
    return records.add(vault, "mission", {"title": "River", **days})[0].id.hex()


def test_a_plan_never_begins_in_the_past_and_raises_no_alarm_for_the_time_before_it(
    qtbot: QtBot, program: Program
) -> None:
    desk = unlocked(qtbot, program)
    key = in_store(program, begun)
    now = in_store(program, lambda vault: minute(vault, 0))
    step = at_step(qtbot, desk, key, 1)
    assert now <= str(step.draft["starts"]) <= in_store(program, lambda vault: minute(vault, 1)), "it has begun: now"
    assert "title" not in step.draft, "a mission is nobody who checks in"
    back = next(text for text in words_on(step) if "check-ins, from" in text)
    assert back.startswith("Travel group: ") and "at night (22:00 to 06:00)." in back
    step._take("title", "Lantern")
    step._take("starts", in_store(program, lambda vault: minute(vault, -400)))
    step.moved.emit(2)
    wizard(qtbot, desk, 2).moved.emit(3)
    wizard(qtbot, desk, 3).submit()
    press(wizard(qtbot, desk, 3), "Start anyway")
    qtbot.waitUntil(lambda: count_plans(program) == 1, timeout=10000)
    (row,) = in_store(program, lambda vault: board(vault).rows)
    assert row.party.standing == "out" and not row.party.needs and row.party.missed == ()
    first = dues(row.party.plan)[0]
    assert 139 * 60 <= first.at - row.party.now <= 140 * 60, "the interval of 180 minutes counts from the typed start"


def test_a_plan_that_is_over_is_not_started_and_says_what_to_write(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    key = in_store(program, begun)
    step = at_step(qtbot, desk, key, 1)
    step._take("title", "Lantern")
    step._take("ends", in_store(program, lambda vault: minute(vault, -10)))
    step.submit()
    assert "Write a later day and time, for example tomorrow 17:30." in words_on(step)
    assert focused("Until") and desk.window.full is step


def test_the_last_step_has_the_ring_and_says_each_word_with_its_meaning(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    step = at_step(qtbot, desk, in_store(program, mission), 3)
    words = [str(step.draft[name]) for name in ("word_fine", "word_late", "word_duress")]
    said = next(text for text in words_on(step) if text.startswith("Say these code words aloud"))
    assert said.endswith(f"{words[0]}: All is well. {words[1]}: Late, but well. {words[2]}: Danger.")
    assert len({word[0] for word in words}) == 3
    ring = control(step, "Ring while the vault is locked", Choice)
    assert not ring.isChecked() and "A person who takes this computer" in ring.accessibleDescription()
    press(step, "Ring while the vault is locked")
    step.submit()
    press(step, "Start anyway")
    qtbot.waitUntil(lambda: in_store(program, checkin_urgency.calls) is True, timeout=10000)


def test_the_wizard_says_that_a_person_to_call_has_no_number(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    key = in_store(program, mission)

    def number(vault: Vault) -> None:
        (wren,) = (one for one in records.find(vault, Query("contact")) if one.title == "Wren")
        records.add(vault, "channel", {"kind": "phone", "address": "555", "contact": wren.id.hex()})

    in_store(program, number)
    step = at_step(qtbot, desk, key, 3)
    pickers = [one for one in visible(step, Picker) if one.accessibleName() == "Who to call"]
    choose(pickers[0], "Wren")
    choose(pickers[1], "Heron")
    told = next(text for text in words_on(step) if "Step 1, immediately" in text)
    assert "Heron: no number or channel" in told and "Wren: no number" not in told
    say = [one for one in visible(step, QLineEdit) if one.accessibleName() == "What to do or say"]
    assert len(say) == 3
    assert all(one.fontMetrics().horizontalAdvance(one.text()) < one.width() for one in say), "nothing is cut off"


def test_a_new_plan_from_the_board_is_for_the_chosen_mission_and_keeps_a_draft(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)

    def two(vault: Vault) -> tuple[str, str]:
        river, plan = begun(vault), out(vault, "Lantern", 20)
        records.edit(vault, plan, {"mission": river})
        return river, mission(vault)

    river, other = in_store(program, two)
    view = seen_board(qtbot, desk)
    press(view, "New check-in plan")
    step = wizard(qtbot, desk, 1)
    assert step.draft["mission"] == [river]
    step.mission.emit(other)
    qtbot.waitUntil(lambda: desk.window.full is not step, timeout=10000)
    wizard(qtbot, desk, 1).away.emit()
    press(view, "New check-in plan")
    assert wizard(qtbot, desk, 1).draft["mission"] == [other], "a draft is not thrown away"


def test_the_field_of_the_mission_keeps_the_focus_as_each_place_of_the_sentence(qtbot: QtBot, program: Program) -> None:
    desk, hands = unlocked(qtbot, program), Hands(qtbot)
    in_store(program, mission)
    open_wizard(desk)
    step = wizard(qtbot, desk, 1)
    for text in ("Pump", "Pump"):
        hands.type(text)
        hands.press(Qt.Key.Key_Return)
        qtbot.waitUntil(lambda step=step: desk.window.full is not step, timeout=10000)
        step = wizard(qtbot, desk, 1)
        assert focused("For which mission?")
    hands.press(Qt.Key.Key_Tab)
    assert focused("Who")
    hands.press(Qt.Key.Key_Tab)
    for typed, texts in (("Lena", ["Lena"]), ("2 hours", ["2 hours"]), ("1 minute", ["1 minute"])):
        hands.type(typed)
        assert isinstance(hands.at, QLineEdit) and [hands.at.text()] == texts, "nothing is glued to a refused text"
        hands.press(Qt.Key.Key_Return)
    popup = hands.at.parent()
    assert isinstance(popup, Popup) and "Choose one of the list." in words_on(popup)
    assert options(step.sentence.slots["every"], "45 minutes") == ["45 minutes"]
    assert options(step.sentence.slots["every"], "90") == ["90 minutes"]
    assert shows(step, "Delete draft")
