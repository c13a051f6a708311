"""Real vaults for the tests: SQLCipher on the disk, Argon2id at its floor, a clock to turn."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.domain.vocabulary import Vocabularies
from app.store import vault as store
from app.store.vault import Vault

WORDS = Vocabularies(Path(__file__).parents[1] / "resources" / "vocabularies")
NOON = 1_800_000_000
PASSPHRASE = "olive river stone"


class Clock:
    """A clock that stands until a test turns it; UTC seconds."""

    def __init__(self, now: float = NOON) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


@contextmanager
def vault_at(folder: Path, clock: Clock | None = None) -> Iterator[Vault]:
    """Give a new vault in a folder and close it."""
    vault = store.create(folder, PASSPHRASE, WORDS, kdf_mib=64, clock=clock or Clock())
    try:
        yield vault
    finally:
        vault.close()
