"""Cards on their way: which of ours a contact said it has, and which of theirs we still have to confirm."""

from sqlcipher3 import dbapi2 as sqlcipher

from app.domain import pause

SAID, ALONG, DUE = 0, 1, 2
"""Whether a card that came is confirmed: it was, it goes with the next message, it is worth a message."""
MOST_SAID = 100
"""Cards that are confirmed in one message."""
MOST = 1000
"""Cards of one contact that are remembered, those that it introduces too: it could make a million."""
AGAIN = 7 * 86_400
"""Seconds after which a card that nobody confirmed is sent once more."""


def is_due(con: sqlcipher.Connection, contact: bytes, mine: int, with_mail: bool, stick: bool, now: int) -> bool:
    """Return whether our card (its seq) is to go to a contact: one that has mail, or was sent a card of ours before."""
    sent, known, at = con.execute(
        "SELECT our_seq_sent, our_seq_known, our_card_at FROM card WHERE record = ?", (contact,)
    ).fetchone()
    if known >= mine:
        return False
    if with_mail and (stick or sent < mine):
        return True
    return bool(0 < sent < mine or (sent == mine and not pause.since(at, now, AGAIN)))


def sent(con: sqlcipher.Connection, contact: bytes, seq: int, now: int) -> None:
    """Note that our card lies on a relay for a contact."""
    con.execute(
        "UPDATE card SET our_seq_sent = max(our_seq_sent, ?), our_card_at = ? WHERE record = ?", (seq, now, contact)
    )


def known(con: sqlcipher.Connection, contact: bytes) -> int:
    """Return the seq of the newest card of ours that a contact said it has; 0: none."""
    return int(con.execute("SELECT our_seq_known FROM card WHERE record = ?", (contact,)).fetchone()[0])


def confirmed(con: sqlcipher.Connection, contact: bytes, seq: int) -> None:
    """A contact said that it has our card."""
    con.execute("UPDATE card SET our_seq_known = max(our_seq_known, ?) WHERE record = ?", (seq, contact))


def came(con: sqlcipher.Connection, contact: bytes, hash_: bytes, newer: bool) -> None:
    """A card came from a contact: a new one is worth an answer, and one that comes again.

    One that was here before it came is confirmed with the next message, or two that greet each other would never end.
    """
    (count,) = con.execute("SELECT count(*) FROM card_heard WHERE contact = ?", (contact,)).fetchone()
    if count >= MOST:  # most are said already; who has more on the way says its newest again
        con.execute("DELETE FROM card_heard WHERE contact = ? AND due < ?", (contact, DUE if newer else ALONG))
        if con.execute("SELECT count(*) FROM card_heard WHERE contact = ?", (contact,)).fetchone()[0] >= MOST:
            return
    con.execute(
        "INSERT INTO card_heard VALUES (?1, ?2, ?3) ON CONFLICT (contact, hash) DO UPDATE SET due = ?4",
        (contact, hash_, DUE if newer else ALONG, DUE),
    )


def writes_with(con: sqlcipher.Connection, contact: bytes, incarnation: bytes, seq: int, created: int) -> None:
    """A contact wrote its message of this number at this time: does it write from an earlier copy of its vault?

    One out of a backup has another incarnation, one that was copied back gives its numbers again. What comes late says
    nothing of the vault as it is today.
    """
    known, last, at = con.execute(
        "SELECT incarnation, in_seq, wrote_at FROM card WHERE record = ?", (contact,)
    ).fetchone()
    if created < at:
        return
    another = known is not None and bytes(known) != incarnation
    back = another or (known is not None and seq <= last and created > at)
    con.execute(
        "UPDATE card SET incarnation = ?, in_seq = ?, wrote_at = ?, restored = iif(?, ?3, restored) WHERE record = ?",
        (incarnation, seq if back else max(seq, last), created, back, contact),
    )


def miss(con: sqlcipher.Connection, contact: bytes, missed: bool = True) -> None:
    """Note that a contact in doubt said something that was not heard; or that it was asked about that."""
    con.execute("UPDATE card SET missed = ? WHERE record = ?", (missed, contact))


def missed(con: sqlcipher.Connection, contact: bytes) -> bool:
    """Return whether something that a contact said was not heard and not asked about yet."""
    return bool(con.execute("SELECT missed FROM card WHERE record = ?", (contact,)).fetchone()[0])


def owed(con: sqlcipher.Connection, contact: bytes) -> list[tuple[bytes, int]]:
    """Return cards of a contact that are to be confirmed, the most urgent first, and how urgently."""
    asked = "SELECT hash, due FROM card_heard WHERE contact = ? AND due > 0 ORDER BY due DESC LIMIT ?"
    rows = con.execute(asked, (contact, MOST_SAID))
    return [(bytes(hash_), due) for hash_, due in rows]


def said(con: sqlcipher.Connection, contact: bytes, hashes: list[bytes]) -> None:
    """Note that these were confirmed in a message that lies on a relay."""
    con.executemany(
        "UPDATE card_heard SET due = 0 WHERE contact = ? AND hash = ?", [(contact, hash_) for hash_ in hashes]
    )
