"""Pages that stand over a place or fill it by themselves, with something in them and, where it may be, with nothing."""

from functools import partial

from attrs import evolve
from PySide6.QtWidgets import QWidget

from app import start
from app.actions.records.searches import Search
from app.domain.kind import all_names
from app.domain.kinds import KINDS
from app.domain.moment import parse_moment
from app.domain.record import Record
from app.errors import InputRefused
from app.gui.backups.backup_view import BackupView
from app.gui.backups.checked_view import CheckedView
from app.gui.delivery.heaps_query import Heaps
from app.gui.delivery.heaps_view import HeapsView
from app.gui.incidents import filters_query as reading
from app.gui.incidents.filters_view import FiltersView
from app.gui.library.guide import guides
from app.gui.library.library_view import GuideView, guide_rows, library_list, no_guides
from app.gui.lock.countdown_view import Countdown
from app.gui.records.differences_view import DifferencesView
from app.gui.records.duplicates_view import AlikeView
from app.gui.records.form_view import RecordForm
from app.gui.search.find_view import FindView
from app.gui.settings.device_view import DeviceView
from app.gui.settings.settings_view import SettingsView
from app.gui.shell.keys_view import KeySheet
from app.gui.style.theme import Look
from app.gui.teams.directories_values import OrganisationsPage
from app.gui.teams.directories_view import OrganisationsView, RootView
from app.gui.teams.members_view import MembersView
from app.gui.teams.teams_view import TeamView
from app.gui.today.now_view import NowView
from app.gui.widgets.blocks import ScrollPage
from app.gui.widgets.buttons import Button
from app.gui.widgets.page_values import DifferencesPage
from app.gui.widgets.split import Split
from app.gui.withdrawals.withdrawing_view import WithdrawView
from app.phrase import Phrase
from tests.gui import (
    invented,
    invented_border,
    invented_destroying,
    invented_organisations,
    invented_pages,
    invented_people,
    invented_relays,
    invented_withdrawing,
)
from tests.gui.invented_words import said
from tests.gui.stage import Over, Screen, settle, shell

EMPTY = ("03-now", "26-backup", "08d-by-sender", "12-differences", "14-find", "18-duplicates", "20-library")


def screens(look: Look, size: tuple[int, int], full: bool, over: Over) -> dict[str, Screen]:
    """Return each of them by the name of its picture."""
    pages: dict[str, tuple[str, Screen]] = {
        "09-device": ("device", lambda: DeviceView(look, invented_people.device(look))),
        "08d-by-sender": ("network", lambda: _heaps(look, full)),
        "10-edit": ("document", lambda: _edit(look)),
        "11-keys": ("document", lambda: KeySheet(look, lambda: None)),
        "12-differences": ("document", lambda: _differences(look, full)),
        "13-settings": ("device", lambda: _settings(look)),
        "13b-leaving": ("device", lambda: invented_pages.leaving(look)),
        "14-find": ("document", lambda: _find(look, full)),
        "18-duplicates": ("people", lambda: _alike(look, full)),
        "19-filters": ("document", lambda: _filters(look)),
        "22-assign": ("document", lambda: invented_pages.assign(look)),
        "26-backup": ("device", lambda: BackupView(look, invented_pages.backup(look, full), _back(look))),
        "28-wipe": ("device", lambda: invented_pages.wiping(look)),
        "33-team": ("document", lambda: TeamView(look, invented_pages.team(look), _back(look))),
        "33b-team-new": ("document", lambda: TeamView(look, invented_pages.no_team(look), _back(look))),
        "34-members": ("device", lambda: MembersView(look, invented_people.members(look), _back(look))),
        "34b-no-desk": ("device", lambda: MembersView(look, invented_people.no_desk(look), _back(look))),
        "39-organisations": ("device", lambda: OrganisationsView(look, invented_organisations.ours(look), _back(look))),
        "39b-offered": ("device", lambda: OrganisationsView(look, invented_organisations.offered(look), _back(look))),
        "39c-none": ("device", lambda: OrganisationsView(look, OrganisationsPage(is_desk=True), _back(look))),
        "39d-root": (
            "device",
            lambda: RootView(look, look.tr("Make a root"), "", look.tr("Make it"), _back(look), True, 2),
        ),
        "36-withdraw": ("document", lambda: WithdrawView(look, invented_withdrawing.form(look), _back(look))),
        "36b-withdrawn": ("now", lambda: WithdrawView(look, invented_withdrawing.everything(look), _back(look))),
        "25-machine": ("device", lambda: invented_destroying.machine(look)),
        "27-destroy": ("document", lambda: invented_destroying.destroy(look)),
        "29-checked": ("device", lambda: CheckedView(look, invented_pages.checked(), _back(look))),
        "23-relays": ("device", lambda: invented_relays.relays(look)),
        "31-border": ("device", lambda: invented_border.view(look, invented_border.begin(look, full))),
        "31b-border-waits": ("device", lambda: invented_border.view(look, invented_border.waits(look))),
        "31c-border-proven": ("device", lambda: invented_border.view(look, invented_border.proven(look))),
        "31d-border-changed": ("device", lambda: invented_border.view(look, invented_border.changed(look))),
    }
    return {
        **{name: partial(_over, over, page, place) for name, (place, page) in pages.items()},
        "03-now": lambda: _now(look, full, over),
        "20-library": lambda: _library(look, size, full),
        "28b-countdown": lambda: _countdown(look, size, over),
        "23b-relay-refused": lambda: _relay(look, over),
        "23c-tor": lambda: _tor(look, over),
        "23e-moving": lambda: _moving(look, over),
        "23d-networks": lambda: _networks(look, over),
        "23f-kept-aside": lambda: _aside(look, over),
    }


