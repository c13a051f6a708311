"""Which of a sender's reports is the later one: whoever carries them can hold one back.

A record that is sent without its history says nothing of what it replaces, so an older report that is let through
after a newer one would bring old values back. The sender's own count says which is which, the hour only where the
sender began to count anew (a restored vault).
"""

from collections.abc import Sequence

import crypto
from app.actions import report as bodies
from app.domain.change import Change
from app.store import inbox
from app.store.inbox import Arrived
from app.store.vault import Vault


def said_since(vault: Vault, arrived: Arrived, manifest: "crypto.Manifest", known: Sequence[Change]) -> set[str]:
    """Return the fields of a record that later reports of the same sender said and that were accepted before this one.

    `known` are all changes of the record, at least one.
    """
    by_id = {change.id: change for change in known}
    said: set[str] = set()
    for report in inbox.accepted(vault.con, arrived.sender):
        change = by_id.get(bodies.snapshot_id(known[0].record, arrived.sender, report))
        if change is not None:
            (other,) = inbox.find(vault.con, report, arrived.sender)
            if _is_later(crypto.parse_manifest(inbox.manifest(vault.con, other)), manifest):
                said |= change.fields.keys()
    return said


def _is_later(other: "crypto.Manifest", this: "crypto.Manifest") -> bool:
    if other.incarnation == this.incarnation:
        return (other.seq or 0) > (this.seq or 0)
    return other.created > this.created
