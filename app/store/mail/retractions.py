"""Store withdrawals: their records, their results here, the contacts who were told, and their answers."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from attrs import frozen
from sqlcipher3 import dbapi2 as sqlcipher

import crypto
from app.store.mail import shared_records

REASONS = ("consent", "wrong", "danger", "other")
"""The reasons for a withdrawal; `consent`: a person withdrew their consent."""
ASKS = ("mark", "hide", "destroy")
"""The requests to the recipients, the smallest first."""
MARKED, HIDDEN, DESTROYED = "marked", "hidden", "destroyed"
REFUSED, ABSENT, OURS, WAITS, ASIDE = "refused", "absent", "ours", "waits", "aside"
DID = (MARKED, HIDDEN, DESTROYED, REFUSED, ABSENT, OURS, WAITS)
"""The results for a record: `absent` it is not here, `ours` it is our own, `waits` a person has not decided yet.

There is also `aside`, only here and reported as hidden: a person had archived it before, and it stays archived.
"""
EVERYBODY = b""
"""The contact value of a rule for everyone."""


@frozen
class Retraction:
    """One withdrawal; `contact` sent it, or None if it is ours. `back` is the time when it was undone.

    `wire` is its id at its sender. `above` is the id of the contact's withdrawal that ours passes on. `settled`: no
    decision of a person is needed here.
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
class WithdrawalRecipient:
    """A contact who was told about a withdrawal: the report, the records, and their answer with counts and time.

    Without a report, the contact has some of the records and could not be told.
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
    """Return the id of a contact's withdrawal here: no contact can use the id of another's."""
    return crypto.hash_("id", contact, wire)[:16]


def of_another(con: sqlcipher.Connection, old: bytes, new: bytes) -> None:
    """Move the withdrawals of one contact to another, who can undo them from now on."""
    for row in list_withdrawals(con, "contact = ?", (old,)):
        con.execute("UPDATE retraction SET contact = ? WHERE id = ?", (new, row.id))
        id_ = key(new, row.wire)
        if get(con, id_) is None:
            for table, column in (("retraction", "id"), ("retraction", "above"), ("retracted", "retraction"),
                                  ("retraction_to", "retraction")):  # fmt: skip
                con.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", (id_, row.id))


def put(con: sqlcipher.Connection, row: Retraction, records: Iterable[bytes]) -> None:
    """Store a withdrawal and its records."""
    con.execute(
        f"INSERT INTO retraction ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (row.id, row.wire, row.contact, row.reason, row.ask, row.text, row.at, row.back, row.above, int(row.settled)),
    )
    con.executemany("INSERT OR IGNORE INTO retracted VALUES (?, ?, '')", [(row.id, id_) for id_ in records])


def list_withdrawals(con: sqlcipher.Connection, where: str = "1", values: Sequence[object] = ()) -> list[Retraction]:
    """Return withdrawals, the newest first; `where` is a clause of ours."""
    rows = con.execute(f"SELECT {_COLUMNS} FROM retraction WHERE {where} ORDER BY at DESC, id", list(values))
    return [_retraction(row) for row in rows]


def list_ours(con: sqlcipher.Connection) -> list[Retraction]:
    """Return the withdrawals of this vault, the newest first."""
    return list_withdrawals(con, "contact IS NULL")


def list_received(con: sqlcipher.Connection, waiting: bool = False) -> list[Retraction]:
    """Return the received withdrawals, or those that wait for a person, the newest first."""
    return list_withdrawals(
        con, "contact IS NOT NULL AND settled = 0 AND back IS NULL" if waiting else "contact IS NOT NULL"
    )


def list_below(con: sqlcipher.Connection, id_: bytes) -> list[Retraction]:
    """Return the withdrawals that pass one on, the newest first."""
    return list_withdrawals(con, "above = ?", (id_,))


def get(con: sqlcipher.Connection, id_: bytes) -> Retraction | None:
    """Return a withdrawal, or None."""
    return next(iter(list_withdrawals(con, "id = ?", (id_,))), None)


def of_record(con: sqlcipher.Connection, record: bytes) -> list[Retraction]:
    """Return the withdrawals of a record that were not undone, the newest first."""
    return list_withdrawals(
        con, "back IS NULL AND id IN (SELECT retraction FROM retracted WHERE record = ?)", (record,)
    )


def records_of(con: sqlcipher.Connection, id_: bytes) -> dict[bytes, str]:
    """Return the records of a withdrawal, each with its result here."""
    rows = con.execute("SELECT record, did FROM retracted WHERE retraction = ? ORDER BY record", (id_,))
    return {bytes(record): did for record, did in rows}


def store_result(con: sqlcipher.Connection, id_: bytes, record: bytes, what: str) -> None:
    """Store the result for a record."""
    con.execute("UPDATE retracted SET did = ? WHERE retraction = ? AND record = ?", (what, id_, record))


def read_result(con: sqlcipher.Connection, id_: bytes, record: bytes) -> str:
    """Return the result here for one record of a withdrawal."""
    row = con.execute("SELECT did FROM retracted WHERE retraction = ? AND record = ?", (id_, record)).fetchone()
    return str(row[0]) if row else ""


def list_absent_records(con: sqlcipher.Connection, id_: bytes) -> set[bytes]:
    """Return the records of a withdrawal that were not here at the time of the check."""
    return {record for record, did in records_of(con, id_).items() if did == ABSENT}


def any_of(con: sqlcipher.Connection, contact: bytes) -> bool:
    """Return True if a contact has a withdrawal that was not undone."""
    return con.execute("SELECT 1 FROM retraction WHERE contact = ? AND back IS NULL", (contact,)).fetchone() is not None


def settle(con: sqlcipher.Connection, id_: bytes, settled: bool) -> None:
    """Record if a person's decision is no longer needed."""
    con.execute("UPDATE retraction SET settled = ? WHERE id = ?", (int(settled), id_))


