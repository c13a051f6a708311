"""What identities signed of their end: kept as it came, with the ids that a contact had before, or that we had."""

from collections.abc import Sequence

from sqlcipher3 import dbapi2 as sqlcipher

import crypto

MOST = 16
"""Statements about one identity that are kept: whoever has its key can sign any number."""


def id_of(statement: "crypto.Revocation") -> bytes:
    """Return H("id", ·) of the identity that ends."""
    return crypto.hash_("id", statement.id_pk)


def contact_of(con: sqlcipher.Connection, id_: bytes) -> tuple[bytes, bytes, str] | None:
    """Return the contact that has an id, or had it before: its record, the id it has now, and its state."""
    row = con.execute(
        "SELECT record, id, state FROM card WHERE id = ?1 OR record = (SELECT record FROM former WHERE id = ?1)", (id_,)
    ).fetchone()
    return (bytes(row[0]), bytes(row[1]), str(row[2])) if row else None


def former(con: sqlcipher.Connection, contact: bytes | None) -> list[bytes]:
    """Return the ids that a contact had before; None: that we had."""
    rows = con.execute("SELECT id FROM former WHERE record IS ?", (contact,))
    return [bytes(row[0]) for row in rows]


def keep(con: sqlcipher.Connection, statement: "crypto.Revocation", now: int) -> bool:
    """Keep a statement, of one identity `MOST` at most; return whether it was not kept before.

    The earliest ends go first, then one statement for each successor: two are doubt, however often one is named.
    """
    id_ = id_of(statement)
    if not con.execute("INSERT OR IGNORE INTO statement VALUES (?, ?, ?)", (id_, statement.file, now)).rowcount:
        return False
    said = [known for known, _ in of(con, [id_])]
    ends = sorted((known for known in said if known.successor is None), key=lambda known: known.effective)
    first = {known.successor: known for known in reversed(said) if known.successor is not None}
    worth = dict.fromkeys(known.file for known in (*ends, *reversed(first.values()), *said))
    con.executemany("DELETE FROM statement WHERE id = ? AND file = ?", [(id_, file) for file in [*worth][MOST:]])
    return True


def of(con: sqlcipher.Connection, ids: Sequence[bytes]) -> "list[tuple[crypto.Revocation, int]]":
    """Return what was said of these ids, and when it came, the oldest first."""
    found = []
    for id_ in ids:
        rows = con.execute("SELECT file, at FROM statement WHERE id = ? ORDER BY at, file", (id_,))
        found += [(crypto.read_revocation(bytes(file)), int(at)) for file, at in rows]
    return sorted(found, key=lambda row: row[1])


def follow(con: sqlcipher.Connection, contact: bytes, card: "crypto.Card", state: str) -> None:
    """Make this card, of another key, the contact's: its mail, its answers and its past are the contact's as before."""
    (old,) = con.execute("SELECT id FROM card WHERE record = ?", (contact,)).fetchone()
    con.execute("INSERT INTO former VALUES (?, ?, NULL)", (bytes(old), contact))
    con.execute(
        "UPDATE card SET id = ?, id_pk = ?, file = ?, seq = ?, state = ?, verified_at = NULL, introduced_by = NULL"
        " WHERE record = ?",
        (card.id, card.id_pk, card.file, card.seq, state, contact),
    )
    con.execute("UPDATE delivery SET addressee = ? WHERE contact = ?", (card.id, contact))
    _sent(con, bytes(old), card.id)


def pass_over(con: sqlcipher.Connection, contact: bytes, id_: bytes, now_id: bytes) -> None:
    """A contact had this id too, between the one that was known here and the one it has now."""
    con.execute("INSERT OR IGNORE INTO former VALUES (?, ?, NULL)", (id_, contact))
    _sent(con, id_, now_id)


def _sent(con: sqlcipher.Connection, id_: bytes, now_id: bytes) -> None:
    """What came under an id is of the one who has another now."""
    for table in ("arrived", "expected", "proposal"):
        con.execute(f"UPDATE OR IGNORE {table} SET sender = ? WHERE sender = ?", (now_id, id_))
