"""What is damaged is named as a person knows it, put aside, and comes back from a backup; the rest goes on."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.actions.kernel import records
from app.actions.records import evidence
from app.actions.vault import integrity_check
from app.actions.vault.integrity_check import BackupSource
from app.errors import CannotUnlock, NotFound
from app.store.records import files
from app.store.records.search import Query
from app.store.upkeep import backup as store_backup
from app.store.upkeep import salvage
from app.store.upkeep.backup import BackupInput
from app.store.vault import backup_key
from app.store.vault import open_vault as store
from app.store.vault.blobs import blob_path
from app.store.vault.open_vault import Vault
from tests.vaults import PASSPHRASE, WORDS, Clock, vault_at

MANY = 60
BACKUP = "words of the backup"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    photo = tmp_path / "mill.jpg"
    photo.write_bytes(b"picture" * 9000)
    with vault_at(tmp_path / "v") as vault:
        vault.con.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        (tmp_path / "empty").write_text(str(vault.database[0].stat().st_size // 4096))
        for number in range(MANY):
            text = "at the mill in the quarter by the river " * 10
            record, _ = records.add(vault, "event", {"title": f"Raid {number}", "description": text})
        evidence.add(vault, photo, record.id.hex())
        key = backup_key.set_passphrase(vault, BACKUP)
        (tmp_path / "backup").mkdir()
        store_backup.make(BackupInput.of(vault, key), tmp_path / "backup")
    return tmp_path / "v"


@contextmanager
def opened(folder: Path) -> Iterator[Vault]:
    vault = store.open_(folder, PASSPHRASE, WORDS, clock=Clock())
    try:
        yield vault
    finally:
        vault.close()


def backup(folder: Path, passphrase: str = BACKUP) -> BackupSource:
    return BackupSource(folder.parent / "backup", lambda: passphrase)


def damaged_file(vault: Vault) -> Path:
    (stored,) = files.list_files(vault)
    path = blob_path(vault.folder, stored.blob_id)
    data = bytearray(path.read_bytes())
    data[30_000] ^= 1
    path.write_bytes(data)
    return path


def test_a_damaged_file_is_named_put_aside_and_comes_back_from_a_backup(folder: Path) -> None:
    with opened(folder) as vault:
        path = damaged_file(vault)
        bytes_ = path.read_bytes()
        (item,) = records.find(vault, Query("evidence_item"))
        whole = records.record_of(vault, next(r.ref for r in records.find(vault, Query("event"))))
        named = f"The file mill.jpg ({item.ref}) of {whole.ref} Raid {MANY - 1}"
        health = integrity_check.check(vault)
        assert (health.damaged, health.aside, health.pages) == (
            (f"{named} is damaged. Amparo moved it to quarantine.",),
            1,
            True,
        )
        assert not path.exists() and (folder / "aside" / path.name).read_bytes() == bytes_
        assert integrity_check.check(vault).damaged == health.damaged, "it is named until it is here again"
        assert len(evidence.show(vault, item.ref).custody) == 1
        healed = integrity_check.check(vault, backup=backup(folder))
        assert (healed.damaged, healed.repaired) == ((), (f"Amparo restored {named} from the backup.",))
        assert evidence.reader(vault, evidence.show(vault, item.ref)).read_at(0, 7) == b"picture"
        assert integrity_check.check(vault).repaired == ()
        assert (folder / "aside" / path.name).read_bytes() == bytes_


def test_a_file_that_the_backup_has_damaged_too_stays_named(folder: Path) -> None:
    with opened(folder) as vault:
        path = damaged_file(vault)
        shutil.copy(path, folder.parent / "backup" / path.relative_to(folder))
        health = integrity_check.check(vault, backup=backup(folder))
        assert len(health.damaged) == 1 and not path.exists()


def test_a_missing_file_is_said_to_be_missing(folder: Path) -> None:
    with opened(folder) as vault:
        damaged_file(vault).unlink()
        (said,) = integrity_check.check(vault).damaged
        assert said.endswith(f"Raid {MANY - 1} is missing.")


def leaves(folder: Path) -> list[int]:
    """Return the pages of the database, from 0, but for those of an empty vault, without which nothing opens."""
    (path,) = (folder / "db").iterdir()
    return list(range(int((folder.parent / "empty").read_text()), path.stat().st_size // 4096))


def spoil(folder: Path, pages: list[int]) -> None:
    (path,) = (folder / "db").iterdir()
    data = bytearray(path.read_bytes())
    for page in pages:
        data[page * 4096 + 1000] ^= 1
    path.write_bytes(data)


def test_records_that_are_lost_with_their_history_come_back_under_their_references(folder: Path) -> None:
    with opened(folder) as vault:
        before = {row.ref: row.title for row in records.find(vault, Query("event", limit=MANY))}
    spoil(folder, leaves(folder))
    with opened(folder) as vault:
        health = integrity_check.check(vault)
        assert health.damaged and health.aside == 1 and not health.pages
        assert len(records.find(vault, Query("event", limit=MANY))) < MANY
        assert integrity_check.check(vault).pages, "what is left is whole"
        added, _ = records.add(vault, "event", {"title": "Meanwhile"})
    with opened(folder) as vault:
        assert salvage.read_lost_data(vault) is not None
        healed = integrity_check.check(vault, backup=backup(folder))
        there = {row.ref: row.title for row in records.find(vault, Query("event", limit=2 * MANY))}
        assert there == before | {added.ref: "Meanwhile"}
        assert len(records.find(vault, Query("event", text="quarter", limit=2 * MANY))) == MANY
        assert healed.repaired and healed.damaged == (), healed
        assert records.count_matches(vault, Query("event")) == MANY + 1


def test_without_a_backup_there_or_with_a_wrong_passphrase_nothing_is_taken(folder: Path) -> None:
    spoil(folder, leaves(folder))
    with opened(folder) as vault:
        integrity_check.check(vault)
        with pytest.raises(CannotUnlock):
            integrity_check.check(vault, backup=backup(folder, "not this one"))
        with pytest.raises(NotFound):
            integrity_check.check(vault, backup=BackupSource(folder / "nowhere", lambda: PASSPHRASE))
        assert salvage.read_lost_data(vault) is not None
