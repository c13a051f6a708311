"""Recovery shares that are kept for others, apart from the records: no list, search, table or report reads them."""

import json

from attrs import field, frozen

from app.store.vault import Vault


@frozen
class Kept:
    """A share of somebody else's: `contact` is whose, `of` there are, `made` is a date, `at` is UTC seconds."""

    id: bytes
    contact: bytes
    number: int
    needed: int
    of: int
    made: str
    at: int
    words: str = field(repr=False)


def keep(vault: Vault, kept: Kept) -> None:
    """Keep a share; the same one again changes nothing, but brings it back."""
    share = json.dumps([kept.number, kept.needed, kept.of, kept.made, kept.words])
    with vault.transaction() as con:
        con.execute(
            "INSERT INTO kept_share VALUES (?, ?, ?, ?, 0) ON CONFLICT (id) DO UPDATE SET removed = 0",
            (kept.id, kept.contact, share, kept.at),
        )


def all_(vault: Vault) -> list[Kept]:
    """Return what is kept, newest first."""
    rows = vault.con.execute("SELECT id, contact, share, at FROM kept_share WHERE removed = 0 ORDER BY at DESC, id")
    return [_kept(*row) for row in rows]


def set_removed(vault: Vault, id_: bytes, removed: bool) -> None:
    """Put a share aside, or bring it back."""
    with vault.transaction() as con:
        con.execute("UPDATE kept_share SET removed = ? WHERE id = ?", (removed, id_))


def _kept(id_: bytes, contact: bytes, share: str, at: int) -> Kept:
    number, needed, of, made, words = json.loads(share)
    return Kept(bytes(id_), bytes(contact), number, needed, of, made, at, words)
