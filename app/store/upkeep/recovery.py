"""Store the recovery shares of this vault as a set: holders, and times of making and test. No share is stored."""

import json

from attrs import frozen

import crypto
from app.store.vault import slots
from app.store.vault.open_vault import Vault


@frozen
class ShareSet:
    """A set of shares, which opens by slot `slot`; times in UTC seconds.

    `holders` names the holders of share 1, 2 and so on, "" for an unnamed holder. `made` is None while a set is being
    made: after an interruption it is not known if the old or the new shares are valid.
    """

    slot: int
    identifier: int
    threshold: int
    holders: tuple[str, ...]
    made: int | None
    drilled: int | None = None


def kit(vault: Vault) -> ShareSet | None:
    """Return the set, or None if no slot is for recovery."""
    row = vault.con.execute("SELECT identifier, threshold, holders, made, drilled FROM recovery").fetchone()
    i = slot(vault)
    if row is None or i is None:
        return None
    return ShareSet(i, row[0], row[1], tuple(json.loads(row[2])), row[3], row[4])


def slot(vault: Vault) -> int | None:
    """Return the number of the recovery slot."""
    return next((known.i for known in slots.list_slots(vault) if known.how == crypto.RECOVERY), None)


def keep(vault: Vault, kit: ShareSet) -> None:
    """Store this set as the only one."""
    row = (kit.identifier, kit.threshold, json.dumps(kit.holders), kit.made, kit.drilled)
    with vault.transaction() as con:
        con.execute("DELETE FROM recovery")
        con.execute("INSERT INTO recovery VALUES (?, ?, ?, ?, ?)", row)


def drop(vault: Vault) -> None:
    """Delete the set: its slot is gone."""
    with vault.transaction() as con:
        con.execute("DELETE FROM recovery")
