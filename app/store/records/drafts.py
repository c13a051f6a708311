"""Store drafts: one text for each form, by its name."""

from typing import NamedTuple

from sqlcipher3 import dbapi2 as sqlcipher


class Draft(NamedTuple):
    """The stored text of a form, and the time of saving in UTC seconds."""

    name: str
    body: str
    at: int


def save_draft(con: sqlcipher.Connection, draft: Draft) -> None:
    """Store a draft instead of an earlier one with its name."""
    con.execute("INSERT OR REPLACE INTO draft VALUES (?, ?, ?)", draft)


def find_draft(con: sqlcipher.Connection, name: str) -> Draft | None:
    """Return the draft with this name, or None."""
    row = con.execute("SELECT name, body, at FROM draft WHERE name = ?", (name,)).fetchone()
    return Draft(*row) if row else None


def list_drafts(con: sqlcipher.Connection) -> list[Draft]:
    """Return every draft, newest first."""
    return [Draft(*row) for row in con.execute("SELECT name, body, at FROM draft ORDER BY at DESC")]


def list_names(con: sqlcipher.Connection) -> list[str]:
    """Return the name of every draft, newest first."""
    return [str(name) for (name,) in con.execute("SELECT name FROM draft ORDER BY at DESC")]


def delete_draft(con: sqlcipher.Connection, name: str) -> None:
    """Delete the draft with this name."""
    con.execute("DELETE FROM draft WHERE name = ?", (name,))