def count_waiting(con: sqlcipher.Connection) -> int:
    """Return the number of contacts' withdrawals that need a person's decision."""
    (n,) = con.execute(
        "SELECT count(*) FROM retraction WHERE contact IS NOT NULL AND settled = 0 AND back IS NULL"
    ).fetchone()
    return int(n)


def take_back(con: sqlcipher.Connection, id_: bytes, now: int) -> None:
    """Record that a withdrawal was undone."""
    con.execute("UPDATE retraction SET back = ?, settled = 1 WHERE id = ?", (now, id_))


def tell(con: sqlcipher.Connection, id_: bytes, contact: bytes, report: bytes, records: Iterable[bytes]) -> None:
    """Store the report that tells a contact, or an empty one if that is not possible; an earlier answer stays."""
    con.execute(
        "INSERT INTO retraction_to (retraction, contact, report, records) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (retraction, contact) DO UPDATE SET report = excluded.report",
        (id_, contact, report, json.dumps([record.hex() for record in records])),
    )


def list_recipients(con: sqlcipher.Connection, id_: bytes) -> list[WithdrawalRecipient]:
    """Return the contacts who were told about a withdrawal."""
    rows = con.execute(
        "SELECT contact, report, records, did, text, passed, at FROM retraction_to WHERE retraction = ?", (id_,)
    )
    return [
        WithdrawalRecipient(bytes(contact), bytes(report), tuple(map(bytes.fromhex, json.loads(records))),
             json.loads(done) if done else {}, text, passed, at)
        for contact, report, records, done, text, passed, at in rows
    ]  # fmt: skip


def told_to(con: sqlcipher.Connection, contact: bytes) -> list[tuple[Retraction, WithdrawalRecipient]]:
    """Return our withdrawals that were not undone and that a contact was told about, the newest first."""
    named = "id IN (SELECT retraction FROM retraction_to WHERE contact = ?)"
    ours = list_withdrawals(con, f"contact IS NULL AND back IS NULL AND {named}", (contact,))
    return [(made, row) for made in ours for row in list_recipients(con, made.id) if row.contact == contact]


def next_answer(con: sqlcipher.Connection, id_: bytes) -> int:
    """Return the number of our next answer about a received withdrawal: from 1, each number is used once."""
    con.execute("UPDATE retraction SET answers = answers + 1 WHERE id = ?", (id_,))
    return int(con.execute("SELECT answers FROM retraction WHERE id = ?", (id_,)).fetchone()[0])


