"""Store received reports, their missing files, and the acknowledgements that we owe.

A report is committed before it is acknowledged. The acknowledgement is repeated until its sender confirms it. States:
incomplete (files missing), delivered (all here), accepted, rejected.
"""

from collections.abc import Sequence
from typing import Any

from attrs import frozen
from sqlcipher3 import dbapi2 as sqlcipher

ACK = {"incomplete": 0, "delivered": 1, "accepted": 2, "rejected": 3}
"""Status numbers of an acknowledgement (manifest key 20); an incomplete report is not acknowledged yet."""
LONGEST_LEFT = 86_400
"""The longest time in seconds for which a member leaves the answer to a report to the desk."""
PATIENCE = 120
"""Seconds after a message arrived in which no relay gets an answer that its files are missing."""
MOST_ACKS = 200
"""The number of acknowledgements in one message: with the longest reasons they fit its manifest (1,000,000 bytes)."""
CHANGED = "[changed]"
"""A mark among the routes that have our answer: an earlier answer was a refusal."""
_NOWHERE = f"ack_sent = iif(instr(ack_sent, '{CHANGED}'), '{CHANGED}', ''), ack_seen = 0"
MOST_REASON = 500
"""The length limit of a refusal reason, in characters."""


@frozen
class Arrived:
    """One received report: `hash` is the SHA-256 of its manifest, `via` the first route that it came by.

    `profile` is the sender's choice; empty if the text is not here yet, or cannot be read. An anonymous report has no
    sender: `sender` is its own `hash`, so that it shares a sender with no other report.
    """

    report: bytes
    sender: bytes
    contact: bytes | None
    hash: bytes
    state: str
    reason: str
    via: str
    at: int
    profile: str = ""
    desk: bytes | None = None
    """The desk (a contact of ours) that it was sent to and that we read for; None: it was sent to us."""
    answered_by: bytes | None = None
    """The id of the other reader who answered it in that desk's name."""
    ack_from: int = 0
    """The time when our answer is due: a member leaves it to the desk for a while."""

    @property
    def anonymous(self) -> bool:
        """Return True if the report has no signature: anyone could have written it."""
        return self.sender == self.hash


@frozen
class Expected:
    """One file that a report lists: `num` is its place in the manifest, -1 the body."""

    object_id: bytes
    sender: bytes
    report: bytes
    num: int


@frozen
class InboxRow:
    """A report in the list: the report, its sender as we know them, and its number of missing files."""

    arrived: Arrived
    title: str | None
    state_of_sender: str | None
    missing: int
    ended: int | None = None
    """The time from which the revocation makes the sender's key doubtful; 0: always, it gives no time."""


@frozen
class InboxBatch:
    """The number of complete waiting reports of one sender (None: all unknown senders) under one profile."""

    contact: bytes | None
    title: str | None
    state_of_sender: str | None
    profile: str
    count: int


_COLUMNS = "report, sender, contact, hash, state, reason, via, at, profile, desk, answered_by, ack_from"


def _arrived(row: Sequence[Any]) -> Arrived:
    report, sender, contact, hash_, state, reason, via, at, profile, desk, by, due = row
    return Arrived(
        bytes(report), bytes(sender), bytes(contact) if contact is not None else None, bytes(hash_), str(state),
        str(reason), str(via), int(at), str(profile), bytes(desk) if desk is not None else None,
        bytes(by) if by is not None else None, int(due),
    )  # fmt: skip


def add(con: sqlcipher.Connection, arrived: Arrived, manifest: bytes, files: Sequence[tuple[bytes, int]]) -> None:
    """Store a new report, and its missing files (object id, place in the manifest)."""
    con.execute(
        f"INSERT INTO arrived ({_COLUMNS}, manifest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (arrived.report, arrived.sender, arrived.contact, arrived.hash, arrived.state, arrived.reason, arrived.via,
         arrived.at, arrived.profile, arrived.desk, arrived.answered_by, arrived.ack_from, manifest),
    )  # fmt: skip
    con.executemany(
        "INSERT INTO expected VALUES (?, ?, ?, ?, NULL)",
        [(object_id, arrived.sender, arrived.report, num) for object_id, num in files],
    )
    _owe(con, arrived.sender, arrived.report, "incomplete" if files else "delivered")


