"""Pages over any place that have a separate name; each is loaded on request."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Final

from app.gui.desk import Desk

PAGES: Final[Mapping[str, str]] = {
    "ways": "ways.open_ways", "backup": "backup.open_backup", "second": "second.open_page",
    "border": "border.open_border", "wipe": "wiping.open_wiping", "machine": "machine.open_machine",
    "leaving": "leaving.open_leaving", "members": "members.open_members", "nearby": "nearby.open_nearby",
    "map": "map.open_map", "identity": "identity.open_new_identity", "checkins": "checkins.open_board",
    "organisations": "organisations.open_organisations", "warning": "warning.open_warning",
    "directory": "participants.open_directory", "matches": "participants.open_matches",
    "duplicates": "duplicates.open_duplicates", "heaps": "heaps.open_heaps", "relays": "relays.open_relays",
}  # fmt: skip
"""The module in this folder and the function that open each page."""


def opener(page: str) -> Callable[..., None]:
    """Load a function by its name in PAGES."""
    module, _, name = page.partition(".")
    opens: Callable[..., None] = getattr(import_module(f"app.gui.places.{module}"), name)
    return opens


def _to(page: str) -> Callable[[Desk], None]:
    return lambda desk: opener(page)(desk)


def _log(desk: Desk) -> None:
    from app.gui.places.papers import open_whole

    open_whole(desk, ("intervention-log",), desk.look.tr("Log of interventions"))


def _readiness(desk: Desk) -> None:
    from app.gui.places.papers import open_whole

    open_whole(desk, ("readiness",), desk.look.tr("This machine"))


OPENS: Mapping[str, Callable[[Desk], None]] = {
    **{name: _to(page) for name, page in PAGES.items()}, "log": _log, "readiness": _readiness,
}  # fmt: skip
"""The functions that open the pages."""
