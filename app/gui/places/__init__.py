"""The places of the rail. Each is loaded and made when it is first visited, so that the list is there soon."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from app.gui.desk import Desk
from app.gui.place import Place
from app.gui.places.editing import Editing
from app.gui.routes import Routes

if TYPE_CHECKING:
    from app.actions.networks import Network
    from app.gui.routes import Held
    from app.gui.widgets.foot import Fact
    from app.store.vault import Vault


def makers(desk: Desk) -> Mapping[str, Callable[[], Place]]:
    """Return how each place is made, by its key; the settings belong to this computer and are not on the rail."""
    editing = Editing(desk)
    from app.gui.calls import Calls

    desk.routes = _routes(desk, editing)
    Calls(desk)

    def now() -> Place:
        from app.gui.places.now import Now

        return Now(desk)

    def document() -> Place:
        from app.gui.places.document import Document

        return Document(desk, editing)

    def people() -> Place:
        from app.gui.places.people import People

        return People(desk, editing)

    def cases() -> Place:
        from app.gui.places.casework import Casework

        return Casework(desk, editing, desk.look.tr("Cases"))

    def field() -> Place:
        from app.gui.places import casework

        return casework.field(desk, editing)

    def network() -> Place:
        from app.gui.places.network import Network

        return Network(desk, editing)

    def library() -> Place:
        from app.gui.places.library import Library

        return Library(desk)

    made = (now, document, people, cases, field, network, library)
    return {**{make.__name__: make for make in made}, **_of_this_computer(desk)}


def _of_this_computer(desk: Desk) -> Mapping[str, Callable[[], Place]]:
    def device() -> Place:
        from app.gui.places.device import Device

        return Device(desk)

    def settings() -> Place:
        from app.gui.places.settings import Settings

        return Settings(desk)

    return {"device": device, "settings": settings}


def _routes(desk: Desk, editing: Editing) -> Routes:
    """Return the ways between the pages; each page is loaded when it is asked for."""

    def follow(key: str) -> None:
        from app.gui.places import leads

        leads.follow(desk, editing, key)

    def home(vault: "Vault", id_: str) -> tuple[str, str, str] | None:
        from app.gui.places import leads

        return leads.home(vault, id_)

    def offered(kind: str) -> Sequence[tuple[str, str, str]]:
        from app.gui.places import offers

        return offers.of(desk.look, kind)

    def take(step: str, key: str) -> None:
        from app.gui.places import offers

        offers.take(desk, editing, step, key)

    def foot(vault: "Vault") -> "list[Fact]":
        from app.gui.reads import device

        return device.foot(vault, desk.look.tr)

    def held(vault: "Vault", network: "Network") -> "Held":
        from app.gui.reads import networks

        return networks.held(vault, desk.look.tr, network)

    return Routes(follow, offered, take, home, _anywhere(desk), foot, held, *_hooks(desk))


def _hooks(desk: Desk) -> tuple[Callable[[], None], Callable[[bytes], None], Callable[[], None], Callable[[], None]]:
    """Return what follows a new incident, a consent, the first page, and a synchronisation."""

    def after_incident() -> None:
        from app.gui.places.offer import offer_recovery

        offer_recovery(desk)

    def after_consent(id_: bytes) -> None:
        from app.gui.places.withdrawing import offer

        offer(desk, id_)

    def after_opening() -> None:
        from app.gui.places.unfinished import offer

        offer(desk)

    def after_round() -> None:
        from app.gui.places.destroying import go_on

        go_on(desk)

    return after_incident, after_consent, after_opening, after_round


def _anywhere(desk: Desk) -> Mapping[str, Callable[[], None]]:
    """Return what opens each page that has a shortcut in every place."""

    def find() -> None:
        from app.gui.places.find import open_find

        open_find(desk)

    def guide() -> None:
        from app.gui.places.library import open_help

        open_help(desk)

    def instant() -> None:
        from app.gui.places.appeals import open_instant

        open_instant(desk)

    return {"anything": find, "help": guide, "instant": instant}
