"""The places of the rail. Each is loaded and made when it is first visited, so that the list is there soon."""

from collections.abc import Callable, Mapping

from app.gui.desk import Desk
from app.gui.place import Place
from app.gui.places.editing import Editing


def makers(desk: Desk) -> Mapping[str, Callable[[], Place]]:
    """Return how each place is made, by its key; the settings belong to this computer and are not on the rail."""
    editing = Editing(desk)
    _over_any(desk, editing)

    def now() -> Place:
        from app.gui.places.now import Now

        return Now(desk, editing)

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


def _over_any(desk: Desk, editing: Editing) -> None:
    """Give the desk the pages that open over any place, and what calls a person wherever they are."""
    from app.gui.calls import Calls

    Calls(desk)

    def find() -> None:
        from app.gui.places.find import open_find

        open_find(desk, editing)

    def guide() -> None:
        from app.gui.places.library import open_help

        open_help(desk)

    def instant() -> None:
        from app.gui.places.appeals import open_instant

        open_instant(desk)

    def after_opening() -> None:
        from app.gui.places.unfinished import offer

        offer(desk)

    def after_round() -> None:
        from app.gui.places.destroying import go_on

        go_on(desk)

    desk.after_opening, desk.rounds.after_round = after_opening, after_round
    desk.anywhere = {"anything": find, "help": guide, "instant": instant}
