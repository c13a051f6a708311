"""List the inbox: all reports except those accepted from a team, which are many and not new to anyone."""

from sqlcipher3 import dbapi2 as sqlcipher

from app.store.mail import inbox
from app.store.mail.inbox import Arrived, InboxRow, heads_of

_LISTED = "NOT (profile = 'team' AND state = 'accepted')"
"""The condition of the index `arrived_listed`."""


def list_reports(con: sqlcipher.Connection, limit: int, offset: int) -> list[InboxRow]:
    """Return the listed reports, newest first: at most `limit` (-1: all), after `offset` of them."""
    newest = "ORDER BY at DESC, sender DESC, report DESC LIMIT ? OFFSET ?"
    return heads_of(con, f"SELECT sender, report FROM arrived WHERE {_LISTED} {newest}", [limit, offset])


def count(con: sqlcipher.Connection) -> int:
    """Return the number of listed reports."""
    return int(con.execute(f"SELECT count(*) FROM arrived WHERE {_LISTED}").fetchone()[0])


def list_reports_by_profile(con: sqlcipher.Connection, profile: str, state: str, since: int) -> list[Arrived]:
    """Return the newest 50 reports in a state that came under a profile since `since` (UTC seconds)."""
    asked = "SELECT report, sender FROM arrived WHERE state = ? AND profile = ? AND at >= ? ORDER BY at DESC LIMIT 50"
    rows = con.execute(asked, (state, profile, since)).fetchall()
    return [inbox.find(con, bytes(report), bytes(sender))[0] for report, sender in rows]


def list_waiting_contacts(con: sqlcipher.Connection, profile: str) -> set[bytes]:
    """Return the contacts who wait for our answer to a report under this profile, and got none yet."""
    asked = "SELECT contact FROM arrived WHERE ack > 0 AND ack_seen = 0 AND ack_sent = '' AND profile = ?"
    return {bytes(row[0]) for row in con.execute(f"{asked} AND contact IS NOT NULL", (profile,))}
