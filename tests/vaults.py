"""Real vaults for the tests: SQLCipher on the disk, Argon2id once for each passphrase, a clock to turn.

Argon2id, here at its floor, is most of what a new vault costs, and the empty tables are most of the rest: both are made
once in a process. What differs between two vaults (keys, mask, identity) is drawn for each: the tables are copied from
page to page and encrypted anew, under the key of the new vault. Commands, windows and the tests of the header make
their vaults as the program does.
"""

import functools
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

import crypto
from app.domain.vocabulary import Vocabularies
from app.store.vault import open_vault as store
from app.store.vault.connection import connect, open_keyed
from app.store.vault.open_vault import Vault

WORDS = Vocabularies(Path(__file__).parents[1] / "resources" / "vocabularies")
NOON = 1_800_000_000
PASSPHRASE = "olive river stone"
SALT = os.urandom(16)
FLOOR = (64 * 1024, 3)
"""Argon2id's KiB and passes."""


class Clock:
    """A clock that stands until a test turns it; UTC seconds."""

    def __init__(self, now: float = NOON) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


@functools.cache
def derived(passphrase: str, salt: bytes, m_kib: int, passes: int) -> crypto.Secret:
    """Return what Argon2id makes of a passphrase; it runs once in this process."""
    return crypto.derive(passphrase, salt, m_kib, passes)


def made(passphrase: str, _: int | None, random: Callable[[int], bytes]) -> tuple[bytes, crypto.OpenedVault]:
    """Return a new header and what it opens to, as `header.make` does, with the one salt of this process."""
    return crypto.new_header(derived(passphrase, SALT, *FLOOR), SALT, *FLOOR, random=random)


@functools.cache
def _tables(_thread: int) -> sqlcipher.Connection:
    """Return a database with every table and no row of a vault; a connection belongs to the thread that opened it."""
    with TemporaryDirectory(prefix="amparo-tables-", ignore_cleanup_errors=True) as folder:
        return connect(Path(folder) / "empty", os.urandom(32))  # it goes on where the name of its file is gone


def create(folder: Path, passphrase: str = PASSPHRASE, clock: Callable[[], float] | None = None) -> Vault:
    """Make a vault and leave it open."""

    def make(*given: Any) -> tuple[bytes, crypto.OpenedVault]:
        data, opened = made(*given)
        path = folder / "db" / opened.db_id.hex()
        with crypto.database_key(opened.vmk, opened.db_id) as key, closing(open_keyed(path, bytes(key.buffer))) as con:
            con.execute("PRAGMA journal_mode = OFF")
            con.execute("PRAGMA synchronous = OFF")
            _tables(threading.get_ident()).backup(con)
        return data, opened

    return store.create(folder, passphrase, WORDS, clock=clock or Clock(), make=make)


@contextmanager
def vault_at(folder: Path, clock: Clock | None = None) -> Iterator[Vault]:
    """Give a new vault in a folder and close it."""
    vault = create(folder, clock=clock)
    try:
        yield vault
    finally:
        vault.close()
