"""The set of recovery shares of this vault: who holds one, when it was made and tried. No share itself is kept."""

import json

from attrs import frozen

import crypto
from app.store import slots
from app.store.vault import Vault


@frozen
class Kit:
    """A set, which opens by slot `slot`; times in UTC seconds.

    `holders` names whoever holds share 1, 2 and so on, "" where nobody was named. `made` is None while a set is being
    made: cut off there, nobody knows whether the old shares are good or the new.
    """

    slot: int
    identifier: int
    threshold: int
    holders: tuple[str, ...]
    made: int | None
    drilled: int | None = None


def kit(vault: Vault) -> Kit | None:
    """Return the set there is; none where no slot is recovery (any more)."""
    row = vault.con.execute("SELECT identifier, threshold, holders, made, drilled FROM recovery").fetchone()
    i = slot(vault)
    if row is None or i is None:
        return None
    return Kit(i, row[0], row[1], tuple(json.loads(row[2])), row[3], row[4])


def slot(vault: Vault) -> int | None:
    """Return the number of the slot that is recovery."""
    return next((known.i for known in slots.all_(vault) if known.how == crypto.RECOVERY), None)


def keep(vault: Vault, kit: Kit) -> None:
    """Keep this set as the only one."""
    row = (kit.identifier, kit.threshold, json.dumps(kit.holders), kit.made, kit.drilled)
    with vault.transaction() as con:
        con.execute("DELETE FROM recovery")
        con.execute("INSERT INTO recovery VALUES (?, ?, ?, ?, ?)", row)


def drop(vault: Vault) -> None:
    """Forget the set: its slot is gone."""
    with vault.transaction() as con:
        con.execute("DELETE FROM recovery")
