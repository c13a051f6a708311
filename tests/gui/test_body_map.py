"""The body map, the numbers of people and the groups that open themselves in the form of an act."""

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import start
from app.domain.kinds import KINDS
from app.domain.record import Record
from app.gui.records.body_map_view import BodyMap
from app.gui.records.form_view import RecordForm
from app.gui.records.rows_view import PeopleRows
from app.gui.style.theme import Look
from app.gui.widgets.fields import Picker
from tests.gui.gallery import looks

WORDS = start.vocabularies()
Maker = Callable[..., RecordForm]


@pytest.fixture(scope="module")
def look() -> Look:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    return next(looks(application, ["light"]))[1].look


@pytest.fixture
def form(qtbot: QtBot, look: Look) -> Maker:
    def make(opened: tuple[str, ...] = (), kind: str = "act", **fields: object) -> RecordForm:
        record = Record(bytes(16) if fields else b"", kind, "", fields)  # type: ignore[arg-type]
        made = RecordForm(look, WORDS, KINDS[kind], record, (), "Edit", today=date(2026, 4, 16), opened=opened)
        qtbot.addWidget(made)
        made.show()
        return made

    return make


def body(page: RecordForm) -> BodyMap:
    found = page._fields["body_map"].control
    assert isinstance(found, BodyMap)
    return found


def opened(page: RecordForm) -> set[str]:
    return {name for name, group in page.groups.items() if group.row.isChecked()}


def test_only_the_groups_that_fit_the_violation_open_themselves(form: Maker) -> None:
    assert opened(form()) == set()
    assert opened(form(violation="INT2")) == {"Torture and marks on the body"}
    assert opened(form(violation="LIB3")) == {"Disappearance"} and opened(form(violation="PRO3")) == {"Property"}
    assert opened(form(violation="LIFA")) == {"Death", "Number of people", "Armed conflict and children"}
    assert opened(form(kind="event", violation_class=["EXP1", "LIF9"])) == {"Armed conflict"}
    assert opened(form(violation="THR1", opened=("Law",))) == {"Law"}


def test_a_chosen_violation_opens_its_group_once_and_a_closed_one_stays_closed(form: Maker) -> None:
    page = form()
    violation = page._fields["violation"].control
    assert isinstance(violation, Picker)
    violation._took("INT2", "torture")
    group = page.groups["Torture and marks on the body"]
    assert group.row.isChecked() and page.fitted == {"Torture and marks on the body"}
    group.row.setChecked(False)
    violation._took("INT1", "beaten")
    assert not group.row.isChecked()


def test_a_mark_is_added_by_click_by_key_and_by_button(form: Maker, qtbot: QtBot) -> None:
    page = form(violation="INT2")
    shown = body(page)
    drawing, scale = shown.drawing, shown.drawing._scale
    qtbot.mouseClick(drawing, Qt.MouseButton.LeftButton, pos=QPoint(round(82 * scale), round((108 + 22) * scale)))
    assert shown.values[0][0].startswith("left_forearm front 8")
    drawing.setFocus()
    for _ in range(20):
        qtbot.keyClick(drawing, Qt.Key.Key_Left)
    for _ in range(21):
        qtbot.keyClick(drawing, Qt.Key.Key_Right)
    qtbot.keyClick(drawing, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(drawing, Qt.Key.Key_Return)
    assert len(shown.marks) == 2 and shown.marks[1].side in ("front", "back")
    qtbot.keyClick(shown.add, Qt.Key.Key_Return)
    assert len(shown.marks) == 3 and len(shown.values) == 2, "a mark without any word is not kept"
    part, injury = shown._rows[2].findChildren(Picker)
    assert page.focusWidget() is part
    part._took("lower_back", "lower back")
    injury._took("bruise", "bruise")
    assert shown.values[2] == ["lower_back back 50 94", "bruise"]
    assert page.changed_values()["body_map"] == shown.values


def test_the_list_says_each_mark_and_its_controls_have_names(form: Maker) -> None:
    page = form(violation="INT2", body_map=[["chest front 40 60", "burn cigarette"], ["nape back 50 36", "cut"]])
    shown = body(page)
    assert shown.words == ["chest: burn, cigarette", "nape: cut"] and page.changed_values() == {}
    names = [one.accessibleName() for one in shown.findChildren(Picker)]
    assert names[:2] == ["Mark 1: part of the body", "Mark 1: kind of injury"] and len(set(names)) == 4
    assert "arrow keys" in shown.drawing.accessibleDescription() and shown.drawing.accessibleName()
    group = page.groups["Torture and marks on the body"]
    group.row.setChecked(False)
    assert "chest: burn, cigarette" in group.row.accessibleDescription()


def test_a_removed_mark_is_gone_and_another_part_moves_its_mark(form: Maker) -> None:
    page = form(violation="INT2", body_map=[["chest front 40 60", "burn"], ["left_hand back 13 132", "cut"]])
    shown = body(page)
    shown._choose(1, "right_hand")
    assert shown.marks[1][:4] == ("right_hand", "back", 87, 132)
    shown._choose(1, "face")
    assert shown.marks[1][:4] == ("face", "front", 50, 18)
    shown._remove(0)
    assert shown.values == [["face front 50 18", "cut"]]


def test_the_list_goes_below_the_drawing_in_a_narrow_window(form: Maker) -> None:
    shown = body(form(violation="INT2"))
    shown.resize(700, 400)
    beside = shown._both.direction()
    shown.resize(300, 900)
    assert shown._both.direction() != beside


def test_numbers_of_people_have_a_line_for_each_group(form: Maker) -> None:
    page = form(violation="LIFA", by_group=[["women", "4-5"], ["elders", "2"]])
    shown = page._fields["by_group"].control
    assert isinstance(shown, PeopleRows) and page.changed_values() == {}
    shown.edits["men"].setText("4-6")
    assert page.changed_values() == {"by_group": [["women", "4-5"], ["men", "4-6"], ["elders", "2"]]}
    assert shown.edits["men"].accessibleName() == "men" and shown.words[:2] == ["women 4-5", "men 4-6"]
