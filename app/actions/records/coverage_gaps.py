"""Find coverage gaps: future shifts without a person, vacant seats, and decisions without an owner.

The Now page asks often, so the query leaves out finished records; the rules are those of the roster and of networks.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from attrs import evolve, frozen

from app.actions.kernel import clock
from app.domain import roster, seats
from app.domain.moment import first_day, last_day
from app.domain.overdue import list_followed
from app.domain.record import Record
from app.domain.roster import DAY, Day, Shift
from app.store.records import links, record_lists
from app.store.records import record_rows as store
from app.store.vault.open_vault import Vault

AHEAD = 2
"""Days after today for which a gap is shown already."""


@frozen
class Gap:
    """A running accompaniment, and its uncovered times: days from today, start and end in minutes of that day."""

    record: Record
    open: tuple[tuple[int, int, int], ...]


@frozen
class Lacks:
    """All gaps: times, the soonest first; bodies, each with its vacant seats; decisions without an owner."""

    gaps: Sequence[Gap] = ()
    vacant: Sequence[tuple[Record, Sequence[Record]]] = ()
    ownerless: Sequence[Record] = ()

    @property
    def count(self) -> int:
        """Return the number of things that a person can act on."""
        return len(self.gaps) + len(self.vacant) + len(self.ownerless)

    @property
    def today(self) -> bool:
        """Return True if a gap is today."""
        return any(gap.open[0][0] == 0 for gap in self.gaps)


NONE = Lacks()
"""No gaps."""


def lacks(vault: Vault, known: Collection[bytes] = ()) -> Lacks:
    """Return the current gaps, without the decisions that are `known` (by id) to need a person anyway."""
    return Lacks(gaps(vault), _vacant(vault), _ownerless(vault, known))


def gaps(vault: Vault) -> list[Gap]:
    """Return the uncovered times of the rest of today and of the next days.

    If a companion must always be present, these are all times without one; otherwise the shifts that no one took.
    """
    now = datetime.fromtimestamp(vault.now())
    today, minute = now.toordinal(), now.hour * 60 + now.minute
    found = []
    for record in record_lists.list_active_accompaniments(vault.con):
        begins, ends = first_day(record.fields.get("date_start")), last_day(record.fields.get("date_end"))
        first, last = max(today, begins or 0), min(today + AHEAD, today + AHEAD if ends is None else ends)
        if first > last:
            continue
        kinds = record.fields.get("kind")
        permanent = isinstance(kinds, list) and "permanent" in kinds
        days = roster.grid(_shifts(vault, record.id, today), first, last, permanent)
        open_ = tuple(
            (day.day - today, max(start, minute) if day.day == today else start, end)
            for day in days
            for start, end in (day.gaps if permanent else _untaken(day))
            if day.day > today or end > minute
        )
        if open_:
            found.append(Gap(record, open_))
    return sorted(found, key=lambda gap: (gap.open[0], gap.record.ref))


def _shifts(vault: Vault, accompaniment: bytes, today: int) -> list[Shift]:
    """Return the shifts of an accompaniment on these days that were not missed, with their companions."""
    month = f"{date.fromordinal(today):%Y-%m}"  # ends in this month or later: only the month can be known
    rows = record_lists.list_shifts(vault.con, accompaniment, today - roster.MOST, today + AHEAD + 1, month)
    shifts = [roster.shift_of(row.id, row.start, row.end, ()) for row in rows]
    near = [one for one in shifts if one.start < (today + AHEAD + 1) * DAY and one.end > today * DAY]
    return [evolve(one, who=_linked(vault, one.id, "companion")) for one in near]


def _untaken(day: Day) -> list[tuple[int, int]]:
    """Return the shifts of a day that no one took."""
    return list(dict.fromkeys((stand.start, stand.end) for stand in day.stands if not stand.shift.who))


def _vacant(vault: Vault) -> list[tuple[Record, list[Record]]]:
    """Return the vacant seats that did not end, by their body."""
    found: dict[str, list[Record]] = {}
    for seat in record_lists.list_current_seats(vault.con):
        if not _linked(vault, seat.id, "holder"):
            for body in _linked(vault, seat.id, "body"):
                found.setdefault(body, []).append(seat)
    bodies = (store.load(vault.con, bytes.fromhex(body)) for body in found)
    return [(body, found[body.id.hex()]) for body in bodies if body is not None]


def _ownerless(vault: Vault, known: Collection[bytes]) -> list[Record]:
    """Return the decisions that need an owner and have none, newest first, without those `known`."""
    today = clock.today(vault).toordinal()
    found = record_lists.list_ownerless_decisions(vault.con, list_followed(vault.kinds)["undertaking"].ended, known)
    kind = vault.kinds["undertaking"]
    return [row for row in found if seats.OWNERLESS in seats.decision_problems(kind, row.fields, today)]


def _linked(vault: Vault, id_: bytes, role: str) -> tuple[str, ...]:
    """Return the ids in hex of the records to which a record links in a role, without removed ones."""
    return tuple(target.hex() for target in links.list_targets(vault.con, id_, role))
