"""A vault of every version that was given to people opens today, whole, and a copy of it is kept until that is sure.

`tests/vectors/vaults/v<n>` was made by the program whose last migration was n, with invented people, and is never made
again; a new migration brings a new folder and a new row of `HELD`.
"""

import shutil
import sys
from pathlib import Path

import pytest

from app.actions.kernel import records
from app.actions.records import evidence
from app.actions.vault import lifecycle as actions
from app.errors import StorageFailed
from app.store.records import custody
from app.store.records.search import Query
from app.store.tables import schema
from app.store.vault import connection, migration_backup
from app.store.vault import open_vault as store
from app.store.vault.open_vault import Vault
from tests.vaults import WORDS, Clock

VAULTS = Path(__file__).parents[1] / "vectors" / "vaults"
PASSPHRASE = "copper lantern meadow"
HELD = {
    1: {
        "IN-V67CV": "Raid at the mill",
        "IN-HD8RG": "Two taken at the bridge",
        "EV-BQP97": "note",
    }
}
"""References and titles by version; the evidence is a note of five lines."""


@pytest.fixture(params=sorted(HELD))
def old(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[int, Path]:
    shutil.copytree(VAULTS / f"v{request.param}", tmp_path / "v")
    return request.param, tmp_path / "v"


def opened(folder: Path) -> Vault:
    return store.open_(folder, PASSPHRASE, WORDS, clock=Clock())


def database(folder: Path) -> Path:
    (path,) = [path for path in (folder / "db").iterdir() if len(path.name) == 32]
    return path


def test_it_opens_with_every_record_and_file_and_passes_the_check(old: tuple[int, Path]) -> None:
    version, folder = old
    vault = opened(folder)
    try:
        assert {ref: records.record_of(vault, ref).title for ref in HELD[version]} == HELD[version]
        raid = records.record_of(vault, "IN-V67CV")
        assert raid.fields["description"] == "Soldiers closed the mill for two days."
        (item,) = evidence.of_record(vault, raid.id)
        assert evidence.reader(vault, item).read_at(0, 99).startswith(b"A note of the mill, two pages long.\n")
        assert [row.ref for row in records.find(vault, Query("event", text="моста"))] == ["IN-HD8RG"]
        assert len(custody.entries(vault.con, item.record.id)) == 1
        health = actions.check(vault)
        assert (health.damaged, health.records, health.blobs, health.custody_entries) == ((), 6, 1, 1)
        made = {row[:2] for row in vault.con.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")}
    finally:
        vault.close()
    fresh = connection.connect(folder.parent / "fresh", bytes(32))
    assert made == set(fresh.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
    fresh.close()


def test_a_copy_is_kept_until_the_vault_was_opened_once_more(old: tuple[int, Path]) -> None:
    version, folder = old
    path = database(folder)
    whole = path.read_bytes()
    opened(folder).close()
    (copy,) = migration_backup.list_migration_backups(path)
    assert (copy.name, copy.read_bytes()) == (f"{path.name}.before-{version}", whole)
    assert path.read_bytes() != whole
    opened(folder).close()
    assert migration_backup.list_migration_backups(path) == []


def test_the_copy_stays_while_a_page_of_the_vault_is_damaged(old: tuple[int, Path]) -> None:
    _, folder = old
    path = database(folder)
    vault = opened(folder)
    vault.set("ballast", bytes(40_000))  # so that the last page is none that the tables themselves are read from
    vault.close()
    data = bytearray(path.read_bytes())
    data[-3000] ^= 1
    path.write_bytes(data)
    opened(folder).close()
    assert len(migration_backup.list_migration_backups(path)) == 1


def test_left_alone_by_another_database_and_made_anew_after_a_crash(old: tuple[int, Path]) -> None:
    version, folder = old
    path = database(folder)
    theirs = path.with_name(f"{'ab' * 16}.before-1")
    torn = path.with_name(f"{path.name}.before-{version}.part")
    for file in (theirs, torn):
        file.write_bytes(b"half")
    opened(folder).close()
    opened(folder).close()
    assert sorted(file.name for file in path.parent.iterdir()) == sorted([path.name, theirs.name])


@pytest.mark.skipif(sys.platform == "win32", reason="a limit of POSIX")
def test_without_room_for_the_copy_nothing_is_changed(old: tuple[int, Path]) -> None:
    import resource

    _, folder = old
    path = database(folder)
    whole = path.read_bytes()
    least, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(whole) - 1, most))
    try:
        with pytest.raises(StorageFailed, match="Amparo could not save a copy before the update of the vault "):
            opened(folder)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (least, most))
    assert path.read_bytes() == whole
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    vault = opened(folder)
    assert schema.version(vault.con) == len(schema.MIGRATIONS)
    vault.close()
