"""Help pages, offline; F1 opens the page for the current place or view."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QWidget

from app.actions.kernel.change_set import PageData
from app.gui.library.guide import guides
from app.gui.library.library_view import GuideView, cover, guide_rows, library_list, no_guides
from app.gui.shell.list_page import ListPage
from app.gui.shell.place import back_button
from app.gui.shell.vault_session import VaultSession
from app.gui.widgets.buttons import Button
from app.gui.widgets.fields import leave_popup

OF_PLACE = {
    "today": "now", "incidents": "first-incident", "people": "contact",
    "all-cases": "cases", "detention": "detention", "complaints": "instant", "missions": "missions",
    "checkins": "checkins",
    "accompaniment": "accompaniment", "warning": "warning", "map": "warning",
    "networks": "directory", "areas": "directory",
    "support": "directory", "directory": "directory", "relays": "relay", "papers": "papers", "made": "papers",
    "documents": "library", "relocation": "relocation", "assistance": "assistance", "demands": "demands",
    "plans": "security", "inbox": "inbox", "outbox": "sharing", "cards": "contact", "help": "keys", "safety": "device",
}  # fmt: skip
"""The help page of each place, if no view over it has another one."""
OF_PAGE = {
    "EntryView": "first-incident", "IncidentView": "edit", "RecordForm": "edit", "FindView": "search",
    "FiltersView": "search", "AssignView": "assign", "PieceView": "evidence", "NowView": "now",
    "StudioView": "working-copy", "FilmStudioView": "film-copy", "CopyCheckView": "working-copy",
    "RecordView": "cases", "WhoView": "who", "PersonView": "contact", "MismatchView": "contact",
    "ShareDialog": "sharing", "ReadingDialog": "sharing", "LeakDialog": "sharing", "DeliveryView": "sharing",
    "GivenDialog": "papers", "LetterheadView": "papers", "WordingDialog": "papers", "ReaderDialog": "papers",
    "StickView": "stick", "ArrivalView": "inbox",
    "AcceptAllView": "inbox", "AcceptedView": "inbox", "ArrivedFileView": "inbox", "ExchangeView": "contact",
    "HeapsView": "inbox", "DifferencesView": "differences", "AlikeView": "duplicates", "PatternQuestionsView": "cases",
    "EscalationView": "cases", "TableInView": "tables-in",
    "TriedView": "tables-in", "TableOutView": "tables-out", "SettingsView": "settings",
    "RelaysView": "relay", "CheckedView": "check", "KeySheet": "keys", "BorderView": "border",
    "KeySheetView": "second-lock", "SecondView": "second-lock", "OpenView": "second-lock",
    "ClosedNotesView": "session-notes", "NotesView": "session-notes", "HandView": "session-notes",
    "NoteKeysView": "session-notes", "TakeView": "session-notes",
    "SecondWordsView": "second-lock", "WaysView": "ways-in", "PassphraseView": "ways-in",
    "TakingAwayView": "ways-in", "RecoveryView": "recovery", "KitView": "recovery", "SealingView": "recovery",
    "DrillView": "recovery", "KeptView": "trustee", "GiveBackView": "trustee", "EndingView": "trustee",
    "LeavingView": "locking", "BackupView": "backup", "RestoreView": "backup",
    "WipingView": "wipe",
    "DestroyView": "destroy", "MachineView": "machine", "TeamView": "team", "WithdrawView": "withdraw",
    "OrganisationsView": "organisations", "RootView": "organisations", "PapersView": "papers",
    "MembersView": "members", "BetweenView": "sharing", "NearbyView": "nearby",
    "InstantView": "instant", "AppealView": "instant", "CallView": "instant", "AskDialog": "instant",
    "IntroduceView": "contact", "NewIdentityView": "contact",
    "MissionView": "missions", "CheckinsView": "checkins", "BaseCopyView": "checkins",
    "NetworkView": "directory", "UnknownAreasView": "directory",
    "MatchesView": "directory", "ChannelsView": "directory",
    "MapView": "warning", "WarningView": "warning", "TreeView": "warning",
    "BeginView": "submissions", "SubmissionView": "submissions", "AnswerView": "submissions",
    "CheckNamesView": "companies", "AnswersView": "companies", "PasteView": "submissions", "NoteView": "submissions",
    "MechanismsView": "submissions", "MechanismFileView": "submissions",
    "AccompanimentView": "accompaniment", "LogView": "accompaniment", "RiskView": "security", "PatternView": "security",
}  # fmt: skip
"""The help page of each view, by its class name, so that no view is loaded. Other views have `guide`."""


class Library(ListPage):
    """The list of pages and the one that is read."""

    shows = PageData()

    def __init__(self, desk: VaultSession) -> None:
        super().__init__(desk, library_list(desk.look), desk.look.tr("Help"), lambda: None)
        self._asked = ""
        self.pane.searched.connect(self._search)

    def refresh(self) -> None:
        """Show the pages that match the search."""
        pages = [page for page in guides(self._look.tr.language) if page.fits(self._asked)]
        count = self._look.tr.number(len(pages))
        self.pane.show_rows(guide_rows(pages), count, no_guides(self._look, self._asked))
        self._take_first(self.pane.model.rows)
        self._read_page()

    def _search(self, text: str) -> None:
        self._asked = text
        self.refresh()

    def reveal(self, key: str, group: str) -> None:
        """Read one page."""
        self._reveal(key)

    def _read_page(self) -> None:
        page = next((page for page in guides(self._look.tr.language) if page.key == self._shown), None)
        now = self.split.page
        if page is not None and not (isinstance(now, GuideView) and now.key == page.key):
            act = None
            if page.key == "sample" and not self._desk.is_temporary:
                act = Button(self._look, self._look.tr("Lock and open the sample"), "std", "eye")
                act.clicked.connect(lambda _=False: self._leave_for_sample())
            self.split.show_page(GuideView(self._look, page, self.split.back_button(), act))

    def _leave_for_sample(self) -> None:
        """Lock this vault: the process with its keys ends before a sample vault opens."""
        self._desk.opens_sample = True
        self._desk.leave(True)

    def _arranged(self, narrow: bool) -> None:
        self.split.drop_page()
        super()._arranged(narrow)

    def _list_acts(self) -> Mapping[str, Callable[[], object]]:
        back = self.split.go_to_list if self.split.on_page else self.pane.take_focus
        return {**super()._list_acts(), "escape": back, "back": back}


def open_help(desk: VaultSession) -> None:
    """Open the help page for the current view, over it; Esc goes back to the unchanged view."""
    window, tr = desk.window, desk.look.tr
    leave_popup()
    if window.dialog is not None:
        cover(desk.look, window, OF_PAGE[type(window.dialog).__name__])
        return
    if isinstance(window.full, GuideView):
        return
    page = next(page for page in guides(tr.language) if page.key == _key_of(desk))
    window.show_over(GuideView(desk.look, page, back_button(desk)))


def open_library(desk: VaultSession) -> None:
    """Open the list of the help pages, at the page for the current view; Esc leads back to its place."""
    if desk.window.place == "help":
        desk.go("help")
    else:
        desk.show("help", _key_of(desk), "")


def _key_of(desk: VaultSession) -> str:
    """Return the key of the help page for the current view."""
    key = OF_PLACE.get(desk.window.place, "keys")
    for view in (_page_of(desk), desk.window.full):
        key = getattr(view, "guide", "") or OF_PAGE.get(type(view).__name__, key)
    return key


def _page_of(desk: VaultSession) -> QWidget | None:
    """Return the page next to the list, if the place has one."""
    split = getattr(desk.places[desk.window.place], "split", None)
    page = getattr(split, "page", None)
    return page if isinstance(page, QWidget) else None
