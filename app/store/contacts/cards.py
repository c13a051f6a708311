"""Write contacts' cards and their state; track the card of ours that a contact has, and the cards of theirs to confirm.

No other module writes the table `card`; `card_rows` reads it. Each change of state has a name here:

    add                            -> new         a card of an unknown person
    introduce    new               -> introduced  a contact or an organisation that we trust named it
    verify       all but revoked   -> verified    a person compared the safety number
    doubt        all but revoked   -> changed     a person saw different numbers
    fork         all but revoked   -> changed     two cards with one seq
    dispute      all but revoked   -> changed     its key named two successors
    restart      changed           -> new         a person added a newer card
    revoke       all               -> revoked     its key ended
    replace      all but revoked   -> the same, verified -> introduced: the card of the next key
    merge        all               -> (deleted)   it is one with another contact, whose state stays
    take_over    all               -> the state of the merged contact, verified -> introduced
    delete       all               -> (deleted)

In the state `changed`, a contact is suspended: nothing is sent to it. "Expired" is not stored; a reader computes it.
"""

from typing import TYPE_CHECKING

from sqlcipher3 import dbapi2 as sqlcipher

from app.domain import remaining_delay
from app.errors import Fault

if TYPE_CHECKING:
    import crypto

SAID, ALONG, DUE = 0, 1, 2
"""The state of a received card: confirmed, to confirm with the next message, important enough for a separate message.
"""
GIVEN = "card_given:"
"""The setting that says when our card was given, with the id of the contact, or without it for somebody to come."""
MOST_SAID = 100
"""The number of cards that one message can confirm."""
MOST = 1000
"""The number of remembered cards of one contact, including those that it introduces: it could make a million."""
AGAIN = 7 * 86_400
"""Seconds after which an unconfirmed card is sent again."""


def add(con: sqlcipher.Connection, record: bytes, card: "crypto.Card") -> None:
    """Store the card of a new contact; its state is new."""
    con.execute(
        "INSERT INTO card (record, id, id_pk, file, seq, state) VALUES (?, ?, ?, ?, ?, 'new')",
        (record, card.id, card.id_pk, card.file, card.seq),
    )


def renew(con: sqlcipher.Connection, record: bytes, card: "crypto.Card") -> None:
    """Store a newer card of a contact; its state stays. A revoked one keeps its card."""
    con.execute(
        "UPDATE card SET file = ?, seq = ? WHERE record = ? AND state != 'revoked'", (card.file, card.seq, record)
    )


def introduce(con: sqlcipher.Connection, record: bytes, introducer: bytes) -> None:
    """Record that a contact or an organisation named a new contact; any other state stays."""
    con.execute(
        "UPDATE card SET state = 'introduced', introduced_by = ? WHERE record = ? AND state = 'new'",
        (introducer, record),
    )


def verify(con: sqlcipher.Connection, record: bytes, now: int, how: str) -> None:
    """Record that a person compared the safety number, and how. Raises Fault for a revoked contact."""
    done = con.execute(
        "UPDATE card SET state = 'verified', verified_at = ?, verified_how = ? WHERE record = ? AND state != 'revoked'",
        (now, how, record),
    )
    if done.rowcount != 1:
        raise Fault("The key of this contact was ended. You cannot verify it. Ask for a new card.")


def doubt(con: sqlcipher.Connection, record: bytes, how: str) -> None:
    """Suspend a contact because a person saw different numbers; `how` marks that only a person's doubt did it."""
    con.execute(
        "UPDATE card SET state = 'changed', verified_at = NULL, verified_how = ?"
        " WHERE record = ? AND state != 'revoked'",
        (how, record),
    )


def fork(con: sqlcipher.Connection, record: bytes) -> None:
    """Suspend a contact because another card with the seq of its card came."""
    con.execute("UPDATE card SET state = 'changed' WHERE record = ? AND state != 'revoked'", (record,))


def dispute(con: sqlcipher.Connection, record: bytes) -> None:
    """Suspend a contact because its key named two successors."""
    con.execute(
        "UPDATE card SET state = 'changed', verified_at = NULL WHERE record = ? AND state != 'revoked'", (record,)
    )


def restart(con: sqlcipher.Connection, record: bytes) -> None:
    """End the suspension of a contact whose newer card a person added; its number must be compared again."""
    con.execute("UPDATE card SET state = 'new' WHERE record = ? AND state = 'changed'", (record,))


def revoke(con: sqlcipher.Connection, record: bytes, since: int) -> None:
    """Record that a contact's key ended; `since` is the first doubtful time in UTC seconds, and the earliest counts."""
    con.execute(
        "UPDATE card SET state = 'revoked', ended = min(coalesce(ended, ?1), ?1) WHERE record = ?2", (since, record)
    )


def replace(con: sqlcipher.Connection, record: bytes, card: "crypto.Card") -> None:
    """Give a contact the card of its next key; a verified contact is only introduced from then on."""
    con.execute(
        "UPDATE card SET id = ?, id_pk = ?, file = ?, seq = ?, state = iif(state = 'verified', 'introduced', state),"
        " verified_at = NULL, introduced_by = NULL WHERE record = ? AND state != 'revoked'",
        (card.id, card.id_pk, card.file, card.seq, record),
    )


