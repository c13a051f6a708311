"""What came in: reports as they arrived, the files they still lack, and the acknowledgements we owe.

A report is committed before it is acknowledged, and acknowledged until its sender says that was seen.
States: incomplete (files missing), delivered (all here), accepted, rejected.
"""

from collections.abc import Sequence
from typing import Any

from attrs import frozen
from sqlcipher3 import dbapi2 as sqlcipher

ACK = {"incomplete": 0, "delivered": 1, "accepted": 2, "rejected": 3}
"""Status numbers of an acknowledgement (manifest key 20); for a report that still lacks files none is owed yet."""
LONGEST_LEFT = 86_400
"""Seconds that a member leaves its word on a report to the desk, at most."""
PATIENCE = 120
"""Seconds after a letter came in which its sender is told on no relay that files of it are missing."""
MOST_ACKS = 200
"""Acknowledgements in one message: with the longest reasons they fit its manifest (1,000,000 bytes)."""
CHANGED = "[changed]"
"""Stands among the ways on which our word lies where a refusal was said before it."""
_NOWHERE = f"ack_sent = iif(instr(ack_sent, '{CHANGED}'), '{CHANGED}', ''), ack_seen = 0"
MOST_REASON = 500
"""Characters of the longest reason for a refusal."""


@frozen
class Arrived:
    """One report as it came: `hash` is SHA-256 of its manifest, `via` the way it took first.

    `profile` is the one its sender named; empty where its text is not here yet, or cannot be read. An anonymous one has
    nobody for a sender: its own `hash` stands in that place, so that it is one with nothing else that ever came.
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
    """Who else answered it in that desk's name."""
    ack_from: int = 0
    """When our word on it is due: a member leaves it a while to the desk."""

    @property
    def anonymous(self) -> bool:
        """Return whether nobody signed it: anyone could have written it."""
        return self.sender == self.hash


@frozen
class Expected:
    """One file that a report names: `num` is its place in the manifest, -1 the body itself."""

    object_id: bytes
    sender: bytes
    report: bytes
    num: int


@frozen
class Head:
    """A report in the list: what came, who it is from as we know them, and how many of its files are missing."""

    arrived: Arrived
    title: str | None
    state_of_sender: str | None
    missing: int
    ended: int | None = None
    """Since when its sender's key is doubtful, by the revocation; 0: it does not say, so always."""


@frozen
class Heap:
    """How many whole reports wait that one sender (None: all whom we do not know) sent under one profile."""

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
    """Keep a report that is new here, and what it still lacks (object id, place in the manifest)."""
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
    """A report to a desk came to ourselves, too: it is answered as ours, by the manifest that came to us."""
    con.execute(
        "UPDATE arrived SET desk = NULL, hash = ?, manifest = ?, ack = ?, ack_sent = '', ack_seen = 0,"
        " answered_by = NULL, ack_from = 0 WHERE sender = ? AND report = ?",
        (hash_, manifest, ACK[arrived.state], arrived.sender, arrived.report),
    )


def again(con: sqlcipher.Connection, sender: bytes, report: bytes) -> None:
    """The same report came again: its sender has not heard from us, so say it again."""
    con.execute(f"UPDATE arrived SET {_NOWHERE}, answered_by = NULL WHERE sender = ? AND report = ?", (sender, report))


def asked(con: sqlcipher.Connection, sender: bytes, report: bytes, patience: int = PATIENCE) -> None:
    """The sender asks for our word on a report: say it again, or where files are missing (status 4) which ones.

    Those of one that came just now may lie on a relay that is visited next: they are missing after some patience only.
    """
    con.execute(
        f"UPDATE arrived SET ack = CASE state WHEN 'incomplete' THEN 4 ELSE ack END, {_NOWHERE}, answered_by = NULL,"
        " ack_from = iif(state = 'incomplete' AND desk IS NULL, at + ?, ack_from) WHERE sender = ? AND report = ?",
        (patience, sender, report),
    )


def lacking(con: sqlcipher.Connection, sender: bytes, report: bytes) -> set[bytes]:
    """Return the object ids of the files that a report still lacks."""
    lacks = "SELECT object_id FROM expected WHERE sender = ? AND report = ? AND blob IS NULL"
    return {bytes(row[0]) for row in con.execute(lacks, (sender, report))}


def heads(
    con: sqlcipher.Connection, state: str = "", limit: int = -1, offset: int = 0, contact: bytes | None = None
) -> list[Head]:
    """Return the reports that came, newest first: all, or those in a state; at most `limit`, after `offset` of them.

    With a `contact`, those that it sent. Which ones is read from an index alone; of the others, however many they are,
    no row is touched.
    """
    asked: list[tuple[str, object]] = [("state = ?", state)] if state else []
    if contact is not None:
        any_ = ",".join(f"'{name}'" for name in ACK)  # the index begins with the state
        asked += [(f"contact = ? AND state IN ({any_})", contact)]
    where = f"WHERE {' AND '.join(clause for clause, _ in asked)}" if asked else ""
    newest = f"SELECT sender, report FROM arrived {where} ORDER BY at DESC, sender DESC, report DESC LIMIT ? OFFSET ?"
    return heads_of(con, newest, [*(value for _, value in asked), limit, offset])


