"""A vault opens with its passphrase alone, once at a time, on one thread, and is never half there."""

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from app.errors import AppError, CannotUnlock, Fault, InputRefused, NotFound, NotOpened, StorageFailed, VaultBusy
from app.store.vault import header, inforce, lockfile
from app.store.vault import open_vault as store
from app.store.vault.connection import connect
from app.store.vault.open_vault import OnlyReads, Vault
from tests.vaults import NOON, PASSPHRASE, WORDS, Clock, vault_at


def reopened(folder: Path, passphrase: str = PASSPHRASE) -> Vault:
    return store.open_(folder, passphrase, WORDS, clock=Clock())


def test_what_was_kept_is_there_after_opening_again(tmp_path: Path) -> None:
    with vault_at(tmp_path / "v") as vault:
        author = vault.author
        vault.set("name", b"value")
    again = reopened(tmp_path / "v")
    assert (again.author, again.get("name"), again.get("absent"), again.now()) == (author, b"value", None, NOON)
    assert inforce.doubt(again) is None
    again.close()
    plain = sqlite3.connect(next((tmp_path / "v" / "db").glob("[0-9a-f]*[0-9a-f]")))
    with pytest.raises(sqlite3.DatabaseError):
        plain.execute("SELECT * FROM meta")
    plain.close()


def described(vault: Vault) -> tuple[object, ...]:
    """Return the tables, the settings of the file, how much lies in each table, and the names of what is kept."""
    tables = vault.con.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY 1, 2").fetchall()
    names = [name for kind, name, *_ in tables if kind == "table"]
    pragmas = ("user_version", "application_id", "journal_mode", "auto_vacuum", "page_size", "secure_delete")
    set_ = [vault.con.execute(f"PRAGMA {name}").fetchone() for name in pragmas]
    rows = [vault.con.execute(f"SELECT count(*) FROM {name}").fetchone() for name in names]
    return tables, set_, rows, vault.con.execute("SELECT name FROM meta ORDER BY 1").fetchall()


def test_a_vault_of_the_tests_is_one_of_the_program_and_shares_nothing_with_the_next(tmp_path: Path) -> None:
    real = store.create(tmp_path / "real", PASSPHRASE, WORDS, kdf_mib=64, clock=Clock())
    with closing(real), vault_at(tmp_path / "one") as one, vault_at(tmp_path / "two") as two:
        assert described(one) == described(real)
        assert one.con.execute("PRAGMA cipher_integrity_check").fetchall() == []
        drawn = []
        for vault in (one, two):
            path, key = vault.database
            pages = path.read_bytes()
            of_meta = [bytes(value) for (value,) in vault.con.execute("SELECT value FROM meta WHERE length(value) > 7")]
            keysets = [bytes(v) for row in vault.con.execute("SELECT xwing_seed, box_key FROM keyset") for v in row]
            blocks = [pages[at : at + 16] for at in range(0, len(pages), 16)]
            drawn.append({path.name, bytes(key.buffer), *of_meta, *keysets, *blocks})
        assert len(drawn[0]) > 10_000
        shared = drawn[0] & drawn[1]
        assert shared <= {one.get("header_seq")}


def test_another_passphrase_opens_nothing_and_leaves_it_free(tmp_path: Path) -> None:
    with vault_at(tmp_path / "v"):
        pass
    before = (tmp_path / "v" / "vault.hdr").read_bytes()
    with pytest.raises(CannotUnlock):
        reopened(tmp_path / "v", "olive river")
    assert (tmp_path / "v" / "vault.hdr").read_bytes() == before
    with pytest.raises(CannotUnlock):
        reopened(tmp_path / "v", " ")
    reopened(tmp_path / "v", "  olive  river\u3000stone ").close()


def test_one_at_a_time_and_the_holder_is_known(tmp_path: Path) -> None:
    with vault_at(tmp_path / "v"):
        with pytest.raises(VaultBusy):
            reopened(tmp_path / "v")
        with pytest.raises(VaultBusy):
            store.create(tmp_path / "v", PASSPHRASE, WORDS, kdf_mib=64)
        assert lockfile.holder(tmp_path / "v" / "lock") == os.getpid()
    assert lockfile.holder(tmp_path / "v" / "lock") is None
    reopened(tmp_path / "v").close()


def test_a_killed_holder_leaves_the_vault_free(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from app.store.vault.lockfile import LockFile;"
        "LockFile(Path(sys.argv[1])); print('held', flush=True); time.sleep(60)"
    )
    (tmp_path / "v").mkdir()
    holder = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path / "v" / "lock")],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert holder.stdout is not None
    holder.stdout.readline()
    assert lockfile.holder(tmp_path / "v" / "lock") == holder.pid
    holder.kill()
    holder.communicate()
    with vault_at(tmp_path / "v"):
        assert lockfile.holder(tmp_path / "v" / "lock") == os.getpid()


def test_a_second_vault_is_never_written_over_the_first(tmp_path: Path) -> None:
    with vault_at(tmp_path / "v") as vault:
        author = vault.author
    with pytest.raises(InputRefused):
        store.create(tmp_path / "v", "another phrase", WORDS, kdf_mib=64)
    again = reopened(tmp_path / "v")
    assert again.author == author
    again.close()


