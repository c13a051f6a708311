"""The places of the rail. Each is loaded and made at its first visit, so that the list is shown soon."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING

from app.actions.kernel import sample_mark
from app.gui.records.form_screen import Editing
from app.gui.shell.place import MainPage, back_button
from app.gui.shell.rail import places
from app.gui.shell.routes import Routes
from app.gui.shell.vault_session import VaultSession
from app.gui.widgets.tabs import Tab

if TYPE_CHECKING:
    from app.actions.relays.networks import Network
    from app.gui.delivery.stick_screen import StickScreen
    from app.gui.shell.foot import Fact
    from app.gui.shell.routes import BlockedTraffic
    from app.store.vault.open_vault import Vault


def makers(desk: VaultSession) -> Mapping[str, Callable[[], MainPage]]:
    """Return how each place is made, by its key; places with tabs have one for each tab."""
    editing = Editing(desk)
    editing.wizards["checkin_plan"] = lambda whole: _plan_checkins(desk, whole)
    from app.gui.shell.calls import Calls

    desk.routes = _routes(desk, editing)
    _read_roles(desk)
    Calls(desk)
    desk.read(sample_mark.is_sample, lambda sample: _show_sample(desk) if sample else None)

    def today() -> MainPage:
        from app.gui.today.now_screen import Now

        return Now(desk)

    def incidents() -> MainPage:
        from app.gui.incidents.incidents_screen import Document

        return Document(desk, editing)

    def people() -> MainPage:
        from app.gui.cases.organisations_screen import PeopleAndOrganisations

        return PeopleAndOrganisations(desk, editing)

    def help() -> MainPage:
        from app.gui.library.library_screen import Library

        return Library(desk)

    made = (today, incidents, people, help)
    named = {make.__name__: make for make in made}
    return {**named, **_tabs(desk, editing), **_sending(desk, editing), **_of_this_computer(desk)}


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


def _plan_checkins(desk: VaultSession, whole: str) -> None:
    from app.gui.checkins.plan_screen import open_wizard

    open_wizard(desk, whole)


def _tabs(desk: VaultSession, editing: Editing) -> Mapping[str, Callable[[], MainPage]]:
    """Return how the page of each tab is made."""

    def make(tab: Tab) -> MainPage:
        if tab.key == "relays":
            from app.gui.relays.relays_screen import Relays

            return Relays(desk)
        if tab.key in ("directory", "papers"):
            from app.gui.papers.papers_screen import Papers

            return Papers(desk, tab.word, tab.key == "directory")
        if tab.key == "checkins":
            from app.gui.checkins.checkins_screen import CheckinBoard

            return CheckinBoard(desk, editing, tab.word)
        if tab.key == "map":
            from app.gui.warning.warning_screen import Map

            return Map(desk, tab.word)
        if tab.key == "areas":
            from app.gui.cases.areas_screen import Areas

            return Areas(desk, editing, tab.word, tab.key)
        from app.gui.cases.cases_screen import Casework

        return Casework(desk, editing, tab.word, tab.key)

    return {tab.key: partial(make, tab) for place in places(desk.look) for tab in place.tabs}


def _sending(desk: VaultSession, editing: Editing) -> Mapping[str, Callable[[], MainPage]]:
    """Return how the tabs of Sending are made; they share the screen of the USB stick."""

    @cache
    def stick() -> "StickScreen":
        from app.gui.delivery.stick_screen import StickScreen

        return StickScreen(desk)

    def inbox() -> MainPage:
        from app.gui.delivery.inbox_screen import InboxScreen

        return InboxScreen(desk, stick)

    def outbox() -> MainPage:
        from app.gui.delivery.delivery_screen import DeliveryScreen

        return DeliveryScreen(desk, stick)

    def cards() -> MainPage:
        from app.gui.people.cards_screen import CardsScreen

        return CardsScreen(desk, editing, lambda: stick().open())

    return {make.__name__: make for make in (inbox, outbox, cards)}


def _of_this_computer(desk: VaultSession) -> Mapping[str, Callable[[], MainPage]]:
    def safety() -> MainPage:
        from app.gui.settings.device_screen import Device

        return Device(desk)

    return {"safety": safety}


def _show_sample(desk: VaultSession) -> None:
    """Say on every page that the vault is a sample; in one of the first start, with the way to an own vault."""
    from app.gui.shell.strip_view import SampleStrip

    strip = SampleStrip(desk.look, desk.is_temporary, desk.past.outside)
    strip.leave.clicked.connect(lambda _=False: desk.routes.leave(True))
    desk.window.show_strip(strip)


def _routes(desk: VaultSession, editing: Editing) -> Routes:
    """Return the routes between the pages; each page is loaded on request."""

    def follow(key: str) -> None:
        from app.gui.start import page_routes

        page_routes.follow(desk, editing, key)

    def home(vault: "Vault", id_: str) -> tuple[str, str, str] | None:
        from app.gui.start import page_routes

        return page_routes.home(vault, id_)

    def offered(kind: str) -> Sequence[tuple[str, str, str]]:
        from app.gui.start import record_routes

        return record_routes.list_record_actions(desk.look, desk.kinds[kind])

    def take(step: str, key: str) -> None:
        from app.gui.start import record_routes

        record_routes.take(desk, editing, step, key)

    def foot(vault: "Vault") -> "list[Fact]":
        from app.gui.settings import foot_query

        return foot_query.foot(vault, desk.look.tr)

    def held(vault: "Vault", network: "Network") -> "BlockedTraffic":
        from app.gui.relays import networks_query

        return networks_query.blocked_traffic(vault, desk.look.tr, network)

    def leave(again: bool) -> None:
        from app.gui.shell.strip_view import leave_vault

        leave_vault(desk, again, lambda: back_button(desk))

    def open_names(then: Callable[[], None]) -> None:
        from app.gui.real_names.real_names_screen import open_lock

        open_lock(desk, then)

    return Routes(follow, offered, take, home, _anywhere(desk), foot, held, leave, open_names, *_hooks(desk))


def _hooks(
    desk: VaultSession,
) -> tuple[Callable[[], None], Callable[[bytes], None], Callable[[], None], Callable[[], None]]:
    """Return the functions to call after a new incident, a consent, the first page, and a synchronisation."""

    def after_incident() -> None:
        from app.gui.settings.recovery_offer import offer_recovery

        offer_recovery(desk)

    def after_consent(id_: bytes) -> None:
        from app.gui.withdrawals.withdrawing_screen import offer

        offer(desk, id_)

    def after_opening() -> None:
        from app.gui.today.unfinished_screen import offer

        offer(desk)

    def after_round() -> None:
        from app.gui.records.destroying_screen import go_on

        go_on(desk)

    return after_incident, after_consent, after_opening, after_round


def _anywhere(desk: VaultSession) -> Mapping[str, Callable[[], None]]:
    """Return the functions that open the pages with a shortcut in every place."""

    def find() -> None:
        from app.gui.search.find_screen import open_find

        open_find(desk)

    def guide() -> None:
        from app.gui.library.library_screen import open_help

        open_help(desk)

    def instant() -> None:
        from app.gui.appeals.appeals_screen import open_instant

        open_instant(desk)

    return {"anything": find, "help": guide, "instant": instant}
