"""The way to the store from a thread that does not own it."""

from collections.abc import Callable

from app.store.vault import Vault

Db = Callable[[Callable[[Vault], object]], object]
"""Runs a function of the vault on the vault's own thread and returns what it returned."""


def direct(vault: Vault) -> Db:
    """Return the way to the store for one who is on its thread already."""
    return lambda step: step(vault)
