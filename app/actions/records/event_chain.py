"""Read the chain of events of an incident (before, after, causes and results), as people linked them."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from attrs import frozen

from app.actions.kernel import records
from app.actions.kernel.change_set import Changed
from app.domain.moment import parse_moment
from app.domain.record import Record
from app.store.records import links
from app.store.records import record_rows as store
from app.store.vault.open_vault import Vault

MOST = 24
"""The most incidents of a chain; those with the fewest links between come first."""
_BEFORE, _AFTER = "01", "22"
INVERSE: Final[Mapping[str, str]] = {
    "01": "22", "22": "01", "02": "21", "21": "02", "03": "23", "23": "03", "11": "11",
}  # fmt: skip
"""The inverse of each relation; a code that is not here reads the same from both sides."""


@frozen
class ChainLink:
    """One link: the id of its record, and the relation of the first incident to the other (a code of `chain`)."""

    id: bytes
    first: bytes
    other: bytes
    relation: str
    note: str = ""

    def seen_from(self, event: bytes) -> tuple[bytes, str] | None:
        """Return the incident at the other end, and its relation to this one; None for a link of other incidents."""
        if event == self.first:
            return self.other, INVERSE.get(self.relation, self.relation)
        return (self.first, self.relation) if event == self.other else None


@frozen
class Chain:
    """The incidents in order of time, including the requested one, and the links between them.

    `more` is True if there are more incidents than are listed.
    """

    events: tuple[Record, ...] = ()
    links: tuple[ChainLink, ...] = ()
    more: bool = False


def read_event_chain(vault: Vault, event: Record) -> Chain:
    """Return the chain of an incident, followed along its links; empty if it has no links."""
    found: dict[bytes, Record] = {event.id: event}
    links: dict[bytes, ChainLink] = {}
    todo, more = [event.id], False
    while todo:
        here = todo.pop(0)
        for link in _touching(vault, here):
            far = link.other if link.first == here else link.first
            record = found.get(far) or store.load(vault.con, far)
            if record is None or record.removed or far == here:
                continue
            if far not in found and len(found) == MOST:
                more = True
                continue
            if far not in found:
                found[far] = record
                todo.append(far)
            links[link.id] = link
    if len(found) == 1:
        return Chain()
    return Chain(_in_time(found, links.values()), tuple(links.values()), more)


def _touching(vault: Vault, event: bytes) -> list[ChainLink]:
    found = []
    kind = vault.kinds["event_link"]
    for role in kind.between:
        for row in links.list_joined_events(vault.con, kind.number, event, role, MOST):
            found.append(ChainLink(row.id, row.first, row.other, row.relation, row.note))
    return found


def _in_time(found: Mapping[bytes, Record], links: Iterable[ChainLink]) -> tuple[Record, ...]:
    """Return incidents by date; on the same day, a link that says "before" or "after" decides the order."""
    order = sorted(found.values(), key=_when)
    day = {record.id: _when(record)[0] for record in order}
    for link in links:
        if link.relation in (_BEFORE, _AFTER) and day[link.first] == day[link.other]:
            ends = (link.first, link.other) if link.relation == _BEFORE else (link.other, link.first)
            early, late = (found[end] for end in ends)
            if order.index(early) > order.index(late):
                order.remove(early)
                order.insert(order.index(late), early)
    return tuple(order)


def _when(record: Record) -> tuple[int, int, int]:
    """Return the day, the minute and the time of entry of an incident; without a date, the day of entry."""
    told = record.fields.get("date_start")
    if not told:
        return date.fromtimestamp(record.created).toordinal(), -1, record.created
    moment = parse_moment(str(told))
    minute = moment.start.minute if moment.start else None
    return moment.sort_day, -1 if minute is None else minute, record.created


def join(vault: Vault, event: str, relation: str, other: str, note: str = "") -> tuple[Record, Changed]:
    """Link an incident to another with a relation (a code of `chain`) and a note."""
    given = {"event": event, "relation": relation, "other": other, "note": note}
    return records.add(vault, "event_link", given)
