"""Read several things from one state of a vault."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.store.vault.connection import VaultConnection, translate_errors
from app.store.vault.open_vault import Vault


@contextmanager
def snapshot(vault: Vault) -> Iterator[int]:
    """Read everything inside from one state of the vault; yield the number of its last change.

    Inside a transaction, that transaction is the snapshot. The end saves a write inside.
    """
    con = vault.con
    if con.in_transaction:
        yield _last_change(con)
        return
    with translate_errors():
        con.execute("BEGIN")
        try:
            yield _last_change(con)
        finally:
            if con.in_transaction:
                con.execute("COMMIT")


def _last_change(con: VaultConnection) -> int:
    return int(con.execute("SELECT coalesce(max(num), 0) FROM change").fetchone()[0])
