"""A new key for the whole vault, asked for as a person does: by a way in that opens it, and what ends with it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import crypto
from app.actions.vault import real_names, recovery, rotation, unlock_methods
from app.errors import CannotUnlock, InputRefused
from app.store.vault import backup_key, header
from app.store.vault import open_vault as store
from app.store.vault.header import UnlockSecret
from app.store.vault.open_vault import Vault
from tests.vaults import PASSPHRASE, WORDS, vault_at

NEW = "another phrase"
KEYFILE = b"\x01" * 32


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with vault_at(tmp_path / "v") as vault:
        yield vault


def opens(vault: Vault, way: UnlockSecret) -> bool:
    try:
        opened = header.open_(header.read(vault.folder / "vault.hdr"), way)
    except crypto.CannotOpen:
        return False
    with opened.vmk:
        return vault.is_opened_by(opened)


def test_recovery_shares_and_the_key_of_backups_end_and_new_ones_can_be_made(vault: Vault) -> None:
    way = UnlockSecret(PASSPHRASE)
    recovery.install(vault, way, recovery.draw(2, 3))
    backup_key.set_passphrase(vault, PASSPHRASE)
    unlock_methods.add(vault, way, "Ben", "a third one")
    slot = rotation.rotate(vault, way, NEW, name="Office")
    assert unlock_methods.list_unlock_methods(vault) == [slot] and slot.name == "Office"
    assert recovery.status(vault) is None and backup_key.read_backup_key(vault) is None
    assert [opens(vault, UnlockSecret(text)) for text in (PASSPHRASE, "a third one", NEW)] == [False, False, True]
    assert vault.opened.slot == slot.i
    recovery.install(vault, UnlockSecret(NEW), recovery.draw(2, 3))
    unlock_methods.add(vault, UnlockSecret(NEW), "Ben", "a third one")
    assert len(unlock_methods.list_unlock_methods(vault)) == 3


def test_a_key_file_goes_with_it_and_the_passphrase_may_stay(vault: Vault) -> None:
    rotation.rotate(vault, UnlockSecret(PASSPHRASE), PASSPHRASE, KEYFILE)
    assert [opens(vault, UnlockSecret(PASSPHRASE, keyfile)) for keyfile in (None, KEYFILE)] == [False, True]


def test_it_is_refused_without_a_way_in_that_opens_and_without_a_passphrase(vault: Vault) -> None:
    before = (vault.folder / "vault.hdr").read_bytes()
    with pytest.raises(CannotUnlock):
        rotation.rotate(vault, UnlockSecret("not this one"), NEW)
    with pytest.raises(InputRefused):
        rotation.rotate(vault, UnlockSecret(PASSPHRASE), " \u3000 ")
    assert (vault.folder / "vault.hdr").read_bytes() == before
    vault.close()
    store.open_(vault.folder, PASSPHRASE, WORDS).close()


def test_old_shares_open_no_second_lock_afterwards_and_its_passphrase_does(vault: Vault) -> None:
    way, drawn = UnlockSecret(PASSPHRASE), recovery.draw(2, 3)
    recovery.install(vault, way, drawn)
    key, wrap = real_names.prepare_key(real_names.header_of(vault), "lantern copper field")
    real_names.set_up(vault, wrap)
    with key, recovery.combine_shares([" ".join(words) for words in drawn.shares[:2]]) as secret:
        real_names.let_recovery_open(vault, key, secret)
        rotation.rotate(vault, way, NEW)
        with pytest.raises(CannotUnlock):
            real_names.open_by_recovery(vault, secret)
    real_names.open_(vault, "lantern copper field").clear()
