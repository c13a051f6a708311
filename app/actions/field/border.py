"""Run border mode: transfer a copy, wait for the proof that it restores, wipe, cross, and restore there.

    made (opened and checked here) -> handed over -> proof -> nothing changed since -> can be wiped

A contact gets the copy as one file (`store.pack`), sent like evidence by relay or USB stick. The proof is that
contact's signed acknowledgement `accepted`. Their program sends it only after it has read every byte without damage. On
a stick, the copy is a normal backup. The proof is that it was read back from the stick, opened with its passphrase, and
checked. The copy has a separate passphrase; the passphrases of this vault do not change.
"""

import json
import shutil
from pathlib import Path

from attrs import asdict, frozen

import crypto
from app.actions.contacts import contact_cards
from app.actions.contacts.contact_cards import Contact
from app.actions.kernel import clock
from app.actions.kernel.change_set import Changed
from app.actions.kernel.records import remove, write_records
from app.actions.mail import sharing
from app.actions.records import evidence
from app.actions.vault import lifecycle, session_vault
from app.domain.fields import Value
from app.errors import InputRefused, NotOpened, StorageFailed
from app.phrase import Phrase
from app.store.mail import delivery_lists
from app.store.records import custody, files
from app.store.upkeep import backup, backup_archive, notes_copy, restore, vault_marks
from app.store.vault import copies, header, wipe
from app.store.vault.backup_key import BackupKey
from app.store.vault.blobs import StoredBlob, blob_path, verify
from app.store.vault.connection import translate_errors
from app.store.vault.open_vault import Vault
from crypto.custody import Action
from sync.ports import Told, ignore_progress

STICK, CONTACT = "stick", "contact"
ACCEPTED = "accepted"
_KEPT = "border"
"""Setting of the vault: the border crossing that was begun."""


@frozen
class Crossing:
    """One transfer: `way` is STICK or CONTACT, `to` the folder or the contact's record id, `made` in UTC seconds.

    `report` and `item` (hex) identify the copy that was sent to a contact. `proof` is the time at which a stick was
    read back without damage, or 0. `marks` describe the state of the vault, to detect later changes.
    """

    way: str
    to: str
    name: str
    made: int
    size: int
    marks: tuple[int, ...]
    report: str = ""
    item: str = ""
    proof: int = 0


@frozen
class BorderStatus:
    """The status of a crossing: `state` of the delivery or STICK, `proven` in UTC seconds (0: no proof yet)."""

    crossing: Crossing
    state: str
    proven: int
    changed: bool

    @property
    def may_wipe(self) -> bool:
        """Return True if the transferred copy is proven to restore, and nothing changed since."""
        return bool(self.proven) and not self.changed


def read_status(vault: Vault) -> BorderStatus | None:
    """Return the status of the crossing that was begun last, or None."""
    kept = vault.get(_KEPT)
    if kept is None:
        return None
    said = json.loads(kept)
    crossing = Crossing(**{**said, "marks": tuple(said["marks"])})
    state, proven = crossing.way, crossing.proof
    if crossing.way == CONTACT:
        found = delivery_lists.list_of_report(vault.con, bytes.fromhex(crossing.report))
        state = found[0].state if found else "closed"
        proven = found[0].changed if state == ACCEPTED else 0
    return BorderStatus(crossing, state, proven, _marks(vault) != crossing.marks)


def _marks(vault: Vault) -> tuple[int, ...]:
    """Return numbers that change with all data that a person would miss, also with the session notes."""
    notes = notes_copy.compute_mark(vault.folder)
    return (*vault_marks.compute_marks(vault.con), *([notes] if notes else []))


def require_proof(vault: Vault) -> Crossing:
    """Return the proven crossing.

    Raises InputRefused, so that nothing is wiped, if the proof is missing or the vault changed after the transfer.
    """
    now = read_status(vault)
    if now is None:
        raise InputRefused(
            "You have not transferred anything yet.", "Amparo erased nothing. Transfer everything first."
        )
    if not now.proven:
        raise InputRefused(
            Phrase("The proof from {name} has not arrived yet.", name=now.crossing.name),
            "Amparo erased nothing. The proof arrives when the other vault has all data. Connect again.",
        )
    if now.changed:
        raise InputRefused("Records changed after the transfer.", "Amparo erased nothing. Transfer everything again.")
    return now.crossing


def hand_to_contact(
    vault: Vault, handle: str, passphrase: str, title: str, told: Told = ignore_progress
) -> tuple[Crossing, Changed]:
    """Queue the complete vault for a verified contact, as one file that opens only with `passphrase`.

    Both sides read `title` as its title. Until the wipe, the file needs as much space again as the vault. Raises
    InputRefused, StorageFailed, and NotOpened if data here is damaged and must be repaired first.
    """
    contact = contact_cards.find_by_name(vault, handle)
    if contact.state != "verified":
        raise InputRefused(
            Phrase("{name} is not verified.", name=contact.record.title),
            "Amparo transferred nothing. Compare the number first. If the card is false, another person gets all data.",
        )
    _no_passphrase_of_this_vault(vault, passphrase)
    folder = vault.folder / wipe.WORK
    with translate_errors():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
    try:
        parts = _made(vault, folder, passphrase, told)
        _room_for(vault.folder, sum(path.stat().st_size for _, path in parts))
        path = folder / f"{vault.random(4).hex()}{backup_archive.SUFFIX}"
        backup_archive.write(parts, path, told)
        stored = evidence.take_in(vault.folder, path, vault.random, told)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return _queue(vault, contact, stored, path.name, title)


