"""Write the manifest of a report to a contact; `control` writes the service messages."""

from collections.abc import Sequence

import crypto
from app.actions.mail import anonymous
from app.errors import NotFound
from app.store.contacts import cards
from app.store.mail import outbox, report_copies, retractions
from app.store.mail.outbox import BODY, Attached, Delivery
from app.store.records import files as stored
from app.store.vault.blobs import StoredBlob
from app.store.vault.open_vault import Vault

REPORT, CONTROL = 1, 2


def report_manifest(vault: Vault, delivery: Delivery, files: Sequence[Attached]) -> bytes:
    """Return the manifest of a report, which is made once and then kept until the recipient's own acknowledgement."""
    body = next((file for file in files if file.num == BODY), None)
    attachments = tuple(_attachment(vault, file) for file in files if file.num != BODY)
    body_blob = _body_blob(vault, body) if body else None
    if delivery.anonymous:
        return anonymous.manifest(vault, delivery, attachments, body_blob)
    manifest = crypto.Manifest(
        kind=REPORT,
        report_id=delivery.report,
        to=delivery.addressee,
        created=hour(vault),
        sender=vault.identity().public,
        incarnation=vault.get("incarnation") or bytes(8),
        seq=next_seq(vault, delivery.contact),
        body=None if body else crypto.read_body(delivery.body).value(),
        attachments=attachments,
        body_blob=body_blob,
        replaces=retractions.list_replaced_reports(vault.con, delivery.report),
    )
    return manifest.encode()


def body_as_file(vault: Vault, number: int, body: StoredBlob) -> list[Attached]:
    """Store a body that is too large for its manifest as one more file of the delivery; return all its files."""
    with vault.transaction() as con:
        blob = stored.keep(vault, body)
        report_copies.add_body_file(con, number, BODY, blob)
        return outbox.list_attached_files(con, number)


def next_seq(vault: Vault, contact: bytes) -> int:
    """Return the next sequence number of this pair; no number is used twice."""
    with vault.transaction() as con:
        return cards.next_number(con, contact)


def hour(vault: Vault) -> int:
    """Return the current full hour in UTC seconds; no message has a more exact time."""
    return vault.now() // 3600 * 3600


def _attachment(vault: Vault, file: Attached) -> "crypto.Attachment":
    size, sha256 = _blob(vault, file)
    return crypto.Attachment(file.name, file.mime, size, sha256, file.object_id or b"", file.length, file.k_blob or b"")


def _body_blob(vault: Vault, file: Attached) -> "crypto.BodyBlob":
    size, sha256 = _blob(vault, file)
    return crypto.BodyBlob(size, sha256, file.object_id or b"", file.length, file.k_blob or b"")


def _blob(vault: Vault, file: Attached) -> tuple[int, bytes]:
    blob = stored.by_id(vault, file.blob)
    if blob is None:
        raise NotFound("A file of this report is no longer in the vault.", "Share it again without the file.")
    return blob.size, blob.sha256
