"""Find, leave out and destroy withdrawn records in reports that were not accepted.

Complete and incomplete reports wait here, and refused or partly accepted ones are stored too, with text and files.
Each destroyed record gets a custody entry, as usual, so that no later copy is accepted.
"""

from collections.abc import Collection, Iterable

from attrs import evolve

import crypto
from app.actions.kernel import clock
from app.actions.kernel import report_copies as mailed
from app.actions.kernel.report import ReceivedBody
from app.actions.kernel.report_copies import DestructionSet
from app.store.mail import destruction as store
from app.store.mail import inbox, report_copies, retractions
from app.store.mail.inbox import Arrived
from app.store.mail.report_copies import ReportId
from app.store.mail.retractions import ASIDE, HIDDEN
from app.store.records import custody, record_lists
from app.store.vault.open_vault import Vault
from crypto.custody import Action


def find_records_from_contact(vault: Vault, contact: bytes, records: Collection[bytes]) -> set[bytes]:
    """Return the given records that exist in reports of a contact, under any of its keys."""
    return _in_mail(vault, records, report_copies.list_received_from(vault.con, contact)) if records else set()


def find_records_from_others(vault: Vault, contact: bytes, records: Collection[bytes]) -> set[bytes]:
    """Return the given records that also exist in reports of other senders."""
    return _in_mail(vault, records, report_copies.list_received_from_others(vault.con, contact)) if records else set()


def _in_mail(vault: Vault, records: Collection[bytes], which: Iterable[ReportId]) -> set[bytes]:
    asked, found = DestructionSet(frozenset(records), ()), set[bytes]()
    for arrived, _, body in mailed.iterate_doomed_reports(vault, asked, which):
        # a body for a newer Amparo can contain any named record
        found |= _records(body) if body else asked.named_in(inbox.manifest(vault.con, arrived))
    return found & set(records)


def list_record_ids(vault: Vault, arrived: Arrived) -> set[bytes]:
    """Return the records in a report; empty if its text is missing or unreadable."""
    body = mailed.body_of(vault, arrived, crypto.parse_manifest(inbox.manifest(vault.con, arrived)))
    return _records(body) if body else set()


def _records(body: "crypto.ReportBody") -> set[bytes]:
    return {row.record_id for row in body.records} | {row.record_id for row in body.changes}


def hidden_in(vault: Vault, arrived: Arrived) -> int:
    """Return the number of records of a report that are hidden because the sender withdrew them."""
    return sum(_hidden(vault, id_, arrived.contact) for id_ in list_record_ids(vault, arrived))


def left_of(vault: Vault, body: ReceivedBody, sender: bytes | None) -> ReceivedBody:
    """Return a report in the inbox without the records that its sender withdrew and that are hidden here."""
    return evolve(body, records=tuple(row for row in body.records if not _hidden(vault, row.id, sender)))


def _hidden(vault: Vault, record: bytes, sender: bytes | None) -> bool:
    return any(
        row.contact == sender and retractions.read_result(vault.con, row.id, record) in (HIDDEN, ASIDE)
        for row in retractions.of_record(vault.con, record)
    )


def destroy(vault: Vault, records: Collection[bytes], reason: str) -> None:
    """Destroy records that exist only in reports of senders; `destruction.finish` clears traces. In a transaction."""
    if not records:
        return
    doomed, hashes = _doomed(vault, records)
    store.delete_file_keys(vault, mailed.files_of(vault, doomed))
    mailed.take_out_of_inbox(vault, doomed)
    for id_ in sorted(records):
        custody.append(
            vault.con, id_, Action.DESTROYED, vault.author, hashes.get(id_, bytes(32)), reason=reason, at=vault.now(),
            clock_state=clock.state(vault),
        )  # fmt: skip
    for sha256 in doomed.hashes:
        if not record_lists.list_users_of_file(vault.con, sha256):
            store.drop_words(vault, sha256)
    store.leave_traces(vault)


def destroy_repeated_copy(vault: Vault, records: Collection[bytes], of: Arrived | bytes) -> None:
    """Remove destroyed records that arrived again, from this report or all reports of this contact.

    In a transaction.
    """
    gone = {id_ for id_ in records if store.read_destruction_entry(vault, id_) is not None}
    if isinstance(of, bytes):
        which = report_copies.list_received_from(vault.con, of)
    else:
        which = [(one.sender, one.report) for one in inbox.find(vault.con, of.report, of.sender)]
    if gone and any(True for _ in mailed.iterate_doomed_reports(vault, DestructionSet(gone, ()), which)):
        doomed, _ = _doomed(vault, gone, which)
        store.delete_file_keys(vault, mailed.files_of(vault, doomed))
        mailed.take_out_of_inbox(vault, doomed, which)
        store.leave_traces(vault)


def _doomed(
    vault: Vault, records: Collection[bytes], which: Iterable[ReportId] | None = None
) -> tuple[DestructionSet, dict[bytes, bytes]]:
    """Return the data to destroy with these records, and the hash of the file of each."""
    ids, hashes = frozenset(records), dict[bytes, bytes]()
    for _, _, body in mailed.iterate_doomed_reports(vault, DestructionSet(ids, ()), which):
        hashes |= {id_: sha256 for id_, sha256 in _files(body) if id_ in ids}
    return DestructionSet(ids, frozenset(hashes.values())), hashes


def _files(body: "crypto.ReportBody | None") -> Iterable[tuple[bytes, bytes]]:
    """Yield each record in a report with the hash of its file, from the record or a change."""
    for row in body.records if body else ():
        yield from _hash(row.record_id, row.fields.get("sha256"))
    for change in body.changes if body else ():
        if "sha256" in change.fields:
            yield from _hash(change.record_id, change.fields["sha256"].value)


def _hash(record: bytes, said: object) -> Iterable[tuple[bytes, bytes]]:
    if isinstance(said, str) and len(said) == 64 and not set(said) - set("0123456789abcdef"):
        yield record, bytes.fromhex(said)
