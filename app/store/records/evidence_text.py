"""Index the words inside evidence files, once for each content; they are stored only in the vault's database.

A text's number is its rowid in the index: kind 0 of the order keys, which no record has. A file without words, or one
that cannot be read, has an empty text and is not read again.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.store.records.record_rows import parts_of, wholes_of
from app.store.tables.schema import NUM_MASK, sort_range
from app.store.vault import index
from app.store.vault.connection import VaultConnection

if TYPE_CHECKING:
    from app.store.vault.blobs import StoredBlob

MOST_FOUND = 1000
"""The number of files that one search finds at most."""


def list_unread_files(con: VaultConnection) -> "list[StoredBlob]":
    """Return the evidence files whose words were not read yet."""
    from app.store.records.files import stored_row  # not imported for a list: it imports everything that encrypts files

    rows = con.execute(
        "SELECT DISTINCT b.id, b.key, b.size, b.sha256, b.padded FROM record r"
        " CROSS JOIN blob b ON b.sha256 = unhex(json_extract(r.body, '$.sha256')) WHERE r.sort BETWEEN ? AND ?"
        " AND NOT EXISTS (SELECT 1 FROM inside i WHERE i.sha256 = b.sha256)",
        sort_range(con.kinds["evidence_item"].number),
    )
    return [stored_row(row) for row in rows]


def keep(con: VaultConnection, sha256: bytes, text: str) -> None:
    """Store the words of a file and index them; call inside a transaction. A second call changes nothing."""
    cursor = con.execute("INSERT INTO inside (sha256, text) VALUES (?, ?) ON CONFLICT DO NOTHING", (sha256, text))
    if text and cursor.rowcount:
        index.put(con, cursor.lastrowid, text)


def files_of(con: VaultConnection, id_: bytes, depth: int = 3) -> Iterator[tuple[str, str]]:
    """Yield the names and the words of the files of a record, and of its parts; files without words are left out."""
    row = con.execute(
        "SELECT coalesce(json_extract(r.body, '$.file_name'), r.title), i.text FROM record r"
        " JOIN inside i ON i.sha256 = unhex(json_extract(r.body, '$.sha256')) WHERE r.id = ? AND r.kind = ?",
        (id_, con.kinds["evidence_item"].number),
    ).fetchone()
    if row and row[1]:
        yield row[0], row[1]
    for part in parts_of(con, id_) if depth else ():
        yield from files_of(con, part, depth - 1)


def find_text(con: VaultConnection, text: str, kind: int) -> list[int]:
    """Return the order keys of the records of a kind with a file that contains the complete search text."""
    if not con.execute("SELECT 1 FROM inside WHERE text != '' LIMIT 1").fetchone():
        return []
    asked = index.build_queries(con, text)
    if not asked:
        return []
    inside = " AND ".join(
        f"num IN (SELECT rowid FROM {table} WHERE {table} MATCH ? AND rowid <= {NUM_MASK})" for table, _ in asked
    )
    items = con.execute(
        f"SELECT r.id FROM (SELECT sha256 FROM inside WHERE {inside} ORDER BY num DESC LIMIT {MOST_FOUND}) i"
        f" JOIN record r ON json_extract(r.body, '$.sha256') = lower(hex(i.sha256)) AND r.removed = 0"
        f" AND r.kind = {con.kinds['evidence_item'].number}",
        [expression for _, expression in asked],
    ).fetchall()
    low, high = sort_range(kind)
    sorts: set[int] = set()
    todo = [bytes(id_) for (id_,) in items]
    met = set(todo)
    while todo:
        id_ = todo.pop()
        sort, removed = con.execute("SELECT sort, removed FROM record WHERE id = ?", (id_,)).fetchone() or (0, 1)
        if removed:
            continue
        if low <= sort <= high:
            sorts.add(sort)
        above = set(wholes_of(con, id_)) - met
        met |= above
        todo += above
    return sorted(sorts, reverse=True)
