"""Store evidence: hash and encrypt originals in one pass, and show them from memory.

The chain of custody gets an entry each time a file is received, checked, exported or shared.
"""

import mimetypes
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

from attrs import frozen

from app.actions.kernel import clock
from app.actions.kernel.change_set import Changed
from app.actions.kernel.records import record_of, write_records
from app.domain.fields import Value
from app.domain.record import Record
from app.domain.release.copies import is_copy
from app.errors import InputRefused, NotFound, NotOpened
from app.phrase import Phrase
from app.store.records import custody, files, record_lists
from app.store.records.record_rows import parts_of, wholes_of
from app.store.vault.blobs import BlobReader, StoredBlob, import_file, verify
from app.store.vault.open_vault import Vault
from crypto.custody import Action, CustodyEntry
from sync.ports import Told, ignore_progress

MEDIA = {"image": "photo", "video": "video", "audio": "audio", "text": "document", "application": "document"}


@frozen
class Item:
    """One evidence item with its file and its chain of custody; `file` is None if only the record is here."""

    record: Record
    file: StoredBlob | None
    custody: Sequence[CustodyEntry]


def take_in(
    vault_folder: Path, path: Path, random: Callable[[int], bytes] = os.urandom, told: Told = ignore_progress
) -> StoredBlob:
    """Hash, encrypt and store one original, without the database: a window can run it outside the vault's thread.

    `told` runs on the thread that reads. If it stops the work, no file is left.
    """
    return import_file(vault_folder, path, random, told)


def add(
    vault: Vault, path: Path, to: str, stored: StoredBlob | None = None, told: Told = ignore_progress
) -> tuple[Record, Changed]:
    """Add a file as evidence of a record (event, act, person or source).

    `stored` is the result of `take_in`, if that ran before. The same content again returns the record's existing item.
    """
    target = record_of(vault, to)
    role = vault.kinds["evidence_item"].role("of")
    if role is None or target.kind not in role.to:
        raise InputRefused(
            Phrase("Evidence cannot belong to a {kind}.", kind=target.kind),
            "Add it to an incident, act, person or source.",
        )
    stored = stored or take_in(vault.folder, path, vault.random, told)
    mime = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    fields: dict[str, Value] = {
        "title": _text(path.stem)[:120] or "file",
        "kind": MEDIA.get(mime.split("/")[0], "other"),
        "file_name": _text(path.name),
        "sha256": stored.sha256.hex(),
        "size": stored.size,
        "mime": mime,
    }
    with write_records(vault) as writer:
        known = _item_of(vault, stored.sha256, target.id)
        files.allow(vault, stored.sha256)
        files.keep(vault, stored)
        if known is not None:
            return known, Changed(frozenset({"evidence_item"}), (known.id,))
        id_ = writer.create(vault.kinds["evidence_item"], fields)
        writer.link(id_, "of", target.id)
        note(vault, id_, Action.RECEIVED, stored.sha256)
    return record_of(vault, id_.hex()), Changed(frozenset({"evidence_item"}), (id_, target.id))


def _text(name: str) -> str:
    """Return a file's name as text that can be stored; characters that no text can contain are marked."""
    return "".join(c if c.isprintable() else "\ufffd" for c in name).strip()


def _item_of(vault: Vault, sha256: bytes, target: bytes) -> Record | None:
    for part in parts_of(vault.con, target):
        record = record_of(vault, part.hex())
        if record.kind == "evidence_item" and record.fields.get("sha256") == sha256.hex():
            return record
    return None


def note(
    vault: Vault, item: bytes, action: Action, sha256: bytes, reason: str = "", other: bytes | None = None
) -> None:
    """Add a line to the chain of custody, in the transaction of the act. `other` is the original of a copy."""
    custody.append(
        vault.con,
        item,
        action,
        vault.author,
        sha256,
        other=other,
        reason=reason,
        at=vault.now(),
        clock_state=clock.state(vault),
    )


