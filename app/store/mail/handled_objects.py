"""Remember the objects that were dealt with, and the outcome of each, so that none is downloaded twice."""

from collections.abc import Sequence

from sqlcipher3 import dbapi2 as sqlcipher


def find_outcome(con: sqlcipher.Connection, object_id: bytes) -> str | None:
    """Return the outcome of an object, or None if it was not dealt with."""
    row = con.execute("SELECT outcome FROM seen WHERE object_id = ?", (object_id,)).fetchone()
    return str(row[0]) if row else None


def note_outcome(con: sqlcipher.Connection, object_id: bytes, outcome: str) -> None:
    """Remember the outcome of an object; an earlier outcome stays."""
    con.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (object_id, outcome))


def forget_outcomes(con: sqlcipher.Connection, outcomes: Sequence[str]) -> None:
    """Forget the objects with one of these outcomes, so that they are read again."""
    con.execute(f"DELETE FROM seen WHERE outcome IN ({','.join('?' * len(outcomes))})", outcomes)
