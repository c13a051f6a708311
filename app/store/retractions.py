"""Retractions as rows: what was withdrawn, of which records, what was done, who was told and what they answered."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from attrs import frozen
from sqlcipher3 import dbapi2 as sqlcipher

import crypto

REASONS = ("consent", "wrong", "danger", "other")
"""Why something is withdrawn; `consent`: somebody took back what they had agreed to."""
ASKS = ("mark", "hide", "destroy")
"""What is asked of those who have it, the least first."""
MARKED, HIDDEN, DESTROYED = "marked", "hidden", "destroyed"
REFUSED, ABSENT, OURS, WAITS, ASIDE = "refused", "absent", "ours", "waits", "aside"
DID = (MARKED, HIDDEN, DESTROYED, REFUSED, ABSENT, OURS, WAITS)
"""What became of a record: `absent` it is not here, `ours` it is our own, `waits` a person has not decided yet.

Here alone there is `aside` too, which is told as hidden: a person had put it aside before, and that stays so.
"""
EVERYBODY = b""
"""In place of a contact: a rule for all."""


@frozen
class Retraction:
    """One retraction; `contact` sent it, or None where it is ours. `back` is when it was taken back.

    `wire` is its id as its sender knows it, `above` that of the one from a contact that ours passes on; `settled`:
    nobody has to decide anything here.
    """

    id: bytes
    wire: bytes
    contact: bytes | None
    reason: str
    ask: str
    text: str
    at: int
    back: int | None = None
    above: bytes | None = None
    settled: bool = False


@frozen
class Told:
    """Somebody who was told, by which report, of which records; what they did, how many of each, and when they said.

    Without a report they have some of it and could not be told.
    """

    contact: bytes
    report: bytes
    records: tuple[bytes, ...]
    did: Mapping[str, int]
    text: str
    passed: int
    at: int | None


_COLUMNS = "id, wire, contact, reason, ask, text, at, back, above, settled"


def _retraction(row: Sequence[Any]) -> Retraction:
    id_, wire, contact, reason, ask, text, at, back, above, settled = row
    return Retraction(
        bytes(id_), bytes(wire), contact and bytes(contact), reason, ask, text, at, back, above and bytes(above),
        bool(settled),
    )  # fmt: skip


def key(contact: bytes, wire: bytes) -> bytes:
    """Return the id that a contact's retraction has here: nobody takes the id of another's."""
    return crypto.hash_("id", contact, wire)[:16]


def of_another(con: sqlcipher.Connection, old: bytes, new: bytes) -> None:
    """What one contact withdrew is another's from now on, who can take it back."""
    for row in all_(con, "contact = ?", (old,)):
        con.execute("UPDATE retraction SET contact = ? WHERE id = ?", (new, row.id))
        id_ = key(new, row.wire)
        if get(con, id_) is None:
            for table, column in (("retraction", "id"), ("retraction", "above"), ("retracted", "retraction"),
                                  ("retraction_to", "retraction")):  # fmt: skip
                con.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", (id_, row.id))


def put(con: sqlcipher.Connection, row: Retraction, records: Iterable[bytes]) -> None:
    """Keep a retraction and the records it names."""
    con.execute(
        f"INSERT INTO retraction ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (row.id, row.wire, row.contact, row.reason, row.ask, row.text, row.at, row.back, row.above, int(row.settled)),
    )
    con.executemany("INSERT OR IGNORE INTO retracted VALUES (?, ?, '')", [(row.id, id_) for id_ in records])


def all_(con: sqlcipher.Connection, where: str = "1", values: Sequence[object] = ()) -> list[Retraction]:
    """Return retractions, the newest first; `where` is a clause of ours."""
    rows = con.execute(f"SELECT {_COLUMNS} FROM retraction WHERE {where} ORDER BY at DESC, id", list(values))
    return [_retraction(row) for row in rows]


def get(con: sqlcipher.Connection, id_: bytes) -> Retraction | None:
    """Return a retraction, or None."""
    return next(iter(all_(con, "id = ?", (id_,))), None)