def _owe(con: sqlcipher.Connection, sender: bytes, report: bytes, state: str) -> None:
    con.execute(
        "UPDATE arrived SET ack = ?, ack_sent = '', ack_seen = 0, ack_from = iif(desk IS NULL, 0, ack_from)"
        " WHERE sender = ? AND report = ?",
        (ACK[state], sender, report),
    )


def make_ours(con: sqlcipher.Connection, arrived: Arrived, hash_: bytes, manifest: bytes) -> None:
    """Answer a report to a desk as ours, by the manifest that came to us, because it also came to us."""
    con.execute(
        "UPDATE arrived SET desk = NULL, hash = ?, manifest = ?, ack = ?, ack_sent = '', ack_seen = 0,"
        " answered_by = NULL, ack_from = 0 WHERE sender = ? AND report = ?",
        (hash_, manifest, ACK[arrived.state], arrived.sender, arrived.report),
    )


def repeat_answer(con: sqlcipher.Connection, sender: bytes, report: bytes) -> None:
    """Send our answer again, because the same report came again: its sender does not have the answer."""
    con.execute(f"UPDATE arrived SET {_NOWHERE}, answered_by = NULL WHERE sender = ? AND report = ?", (sender, report))


def repeat_answer_on_request(con: sqlcipher.Connection, sender: bytes, report: bytes, patience: int = PATIENCE) -> None:
    """Send our answer to a report again, because its sender asks; for missing files say which (status 4).

    Files of a new report can be on a relay that is visited next: they are missing only after `patience` seconds.
    """
    con.execute(
        f"UPDATE arrived SET ack = CASE state WHEN 'incomplete' THEN 4 ELSE ack END, {_NOWHERE}, answered_by = NULL,"
        " ack_from = iif(state = 'incomplete' AND desk IS NULL, at + ?, ack_from) WHERE sender = ? AND report = ?",
        (patience, sender, report),
    )


def missing_object_ids(con: sqlcipher.Connection, sender: bytes, report: bytes) -> set[bytes]:
    """Return the object ids of the missing files of a report."""
    lacks = "SELECT object_id FROM expected WHERE sender = ? AND report = ? AND blob IS NULL"
    return {bytes(row[0]) for row in con.execute(lacks, (sender, report))}


def heads(
    con: sqlcipher.Connection, state: str = "", limit: int = -1, offset: int = 0, contact: bytes | None = None
) -> list[InboxRow]:
    """Return the received reports, newest first: all, or those in a state; at most `limit`, after `offset` of them.

    With a `contact`, return only its reports. The selection reads only an index, and no row of any other report.
    """
    asked: list[tuple[str, object]] = [("state = ?", state)] if state else []
    if contact is not None:
        any_ = ",".join(f"'{name}'" for name in ACK)  # the index begins with the state
        asked += [(f"contact = ? AND state IN ({any_})", contact)]
    where = f"WHERE {' AND '.join(clause for clause, _ in asked)}" if asked else ""
    newest = f"SELECT sender, report FROM arrived {where} ORDER BY at DESC, sender DESC, report DESC LIMIT ? OFFSET ?"
    return heads_of(con, newest, [*(value for _, value in asked), limit, offset])


def count_unconfirmed(con: sqlcipher.Connection, contact: bytes) -> int:
    """Return the number of our acknowledgements that a contact has not confirmed."""
    row = con.execute("SELECT count(*) FROM arrived WHERE contact = ? AND ack > 0 AND ack_seen = 0", (contact,))
    return int(row.fetchone()[0])


def head(con: sqlcipher.Connection, arrived: Arrived) -> InboxRow:
    """Return one report as a list entry."""
    return heads_of(con, "SELECT ? AS sender, ? AS report", [arrived.sender, arrived.report])[0]


