"""List the inbox: all reports except those accepted from a team, which are many and not new to anyone.

Let an accepted report wait again.
"""

from collections.abc import Sequence

from sqlcipher3 import dbapi2 as sqlcipher

from app.store.mail import inbox
from app.store.mail.inbox import Arrived, InboxRow, heads_of

ANY = tuple(inbox.ACK)
"""Every state of a received report."""
TO_READ = ("incomplete", "delivered")
"""The states of reports that wait for a person. The Inbox lists them, and Today and the foot line count them."""
_LISTED = "NOT (profile = 'team' AND state = 'accepted')"
"""The condition of the index `arrived_listed`."""


def list_reports(con: sqlcipher.Connection, limit: int, offset: int, states: Sequence[str] = ANY) -> list[InboxRow]:
    """Return the listed reports in some states, newest first: at most `limit` (-1: all), after `offset` of them."""
    newest = "ORDER BY at DESC, sender DESC, report DESC LIMIT ? OFFSET ?"
    asked = f"SELECT sender, report FROM arrived WHERE {_LISTED} AND state IN {_marks(states)} {newest}"
    return heads_of(con, asked, [*states, limit, offset])


def count(con: sqlcipher.Connection, states: Sequence[str] = ANY) -> int:
    """Return the number of listed reports in some states."""
    asked = f"SELECT count(*) FROM arrived WHERE {_LISTED} AND state IN {_marks(states)}"
    return int(con.execute(asked, states).fetchone()[0])


def count_to_read(con: sqlcipher.Connection) -> int:
    """Return the number of reports that wait for a person, also if files of them have not arrived."""
    return count(con, TO_READ)


def reopen(con: sqlcipher.Connection, arrived: Arrived) -> None:
    """Let an accepted report wait again. The receipt is withdrawn if no route has it yet; otherwise it stays."""
    con.execute(
        "UPDATE arrived SET state = 'delivered', ack = iif(ack_seen OR ack_sent NOT IN ('', ?3), ack, ?4)"
        " WHERE sender = ?1 AND report = ?2 AND state = 'accepted'",
        (arrived.sender, arrived.report, inbox.CHANGED, inbox.ACK["delivered"]),
    )


def says_accepted(con: sqlcipher.Connection, arrived: Arrived) -> bool:
    """Return True if the sender of a waiting report has, or can have, our receipt of an acceptance."""
    asked = "SELECT ack = ? AND state = 'delivered' FROM arrived WHERE sender = ? AND report = ?"
    return bool(con.execute(asked, (inbox.ACK["accepted"], arrived.sender, arrived.report)).fetchone()[0])


def _marks(states: Sequence[str]) -> str:
    return f"({','.join('?' * len(states))})"


def list_last_exchanges(con: sqlcipher.Connection) -> dict[bytes, int]:
    """Return when each contact last sent a report or confirmed one, in UTC seconds."""
    rows = con.execute(
        "SELECT contact, max(at) FROM (SELECT contact, max(at) AS at FROM arrived GROUP BY contact UNION ALL SELECT"
        " contact, max(changed) FROM delivery WHERE state IN ('delivered', 'accepted', 'rejected') GROUP BY contact)"
        " WHERE contact IS NOT NULL GROUP BY contact"
    )
    return {bytes(contact): int(at) for contact, at in rows}


def list_reports_by_profile(con: sqlcipher.Connection, profile: str, state: str, since: int) -> list[Arrived]:
    """Return the newest 50 reports in a state that came under a profile since `since` (UTC seconds)."""
    asked = "SELECT report, sender FROM arrived WHERE state = ? AND profile = ? AND at >= ? ORDER BY at DESC LIMIT 50"
    rows = con.execute(asked, (state, profile, since)).fetchall()
    return [inbox.find(con, bytes(report), bytes(sender))[0] for report, sender in rows]


def list_waiting_contacts(con: sqlcipher.Connection, profile: str) -> set[bytes]:
    """Return the contacts who wait for our answer to a report under this profile, and got none yet."""
    asked = "SELECT contact FROM arrived WHERE ack > 0 AND ack_seen = 0 AND ack_sent = '' AND profile = ?"
    return {bytes(row[0]) for row in con.execute(f"{asked} AND contact IS NOT NULL", (profile,))}
