"""Ways in: added and taken away by another that opens; one always stays, and none opens that is not listed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import crypto
from app.actions.vault import real_names, recovery, unlock_methods, wipe_settings
from app.errors import CannotUnlock, InputRefused, NotFound, StorageFailed
from app.store.vault import backup_key, header
from app.store.vault import open_vault as store
from app.store.vault import slots as rows
from app.store.vault.header import UnlockSecret
from app.store.vault.open_vault import Vault
from app.store.vault.slots import Slot
from tests.vaults import NOON, PASSPHRASE, WORDS, vault_at

MINE = UnlockSecret(PASSPHRASE)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with vault_at(tmp_path / "vault") as vault:
        yield vault


def opens(folder: Path, way: UnlockSecret) -> crypto.OpenedVault | None:
    """Open the header as whoever has the files does, and tell what it gave; its key is cleared."""
    try:
        opened = header.open_(header.read(folder / "vault.hdr"), way)
    except crypto.CannotOpen:
        return None
    opened.vmk.clear()
    return opened


def reopened(vault: Vault, way: UnlockSecret) -> Vault:
    vault.close()
    return store.open_(vault.folder, way, WORDS, clock=lambda: NOON)


def test_a_new_vault_knows_its_first_way_in(vault: Vault) -> None:
    (first,) = unlock_methods.list_unlock_methods(vault)
    assert (first.i, first.how, first.keyfile, first.name) == (vault.opened.slot, crypto.PASSPHRASE, False, "")


def test_a_vault_from_before_the_table_takes_its_slot_in(vault: Vault) -> None:
    rows.drop(vault, vault.opened.slot)
    with_slot = reopened(vault, MINE)
    assert [slot.i for slot in unlock_methods.list_unlock_methods(with_slot)] == [with_slot.opened.slot]
    with_slot.close()


def test_a_second_passphrase_opens_the_same_vault_and_is_listed(vault: Vault) -> None:
    added = unlock_methods.add(vault, MINE, "Office", "another phrase entirely")
    other = opens(vault.folder, UnlockSecret("another phrase entirely"))
    assert other is not None and (other.slot, other.db_id) == (added.i, vault.opened.db_id)
    assert {slot.i: slot.name for slot in unlock_methods.list_unlock_methods(vault)} == {
        vault.opened.slot: "",
        added.i: "Office",
    }
    assert opens(vault.folder, MINE)


def test_the_passphrase_that_wipes_is_no_way_in(vault: Vault) -> None:
    wipe_settings.set_passphrase(vault, PASSPHRASE, "wipe it all")
    wipe = next(slot for slot in unlock_methods.list_unlock_methods(vault) if slot.flags)
    with pytest.raises(CannotUnlock):
        unlock_methods.add(vault, UnlockSecret("wipe it all"), "", "another phrase")
    with pytest.raises(InputRefused, match="last password"):
        unlock_methods.remove(vault, MINE, vault.opened.slot)
    with pytest.raises(InputRefused, match="on their own pages"):
        unlock_methods.change_passphrase(vault, MINE, "another phrase", i=wipe.i)
    with pytest.raises(InputRefused, match="in use"):
        unlock_methods.add(vault, MINE, "", "wipe it all")


def test_a_key_file_needs_its_passphrase_and_the_passphrase_its_file(vault: Vault, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    file = unlock_methods.make_keyfile(stick)
    assert stick.stat().st_size == 64 and stick.stat().st_mode & 0o777 == 0o600
    assert unlock_methods.keyfile(stick) == file
    unlock_methods.add(vault, MINE, "Stick", "with the file", file)
    assert opens(vault.folder, UnlockSecret("with the file")) is None
    assert opens(vault.folder, UnlockSecret("another", file)) is None
    opened = opens(vault.folder, UnlockSecret("with the file", file))
    assert opened is not None and opened.keyfile
    assert not (opens(vault.folder, UnlockSecret(PASSPHRASE, file)) or vault.opened).keyfile  # given, and not needed
    with pytest.raises(CannotUnlock, match="key file"):
        reopened(vault, UnlockSecret("with the file", unlock_methods.keyfile(Path(__file__))))


@pytest.mark.parametrize("content", [b"", None])
def test_an_empty_key_file_and_one_that_is_not_there_are_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "key"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(NotFound if content is None else InputRefused):
        unlock_methods.keyfile(path)


def test_a_key_file_is_never_written_over_another_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"a picture")
    with pytest.raises(InputRefused):
        unlock_methods.make_keyfile(tmp_path / "key")
    with pytest.raises(StorageFailed):
        unlock_methods.make_keyfile(tmp_path / "no folder" / "key")
    assert (tmp_path / "key").read_bytes() == b"a picture"


def test_what_is_in_use_or_empty_or_too_much_is_not_added(vault: Vault) -> None:
    before = (vault.folder / "vault.hdr").read_bytes()
    for refused in (PASSPHRASE, "  ", f" {PASSPHRASE} "):
        with pytest.raises(InputRefused):
            unlock_methods.add(vault, MINE, "", refused)
    with pytest.raises(InputRefused, match="in use"):  # the passphrase alone opens a slot: the file would mean nothing
        unlock_methods.add(vault, MINE, "", PASSPHRASE, crypto.keyfile_hash(b"a file"))
    with pytest.raises(InputRefused, match="longer"):
        unlock_methods.add(vault, MINE, "x" * 81, "another phrase")
    with pytest.raises(CannotUnlock):
        unlock_methods.add(vault, UnlockSecret("wrong words"), "", "another phrase")
    assert (vault.folder / "vault.hdr").read_bytes() == before
    assert len(unlock_methods.list_unlock_methods(vault)) == 1


def test_there_is_room_for_eight(vault: Vault) -> None:
    for n in range(7):
        unlock_methods.add(vault, MINE, "", f"phrase number {n}")
    with pytest.raises(InputRefused, match="eight"):
        unlock_methods.add(vault, MINE, "", "phrase number 7")
    with pytest.raises(InputRefused, match="eight"):
        recovery.install(vault, MINE, recovery.draw(2, 3))
    assert {slot.i for slot in unlock_methods.list_unlock_methods(vault)} == {
        i for i in range(16) if vault.opened.mask >> i & 1
    }


def test_a_way_in_is_taken_away_by_another_and_the_last_one_stays(vault: Vault) -> None:
    first = vault.opened.slot
    with pytest.raises(InputRefused, match="last password"):
        unlock_methods.remove(vault, MINE, first)
    added = unlock_methods.add(vault, MINE, "", "another phrase")
    with pytest.raises(InputRefused, match="You cannot remove the password that you used to open the vau"):
        unlock_methods.remove(vault, MINE, first)
    with pytest.raises(CannotUnlock):
        unlock_methods.remove(vault, UnlockSecret("wrong words"), added.i)
    with pytest.raises(NotFound):
        unlock_methods.remove(vault, MINE, 99)
    unlock_methods.remove(vault, UnlockSecret("another phrase"), first)
    assert opens(vault.folder, MINE) is None and opens(vault.folder, UnlockSecret("another phrase"))
    assert [slot.i for slot in unlock_methods.list_unlock_methods(vault)] == [added.i]


def test_a_way_in_of_the_other_vault_of_a_header_proves_nothing(vault: Vault) -> None:
    """A second vault in the header is not made by this version; by hand: its passphrase opens it, and is refused."""
    path = vault.folder / "vault.hdr"
    data = path.read_bytes()
    m_kib, passes, salt = header.costs(data)
    with crypto.derive("the other vault", salt, m_kib, passes) as r:
        mask = 0xFFFF ^ vault.opened.mask
        i = mask.bit_length() - 1
        other = crypto.OpenedVault(crypto.Secret.of(b"\7" * 32), b"\7" * 16, mask, i, 1)
        header.rewrite(path, crypto.with_slot(data, other, i, crypto.SlotSecret(r)))
    before = path.read_bytes()
    with pytest.raises(CannotUnlock):
        unlock_methods.add(vault, UnlockSecret("the other vault"), "", "another phrase")
    with pytest.raises(InputRefused, match="in use"):
        unlock_methods.add(vault, MINE, "", "the other vault")
    assert path.read_bytes() == before


def test_a_changed_passphrase_keeps_its_slot_its_name_and_its_key_file(vault: Vault) -> None:
    file = crypto.keyfile_hash(b"a file")
    added = unlock_methods.add(vault, MINE, "Stick", "with the file", file)
    changed = unlock_methods.change_passphrase(vault, UnlockSecret("with the file", file), "new with the file")
    assert changed == added
    assert opens(vault.folder, UnlockSecret("with the file", file)) is None
    assert opens(vault.folder, UnlockSecret("new with the file")) is None
    assert opens(vault.folder, UnlockSecret("new with the file", file))
    unlock_methods.change_passphrase(vault, MINE, "a phrase in place of the stick", i=added.i)
    assert opens(vault.folder, UnlockSecret("a phrase in place of the stick"))
    assert [slot.keyfile for slot in unlock_methods.list_unlock_methods(vault)] == [False, False]


def test_what_a_cut_left_listed_and_not_written_is_taken_away_like_any_other(vault: Vault) -> None:
    i = rows.find_free_slot(vault, vault.opened)
    assert i is not None
    rows.keep(vault, Slot(i, crypto.PASSPHRASE, False, 0, "Office", NOON))  # killed here, before the header
    assert unlock_methods.add(vault, MINE, "", "another phrase").i != i
    unlock_methods.remove(vault, MINE, i)
    assert i not in {slot.i for slot in unlock_methods.list_unlock_methods(vault)}
    assert opens(vault.folder, MINE) and opens(vault.folder, UnlockSecret("another phrase"))


def test_a_header_that_cannot_be_written_changes_nothing_that_opens(vault: Vault) -> None:
    path = vault.folder / "vault.hdr"
    kept = path.read_bytes()
    path.unlink()
    path.mkdir()
    with pytest.raises(StorageFailed):
        unlock_methods.add(vault, MINE, "Office", "another phrase")
    path.rmdir()
    path.write_bytes(kept)
    assert len(unlock_methods.list_unlock_methods(vault)) == 1


def test_shares_that_were_taken_away_open_neither_the_second_lock_nor_the_next_backup(vault: Vault) -> None:
    drawn = recovery.draw(2, 3)
    recovery.install(vault, MINE, drawn)
    key, wrap = real_names.prepare_key(real_names.header_of(vault), "lantern copper field")
    real_names.set_up(vault, wrap)
    with key, recovery.combine_shares([" ".join(words) for words in drawn.shares[:2]]) as secret:
        real_names.let_recovery_open(vault, key, secret)
        unlock_methods.remove(
            vault,
            MINE,
            next(slot.i for slot in unlock_methods.list_unlock_methods(vault) if slot.how == crypto.RECOVERY),
        )
        with pytest.raises(CannotUnlock):
            real_names.open_by_recovery(vault, secret)
    kept = backup_key.read_backup_key(vault)
    assert kept is not None and kept.recovery is None


def test_a_changed_passphrase_is_changed_for_the_backups_too_where_it_opened_them(vault: Vault) -> None:
    unlock_methods.change_passphrase(vault, MINE, "quite another one")
    assert backup_key.read_backup_key(vault) is None  # none is given to them unasked
    backup_key.set_passphrase(vault, "quite another one")
    unlock_methods.change_passphrase(vault, UnlockSecret("quite another one"), "a third one")
    assert backup_key.opens_with(vault, "a third one") and not backup_key.opens_with(vault, "quite another one")
    backup_key.set_passphrase(vault, "for backups alone")
    unlock_methods.change_passphrase(vault, UnlockSecret("a third one"), "a fourth one")
    assert backup_key.opens_with(vault, "for backups alone")