def of_record(con: sqlcipher.Connection, record: bytes) -> list[Retraction]:
    """Return the retractions of a record that were not taken back, the newest first."""
    return all_(con, "back IS NULL AND id IN (SELECT retraction FROM retracted WHERE record = ?)", (record,))


def records_of(con: sqlcipher.Connection, id_: bytes) -> dict[bytes, str]:
    """Return the records of a retraction, each with what became of it here."""
    rows = con.execute("SELECT record, did FROM retracted WHERE retraction = ? ORDER BY record", (id_,))
    return {bytes(record): did for record, did in rows}


def did(con: sqlcipher.Connection, id_: bytes, record: bytes, what: str) -> None:
    """Note what became of a record."""
    con.execute("UPDATE retracted SET did = ? WHERE retraction = ? AND record = ?", (what, id_, record))


def became(con: sqlcipher.Connection, id_: bytes, record: bytes) -> str:
    """Return what became here of one record of a retraction."""
    row = con.execute("SELECT did FROM retracted WHERE retraction = ? AND record = ?", (id_, record)).fetchone()
    return str(row[0]) if row else ""


def absent(con: sqlcipher.Connection, id_: bytes) -> set[bytes]:
    """Return the records of a retraction that were not here when it was looked."""
    return {record for record, did in records_of(con, id_).items() if did == ABSENT}


def any_of(con: sqlcipher.Connection, contact: bytes) -> bool:
    """Return whether a contact withdrew anything that it did not take back."""
    return con.execute("SELECT 1 FROM retraction WHERE contact = ? AND back IS NULL", (contact,)).fetchone() is not None


def settle(con: sqlcipher.Connection, id_: bytes, settled: bool) -> None:
    """Note whether a person still has to decide."""
    con.execute("UPDATE retraction SET settled = ? WHERE id = ?", (int(settled), id_))


def waiting(con: sqlcipher.Connection) -> int:
    """Return how many retractions of contacts wait for a person's decision."""
    (n,) = con.execute(
        "SELECT count(*) FROM retraction WHERE contact IS NOT NULL AND settled = 0 AND back IS NULL"
    ).fetchone()
    return int(n)


def take_back(con: sqlcipher.Connection, id_: bytes, now: int) -> None:
    """Note that a retraction was taken back."""
    con.execute("UPDATE retraction SET back = ?, settled = 1 WHERE id = ?", (now, id_))


def tell(con: sqlcipher.Connection, id_: bytes, contact: bytes, report: bytes, records: Iterable[bytes]) -> None:
    """Note by which report somebody is told, or by an empty one that they cannot be; what they answered stays."""
    con.execute(
        "INSERT INTO retraction_to (retraction, contact, report, records) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (retraction, contact) DO UPDATE SET report = excluded.report",
        (id_, contact, report, json.dumps([record.hex() for record in records])),
    )


def told(con: sqlcipher.Connection, id_: bytes) -> list[Told]:
    """Return who was told of a retraction."""
    rows = con.execute(
        "SELECT contact, report, records, did, text, passed, at FROM retraction_to WHERE retraction = ?", (id_,)
    )
    return [
        Told(bytes(contact), bytes(report), tuple(map(bytes.fromhex, json.loads(records))),
             json.loads(done) if done else {}, text, passed, at)
        for contact, report, records, done, text, passed, at in rows
    ]  # fmt: skip


def told_to(con: sqlcipher.Connection, contact: bytes) -> list[tuple[Retraction, Told]]:
    """Return what we withdrew, and did not take back, of which somebody was told, the newest first."""
    named = "id IN (SELECT retraction FROM retraction_to WHERE contact = ?)"
    ours = all_(con, f"contact IS NULL AND back IS NULL AND {named}", (contact,))
    return [(made, row) for made in ours for row in told(con, made.id) if row.contact == contact]


def next_answer(con: sqlcipher.Connection, id_: bytes) -> int:
    """Return the number of our next answer about a retraction that came: from 1, none is given twice."""
    con.execute("UPDATE retraction SET answers = answers + 1 WHERE id = ?", (id_,))
    return int(con.execute("SELECT answers FROM retraction WHERE id = ?", (id_,)).fetchone()[0])


