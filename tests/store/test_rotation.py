"""A vault with a new key: the old header and the old database are worth nothing to it, and nothing in it is lost."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import crypto
from app.actions.kernel import records
from app.actions.records import evidence
from app.actions.vault import lifecycle as actions
from app.errors import CannotUnlock, InputRefused, NotOpened, Stopped
from app.store.records.search import Query
from app.store.upkeep.rotation import NewUnlockMethod, rotate
from app.store.vault import header, old_database, slots
from app.store.vault import open_vault as store
from app.store.vault.connection import connect
from app.store.vault.open_vault import Vault
from sync.ports import ignore_progress
from tests.vaults import NOON, PASSPHRASE, WORDS, Clock, vault_at

NEW = "another phrase"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "photo.jpg").write_bytes(b"picture" * 9000)
    with vault_at(tmp_path / "v") as vault:
        record, _ = records.add(vault, "event", {"title": "Raid at the mill"})
        evidence.add(vault, tmp_path / "photo.jpg", record.id.hex())
        slots.keep(vault, slots.Slot(3, crypto.PASSPHRASE, False, 0, "Ben", NOON))
    return tmp_path / "v"


@contextmanager
def opened(folder: Path, passphrase: str = PASSPHRASE) -> Iterator[Vault]:
    vault = store.open_(folder, passphrase, WORDS, clock=Clock())
    try:
        yield vault
    finally:
        vault.close()


def secret(folder: Path, passphrase: str) -> crypto.SlotSecret:
    m_kib, passes, salt = header.costs(header.read(folder / "vault.hdr"))
    return crypto.SlotSecret(crypto.derive(passphrase, salt, m_kib, passes))


def turned(
    vault: Vault, ways: list[NewUnlockMethod], told: Callable[[int, int], None] = ignore_progress
) -> list[slots.Slot]:
    data = header.read(vault.folder / "vault.hdr")
    before = header.open_(data, PASSPHRASE)
    with before.vmk:
        return rotate(vault, data, before, ways, told)


def databases(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "db").iterdir())


def check(vault: Vault) -> None:
    (record,) = records.find(vault, Query("event", text="mill"))
    (item,) = evidence.of_record(vault, record.id)
    assert evidence.reader(vault, item).read_at(0, 7) == b"picture"
    health = actions.check(vault)
    assert (health.damaged, health.warnings) == ((), ())


def test_only_the_new_ways_open_it_and_everything_is_there(folder: Path) -> None:
    old = databases(folder)
    with opened(folder) as vault:
        made = turned(
            vault, [NewUnlockMethod(secret(folder, NEW), "Ana"), NewUnlockMethod(secret(folder, "a third one"))]
        )
        check(vault)
        records.add(vault, "event", {"title": "Afterwards"})
    assert len(databases(folder)) == 1 and databases(folder) != old
    with pytest.raises(CannotUnlock), opened(folder):
        pass
    for passphrase in (NEW, "a third one"):
        with opened(folder, passphrase) as vault:
            check(vault)
            assert {slot.name for slot in slots.list_slots(vault)} == {"Ana", ""}
            assert slots.list_slots(vault) == sorted(made, key=lambda slot: slot.i)
            assert len(records.find(vault, Query("event"))) == 2


def test_slots_outside_the_mask_stay_and_no_other_of_the_mask_opens(folder: Path) -> None:
    data = header.read(folder / "vault.hdr")
    mask = header.open_(data, PASSPHRASE).mask
    with opened(folder) as vault:
        turned(vault, [NewUnlockMethod(secret(folder, PASSPHRASE))])
    before, after = crypto.read_header(data), crypto.read_header(header.read(folder / "vault.hdr"))
    assert {i for i in range(16) if before.slot(i) == after.slot(i)} == {i for i in range(16) if not mask >> i & 1}
    assert after.seq == before.seq + 1


def test_the_old_header_and_the_new_database_do_not_fit(folder: Path) -> None:
    data = header.read(folder / "vault.hdr")
    with opened(folder) as vault:
        turned(vault, [NewUnlockMethod(secret(folder, NEW))])
    (folder / "vault.hdr").write_bytes(data)
    with pytest.raises(NotOpened, match="The database of this vault is missing"), opened(folder):
        pass


def test_the_old_key_opens_nothing_of_the_new_database(folder: Path) -> None:
    old = header.open_(header.read(folder / "vault.hdr"), PASSPHRASE)
    (before,) = databases(folder)
    with opened(folder) as vault:
        connect(folder / "db" / before, bytes(crypto.database_key(old.vmk, bytes.fromhex(before)).buffer)).close()
        turned(vault, [NewUnlockMethod(secret(folder, NEW))])
    (after,) = databases(folder)
    with pytest.raises(NotOpened):
        connect(folder / "db" / after, bytes(crypto.database_key(old.vmk, bytes.fromhex(after)).buffer))


def test_stopped_it_is_as_it_was(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != "lock"}

    def stop(done: int, total: int) -> None:
        raise Stopped("Stopped.")

    with opened(folder) as vault:
        with pytest.raises(Stopped):
            turned(vault, [NewUnlockMethod(secret(folder, NEW))], stop)
        check(vault)
        assert vault.get(old_database.TO) is None
    assert {path.name for path in before} == {path.name for path in folder.rglob("*") if path.is_file()} - {"lock"}
    assert header.read(folder / "vault.hdr") == before[folder / "vault.hdr"]
    with opened(folder) as vault:
        check(vault)


def test_too_many_ways_and_none_are_refused(folder: Path) -> None:
    with opened(folder) as vault:
        for ways in ([], [NewUnlockMethod(secret(folder, NEW))] * 9):
            with pytest.raises(InputRefused):
                turned(vault, ways)


def test_a_damaged_database_is_not_carried_over(folder: Path) -> None:
    (name,) = databases(folder)
    data = bytearray((folder / "db" / name).read_bytes())
    data[-3000] ^= 1
    (folder / "db" / name).write_bytes(data)
    with opened(folder) as vault, pytest.raises(NotOpened, match="damaged"):
        turned(vault, [NewUnlockMethod(secret(folder, NEW))])
    assert databases(folder) == [name]


def test_what_a_crash_left_goes_at_the_next_start_and_nothing_that_this_vault_did_not_name(folder: Path) -> None:
    new, strange = "ab" * 16, "cd" * 16
    with opened(folder) as vault:
        vault.set(old_database.TO, bytes.fromhex(new))
        own = vault.database[0].name
    for name in (new, f"{new}-wal", f"{new}.before-1", strange):
        (folder / "db" / name).write_bytes(b"half")
    with opened(folder) as vault:
        assert vault.get(old_database.TO) is None
    assert databases(folder) == sorted([own, strange])
    with opened(folder) as vault:  # a name that is its own, whoever wrote it, is not followed
        vault.set(old_database.FROM, bytes.fromhex(own))
    with opened(folder) as vault:
        check(vault)


def test_while_the_two_copies_of_the_header_differ_nothing_is_removed(folder: Path) -> None:
    data = header.read(folder / "vault.hdr")
    with opened(folder) as vault:
        vault.set(old_database.FROM, bytes(16))
        (folder / "db" / bytes(16).hex()).write_bytes(b"the other one")
        (folder / "vault.hdr").write_bytes(data[: header.SIZE // 2] + bytes(header.SIZE // 2))
        old_database.remove(vault)
        assert len(databases(folder)) == 4  # with -wal and -shm
    with opened(folder) as vault:
        assert bytes(16).hex() not in databases(folder)
