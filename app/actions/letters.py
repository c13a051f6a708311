"""What is written to a contact: the manifest of a report, and control messages (acknowledgements, our card)."""

from collections.abc import Sequence

from attrs import frozen

import crypto
from app.actions.contacts import Contact
from app.errors import NotFound
from app.store import files as stored
from app.store import identity, inbox, outbox
from app.store.blobs import StoredBlob
from app.store.outbox import BODY, Attached, Delivery
from app.store.vault import Vault
from sync.ports import SEGMENT

REPORT, CONTROL = 1, 2
MOST_MISSING = 100
"""Files named in one acknowledgement: with as many of those as a message holds it fits its manifest."""


@frozen
class Said:
    """What one control message says, so that it can be noted once it lies on a route."""

    acks: tuple[tuple[bytes, int], ...]
    heard: tuple[bytes, ...]
    card_seq: int


def due(vault: Vault, contact: Contact, route: str, with_mail: bool) -> bool:
    """Return whether a contact is owed a control message on this route.

    Ours is a new card that it has not been sent, acknowledgements it has not seen, or ones of its own that we have.
    """
    id_ = contact.record.id
    (sent,) = vault.con.execute("SELECT our_seq_sent FROM card WHERE record = ?", (id_,)).fetchone()
    mine = identity.card(vault).seq
    stick = route.startswith("stick")
    if inbox.owed(vault.con, id_, route) or inbox.heard(vault.con, id_):
        return True
    return (with_mail and (stick or sent < mine)) or 0 < sent < mine


def write(vault: Vault, contact: Contact, route: str) -> tuple[Said, bytes]:
    """Return a control message's manifest and what it says; every one carries our card as it is now."""
    id_ = contact.record.id
    owed = inbox.owed(vault.con, id_, route)
    heard = inbox.heard(vault.con, id_)
    card = identity.card(vault)
    manifest = crypto.Manifest(
        kind=CONTROL,
        report_id=vault.random(16),
        to=contact.card.id,
        created=_hour(vault),
        sender=vault.identity().public,
        incarnation=vault.get("incarnation") or bytes(8),
        seq=_next_seq(vault, id_),
        acks=tuple(
            crypto.Ack(
                report,
                hash_,
                status,
                _missing(vault, id_, report) if status == 4 else (),
                reason if status == 3 else "",
            )
            for report, hash_, status, reason in owed
        ),
        unacknowledged=tuple(outbox.unacknowledged(vault.con, id_)),
        card=card.file,
        acks_seen=tuple(heard),
    )
    said = Said(tuple((report, status) for report, _, status, _ in owed), tuple(heard), card.seq)
    return said, manifest.encode()


def _missing(vault: Vault, contact: bytes, report: bytes) -> "tuple[crypto.Missing, ...]":
    """Return the files that a report lacks, as runs of segments; a file is here whole or not at all.

    Of a report that lacks a great many, some: all of them in all reports would not fit a manifest, and any of them
    has its sender send whatever did not arrive.
    """
    (arrived,) = [row for row in inbox.find(vault.con, report) if row.contact == contact]
    manifest = crypto.parse_manifest(inbox.manifest(vault.con, arrived))
    lacking = inbox.lacking(vault.con, arrived.sender, report)
    files: list[crypto.Attachment | crypto.BodyBlob] = list(manifest.attachments)
    files += [manifest.body_blob] if manifest.body_blob else []
    found = [crypto.Missing(f.object_id, 0, -(-f.length // SEGMENT)) for f in files if f.object_id in lacking]
    return tuple(found[:MOST_MISSING])


def lies(vault: Vault, contact: bytes, said: Said, route: str) -> None:
    """Note that a control message lies on a route."""
    inbox.said(vault.con, contact, said.acks, route)
    if route.startswith("stick"):  # it may be lost: it says all of it again, and so does a relay
        return
    inbox.told(vault.con, contact, said.heard)
    vault.con.execute("UPDATE card SET our_seq_sent = max(our_seq_sent, ?) WHERE record = ?", (said.card_seq, contact))


def report_manifest(vault: Vault, delivery: Delivery, files: Sequence[Attached]) -> bytes:
    """Return the manifest of a report: made once, then kept until the addressee's own acknowledgement."""
    body = next((file for file in files if file.num == BODY), None)
    manifest = crypto.Manifest(
        kind=REPORT,
        report_id=delivery.report,
        to=delivery.addressee,
        created=_hour(vault),
        sender=vault.identity().public,
        incarnation=vault.get("incarnation") or bytes(8),
        seq=_next_seq(vault, delivery.contact),
        body=None if body else crypto.read_body(delivery.body).value(),
        attachments=tuple(_attachment(vault, file) for file in files if file.num != BODY),
        body_blob=_body_blob(vault, body) if body else None,
    )
    return manifest.encode()


def body_as_file(vault: Vault, number: int, body: StoredBlob) -> list[Attached]:
    """Keep a body that is too large for its manifest as one more file of the delivery; return all its files."""
    with vault.transaction() as con:
        blob = stored.keep(vault, body)
        con.execute(
            "INSERT OR IGNORE INTO attachment (delivery, num, blob, name, mime) VALUES (?, ?, ?, '', '')",
            (number, BODY, blob),
        )
        return outbox.attached(con, number)


def _next_seq(vault: Vault, contact: bytes) -> int:
    """Return the next sequence number of this pair; none is given twice."""
    with vault.transaction() as con:
        con.execute("UPDATE card SET out_seq = out_seq + 1 WHERE record = ?", (contact,))
        (seq,) = con.execute("SELECT out_seq FROM card WHERE record = ?", (contact,)).fetchone()
    return int(seq)


def _hour(vault: Vault) -> int:
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
