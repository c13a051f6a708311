"""The page of patterns: Search leads to it, an answer is kept, Undo asks again, and a button links."""

from pytestqt.qtbot import QtBot

from app.actions.casework import pattern_search
from app.actions.kernel import records
from app.gui.cases.cases_view import RecordView
from app.gui.incidents.incidents_query import say_patterns
from app.gui.incidents.incidents_screen import Document
from app.gui.incidents.patterns_view import EscalationView, PatternQuestionsView
from app.gui.incidents.step_line import StepLine
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.style.text import Text
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.actions.test_patterns import plant
from tests.gui.hands import press, words_on
from tests.gui.running import in_store, unlocked


def questions(qtbot: QtBot, desk: VaultSession, n: int) -> PatternQuestionsView:
    """Wait for the page with `n` questions."""

    def there() -> bool:
        page = desk.window.full
        return isinstance(page, PatternQuestionsView) and len(page.shown.questions) == n

    qtbot.waitUntil(there, timeout=10000)
    page = desk.window.full
    assert isinstance(page, PatternQuestionsView)
    return page


def test_a_question_is_answered_and_asked_again_after_undo(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    in_store(program, plant)
    desk.go("incidents")
    place = desk.places["incidents"]
    assert isinstance(place, Document) and place.pane.chips is not None
    desk.routes.follow("do:patterns")
    page = questions(qtbot, desk, 1)
    assert place.asked.where == ()
    said = " ".join(words_on(page))
    for words in ("Questions, not findings", "Incidents by Third Patrol within 52 days: 6.",
                  "Incidents against Marula, from light to serious", "Do they belong together?"):  # fmt: skip
        assert words in said
    assert len(page.rows) == 6
    press(page, "They do")
    assert "No open question" in " ".join(words_on(questions(qtbot, desk, 0)))
    desk.undo()
    questions(qtbot, desk, 1)


def test_the_page_of_an_answer_links_its_incidents(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)

    def make(vault: Vault) -> str:
        plant(vault)
        (one,) = pattern_search.find(vault).questions
        return pattern_search.answer(vault, one, "related")[0].id.hex()

    key = in_store(program, make)
    desk.go("all-cases")
    desk.routes.follow(f"record:{key}")
    place = desk.places["all-cases"]
    qtbot.waitUntil(lambda: isinstance(place.split.page, RecordView), timeout=10000)  # type: ignore[attr-defined]
    press(place.split.page, "Link the incidents")  # type: ignore[attr-defined]

    def linked(vault: Vault) -> int:
        return len(records.find(vault, Query("event_link", limit=None)))

    qtbot.waitUntil(lambda: in_store(program, linked) == 5)


def test_the_line_of_a_person_opens_from_the_route_of_the_page(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    marula = in_store(program, lambda vault: records.record_of(vault, plant(vault)[0]).id.hex())
    desk.go("people")
    desk.routes.follow(f"escalation:{marula}")
    qtbot.waitUntil(lambda: isinstance(desk.window.full, EscalationView), timeout=10000)
    assert isinstance(desk.window.full, EscalationView)
    said = " ".join(row.accessibleName() for row in desk.window.full.rows.values())
    assert "1: watched or smeared" in said
    assert "4: hurt, arrested or abducted" in said
    assert len(desk.window.full.rows) == 6
    (line,) = desk.window.full.findChildren(StepLine)
    assert [step for _, step in line.marks] == [1, 1, 2, 2, 2, 4] and line.accessibleName() == "Line of time"
    first, last = line.place(*line.marks[0]), line.place(*line.marks[-1])
    assert first.x() < last.x() and first.y() > last.y(), "the later and the more serious one is right and above"
    assert not line.grab().isNull()


def test_a_line_above_the_incidents_counts_the_open_questions_and_leads_to_them(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    desk.go("incidents")
    place = desk.places["incidents"]
    assert isinstance(place, Document) and place.patterns.isHidden() is False and not place.patterns.isVisible()
    in_store(program, plant)
    place.refresh()
    qtbot.waitUntil(
        lambda: place.patterns.isVisible() and place.patterns.shown == "Patterns: 1 question", timeout=10000
    )
    place.patterns.click()
    press(questions(qtbot, desk, 1), "Chance")
    questions(qtbot, desk, 0)
    qtbot.waitUntil(lambda: not place.patterns.isVisibleTo(place.pane), timeout=10000)
    assert in_store(program, lambda vault: say_patterns(vault, Text("en"), 3)) == "Patterns…"
