"""Read the rows of a list (`app.domain.views`) from an open vault, or from the outgoing data of a paper."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from app.actions.kernel import clock, records
from app.actions.kernel.record_context import Around, Inside
from app.domain import overdue
from app.domain.casework import tracker, treaties
from app.domain.fields import Type
from app.domain.legal_steps import find_stalled
from app.domain.moment import first_day
from app.domain.record import Record
from app.domain.views import AHEAD, ATTACK, IDLE, LATE, NO, SOON, VIEWS, View
from app.errors import NotFound
from app.phrase import Phrase
from app.store.records import links
from app.store.records.search import Query
from app.store.vault.open_vault import Vault


def view_named(name: str) -> View:
    """Return a list by its name. Raises NotFound with the known names."""
    if name not in VIEWS:
        said = Phrase("There is no list {name}.", name=name)
        raise NotFound(said, Phrase("Lists: {known}.", known=", ".join(VIEWS)))
    return VIEWS[name]


def rows(source: Around, view: View, found: Iterable[Record], on: date) -> list[Record]:
    """Return the records of a list on a day, in its order: the longest delay, then the earliest day first.

    The state of a record with steps is that of the day. The conditions read `source` only: a paper tells only outgoing
    data.
    """
    idle = list_stalled(source, on) if any(row.path == IDLE for row in view.where) else {}
    kept = [as_of_day(source, one, on) for one in found if one.kind in view.kinds]
    kept = [one for one in kept if all(
        row.holds([value for path in row.path.split() for value in _values(source, one, path, on, idle)])
        for row in view.where)]  # fmt: skip
    kept = treaties.list_current(kept, on.toordinal()) if view.latest else kept
    if view.order == LATE:
        return sort_late(source, kept, on)
    return sorted(kept, key=lambda one: (not (said := str(one.fields.get(view.order, ""))), said, source.entered(one)))


def as_of_day(source: Around, one: Record, on: date) -> Record:
    """Return a record as of a day: the state of a record with steps is that of the day."""
    kind = source.kinds[one.kind]
    steps, first = kind.state_from, kind.stages[0].code if kind.stages else tracker.OPEN
    found = source.parts(one, steps, "of") if steps else []
    found.sort(key=lambda step: (first_day(step.fields.get("date")) or 0, source.entered(step)))
    return one._replace(fields=tracker.as_of(one.fields, [step.fields for step in found], on.toordinal(), first))


def sort_late(source: Around, found: Iterable[Record], on: date) -> list[Record]:
    """Return records by their delay on a day, the longest first, then by their due day."""

    def key(one: Record) -> tuple[int, str, int]:
        due = source.kinds[one.kind].follow_up
        until = str(one.fields.get(due.field, "9999") if due else "")
        return -count_late_days(source, one, on), until, source.entered(one)

    return sorted(found, key=key)


def count_late_days(source: Around, one: Record, on: date) -> int:
    """Return the days that a record is late on a day; 0 if it is in time."""
    return overdue.count_overdue_days(source.kinds[one.kind], source.outline(one), on.toordinal()) or 0


def list_stalled(source: Around, on: date) -> Mapping[bytes, int]:
    """Return the stalled legal steps on a day, by their ids, with the days without a new step."""
    return find_stalled(source.steps(), on.toordinal(), source.patience)


def list_idle(vault: Vault, view: View, on: date | None = None) -> Mapping[bytes, int]:
    """Return the days without a new step of the rows of a list of stalled steps, by id; nothing for another list."""
    stalled = any(row.path == IDLE for row in view.where)
    return list_stalled(Inside(vault), on or clock.today(vault)) if stalled else {}


def _values(source: Around, one: Record, path: str, on: date, idle: Mapping[bytes, int]) -> Collection[object]:
    if path == IDLE:
        return [idle[one.id]] if one.id in idle else []
    if path == LATE:
        return [days] if (days := count_late_days(source, one, on)) else []
    kind = source.kinds[one.kind]
    if path == SOON:
        left = overdue.count_days_left(kind, one.fields, on.toordinal())
        return [True] if left is not None and left <= AHEAD else []
    if path == ATTACK:
        return [True] if is_attack(source, one) else []
    if path == NO:
        return [True] if any(said.column == "no" for _, said in source.consents(one, on.toordinal())) else []
    role, _, name = path.partition(".")
    if name:
        found = source.linked(one, role) if kind.role(role) else source.parts(one, role)
        hidden = [True] if not kind.role(role) and source.number(one, role) > len(found) else []
        return [*hidden, *(value for near in found for value in _values(source, near, name, on, idle))]
    if kind.role(path) is not None:
        return source.linked(one, path)
    if path not in kind.fields:
        return [None] * source.number(one, path)
    if kind.fields[path].type is Type.FLAG:
        return ["true"] if one.fields.get(path) is True else []
    value = source.outline(one).get(path)
    return value if isinstance(value, list) else [] if value is None else [value]


def is_attack(source: Around, event: Record) -> bool:
    """Return True for an incident that is, or can be, an attack on a defender."""
    from app.domain.casework import publicity  # not before this list

    acts = ((act, source.linked(act, "victim")) for act in source.parts(event, "act"))
    return publicity.is_attack((source.outline(act), map(source.outline, victims)) for act, victims in acts)


def find(vault: Vault, view: View, on: date | None = None, text: str = "", of: str = "") -> list[Record]:
    """Return the records of a list in the vault, today or as of a day.

    Only those with the words of `text`, and those that `of` (a record) has a link with. A record that began after the
    day is not in it. Without steps, the state is that of now.
    """
    single = (row for row in view.where if len(row.codes) == 1 and not row.no and "." not in row.path)
    codes = [(row.path, row.codes[0]) for row in single]
    found = [one for kind in view.kinds
             for one in records.find(vault, Query(kind, text=text, where=tuple(codes), limit=None))]  # fmt: skip
    if of:
        near = records.record_of(vault, of).id
        both = (*links.list_incoming(vault.con, near), *links.list_outgoing(vault.con, near))
        found = [one for one in found if one.id in {row.id for row in both}]
    if on is not None:
        found = [one for one in found if _begins(vault, view, one) <= on.toordinal()]
    return rows(Inside(vault), view, found, on or clock.today(vault))


def list_partner_types(vault: Vault, one: Record) -> list[object]:
    """Return the types of the organisations by which and about which a record is."""
    found = (near for role in ("by", "about") for near in Inside(vault).linked(one, role))
    return [near.fields.get("type") for near in found if near.kind == "organisation"]


def count_late(vault: Vault, one: Record, on: date | None = None) -> int:
    """Return the days that a record of the vault is late, today or on a day; 0 if it is in time."""
    return count_late_days(Inside(vault), one, on or clock.today(vault))


def _begins(vault: Vault, view: View, one: Record) -> int:
    """Return the first day of a record as a number, 0 if it is not known."""
    kind = vault.kinds[one.kind]
    return first_day(one.fields.get(view.since if view.since in kind.fields else kind.date)) or 0