def _no_passphrase_of_this_vault(vault: Vault, passphrase: str) -> None:
    """Raise InputRefused if this passphrase opens this vault: a person forced to reveal it would open both."""
    try:
        taken = lifecycle.opens(vault.folder, passphrase)
    except crypto.Malformed as nothing:
        raise InputRefused("The password is missing.", "Amparo transferred nothing.") from nothing
    if taken:
        raise InputRefused(
            "This password already opens this vault.", "Amparo transferred nothing. Use a separate password."
        )


def _room_for(folder: Path, size: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < 2 * size:
        raise StorageFailed(
            "The disk has not enough free space for one file with all data.",
            "Amparo transferred nothing. Free some space, or transfer to a USB stick.",
        )


def _key(vault: Vault, passphrase: str) -> BackupKey:
    """Return a key that the passphrase opens, with the same guessing cost as the vault's own."""
    m_kib, passes, _ = header.costs(header.read(vault.folder / backup_archive.HEADER))
    data, opened = crypto.create_header(passphrase, m_kib, passes, random=vault.random)
    return BackupKey(opened, data, opened.slot)


def _made(vault: Vault, folder: Path, passphrase: str, told: Told) -> list[tuple[str, Path]]:
    """Make the header and the database of the copy, open and check both and every file; return all by name."""
    made = _key(vault, passphrase)
    database = folder / made.opened.db_id.hex()
    with crypto.open_header(made.header, passphrase).vmk as vmk, crypto.database_key(vmk, made.opened.db_id) as key:
        copies.copy(*vault.database, database, key, backup=True, told=told)
        if copies.damaged_pages(database, key):
            raise NotOpened(
                "Amparo could not check the data that it wrote.", "Amparo transferred nothing. Check the disk."
            )
    with translate_errors():
        (folder / backup_archive.HEADER).write_bytes(made.header)
    parts = [(backup_archive.HEADER, folder / backup_archive.HEADER), (f"db/{database.name}", database)]
    session_vault.close(vault)
    if notes := notes_copy.pack(vault.folder, folder):
        parts.append((notes_copy.PACK, notes))
    for number, stored in enumerate(rows := files.list_files(vault)):
        told(number, len(rows))
        verify(vault.folder, stored)
        path = blob_path(vault.folder, stored.blob_id)
        parts.append((path.relative_to(vault.folder).as_posix(), path))
    return parts


def _queue(vault: Vault, contact: Contact, stored: StoredBlob, name: str, title: str) -> tuple[Crossing, Changed]:
    """Store the file as evidence that belongs to no record, share it, and remember the state of the vault."""
    fields: dict[str, Value] = {
        "title": title,
        "kind": "other",
        "file_name": name,
        "sha256": stored.sha256.hex(),
        "size": stored.size,
        "mime": backup_archive.MIME,
    }
    with write_records(vault) as writer:
        files.keep(vault, stored)
        item = writer.create(vault.kinds["evidence_item"], fields)
        custody.append(
            vault.con, item, Action.RECEIVED, vault.author, stored.sha256, at=vault.now(),
            clock_state=clock.state(vault),
        )  # fmt: skip
    with vault.transaction():
        shared, changed = sharing.share(vault, [item.hex()], [contact.record.id.hex()], "internal", urgent=True)
        crossing = Crossing(
            CONTACT, contact.record.id.hex(), contact.record.title, vault.now(), stored.size,
            _marks(vault), report=shared.report.hex(), item=item.hex(),
        )  # fmt: skip
        _keep(vault, crossing)
    return crossing, changed


def _keep(vault: Vault, crossing: Crossing) -> None:
    vault.set(_KEPT, json.dumps(asdict(crossing)).encode())


def hand_to_stick(vault: Vault, chosen: Path, passphrase: str, told: Told = ignore_progress) -> Crossing:
    """Write the complete vault into a new folder on a USB stick, read it back and open it; this is the proof.

    Raises InputRefused, StorageFailed, and NotOpened if data here is damaged and must be repaired first.
    """
    _no_passphrase_of_this_vault(vault, passphrase)
    session_vault.close(vault)
    marks, folder = (
        _marks(vault),
        chosen / "".join(chr(ord("a") + byte % 26) for byte in vault.random(8)),
    )
    made = backup.make(backup.BackupInput.of(vault, _key(vault, passphrase), keysets=True), folder, told=told)
    if made.damaged:
        raise NotOpened(
            Phrase("Some data of this vault is damaged: {names}.", names=made.damaged[0]),
            "Check the vault first. The data on the USB stick does not count as a transfer.",
        )
    restore.open_backup(made.folder, passphrase).key.clear()
    crossing = Crossing(STICK, str(made.folder), chosen.name, vault.now(), made.bytes, marks, proof=vault.now())
    _keep(vault, crossing)
    return crossing


def give_up(vault: Vault) -> Changed:
    """Forget a crossing that was begun and remove its evidence item; the transferred copy does not change."""
    now = read_status(vault)
    if now is None:
        return Changed()
    with vault.transaction():
        vault.forget(_KEPT)
        changed = remove(vault, now.crossing.item)[1] if now.crossing.item else Changed()
    return changed | Changed(frozenset({"crossing"}))
