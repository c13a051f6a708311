"""Find anything: by keyboard alone to a record, a place, a setting and an action, and back."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from app.actions.kernel import drafts, records
from app.gui.incidents.entry_view import EntryView
from app.gui.papers.papers_view import PapersView
from app.gui.search.find_query import find_rows
from app.gui.search.find_screen import find_list, list_more, list_targets
from app.gui.search.find_view import FindView
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.store.records.search import Query
from tests.gui.hands import words_on
from tests.gui.running import document, in_store, unlocked


def finding(qtbot: QtBot, desk: VaultSession, typed: str, expected: str) -> FindView:
    """Open it by its key, type, and wait until a row is first."""
    qtbot.keyClick(desk.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    view = desk.window.full
    assert isinstance(view, FindView) and view.search is not None
    assert QApplication.focusWidget() is view.search
    qtbot.keyClicks(view.search, typed)
    qtbot.waitUntil(lambda: [row.title for row in view.model.rows][:1] == [expected], timeout=10000)
    return view


def test_a_person_is_found_and_enter_goes_there(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    view = finding(qtbot, desk, "marula", "Marula")  # the exact title is first
    groups = [row.far[1] if row.far else "" for row in view.model.rows[1:]]
    assert groups == sorted(groups, key=["Incidents", "Contacts", "Evidence"].index)
    qtbot.keyClick(view.search, Qt.Key.Key_Down)  # type: ignore[arg-type]
    assert view.search is not None
    qtbot.keyClick(view.search, Qt.Key.Key_Up)
    assert view.model.rows[view.view.currentIndex().row()].title == "Marula"
    qtbot.keyClick(view.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.window.place == "people" and desk.window.full is None, timeout=10000)
    people = desk.places["people"]
    qtbot.waitUntil(lambda: people.split.page is not None and people.current != "", timeout=10000)  # type: ignore[attr-defined]
    qtbot.keyClick(desk.window, Qt.Key.Key_Escape)
    assert desk.window.place == "incidents"


def incident(qtbot: QtBot, desk: VaultSession) -> str:
    qtbot.waitUntil(lambda: len(document(desk).pane.model.rows) == 1, timeout=10000)
    return document(desk).pane.model.rows[0].title


def test_places_settings_and_actions_are_found_by_their_words(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    view = finding(qtbot, desk, "sendi", "Sending")
    view.opened.emit(view.current)
    assert desk.window.place == "inbox"
    view = finding(qtbot, desk, "locked window", "Name on the locked window")
    view.opened.emit(view.current)
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QLineEdit), timeout=10000)
    assert desk.window.place == "safety"
    view = finding(qtbot, desk, "risk ass", "Risk assessments")
    view.opened.emit(view.current)
    assert desk.window.place == "plans"
    view = finding(qtbot, desk, "new inc", "New incident")
    view.opened.emit(view.current)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, EntryView), timeout=10000)


def test_nothing_found_is_said_and_escape_goes_back(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    incident(qtbot, desk)
    qtbot.keyClick(desk.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    view = desk.window.full
    assert isinstance(view, FindView) and view.search is not None
    qtbot.waitUntil(lambda: len(view.model.rows) > 10, timeout=10000)
    qtbot.keyClicks(view.search, "xylophone")
    qtbot.waitUntil(lambda: view.model.rows == [], timeout=10000)
    qtbot.keyClick(view.search, Qt.Key.Key_Escape)
    assert desk.window.full is None and desk.window.place == "incidents"


def test_every_kind_with_a_home_leads_to_its_list(qtbot: QtBot, program: Program) -> None:
    """Also a kind whose tab showed another list last, and one with the name of its place."""
    desk = unlocked(qtbot, program)
    tr, homes = desk.look.tr, [kind for kind in desk.kinds.values() if kind.home.page]
    for kind in sorted(homes, key=lambda kind: -kind.home.position):
        desk.go("today")
        targets = [one for _, group in list_targets(desk)[:1] for one in group if one.said == tr(kind.plural)]
        assert len(targets) == 1, f"{kind.name}: {targets}"
        desk.routes.follow(find_list(desk, targets[0].key, targets[0].said))
        assert desk.window.place == kind.home.page, kind.name
        asked = getattr(desk.places[kind.home.page], "asked", None)  # the board of check-ins has no list
        assert asked is None or asked.kind == kind.name, kind.name


def test_a_draft_is_found_by_its_words_and_opens(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    event = in_store(program, lambda vault: records.find(vault, Query("event"))[0].id.hex())
    for name, text in ((drafts.ENTRY, "They came to the pump."), (drafts.EDIT.format(key=event), "A second story.")):
        draft = {"words": text, "danger": "no"} | ({} if name == drafts.ENTRY else {"event": event})
        in_store(program, lambda vault, name=name, draft=draft: drafts.keep(vault, name, draft))
        view = finding(qtbot, desk, text.split()[-1], f"Draft: {text}")
        view.opened.emit(view.current)
        qtbot.waitUntil(lambda: isinstance(desk.window.full, EntryView), timeout=10000)
        assert isinstance(desk.window.full, EntryView) and desk.window.full.values["words"] == text
        qtbot.keyClick(desk.window, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: desk.window.full is None, timeout=10000)


WORDS = {
    "statistics": "paper:statistics-sheet", "scorecard": "paper:scorecard", "reparation": "paper:reparation-claim",
    "claim": "paper:reparation-claim", "losses": "view:losses", "treaty": "list:treaty_status",
    "psychosocial": "list:support_plan", "check names": "step:check-names", "follow a State": "view:demands-state",
    "press release": "paper:press-release", "ratification": "view:treaties", "detention": "list:detention",
}  # fmt: skip


def test_common_words_lead_to_the_page_the_paper_or_the_step(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    known = (*list_targets(desk), *list_more(desk))
    for typed, key in WORDS.items():
        rows = in_store(program, lambda vault, typed=typed: find_rows(vault, desk.look.tr, typed, known))
        keys = [row.key for row in rows if not row.key.startswith("help:")]
        assert key in keys[:4], f"{typed}: {keys}"
    rows = in_store(program, lambda vault: find_rows(vault, desk.look.tr, "detention", known))
    assert "go:detention" not in [row.key for row in rows]
    ranger = in_store(program, lambda vault: find_rows(vault, desk.look.tr, "ranger", known))
    assert not ranger  # not “strangers”
    first, *_ = in_store(program, lambda vault: find_rows(vault, desk.look.tr, "keep documents", known))
    assert first.key == "help:library"  # its title, not the text of another page


def test_a_named_list_without_a_chip_opens_its_paper_and_a_step_its_records(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    for key, place in (("view:losses", "all-cases"), ("view:treaties", "demands"), ("paper:statistics-sheet", "")):
        desk.go("today")
        desk.routes.follow(key)
        qtbot.waitUntil(lambda: isinstance(desk.window.full, PapersView), timeout=10000)
        assert desk.window.place == (place or "today")
        desk.window.close_full()
    for key, place in (("step:check-names", "people"), ("paper:press-release", "all-cases"),
                       ("paper:referral-letter", "relocation")):  # fmt: skip
        desk.routes.follow(key)
        assert desk.window.place == place and "Choose a record" in " ".join(words_on(desk.window.foot))
