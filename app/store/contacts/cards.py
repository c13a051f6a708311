"""Track cards between contacts: the card of ours that a contact has, and the cards of theirs to confirm."""

from sqlcipher3 import dbapi2 as sqlcipher

from app.domain import pause

SAID, ALONG, DUE = 0, 1, 2
"""The state of a received card: confirmed, to confirm with the next message, important enough for a separate message.
"""
MOST_SAID = 100
"""The number of cards that one message can confirm."""
MOST = 1000
"""The number of remembered cards of one contact, including those that it introduces: it could make a million."""
AGAIN = 7 * 86_400
"""Seconds after which an unconfirmed card is sent again."""


def is_due(con: sqlcipher.Connection, contact: bytes, mine: int, with_mail: bool, stick: bool, now: int) -> bool:
    """Return True if our card (its seq) is due for a contact that has mail, or that was sent our card before."""
    sent, known, at = con.execute(
        "SELECT our_seq_sent, our_seq_known, our_card_at FROM card WHERE record = ?", (contact,)
    ).fetchone()
    if known >= mine:
        return False
    if with_mail and (stick or sent < mine):
        return True
    return bool(0 < sent < mine or (sent == mine and not pause.since(at, now, AGAIN)))


def sent(con: sqlcipher.Connection, contact: bytes, seq: int, now: int) -> None:
    """Record that our card for a contact is on a relay."""
    con.execute(
        "UPDATE card SET our_seq_sent = max(our_seq_sent, ?), our_card_at = ? WHERE record = ?", (seq, now, contact)
    )


def known(con: sqlcipher.Connection, contact: bytes) -> int:
    """Return the seq of the newest card of ours that a contact confirmed; 0: none."""
    return int(con.execute("SELECT our_seq_known FROM card WHERE record = ?", (contact,)).fetchone()[0])


def confirmed(con: sqlcipher.Connection, contact: bytes, seq: int) -> None:
    """Record that a contact confirmed our card."""
    con.execute("UPDATE card SET our_seq_known = max(our_seq_known, ?) WHERE record = ?", (seq, contact))


def came(con: sqlcipher.Connection, contact: bytes, hash_: bytes, newer: bool) -> None:
    """Record a card from a contact: a new card deserves an answer, and so does one that comes again.

    A card that was already here is confirmed with the next message; otherwise two contacts would greet each other
    forever.
    """
    (count,) = con.execute("SELECT count(*) FROM card_heard WHERE contact = ?", (contact,)).fetchone()
    if count >= MOST:  # most are confirmed already; a contact with more cards on the way sends its newest again
        con.execute("DELETE FROM card_heard WHERE contact = ? AND due < ?", (contact, DUE if newer else ALONG))
        if con.execute("SELECT count(*) FROM card_heard WHERE contact = ?", (contact,)).fetchone()[0] >= MOST:
            return
    con.execute(
        "INSERT INTO card_heard VALUES (?1, ?2, ?3) ON CONFLICT (contact, hash) DO UPDATE SET due = ?4",
        (contact, hash_, DUE if newer else ALONG, DUE),
    )


def writes_with(con: sqlcipher.Connection, contact: bytes, incarnation: bytes, seq: int, created: int) -> None:
    """Record the number and time of a contact's message, and detect a contact that uses an earlier copy of its vault.

    A restored backup has another incarnation; a vault that was copied back repeats its numbers. A message that comes
    late says nothing about the present vault.
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
    """Record that a suspended contact's message was ignored; with `missed` False, that we asked about it."""
    con.execute("UPDATE card SET missed = ? WHERE record = ?", (missed, contact))


def missed(con: sqlcipher.Connection, contact: bytes) -> bool:
    """Return True if a message of a contact was ignored and the contact was not asked about it yet."""
    return bool(con.execute("SELECT missed FROM card WHERE record = ?", (contact,)).fetchone()[0])


def owed(con: sqlcipher.Connection, contact: bytes) -> list[tuple[bytes, int]]:
    """Return the cards of a contact to confirm, each with its urgency, the most urgent first."""
    asked = "SELECT hash, due FROM card_heard WHERE contact = ? AND due > 0 ORDER BY due DESC LIMIT ?"
    rows = con.execute(asked, (contact, MOST_SAID))
    return [(bytes(hash_), due) for hash_, due in rows]


def said(con: sqlcipher.Connection, contact: bytes, hashes: list[bytes]) -> None:
    """Record that a message on a relay confirms these cards."""
    con.executemany(
        "UPDATE card_heard SET due = 0 WHERE contact = ? AND hash = ?", [(contact, hash_) for hash_ in hashes]
    )