def unheard(con: sqlcipher.Connection, contact: bytes) -> int:
    """Return how many of our acknowledgements a contact has not said that it has."""
    row = con.execute("SELECT count(*) FROM arrived WHERE contact = ? AND ack > 0 AND ack_seen = 0", (contact,))
    return int(row.fetchone()[0])


def head(con: sqlcipher.Connection, arrived: Arrived) -> Head:
    """Return one report as the list has it."""
    return heads_of(con, "SELECT ? AS sender, ? AS report", [arrived.sender, arrived.report])[0]


def heads_of(con: sqlcipher.Connection, which: str, values: Sequence[object]) -> list[Head]:
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
    return [Head(_arrived(row[4:]), row[0], row[1], int(row[3]), row[2]) for row in rows]


def heaps(con: sqlcipher.Connection) -> list[Heap]:
    """Return the whole reports that wait, counted by sender and profile, the largest heap first."""
    rows = con.execute(
        "SELECT w.contact, r.title, c.state, w.profile, w.n FROM"
        " (SELECT contact, profile, count(*) AS n FROM arrived WHERE state = 'delivered' GROUP BY contact, profile) w"
        " LEFT JOIN record r ON r.id = w.contact LEFT JOIN card c ON c.record = w.contact"
        " ORDER BY w.n DESC, r.title, w.profile"
    )
    return [Heap(bytes(contact) if contact is not None else None, *rest) for contact, *rest in rows]


def of_verified(
    con: sqlcipher.Connection, contact: bytes | None = None, profile: str = ""
) -> list[tuple[bytes, bytes]]:
    """Return (sender, report) of each whole report of a verified contact that waits, the oldest first.

    Of all such contacts or of one, under any profile or one.
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
    """Return how many reports are in a state, or came at all: all, or those of a contact."""
    asked = [(clause, value) for clause, value in (("state = ?", state), ("contact = ?", contact)) if value]
    where = f" WHERE {' AND '.join(clause for clause, _ in asked)}" if asked else ""
    return int(con.execute(f"SELECT count(*) FROM arrived{where}", [value for _, value in asked]).fetchone()[0])


def begins(con: sqlcipher.Connection, handle: str) -> list[Arrived]:
    """Return the reports whose id, with their sender's behind it, begins with these hex digits."""
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
    """Return the reports of a contact that nobody accepted or refused."""
    where = "contact = ? AND state IN ('incomplete', 'delivered')"
    return [_arrived(row) for row in con.execute(f"SELECT {_COLUMNS} FROM arrived WHERE {where}", (contact,))]


def accepted(con: sqlcipher.Connection, sender: bytes) -> list[bytes]:
    """Return the reports of a sender that were accepted."""
    rows = con.execute("SELECT report FROM arrived WHERE sender = ? AND state = 'accepted'", (sender,))
    return [bytes(row[0]) for row in rows]


def expected(con: sqlcipher.Connection, object_id: bytes) -> list[Expected]:
    """Return every report's place for this object that is still empty."""
    rows = con.execute(
        "SELECT object_id, sender, report, num FROM expected WHERE object_id = ? AND blob IS NULL", (object_id,)
    )
    return [Expected(bytes(row[0]), bytes(row[1]), bytes(row[2]), row[3]) for row in rows]


def in_order(con: sqlcipher.Connection, objects: Sequence[bytes]) -> list[bytes]:
    """Return those of these objects that a report lacks, in the order to fetch them.

    What a verified contact sent comes before what others did, the files of a newer report before those of an older.
    """
    there = set(objects)
    rows = con.execute(
        "SELECT e.object_id FROM expected e JOIN arrived a ON a.sender = e.sender AND a.report = e.report"
        " LEFT JOIN card c ON c.record = a.contact WHERE e.blob IS NULL"
        " ORDER BY c.state IS NOT 'verified', a.at DESC, e.num"
    )
    return list(dict.fromkeys(name for (object_id,) in rows if (name := bytes(object_id)) in there))


def name_profile(con: sqlcipher.Connection, arrived: Arrived, profile: str) -> None:
    """Note the profile of a report whose text came after it."""
    named = "UPDATE arrived SET profile = ? WHERE sender = ? AND report = ?"
    con.execute(named, (profile, arrived.sender, arrived.report))


def fill(con: sqlcipher.Connection, place: Expected, blob: bytes) -> None:
    """Note that a file is here."""
    con.execute(
        "UPDATE expected SET blob = ? WHERE object_id = ? AND sender = ? AND report = ? AND num = ?",
        (blob, place.object_id, place.sender, place.report, place.num),
    )
    whole(con, place.sender, place.report)


