"""List incidents with people in danger now, and waiting reports about such incidents.

The danger ends only if a person says so in the incident, or decides on the report.
"""

from collections.abc import MutableMapping
from weakref import WeakKeyDictionary

from attrs import frozen

from app.actions import inbox, retracted
from app.actions.inbox import Came
from app.actions.report import Carried
from app.domain.kinds import KINDS
from app.domain.record import Record
from app.errors import NotDeliveredYet, NotOpened
from app.store import records as store
from app.store.inbox import Arrived
from app.store.schema import sort_range, value_of
from app.store.vault import Vault

MOST = 500
"""The most reports that are searched, newest first; older ones are only counted, and read when they are opened."""
_SAID: MutableMapping[Vault, dict[bytes, bool]] = WeakKeyDictionary()
"""By the hash of a report that was read: True if an incident in it has a person in danger."""


@frozen
class Said:
    """A waiting report, and its incident with a person in danger now."""

    came: Came
    event: Carried


def incidents(vault: Vault) -> list[Record]:
    """Return the incidents with a person in danger now, the last changed first."""
    event = KINDS["event"].number
    rows = vault.con.execute(
        f"SELECT sort FROM record WHERE kind = {event} AND removed = 0 AND {value_of('urgent')} = 1"  # noqa: S608
        " AND sort BETWEEN ? AND ?", sort_range(event),
    )  # fmt: skip
    found = store.load_rows(vault.con, [row[0] for row in rows.fetchall()])
    return sorted(found, key=lambda record: record.updated, reverse=True)


def reports(vault: Vault) -> list[Said]:
    """Return the waiting reports about a person in danger now, newest first."""
    said = _SAID.setdefault(vault, {})
    found = []
    for came in inbox.all_(vault, "delivered", MOST):
        if said.get(came.arrived.hash, True):
            event = _in_danger(vault, came.arrived)
            said[came.arrived.hash] = event is not None
            found += [Said(came, event)] if event is not None else []
    return found


def _in_danger(vault: Vault, arrived: Arrived) -> Carried | None:
    try:
        body = retracted.left_of(vault, inbox.body_of(vault, arrived), arrived.contact)
    except (NotDeliveredYet, NotOpened):
        return None
    return next((row for row in body.records if row.kind == "event" and row.fields.get("urgent") is True), None)
