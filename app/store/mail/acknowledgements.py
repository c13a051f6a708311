"""Track the acknowledgements of our reports, and the relay receipts for recipients who did not acknowledge."""

from collections.abc import Iterable, Sequence

from sqlcipher3 import dbapi2 as sqlcipher

from app.domain import remaining_delay
from app.store.mail import outbox

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


def pending_receipts(
    con: sqlcipher.Connection, contact: bytes, route: str, patience: int, again: int, now: int, most: int
) -> list[bytes]:
    """Return receipts of a contact's unacknowledged deliveries, except those of this route.

    A receipt is due `patience` seconds after the upload, and `again` seconds after it was last told.
    """
    rows = con.execute(
        "SELECT p.receipt FROM placed p JOIN delivery d ON d.num = p.delivery WHERE d.contact = ?"
        f" AND d.state IN ({outbox.MARKS}) AND NOT d.anonymous AND p.receipt IS NOT NULL AND p.route <> ?"
        " AND p.at NOT BETWEEN ? AND ? AND coalesce(p.told, 0) NOT BETWEEN ? AND ? AND p.expires > ?"
        " ORDER BY p.told, d.num LIMIT ?",
        (
            contact,
            route,
            *remaining_delay.pause_limits(now, patience),
            *remaining_delay.pause_limits(now, again),
            now,
            most,
        ),
    )
    return [bytes(row[0]) for row in rows]


def mark_receipts_sent(con: sqlcipher.Connection, receipts: Iterable[bytes], now: int) -> None:
    """Record that these receipts were told to their recipient."""
    con.executemany("UPDATE placed SET told = ? WHERE receipt = ?", [(now, receipt) for receipt in receipts])
