"""What the inbox lists: all but what was taken in from a team, which is no news to anybody, and there is much of it."""

from sqlcipher3 import dbapi2 as sqlcipher

from app.store.inbox import Head, heads_of

_LISTED = "NOT (profile = 'team' AND state = 'accepted')"
"""As the index `arrived_listed` has it."""


def listed(con: sqlcipher.Connection, limit: int, offset: int) -> list[Head]:
    """Return the reports that are listed, newest first: at most `limit` (-1: all), after `offset` of them."""
    newest = "ORDER BY at DESC, sender DESC, report DESC LIMIT ? OFFSET ?"
    return heads_of(con, f"SELECT sender, report FROM arrived WHERE {_LISTED} {newest}", [limit, offset])


def count(con: sqlcipher.Connection) -> int:
    """Return how many reports are listed."""
    return int(con.execute(f"SELECT count(*) FROM arrived WHERE {_LISTED}").fetchone()[0])
