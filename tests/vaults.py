"""Real vaults for the tests: SQLCipher on the disk, Argon2id once for each passphrase, a clock to turn.

Argon2id, here at its floor, is three quarters of what a new vault costs, and the same each time. What differs between
two vaults (keys, mask, identity) is drawn for each. Commands, windows and the tests of the header run it themselves.
"""

import functools
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import crypto
from app.domain.vocabulary import Vocabularies
from app.store import vault as store
from app.store.vault import Vault

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


def create(folder: Path, passphrase: str = PASSPHRASE, clock: Callable[[], float] | None = None) -> Vault:
    """Make a vault and leave it open."""
    return store.create(folder, passphrase, WORDS, clock=clock or Clock(), make=made)


@contextmanager
def vault_at(folder: Path, clock: Clock | None = None) -> Iterator[Vault]:
    """Give a new vault in a folder and close it."""
    vault = create(folder, clock=clock)
    try:
        yield vault
    finally:
        vault.close()