def heads_of(con: sqlcipher.Connection, which: str, values: Sequence[object]) -> list[InboxRow]:
    """Return the reports whose (sender, report) a statement selects, newest first."""
    columns = ", ".join(f"a.{name}" for name in _COLUMNS.split(", "))
    rows = con.execute(
        f"SELECT r.title, c.state, c.ended, CASE a.state WHEN 'incomplete' THEN (SELECT count(*) FROM expected e"
        f"  WHERE e.sender = a.sender AND e.report = a.report AND e.blob IS NULL) ELSE 0 END, {columns}"
        f" FROM ({which}) w CROSS JOIN arrived a ON a.sender = w.sender AND a.report = w.report"
        " LEFT JOIN record r ON r.id = a.contact LEFT JOIN card c ON c.record = a.contact"
        " ORDER BY a.at DESC, a.sender DESC, a.report DESC",
        values,
    )
    return [InboxRow(_arrived(row[4:]), row[0], row[1], int(row[3]), row[2]) for row in rows]


def heaps(con: sqlcipher.Connection) -> list[InboxBatch]:
    """Return the complete waiting reports, counted by sender and profile, the largest count first."""
    rows = con.execute(
        "SELECT w.contact, r.title, c.state, w.profile, w.n FROM"
        " (SELECT contact, profile, count(*) AS n FROM arrived WHERE state = 'delivered' GROUP BY contact, profile) w"
        " LEFT JOIN record r ON r.id = w.contact LEFT JOIN card c ON c.record = w.contact"
        " ORDER BY w.n DESC, r.title, w.profile"
    )
    return [InboxBatch(bytes(contact) if contact is not None else None, *rest) for contact, *rest in rows]


def of_verified(
    con: sqlcipher.Connection, contact: bytes | None = None, profile: str = ""
) -> list[tuple[bytes, bytes]]:
    """Return (sender, report) of each complete waiting report of a verified contact, the oldest first.

    The search covers all such contacts or one, under any profile or one.
    """
    asked = [("a.contact = ?", contact), ("a.profile = ?", profile)]
    clauses = "".join(f" AND {clause}" for clause, value in asked if value)
    rows = con.execute(
        "SELECT a.sender, a.report FROM card c CROSS JOIN arrived a ON a.contact = c.record"
        f" WHERE c.state = 'verified' AND a.state = 'delivered'{clauses} ORDER BY a.at, a.sender, a.report",
        [value for _, value in asked if value],
    )
    return [(bytes(sender), bytes(report)) for sender, report in rows.fetchall()]


def count(con: sqlcipher.Connection, state: str, contact: bytes | None = None) -> int:
    """Return the number of reports in a state, or of all reports; of one contact or of all."""
    asked = [(clause, value) for clause, value in (("state = ?", state), ("contact = ?", contact)) if value]
    where = f" WHERE {' AND '.join(clause for clause, _ in asked)}" if asked else ""
    return int(con.execute(f"SELECT count(*) FROM arrived{where}", [value for _, value in asked]).fetchone()[0])


def begins(con: sqlcipher.Connection, handle: str) -> list[Arrived]:
    """Return the reports whose id, followed by the sender's id, begins with these hex digits."""
    low, high = (bytes.fromhex(handle[:32].ljust(32, digit)) for digit in "0f")
    rows = con.execute(f"SELECT {_COLUMNS} FROM arrived WHERE report BETWEEN ? AND ? ORDER BY report", (low, high))
    return [row for row in map(_arrived, rows) if (row.report + row.sender).hex().startswith(handle)]


def manifest(con: sqlcipher.Connection, arrived: Arrived) -> bytes:
    """Return the manifest of a report, as it was signed."""
    row = con.execute(
        "SELECT manifest FROM arrived WHERE sender = ? AND report = ?", (arrived.sender, arrived.report)
    ).fetchone()
    return bytes(row[0])


def find(con: sqlcipher.Connection, report: bytes, sender: bytes | None = None) -> list[Arrived]:
    """Return the reports with this id, of one sender or of any."""
    where, values = ("report = ?", [report]) if sender is None else ("sender = ? AND report = ?", [sender, report])
    return [_arrived(row) for row in con.execute(f"SELECT {_COLUMNS} FROM arrived WHERE {where}", values)]