def store_answer(con: sqlcipher.Connection, id_: bytes, row: WithdrawalRecipient, count: int) -> bool:
    """Store the answer of a contact who was told, unless a later answer is stored; return True if they were told."""
    con.execute(
        "UPDATE retraction_to SET did = ?, text = ?, passed = ?, at = ?, heard = ?"
        " WHERE retraction = ? AND contact = ? AND heard < ?",
        (json.dumps(dict(row.did)), row.text, row.passed, row.at, count, id_, row.contact, count),
    )
    asked = "SELECT 1 FROM retraction_to WHERE retraction = ? AND contact = ?"
    return con.execute(asked, (id_, row.contact)).fetchone() is not None


def was_told(con: sqlcipher.Connection, contact: bytes, record: bytes) -> bool:
    """Return True if a withdrawal of a record, not undone, names this contact as told or as impossible to tell."""
    rows = con.execute(
        "SELECT t.records FROM retraction_to t JOIN retraction r ON r.id = t.retraction AND r.back IS NULL"
        " JOIN retracted d ON d.retraction = r.id AND d.record = ? WHERE t.contact = ?",
        (record, contact),
    )
    return any(record.hex() in json.loads(records) for (records,) in rows)


def list_withheld_records(con: sqlcipher.Connection) -> dict[bytes, str]:
    """Return the records that must not be sent at all, with the reason of their withdrawal.

    They are the records of our withdrawals, and those of contacts' withdrawals that are only marked here or undecided.
    The reason `wrong` does not count: a correct version can follow.
    """
    rows = con.execute(
        "SELECT d.record, r.reason FROM retraction r JOIN retracted d ON d.retraction = r.id WHERE r.back IS NULL"
        " AND r.above IS NULL AND r.reason <> 'wrong' AND d.did IN ('', ?, ?)",
        (MARKED, WAITS),
    )
    return {bytes(record): reason for record, reason in rows}


def is_hidden_by_other(con: sqlcipher.Connection, record: bytes, but: bytes) -> bool:
    """Return True if another withdrawal, which was not undone, hid a record; `but` is excluded."""
    row = con.execute(
        "SELECT 1 FROM retracted d JOIN retraction r ON r.id = d.retraction AND r.back IS NULL"
        " WHERE d.record = ? AND d.did = ? AND r.id <> ?",
        (record, HIDDEN, but),
    ).fetchone()
    return row is not None


def rules(con: sqlcipher.Connection) -> list[tuple[bytes, str, str]]:
    """Return the rules that a person made: contact or empty, reason, and the immediate action."""
    rows = con.execute("SELECT contact, reason, does FROM retraction_rule ORDER BY contact, reason")
    return [(bytes(contact), reason, does) for contact, reason, does in rows]


def set_rule(con: sqlcipher.Connection, contact: bytes, reason: str, does: str) -> None:
    """Make a rule, or with an empty `does` delete it, so that the default counts again."""
    con.execute("DELETE FROM retraction_rule WHERE contact = ? AND reason = ?", (contact, reason))
    if does:
        con.execute("INSERT INTO retraction_rule VALUES (?, ?, ?)", (contact, reason, does))


def recipients(con: sqlcipher.Connection, records: Collection[bytes]) -> dict[bytes, list[bytes]]:
    """Return the contacts with whom records were shared, each with these records."""
    found: dict[bytes, list[bytes]] = {}
    for record in records:
        for contact in shared_records.list_recipients(con, record):
            found.setdefault(contact, []).append(record)
    return found


def replace(con: sqlcipher.Connection, report: bytes, old: Iterable[bytes]) -> None:
    """Store the reports that a report of ours replaces (manifest key 16)."""
    con.executemany("INSERT OR IGNORE INTO replaced VALUES (?, ?)", [(report, id_) for id_ in old])


def list_replaced_reports(con: sqlcipher.Connection, report: bytes) -> tuple[bytes, ...]:
    """Return the reports that one of ours replaces."""
    rows = con.execute("SELECT old FROM replaced WHERE report = ? ORDER BY old", (report,))
    return tuple(bytes(old) for (old,) in rows)
