"""Verify all data of the vault; list damaged data, quarantine it, and restore it from a backup."""

from collections.abc import Callable, Sequence
from pathlib import Path

from attrs import field, frozen

from app.actions.kernel import records
from app.actions.vault import put_back
from app.errors import NotOpened
from app.phrase import Phrase
from app.store.records import custody, files, record_lists
from app.store.records.record_rows import wholes_of
from app.store.records.search import Query
from app.store.upkeep import blob_copy, salvage
from app.store.upkeep.blob_copy import Lane
from app.store.vault import integrity, quarantine
from app.store.vault.blobs import StoredBlob, blob_path, verify
from app.store.vault.connection import translate_errors
from app.store.vault.open_vault import Vault
from sync.ports import Told, ignore_progress

_PARTS = {
    "change": Phrase("the history of records"),
    "link": Phrase("links between records"),
    "conflict": Phrase("differences to the records of others"),
    "custody": Phrase("the custody log"),
    "blob": Phrase("the keys of evidence files"),
    "inside": Phrase("words inside evidence files"),
    "card": Phrase("cards of contacts"),
    "keyset": Phrase("keys for reports in transit"),
    "meta": Phrase("settings"),
}
"""The name that people use for each table with missing data."""


@frozen
class BackupSource:
    """A backup that can hold undamaged data: its folder, and its passphrase, requested when it is needed."""

    folder: Path
    passphrase: Callable[[], str]


@frozen
class Health:
    """The result of a check: `damaged` names all data that is damaged or missing now.

    `repaired` names the data that is undamaged again, from the vault's own history or a backup. `aside` counts the
    files that were moved into the vault's folder `aside`.
    """

    pages: bool
    records: int
    blobs: int
    custody_entries: int
    damaged: tuple[str, ...]
    warnings: tuple[str, ...]
    repaired: tuple[str, ...] = ()
    aside: int = 0


@frozen
class _Found:
    damaged: list[str] = field(factory=list)
    repaired: list[str] = field(factory=list)
    aside: list[Path] = field(factory=list)


def check(vault: Vault, told: Told = ignore_progress, backup: BackupSource | None = None) -> Health:
    """Verify every page, every file and the chain of custody; damaged data is quarantined, and the check continues.

    Missing data is restored from `backup`. `told` gets the progress in files. The check removes only remains of a crash
    that are a day old. Raises NotOpened if the database cannot be repaired, and StorageFailed; for a backup also
    NotFound and CannotUnlock.
    """
    found = _Found()
    with translate_errors():
        pages = integrity.damage(vault.con)
    if pages:
        _mend(vault, found)
    _missing(vault, backup, found)
    rows = files.list_files(vault)
    _files(vault, rows, backup, told, found)
    if not pages:
        files.sweep(vault)
    try:
        custody.verify(vault.con)
    except NotOpened as broken:
        found.damaged.append(broken.message)
    return Health(
        not pages, record_lists.count_records(vault.con), len(rows), custody.count(vault.con), tuple(found.damaged),
        put_back.warnings(vault), tuple(found.repaired), len(found.aside),
    )  # fmt: skip


def _mend(vault: Vault, found: _Found) -> None:
    """Continue in a new database; quarantine the damaged one and the files whose keys were lost with it."""
    done = salvage.rebuild_database(vault)
    found.aside.append(vault.database[0])
    found.repaired.append(Phrase("The database was damaged. Amparo copied its readable parts into a new database."))
    found.repaired.extend(Phrase("Amparo made {ref} again from its history.", ref=ref) for ref in done.rebuilt)
    if "blob" in done.tables:
        known = {stored.blob_id.hex() for stored in files.list_files(vault)}
        strange = [path for path in (vault.folder / "blobs").glob("*/*") if path.name not in known]
        with translate_errors():
            found.aside.extend(path for path in strange if quarantine.put(vault.folder, path))


def _missing(vault: Vault, backup: BackupSource | None, found: _Found) -> None:
    """List the data that the database lost, now or earlier, and restore the part that a backup has."""
    missing = salvage.read_lost_data(vault)
    if missing is None:
        return
    if backup is not None:
        with salvage.backup_of(backup.folder, backup.passphrase()) as con:
            back = salvage.repair(vault, con, missing)
        found.repaired.extend(Phrase("Amparo restored {ref} from the backup.", ref=ref) for ref in back)
        for part in _parts(missing.tables):
            found.repaired.append(Phrase("Amparo restored this part from the backup: {part}.", part=part))
        missing = salvage.read_lost_data(vault)
    if missing is None:
        return
    found.damaged.extend(Phrase("Record {ref} cannot be read any more.", ref=ref) for ref in missing.lost)
    found.damaged.extend(Phrase("A part may be lost: {part}.", part=part) for part in _parts(missing.tables))
    if not missing.known:
        found.damaged.append(Phrase("There can be more lost records, because some references are not readable."))


def _parts(tables: Sequence[str]) -> list[Phrase]:
    other = Phrase("sent and received reports")
    return list(dict.fromkeys(_PARTS.get(table, other) for table in tables))


def _files(vault: Vault, rows: Sequence[StoredBlob], backup: BackupSource | None, told: Told, found: _Found) -> None:
    """Verify every file; quarantine a damaged file, and restore it from a backup with an undamaged copy."""
    for done, stored in enumerate(rows):
        told(done, len(rows))
        try:
            verify(vault.folder, stored)
        except NotOpened:
            path = blob_path(vault.folder, stored.blob_id)
            earlier = quarantine.contains_file(vault.folder, path.name)
            with translate_errors():
                moved = quarantine.put(vault.folder, path)
            found.aside.extend([moved] if moved else [])
            if backup is not None and _carried(vault, stored, backup):
                found.repaired.append(Phrase("Amparo restored {file} from the backup.", file=_whose(vault, stored)))
            elif moved or earlier:
                found.damaged.append(
                    Phrase("{file} is damaged. Amparo moved it to quarantine.", file=_whose(vault, stored))
                )
            else:
                found.damaged.append(Phrase("{file} is missing.", file=_whose(vault, stored)))


def _carried(vault: Vault, stored: StoredBlob, backup: BackupSource) -> bool:
    safe = "Your saved records are safe. Free some space, then try again."
    lane = Lane(backup.folder, vault.folder, reads_back=True, safe=safe)
    if blob_copy.carry(lane, [stored]):
        return False
    verify(vault.folder, stored)
    return True


def _whose(vault: Vault, stored: StoredBlob) -> Phrase:
    """Return a description of a file for people: its name, its evidence item, and the record of that item."""
    items = records.find(vault, Query("evidence_item", where=(("sha256", stored.sha256.hex()),)))
    if not items:
        return Phrase("A file that belongs to no evidence here, {hash}", hash=stored.sha256.hex()[:16])
    item = items[0]
    name = item.fields.get("file_name") or item.title
    wholes = [records.record_of(vault, whole.hex()) for whole in wholes_of(vault.con, item.id)]
    if not wholes:
        return Phrase("The file {name} ({ref})", name=name, ref=item.ref)
    return Phrase(
        "The file {name} ({ref}) of {whole}", name=name, ref=item.ref, whole=f"{wholes[0].ref} {wholes[0].title}"
    )