def show(vault: Vault, handle: str) -> Item:
    """Return an evidence item with its chain of custody."""
    record = record_of(vault, handle)
    if record.kind != "evidence_item":
        raise InputRefused(Phrase("{ref} is a {kind}, not evidence.", ref=record.ref, kind=record.kind))
    sha256 = record.fields.get("sha256")
    stored = files.by_hash(vault, bytes.fromhex(sha256)) if isinstance(sha256, str) else None
    return Item(record, stored, custody.entries(vault.con, record.id))


def reader(vault: Vault, item: Item) -> BlobReader:
    """Return the original as a seekable reader in memory; nothing is written anywhere."""
    if item.file is None:
        raise NotFound("The original of this item is not in this vault.", "Ask who sent the record for the file.")
    return files.reader(vault, item.file)


def of_record(vault: Vault, id_: bytes) -> list[Item]:
    """Return the evidence of a record, in the order in which it was added."""
    items = [record_of(vault, part.hex()) for part in parts_of(vault.con, id_)]
    return [
        show(vault, item.id.hex()) for item in sorted(items, key=lambda r: r.created) if item.kind == "evidence_item"
    ]


def note_export(vault: Vault, item: Item, reason: str) -> Changed:
    """Record in the chain of custody that a copy was exported."""
    with vault.transaction():
        note(vault, item.record.id, Action.EXPORTED, item.file.sha256 if item.file else bytes(32), reason)
    return Changed(frozenset({"evidence_item"}), (item.record.id,))


def verify_original(vault: Vault, item: Item) -> None:
    """Read a complete original and compare it with its hash, without the database. Raises NotOpened for damage."""
    reader(vault, item).close()
    if item.file is not None:
        verify(vault.folder, item.file)


def note_checked(vault: Vault, item: Item) -> Changed:
    """Verify the complete chain of custody, and record an original as unchanged. Raises NotOpened if it is broken."""
    custody.verify(vault.con)
    with vault.transaction():
        note(vault, item.record.id, Action.CHECKED, item.file.sha256 if item.file else bytes(32))
    return Changed(frozenset({"evidence_item"}), (item.record.id,))


def check(vault: Vault, told: Told = ignore_progress) -> tuple[int, list[str]]:
    """Verify every original against its hash; return the number of undamaged ones, and the problems of the others."""
    ids = record_lists.list_ids(vault.con, vault.kinds["evidence_item"].number)
    wrong: list[str] = []
    whole = 0
    for done, id_ in enumerate(ids):
        told(done, len(ids))
        item = show(vault, id_.hex())
        if item.file is None:
            wrong.append(Phrase("{ref}: the original is not in this vault", ref=item.record.ref))
            continue
        try:
            verify(vault.folder, item.file)
            whole += 1
            with vault.transaction():
                note(vault, item.record.id, Action.CHECKED, item.file.sha256)
        except NotOpened as bad:
            wrong.append(Phrase("{ref}: {why}", ref=item.record.ref, why=bad))
    return whole, wrong


_DEEP = 3
"""Levels from an incident to the evidence of its parts."""


def note_viewed(vault: Vault, handle: str) -> bool:
    """Record that a person sees an original; return True if a line was added. A copy gets no line."""
    item = show(vault, handle)
    viewed = cast(set[bytes], vault.sitting.setdefault("viewed", set[bytes]()))
    if item.file is None or is_copy(item.record) or item.record.id in viewed:
        return False
    with vault.transaction():
        note(vault, item.record.id, Action.VIEWED, item.file.sha256)
    viewed.add(item.record.id)
    return True


def list_beside(vault: Vault, item: Record) -> list[Record]:
    """Return all evidence of the same incident, or of the same record without one, in the order of its arrival."""
    top = item
    for _ in range(_DEEP):
        above = wholes_of(vault.con, top.id) if top.kind != "event" else []
        top = record_of(vault, above[0].hex()) if above else top
    found, edge = {top.id: top}, [top.id]
    for _ in range(_DEEP):
        edge = [part for whole in edge for part in parts_of(vault.con, whole) if part not in found]
        found |= {part: record_of(vault, part.hex()) for part in edge}
    return sorted((one for one in found.values() if one.kind == "evidence_item"), key=lambda one: one.entry)
