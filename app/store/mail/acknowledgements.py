"""Track the received acknowledgements of our reports, and the confirmations that we owe for them."""

from collections.abc import Sequence

from sqlcipher3 import dbapi2 as sqlcipher

MOST = 1000
"""The number of reports in one message: 18 kB."""


def hear(con: sqlcipher.Connection, contact: bytes, report: bytes) -> None:
    """Record that we have a contact's acknowledgement of a report and owe a confirmation."""
    con.execute("INSERT OR REPLACE INTO heard VALUES (?, ?, 0)", (report, contact))


def pending_acknowledgements(con: sqlcipher.Connection, contact: bytes) -> list[bytes]:
    """Return the reports with an unconfirmed acknowledgement of a contact: of very many a random selection.

    A confirmation that only USB sticks carried never counts as sent.
    """
    rows = con.execute(
        "SELECT report FROM heard WHERE contact = ? AND told = 0 ORDER BY random() LIMIT ?", (contact, MOST)
    )
    return [bytes(row[0]) for row in rows]


def mark_sent(con: sqlcipher.Connection, contact: bytes, reports: Sequence[bytes]) -> None:
    """Record that these acknowledgements are confirmed."""
    con.executemany(
        "UPDATE heard SET told = 1 WHERE contact = ? AND report = ?", [(contact, report) for report in reports]
    )