def undecided_of(con: sqlcipher.Connection, contact: bytes) -> list[Arrived]:
    """Return the reports of a contact that no one accepted or refused."""
    where = "contact = ? AND state IN ('incomplete', 'delivered')"
    return [_arrived(row) for row in con.execute(f"SELECT {_COLUMNS} FROM arrived WHERE {where}", (contact,))]


def list_accepted(con: sqlcipher.Connection, sender: bytes) -> list[bytes]:
    """Return the reports of a sender that were accepted."""
    rows = con.execute("SELECT report FROM arrived WHERE sender = ? AND state = 'accepted'", (sender,))
    return [bytes(row[0]) for row in rows]


def find_expected(con: sqlcipher.Connection, object_id: bytes) -> list[Expected]:
    """Return the empty place of this object in every report."""
    rows = con.execute(
        "SELECT object_id, sender, report, num FROM expected WHERE object_id = ? AND blob IS NULL", (object_id,)
    )
    return [Expected(bytes(row[0]), bytes(row[1]), bytes(row[2]), row[3]) for row in rows]


def in_order(con: sqlcipher.Connection, objects: Sequence[bytes]) -> list[bytes]:
    """Return the missing objects among these, in the order in which to download them.

    Objects of verified contacts come first, and files of newer reports before those of older ones.
    """
    there = set(objects)
    rows = con.execute(
        "SELECT e.object_id FROM expected e JOIN arrived a ON a.sender = e.sender AND a.report = e.report"
        " LEFT JOIN card c ON c.record = a.contact WHERE e.blob IS NULL"
        " ORDER BY c.state IS NOT 'verified', a.at DESC, e.num"
    )
    return list(dict.fromkeys(name for (object_id,) in rows if (name := bytes(object_id)) in there))


def name_profile(con: sqlcipher.Connection, arrived: Arrived, profile: str) -> None:
    """Store the profile of a report whose text arrived later."""
    named = "UPDATE arrived SET profile = ? WHERE sender = ? AND report = ?"
    con.execute(named, (profile, arrived.sender, arrived.report))


def fill(con: sqlcipher.Connection, place: Expected, blob: bytes) -> None:
    """Record that a file is here."""
    con.execute(
        "UPDATE expected SET blob = ? WHERE object_id = ? AND sender = ? AND report = ? AND num = ?",
        (blob, place.object_id, place.sender, place.report, place.num),
    )
    mark_complete(con, place.sender, place.report)


def mark_complete(con: sqlcipher.Connection, sender: bytes, report: bytes) -> None:
    """Mark a report as delivered if no file is missing; its sender will be told."""
    if count_missing_files(con, sender, report):
        return
    rows = con.execute(
        "UPDATE arrived SET state = 'delivered' WHERE sender = ? AND report = ? AND state = 'incomplete'",
        (sender, report),
    )
    if rows.rowcount:
        _owe(con, sender, report, "delivered")


def count_missing_files(con: sqlcipher.Connection, sender: bytes, report: bytes) -> int:
    """Return the number of missing files of a report."""
    empty = "SELECT count(*) FROM expected WHERE sender = ? AND report = ? AND blob IS NULL"
    return int(con.execute(empty, (sender, report)).fetchone()[0])


def adopt(con: sqlcipher.Connection, sender: bytes, contact: bytes) -> None:
    """Assign the earlier reports of a sender to the new contact that it became; they are acknowledged now."""
    con.execute("UPDATE arrived SET contact = ? WHERE sender = ? AND contact IS NULL", (contact, sender))
    con.execute("UPDATE record SET origin = ? WHERE origin = ?", (contact, sender))


def blob_of(con: sqlcipher.Connection, sender: bytes, report: bytes, num: int) -> bytes | None:
    """Return the vault blob that holds a file of a report."""
    filled = "SELECT blob FROM expected WHERE sender = ? AND report = ? AND num = ?"
    row = con.execute(filled, (sender, report, num)).fetchone()
    return bytes(row[0]) if row and row[0] is not None else None


