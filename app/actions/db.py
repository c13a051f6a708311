"""Run steps in the vault from a thread that does not own it."""

from collections.abc import Callable

from app.store.vault import Vault

Db = Callable[[Callable[[Vault], object]], object]
"""A function that runs a step on the vault's own thread and returns its result."""


def direct(vault: Vault) -> Db:
    """Return a `Db` for a caller that is already on the vault's thread."""
    return lambda step: step(vault)
