"""An older header that was put back is noticed and said, whatever its seq; nothing that is in order ever warns."""

import hashlib
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

import crypto
from app.actions.kernel import drafts, records
from app.actions.vault import lifecycle as actions
from app.actions.vault import put_back, recovery, rotation, unlock_methods, wipe_settings
from app.errors import StorageFailed
from app.store.upkeep import restore
from app.store.vault import header, inforce
from app.store.vault import open_vault as store
from app.store.vault.header import UnlockSecret
from app.store.vault.open_vault import Vault
from tests.vaults import PASSPHRASE, WORDS, Clock, derived, vault_at

COPY = header.SIZE // 2
NEW, THIRD = "another phrase", "a third one"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with vault_at(tmp_path / "v"):
        pass
    return tmp_path / "v"


def secret(folder: Path, passphrase: str) -> crypto.Secret:
    """Return what Argon2id makes of a passphrase; it runs once in this process."""
    m_kib, passes, salt = header.costs(header.read(folder / "vault.hdr"))
    return derived(passphrase, salt, m_kib, passes)


def way(folder: Path, passphrase: str = PASSPHRASE) -> UnlockSecret:
    return UnlockSecret(secret(folder, passphrase))


def opened(folder: Path, by: str | UnlockSecret = PASSPHRASE) -> Vault:
    return store.open_(folder, way(folder, by) if isinstance(by, str) else by, WORDS, clock=Clock())


def doubt(folder: Path, by: str | UnlockSecret = PASSPHRASE) -> bytes | None:
    """Open the vault and return what it says of its header."""
    with closing(opened(folder, by)) as vault:
        return inforce.doubt(vault)


def with_seq(data: bytes, seq: int) -> bytes:
    """Return the first copy of a header with another seq and a good checksum: who forges it needs no key."""
    body = data[:8] + seq.to_bytes(8, "big") + data[16 : COPY - 32]
    return body + hashlib.sha256(body).digest()


def changed(folder: Path, new: str = NEW) -> bytes:
    """Change the passphrase and return the header from before."""
    before = (folder / "vault.hdr").read_bytes()
    with closing(opened(folder)) as vault:
        unlock_methods.change_passphrase(vault, way(folder), new)
    return before


@pytest.mark.parametrize("seq", [1, 2, 99, 1 << 48, (1 << 48) + 1, (1 << 64) - 1])
def test_an_older_header_is_noticed_whatever_its_seq(folder: Path, seq: int) -> None:
    before = changed(folder)
    (folder / "vault.hdr").write_bytes(with_seq(before, seq) * 2)
    with closing(opened(folder)) as vault:  # the passphrase that was ended
        assert put_back.is_older(vault)
        assert actions.check(vault).warnings == (put_back.OLDER, put_back.OPENS, put_back.SAFE, put_back.ROTATE)


def test_it_is_said_too_where_the_disk_let_nothing_be_noted(folder: Path) -> None:
    before = changed(folder)
    with closing(opened(folder, NEW)) as vault:
        vault.con.execute("PRAGMA query_only = ON")  # as a disk that is full or read-only
        (folder / "vault.hdr").write_bytes(with_seq(before, 99) * 2)
        with pytest.raises(StorageFailed):
            inforce.settle(vault, header.read(folder / "vault.hdr"))
        assert vault.get(inforce.DOUBT) is None and put_back.is_older(vault)


def test_an_older_copy_beside_the_good_one_is_noticed(folder: Path) -> None:
    before = changed(folder)
    good = (folder / "vault.hdr").read_bytes()
    (folder / "vault.hdr").write_bytes(good[:COPY] + with_seq(before, 99))
    assert doubt(folder) == inforce.OLDER


def test_it_opens_saves_and_is_said_until_the_vault_has_a_new_key(folder: Path) -> None:
    before = changed(folder)
    good = (folder / "vault.hdr").read_bytes()
    (folder / "vault.hdr").write_bytes(before)
    with closing(opened(folder)) as vault:
        drafts.keep(vault, drafts.ENTRY, {"words": "Two men in a grey"})
        made, _ = records.add(vault, "event", {"title": "Raid at the mill"})
        unlock_methods.change_passphrase(vault, way(folder), THIRD)
        assert put_back.is_older(vault)  # a new passphrase alone shuts nobody out
    assert doubt(folder, THIRD) == inforce.OLDER
    (folder / "vault.hdr").write_bytes(good)  # who hides the traces does not hide that it was noticed
    with closing(opened(folder, NEW)) as vault:
        assert put_back.is_older(vault)
        assert drafts.load(vault, drafts.ENTRY) and records.record_of(vault, made.ref).title == made.title
        rotation.rotate(vault, way(folder, NEW), THIRD)
        assert not put_back.warnings(vault)
    assert doubt(folder, THIRD) is None


