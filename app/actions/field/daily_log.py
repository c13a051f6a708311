"""Write, read and check the signed daily log of an accompaniment or a mission."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from attrs import frozen

import crypto
from app.actions.contacts import contact_cards
from app.actions.kernel import records
from app.actions.kernel.change_set import Changed
from app.actions.kernel.records import Given, record_of
from app.domain import change as changes
from app.domain.kind import SEAL
from app.domain.record import Record
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.contacts import statements
from app.store.records import journals
from app.store.records import record_rows as store
from app.store.records.journals import LOG, Written
from app.store.vault import identity
from app.store.vault.open_vault import Vault
from crypto.signed_log import HEAD_0

ENTRY = "log_entry"
CORRECTS, FOLLOWS = "corrects", "follows"


@frozen
class LogEntryView:
    """One log entry as shown: its signer, its problem, and the later entries that correct it.

    `signer` is a name, or the first digits of an unknown key. `trouble` is empty if the entry is valid. `tried` counts
    later changes that arrived and were not accepted.
    """

    record: Record
    signer: str
    trouble: str = ""
    corrected_by: tuple[Record, ...] = ()
    tried: int = 0


@frozen
class LogCheck:
    """The result of a log check: the entries in the order of writing, and one sentence for each problem."""

    lines: tuple[LogEntryView, ...]
    breaks: tuple[tuple[str, str], ...]
    """The short code of an entry (or of the log, if an entry is missing) and the problem."""


def write(vault: Vault, of: str, given: Given) -> tuple[Record, Changed]:
    """Write an entry into a log; the default time is now, the default author is the name of this vault.

    Raises InputRefused if `of` has no log, or if a corrected or followed entry is in another log.
    """
    log = record_of(vault, of)
    if (role := vault.kinds[ENTRY].role(LOG)) is None or log.kind not in role.to:
        raise InputRefused(
            Phrase("{ref} has no log.", ref=log.ref), "Nothing was written. An accompaniment or a mission has one."
        )
    for handle in filter(None, (given.get(CORRECTS), given.get(FOLLOWS))):
        earlier = record_of(vault, str(handle))
        if (LOG, log.id) not in {(row.role, row.target) for row in store.links_of(vault.con, earlier.id)}:
            raise InputRefused(
                Phrase("{ref} is no entry of this log.", ref=earlier.ref),
                "Nothing was written. Look at: amparo log show",
            )
    at = datetime.fromtimestamp(vault.clock()).strftime("%Y-%m-%dT%H:%M")
    usual = {"at": at, "author": identity.name(vault) or Phrase("this vault")}
    told = {name: value for name, value in given.items() if value not in (None, "", [])}
    return records.add(vault, ENTRY, {**usual, **told, LOG: log.ref})


def lines(vault: Vault, of: str) -> tuple[LogEntryView, ...]:
    """Return the log of a record, the oldest entry first, each entry with its problem."""
    return check(vault, of).lines


def check(vault: Vault, of: str) -> LogCheck:
    """Check every signature of a log and the order of each signer's entries.

    A log without its last entries is valid. Only someone who has these entries can detect the loss.
    """
    log = record_of(vault, of)
    rows = journals.list_written_entries(vault, log.id)
    wrong = dict.fromkeys((row.id for row in rows), "")
    for row in rows:
        wrong[row.id] = _of_itself(vault, log, row)
    gaps = _order(rows, wrong)
    names = {signer: _name(vault, signer) for signer in {row.seal.signer for row in rows if row.seal is not None}}
    found = tuple(_line(vault, row, wrong[row.id], names) for row in rows)
    corrections = _corrections(vault, [line.record for line in found])
    whole = tuple(
        LogEntryView(line.record, line.signer, line.trouble, corrections.get(line.record.id, ()), line.tried)
        for line in found
    )
    breaks = [(line.record.ref, line.trouble) for line in whole if line.trouble]
    breaks += [(line.record.ref, _TRIED) for line in whole if line.tried]
    return LogCheck(whole, (*breaks, *((log.ref, why) for why in gaps)))


_TRIED = Phrase("A later change of this entry arrived. Amparo did not accept it.")


def _of_itself(vault: Vault, log: Record, row: Written) -> str:
    """Return the problem of one entry without its neighbours; empty if there is none."""
    if SEAL not in row.fields:
        return Phrase("The entry has no signature.")
    if row.seal is None:
        return Phrase("The signature is not readable.")
    if journals.log_of(row.seal) != log.id:
        return Phrase("The signature is for a different log.")
    if not any(link.role == LOG and link.target == log.id for link in store.links_of(vault.con, row.id)):
        return Phrase("The entry was removed from this log.")
    if row.lacks:
        return Phrase("The sender did not send all parts of the entry, so Amparo cannot check it.")
    if not row.holds:
        return Phrase("The text differs from the signed text.")
    if row.added:
        return Phrase("Added later and not signed: {fields}.", fields=", ".join(row.added))
    return ""


def _order(rows: Sequence[Written], wrong: dict[bytes, str]) -> list[str]:
    """Add entries that break the order to `wrong`, and return the gaps in each signer's chain."""
    chains: dict[bytes, list[Written]] = {}
    for row in rows:
        if row.seal is not None:
            chains.setdefault(row.seal.signer, []).append(row)
    lacking: list[str] = []
    for signer, chain in chains.items():
        known = {row.seal.n: row for row in reversed(chain) if row.seal is not None}
        for row in chain:
            if row.seal is None or wrong[row.id]:
                continue
            if known[row.seal.n] is not row:
                wrong[row.id] = Phrase("Two entries have the signed number {n}.", n=row.seal.n)
                continue
            before = known.get(row.seal.n - 1)
            if row.seal.n == 1:
                follows = row.seal.before == HEAD_0
            else:
                follows = before is None or bool(wrong[before.id]) or before.head == row.seal.before
            if not follows:
                wrong[row.id] = Phrase("The entry does not follow the entry before it.")
        gone = [n for n in range(1, max(known) + 1) if n not in known]
        if gone:
            numbers = ", ".join(map(str, gone[:20]))
            lacking.append(
                Phrase("Missing entries of the key {key}: {numbers}.", key=signer.hex()[:8], numbers=numbers)
            )
    return lacking


def _line(vault: Vault, row: Written, trouble: str, names: Mapping[bytes, str]) -> LogEntryView:
    record = store.load(vault.con, row.id)
    if record is None:
        raise LookupError("an entry that was just read")
    signer = names[row.seal.signer] if row.seal is not None else ""
    return LogEntryView(
        record, signer, trouble, (), len(changes.list_contradictions(store.changes_of(vault.con, row.id)))
    )


def _name(vault: Vault, id_pk: bytes) -> str:
    """Return the owner of a key: our name, a contact's title, or the first digits of the key."""
    id_ = crypto.hash_("id", id_pk)
    if id_ in vault.ours:
        return identity.name(vault) or Phrase("this vault")
    known = statements.contact_of(vault.con, id_)
    return contact_cards.title(vault, known[0]) if known else Phrase("a key of no contact: {key}", key=id_pk.hex()[:16])


def _corrections(vault: Vault, entries: Sequence[Record]) -> Mapping[bytes, tuple[Record, ...]]:
    """Return the later entries by the entry that they correct, in the order of writing."""
    found: dict[bytes, tuple[Record, ...]] = {}
    for entry in entries:
        for link in store.links_of(vault.con, entry.id):
            if link.role == CORRECTS:
                found[link.target] = (*found.get(link.target, ()), entry)
    return found
