"""Drafts: what is being typed is kept encrypted at every pause, so that a lock or a crash loses nothing."""

import json
from collections.abc import Mapping

from app.store.vault import Vault

ENTRY = "incident"
"""The name of the one draft of a new incident."""
APPEAL = "instant"
"""The name of the one draft of an instant action."""
EDIT = "edit:{key}"
"""The name of the draft of a record's form; `key` is its id in hex or, of a new one, its kind."""

TABLE = "table"
"""The name of the draft of a table's mapping: {"path", "said", "day_first"}."""
TYPED = "typed"
"""The name of what stood in other fields when the vault was left: field to text. It is no form to go on with."""


def keep(vault: Vault, name: str, form: Mapping[str, object]) -> int:
    """Keep a form as it stands under a name (one for each form) and return when, in UTC seconds."""
    now = vault.now()
    with vault.transaction() as con:
        if _was_destroyed(vault, name):  # its form was still open
            return now
        con.execute("INSERT OR REPLACE INTO draft VALUES (?, ?, ?)", (name, json.dumps(form, ensure_ascii=False), now))
    return now


def _was_destroyed(vault: Vault, name: str) -> bool:
    key = name.removeprefix(EDIT.format(key=""))
    if len(key) != 32 or set(key) - set("0123456789abcdef"):
        return False
    from app.store import destroying  # not before something is typed: it brings all that seals files

    return destroying.was(vault, bytes.fromhex(key)) is not None


def load(vault: Vault, name: str) -> tuple[dict[str, object], int] | None:
    """Return a kept form and when it was kept, or None."""
    row = vault.con.execute("SELECT body, at FROM draft WHERE name = ?", (name,)).fetchone()
    return (json.loads(row[0]), row[1]) if row else None


def names(vault: Vault) -> list[str]:
    """Return the names of the drafts there are to go on with, newest first."""
    return [row[0] for row in vault.con.execute("SELECT name FROM draft WHERE name != ? ORDER BY at DESC", (TYPED,))]


def drop(vault: Vault, name: str) -> None:
    """Throw a draft away: it was saved as a record, or a person said so."""
    with vault.transaction() as con:
        con.execute("DELETE FROM draft WHERE name = ?", (name,))
