"""What a report of a retraction says, and how it is queued: ids and reasons, nothing of what the records hold.

`retract` and `take back` go to those who have the records, `answer` goes back. Each is an ordinary signed report with
this one record in it.
"""

from collections.abc import Iterable, Mapping

import crypto
from app.actions.contacts import Contact
from app.domain.carried import out
from app.domain.fields import Level, Value
from app.domain.kinds import KINDS
from app.domain.redact import Profile
from app.store import outbox, retractions
from app.store.vault import Vault

PROFILE = Profile("retraction", "Retraction", "That something is withdrawn, and nothing of it", Level.V)
"""What such a report goes under. It is not among those a person, a rule or a contact's level may name."""
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
    """Queue what is said to a contact of the retraction with this id, and return the report's id. In a transaction."""
    kind = KINDS[KIND]
    body = crypto.ReportBody(PROFILE.name, (crypto.Copied(wire, KIND, out(kind, says)),)).encode()
    report = vault.random(16)
    outbox.queue(
        vault.con, report, contact.record.id, contact.card.id, PROFILE.name, urgent, body, (), vault.now()
    )  # fmt: skip
    retractions.replace(vault.con, report, replaces)
    return report


def ids(value: Value | None) -> list[bytes]:
    """Return the ids of records in a list of hex texts; what is none is left out."""
    rows = [str(row) for row in value] if isinstance(value, list) else []
    return [bytes.fromhex(row) for row in rows if len(row) == 32 and not set(row) - set("0123456789abcdef")]
