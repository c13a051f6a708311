"""The answers of the board: what is kept in the log, what has no undo, and whom each message names."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.actions.contacts import contact_cards
from app.actions.field import checkins
from app.actions.kernel import records
from app.domain import zones
from app.gui.cases import cases_query
from app.gui.cases.cases_view import RecordView
from app.gui.checkins.checkins_view import CheckinsView
from app.gui.checkins.dayline import line_room, place
from app.gui.checkins.panel_view import HeardForm, NameForm
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.widgets.buttons import Button
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.gui.hands import press, visible, words_on
from tests.gui.running import in_store, unlocked
from tests.gui.test_checkins import at_board, out, seen_board

pytestmark = pytest.mark.usefixtures("offline")
GROUP = "Kestrel and Wren"


def heard(qtbot: QtBot, desk: VaultSession, view: CheckinsView, said: str, state: str, answer: str) -> None:
    """Write down a check-in of the chosen group, and wait for the answer in the foot line."""
    view.open_heard(view.list.current)
    form = view.form
    assert isinstance(form, HeardForm)
    form.said.setText(said)
    form.by.setText("Heron")
    if state:
        press(form, state)
    qtbot.keyClick(form.said, Qt.Key.Key_Return)
    told(qtbot, desk, answer)


def told(qtbot: QtBot, desk: VaultSession, answer: str) -> None:
    """Wait for an answer in the foot line."""
    qtbot.waitUntil(lambda: any(answer in words for words in words_on(desk.window.foot)), timeout=10000)


def has_button(view: CheckinsView, word: str) -> bool:
    """Return True if the panel has this button."""
    return any(one.shown == word for one in visible(view.panel, Button))


def count_checkins(program: Program) -> int:
    """Return the number of check-ins that are not removed."""
    return in_store(program, lambda vault: len(list(records.find(vault, Query("checkin")))))


def test_the_end_of_an_alarm_needs_a_reason_is_in_the_log_and_no_undo_reaches_an_earlier_check_in(
    qtbot: QtBot, program: Program
) -> None:
    desk, view = at_board(qtbot, program, ("Lantern", 20), (GROUP, 95))
    view.list.select(view.shown.rows[1].key)
    heard(qtbot, desk, view, "still on the bus", "Late", "Saved. Lantern: late, but well.")
    view.list.select(next(row.key for row in view.shown.rows if row.title == GROUP))
    qtbot.waitUntil(lambda: has_button(view, "End the alarm…"), timeout=10000)
    press(view.panel, "End the alarm…")
    form = view.form
    assert isinstance(form, NameForm) and GROUP in words_on(view.panel)
    assert "End the alarm only after someone saw them or spoke with them." in words_on(form)
    assert QApplication.focusWidget() is form.fields["text"] and form.fields["by"].text() == "Heron"
    qtbot.keyClick(form.fields["text"], Qt.Key.Key_Return)
    assert "Write how you know where they are." in words_on(form) and not form.is_sent and view.form is form
    form.fields["text"].setText("The ferry keeper saw both")
    qtbot.keyClick(form.fields["text"], Qt.Key.Key_Return)
    told(qtbot, desk, f"{GROUP}: the alarm is over.")
    qtbot.waitUntil(lambda: not any(row.urgent for row in view.shown.rows), timeout=10000)
    ended = next(row for row in view.shown.heard if row.title.startswith("Alarm ended"))
    assert GROUP in ended.title and "The ferry keeper saw both" in ended.second and "Heron" in ended.second
    desk.undo()
    told(qtbot, desk, f"The log keeps this entry: {GROUP}: the alarm is over. Nothing was undone.")
    assert count_checkins(program) == 1


def test_a_check_in_with_danger_has_no_undo_and_a_later_calm_one_neither(qtbot: QtBot, program: Program) -> None:
    desk, view = at_board(qtbot, program, (GROUP, 20))
    heard(qtbot, desk, view, "", "Fine", f"Saved. {GROUP}: fine.")
    assert any(one.text() == "Undo" for one in visible(desk.window.foot, Button))
    heard(qtbot, desk, view, "we bought maise", "", f"{GROUP}: nearly the danger word. Amparo treats this as danger.")
    qtbot.waitUntil(lambda: view.shown.rows[0].urgent, timeout=10000)
    heard(qtbot, desk, view, "", "Fine", f"Saved. {GROUP}: fine. The alarm for danger continues.")
    for _ in range(3):
        assert not any(one.text() == "Undo" for one in visible(desk.window.foot, Button))
        desk.undo()
        told(qtbot, desk, "This check-in cannot be undone.")
    assert count_checkins(program) == 3 and "maise" not in repr(view.shown)
    (panel,) = view.shown.panels.values()
    assert panel.alarm.startswith("They used the danger word at ") and panel.danger
    press(view.panel, "End the alarm…")
    assert "End the alarm only after someone saw them. On a call, someone can be listening." in words_on(view)


def click(qtbot: QtBot, view: CheckinsView, title: str) -> None:
    """Click the row of a group with the mouse."""
    number = next(n for n, row in enumerate(view.shown.rows) if row.title == title)
    spot = view.list.visualRect(view.list.rows.index(number)).center()
    qtbot.mouseClick(view.list.viewport(), Qt.MouseButton.LeftButton, pos=spot)


def test_a_press_on_a_row_opens_it_and_no_half_filled_form_loses_its_words(qtbot: QtBot, program: Program) -> None:
    desk, view = at_board(qtbot, program, ("Lantern", 125), (GROUP, 95))
    assert [row.title for row in view.shown.rows] == ["Lantern", GROUP] and view.shown.rows[0].urgent
    view.open_turn("took")
    assert isinstance(view.form, NameForm)
    qtbot.keyClicks(view.form.fields["by"], "Heron")
    click(qtbot, view, "Lantern")  # it is the group under the cursor already
    assert view.form is None and "Lantern" in words_on(view.panel) and has_button(view, "No answer")
    press(view.panel, "No answer")
    form = view.form
    assert isinstance(form, NameForm) and form.fields["by"].text() == "", "words go into no other form"
    qtbot.keyClicks(form.fields["text"], "the ferry keeper")
    in_store(program, lambda vault: out(vault, "Third", 200))
    desk.refresh()  # the rows have another order now
    qtbot.waitUntil(lambda: len(view.shown.rows) == 3, timeout=10000)
    assert view.form is form and form.isVisible(), "a list that is read again closes no form"
    click(qtbot, view, GROUP)
    assert view.form is None and GROUP in words_on(view.panel) and not has_button(view, "Continue: No answer")
    press(view.panel, "They checked in")
    assert isinstance(view.form, HeardForm) and view.form.said.text() == ""
    click(qtbot, view, "Lantern")
    press(view.panel, "Continue: No answer")
    assert view.form is form and form.isVisible() and form.fields["text"].text() == "the ferry keeper"
    form.fields["by"].setText("Heron")
    qtbot.keyClick(form.fields["text"], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: view.form is None and not has_button(view, "Continue: No answer"), timeout=10000)
    key = next(row.key for row in view.shown.rows if row.title == "Lantern")
    qtbot.waitUntil(lambda: "the ferry keeper" in repr(view.shown.panels[key].rungs), timeout=10000)
    press(view.panel, "Continue: Start watching")
    assert isinstance(view.form, NameForm) and view.form.fields["by"].text() == "Heron"


def test_no_later_point_covers_a_danger_and_its_step_is_the_first_act(qtbot: QtBot, program: Program) -> None:
    desk, view = at_board(qtbot, program, ("Lantern", 185))
    desk.window.resize(1280, 800)
    key = view.list.current

    def said(vault: Vault) -> int:
        before = zones.local_minute(vault.now() - 120, None)
        checkins.record_checkin(vault, key, state="duress", at=before)
        checkins.record_checkin(vault, key, state="fine")
        return zones.instant(before, None)

    at = in_store(program, said)
    desk.refresh()
    qtbot.waitUntil(lambda: view.shown.panels[key].danger != "", timeout=10000)
    panel, points = view.shown.panels[key], [what for _, what in view.shown.rows[0].points]
    assert "Fine" in panel.about and "In danger" not in panel.about, "the last check-in is the last"
    assert points.count("missed") == 3 and points.count("danger") == 1, "an answer does not delete the silence"
    view.open_heard(key)
    view.leave_form()
    shown = [one.shown for one in visible(view.panel, Button)]
    assert shown.index("Done") < shown.index("They checked in")
    qtbot.waitUntil(lambda: view.list.width() > 600, timeout=5000)
    look, row = desk.look, view.list.visualRect(view.list.rows.index(0))
    room = line_room(look, row)
    assert room is not None
    spot = QPoint(round(place(look, view.shown.axis, room, at)), row.center().y())
    assert view.list.viewport().grab().toImage().pixelColor(spot) == look.colour("redf")
    desk.go("today")
    qtbot.waitUntil(lambda: any(one.shown == "Do step 2" for one in visible(desk.window, Button)), timeout=10000)
    shown = [one.shown for one in visible(desk.window, Button)]
    assert shown.index("Do step 2") < shown.index("They checked in")


def test_on_a_vault_that_travels_no_check_in_has_an_undo_so_that_none_shows_a_danger(
    qtbot: QtBot, program: Program
) -> None:
    desk, view = at_board(qtbot, program, (GROUP, 20))
    in_store(program, lambda vault: checkins.travel(vault, view.list.current))
    for said in ("maize", "maiz", "all is well"):
        heard(qtbot, desk, view, said, "Fine", f"Saved. {GROUP}: fine.")
        assert not any(one.text() == "Undo" for one in visible(desk.window.foot, Button))
        desk.undo()
        told(qtbot, desk, "This check-in cannot be undone.")
    assert count_checkins(program) == 3


def test_the_person_of_the_card_starts_to_watch_and_a_chosen_traveller_is_a_warning(
    qtbot: QtBot, program: Program
) -> None:
    desk = unlocked(qtbot, program)

    def chosen(vault: Vault) -> None:
        contact_cards.set_my_card(vault, "Ines")
        wren = records.add(vault, "contact", {"display_name": "Wren"})[0]
        out(vault, GROUP, 20)
        records.edit(vault, out(vault, "Lantern", 20), {"monitor": [wren.id.hex()]})

    in_store(program, chosen)
    view = seen_board(qtbot, desk)
    assert view.shown.second == "Nobody needs you now. 2 plans are not complete."
    assert f"Wren travels with {GROUP}. Choose another watcher." in words_on(view)
    view.open_turn("took")
    assert isinstance(view.form, NameForm) and view.form.fields["by"].text() == "Ines"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    told(qtbot, desk, "You are watching now, since ")
    qtbot.waitUntil(lambda: view.shown.names == ("Ines",), timeout=10000)
    view.open_turn("gave")
    assert isinstance(view.form, NameForm)
    view.form.fields["to"].setText("Heron")
    qtbot.keyClick(view.form.fields["to"], Qt.Key.Key_Return)
    told(qtbot, desk, "Heron is watching now, since ")


def test_the_board_says_that_no_alarm_rings_in_a_locked_vault_until_it_rings(qtbot: QtBot, program: Program) -> None:
    said = "No alarm rings while the vault is locked. You can change this at the end of this page."
    desk, view = at_board(qtbot, program)
    assert said not in words_on(view), "nobody travels"
    in_store(program, lambda vault: out(vault, GROUP, 20))
    desk.refresh()
    qtbot.waitUntil(lambda: said in words_on(view), timeout=10000)
    press(view, "Ring while the vault is locked")
    qtbot.waitUntil(lambda: said not in words_on(view), timeout=10000)


@pytest.mark.parametrize("word", ["maize", ""])
def test_a_danger_that_nobody_ended_cannot_be_removed_nor_made_calm(qtbot: QtBot, program: Program, word: str) -> None:
    """Also if the danger was said by a word, which is stored sealed. Of its plan, only the removal is not offered."""
    desk = unlocked(qtbot, program)

    def danger(vault: Vault) -> tuple[str, str, str]:
        mission = records.add(vault, "mission", {"title": "River"})[0].id.hex()
        plan = out(vault, GROUP, 20)
        records.edit(vault, plan, {"mission": mission})
        calm = checkins.record_checkin(vault, plan, state="fine")[0].id.hex()
        return plan, calm, checkins.record_checkin(vault, plan, word=word, state="" if word else "duress")[0].id.hex()

    def offered(key: str) -> list[str]:
        shown = in_store(program, lambda vault: cases_query.page(vault, desk.look.tr, key))
        view = RecordView(desk.look, desk.kinds, shown)
        qtbot.addWidget(view)
        return [
            word for word in ("Edit", "Share…", "Remove") if any(one.shown == word for one in view.findChildren(Button))
        ]

    plan, calm, said = in_store(program, danger)
    assert (offered(said), offered(plan)) == (["Share…"], ["Edit", "Share…"])
    assert offered(calm) == ["Edit", "Share…", "Remove"]
    in_store(program, lambda vault: checkins.stand_down(vault, plan, "Heron", text="Seen at the ferry"))
    assert offered(said) == offered(plan) == ["Edit", "Share…", "Remove"]


def test_the_form_of_a_step_names_it_and_a_danger_has_its_own_words(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)

    def usual(vault: Vault) -> None:
        (heron,) = (one for one in records.find(vault, Query("contact")) if one.title == "Heron")
        for _, step in records.show(vault, out(vault, GROUP, 20)).parts:
            if step.fields.get("kind") == "coordinator":
                what = "Tell them the mission, and since when the group is silent."
                records.edit(vault, step.id.hex(), {"what": what, "who": heron.id.hex()})

    in_store(program, usual)
    view = seen_board(qtbot, desk)
    heard(qtbot, desk, view, "maize", "", f"{GROUP}: in danger. Do not call them: do the step for danger now.")
    qtbot.waitUntil(lambda: has_button(view, "No answer"), timeout=10000)
    said = words_on(view.panel)
    assert "Tell them the mission and the time of the danger word. Nobody must call the group." in said
    assert not any("since when the group is silent" in words for words in said)
    assert "Heron: no number or channel" in said
    press(view.panel, "No answer")
    assert isinstance(view.form, NameForm)
    said = words_on(view.panel)
    assert {GROUP, "2. Alert the co-ordinator", "Who did you try to call? (optional)"} <= set(said)
    assert view.form.fields["text"].accessibleName() == "Who did you try to call? (optional)"
