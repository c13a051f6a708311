"""Long lists: a screenful first, the rest when it is seen, and one question at a time."""

from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.actions.kernel import records
from app.gui.incidents.incidents_query import SCREENFUL
from app.gui.incidents.incidents_view import incident_list
from app.gui.shell.latest_request import Latest
from app.gui.start.program import Program
from app.gui.widgets.blocks import ScrollPage
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