def test_what_is_in_order_never_warns(folder: Path) -> None:
    def step(
        work: Callable[[Vault], object], by: str | UnlockSecret = PASSPHRASE, after: str | UnlockSecret = PASSPHRASE
    ) -> None:
        with closing(opened(folder, by)) as vault:
            work(vault)
            assert inforce.doubt(vault) is None
        assert doubt(folder, after) is None
        with closing(opened(folder, after)) as vault:
            assert vault.get(inforce.NEXT) is None
            data, mask = header.read(folder / "vault.hdr"), vault.opened.mask
            assert vault.get(inforce.HASH) == crypto.header_hash(data, mask)

    file = crypto.keyfile_hash(b"a holiday picture")
    drawn = recovery.draw(2, 3, [])
    shares = UnlockSecret(recovery.combine_shares([" ".join(words) for words in drawn.shares[:2]]), how=crypto.RECOVERY)
    added: list[int] = []
    mine = way(folder)
    step(lambda vault: added.append(unlock_methods.add(vault, mine, "Stick", NEW, file).i))
    step(lambda vault: unlock_methods.remove(vault, mine, added[0]))
    step(lambda vault: wipe_settings.set_passphrase(vault, PASSPHRASE, "burn it all"))
    step(lambda vault: wipe_settings.remove_passphrase(vault, PASSPHRASE))
    step(lambda vault: recovery.install(vault, mine, drawn), after=shares)
    step(lambda vault: unlock_methods.change_passphrase(vault, shares, NEW), by=shares, after=NEW)
    step(lambda vault: rotation.rotate(vault, way(folder, NEW), THIRD), by=NEW, after=THIRD)


def test_another_vault_of_the_same_header_writes_its_slots_and_this_one_does_not_warn(folder: Path) -> None:
    data = header.read(folder / "vault.hdr")
    with closing(opened(folder)) as vault:
        mask = 0xFFFF ^ vault.opened.mask
    i = mask.bit_length() - 1
    other = crypto.OpenedVault(crypto.Secret.of(b"\7" * 32), b"\7" * 16, mask, i, 1)
    header.rewrite(folder / "vault.hdr", crypto.with_slot(data, other, i, crypto.SlotSecret(secret(folder, NEW))))
    assert doubt(folder) is None


@pytest.mark.parametrize("place", ["header", "both copies", "one copy", "torn"])
def test_interrupted_anywhere_it_settles_on_the_header_that_stands(folder: Path, place: str) -> None:
    """The database knows both hashes; what the disk has of the header is one of the two."""
    path = folder / "vault.hdr"
    before = header.read(path)
    with closing(opened(folder)) as vault:
        session = crypto.open_header(before, secret(folder, PASSPHRASE))
        after = crypto.with_slot(before, session, session.slot, crypto.SlotSecret(secret(folder, NEW)))
        vault.set(inforce.NEXT, crypto.header_hash(after, session.mask))
    on_disk = {
        "header": before, "both copies": after, "one copy": after[:COPY] + before[COPY:],
        "torn": after[:4096] + before[4096:],
    }  # fmt: skip
    path.write_bytes(on_disk[place])
    new = place in ("both copies", "one copy")
    for _ in range(2):
        with closing(opened(folder, NEW if new else PASSPHRASE)) as vault:
            assert inforce.doubt(vault) is None and vault.get(inforce.NEXT) is None
            assert vault.get(inforce.HASH) == crypto.header_hash(after if new else before, session.mask)
    assert path.read_bytes() == (after if new else before)
    path.write_bytes(with_seq(before if new else after, 99) * 2)  # the other one is in force no more
    assert doubt(folder, PASSPHRASE if new else NEW) == inforce.OLDER


def test_a_change_that_the_disk_refused_leaves_no_doubt_and_the_next_one_goes(folder: Path) -> None:
    with closing(opened(folder)) as vault:
        vault.set(inforce.NEXT, b"\1" * 32)  # of a header that was taken back
        unlock_methods.change_passphrase(vault, way(folder), NEW)
        assert inforce.doubt(vault) is None and vault.get(inforce.NEXT) is None
    assert doubt(folder, NEW) is None


