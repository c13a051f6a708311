"""Show lines of custody to the recipient of a file, and keep the lines that come with a file.

Our own use gets every line of an item. Other recipients get no words of a person, and no line about another giver,
recipient or item. The sender signs the lines.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping

from attrs import evolve

import crypto
from app.actions.records import evidence
from app.domain.record import Record
from app.domain.redact import Profile
from app.store.records import custody
from app.store.records import record_rows as store
from app.store.vault.open_vault import Vault
from crypto.custody import Action, CustodyEntry, parse_entry, show_lines

MOST = 1_000
"""The most lines of one item that a report shows or brings: the newest ones."""
CODES = re.compile(r"(recipe [0-9a-f]{16}( [a-z_]{1,40})*)?")
"""The reasons that the program writes; all others are the words of a person."""
_SHOWN = (Action.RECEIVED, Action.COPIED, Action.REDACTED, Action.SHARED, Action.CHECKED)


def share(vault: Vault, body: bytes, profile: Profile, contact: bytes, files: Mapping[bytes, bytes]) -> bytes:
    """Record that files (item and SHA-256) are shared, and return the report with our lines. In a transaction."""
    for item, sha256 in files.items():
        evidence.note(vault, item, Action.SHARED, sha256, other=contact)
    report = crypto.read_body(body)
    known = {contact, *(row.record_id for row in report.records)}
    key, made = vault.identity(), []
    for item, sha256 in files.items():
        lines = [
            line for line in custody.list_shown(vault.con, item)
            if profile.own or may_show(parse_entry(line.entry), vault.ours, known, sha256)
        ]  # fmt: skip
        made.append(show_lines(key, item, lines[-MOST:]))
    try:
        return evolve(report, custody=tuple(made)).encode() if made else body
    except ValueError:  # a report without room for them: it is useful without the lines
        return body


def may_show(entry: CustodyEntry, ours: Collection[bytes], known: Collection[bytes], sha256: bytes) -> bool:
    """Return True if an entry has only the history of the shared file."""
    plain = CODES.fullmatch(entry.reason) is not None and entry.action in _SHOWN
    return plain and entry.actor in ours and entry.sha256 == sha256 and (entry.other is None or entry.other in known)


def keep(
    vault: Vault, rows: "Iterable[crypto.ShownLines]", senders: Collection[bytes], theirs: Callable[[Record], bool]
) -> None:
    """Keep the lines that the sender of a report signed for evidence from that sender. In a transaction."""
    for row in rows:
        record = store.load(vault.con, row.item)
        signed = crypto.hash_("id", row.signer) in senders and len(row.lines) <= MOST
        if signed and record is not None and record.kind == "evidence_item" and theirs(record):
            custody.keep_came(vault.con, row.item, row.encode(), vault.now())