def merge(con: sqlcipher.Connection, old: bytes, new: bytes) -> None:
    """Delete the card of the contact `old`, and give `new`, the same person, what we still owe it.

    A recipient with both keys counts our messages to both as one sequence.
    """
    asked = "SELECT statement_owed, out_seq, missed, level FROM card WHERE record = ?"
    row = con.execute(asked, (old,)).fetchone()
    delete(con, old)
    con.execute(
        "UPDATE card SET statement_owed = max(statement_owed, ?), out_seq = max(out_seq, ?),"
        " missed = max(missed, ?), level = coalesce(level, ?) WHERE record = ?",
        (*row, new),
    )


def take_over(con: sqlcipher.Connection, old: bytes, new: bytes, state: str) -> None:
    """Move the card of the contact `new` to the record `old`, after their merge; `state` was the state of `old`."""
    con.execute(
        "UPDATE card SET record = ?, state = ?, verified_at = NULL WHERE record = ?",
        (old, "introduced" if state == "verified" else state, new),
    )


def hand_over(con: sqlcipher.Connection, old: bytes, new: bytes) -> None:
    """Name another introducer for all contacts that `old` introduced; no contact introduces itself."""
    con.execute("UPDATE card SET introduced_by = ? WHERE introduced_by = ?", (new, old))
    con.execute("UPDATE card SET introduced_by = NULL WHERE introduced_by = record")


def delete(con: sqlcipher.Connection, record: bytes) -> None:
    """Delete the card of a contact."""
    con.execute("DELETE FROM card WHERE record = ?", (record,))


def next_number(con: sqlcipher.Connection, contact: bytes) -> int:
    """Return the number of the next message to a contact, in a transaction; no number is used twice."""
    con.execute("UPDATE card SET out_seq = out_seq + 1 WHERE record = ?", (contact,))
    return int(con.execute("SELECT out_seq FROM card WHERE record = ?", (contact,)).fetchone()[0])


def owe_statements(con: sqlcipher.Connection) -> None:
    """Record that every contact might know us by an earlier key."""
    con.execute("UPDATE card SET statement_owed = 1")


def spread(con: sqlcipher.Connection) -> None:
    """Mark our card as sent to contacts who got it by hand: they also get the next one. Call before it changes.

    A suspended contact gets nothing now, and the new card when that is over.
    """
    con.execute(
        "UPDATE card SET our_seq_sent = 1 WHERE our_seq_sent = 0 AND state IN ('verified', 'introduced', 'changed')"
    )


def send_again(con: sqlcipher.Connection, contact: bytes) -> None:
    """Send our card to a contact with each message until it is confirmed, even if it was confirmed before."""
    con.execute("UPDATE card SET our_seq_known = 0, our_seq_sent = max(our_seq_sent, 1) WHERE record = ?", (contact,))


def is_due(con: sqlcipher.Connection, contact: bytes, mine: int, with_mail: bool, stick: bool, now: int) -> bool:
    """Return True if our card (its seq) is due for a contact that has mail, or that was sent our card before."""
    sent, known, at = con.execute(
        "SELECT our_seq_sent, our_seq_known, our_card_at FROM card WHERE record = ?", (contact,)
    ).fetchone()
    if known >= mine:
        return False
    if with_mail and (stick or sent < mine):
        return True
    return bool(0 < sent < mine or (sent == mine and not remaining_delay.seconds_after(at, now, AGAIN)))


def mark_sent(con: sqlcipher.Connection, contact: bytes, seq: int, now: int) -> None:
    """Record that our card for a contact is on a relay."""
    con.execute(
        "UPDATE card SET our_seq_sent = max(our_seq_sent, ?), our_card_at = ? WHERE record = ?", (seq, now, contact)
    )


def read_confirmed_seq(con: sqlcipher.Connection, contact: bytes) -> int:
    """Return the seq of the newest card of ours that a contact confirmed; 0: none."""
    return int(con.execute("SELECT our_seq_known FROM card WHERE record = ?", (contact,)).fetchone()[0])


def mark_confirmed(con: sqlcipher.Connection, contact: bytes, seq: int) -> None:
    """Record that a contact confirmed our card."""
    con.execute("UPDATE card SET our_seq_known = max(our_seq_known, ?) WHERE record = ?", (seq, contact))


def record_received_card(con: sqlcipher.Connection, contact: bytes, hash_: bytes, newer: bool) -> None:
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


def has_missed_message(con: sqlcipher.Connection, contact: bytes) -> bool:
    """Return True if a message of a contact was ignored and the contact was not asked about it yet."""
    return bool(con.execute("SELECT missed FROM card WHERE record = ?", (contact,)).fetchone()[0])


def pending_card_confirmations(con: sqlcipher.Connection, contact: bytes) -> list[tuple[bytes, int]]:
    """Return the cards of a contact to confirm, each with its urgency, the most urgent first."""
    asked = "SELECT hash, due FROM card_heard WHERE contact = ? AND due > 0 ORDER BY due DESC LIMIT ?"
    rows = con.execute(asked, (contact, MOST_SAID))
    return [(bytes(hash_), due) for hash_, due in rows]


def mark_confirmations_sent(con: sqlcipher.Connection, contact: bytes, hashes: list[bytes]) -> None:
    """Record that a message on a relay confirms these cards."""
    con.executemany(
        "UPDATE card_heard SET due = 0 WHERE contact = ? AND hash = ?", [(contact, hash_) for hash_ in hashes]
    )
