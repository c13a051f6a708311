"""The board in the window: two keystrokes for a call, the steps of who is missing, and a lock that still calls."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.actions.field import checkin_urgency, checkins
from app.actions.field.checkin_board import board, list_own_plans
from app.actions.kernel import records
from app.domain import zones
from app.gui.checkins.checkins_query import Axis, PartyRow, countdown, countdown_words
from app.gui.checkins.checkins_screen import CheckinBoard
from app.gui.checkins.checkins_view import CheckinsView
from app.gui.checkins.dayline import PartyModel
from app.gui.checkins.panel_view import HeardForm, NameForm
from app.gui.field.base_copy_screen import open_base_copy, turn_travel
from app.gui.field.base_copy_view import BaseCopyView
from app.gui.records.form_view import RecordForm
from app.gui.shell.calls import LockedCall
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.start.startup_settings import Before
from app.gui.start.unlock_window import UnlockWindow
from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.today.now_screen import Now
from app.gui.today.now_view import NowView
from app.gui.widgets.buttons import Button
from app.gui.widgets.fields import Picker
from app.gui.widgets.openrow import OpenRow
from app.store.records.search import Query
from app.store.vault import device_settings
from app.store.vault.open_vault import Vault
from tests.gui.hands import choose, control, press, visible, words_on
from tests.gui.running import in_store, unlocked

pytestmark = pytest.mark.usefixtures("offline")


def minute(vault: Vault, minutes: int) -> str:
    """Return the local minute so many minutes from now."""
    return zones.local_minute(vault.now() + minutes * 60, None)


def out(vault: Vault, title: str, since: int = 95) -> str:
    """Add a party whose first check-in was due so many minutes ago, with half an hour of grace; return its key."""
    return records.add(vault, "checkin_plan", {
        "title": title, "starts": minute(vault, -since - 60), "ends": minute(vault, 2880), "every_minutes": 60,
        "grace_minutes": 30, "word_duress": "maize",
        "escalation_step": [{"after_minutes": 0, "kind": "team", "what": "Call twice."},
                            {"after_minutes": 600, "kind": "coordinator"}],
    })[0].id.hex()  # fmt: skip


def at_board(qtbot: QtBot, program: Program, *titles: tuple[str, int]) -> tuple[VaultSession, CheckinsView]:
    """Unlock, let parties be out, and open the board."""
    desk = unlocked(qtbot, program)
    for title, since in titles:
        in_store(program, lambda vault, title=title, since=since: out(vault, title, since))
    return desk, seen_board(qtbot, desk)


def seen_board(qtbot: QtBot, desk: VaultSession) -> CheckinsView:
    """Go to the board, and wait until it is read."""
    desk.go("checkins")
    place = desk.places["checkins"]
    assert isinstance(place, CheckinBoard)
    qtbot.waitUntil(lambda: place.view is not None, timeout=10000)
    assert place.view is not None
    return place.view


def test_a_call_takes_a_state_and_enter_and_can_be_undone(qtbot: QtBot, program: Program) -> None:
    desk, view = at_board(qtbot, program, ("Lantern", 20), ("Kestrel and Wren", 95))
    assert [(row.title, row.urgent) for row in view.shown.rows] == [("Kestrel and Wren", True), ("Lantern", False)]
    assert view.shown.unwatched and view.list.current == view.shown.rows[0].key
    qtbot.keyClick(view.list, Qt.Key.Key_Return)
    form = view.form
    assert isinstance(form, HeardForm)
    qtbot.keyClick(form.said, Qt.Key.Key_Return)  # a slip: nothing was said, and no state was chosen
    qtbot.waitUntil(lambda: any("Choose how they are" in words for words in words_on(desk.window.foot)), timeout=10000)
    assert view.shown.rows[0].urgent and view.form is form
    press(form, "Fine")
    qtbot.keyClick(form.said, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not any(row.urgent for row in view.shown.rows), timeout=10000)
    (kept,) = in_store(program, lambda vault: records.find(vault, Query("checkin")))
    assert kept.fields["state"] == "fine" and "text" not in kept.fields
    desk.undo()
    qtbot.waitUntil(lambda: view.shown.rows[0].urgent)


def test_a_word_of_duress_raises_the_alarm_and_its_steps_are_done_by_name(qtbot: QtBot, program: Program) -> None:
    desk, view = at_board(qtbot, program, ("Lantern", 20))
    view.open_heard(view.list.current)
    form = view.form
    assert isinstance(form, HeardForm)
    form.said.setText("all quiet, Maize")
    form.by.setText("Heron")
    qtbot.keyClick(form.by, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: view.shown.rows[0].urgent)
    assert "maize" not in repr(view.shown).lower() and "danger word" in view.shown.rows[0].note
    assert "In danger" in view.shown.heard[0].title and view.shown.heard[0].ink == "red"
    (panel,) = view.shown.panels.values()
    assert panel.danger == "Do not call them: someone can be listening. Go to step 2."
    assert [rung.state for rung in panel.rungs] == ["silence", "now"]
    assert any("do the step for danger now" in words for words in words_on(desk.window.foot))
    qtbot.waitUntil(lambda: getattr(QApplication.focusWidget(), "shown", "") == "Done", timeout=10000)
    assert "2. Alert the co-ordinator" in words_on(view.panel)
    press(view.panel, "No answer")
    assert isinstance(view.form, NameForm) and view.form.fields["by"].text() == "Heron"  # who wrote last
    qtbot.keyClick(view.form.fields["text"], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: next(iter(view.shown.panels.values())).rungs[1].state == "failed")
    assert "Heron" in next(iter(view.shown.panels.values())).rungs[1].log[0]
    view.open_turn("took")
    assert isinstance(view.form, NameForm)
    qtbot.keyClick(view.form.fields["by"], Qt.Key.Key_Escape)
    assert view.form is None and desk.window.place == "checkins"
    view.turn.emit("took", {"by": "Heron"})
    qtbot.waitUntil(lambda: view.shown.names == ("Heron",))
    view.down.emit(panel.key, {"by": "Heron", "text": "seen"})
    qtbot.waitUntil(lambda: not view.shown.rows[0].urgent)


def test_today_has_a_row_for_each_who_is_missed_and_takes_the_check_in_below_it(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    for title in ("Lantern", "Kestrel and Wren"):
        in_store(program, lambda vault, title=title: out(vault, title))
    desk.go("today")
    place = desk.places["today"]
    assert isinstance(place, Now)

    def view() -> NowView:
        shown = place.widget.currentWidget()
        assert isinstance(shown, NowView)
        return shown

    def heard() -> list[str]:
        here = place.widget.currentWidget()
        return [key for key in here.rows if key.startswith("heard:")] if isinstance(here, NowView) else []

    qtbot.waitUntil(lambda: len(heard()) == 2, timeout=10000)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is view().rows[heard()[0]], timeout=10000)  # the safe one
    key = heard()[0].removeprefix("heard:")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: view().danger.form is not None, timeout=10000)
    form = view().danger.form
    assert isinstance(form, HeardForm) and QApplication.focusWidget() is form.said
    form.said.setText("The boat passed.")
    in_store(program, lambda vault: records.add(vault, "case", {"title": "Other"}))
    desk.refresh()  # what is typed stays
    qtbot.wait(300)
    assert view().danger.form is form and form.said.text() == "The boat passed."
    form.by.setText("Heron")
    qtbot.keyClick(form.by, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: any("Choose how they are" in text for text in words_on(desk.window.foot)), timeout=10000)
    assert view().danger.form is form and form.said.text() == "The boat passed." and len(heard()) == 2
    press(form, "Fine")
    qtbot.keyClick(form.by, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(heard()) == 1 and f"heard:{key}" not in heard(), timeout=10000)
    (row,) = in_store(program, lambda vault: [row for row in board(vault).rows if row.key == key])
    assert row.party.last is not None and (row.party.last.text, row.party.last.by) == ("The boat passed.", "Heron")
    assert any(text.startswith("Last check-in ") for text in words_on(view()))
    next(one for one in visible(view(), Button) if one.text() == "Undo").click()
    qtbot.waitUntil(lambda: len(heard()) == 2, timeout=10000)
    view().rows[f"board:{key}"].click()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: desk.window.place == "checkins", timeout=10000)
    qtbot.waitUntil(lambda: seen_board(qtbot, desk).list.current == key, timeout=10000)


def test_a_locked_vault_asks_for_attention_when_somebody_is_needed_and_tells_a_time_alone(
    qtbot: QtBot, program: Program
) -> None:
    desk, view = at_board(qtbot, program, ("Lantern", 20))
    over = in_store(program, lambda vault: board(vault).wakes)
    assert isinstance(over, int)
    view.calls.emit(True)
    qtbot.waitUntil(lambda: view.shown.calls)
    assert "calls" not in device_settings.read(program.folder)
    kept = set(device_settings.read(program.folder))
    with qtbot.waitSignal(desk.left, timeout=10000):  # a vault that is still being left cannot be ended
        desk.leave(True)
    assert device_settings.read(program.folder).get("calls") == over
    look = set(Before._fields)  # the size of the window is kept on leaving
    assert set(device_settings.read(program.folder)) - look == {*kept, "calls"} - look


def test_the_locked_window_says_under_its_neutral_name_that_it_wants_attention(qtbot: QtBot, tmp_path: Path) -> None:
    window = UnlockWindow(Look(Text()), "Field notes")
    qtbot.addWidget(window)
    device_settings.change(tmp_path, calls=1000)
    early = LockedCall(Look(Text()), window, tmp_path, 900.0)
    assert not early.called and window.windowTitle() == "Field notes"
    late = LockedCall(Look(Text()), window, tmp_path, 1000.0)
    assert late.called and window.windowTitle() == "Field notes · needs you"
    device_settings.change(tmp_path, calls="soon")
    assert not LockedCall(Look(Text()), window, tmp_path, 2000.0).called


def test_a_minute_that_passes_changes_only_rows_that_differ() -> None:
    rows = [PartyRow(str(n), f"P{n}", "", "42 min", "due 14:00") for n in range(300)]
    model = PartyModel()
    model.show(rows)
    model.show([row._replace(far="41 min") if n % 100 == 0 else row for n, row in enumerate(rows)])
    assert model.changed == 3
    model.show(rows[1:])
    assert model.changed == 299 and Axis(0, 1, 0, ()).hours == ()


def test_a_time_left_has_its_units_on_the_board_and_as_words_for_a_screen_reader() -> None:
    tr, times = Text(), (4, 42, 60, 1534, 2880)
    assert [countdown(tr, one) for one in times] == ["4 min", "42 min", "1 h", "25 h 34 min", "2 days"]
    assert [countdown_words(tr, one) for one in times[:4]] == ["4 minutes", "42 minutes", "1 hour",
                                                              "25 hours, 34 minutes"]  # fmt: skip
    row = PartyRow("a", "Lantern", "", "25 h 34 min", "due 14:00", "25 hours, 34 minutes")
    assert "25 hours, 34 minutes" in row.spoken and "25 h " not in row.spoken


def test_each_state_of_a_check_in_has_its_own_icon_and_begins_its_row(qtbot: QtBot, program: Program) -> None:
    desk, view = at_board(qtbot, program, ("Lantern", 20))
    states = ("fine", "late", "arrived", "duress")
    for state in states:
        in_store(program, lambda vault, state=state: checkins.record_checkin(vault, view.list.current, state=state))
    desk.refresh()
    qtbot.waitUntil(lambda: len(view.shown.heard) == 4, timeout=10000)
    assert len({row.icon for row in view.shown.heard}) == 4 and view.shown.heard[0].ink == "red"
    heard = {one.accessibleName().split(" ·")[0].strip() for one in visible(view, OpenRow)}
    assert heard == {"Fine", "Late", "Arrived", "In danger"}


def test_a_chosen_watcher_is_not_said_to_watch_and_one_press_confirms_them(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)

    def chosen(vault: Vault) -> None:
        (heron,) = (one for one in records.find(vault, Query("contact")) if one.title == "Heron")
        records.edit(vault, out(vault, "Lantern", 20), {"monitor": [heron.id.hex()]})

    in_store(program, chosen)
    view = seen_board(qtbot, desk)
    assert "Nobody is watching. Chosen, not confirmed: Heron." in words_on(view)
    assert "Chosen to watch: Heron (not confirmed)" in words_on(view.panel)
    view.list.setFocus()
    qtbot.keyClick(view.list, Qt.Key.Key_Backtab)
    assert getattr(QApplication.focusWidget(), "shown", "") == "Start watching", "Tab goes as the eye does"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    form = view.form
    assert isinstance(form, NameForm) and form.fields["by"].text() == "", "never the name of another person"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert "Write a name." in words_on(form) and view.form is form
    assert "Chosen: Heron. Write your own name if you are somebody else." in words_on(form)
    press(form, "I am Heron")
    qtbot.waitUntil(lambda: view.shown.names == ("Heron",), timeout=10000)
    assert any(text.startswith("Watching: Heron (since ") for text in words_on(view))
    assert "Chosen to watch: Heron (watching)" in words_on(view.panel)


def test_a_step_without_a_person_is_named_and_one_press_leads_to_it(qtbot: QtBot, program: Program) -> None:
    desk, view = at_board(qtbot, program, ("Lantern", 20))
    (row,) = view.shown.rows
    assert row.note.startswith("steps 1, 2: no person")
    said = "Lantern: nobody to call in step 1 (call the team), step 2 (alert the co-ordinator). Choose a person."
    assert said in words_on(view.panel)
    press(view.panel, "Step 2: choose a person")
    qtbot.waitUntil(lambda: isinstance(desk.window.full, RecordForm), timeout=10000)
    choose(control(desk.window.full, "Person to reach", Picker), "Heron")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not view.shown.rows[0].note.startswith("step"), timeout=10000)
    assert desk.window.full is None and desk.window.place == "checkins"


def test_the_sheet_with_the_words_is_saved_only_once_its_consequence_is_accepted(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    desk = unlocked(qtbot, program)
    key = in_store(program, lambda vault: out(vault, "Lantern"))
    assert isinstance(key, str)
    open_base_copy(desk, key)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, BaseCopyView))
    view = desk.window.full
    assert isinstance(view, BaseCopyView) and not view.browser.isEnabled()
    view.sure.click()
    assert view.browser.isEnabled()
    view.form.set_value("txt")
    view.go.emit(str(tmp_path))
    qtbot.waitUntil((tmp_path / "base.txt").exists)
    qtbot.waitUntil(lambda: desk.window.full is None)
    assert "maize" in (tmp_path / "base.txt").read_text("utf-8")
    turn_travel(desk, key)
    qtbot.waitUntil(lambda: in_store(program, list_own_plans) == {key})
    turn_travel(desk, key)
    qtbot.waitUntil(lambda: in_store(program, list_own_plans) == set())


@pytest.mark.parametrize("rings", [False, True])
def test_a_lock_with_an_open_alarm_says_in_neutral_words_that_a_person_is_needed(
    qtbot: QtBot, program: Program, rings: bool
) -> None:
    desk, view = at_board(qtbot, program, ("Lantern", 95))
    in_store(program, lambda vault: checkin_urgency.set_calls(vault, rings))
    before = set(device_settings.read(program.folder))
    with qtbot.waitSignal(desk.left, timeout=10000):
        desk.leave(True)
    assert program.needs and view.shown.rows[0].urgent
    assert set(device_settings.read(program.folder)) - set(Before._fields) - {"calls"} == before - set(Before._fields)
    program.begin()
    window = program.window
    assert isinstance(window, UnlockWindow)
    said = "Something needs you." if rings else "Something needs you. Nothing reminds you while this is locked."
    assert said in words_on(window) and said in window.field.accessibleDescription()
    assert not any(word in " ".join(words_on(window)) for word in ("Lantern", "group", "alarm", "Amparo"))


@pytest.mark.parametrize("since", [20, 95])
def test_a_lock_says_nothing_without_an_alarm_or_if_no_person_asked_for_it(
    qtbot: QtBot, program: Program, since: int
) -> None:
    desk, _ = at_board(qtbot, program, ("Lantern", since))
    with qtbot.waitSignal(desk.left, timeout=10000):
        (program if since == 95 else desk).leave(True)  # the lid, the screen lock or a pulled key file
    assert not program.needs
    program.begin()
    assert program.window is not None and "Something needs you" not in " ".join(words_on(program.window))
