"""Find a received report by its id, and the later of a sender's reports, because a carrier can delay one.

Records can be sent without their history, and so without the values that they replace. An older report that arrives
after a newer one would then restore old values. The sender's own count decides. The time decides only if the sender
began to count again (a restored vault).
"""

from collections.abc import Sequence

import crypto
from app.actions.kernel import report as bodies
from app.domain.change import Change
from app.errors import InputRefused, NotFound
from app.phrase import Phrase
from app.store.mail import inbox
from app.store.mail.inbox import Arrived
from app.store.vault.open_vault import Vault


def find_report(vault: Vault, handle: str) -> Arrived:
    """Return the report whose id begins with these hex digits (at least 8). Raises NotFound and InputRefused."""
    text = handle.strip().lower().replace("-", "")
    found = inbox.begins(vault.con, text) if len(text) >= 8 and not set(text) - set("0123456789abcdef") else []
    if len(found) > 1:
        ids = ", ".join((row.report + row.sender).hex()[: max(len(text), 32) + 8] for row in found)
        raise InputRefused(
            Phrase("{count} reports begin with {handle}.", count=len(found), handle=handle),
            Phrase("Choose one: {ids}", ids=ids),
        )
    if not found:
        raise NotFound(Phrase("There is no report {handle} in the inbox.", handle=handle), "See: amparo inbox")
    return found[0]


def said_since(vault: Vault, arrived: Arrived, manifest: "crypto.Manifest", known: Sequence[Change]) -> set[str]:
    """Return the fields of a record that were set by later reports of the sender, accepted before this one.

    `known` are all changes of the record, at least one.
    """
    by_id = {change.id: change for change in known}
    said: set[str] = set()
    for report in inbox.list_accepted(vault.con, arrived.sender):
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
