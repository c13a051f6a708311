"""What readers of one mailbox told each other about its log: the newest page that each was shown.

`page_told`: the head that a contact was told last, for each mailbox. `page_heard`: the newest page that another reader
(by its id) told us and that our own log has not reached yet; `contact` is its record, null where it is no contact.
"""

from attrs import frozen
from sqlcipher3 import dbapi2 as sqlcipher


@frozen
class Heard:
    """A page of another reader, with its padding."""

    teller: bytes
    contact: bytes | None
    page: bytes


def shared_with(con: sqlcipher.Connection, contact: bytes) -> list[bytes]:
    """Return the mailboxes that a contact reads too: ours with a member of ours, a desk's with that desk."""
    rows = con.execute(
        "SELECT mid FROM relay WHERE shared AND EXISTS (SELECT 1 FROM desk_member WHERE contact = ?1)"
        " UNION SELECT mid FROM mailbox_also WHERE desk = ?1 AND shared ORDER BY 1",
        (contact,),
    )
    return [bytes(row[0]) for row in rows]


def url_of(con: sqlcipher.Connection, relay: bytes, mid: bytes) -> str | None:
    """Return the address of the relay where a mailbox that we read lies; None where we read no such one."""
    row = con.execute(
        "SELECT url FROM relay WHERE pk = ?1 AND mid = ?2"
        " UNION SELECT url FROM mailbox_also WHERE pk = ?1 AND mid = ?2",
        (relay, mid),
    ).fetchone()
    return str(row[0]) if row else None


def told(con: sqlcipher.Connection, contact: bytes, mid: bytes) -> bytes:
    """Return the head that a contact was told last, or nothing."""
    row = con.execute("SELECT head FROM page_told WHERE contact = ? AND mid = ?", (contact, mid)).fetchone()
    return bytes(row[0]) if row else b""


def tell(con: sqlcipher.Connection, contact: bytes, mid: bytes, head: bytes) -> None:
    """Note that a contact is told this head."""
    con.execute("INSERT OR REPLACE INTO page_told VALUES (?, ?, ?)", (contact, mid, head))


def hear(con: sqlcipher.Connection, mid: bytes, heard: Heard) -> None:
    """Keep a page that our log has not reached, in the place of what the same reader told before."""
    con.execute("INSERT OR REPLACE INTO page_heard VALUES (?, ?, ?, ?)", (mid, heard.teller, heard.contact, heard.page))


def heard(con: sqlcipher.Connection, mid: bytes) -> list[Heard]:
    """Return what waits to be compared with our log of a mailbox."""
    rows = con.execute("SELECT teller, contact, page FROM page_heard WHERE mid = ?", (mid,))
    return [Heard(bytes(teller), contact and bytes(contact), bytes(page)) for teller, contact, page in rows]


def compared(con: sqlcipher.Connection, mid: bytes, teller: bytes) -> None:
    """It was compared: it needs no keeping."""
    con.execute("DELETE FROM page_heard WHERE mid = ? AND teller = ?", (mid, teller))
