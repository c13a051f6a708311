"""Pages over any place that have a name of their own; none is loaded before it is asked for."""

from collections.abc import Callable, Mapping

from app.gui.desk import Desk


def _border(desk: Desk) -> None:
    from app.gui.places.border import open_border

    open_border(desk)


def _second(desk: Desk) -> None:
    from app.gui.places.second import open_page

    open_page(desk)


def _backup(desk: Desk) -> None:
    from app.gui.places.backup import open_backup

    open_backup(desk)


def _ways(desk: Desk) -> None:
    from app.gui.places.ways import open_ways

    open_ways(desk)


def _wipe(desk: Desk) -> None:
    from app.gui.places.wiping import open_wiping

    open_wiping(desk)


def _machine(desk: Desk) -> None:
    from app.gui.places.machine import open_machine

    open_machine(desk)


def _leaving(desk: Desk) -> None:
    from app.gui.places.leaving import open_leaving

    open_leaving(desk)


def _members(desk: Desk) -> None:
    from app.gui.places.members import open_members

    open_members(desk)


def _organisations(desk: Desk) -> None:
    from app.gui.places.organisations import open_organisations

    open_organisations(desk)


def _identity(desk: Desk) -> None:
    from app.gui.places.identity import open_new_identity

    open_new_identity(desk)


def _nearby(desk: Desk) -> None:
    from app.gui.places.nearby import open_nearby

    open_nearby(desk)


def _log(desk: Desk) -> None:
    from app.gui.places.papers import open_whole

    open_whole(desk, ("intervention-log",), desk.look.tr("Log of interventions"))


def _checkins(desk: Desk) -> None:
    from app.gui.places.checkins import open_board

    open_board(desk)


def _readiness(desk: Desk) -> None:
    from app.gui.places.papers import open_whole

    open_whole(desk, ("readiness",), desk.look.tr("This machine"))


def _map(desk: Desk) -> None:
    from app.gui.places.map import open_map

    open_map(desk)


def _warning(desk: Desk) -> None:
    from app.gui.places.warning import open_warning

    open_warning(desk)


def _directory(desk: Desk) -> None:
    from app.gui.places.participants import open_directory

    open_directory(desk)


def _matches(desk: Desk) -> None:
    from app.gui.places.participants import open_matches

    open_matches(desk)


OPENS: Mapping[str, Callable[[Desk], None]] = {
    "ways": _ways, "backup": _backup, "second": _second, "border": _border, "wipe": _wipe, "machine": _machine,
    "leaving": _leaving, "members": _members, "nearby": _nearby, "log": _log, "map": _map, "readiness": _readiness,
    "identity": _identity, "organisations": _organisations, "checkins": _checkins,
    "warning": _warning,
    "directory": _directory, "matches": _matches,
}  # fmt: skip
"""What opens each of them."""
