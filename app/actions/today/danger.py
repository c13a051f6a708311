"""List incidents with people in danger now, and waiting reports about such incidents.

The danger ends only if a person says so in the incident, or decides on the report.
"""

from collections.abc import MutableMapping
from weakref import WeakKeyDictionary

from attrs import frozen

from app.actions.kernel.report import ReportedRecord
from app.actions.mail import inbox, withdrawn_inbox
from app.actions.mail.inbox import ReceivedReport
from app.domain.record import Record
from app.errors import NotDeliveredYet, NotOpened
from app.store.mail.inbox import Arrived
from app.store.records import record_lists
from app.store.vault.open_vault import Vault

MOST = 500
"""The most reports that are searched, newest first; older ones are only counted, and read when they are opened."""
_SAID: MutableMapping[Vault, dict[bytes, bool]] = WeakKeyDictionary()
"""By the hash of a report that was read: True if an incident in it has a person in danger."""


@frozen
class DangerReport:
    """A waiting report, and its incident with a person in danger now."""

    came: ReceivedReport
    event: ReportedRecord


def incidents(vault: Vault) -> list[Record]:
    """Return the incidents with a person in danger now, the last changed first."""
    found = record_lists.list_urgent(vault.con, vault.kinds["event"].number)
    return sorted(found, key=lambda record: record.updated, reverse=True)


def reports(vault: Vault) -> list[DangerReport]:
    """Return the waiting reports about a person in danger now, newest first."""
    said = _SAID.setdefault(vault, {})
    found = []
    for came in inbox.list_reports(vault, "delivered", MOST):
        if said.get(came.arrived.hash, True):
            event = _in_danger(vault, came.arrived)
            said[came.arrived.hash] = event is not None
            found += [DangerReport(came, event)] if event is not None else []
    return found


def _in_danger(vault: Vault, arrived: Arrived) -> ReportedRecord | None:
    try:
        body = withdrawn_inbox.left_of(vault, inbox.body_of(vault, arrived), arrived.contact)
    except (NotDeliveredYet, NotOpened):
        return None
    return next((row for row in body.records if row.kind == "event" and row.fields.get("urgent") is True), None)