@pytest.mark.parametrize("fails_at", [0, 1, 2, 5, 9])
def test_wherever_creating_stops_there_is_no_half_vault(tmp_path: Path, fails_at: int) -> None:
    """The dice run out at each step in turn; what is left is no vault, and creating again works in the same place."""
    left = fails_at

    def dice(n: int) -> bytes:
        nonlocal left
        left -= 1
        if left < 0:
            raise OSError("no more chance")
        return os.urandom(n)

    with pytest.raises((AppError, OSError)):
        store.create(tmp_path / "v", PASSPHRASE, WORDS, kdf_mib=64, random=dice)
    assert not store.exists(tmp_path / "v")
    with pytest.raises(NotFound):
        reopened(tmp_path / "v")
    with vault_at(tmp_path / "v") as vault:
        assert vault.identity()


def test_a_header_without_its_database_says_so(tmp_path: Path) -> None:
    with vault_at(tmp_path / "v"):
        pass
    shutil.rmtree(tmp_path / "v" / "db")
    (tmp_path / "v" / "db").mkdir()
    for _ in range(2):
        with pytest.raises(NotOpened):
            reopened(tmp_path / "v")
    assert not list((tmp_path / "v" / "db").iterdir())


def test_a_damaged_database_says_so_and_the_lock_is_given_back(tmp_path: Path) -> None:
    with vault_at(tmp_path / "v"):
        pass
    (database,) = (p for p in (tmp_path / "v" / "db").iterdir() if len(p.name) == 32)
    database.write_bytes(os.urandom(database.stat().st_size))
    for _ in range(2):
        with pytest.raises(NotOpened):
            reopened(tmp_path / "v")


def test_another_thread_is_refused(vault: Vault) -> None:
    caught: list[BaseException] = []

    def touch() -> None:
        try:
            vault.get("name")
        except Fault as fault:
            caught.append(fault)

    thread = threading.Thread(target=touch)
    thread.start()
    thread.join()
    assert len(caught) == 1


def test_the_pragmas_are_really_set(vault: Vault) -> None:
    said = {
        name: str(vault.con.execute(f"PRAGMA {name}").fetchone()[0])
        for name in (
            "cipher_memory_security",
            "secure_delete",
            "synchronous",
            "journal_mode",
            "trusted_schema",
            "temp_store",
            "cell_size_check",
            "cache_size",
            "cipher_page_size",
        )
    }
    assert said == {
        "cipher_memory_security": "0", "secure_delete": "1", "synchronous": "2", "journal_mode": "wal",
        "trusted_schema": "0", "temp_store": "0", "cell_size_check": "1", "cache_size": "-65536",
        "cipher_page_size": "4096",
    }  # fmt: skip
    options = {row[0] for row in vault.con.execute("PRAGMA compile_options")}
    assert "TEMP_STORE=2" in options  # temp_store 0 then means memory
    assert vault.con.execute("SELECT v FROM words_config WHERE k = 'pgsz'").fetchone() == (3900,)


@pytest.mark.parametrize("sql", ["ATTACH ':memory:' AS other", "SELECT load_extension('x')", "DETACH main"])
def test_no_statement_reaches_outside_the_file(vault: Vault, sql: str) -> None:
    with pytest.raises(Fault), vault.transaction() as con:
        con.execute(sql)


def test_a_transaction_is_all_or_nothing_and_an_inner_one_is_part_of_it(vault: Vault) -> None:
    with pytest.raises(KeyError), vault.transaction():
        vault.set("outer", b"1")
        with vault.transaction():
            vault.set("inner", b"1")
        raise KeyError
    assert (vault.get("outer"), vault.get("inner"), vault.con.in_transaction) == (None, None, False)


def test_a_key_that_does_not_fit_opens_nothing(tmp_path: Path) -> None:
    connect(tmp_path / "db", bytes(32)).close()
    with pytest.raises(NotOpened):
        connect(tmp_path / "db", b"\1" * 32)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "v").mkdir(mode=0o500)
    with pytest.raises(StorageFailed):
        store.create(tmp_path / "v", PASSPHRASE, WORDS, kdf_mib=64)


def test_the_folder_is_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "v").write_text("a file")
    with pytest.raises(StorageFailed):
        store.create(tmp_path / "v", PASSPHRASE, WORDS, kdf_mib=64)


def test_the_lock_is_given_back_where_the_header_is_damaged(tmp_path: Path) -> None:
    with vault_at(tmp_path / "v"):
        pass
    (tmp_path / "v" / "vault.hdr").write_bytes(bytes(header.SIZE))
    for _ in range(2):
        with pytest.raises(NotOpened):
            reopened(tmp_path / "v")


def test_another_thread_reads_what_was_saved_last_and_writes_nothing(tmp_path: Path) -> None:
    with vault_at(tmp_path / "v") as vault, vault.transaction():
        vault.set("later", b"1")
        with ThreadPoolExecutor(1) as thread:

            def read() -> tuple[bytes | None, bytes | None]:
                with vault.beside() as reader:
                    with pytest.raises(OnlyReads):
                        reader.set("theirs", b"2")
                    with pytest.raises(sqlcipher.OperationalError, match="readonly"):
                        reader.con.execute("DELETE FROM meta")
                    return reader.get("identity"), reader.get("later")

            identity, later = thread.submit(read).result(timeout=10)
        assert identity == vault.get("identity")
        assert later is None, "it is not committed"


def test_a_closed_vault_is_not_read_beside(tmp_path: Path) -> None:
    with vault_at(tmp_path / "v") as vault:
        pass
    with pytest.raises(ValueError, match="cleared"), vault.beside():
        pass
