"""The header on the disk: repaired at opening, and no cut in writing it brings an old passphrase back."""

import shutil
from pathlib import Path

import pytest

import crypto
from app.actions.vault import lifecycle as actions
from app.actions.vault import unlock_methods
from app.errors import CannotUnlock, InputRefused, NotOpened
from app.store.vault import header
from app.store.vault import open_vault as store
from app.store.vault.header import UnlockSecret
from tests.vaults import PASSPHRASE, WORDS, derived, vault_at

COPY = header.SIZE // 2
NEW = "another phrase"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with vault_at(tmp_path / "v"):
        pass
    return tmp_path / "v"


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes, bytes]:
    """A vault whose passphrase was changed, to copy, and its header before and after."""
    folder = tmp_path_factory.mktemp("changed") / "v"
    with vault_at(folder):
        pass
    return folder, *change(folder)


def secret(folder: Path, passphrase: str) -> crypto.Secret:
    """Return what Argon2id makes of a passphrase by the header that opening reads; it runs once in this process."""
    m_kib, passes, salt = header.costs(header.read(folder / "vault.hdr"))
    return derived(passphrase, salt, m_kib, passes)


def opens(folder: Path, passphrase: str) -> bool:
    try:
        store.open_(folder, secret(folder, passphrase), WORDS).close()
    except CannotUnlock:
        return False
    return True


def change(folder: Path) -> tuple[bytes, bytes]:
    """Change the passphrase and return the header before and after."""
    path = folder / "vault.hdr"
    before = path.read_bytes()
    vault = store.open_(folder, secret(folder, PASSPHRASE), WORDS)
    unlock_methods.change_passphrase(vault, UnlockSecret(secret(folder, PASSPHRASE)), NEW)
    vault.close()
    return before, path.read_bytes()


def test_a_new_passphrase_opens_and_the_old_one_no_longer_does(folder: Path) -> None:
    before, after = change(folder)
    assert after[:COPY] == after[COPY:] != before[:COPY]
    assert (opens(folder, PASSPHRASE), opens(folder, NEW)) == (False, True)


@pytest.mark.parametrize("written", [0, 1, 100, 4096, COPY - 32])  # a last byte alone is the same once in 256
def test_cut_in_the_first_copy_the_old_one_opens_and_both_are_healed(
    changed: tuple[Path, bytes, bytes], tmp_path: Path, written: int
) -> None:
    kept, before, after = changed
    folder = shutil.copytree(kept, tmp_path / "v")
    path = folder / "vault.hdr"
    path.write_bytes(after[:written] + before[written:])
    assert opens(folder, PASSPHRASE)
    healed = path.read_bytes()
    assert healed[:COPY] == healed[COPY:] == before[:COPY]


@pytest.mark.parametrize("written", [COPY, COPY + 1, COPY + 100, COPY + 4096, 2 * COPY - 1])
def test_cut_after_the_first_copy_only_the_new_one_opens_for_ever(
    changed: tuple[Path, bytes, bytes], tmp_path: Path, written: int
) -> None:
    kept, before, after = changed
    folder = shutil.copytree(kept, tmp_path / "v")
    path = folder / "vault.hdr"
    path.write_bytes(after[:written] + before[written:])
    assert (opens(folder, PASSPHRASE), opens(folder, NEW)) == (False, True)
    assert path.read_bytes() == after
    assert not opens(folder, PASSPHRASE)


def test_one_damaged_copy_is_written_over_by_the_other_and_two_are_damage(folder: Path) -> None:
    path = folder / "vault.hdr"
    whole = path.read_bytes()
    for at in (10, COPY + 10):
        path.write_bytes(whole[:at] + b"damage" + whole[at + 6 :])
        assert opens(folder, PASSPHRASE)
        assert path.read_bytes() == whole
    path.write_bytes(whole[:10] + b"damage" + whole[16 : COPY + 10] + b"damage" + whole[COPY + 16 :])
    with pytest.raises(NotOpened):
        opens(folder, PASSPHRASE)
    for size in (0, COPY, header.SIZE + 1):
        path.write_bytes((whole + b"x")[:size])
        with pytest.raises(NotOpened):
            opens(folder, PASSPHRASE)


def test_an_older_header_that_was_put_back_is_reported(folder: Path) -> None:
    before, _ = change(folder)
    (folder / "vault.hdr").write_bytes(before)
    vault = store.open_(folder, PASSPHRASE, WORDS)
    assert actions.check(vault).warnings
    vault.close()


def test_a_passphrase_is_changed_only_by_one_that_opens_and_to_a_free_one(folder: Path) -> None:
    before = (folder / "vault.hdr").read_bytes()
    vault = store.open_(folder, PASSPHRASE, WORDS)
    with pytest.raises(CannotUnlock):
        unlock_methods.change_passphrase(vault, UnlockSecret("wrong"), NEW)
    for refused in (PASSPHRASE, " \u3000 "):
        with pytest.raises(InputRefused):
            unlock_methods.change_passphrase(vault, UnlockSecret(PASSPHRASE), refused)
    vault.close()
    assert (folder / "vault.hdr").read_bytes() == before


def crypto_random(n: int) -> bytes:
    return bytes(n)


@pytest.mark.parametrize("mib", [0, 63, 4097])
def test_costs_outside_the_bounds_are_refused(mib: int) -> None:
    with pytest.raises(InputRefused):
        header.make(PASSPHRASE, mib, crypto_random)


def test_what_argon2_made_opens_too(folder: Path) -> None:
    m_kib, passes, salt = header.costs(header.read(folder / "vault.hdr"))
    assert (m_kib, passes) == (64 * 1024, 3)
    with crypto.derive(PASSPHRASE, salt, m_kib, passes) as made:
        store.open_(folder, made, WORDS).close()