def answered(con: sqlcipher.Connection, id_: bytes, row: Told, count: int) -> bool:
    """Note what somebody did who was told, unless a later answer overtook this one; return whether they were told."""
    con.execute(
        "UPDATE retraction_to SET did = ?, text = ?, passed = ?, at = ?, heard = ?"
        " WHERE retraction = ? AND contact = ? AND heard < ?",
        (json.dumps(dict(row.did)), row.text, row.passed, row.at, count, id_, row.contact, count),
    )
    asked = "SELECT 1 FROM retraction_to WHERE retraction = ? AND contact = ?"
    return con.execute(asked, (id_, row.contact)).fetchone() is not None


def was_told(con: sqlcipher.Connection, contact: bytes, record: bytes) -> bool:
    """Return whether we told somebody that a record is withdrawn, or noted that we cannot, and that holds."""
    rows = con.execute(
        "SELECT t.records FROM retraction_to t JOIN retraction r ON r.id = t.retraction AND r.back IS NULL"
        " JOIN retracted d ON d.retraction = r.id AND d.record = ? WHERE t.contact = ?",
        (record, contact),
    )
    return any(record.hex() in json.loads(records) for (records,) in rows)


def withheld(con: sqlcipher.Connection) -> dict[bytes, str]:
    """Return the records that leave by no way, with the reason of their retraction.

    Ours are what we withdrew, but what was only wrong: the right one may follow. Of what others withdrew it is what is
    only marked here.
    """
    rows = con.execute(
        "SELECT d.record, r.reason FROM retraction r JOIN retracted d ON d.retraction = r.id WHERE r.back IS NULL"
        " AND r.above IS NULL AND r.reason <> 'wrong' AND d.did IN ('', ?, ?)",
        (MARKED, WAITS),
    )
    return {bytes(record): reason for record, reason in rows}


def hidden(con: sqlcipher.Connection, record: bytes, but: bytes) -> bool:
    """Return whether another retraction than `but` holds that hid a record."""
    row = con.execute(
        "SELECT 1 FROM retracted d JOIN retraction r ON r.id = d.retraction AND r.back IS NULL"
        " WHERE d.record = ? AND d.did = ? AND r.id <> ?",
        (record, HIDDEN, but),
    ).fetchone()
    return row is not None


def rules(con: sqlcipher.Connection) -> list[tuple[bytes, str, str]]:
    """Return the rules that a person made: contact or nobody, reason, and what is done at once."""
    rows = con.execute("SELECT contact, reason, does FROM retraction_rule ORDER BY contact, reason")
    return [(bytes(contact), reason, does) for contact, reason, does in rows]


def set_rule(con: sqlcipher.Connection, contact: bytes, reason: str, does: str) -> None:
    """Make a rule, or with an empty `does` let the usual one count again."""
    con.execute("DELETE FROM retraction_rule WHERE contact = ? AND reason = ?", (contact, reason))
    if does:
        con.execute("INSERT INTO retraction_rule VALUES (?, ?, ?)", (contact, reason, does))


def recipients(con: sqlcipher.Connection, records: Collection[bytes]) -> dict[bytes, list[bytes]]:
    """Return the contacts that records were shared with, each with which."""
    found: dict[bytes, list[bytes]] = {}
    for record in records:
        for (contact,) in con.execute("SELECT contact FROM shared WHERE record = ?", (record,)):
            found.setdefault(bytes(contact), []).append(record)
    return found


def replace(con: sqlcipher.Connection, report: bytes, old: Iterable[bytes]) -> None:
    """Let a report of ours name those that it replaces (manifest key 16)."""
    con.executemany("INSERT OR IGNORE INTO replaced VALUES (?, ?)", [(report, id_) for id_ in old])


def replaced(con: sqlcipher.Connection, report: bytes) -> tuple[bytes, ...]:
    """Return the reports that one of ours replaces."""
    rows = con.execute("SELECT old FROM replaced WHERE report = ? ORDER BY old", (report,))
    return tuple(bytes(old) for (old,) in rows)
