"""Store the references that others use for a record: a person can find the record by each reference."""

from collections.abc import Iterable, Sequence

from sqlcipher3 import dbapi2 as sqlcipher

MOST = 8
"""References of others that one record keeps."""
MOST_OF_ONE = 2
"""References of one record that one contact gives: its own, and the oldest one. The other places are for others."""


def add(con: sqlcipher.Connection, record: bytes, contact: bytes, ref: str, first: bool) -> bool:
    """Keep a reference that a contact gave; `first`: the contact names it as the oldest one. Return True if it is new.

    The record's own reference is not kept, and none above `MOST` or, of one contact, above `MOST_OF_ONE`.
    """
    done = con.execute(
        "INSERT OR IGNORE INTO other_ref SELECT ?1, ?2, ?3, ?4"
        " WHERE NOT EXISTS (SELECT 1 FROM record WHERE id = ?1 AND ref = ?3)"
        " AND (SELECT count(*) FROM other_ref WHERE record = ?1) < ?5"
        " AND (SELECT count(*) FROM other_ref WHERE record = ?1 AND contact = ?2) < ?6",
        (record, contact, ref, first, MOST, MOST_OF_ONE),
    )
    return bool(done.rowcount > 0)


def list_of(con: sqlcipher.Connection, record: bytes) -> list[str]:
    """Return the references of others for a record: the oldest known ones last."""
    rows = con.execute("SELECT ref FROM other_ref WHERE record = ? GROUP BY ref ORDER BY min(first), ref", (record,))
    return [str(ref) for (ref,) in rows]


def list_records(con: sqlcipher.Connection, ref: str) -> list[bytes]:
    """Return the records that others know by a reference; there can be several."""
    return [bytes(id_) for (id_,) in con.execute("SELECT DISTINCT record FROM other_ref WHERE ref = ?", (ref,))]


def list_oldest(con: sqlcipher.Connection, records: Iterable[bytes]) -> dict[bytes, str]:
    """Return the oldest known reference of each record from someone else: as named by a contact, or its sender's."""
    asked = (
        "SELECT o.ref FROM other_ref o JOIN record r ON r.id = o.record WHERE o.record = ? AND r.origin = o.contact"
        " ORDER BY o.first DESC, o.ref LIMIT 1"
    )
    found: dict[bytes, Sequence[object] | None] = {id_: con.execute(asked, (id_,)).fetchone() for id_ in records}
    return {id_: str(row[0]) for id_, row in found.items() if row is not None}
