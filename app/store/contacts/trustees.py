"""Store recovery shares for other people, apart from the records: no list, search, table or report reads them.

The statement that ends a share owner's identity can be stored with the share, and nowhere else.
"""

import json

from attrs import field, frozen

from app.store.vault.open_vault import Vault


@frozen
class KeptShare:
    """A share of another person: `contact` is the owner, `of` the number of shares, `made` a date, `at` UTC seconds.

    `revocation` is the statement that ends the owner's identity, in hex, if they left it with the share.
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


def keep(vault: Vault, kept: KeptShare) -> None:
    """Store a share; the same one again changes nothing, but restores it if it was archived."""
    share = json.dumps([kept.number, kept.needed, kept.of, kept.made, kept.words, kept.revocation])
    with vault.transaction() as con:
        con.execute(
            "INSERT INTO kept_share VALUES (?, ?, ?, ?, 0) ON CONFLICT (id) DO UPDATE SET removed = 0",
            (kept.id, kept.contact, share, kept.at),
        )


def list_shares(vault: Vault) -> list[KeptShare]:
    """Return the stored shares, newest first."""
    rows = vault.con.execute("SELECT id, contact, share, at FROM kept_share WHERE removed = 0 ORDER BY at DESC, id")
    return [_kept(*row) for row in rows]


def set_removed(vault: Vault, id_: bytes, removed: bool) -> None:
    """Archive a share, or restore it."""
    with vault.transaction() as con:
        con.execute("UPDATE kept_share SET removed = ? WHERE id = ?", (removed, id_))


def _kept(id_: bytes, contact: bytes, share: str, at: int) -> KeptShare:
    number, needed, of, made, words, *more = json.loads(share)  # without `more` in older rows, which had no statement
    return KeptShare(bytes(id_), bytes(contact), number, needed, of, made, at, words, *more[:1])
