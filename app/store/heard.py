"""The acknowledgements of our reports that came, and that we still owe their senders the word that we have them."""

from collections.abc import Sequence

from sqlcipher3 import dbapi2 as sqlcipher

MOST = 1000
"""Reports in one message: 18 kB."""


def hear(con: sqlcipher.Connection, contact: bytes, report: bytes) -> None:
    """We have a contact's acknowledgement of a report and owe it the word that we do."""
    con.execute("INSERT OR REPLACE INTO heard VALUES (?, ?, 0)", (report, contact))


def owed(con: sqlcipher.Connection, contact: bytes) -> list[bytes]:
    """Return the reports whose acknowledgement we have and have not said so: of very many some, each time others.

    What only sticks carried is never known to be said.
    """
    rows = con.execute(
        "SELECT report FROM heard WHERE contact = ? AND told = 0 ORDER BY random() LIMIT ?", (contact, MOST)
    )
    return [bytes(row[0]) for row in rows]


def told(con: sqlcipher.Connection, contact: bytes, reports: Sequence[bytes]) -> None:
    """Note that we said so."""
    con.executemany(
        "UPDATE heard SET told = 1 WHERE contact = ? AND report = ?", [(contact, report) for report in reports]
    )
