"""Write and queue withdrawal notices: they contain ids and reasons, no content of the records.

`retract` and `take back` are sent to the contacts that have the records; `answer` is the reply. Each is an ordinary
signed report with only this record.
"""

from collections.abc import Iterable, Mapping

import crypto
from app.actions.contacts.contact_cards import Contact
from app.domain.fields import Value
from app.domain.redact import Profile
from app.domain.report_values import export_fields
from app.store.mail import outbox, retractions
from app.store.vault.open_vault import Vault

PROFILE = Profile("retraction", "Withdrawal notice", "That something is withdrawn, and nothing of it")
"""The profile of such reports. People, rules and contact levels cannot choose it."""
KIND = "retraction"
RETRACT, BACK, ANSWER = "retract", "take back", "answer"


def queue(
    vault: Vault,
    contact: Contact,
    wire: bytes,
    says: Mapping[str, Value],
    replaces: Iterable[bytes] = (),
    *,
    urgent: bool = False,
) -> bytes:
    """Queue a notice for a contact about the retraction with this id; return the report's id. In a transaction."""
    kind = vault.kinds[KIND]
    body = crypto.ReportBody(PROFILE.name, (crypto.Copied(wire, KIND, export_fields(kind, says)),)).encode()
    report = vault.random(16)
    outbox.queue(
        vault.con, report, contact.record.id, contact.card.id, PROFILE.name, urgent, body, (), vault.now()
    )  # fmt: skip
    retractions.replace(vault.con, report, replaces)
    return report


def parse_record_ids(value: Value | None) -> list[bytes]:
    """Return the record ids in a list of hex texts; ignore other texts."""
    rows = [str(row) for row in value] if isinstance(value, list) else []
    return [bytes.fromhex(row) for row in rows if len(row) == 32 and not set(row) - set("0123456789abcdef")]
