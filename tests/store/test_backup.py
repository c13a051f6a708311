"""A backup: what is in it and what is not, brought up to date, verified, and a vault made of it."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

import crypto
from app.actions.contacts import contact_cards
from app.actions.kernel import records
from app.actions.records import evidence
from app.actions.vault import backups, unlock_methods
from app.actions.vault import lifecycle as health
from app.errors import CannotUnlock, InputRefused, NotFound, NotOpened, Stopped, StorageFailed
from app.store.records import files
from app.store.records.search import Query
from app.store.upkeep import backup as store
from app.store.upkeep import blob_copy, restore
from app.store.vault import backup_key, header, identity, inforce, keysets
from app.store.vault import open_vault as vaults
from app.store.vault.blobs import blob_path
from app.store.vault.header import UnlockSecret
from app.store.vault.open_vault import Vault
from tests.vaults import PASSPHRASE, WORDS, Clock, vault_at

OPENS = "four words for backups"
NEW = "words chosen at the new machine"


@pytest.fixture
def filled(vault: Vault, tmp_path: Path) -> Vault:
    """A vault with a name, an incident, three photographs, and a passphrase for its backups."""
    contact_cards.set_my_card(vault, "Ana")
    record, _ = records.add(vault, "event", {"title": "Raid at the mill", "description": "Nadia was taken"})
    for number in range(3):
        photo(vault, tmp_path, record.id.hex(), 40_000 * (number + 1))
    backups.set_passphrase(vault, OPENS)
    return vault


def photo(vault: Vault, folder: Path, record: str, size: int) -> bytes:
    """Take a file in and return its hash."""
    path = folder / f"{size}.jpg"
    path.write_bytes(os.urandom(size))
    item, _ = evidence.add(vault, path, record)
    return bytes.fromhex(str(item.fields["sha256"]))


@contextmanager
def restored(
    stick: Path, folder: Path, secret: str | crypto.Secret = OPENS, clock: Clock | None = None
) -> Iterator[Vault]:
    """Restore a backup, open what came of it, and close it."""
    backups.restore(stick, folder, secret, NEW, WORDS, kdf_mib=64, clock=clock or Clock())
    with closing(vaults.open_(folder, NEW, WORDS, clock=clock or Clock())) as vault:
        yield vault


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def rows(vault: Vault, table: str) -> list:
    return vault.con.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()


def test_what_is_restored_is_the_vault_with_a_key_incarnation_and_keysets_of_its_own(
    filled: Vault, tmp_path: Path
) -> None:
    made = backups.back_up(filled, tmp_path / "stick")
    assert made.files == 3 and made.damaged == () and made.warnings == (backups.SAME_DISK,)
    later = Clock(filled.now() + 1000)
    with restored(made.folder, tmp_path / "new", clock=later) as vault:
        for table in ("record", "link", "change", "blob", "custody", "draft", "card", "tally"):
            assert rows(vault, table) == rows(filled, table), table
        assert records.find(vault, Query("event", text="nadia"))[0].title == "Raid at the mill"
        assert health.check(vault).damaged == ()
        assert vault.author == filled.author and vault.get("mailbox_seed") == filled.get("mailbox_seed")
        assert vault.get("incarnation") != filled.get("incarnation")
        own = {keyset.xwing_seed for keyset in keysets.list_keysets(filled.con)}
        assert len(keysets.list_keysets(vault.con)) == 2 and not own & {
            k.xwing_seed for k in keysets.list_keysets(vault.con)
        }
        card, before = identity.card(vault), identity.card(filled)
        assert card.name == "Ana" and card.seq == later.now > before.seq
        names = [{path.name for path in (one.folder / "db").iterdir()} for one in (filled, vault)]
        assert not names[0] & names[1]
        assert inforce.doubt(vault) is None and not (vault.folder / restore.BEGUN).exists()


def test_no_private_keyset_is_in_a_backup(filled: Vault, tmp_path: Path) -> None:
    made = backups.back_up(filled, tmp_path / "stick")
    opened = restore.open_backup(made.folder, OPENS)
    with closing(store.copies.open_immutable(opened.database, opened.key)) as con:
        assert con.execute("SELECT count(*) FROM keyset").fetchone() == (0,)
        assert con.execute("SELECT count(*) FROM record").fetchone() == (4,)


def test_a_backup_is_opened_by_its_own_passphrase_by_shares_and_by_nothing_else(filled: Vault, tmp_path: Path) -> None:
    secret = crypto.Secret.of(bytes(range(32)))
    backup_key.set_recovery(filled, secret)
    made = backups.back_up(filled, tmp_path / "stick")
    ours, theirs = header.read(filled.folder / "vault.hdr"), header.read(made.folder / "vault.hdr")
    assert header.costs(ours)[:2] == header.costs(theirs)[:2] and header.costs(ours)[2] != header.costs(theirs)[2]
    for wrong in ("olive river stone", "another", crypto.Secret.of(bytes(32))):
        with pytest.raises(CannotUnlock, match="did not open"):
            backups.restore(made.folder, tmp_path / "none", wrong, NEW, WORDS, kdf_mib=64)
    assert not (tmp_path / "none").exists()
    with restored(made.folder, tmp_path / "by shares", secret) as vault:
        data = header.read(vault.folder / "vault.hdr")
        assert crypto.open_header(data, secret, how=crypto.RECOVERY).mask  # the shares open the new vault too
    with restored(made.folder, tmp_path / "by words"):
        pass
    with pytest.raises(NotFound, match="There is no backup in"):
        backups.restore(tmp_path / "nowhere", tmp_path / "none", OPENS, NEW, WORDS)


def test_nothing_is_backed_up_that_nothing_opens(vault: Vault, tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="This backup would have no password"):
        backups.back_up(vault, tmp_path / "stick")
    assert not (tmp_path / "stick").exists()
    with pytest.raises(InputRefused, match="empty"):
        backups.set_passphrase(vault, "  ")


def test_the_second_one_writes_new_files_only_and_removes_what_is_gone(filled: Vault, tmp_path: Path) -> None:
    stick = backups.back_up(filled, tmp_path / "stick").folder
    before = {path: path.stat().st_mtime_ns for path in (stick / "blobs").rglob("*") if path.is_file()}
    record = records.find(filled, Query("event"))[0].id.hex()
    gone = files.list_files(filled)[0]
    new = files.by_hash(filled, photo(filled, tmp_path, record, 90_001))
    assert new
    filled.con.execute("DELETE FROM blob WHERE id = ?", (gone.blob_id,))
    blob_path(filled.folder, gone.blob_id).unlink()
    told: list[tuple[int, int]] = []
    backups.back_up(filled, stick, told=lambda done, total: told.append((done, total)))
    after = {path: path.stat().st_mtime_ns for path in (stick / "blobs").rglob("*") if path.is_file()}
    assert after.keys() - before.keys() == {blob_path(stick, new.blob_id)}
    assert before.keys() - after.keys() == {blob_path(stick, gone.blob_id)}
    assert all(after[path] == before[path] for path in before.keys() & after.keys())
    assert told[0][1] == blob_copy.length(new) + filled.database[0].stat().st_size  # only that is still to do
    assert len(list((stick / "db").iterdir())) == 1


def test_a_backup_that_was_stopped_is_gone_on_with_and_equals_a_fresh_one(filled: Vault, tmp_path: Path) -> None:
    record = records.find(filled, Query("event"))[0].id.hex()
    photo(filled, tmp_path, record, 5_000_000)
    stick = tmp_path / "stick"

    def stops(done: int, total: int) -> None:
        if done > 3_000_000:
            raise Stopped("Stopped.")

    with pytest.raises(Stopped):
        backups.back_up(filled, stick, told=stops)
    assert not vaults.exists(stick) and backups.state(filled).last is None
    begun = sum(len(data) for data in content(stick).values())
    assert begun > 3_000_000
    backups.back_up(filled, stick)
    fresh = backups.back_up(filled, tmp_path / "fresh").folder
    ours, other = content(stick), content(fresh)
    assert ours.keys() == other.keys()
    assert all(ours[name] == other[name] for name in ours if not name.startswith(("db/", "lock")))
    with restored(stick, tmp_path / "new") as vault:
        assert health.check(vault).damaged == () and len(files.list_files(vault)) == 4


def test_a_part_that_the_disk_spoiled_is_carried_from_its_first_bad_chunk(filled: Vault, tmp_path: Path) -> None:
    blob = max(files.list_files(filled), key=lambda one: one.size)
    stick = tmp_path / "stick"
    place = blob_path(stick, blob.blob_id)
    place.parent.mkdir(parents=True)
    original = blob_path(filled.folder, blob.blob_id).read_bytes()
    for spoiled in (original[:50_000] + bytes(9), bytes(80_000), original + b"more", b""):
        place.with_name(f"{place.name}.part").write_bytes(spoiled)
        assert blob_copy.carry(blob_copy.Lane(filled.folder, stick, True, ""), [blob]) == []
        assert place.read_bytes() == original
        place.unlink()


def test_a_disk_that_gives_other_bytes_back_makes_no_backup(filled: Vault, tmp_path: Path) -> None:
    """A stopped backup left the bytes on the stick: Amparo checks them, and only then does the disk spoil them."""
    record = records.find(filled, Query("event"))[0].id.hex()
    photo(filled, tmp_path, record, 5_000_000)
    stick = tmp_path / "stick"
    spoiled = list[int]()

    def stops(done: int, total: int) -> None:
        if done > 3_000_000:
            raise Stopped("Stopped.")

    def spoils(done: int, total: int) -> None:
        if done > 1_000_000:  # after the check of the largest file: the other files are smaller
            for part in (path for path in stick.glob("blobs/*/*.part") if path.stat().st_size > 2_000_000):
                with part.open("r+b") as file:
                    file.seek(70_000)
                    spoiled.append(file.write(bytes(32)))

    with pytest.raises(Stopped):
        backups.back_up(filled, stick, told=stops)
    with pytest.raises(StorageFailed, match="The disk is faulty"):
        backups.back_up(filled, stick, told=spoils)
    assert spoiled and not vaults.exists(stick) and backups.state(filled).last is None


def test_a_full_check_finds_a_file_that_the_stick_lost_and_writes_it_again(filled: Vault, tmp_path: Path) -> None:
    stick = backups.back_up(filled, tmp_path / "stick").folder
    path = blob_path(stick, files.list_files(filled)[1].blob_id)
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    backups.back_up(filled, stick)
    assert path.read_bytes() != whole
    backups.back_up(filled, stick, full=True)
    assert path.read_bytes() == whole


def test_a_damaged_file_is_named_and_the_rest_is_saved_and_restored(filled: Vault, tmp_path: Path) -> None:
    spoiled, missing, _ = files.list_files(filled)
    path = blob_path(filled.folder, spoiled.blob_id)
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    blob_path(filled.folder, missing.blob_id).unlink()
    made = backups.back_up(filled, tmp_path / "stick")
    names = {spoiled.sha256.hex()[:16], missing.sha256.hex()[:16]}
    assert {str(line).split()[1].rstrip(":") for line in made.damaged} == names
    back = backups.restore(made.folder, tmp_path / "new", OPENS, NEW, WORDS, kdf_mib=64)
    assert len(back.damaged) == 2 and back.files == 1 and back.records == 4


def test_a_folder_with_other_things_gets_one_inside_and_another_vaults_is_refused(
    filled: Vault, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / "letter.txt").write_text("mine")
    for _ in range(2):
        assert backups.back_up(filled, stick).folder == stick / "backup"
    assert (stick / "letter.txt").read_text() == "mine"
    with restored(stick, tmp_path / "new"):
        pass
    with vault_at(tmp_path / "other") as other:
        backups.set_passphrase(other, OPENS)
        with pytest.raises(InputRefused, match="another vault"):
            backups.back_up(other, stick / "backup")
        with pytest.raises(InputRefused, match="another vault"):
            backups.back_up(other, filled.folder)
    for inside in (filled.folder, filled.folder / "blobs" / "mine"):
        with pytest.raises(InputRefused, match="outside the vault"):
            backups.back_up(filled, inside)


def test_a_backup_is_not_opened_as_a_vault_and_a_vault_is_not_restored_over(filled: Vault, tmp_path: Path) -> None:
    stick = backups.back_up(filled, tmp_path / "stick").folder
    before = content(stick)
    with pytest.raises(InputRefused, match="a backup"):
        vaults.open_(stick, OPENS, WORDS)
    assert {name: data for name, data in content(stick).items() if name != "lock"} == {
        name: data for name, data in before.items() if name != "lock"
    }
    with vault_at(tmp_path / "other"):
        pass
    here = content(tmp_path / "other")
    with pytest.raises(InputRefused, match="a vault in"):
        backups.restore(stick, tmp_path / "other", OPENS, NEW, WORDS)
    assert {**content(tmp_path / "other"), "lock": b""} == {**here, "lock": b""}


def test_backups_that_open_with_the_vaults_passphrase_follow_it(vault: Vault, tmp_path: Path) -> None:
    backups.set_passphrase(vault, PASSPHRASE)
    unlock_methods.change_passphrase(vault, UnlockSecret(PASSPHRASE), NEW)
    stick = backups.back_up(vault, tmp_path / "stick").folder
    with pytest.raises(CannotUnlock):
        restore.open_backup(stick, PASSPHRASE)
    restore.open_backup(stick, NEW)


def test_under_a_new_key_the_backup_in_its_folder_is_replaced_and_its_files_stay(filled: Vault, tmp_path: Path) -> None:
    stick = backups.back_up(filled, tmp_path / "stick").folder
    before = {path: path.stat().st_mtime_ns for path in (stick / "blobs").rglob("*") if path.is_file()}
    names = {path.name for path in (stick / "db").iterdir()}
    backup_key.give_up(filled)
    assert not backups.state(filled).passphrase
    with pytest.raises(InputRefused, match="This backup would have no password"):
        backups.back_up(filled, stick)
    backups.set_passphrase(filled, "words after the old key")
    backups.back_up(filled, stick)
    assert {path: path.stat().st_mtime_ns for path in (stick / "blobs").rglob("*") if path.is_file()} == before
    (now,) = (path.name for path in (stick / "db").iterdir())
    assert now not in names
    with pytest.raises(CannotUnlock):
        restore.open_backup(stick, OPENS)
    restore.open_backup(stick, "words after the old key")


def test_a_restored_vault_goes_on_with_the_backup_it_came_from(filled: Vault, tmp_path: Path) -> None:
    stick = backups.back_up(filled, tmp_path / "stick").folder
    with restored(stick, tmp_path / "new") as vault:
        records.add(vault, "event", {"title": "written there"})
        backups.back_up(vault, stick)
    with restored(stick, tmp_path / "third") as vault:
        assert {row.title for row in records.find(vault, Query("event"))} == {"Raid at the mill", "written there"}


def test_one_is_due_when_it_is_older_than_asked_and_something_changed(vault: Vault, tmp_path: Path) -> None:
    clock = vault.clock
    assert isinstance(clock, Clock)
    assert not backups.state(vault).due
    clock.now += 100 * 86400
    assert not backups.state(vault).due  # there is nothing to save
    records.add(vault, "event", {"title": "one"})
    assert (backups.state(vault).due, backups.state(vault).changed) == (False, True)
    clock.now += 7 * 86400
    assert backups.state(vault).due
    backups.set_passphrase(vault, OPENS)
    backups.back_up(vault, tmp_path / "stick")
    found = backups.state(vault)
    assert found.last and (found.last.folder, found.last.at) == (str(tmp_path / "stick"), clock.now)
    assert (found.due, found.changed) == (False, False)
    clock.now += 30 * 86400
    assert not backups.state(vault).due
    records.add(vault, "event", {"title": "two"})
    assert backups.state(vault).due
    for days, due in ((0, False), (30, True), (1, True)):
        backups.remind(vault, days)
        assert (backups.state(vault).days, backups.state(vault).due) == (days, due)


def test_no_room_is_said_before_anything_is_written(filled: Vault, tmp_path: Path) -> None:
    free = store.shutil.disk_usage(tmp_path).free
    filled.con.execute("UPDATE blob SET padded = ?", (free * 2,))
    with pytest.raises(StorageFailed, match="more than are free"):
        backups.back_up(filled, tmp_path / "stick")
    assert list((tmp_path / "stick").rglob("*/blobs/*")) == []


def test_a_spoiled_database_of_a_backup_is_refused_and_nothing_is_made(filled: Vault, tmp_path: Path) -> None:
    stick = backups.back_up(filled, tmp_path / "stick").folder
    (database,) = (stick / "db").iterdir()
    data = bytearray(database.read_bytes())
    data[len(data) // 2] ^= 1
    database.write_bytes(data)
    with pytest.raises(NotOpened, match="damaged"):
        backups.restore(stick, tmp_path / "new", OPENS, NEW, WORDS, kdf_mib=64)
    assert not vaults.exists(tmp_path / "new")


def test_a_vault_is_not_restored_as_if_it_were_a_backup(filled: Vault, tmp_path: Path) -> None:
    records.add(filled, "event", {"title": "In the log of writes alone"})
    with pytest.raises(InputRefused, match="This is a vault, not a backup"):
        backups.restore(filled.folder, tmp_path / "new", PASSPHRASE, NEW, WORDS, kdf_mib=64)
    assert not (tmp_path / "new").exists()


def test_stop_in_the_middle_of_the_database_goes_through_sqlite(filled: Vault, tmp_path: Path) -> None:
    filled.con.execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000)"
        " INSERT INTO draft SELECT 'made ' || i, hex(randomblob(40)), i FROM n"
    )
    stick = backups.back_up(filled, tmp_path / "stick").folder
    before = content(stick)
    heard: list[int] = []

    def stops(done: int, total: int) -> None:
        heard.append(done)
        if len(heard) == 3:  # the first is told before SQLite begins
            raise Stopped("Stopped.")

    with pytest.raises(Stopped):
        backups.back_up(filled, stick, told=stops)
    after = content(stick)
    assert [name for name in after if name.endswith(".new") and after[name]] == []
    assert {name: data for name, data in after.items() if not name.endswith((".new", "lock"))} == {
        name: data for name, data in before.items() if name != "lock"
    }
