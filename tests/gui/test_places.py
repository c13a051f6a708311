"""A place for each page and each output: Search opens it, the keyboard is at its first control, and Esc leads back."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

import app.gui
from app.actions.papers import paper_makers
from app.domain.kinds import KINDS
from app.gui.library.library_screen import OF_PAGE
from app.gui.papers.papers_screen import Papers
from app.gui.search.find_view import FindView
from app.gui.shell.vault_session import VaultSession
from app.gui.start.record_routes import list_record_actions
from app.gui.style.sheet import dress
from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.widgets.blocks import PageHeader, ScrollPage
from app.gui.widgets.buttons import Button
from app.gui.widgets.focus import BACK
from tests.gui.hands import visible
from tests.gui.sample_stage import SAMPLE

REACHED = {
    "go:today": ("NowView", "Button"), "go:incidents": ("IncidentView", "_List"),
    "go:people": ("PersonView", "_List"), "go:cases": ("RecordView", "_List"),
    "go:complaints": ("RecordView", "_List"), "go:field": ("RecordView", "_List"),
    "go:missions": ("RecordView", "_List"), "go:checkins": ("CheckinsView", "DayLines"),
    "go:map": ("MapView", "MapCanvas"),
    "list:accompaniment": ("RecordView", "_List"), "go:warning": ("RecordView", "_List"),
    "go:network": ("RecordView", "_List"), "go:networks": ("RecordView", "_List"),
    "go:support": ("RecordView", "_List"), "go:directory": ("ScrollPage", "Button"),
    "go:relays": ("RelaysView", "Button"), "go:library": ("RecordView", "_List"),
    "go:documents": ("RecordView", "_List"), "go:demands": ("RecordView", "_List"),
    "go:plans": ("RecordView", "_List"), "go:papers": ("PapersView", "Picker"),
    "go:made": ("RecordView", "_List"),
    "go:sending": ("ArrivalView", "_List"), "go:inbox": ("ArrivalView", "_List"),
    "go:outbox": ("DeliveryView", "_List"), "go:cards": ("ScrollPage", "_List"), "go:safety": ("SettingsView", "_List"),
    "go:help": ("GuideView", "_List"), "do:leaving": ("LeavingView", "KeyButton"), "do:ways": ("WaysView", "Button"),
    "do:second": ("SecondView", "Button"), "do:rotation": ("PassphraseView", "LineEdit"),
    "do:recovery": ("RecoveryView", "LineEdit"), "do:drill": ("DrillView", "Lines"),
    "do:kept": ("KeptView", "Button"), "do:backup": ("BackupView", "LineEdit"),
    "do:wipe": ("WipingView", "KeysField"), "do:border": ("BorderView", "LineEdit"),
    "do:machine": ("MachineView", "Button"), "do:readiness": ("PapersView", "Picker"),
    "do:letterhead": ("LetterheadView", "LineEdit"),
    "do:members": ("MembersView", "Button"), "do:organisations": ("OrganisationsView", "Button"),
    "do:identity": ("NewIdentityView", "Button"), "view:late": ("RecordView", "_List"),
    "go:areas": ("RecordView", "_List"), "areas:": ("UnknownAreasView", "Button"),
    "do:matches": ("MatchesView", "Button"), "do:stick": ("StickView", ""),
    "do:warning": ("WarningView", "LineEdit"),
    "do:instant": ("InstantView", "Picker"), "do:log": ("PapersView", "Picker"),
    "do:incident": ("EntryView", "EntryPicker"), "do:contact": ("ExchangeView", "Button"),
    "do:import": ("Choosing", "LineEdit"), "do:export": ("TableOutView", "Picker"),
    "do:patterns": ("PatternQuestionsView", "Button"),
    "do:duplicates": ("AlikeView", "Button"), "do:heaps": ("HeapsView", "_List"),
    "do:nearby": ("NearbyView", "_Cell"), "do:sheet": ("KeySheet", "Button"),
}  # fmt: skip
"""The key of a result in Search, the class of the page that it opens, and the class of the control with the focus."""
FROM = {
    "go:today": ("AppealView", "CallView", "AskDialog"),
    "do:patterns": ("EscalationView",),
    "go:incidents": ("AssignView", "FiltersView", "PieceView", "DestroyView", "ShareDialog", "RecordForm", "WhoView",
                     "ReadingDialog", "LeakDialog", "WordingDialog", "ReaderDialog", "StudioView", "FilmStudioView",
                     "CopyCheckView"),
    "go:complaints": ("BeginView", "SubmissionView", "AnswerView", "PasteView", "NoteView", "MechanismsView",
                      "MechanismFileView"),
    "go:made": ("GivenDialog",),
    "go:people": ("IntroduceView", "MismatchView", "ChannelsView", "BetweenView", "WithdrawView", "CheckNamesView",
                  "AnswersView", "ClosedNotesView", "NotesView", "HandView", "TakeView", "NoteKeysView"),
    "go:cases": ("TeamView",), "go:missions": ("MissionView", "BaseCopyView"),
    "list:accompaniment": ("AccompanimentView", "LogView"), "go:warning": ("PatternView", "TreeView"),
    "go:networks": ("NetworkView",), "go:plans": ("RiskView",),
    "go:inbox": ("_ReportPage", "AcceptAllView", "AcceptedView", "ArrivalView", "ArrivedFileView", "DifferencesView"),
    "go:checkins": ("PlanWizard",),
    "do:check": ("CheckedView",), "do:second": ("KeySheetView", "OpenView", "SecondWordsView"),
    "do:recovery": ("KitView", "SealingView"), "do:kept": ("EndingView", "GiveBackView"),
    "do:ways": ("TakingAwayView",), "do:organisations": ("RootView",), "do:import": ("TableInView", "TriedView"),
}  # fmt: skip
"""The pages of one record or of one step, by the result in Search that leads to the page before them."""
OUTSIDE = {"RestoreView", "StayingFiles", "FindView"}
"""The page before a vault is open, the one before a sample vault is deleted, and Search itself."""


@pytest.fixture(scope="module")
def desk(qapp: QApplication) -> Iterator[VaultSession]:
    """The sample vault, open in one window for all of these tests."""
    look = Look(Text("en"), "light", 1.0)
    dress(qapp, look)
    desk = SAMPLE.open(look, (1280, 800))
    yield desk
    desk.retire()
    SAMPLE.close()


def searching(desk: VaultSession) -> FindView:
    """Open Search from the list of incidents by its key."""
    while desk.window.full is not None:
        desk.window.close_full()
    desk.go("incidents")
    SAMPLE.rest()
    desk.window.activateWindow()
    QTest.keyClick(desk.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    SAMPLE.rest(0)
    view = desk.window.full
    assert isinstance(view, FindView)
    return view


def choose(desk: VaultSession, key: str) -> str:
    """Open Search, go to a result by its key, and press Enter; return its word."""
    view = searching(desk)
    view.select(key)
    assert view.current == key and view.search is not None
    word = next(row.title for row in view.model.rows if row.key == key)
    QTest.keyClick(view.search, Qt.Key.Key_Return)
    SAMPLE.rest()
    SAMPLE.rest(0)
    return word


def page_of(desk: VaultSession) -> QWidget | None:
    """Return the page over the place, or the page in it."""
    place = desk.places[desk.window.place]
    split = getattr(place, "split", None)
    return desk.window.full or (split.page if split is not None else place.widget.currentWidget())  # type: ignore[attr-defined]


ONLY_BACK = ("KeptView", "KeySheet", "MachineView")
"""Pages without any other control."""


@pytest.mark.parametrize("key", REACHED)
def test_search_opens_it_with_the_keyboard_at_its_first_control(qtbot: QtBot, desk: VaultSession, key: str) -> None:
    word = choose(desk, key)
    page, control = REACHED[key]
    focus, shown = QApplication.focusWidget(), page_of(desk)
    assert shown is not None and type(shown).__name__ == page
    heads = [head.findChildren(QLabel)[0].text() for head in visible(shown, PageHeader)]
    assert not key.startswith("do:") or not heads or word in heads or heads == ["Papers"], "label = title"
    if control:
        assert focus is not None and type(focus).__name__ == control
        assert not (isinstance(focus, Button) and focus.kind in ("red", "danger"))
        assert not focus.property(BACK) or page in ONLY_BACK, page
    assert desk.window.rail is not None and not desk.window.rail.isAncestorOf(focus or desk.window.foot)
    if desk.window.full is not None and desk.window.place == "incidents" and key != "do:incident":
        QTest.keyClick(focus or desk.window, Qt.Key.Key_Escape)
        SAMPLE.rest(0)
        assert desk.window.full is None and desk.window.place == "incidents"


def test_every_page_has_its_place_in_the_table(desk: VaultSession) -> None:
    for module in pkgutil.walk_packages(app.gui.__path__, "app.gui."):
        importlib.import_module(module.name)
    known = {page for page, _ in REACHED.values()} | {page for pages in FROM.values() for page in pages}
    assert {*OF_PAGE, *pages_below(ScrollPage)} - known == OUTSIDE
    rows = {row.key for row in searching(desk).model.rows}
    assert {*REACHED, *FROM} <= rows


def pages_below(page: type[ScrollPage]) -> Iterator[str]:
    """Yield the names of the classes of pages."""
    for one in page.__subclasses__():
        if one.__module__.startswith("app."):
            yield one.__name__
        yield from pages_below(one)


@pytest.mark.parametrize("output", [output.name for output in paper_makers.list_outputs()])
def test_every_output_has_its_place(desk: VaultSession, output: str) -> None:
    """Papers of the whole vault are in a tab; others are a step of each kind of record, on a page that has a place."""
    made = paper_makers.find_by_name(output)
    if made.about and not made.roots:
        for name in made.about:
            offered = [key for key, _, _ in list_record_actions(desk.look, KINDS[name])]
            wholes = [kind.home for kind in KINDS.values() if name in (kind.name, *kind.parts) and kind.home.page]
            piece = name == "evidence_item"  # the page of a piece has the step at its chain of custody
            assert piece or ((name == "event" or "papers" in offered) and wholes), name  # a part opens from its whole
        return
    choose(desk, "go:directory" if made.audiences else "go:papers")
    place = desk.places[desk.window.place]
    assert isinstance(place, Papers) and output in place._names
