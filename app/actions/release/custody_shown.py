"""Show lines of custody to the recipient of a file, and keep the lines that come with a file.

Our own use gets every line of an item. Other recipients get no words of a person, no code, no exact time, and no line
about another giver, recipient or item. The sender signs the lines as statements, without a head of the chain: entries
can be guessed, and a head would confirm it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from attrs import evolve

import crypto
from app.actions.records import evidence
from app.actions.records.custody_lines import CODES, STEPS, coarsen
from app.domain.record import Record
from app.domain.redact import Profile
from app.phrase import Phrase
from app.store.records import custody
from app.store.records import record_rows as store
from app.store.vault.open_vault import Vault
from crypto.custody import Action, CustodyEntry, show_lines

MOST = 1_000
"""The most lines of one item that a report shows or brings: the newest ones."""
MOST_BYTES, MOST_ALL = 256 * 1024, 4 * 1024 * 1024
"""The most bytes of the lines of one item, and of all items of a report."""
_SHOWN = (Action.RECEIVED, Action.COPIED, Action.REDACTED, Action.SHARED, Action.CHECKED)


def share(vault: Vault, body: bytes, profile: Profile, contact: bytes, files: Mapping[bytes, bytes]) -> bytes:
    """Record that files (item and SHA-256) are shared, and return the report with our lines. In a transaction."""
    for item, sha256 in files.items():
        evidence.note(vault, item, Action.SHARED, sha256, other=contact)
    report = crypto.read_body(body)
    known = {contact, *(row.record_id for row in report.records)}
    key, made = vault.identity(), []
    for item, sha256 in files.items():
        lines = custody.entries(vault.con, item)
        if not profile.own:
            step = time_step(profile)
            lines = [coarsen(line, step) for line in lines if may_show(line, vault.ours, known, sha256)]
        made.append(show_lines(key, item, _newest([line.encode() for line in lines])))
    try:
        return evolve(report, custody=tuple(made)).encode() if made else body
    except ValueError:  # a report without room for them: it is useful without the lines
        return body


def _newest(lines: Sequence[bytes]) -> Sequence[bytes]:
    """Return the newest lines that a recipient keeps."""
    lines, room = lines[-MOST:], MOST_BYTES - 200
    for at in range(len(lines) - 1, -1, -1):
        room -= len(lines[at]) + 5
        if room < 0:
            return lines[at + 1 :]
    return lines


def time_step(profile: Profile) -> str:
    """Return the step of the times of lines: by the facet of the reader, and a day if no originals leave."""
    step = profile.facets["time"].partition("|")[0]
    return step if step in STEPS[1 if not profile.originals else 0 :] else "day"


def may_show(entry: CustodyEntry, ours: Collection[bytes], known: Collection[bytes], sha256: bytes) -> bool:
    """Return True if an entry has only the history of the shared file."""
    plain = CODES.fullmatch(entry.reason) is not None and entry.action in _SHOWN
    return plain and entry.actor in ours and entry.sha256 == sha256 and (entry.other is None or entry.other in known)


def keep(
    vault: Vault, rows: "Iterable[crypto.ShownLines]", senders: Collection[bytes], theirs: Callable[[Record], bool]
) -> list[tuple[bytes, str, str]]:
    """Keep the lines that the sender of a report signed for evidence from that sender. In a transaction.

    Return the items with more lines than a vault keeps, each with the reason.
    """
    refused, room = list[tuple[bytes, str, str]](), MOST_ALL
    for row in rows:
        record, data = store.load(vault.con, row.item), row.encode()
        if crypto.hash_("id", row.signer) not in senders or record is None or not theirs(record):
            continue
        if len(row.lines) > MOST or len(data) > min(room, MOST_BYTES):
            refused.append((row.item, "", Phrase("too many custody lines")))
        elif record.kind == "evidence_item":
            room -= len(data)
            custody.keep_came(vault.con, row.item, data, vault.now())
    return refused