def _over(over: Over, page: Screen, place: str) -> QWidget:
    return over(page(), place)


def _back(look: Look, word: str = "") -> Button:
    return Button(look, word or look.tr("Back"), "quiet", "back")


def _now(look: Look, full: bool, over: Over) -> QWidget:
    shown = invented_pages.now(look) if full else invented_pages.nothing_now(look)
    window = over(NowView(look, shown), "now")
    window.show_needs(11 if full else 0, full)
    return window


def _heaps(look: Look, full: bool) -> QWidget:
    return invented_pages.heaps(look) if full else HeapsView(look, Heaps((), 0, 0), _back(look))


def _differences(look: Look, full: bool) -> QWidget:
    shown = invented_pages.differences(look)
    return DifferencesView(look, shown if full else DifferencesPage(shown.title, "", ()), _back(look))


def _alike(look: Look, full: bool) -> QWidget:
    shown = invented_pages.alike(look)
    return AlikeView(look, shown if full else evolve(shown, second="", pairs=()), _back(look))


def _settings(look: Look) -> SettingsView:
    return SettingsView(look, invented_pages.settings(look), _back(look, look.tr("This computer")))


def _countdown(look: Look, size: tuple[int, int], over: Over) -> QWidget:
    window = over(invented_pages.wiping(look), "device")
    Countdown(look, window, 5, rehearsal=False).begin()
    settle()
    return window


def _relay(look: Look, over: Over) -> QWidget:
    """The relays after one was added without its address."""
    view = invented_relays.relays(look)
    window = over(view, "device")
    view.field.set_error(look.tr("Type the address of a relay first."))
    settle()
    view.ensureWidgetVisible(view.field)
    settle()
    return window


def _tor(look: Look, over: Over) -> QWidget:
    """The card of Tor where it does not answer, and a place was typed that is none."""
    view = invented_relays.relays(look)
    window = over(view, "device")
    template = "{at} is not where a Tor can be: say ADDRESS:PORT in numbers, or unix:/PATH"
    view.tor.field.set_error(look.tr.phrase(Phrase(template, at="tor.example.org:9050")))
    settle()
    view.ensureWidgetVisible(view.tor)
    settle()
    return window


def _moving(look: Look, over: Over) -> QWidget:
    """Where to move from a relay, to be typed."""
    view = invented_relays.relays(look)
    window = over(view, "device")
    move = view.controls["move:https://relay.example.org:8440"]
    assert isinstance(move, Button)
    move.click()
    settle()
    return window


def _aside(look: Look, over: Over) -> QWidget:
    """What a relay signed, what was kept aside there, and the buttons that put it away."""
    view = invented_relays.relays(look)
    window = over(view, "device")
    view.ensureWidgetVisible(view.controls[f"aside:{invented_relays.ONION}"], 0, look.sp(60))
    settle()
    return window


def _networks(look: Look, over: Over) -> QWidget:
    """What may go over this network, at its top."""
    view = invented_relays.relays(look)
    window = over(view, "device")
    view.verticalScrollBar().setValue(view.widget().height())
    settle()
    view.ensureWidgetVisible(view.controls["rule"], 0, look.sp(110))
    settle()
    return window


def _find(look: Look, full: bool) -> QWidget:
    view = FindView(look)
    assert view.search is not None
    asked = said(look, "Marula") if full else "xyz"
    view.search.setText(asked)
    view.show_found(invented_pages.found(look) if full else (), asked)
    return view


def _filters(look: Look) -> QWidget:
    where = (("review_state", "draft"), ("since", "2026-03"))
    words, tr = start.vocabularies(), look.tr
    asked = (*where, ("sensitivity", "R"), ("urgent", "true"), ("until", "2026-04-12"))
    search = Search(said(look, "Marula"), asked)
    saved = [(search, reading.sentence(KINDS["event"], words, tr, search))]
    return FiltersView(look, KINDS["event"], words, where, saved, _back(look, tr("Incidents")))


def _edit(look: Look) -> QWidget:
    """The form of an incident whose day does not exist."""
    tr, title = look.tr, said(look, "Arrest, Tres Ceibas")
    words = (invented.ARABIC_ENTRY if tr.language == "ar" else invented.ENTRY)["words"]
    fields = {"title": title, "date_start": "2026-04-31", "description": words}
    record = Record(bytes(16), "event", "TC-0412", fields, title)
    kind = KINDS["event"]
    form = RecordForm(look, start.vocabularies(), kind, record, all_names(kind), tr("Edit {title}", title=title))
    form.refused(InputRefused("", refused=[{"field": "date_start", "reason": _why("2026-04-31")}]))
    return form


def _why(date: str) -> object:
    """Return why a date is none."""
    try:
        parse_moment(date)
    except ValueError as error:
        return error.args[0]
    raise AssertionError(date)


def _library(look: Look, size: tuple[int, int], full: bool) -> QWidget:
    """The library, which is not invented; and a search in it that finds nothing."""
    pages, pane = guides(look.tr.language) if full else (), library_list(look)
    pane.show_rows(guide_rows(pages), look.tr.number(len(pages)), no_guides(look, "xyz"))
    if full:
        pane.select(pages[0].key)
    elif pane.search is not None:
        pane.search.setText("xyz")

    def page(split: Split) -> QWidget:
        return GuideView(look, pages[0], split.back_button()) if full else ScrollPage(look)

    return shell(look, "library", pane, page, size)
