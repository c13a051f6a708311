"""Run steps in the vault from a thread that does not own it."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from app.store.vault.open_vault import Vault

T = TypeVar("T")


class Db(Protocol):
    """Run a function of the vault on the vault's own thread; return its value, or raise its error."""

    def __call__(self, step: Callable[[Vault], T], /) -> T:
        """Run one step."""


def direct_db(vault: Vault) -> Db:
    """Return the way to the store for a caller on the vault's thread."""

    def run(step: Callable[[Vault], T], /) -> T:
        return step(vault)

    return run