@pytest.mark.parametrize(("seen", "said"), [(None, None), (1, None), (2, inforce.OLDER)])
def test_a_vault_of_a_version_before_takes_its_header_as_it_is(folder: Path, seen: int | None, said: object) -> None:
    """Its database has no hash, but the seq of the header it wrote last; a header below that was put back."""
    with closing(opened(folder)) as vault:
        vault.forget(inforce.HASH)
        if seen is not None:
            vault.set("header_seq", seen.to_bytes(8, "big"))
    assert doubt(folder) == said
    with closing(opened(folder)) as vault:
        assert vault.get("header_seq") is None
    before = changed(folder)
    (folder / "vault.hdr").write_bytes(with_seq(before, 99) * 2)
    assert doubt(folder) == inforce.OLDER


def test_an_older_database_is_noticed_only_where_the_header_was_changed_since(folder: Path, tmp_path: Path) -> None:
    kept = [tmp_path / "one", tmp_path / "two"]
    shutil.copytree(folder / "db", kept[0])
    changed(folder)
    shutil.copytree(folder / "db", kept[1])
    with closing(opened(folder, NEW)) as vault:
        records.add(vault, "event", {"title": "Raid at the mill"})
    for older, said in zip(kept, (inforce.OLDER, None), strict=True):
        shutil.rmtree(folder / "db")
        shutil.copytree(older, folder / "db")
        assert doubt(folder, NEW) == said


def test_a_database_that_was_rebuilt_without_its_settings_says_so_and_is_not_called_older(folder: Path) -> None:
    before = changed(folder)
    with closing(opened(folder, NEW)) as vault, closing(opened_copy(vault)) as copy:
        copy.forget(inforce.HASH)
        inforce.enforce_header_after_rebuild(copy, vault)
        assert inforce.doubt(copy) == inforce.REBUILT and not put_back.is_older(copy)
        assert put_back.warnings(copy) == (put_back.REBUILT,)
        assert copy.get(inforce.HASH) == vault.get(inforce.HASH)
        vault.set(inforce.DOUBT, inforce.REBUILT)
    assert doubt(folder, NEW) == inforce.REBUILT
    (folder / "vault.hdr").write_bytes(with_seq(before, 99) * 2)
    assert doubt(folder) == inforce.OLDER


def opened_copy(vault: Vault) -> Vault:
    """Return a database with the same settings, in memory."""
    con = sqlcipher.connect(":memory:", isolation_level=None)
    con.execute("CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB)")
    con.executemany("INSERT INTO meta VALUES (?, ?)", vault.con.execute("SELECT name, value FROM meta").fetchall())
    return Vault(vault.folder, con, None, WORDS, Clock(), opened=vault.opened)


@pytest.mark.parametrize("seq", [1 << 48, (1 << 64) - 1])
def test_a_forged_seq_ends_no_change_of_passphrase(folder: Path, seq: int) -> None:
    path = folder / "vault.hdr"
    path.write_bytes(with_seq(path.read_bytes(), seq) * 2)
    with closing(opened(folder)) as vault:
        unlock_methods.change_passphrase(vault, way(folder), NEW)
        assert inforce.doubt(vault) is None
    assert doubt(folder, NEW) is None
    assert header.sequence(path.read_bytes()) < 3 or seq == 1 << 48
    path.write_bytes(with_seq(path.read_bytes(), seq) * 2)
    with closing(opened(folder, NEW)) as vault:
        rotation.rotate(vault, way(folder, NEW), THIRD)
    assert doubt(folder, THIRD) is None


def test_a_restored_vault_does_not_warn(folder: Path, tmp_path: Path) -> None:
    from app.actions.vault import backups
    from app.store.vault import backup_key

    before = changed(folder)
    (folder / "vault.hdr").write_bytes(before)
    with closing(opened(folder)) as vault:
        assert put_back.is_older(vault)
        backup_key.set_passphrase(vault, NEW)
        made = backups.back_up(vault, tmp_path / "stick")
    backup = restore.open_backup(made.folder, NEW)
    restore.restore(backup, tmp_path / "new", THIRD, WORDS, kdf_mib=64, clock=Clock())
    assert doubt(tmp_path / "new", THIRD) is None