def whole(con: sqlcipher.Connection, sender: bytes, report: bytes) -> None:
    """Where no file is missing any more the report is whole, and its sender will hear it."""
    if missing(con, sender, report):
        return
    rows = con.execute(
        "UPDATE arrived SET state = 'delivered' WHERE sender = ? AND report = ? AND state = 'incomplete'",
        (sender, report),
    )
    if rows.rowcount:
        _owe(con, sender, report, "delivered")


def missing(con: sqlcipher.Connection, sender: bytes, report: bytes) -> int:
    """Return how many files of a report are not here yet."""
    empty = "SELECT count(*) FROM expected WHERE sender = ? AND report = ? AND blob IS NULL"
    return int(con.execute(empty, (sender, report)).fetchone()[0])


def adopt(con: sqlcipher.Connection, sender: bytes, contact: bytes) -> None:
    """A sender became a contact: what came from it before is that contact's, and is acknowledged now."""
    con.execute("UPDATE arrived SET contact = ? WHERE sender = ? AND contact IS NULL", (contact, sender))
    con.execute("UPDATE record SET origin = ? WHERE origin = ?", (contact, sender))


def blob_of(con: sqlcipher.Connection, sender: bytes, report: bytes, num: int) -> bytes | None:
    """Return the vault blob that holds a file of a report."""
    filled = "SELECT blob FROM expected WHERE sender = ? AND report = ? AND num = ?"
    row = con.execute(filled, (sender, report, num)).fetchone()
    return bytes(row[0]) if row and row[0] is not None else None


def decide(con: sqlcipher.Connection, arrived: Arrived, state: str, reason: str) -> None:
    """Accept or refuse a report, and owe its sender the word; not where another reader of the desk said as much."""
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


def owed(
    con: sqlcipher.Connection, contact: bytes, route: str, desk: bytes | None = None, now: int = 0
) -> list[tuple[bytes, bytes, int, str]]:
    """Return the acknowledgements to say on this route: (report, manifest hash, status, reason).

    A stick may be lost, so every stick carries those that were not seen, the least often said first; a relay gets each
    once. Those that are due `now`, for us and for one `desk` that we read for; on a stick ours are due at once.
    """
    rows = con.execute(
        "SELECT report, hash, ack, reason FROM arrived WHERE contact = ?1 AND ack > 0 AND ack_seen = 0"
        " AND (?2 OR instr(ack_sent, ?3) = 0) AND (desk IS NULL OR desk = ?4)"
        " AND (?2 AND desk IS NULL OR ack_from NOT BETWEEN ?5 AND ?6) ORDER BY length(ack_sent), at LIMIT ?7",
        (contact, route.startswith("stick"), f"[{route}]", desk, now + 1, now + LONGEST_LEFT, MOST_ACKS),
    )
    return [(bytes(report), bytes(hash_), ack, reason) for report, hash_, ack, reason in rows]


def desks_owed(con: sqlcipher.Connection, contact: bytes, now: int) -> list[bytes]:
    """Return the desks in whose name a contact is owed a word now, the one it waits longest for first."""
    rows = con.execute(
        "SELECT desk FROM arrived WHERE contact = ? AND ack > 0 AND ack_seen = 0 AND desk IS NOT NULL"
        " AND ack_from NOT BETWEEN ? AND ? GROUP BY desk ORDER BY min(at)",
        (contact, now + 1, now + LONGEST_LEFT),
    )
    return [bytes(row[0]) for row in rows]


def unsay(con: sqlcipher.Connection, desk: bytes) -> None:
    """Say our decisions for a desk once more that were not seen: what said in whose name may have ended by then."""
    con.execute(f"UPDATE arrived SET {_NOWHERE} WHERE desk = ? AND ack > 1 AND ack_seen = 0", (desk,))


def said(con: sqlcipher.Connection, contact: bytes, reports: Sequence[tuple[bytes, int]], route: str) -> None:
    """Note that acknowledgements (report, status) lie on a route."""
    con.executemany(
        "UPDATE arrived SET ack_sent = ack_sent || ? WHERE contact = ? AND report = ? AND ack = ?",
        [(f"[{route}]", contact, report, status) for report, status in reports],
    )


def seen(con: sqlcipher.Connection, contact: bytes, reports: Sequence[bytes]) -> None:
    """The sender has our word on these reports: no need to repeat it.

    Where it was another word before, that one may be meant while sticks with the new one are lost.
    """
    said = "iif(instr(ack_sent, ?1), replace(replace(ack_sent, ?1, ''), '[stick]', ''), ack_sent)"
    con.executemany(
        f"UPDATE arrived SET ack_seen = 1 WHERE contact = ?2 AND report = ?3 AND {said} <> ''",
        [(CHANGED, contact, report) for report in reports],
    )
