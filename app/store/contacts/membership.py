"""Store the members of this desk, and the desks that this vault reads for.

A desk gives its members private keysets, the seeds of its shared mailboxes and a token, never its identity key.
"""

from collections.abc import Sequence

from attrs import frozen
from sqlcipher3 import dbapi2 as sqlcipher

import crypto
from app.store.contacts import cards
from app.store.vault.keysets import SPANS, erase


@frozen
class DeskMember:
    """A contact who reads for this desk since `since`; `told` is the hash of the data that it got last."""

    contact: bytes
    since: int
    told: bytes


@frozen
class Serving:
    """A desk, a contact of ours, that this vault reads for since `since`, and the desk's token for it."""

    desk: bytes
    since: int
    token: "crypto.MemberToken"


@frozen
class StoredDeskAnswer:
    """An answer to one report for a desk: status 1 delivered, 2 accepted, 3 rejected (with a reason)."""

    sender: bytes
    report: bytes
    hash: bytes
    status: int
    reason: str


def members(con: sqlcipher.Connection) -> list[DeskMember]:
    """Return the members of this desk, the first one first."""
    rows = con.execute("SELECT contact, since, told FROM desk_member ORDER BY since, contact")
    return [DeskMember(bytes(contact), since, bytes(told)) for contact, since, told in rows]


def member(con: sqlcipher.Connection, contact: bytes) -> DeskMember | None:
    """Return a contact as a member of this desk."""
    return next((one for one in members(con) if one.contact == contact), None)


def add(con: sqlcipher.Connection, contact: bytes, now: int) -> None:
    """Make a contact a member; messages to it include our card until it is confirmed."""
    con.execute("INSERT OR IGNORE INTO desk_member VALUES (?, ?, x'')", (contact, now))
    cards.send_again(con, contact)


def remove(con: sqlcipher.Connection, contact: bytes) -> None:
    """Remove a member."""
    con.execute("DELETE FROM desk_member WHERE contact = ?", (contact,))
    con.execute("DELETE FROM answer_told WHERE contact = ?", (contact,))


def store_handed_hash(con: sqlcipher.Connection, contact: bytes, told: bytes) -> None:
    """Store the hash of the data that is on its way to a member."""
    con.execute("UPDATE desk_member SET told = ? WHERE contact = ?", (told, contact))


def servings(con: sqlcipher.Connection) -> list[Serving]:
    """Return the desks that this vault reads for."""
    rows = con.execute("SELECT desk, since, desk_pk, member, not_before, not_after, signature FROM serving")
    return [
        Serving(bytes(desk), since, crypto.MemberToken(bytes(pk), bytes(member), start, end, bytes(signature)))
        for desk, since, pk, member, start, end, signature in rows
    ]


def serve(con: sqlcipher.Connection, desk: bytes, token: "crypto.MemberToken", now: int) -> None:
    """Read for a desk from now on, or continue with a newer token."""
    con.execute(
        "INSERT INTO serving VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (desk) DO UPDATE SET"
        " desk_pk = ?3, member = ?4, not_before = ?5, not_after = ?6, signature = ?7 WHERE ?5 >= not_before",
        (desk, now, token.desk, token.member, token.not_before, token.not_after, token.signature),
    )


def leave(con: sqlcipher.Connection, desk: bytes) -> None:
    """Stop reading for a desk, outside any transaction: delete its keys and the access to its mailboxes."""
    for table in ("serving", "desk_keyset", "mailbox_also"):
        erase(con, f"DELETE FROM {table} WHERE desk = ?", [(desk,)])


def keep_keysets(con: sqlcipher.Connection, desk: bytes, sets: "Sequence[crypto.PrivateKeyset]") -> bool:
    """Store the keysets from a desk, and leave stored ones unchanged. Return True if any is new."""
    done = con.executemany(
        "INSERT OR IGNORE INTO desk_keyset VALUES (?, ?, ?, ?, ?, ?)",
        [(desk, one.kind, one.xwing_seed, one.box_key, one.not_before, one.not_after) for one in sets],
    )
    return bool(done.rowcount > 0)


def keysets(con: sqlcipher.Connection) -> "list[crypto.PrivateKeyset]":
    """Return the keysets of every desk that this vault reads for, the newest first."""
    rows = con.execute(
        "SELECT kind, xwing_seed, box_key, not_before, not_after FROM desk_keyset ORDER BY kind, not_before DESC"
    )
    return [crypto.PrivateKeyset(kind, bytes(a), bytes(b), start, end) for kind, a, b, start, end in rows]


def list_expired_keys(con: sqlcipher.Connection, witnessed: int) -> list[bytes]:
    """Return the box keys of the desks' expired keysets, by the rule for our own keysets."""
    rows = con.execute("SELECT kind, box_key, not_after FROM desk_keyset")
    return [bytes(key) for kind, key, end in rows if end + SPANS[kind].grace - SPANS[kind].ahead <= witnessed]


def destroy(con: sqlcipher.Connection, box_keys: Sequence[bytes]) -> None:
    """Delete keysets of desks permanently, outside any transaction."""
    erase(con, "DELETE FROM desk_keyset WHERE box_key = ?", [(key,) for key in box_keys])


def answers(
    con: sqlcipher.Connection, desk: bytes | None, contact: bytes, since: int, most: int
) -> list[StoredDeskAnswer]:
    """Return our answers for a desk (None: we are the desk) to reports since `since` that this contact was not told."""
    rows = con.execute(
        "SELECT sender, report, hash, ack, reason FROM arrived a WHERE desk IS ?1 AND at >= ?2 AND answered_by IS NULL"
        " AND ack BETWEEN 1 AND 3 AND (ack > 1 OR ack_sent <> '') AND NOT EXISTS (SELECT 1 FROM answer_told t"
        " WHERE t.contact = ?3 AND t.sender = a.sender AND t.report = a.report AND t.status = a.ack)"
        " ORDER BY at LIMIT ?4",
        (desk, since, contact, most),
    )
    return [
        StoredDeskAnswer(bytes(sender), bytes(report), bytes(hash_), ack, reason)
        for sender, report, hash_, ack, reason in rows
    ]


def mark_sent(con: sqlcipher.Connection, contact: bytes, said: Sequence[StoredDeskAnswer]) -> None:
    """Record that a contact is told these answers."""
    con.executemany(
        "INSERT OR REPLACE INTO answer_told VALUES (?, ?, ?, ?)",
        [(contact, one.sender, one.report, one.status) for one in said],
    )


def read_other_decision(con: sqlcipher.Connection, sender: bytes, report: bytes) -> tuple[bytes, bool] | None:
    """Return the id of the other reader of a desk who decided a report, and True if accepted; or None."""
    row = con.execute(
        "SELECT answered_by, ack FROM arrived WHERE sender = ? AND report = ? AND answered_by IS NOT NULL AND ack > 1",
        (sender, report),
    ).fetchone()
    return (bytes(row[0]), row[1] == 2) if row else None


def store_other_answer(con: sqlcipher.Connection, desk: bytes | None, answer: StoredDeskAnswer, by: bytes) -> None:
    """Record another reader's answer for a desk: ours is not needed unless its sender asks."""
    con.execute(
        "UPDATE arrived SET answered_by = ?, ack = ?, ack_seen = 1 WHERE sender = ? AND report = ? AND hash = ?"
        " AND desk IS ? AND state IN ('incomplete', 'delivered') AND ack <= ? AND (ack_sent = '' OR ack < ?)",
        (by, answer.status, answer.sender, answer.report, answer.hash, desk, answer.status, answer.status),
    )
