"""Remove destroyed records from the copies in received and sent reports.

A received report keeps its manifest: its hash, its place in the sender's order and its other data. Destroyed records
are removed from its body, with the names and keys of their files. A report of ours that has not arrived is stopped,
because without the record it would be a different report.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from attrs import evolve, frozen

import crypto
from app.actions.kernel.report import ReportedRecord
from app.store.mail import anonymous_queue, inbox, outbox, report_copies
from app.store.mail import destruction as store
from app.store.mail.inbox import Arrived
from app.store.mail.outbox import BODY, Delivery
from app.store.mail.report_copies import ReportId
from app.store.records import files, partial_downloads, record_lists
from app.store.vault.blobs import StoredBlob, import_pieces
from app.store.vault.open_vault import Vault

DESTROYED = "destroyed here"
"""The reason of a delivery that was stopped because a part was destroyed."""
_IDS = re.compile(rb"(?=\x50(.{16})|\x58\x20(.{32}))", re.DOTALL)
"""Every place in CBOR that can be a record's id (16 bytes) or a file's hash (32 bytes)."""


@frozen
class DestructionSet:
    """Data to destroy: the ids of records, and the SHA-256 of files, also of those of the records."""

    records: Collection[bytes]
    hashes: Collection[bytes]

    def in_(self, data: bytes) -> bool:
        """Return True if CBOR bytes can contain one of the ids or hashes."""
        return any(
            (id_ and id_ in self.records) or (hash_ and hash_ in self.hashes) for id_, hash_ in _IDS.findall(data)
        )

    def named_in(self, data: bytes) -> set[bytes]:
        """Return the records whose ids CBOR bytes can contain."""
        return {id_ for id_, _ in _IDS.findall(data) if id_ and id_ in self.records}

    def left_of(self, body: "crypto.ReportBody") -> "crypto.ReportBody":
        """Return a report's body without the records."""
        gone = self.records
        return evolve(
            body,
            records=tuple(row for row in body.records if row.record_id not in gone),
            changes=tuple(row for row in body.changes if row.record_id not in gone),
            links=tuple(row for row in body.links if row.source not in gone and row.target not in gone),
            held_back=tuple(row for row in body.held_back if row.record_id not in gone),
            references=tuple(row for row in body.references if row.record_id not in gone),
            custody=tuple(row for row in body.custody if not any(self.in_(line) for line in row.lines)),
        )


def files_of(vault: Vault, doomed: DestructionSet) -> list[StoredBlob]:
    """Return the files that belong only to destroyed records, and to no report that waits for a decision."""
    found = []
    for sha256 in sorted(doomed.hashes):
        file = files.by_hash(vault, sha256)
        if (
            file
            and set(record_lists.list_users_of_file(vault.con, sha256)) <= set(doomed.records)
            and not _wanted(vault, file, doomed.records)
        ):
            found.append(file)
    return found


def _wanted(vault: Vault, blob: StoredBlob, gone: Collection[bytes]) -> bool:
    """Return True if an undecided report needs this file for a record that is not among those `gone`."""
    for sender, report in report_copies.list_waiting_for_file(vault.con, blob.blob_id):
        (arrived,) = inbox.find(vault.con, report, sender)
        if arrived.state in ("incomplete", "delivered"):
            body = body_of(vault, arrived, crypto.parse_manifest(inbox.manifest(vault.con, arrived)))
            if body is None or any(
                row.fields.get("sha256") == blob.sha256.hex() and row.record_id not in gone for row in body.records
            ):
                return True
    return False


def come(vault: Vault, doomed: DestructionSet) -> list[Arrived]:
    """Return the received reports that contain data to destroy."""
    return [arrived for arrived, _, _ in iterate_doomed_reports(vault, doomed)]


def iterate_doomed_reports(
    vault: Vault, doomed: DestructionSet, which: Iterable[ReportId] | None = None
) -> "Iterator[tuple[Arrived, crypto.Manifest, crypto.ReportBody | None]]":
    """Yield each report with data to destroy, with its content: of all received reports, or of those in `which`."""
    for sender, report in report_copies.list_received(vault.con) if which is None else which:
        (arrived,) = inbox.find(vault.con, report, sender)
        raw = inbox.manifest(vault.con, arrived)
        apart = inbox.blob_of(vault.con, arrived.sender, arrived.report, BODY)
        if apart is None and not doomed.in_(raw):
            continue
        manifest = crypto.parse_manifest(raw)
        body = body_of(vault, arrived, manifest)
        if doomed.in_(raw) or (body is not None and doomed.in_(body.encode())):
            yield arrived, manifest, body


def body_of(vault: Vault, arrived: Arrived, manifest: "crypto.Manifest") -> "crypto.ReportBody | None":
    """Return the body of a report; None if its text is missing, or if only a newer version can read it."""
    try:
        if manifest.body_blob is None:
            return crypto.parse_body(manifest.body)
        blob = inbox.blob_of(vault.con, arrived.sender, arrived.report, BODY)
        file = files.by_id(vault, blob) if blob else None
        return crypto.read_body(files.reader(vault, file).read_at(0, file.size)) if file else None
    except crypto.CryptoError:
        return None


