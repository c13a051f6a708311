"""Track the log pages that readers of one mailbox exchanged: the newest page that each reader got.

`page_told`: the last head that a contact got, for each mailbox. `page_heard`: the newest page from another reader (by
its id) that our own log has not reached yet. `contact` is the reader's record, null if it is no contact.
"""

from attrs import frozen
from sqlcipher3 import dbapi2 as sqlcipher


@frozen
class ReportedLogPage:
    """A page of another reader, with its padding."""

    teller: bytes
    contact: bytes | None
    page: bytes


def shared_with(con: sqlcipher.Connection, contact: bytes) -> list[bytes]:
    """Return the mailboxes that a contact reads too: ours with our desk member, a desk's with that desk."""
    rows = con.execute(
        "SELECT mid FROM relay WHERE shared AND EXISTS (SELECT 1 FROM desk_member WHERE contact = ?1)"
        " UNION SELECT mid FROM mailbox_also WHERE desk = ?1 AND shared ORDER BY 1",
        (contact,),
    )
    return [bytes(row[0]) for row in rows]


def url_of(con: sqlcipher.Connection, relay: bytes, mid: bytes) -> str | None:
    """Return the address of the relay of a mailbox that we read, or None."""
    row = con.execute(
        "SELECT url FROM relay WHERE pk = ?1 AND mid = ?2"
        " UNION SELECT url FROM mailbox_also WHERE pk = ?1 AND mid = ?2",
        (relay, mid),
    ).fetchone()
    return str(row[0]) if row else None


def last_sent_head(con: sqlcipher.Connection, contact: bytes, mid: bytes) -> bytes:
    """Return the last head that a contact got, or empty bytes."""
    row = con.execute("SELECT head FROM page_told WHERE contact = ? AND mid = ?", (contact, mid)).fetchone()
    return bytes(row[0]) if row else b""


def tell(con: sqlcipher.Connection, contact: bytes, mid: bytes, head: bytes) -> None:
    """Record that a contact gets this head."""
    con.execute("INSERT OR REPLACE INTO page_told VALUES (?, ?, ?)", (contact, mid, head))


def hear(con: sqlcipher.Connection, mid: bytes, heard: ReportedLogPage) -> None:
    """Store a page that our log has not reached, instead of the earlier page of the same reader."""
    con.execute("INSERT OR REPLACE INTO page_heard VALUES (?, ?, ?, ?)", (mid, heard.teller, heard.contact, heard.page))


def list_reported_pages(con: sqlcipher.Connection, mid: bytes) -> list[ReportedLogPage]:
    """Return the pages that must be compared with our log of a mailbox."""
    rows = con.execute("SELECT teller, contact, page FROM page_heard WHERE mid = ?", (mid,))
    return [ReportedLogPage(bytes(teller), contact and bytes(contact), bytes(page)) for teller, contact, page in rows]


def delete_compared_page(con: sqlcipher.Connection, mid: bytes, teller: bytes) -> None:
    """Delete a page that was compared."""
    con.execute("DELETE FROM page_heard WHERE mid = ? AND teller = ?", (mid, teller))