def decide(con: sqlcipher.Connection, arrived: Arrived, state: str, reason: str) -> None:
    """Accept or refuse a report and owe its sender the answer, unless another reader of the desk gave the same one."""
    con.execute(
        "UPDATE arrived SET state = ?1, reason = ?2, ack_from = 0, answered_by = iif(ack = ?5, answered_by, NULL)"
        " WHERE sender = ?3 AND report = ?4",
        (state, reason, arrived.sender, arrived.report, ACK[state]),
    )
    con.execute(
        "UPDATE arrived SET ack = ?3, ack_sent = iif(ack = ?4 AND ack_sent <> '', ?5, ''), ack_seen = 0"
        " WHERE sender = ?1 AND report = ?2 AND answered_by IS NULL",
        (arrived.sender, arrived.report, ACK[state], ACK["rejected"], CHANGED),
    )


def pending_acknowledgements(
    con: sqlcipher.Connection, contact: bytes, route: str, desk: bytes | None = None, now: int = 0
) -> list[tuple[bytes, bytes, int, str]]:
    """Return the acknowledgements to send on this route: (report, manifest hash, status, reason).

    A USB stick can be lost, so every stick carries the unconfirmed ones, the least often sent first; a relay gets each
    once. The result has those that are due `now`, for us and for one `desk` that we read for. On a stick ours are due
    immediately.
    """
    rows = con.execute(
        "SELECT report, hash, ack, reason FROM arrived WHERE contact = ?1 AND ack > 0 AND ack_seen = 0"
        " AND (?2 OR instr(ack_sent, ?3) = 0) AND (desk IS NULL OR desk = ?4)"
        " AND (?2 AND desk IS NULL OR ack_from NOT BETWEEN ?5 AND ?6) ORDER BY length(ack_sent), at LIMIT ?7",
        (contact, route.startswith("stick"), f"[{route}]", desk, now + 1, now + LONGEST_LEFT, MOST_ACKS),
    )
    return [(bytes(report), bytes(hash_), ack, reason) for report, hash_, ack, reason in rows]


def desks_owed(con: sqlcipher.Connection, contact: bytes, now: int) -> list[bytes]:
    """Return the desks in whose name a contact must get an answer now, the longest waiting first."""
    rows = con.execute(
        "SELECT desk FROM arrived WHERE contact = ? AND ack > 0 AND ack_seen = 0 AND desk IS NOT NULL"
        " AND ack_from NOT BETWEEN ? AND ? GROUP BY desk ORDER BY min(at)",
        (contact, now + 1, now + LONGEST_LEFT),
    )
    return [bytes(row[0]) for row in rows]


def unsay(con: sqlcipher.Connection, desk: bytes) -> None:
    """Send our unconfirmed decisions for a desk again: the token that named the desk might have ended by then."""
    con.execute(f"UPDATE arrived SET {_NOWHERE} WHERE desk = ? AND ack > 1 AND ack_seen = 0", (desk,))


def mark_sent(con: sqlcipher.Connection, contact: bytes, reports: Sequence[tuple[bytes, int]], route: str) -> None:
    """Record that acknowledgements (report, status) are on a route."""
    con.executemany(
        "UPDATE arrived SET ack_sent = ack_sent || ? WHERE contact = ? AND report = ? AND ack = ?",
        [(f"[{route}]", contact, report, status) for report, status in reports],
    )


def mark_confirmed(con: sqlcipher.Connection, contact: bytes, reports: Sequence[bytes]) -> None:
    """Record that the sender has our answer to these reports, so that it is not repeated.

    If an earlier answer was different, the sender can mean that one while sticks with the new one are lost.
    """
    said = "iif(instr(ack_sent, ?1), replace(replace(ack_sent, ?1, ''), '[stick]', ''), ack_sent)"
    con.executemany(
        f"UPDATE arrived SET ack_seen = 1 WHERE contact = ?2 AND report = ?3 AND {said} <> ''",
        [(CHANGED, contact, report) for report in reports],
    )