def take_out(vault: Vault, doomed: DestructionSet) -> None:
    """Remove destroyed data from all received and sent reports. Call in the transaction that destroys it."""
    take_out_of_inbox(vault, doomed)
    for delivery in list_doomed_deliveries(vault, doomed):
        _stop(vault, doomed, delivery)


def take_out_of_inbox(vault: Vault, doomed: DestructionSet, which: Iterable[ReportId] | None = None) -> None:
    """Remove destroyed data from all received reports, or from those in `which`. In a transaction."""
    for arrived, manifest, body in list(iterate_doomed_reports(vault, doomed, which)):
        _take_out(vault, doomed, arrived, manifest, body)


def leave_out(vault: Vault, arrived: Arrived, gone: Sequence[ReportedRecord]) -> None:
    """Remove records that were destroyed here from a report that contains them again. In a transaction."""
    if gone:
        hashes = {bytes.fromhex(str(row.fields["sha256"])) for row in gone if "sha256" in row.fields}
        doomed = DestructionSet({row.id for row in gone}, hashes)
        store.delete_file_keys(vault, files_of(vault, doomed))
        manifest = crypto.parse_manifest(inbox.manifest(vault.con, arrived))
        _take_out(vault, doomed, arrived, manifest, body_of(vault, arrived, manifest))
        store.leave_traces(vault)


def _take_out(
    vault: Vault,
    doomed: DestructionSet,
    arrived: Arrived,
    manifest: "crypto.Manifest",
    body: "crypto.ReportBody | None",
) -> None:
    left = doomed.left_of(body) if body else None
    named = {str(row.fields.get("sha256")) for row in left.records} if left else set()
    kept = manifest
    for num, file in enumerate(manifest.attachments):
        if file.sha256 in doomed.hashes and file.sha256.hex() not in named:
            rest = list(kept.attachments)
            rest[num] = evolve(file, name="", mime="", sha256=bytes(32), k_blob=bytes(32))
            kept = evolve(kept, attachments=tuple(rest))
            report_copies.drop_expected(vault.con, (arrived.sender, arrived.report), num)
            partial_downloads.give_up(vault.con, file.object_id, file.sha256)
    if manifest.body_blob is not None:
        _write_body_anew(vault, arrived, left)
    elif doomed.records:  # a body for a newer version becomes empty: its destroyed parts cannot be found
        kept = evolve(kept, body=(left or crypto.ReportBody("", ())).value())
    report_copies.set_manifest(vault.con, (arrived.sender, arrived.report), kept.encode())
    inbox.mark_complete(
        vault.con, arrived.sender, arrived.report
    )  # the only missing file can be one that was removed now


def _write_body_anew(vault: Vault, arrived: Arrived, left: "crypto.ReportBody | None") -> None:
    """Replace a body that is a separate file with the rest of that body."""
    blob = inbox.blob_of(vault.con, arrived.sender, arrived.report, BODY)
    old = files.by_id(vault, blob) if blob else None
    if old is None or left is None:
        return
    new = files.keep(vault, import_pieces(vault.folder, [left.encode()], vault.random))
    if new != old.blob_id:
        report_copies.replace_expected(vault.con, (arrived.sender, arrived.report), BODY, new)
        store.delete_file_keys(vault, [old])


def list_doomed_deliveries(vault: Vault, doomed: DestructionSet) -> list[Delivery]:
    """Return the deliveries that contain data to destroy."""
    found = []
    for num in report_copies.list_deliveries(vault.con):
        delivery, there = outbox.get(vault.con, num), _as_named(vault, doomed, num)
        hashes = {
            blob.sha256 for row in outbox.list_attached_files(vault.con, num) if (blob := files.by_id(vault, row.blob))
        }
        if hashes & set(doomed.hashes) or there.in_(delivery.body):
            found.append(delivery)
    return found


def _as_named(vault: Vault, doomed: DestructionSet, delivery: int) -> DestructionSet:
    """Return the data to destroy with the ids of a delivery: an anonymous one uses other record ids."""
    names = anonymous_queue.names(vault.con, delivery)
    return evolve(doomed, records=frozenset(names.get(id_, id_) for id_ in doomed.records)) if names else doomed


def _stop(vault: Vault, doomed: DestructionSet, delivery: Delivery) -> None:
    """Remove the data from a delivery; close it if it has not arrived, and delete its encrypted objects."""
    con, num = vault.con, delivery.num
    left = _as_named(vault, doomed, num).left_of(crypto.read_body(delivery.body))
    for row in outbox.list_attached_files(con, num):
        blob = files.by_id(vault, row.blob)
        if row.num == BODY and blob is not None:
            store.delete_file_keys(vault, [blob])
        elif blob is not None and blob.sha256 in doomed.hashes:
            report_copies.drop_attachment(con, num, row.num)
    report_copies.drop_encrypted(con, num)
    report_copies.set_body(con, num, left.encode())
    if delivery.state in outbox.OPEN or delivery.is_stopped:
        outbox.set_state(con, num, "closed", vault.now(), DESTROYED)
