"""A passphrase that wipes: set, replaced and taken away only by who can open the vault; and how the wipe is set up."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import crypto
from app.actions.vault import rotation, wipe_settings
from app.actions.vault import unlock_methods as ways
from app.actions.vault.wipe_settings import WipeSettings
from app.errors import CannotUnlock, InputRefused, StorageFailed
from app.store.vault import device_settings, header, slots, wipe
from app.store.vault import open_vault as store
from app.store.vault.header import UnlockSecret
from app.store.vault.open_vault import Vault
from tests.vaults import PASSPHRASE, WORDS, vault_at

BURN = "burn it all"


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with vault_at(tmp_path / "v") as vault:
        yield vault


def tried(vault: Vault, words: str) -> None:
    """Type words at the vault as it is on the disk now, in a copy that may be destroyed."""
    copy = vault.folder.with_name("copy")
    copy.mkdir(exist_ok=True)
    (copy / "vault.hdr").write_bytes((vault.folder / "vault.hdr").read_bytes())
    store.open_(copy, words, WORDS)


def burns(vault: Vault, words: str) -> bool:
    with pytest.raises(CannotUnlock):
        tried(vault, words)
    return wipe.has_begun(vault.folder.with_name("copy"))


def test_it_is_set_and_destroys_what_it_is_typed_at(vault: Vault) -> None:
    assert not wipe_settings.passphrase_is_set(vault)
    wipe_settings.set_passphrase(vault, PASSPHRASE, BURN)
    assert wipe_settings.passphrase_is_set(vault)
    assert not burns(vault, "something else") and burns(vault, BURN)


def test_whoever_has_a_copy_reads_nothing_with_it(vault: Vault) -> None:
    wipe_settings.set_passphrase(vault, PASSPHRASE, BURN)
    data = header.read(vault.folder / "vault.hdr")
    own, decoy = crypto.open_header(data, PASSPHRASE), crypto.open_header(data, BURN)
    assert decoy.flags == crypto.WIPE and own.flags == 0
    assert bytes(decoy.vmk.buffer) != bytes(own.vmk.buffer) and decoy.db_id != own.db_id
    assert decoy.mask == 1 << decoy.slot and own.mask >> decoy.slot & 1


def test_another_one_takes_its_place_and_the_first_is_no_longer_one(vault: Vault) -> None:
    wipe_settings.set_passphrase(vault, PASSPHRASE, BURN)
    wipe_settings.set_passphrase(vault, PASSPHRASE, "burn it again")
    assert len([slot for slot in slots.list_slots(vault) if slot.flags & crypto.WIPE]) == 1
    assert not burns(vault, BURN) and burns(vault, "burn it again")


def test_no_way_in_takes_its_slot_and_a_new_key_ends_it(vault: Vault) -> None:
    wipe_settings.set_passphrase(vault, PASSPHRASE, BURN)
    (its,) = [slot.i for slot in slots.list_slots(vault) if slot.flags & crypto.WIPE]
    added = [ways.add(vault, UnlockSecret(PASSPHRASE), "", f"phrase number {n}").i for n in range(6)]
    assert its not in added and len(set(added)) == 6
    with pytest.raises(InputRefused, match="eight passwords"):
        ways.add(vault, UnlockSecret(PASSPHRASE), "", "one too many")
    assert burns(vault, BURN)
    rotation.rotate(vault, UnlockSecret(PASSPHRASE), "another phrase")
    assert not wipe_settings.passphrase_is_set(vault) and not burns(vault, BURN)


def test_it_is_taken_away(vault: Vault) -> None:
    wipe_settings.set_passphrase(vault, PASSPHRASE, BURN)
    wipe_settings.remove_passphrase(vault, PASSPHRASE)
    assert not wipe_settings.passphrase_is_set(vault) and not burns(vault, BURN)
    wipe_settings.remove_passphrase(vault, PASSPHRASE)


@pytest.mark.parametrize("words", [PASSPHRASE, f"  {PASSPHRASE.replace(' ', '  ')} "])
def test_words_that_open_the_vault_are_refused(vault: Vault, words: str) -> None:
    before = header.read(vault.folder / "vault.hdr")
    with pytest.raises(InputRefused, match="already in use"):
        wipe_settings.set_passphrase(vault, PASSPHRASE, words)
    assert header.read(vault.folder / "vault.hdr") == before and not wipe_settings.passphrase_is_set(vault)


@pytest.mark.parametrize("words", ["", " \u3000 "])
def test_nothing_is_no_passphrase(vault: Vault, words: str) -> None:
    with pytest.raises(InputRefused):
        wipe_settings.set_passphrase(vault, PASSPHRASE, words)


@pytest.mark.parametrize("own", ["something else", "", BURN])
def test_only_who_can_open_the_vault_sets_or_takes_it_away(vault: Vault, own: str) -> None:
    wipe_settings.set_passphrase(vault, PASSPHRASE, BURN)
    before = header.read(vault.folder / "vault.hdr")
    with pytest.raises(CannotUnlock):
        wipe_settings.set_passphrase(vault, own, "burn it again")
    with pytest.raises(CannotUnlock):
        wipe_settings.remove_passphrase(vault, own)
    assert header.read(vault.folder / "vault.hdr") == before and not wipe.has_begun(vault.folder)


def test_where_all_slots_are_taken_it_is_said(vault: Vault) -> None:
    with vault.transaction() as con:
        con.executemany("INSERT OR REPLACE INTO slot VALUES (?, 1, 0, 0, '', 1)", [(i,) for i in range(16)])
    with pytest.raises(InputRefused, match="eight passwords"):
        wipe_settings.set_passphrase(vault, PASSPHRASE, BURN)


def test_keys_and_wait_are_kept_beside_the_vault_and_leave_the_rest(tmp_path: Path) -> None:
    device_settings.change(tmp_path, name="Field notes")
    assert wipe_settings.plan(tmp_path) == WipeSettings("", 5)
    wipe_settings.keep(tmp_path, WipeSettings("Ctrl+Shift+F9", 0))
    assert wipe_settings.plan(tmp_path) == WipeSettings("Ctrl+Shift+F9", 0)
    wipe_settings.keep(tmp_path, WipeSettings())
    assert device_settings.read(tmp_path) == {"name": "Field notes"}


@pytest.mark.parametrize("kept", [{"wipe_key": 4, "wipe_wait": 3}, {"wipe_wait": False}, {"wipe_wait": "0"}, [], 7])
def test_a_file_that_makes_no_sense_sets_nothing_up(tmp_path: Path, kept: object) -> None:
    (tmp_path / "window.json").write_text(json.dumps(kept))
    assert wipe_settings.plan(tmp_path) == WipeSettings("", 5)


def test_a_rehearsal_writes_nothing_and_finds_what_would_fail(vault: Vault, tmp_path: Path) -> None:
    before = header.read(vault.folder / "vault.hdr")
    assert 0 <= wipe_settings.rehearse(vault.folder) < 1000
    assert header.read(vault.folder / "vault.hdr") == before
    with pytest.raises(StorageFailed):
        wipe_settings.rehearse(tmp_path / "nothing")
