"""Store the signed ends and successors of identities, with the earlier ids of contacts and of this vault.

An end that a person here published is passed on to contacts. It is worth a separate message until it is on a relay. It
is also part of every message for half a year, because a message can be lost and no one confirms this one.
"""

from collections.abc import Sequence

from sqlcipher3 import dbapi2 as sqlcipher

import crypto
from app.store.contacts import cards

MOST = 16
"""The number of stored statements about one identity: the owner of its key can sign any number."""
AT_ONCE = 4
"""The number of ends passed on in one message: the statements about our own keys need room in it too."""
GOES_ALONG = 180 * 86_400
"""Seconds for which an end is passed on."""


def id_of(statement: "crypto.Revocation") -> bytes:
    """Return H("id", ·) of the identity that ends."""
    return crypto.hash_("id", statement.id_pk)


def contact_of(con: sqlcipher.Connection, id_: bytes) -> tuple[bytes, bytes, str] | None:
    """Return the contact that has or had an id: its record, its present id, and its state."""
    row = con.execute(
        "SELECT record, id, state FROM card WHERE id = ?1 OR record = (SELECT record FROM former WHERE id = ?1)", (id_,)
    ).fetchone()
    return (bytes(row[0]), bytes(row[1]), str(row[2])) if row else None


def keep(con: sqlcipher.Connection, statement: "crypto.Revocation", now: int) -> bool:
    """Store a statement, at most `MOST` for one identity; return True if it is new.

    Statements are kept in this order: the earliest ends, then one for each successor, then the rest. Two successors are
    a doubt, however often one is named.
    """
    id_ = id_of(statement)
    if not con.execute("INSERT OR IGNORE INTO statement VALUES (?, ?, ?)", (id_, statement.file, now)).rowcount:
        return False
    said = [known for known, _ in list_key_statements(con, [id_])]
    ends = sorted((known for known in said if known.successor is None), key=lambda known: known.effective)
    first = {known.successor: known for known in reversed(said) if known.successor is not None}
    worth = dict.fromkeys(known.file for known in (*ends, *reversed(first.values()), *said))
    con.executemany("DELETE FROM statement WHERE id = ? AND file = ?", [(id_, file) for file in [*worth][MOST:]])
    return True


def list_key_statements(con: sqlcipher.Connection, ids: Sequence[bytes]) -> "list[tuple[crypto.Revocation, int]]":
    """Return the statements about these ids with their arrival times, the oldest first."""
    found = []
    for id_ in ids:
        rows = con.execute("SELECT file, at FROM statement WHERE id = ? ORDER BY at, file", (id_,))
        found += [(crypto.read_revocation(bytes(file)), int(at)) for file, at in rows]
    return sorted(found, key=lambda row: row[1])


def pass_on(con: sqlcipher.Connection, file: bytes, contacts: Sequence[bytes], now: int) -> None:
    """Record that these contacts must get an end from us."""
    con.execute("DELETE FROM passed_on WHERE at < ?", (now - GOES_ALONG,))
    con.executemany("INSERT OR IGNORE INTO passed_on VALUES (?, ?, ?, 0)", [(id_, file, now) for id_ in contacts])


def pending_key_statements(con: sqlcipher.Connection, contact: bytes, now: int) -> tuple[list[bytes], bool]:
    """Return the ends for the next message to a contact, and True if one of these is worth a message."""
    rows = con.execute(
        "SELECT file, lies FROM passed_on WHERE contact = ? AND at >= ? ORDER BY lies, at, file LIMIT ?",
        (contact, now - GOES_ALONG, AT_ONCE),
    ).fetchall()
    return [bytes(file) for file, _ in rows], any(not lies for _, lies in rows)


def lie(con: sqlcipher.Connection, contact: bytes, files: Sequence[bytes]) -> None:
    """Record that these ends are in a message on a relay."""
    con.executemany("UPDATE passed_on SET lies = 1 WHERE contact = ? AND file = ?", [(contact, f) for f in files])


def named_by(con: sqlcipher.Connection, id_pk: bytes) -> tuple[bytes, str] | None:
    """Return the contact (record and state) whose present key named this key as its only known successor."""
    said: dict[tuple[bytes, str], set[bytes | None]] = {}
    for file, record, state in con.execute("SELECT s.file, c.record, c.state FROM statement s JOIN card c USING (id)"):
        said.setdefault((bytes(record), str(state)), set()).add(crypto.read_revocation(bytes(file)).successor)
    return next((known for known, named in said.items() if named - {None} == {id_pk}), None)


def follow(con: sqlcipher.Connection, contact: bytes, card: "crypto.Card") -> None:
    """Give a contact this card with another key; its deliveries, answers and history stay its own."""
    (old,) = con.execute("SELECT id FROM card WHERE record = ?", (contact,)).fetchone()
    con.execute("INSERT INTO former VALUES (?, ?, NULL)", (bytes(old), contact))
    cards.replace(con, contact, card)
    con.execute("UPDATE delivery SET addressee = ? WHERE addressee = ?", (card.id, bytes(old)))
    _sent(con, bytes(old), card.id)


def pass_over(con: sqlcipher.Connection, contact: bytes, id_: bytes, now_id: bytes) -> None:
    """Record another earlier id of a contact, between the known one and its present one."""
    con.execute("INSERT OR IGNORE INTO former VALUES (?, ?, NULL)", (id_, contact))
    _sent(con, id_, now_id)


def _sent(con: sqlcipher.Connection, id_: bytes, now_id: bytes) -> None:
    """Move the received data of an id to the sender's present id."""
    for table in ("arrived", "expected", "proposal"):
        con.execute(f"UPDATE OR IGNORE {table} SET sender = ? WHERE sender = ?", (now_id, id_))
