"""The set of recovery shares of this vault: who holds one, when it was made and tried. No share itself is kept."""

import json

from attrs import frozen

from app.store.vault import Vault


@frozen
class Kit:
    """A set: `holders` names whoever holds share 1, 2 and so on ("" where nobody was named); times in UTC seconds.

    `made` is None while a set is being made: cut off there, nobody knows whether the old shares are good or the new.
    """

    slot: int
    identifier: int
    threshold: int
    holders: tuple[str, ...]
    made: int | None
    drilled: int | None = None


def kit(vault: Vault) -> Kit | None:
    """Return the set there is."""
    row = vault.con.execute("SELECT slot, identifier, threshold, holders, made, drilled FROM recovery").fetchone()
    return Kit(row[0], row[1], row[2], tuple(json.loads(row[3])), row[4], row[5]) if row else None


def keep(vault: Vault, kit: Kit) -> None:
    """Keep this set as the only one."""
    with vault.transaction() as con:
        con.execute("DELETE FROM recovery")
        row = (kit.slot, kit.identifier, kit.threshold, json.dumps(kit.holders), kit.made, kit.drilled)
        con.execute("INSERT INTO recovery VALUES (?, ?, ?, ?, ?, ?)", row)


def drop(vault: Vault) -> None:
    """Forget the set: its slot is gone."""
    with vault.transaction() as con:
        con.execute("DELETE FROM recovery")
