"""Long lists: a screenful first, the rest when it is seen, and one question at a time."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.actions.kernel import records
from app.gui.incidents.incidents_query import SCREENFUL
from app.gui.incidents.incidents_view import incident_list
from app.gui.shell.latest_request import Latest
from app.gui.start.program import Program
from app.gui.widgets.blocks import ScrollPage
from app.gui.widgets.listpane import GroupPicker
from app.gui.widgets.split import Split
from tests.gui.hands import words_on
from tests.gui.running import document, in_store, unlocked


def test_scrolling_to_the_end_reads_the_rows_that_follow(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    pane = document(desk).pane
    qtbot.waitUntil(lambda: len(pane.model.rows) == 1, timeout=10000)
    in_store(program, lambda vault: [records.add(vault, "event", {"title": f"Note {n}"}) for n in range(40)])
    desk.refresh()
    qtbot.waitUntil(lambda: len(pane.model.rows) == SCREENFUL, timeout=10000)
    qtbot.waitUntil(lambda: "41" in words_on(pane), timeout=10000)
    bar = pane.view.verticalScrollBar()
    bar.setValue(bar.maximum())
    qtbot.waitUntil(lambda: len(pane.model.rows) == 41, timeout=10000)
    assert len({row.key for row in pane.model.rows}) == 41


def test_a_letter_of_a_search_reads_the_rows_that_are_shown_and_the_rest_follows_at_rest(
    qtbot: QtBot, program: Program
) -> None:
    desk = unlocked(qtbot, program)
    pane = document(desk).pane
    in_store(program, lambda vault: [records.add(vault, "event", {"title": f"Note {n}"}) for n in range(40)])
    first = list[int]()
    pane.model.modelReset.connect(lambda: first.append(len(pane.model.rows)))
    assert pane.search is not None
    qtbot.keyClicks(pane.search, "note")
    qtbot.waitUntil(lambda: len(pane.model.rows) == SCREENFUL, timeout=10000)
    assert first[-1] == pane.screenful < SCREENFUL
    shown = pane.view.viewport().rect()
    assert not pane.view.visualRect(pane.model.index(first[-1] - 1)).intersects(shown)
    qtbot.waitUntil(lambda: "40" in words_on(pane), timeout=10000)


def test_of_the_questions_that_come_meanwhile_only_the_last_is_asked(qtbot: QtBot, program: Program) -> None:
    latest = Latest(unlocked(qtbot, program))
    asked: list[int] = []
    told: list[int] = []

    def question(number: int) -> int:
        asked.append(number)
        return number

    for number in range(5):
        latest.ask(lambda _, n=number: question(n), told.append)  # type: ignore[misc]
    qtbot.waitUntil(lambda: told == [4], timeout=10000)
    assert asked == [0, 4]


def test_a_page_is_shown_in_the_next_turn_and_not_where_nobody_wants_it_any_more(
    qtbot: QtBot, program: Program
) -> None:
    look = program.look
    split = Split(look, incident_list(look), "Incidents")
    qtbot.addWidget(split)
    split.resize(1200, 700)
    split.show()
    before, given_up, shown = ScrollPage(look), ScrollPage(look), ScrollPage(look)
    split.show_page(before)
    split.show_soon(given_up, lambda: False)
    split.show_soon(shown, lambda: True)
    assert split.page is before
    qtbot.waitUntil(lambda: split.page is shown and shown.isVisible() and shown.updatesEnabled(), timeout=10000)
    qtbot.waitUntil(lambda: not isValid(given_up), timeout=10000)


def test_a_search_hides_the_page_of_a_record_that_it_does_not_find(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    for kind, place, field in (("actor", "people", "alias"), ("organisation", "people", "name"),
                               ("event", "incidents", "title"), ("case", "all-cases", "title")):  # fmt: skip
        for name in ("Orchard", "Tomas"):
            in_store(program, lambda vault, kind=kind, field=field, name=name: records.add(vault, kind, {field: name}))
        desk.routes.follow(f"list:{kind}")
        pane, split = desk.places[place].pane, desk.places[place].split  # type: ignore[attr-defined]
        qtbot.waitUntil(lambda pane=pane: {"Orchard", "Tomas"} <= {row.title for row in pane.model.rows}, timeout=9000)
        pane.select(next(row.key for row in pane.model.rows if row.title == "Orchard"))
        qtbot.waitUntil(lambda split=split: bool(split.page) and "Orchard" in words_on(split.page), timeout=9000)
        qtbot.keyClicks(pane.search, "tomas")
        qtbot.waitUntil(lambda pane=pane: [row.title for row in pane.model.rows] == ["Tomas"], timeout=9000)
        qtbot.waitUntil(lambda split=split: "Tomas" in words_on(split.page), timeout=9000)
        assert "Orchard" not in words_on(split.page), kind
        qtbot.keyClicks(pane.search, "zzz")
        qtbot.waitUntil(lambda pane=pane: not pane.model.rows, timeout=9000)
        assert "Tomas" not in words_on(split.page), kind


def test_another_list_begins_without_the_word_of_a_search(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    for first, second, place in (("actor", "organisation", "people"), ("undertaking", "context", "demands")):
        desk.routes.follow(f"list:{first}")
        place_ = desk.places[place]
        qtbot.keyClicks(place_.pane.search, "tomas")  # type: ignore[attr-defined]
        desk.routes.follow(f"list:{second}")
        assert place_.pane.search.text() == "" == place_.asked.text  # type: ignore[attr-defined]


def test_a_typed_word_chooses_no_list_and_an_emptied_field_keeps_its_list(qtbot: QtBot, program: Program) -> None:
    picker = GroupPicker(unlocked(qtbot, program).look, [("plan", "Plans"), ("campaign", "Campaigns")], "Lists")
    qtbot.addWidget(picker)
    told = list[str]()
    picker.chosen.connect(told.append)
    popup = picker.open("xylophone")
    assert "Nothing found: xylophone" in words_on(popup)  # not an empty white box
    qtbot.keyClick(popup.edit, Qt.Key.Key_Return)
    qtbot.keyClick(picker, Qt.Key.Key_Backspace)
    assert (picker.value, picker.shown, told) == ("plan", "Plans", [])
