"""Recovery shares that are kept for others, apart from the records: no list, search, table or report reads them.

What ends the identity of whose share it is may be kept with it, and is nowhere else.
"""

import json

from attrs import field, frozen

from app.store.vault import Vault


@frozen
class Kept:
    """A share of somebody else's: `contact` is whose, `of` there are, `made` is a date, `at` is UTC seconds.

    `revocation` is the statement that ends their identity, in hex, where they left it with the share.
    """

    id: bytes
    contact: bytes
    number: int
    needed: int
    of: int
    made: str
    at: int
    words: str = field(repr=False)
    revocation: str = field(default="", repr=False)


def keep(vault: Vault, kept: Kept) -> None:
    """Keep a share; the same one again changes nothing, but brings it back."""
    share = json.dumps([kept.number, kept.needed, kept.of, kept.made, kept.words, kept.revocation])
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
    number, needed, of, made, words, *more = json.loads(share)  # without `more` where nothing could be left with it
    return Kept(bytes(id_), bytes(contact), number, needed, of, made, at, words, *more[:1])
