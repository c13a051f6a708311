"""Read the rows of changes: their numbers, their first time, and the record of a change; and code their edits."""

import json
from collections.abc import Mapping

from sqlcipher3 import dbapi2 as sqlcipher

from app.domain.change import FieldEdit


def find_last_number(con: sqlcipher.Connection) -> int:
    """Return the number of the last change; 0 if there is none."""
    return int(con.execute("SELECT coalesce(max(num), 0) FROM change").fetchone()[0])


def find_first_time(con: sqlcipher.Connection) -> int | None:
    """Return the time of the first change in UTC milliseconds, or None."""
    row = con.execute("SELECT stamp FROM change ORDER BY num LIMIT 1").fetchone()
    return int(row[0]) if row else None


def find_changed_record(con: sqlcipher.Connection, change: bytes) -> bytes | None:
    """Return the record of a change by the id of the change, or None."""
    row = con.execute("SELECT record FROM change WHERE id = ?", (change,)).fetchone()
    return bytes(row[0]) if row else None


def list_targets_since(con: sqlcipher.Connection, number: int, kind: int) -> set[bytes]:
    """Return the records that records of a kind link to, or linked to, of those with a change after a number."""
    rows = con.execute(
        "SELECT l.target FROM change c JOIN record r ON r.id = c.record JOIN link l ON l.source = r.id"
        " WHERE c.num > ? AND r.kind = ?",
        (number, kind),
    )
    return {bytes(target) for (target,) in rows}


def edits_to_json(fields: Mapping[str, FieldEdit]) -> str:
    """Return the stored text form of the edits of a change."""
    return json.dumps(
        {name: [[r.hex() for r in edit.replaced], edit.value] for name, edit in fields.items()},
        ensure_ascii=False,
        separators=(",", ":"),
    )


def edits_from_json(text: str) -> dict[str, FieldEdit]:
    """Return the edits of a stored change."""
    return {
        name: FieldEdit(tuple(bytes.fromhex(r) for r in replaced), value)
        for name, (replaced, value) in json.loads(text).items()
    }
