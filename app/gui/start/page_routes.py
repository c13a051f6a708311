"""Pages over any place that have a separate name; each is loaded on request."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Final

from app.gui.shell.vault_session import VaultSession

PAGES: Final[Mapping[str, str]] = {
    "ways": "app.gui.vault.ways_screen.open_ways",
    "backup": "app.gui.backups.backup_screen.open_backup",
    "second": "app.gui.real_names.real_names_screen.open_page",
    "border": "app.gui.backups.border_screen.open_border",
    "wipe": "app.gui.vault.wiping_screen.open_wiping",
    "machine": "app.gui.settings.machine_screen.open_machine",
    "leaving": "app.gui.settings.leaving_screen.open_leaving",
    "members": "app.gui.teams.members_screen.open_members",
    "nearby": "app.gui.delivery.nearby_screen.open_nearby",
    "map": "app.gui.warning.map_screen.open_map",
    "identity": "app.gui.people.identity_screen.open_new_identity",
    "checkins": "app.gui.checkins.checkins_screen.open_board",
    "organisations": "app.gui.teams.directories_screen.open_organisations",
    "warning": "app.gui.warning.warning_screen.open_warning",
    "directory": "app.gui.field.coverage_screen.open_directory",
    "matches": "app.gui.field.coverage_screen.open_matches",
    "duplicates": "app.gui.records.duplicates_screen.open_duplicates",
    "heaps": "app.gui.delivery.batch_accept_screen.open_heaps",
    "relays": "app.gui.relays.relays_screen.open_relays",
}
"""The module in this folder and the function that open each page."""


def opener(page: str) -> Callable[..., None]:
    """Load a function by its name in PAGES."""
    module, _, name = page.rpartition(".")
    opens: Callable[..., None] = getattr(import_module(module), name)
    return opens


def _to(page: str) -> Callable[[VaultSession], None]:
    return lambda desk: opener(page)(desk)


def _log(desk: VaultSession) -> None:
    from app.gui.papers.papers_screen import open_whole

    open_whole(desk, ("intervention-log",), desk.look.tr("Log of interventions"))


def _readiness(desk: VaultSession) -> None:
    from app.gui.papers.papers_screen import open_whole

    open_whole(desk, ("readiness",), desk.look.tr("This machine"))


OPENS: Mapping[str, Callable[[VaultSession], None]] = {
    **{name: _to(page) for name, page in PAGES.items()}, "log": _log, "readiness": _readiness,
}  # fmt: skip
"""The functions that open the pages."""
