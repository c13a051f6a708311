"""Areas in the window: a word with several meanings is chosen by a key, an unknown one begins a form."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.actions.kernel import records
from app.actions.records import areas
from app.gui.cases.areas_view import UnknownAreasView
from app.gui.cases.cases_screen import Casework
from app.gui.field.coverage_view import NetworkView
from app.gui.records.form_screen import Editing
from app.gui.records.form_view import RecordForm
from app.gui.start import record_routes
from app.gui.start.program import Program
from app.gui.widgets.buttons import Button
from app.gui.widgets.fields import Picker
from app.gui.widgets.labels import Label
from app.gui.widgets.several import Several
from tests.gui.hands import choose, options, words_on
from tests.gui.running import in_store, unlocked
from tests.gui.test_participants import add, shown


def test_a_word_with_several_areas_is_chosen_by_a_key_and_an_unknown_one_begins_the_form(
    qtbot: QtBot, program: Program
) -> None:
    desk = unlocked(qtbot, program)
    add(program, "contact", {"display_name": "Ana", "reach_where": ["La Paz"]})
    add(program, "place", {"name": "Bridge", "district": "Chajul"})
    desk.go("areas")
    assert isinstance(desk.places["areas"], Casework)
    desk.routes.follow("areas:")
    view = shown(qtbot, desk, UnknownAreasView)
    said = {button.shown: button for button in view.findChildren(Button)}
    assert {"La Paz, Honduras", "New area…"} <= said.keys()
    said["La Paz, Honduras"].setFocus()
    qtbot.keyClick(said["La Paz, Honduras"], Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: desk.window.full is not view)
    again = shown(qtbot, desk, UnknownAreasView)
    (left,) = in_store(program, areas.list_unknown)
    assert left.word == "Chajul" and in_store(program, areas.read_tree).key("La Paz") == "HN-LP"
    assert isinstance(again.first, Button)
    again.first.click()
    form = shown(qtbot, desk, RecordForm)
    assert form.kept_values()["name"] == "Chajul" and form.kept_values()["level"] == "admin2"
    form.save.emit()
    qtbot.waitUntil(lambda: isinstance(desk.window.full, UnknownAreasView), timeout=10000)
    assert in_store(program, areas.list_unknown) == []


def test_a_word_without_an_area_gets_any_existing_area(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    add(program, "place", {"name": "Bridge", "district": "The west"})
    desk.routes.follow("areas:")
    view = shown(qtbot, desk, UnknownAreasView)
    (picker,) = view.findChildren(Picker)
    assert picker.accessibleName() == "Another area for “The west”"
    choose(picker, "Quiché, Guatemala", "quiche")
    qtbot.waitUntil(lambda: desk.window.full is not view)
    assert "Each word in your records has one area." in words_on(shown(qtbot, desk, UnknownAreasView))
    assert in_store(program, areas.read_tree).key("The west") == "GT-14"


def test_the_page_of_a_network_says_where_a_district_is_covered_partly(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    add(program, "area", {"name": "Chajul", "level": "admin2", "around": "GT-14"})
    ana = in_store(program, lambda v: records.add(v, "contact", {"display_name": "Ana", "reach_where": ["Chajul"]})[0])
    network = add(program, "network", {"name": "Weavers", "area": ["El Quiché"]})
    add(program, "membership", {"network": network, "member": ana.ref})
    record_routes.take(desk, Editing(desk), "network", network)
    view = shown(qtbot, desk, NetworkView)
    assert "Partly: Ana" in " ".join(label.text() for label in view.findChildren(Label))


def test_a_field_for_areas_offers_the_known_ones_and_takes_other_words(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    add(program, "area", {"name": "Chajul", "level": "admin2", "around": "GT-14"})
    mission = add(program, "mission", {"title": "To the west", "area": ["Nebaj"]})
    Editing(desk).open_whole(mission)
    form = shown(qtbot, desk, RecordForm)
    (field,) = [one for one in form.findChildren(Several) if one.accessibleName() == "Area"]
    assert options(field, "cha") == ["Chajul · Quiché", "cha"] and "Huehuetenango · Guatemala" in options(field, "hue")
    choose(field, "Chajul · Quiché", "cha")
    assert form.kept_values()["area"] == ["Nebaj", "Chajul"]
    field.choose([("Cotzal, Ilom", "Cotzal, Ilom")])
    assert form.kept_values()["area"] == ["Cotzal", "Ilom"]
