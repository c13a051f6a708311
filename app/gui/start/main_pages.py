"""The places of the rail. Each is loaded and made at its first visit, so that the list is shown soon."""

from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any

from app.actions.kernel import sample_mark
from app.gui.records.form_screen import Editing
from app.gui.shell.place import MainPage, back_button
from app.gui.shell.rail import places
from app.gui.shell.routes import Routes
from app.gui.shell.vault_session import VaultSession
from app.gui.start import page_routes


def _later(page: str, *given: object) -> Callable[..., Any]:
    """Return a function that loads the class or function with a name at its call, and calls it with `given` first."""
    return lambda *more: page_routes.opener(page)(*given, *more)


def makers(desk: VaultSession) -> Mapping[str, Callable[[], MainPage]]:
    """Return how each place is made, by its key; places with tabs have one for each tab."""
    editing = Editing(desk)
    editing.wizards["checkin_plan"] = _later("app.gui.checkins.plan_screen.open_wizard", desk)
    editing.wizards["submission"] = _later("app.gui.cases.submission_screen.open_begin", desk, editing)
    from app.gui.shell.calls import Calls

    desk.routes = _routes(desk, editing)
    _read_roles(desk)
    Calls(desk)
    desk.read(sample_mark.is_sample, lambda sample: _show_sample(desk) if sample else None)
    return {
        "today": _later("app.gui.today.now_screen.Now", desk),
        "incidents": _later("app.gui.incidents.incidents_screen.Document", desk, editing),
        "people": _later("app.gui.cases.organisations_screen.PeopleAndOrganisations", desk, editing),
        "help": _later("app.gui.library.library_screen.Library", desk),
        "safety": _later("app.gui.settings.device_screen.Device", desk),
        **_tabs(desk, editing), **_sending(desk, editing),
    }  # fmt: skip


def _read_roles(desk: VaultSession) -> None:
    """Show the places of the roles on the rail, and open the first page; a window in another look keeps its page."""
    from app.gui.settings import roles

    def land(found: tuple[frozenset[str], bool]) -> None:
        chosen, danger = found
        target = "go:today" if danger else roles.opens_with(chosen)
        desk.past.roles, desk.past.opened = chosen, set()
        if target.partition(":")[2] != desk.window.place and desk.window.full is None and target:
            desk.routes.follow(target)
            desk.past.opened.clear()
        desk.window.show_first(roles.list_places(chosen), desk.past.opened)

    if desk.past.roles is None:
        desk.ask(roles.read_start, land)
    else:
        desk.window.show_first(roles.list_places(desk.past.roles), desk.past.opened)


def _tabs(desk: VaultSession, editing: Editing) -> Mapping[str, Callable[[], MainPage]]:
    """Return how the page of each tab is made."""
    words = {tab.key: tab.word for place in places(desk.look) for tab in place.tabs}
    lists = {key: _later("app.gui.cases.cases_screen.Casework", desk, editing, words[key], key) for key in words}
    papers = "app.gui.papers.papers_screen.Papers"
    return lists | {
        "relays": _later("app.gui.relays.relays_screen.Relays", desk),
        "directory": _later(papers, desk, words["directory"], True),
        "papers": _later(papers, desk, words["papers"], False),
        "checkins": _later("app.gui.checkins.checkins_screen.CheckinBoard", desk, editing, words["checkins"]),
        "areas": _later("app.gui.cases.areas_screen.Areas", desk, editing, words["areas"], "areas"),
        "detention": _later("app.gui.cases.detention_screen.Detained", desk, editing, words["detention"], "detention"),
        "documents": _later("app.gui.cases.documents_screen.Documents", desk, editing, words["documents"], "documents"),
        "map": _later("app.gui.warning.warning_screen.Map", desk, words["map"]),
    }


def _sending(desk: VaultSession, editing: Editing) -> Mapping[str, Callable[[], MainPage]]:
    """Return how the tabs of Sending are made; they share the screen of the USB stick."""
    stick = cache(_later("app.gui.delivery.stick_screen.StickScreen", desk))
    return {
        "inbox": _later("app.gui.delivery.inbox_screen.InboxScreen", desk, stick),
        "outbox": _later("app.gui.delivery.delivery_screen.DeliveryScreen", desk, stick),
        "cards": _later("app.gui.people.cards_screen.CardsScreen", desk, editing, lambda: stick().open()),
    }


def _show_sample(desk: VaultSession) -> None:
    """Say on every page that the vault is a sample; in one of the first start, with the way to an own vault."""
    from app.gui.shell.strip_view import SampleStrip

    strip = SampleStrip(desk.look, desk.is_temporary, desk.past.outside, desk.has_own)

    def leave() -> None:
        desk.makes_own = not desk.has_own
        desk.routes.leave(True)

    strip.leave.clicked.connect(lambda _=False: leave())
    desk.window.show_strip(strip)


def _routes(desk: VaultSession, editing: Editing) -> Routes:
    """Return the routes between the pages; each page is loaded on request."""
    look = desk.look
    return Routes(
        partial(page_routes.follow, desk, editing),
        lambda kind: _later("app.gui.start.record_routes.list_record_actions", look, desk.kinds[kind])(),
        _later("app.gui.start.record_routes.take", desk, editing), page_routes.home,
        {"anything": _later("app.gui.search.find_screen.open_find", desk),
         "help": _later("app.gui.library.library_screen.open_help", desk),
         "instant": _later("app.gui.appeals.appeals_screen.open_instant", desk)},
        lambda vault: _later("app.gui.settings.foot_query.foot", vault, look.tr)(),
        lambda vault, network: _later("app.gui.relays.networks_query.blocked_traffic", vault, look.tr, network)(),
        lambda again: _later("app.gui.shell.strip_view.leave_vault", desk, again, lambda: back_button(desk))(),
        _later("app.gui.real_names.real_names_screen.open_lock", desk),
        lambda key, purpose, then, files=None: editing.new_part(
            "consent_record", key, then=then, purpose=purpose, **({"covers": files} if files else {})),
        _later("app.gui.settings.recovery_offer.offer_recovery", desk),
        _later("app.gui.withdrawals.withdrawing_screen.offer", desk),
        _later("app.gui.today.unfinished_screen.offer", desk),
        _later("app.gui.records.destroying_screen.go_on", desk),
    )  # fmt: skip
