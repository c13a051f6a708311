"""Store proposals: changes that others suggest in records of another owner, one field each, until a person decides."""

import json
from collections.abc import Callable, Collection, Sequence
from typing import Any

from attrs import frozen
from sqlcipher3 import dbapi2 as sqlcipher

from app.domain.change import Change
from app.domain.fields import Value


@frozen
class Proposal:
    """A value that `sender` proposes for one field of a record; `claimed` is the author that its change names.

    `id` is random and made here: a sender who chose it could pass off one proposal as another, or as a report.
    """

    id: bytes
    record: bytes
    sender: bytes
    report: bytes
    field: str
    value: Value | None
    claimed: bytes
    state: str
    at: int


def add(con: sqlcipher.Connection, proposal: Proposal) -> bool:
    """Store a proposal and return True if it is new; the same one again, decided or not, changes nothing."""
    change = json.dumps([proposal.field, proposal.value, proposal.claimed.hex()], ensure_ascii=False)
    row = con.execute(
        "SELECT 1 FROM proposal WHERE record = ? AND sender = ? AND report = ? AND change = ?",
        (proposal.record, proposal.sender, proposal.report, change),
    ).fetchone()
    if row is None:
        con.execute(
            "INSERT INTO proposal VALUES (?, ?, ?, ?, ?, ?, ?)",
            (proposal.id, proposal.record, proposal.sender, proposal.report, change, proposal.state, proposal.at),
        )
    return row is None


def open_(con: sqlcipher.Connection, record: bytes | None = None) -> list[Proposal]:
    """Return the undecided proposals, of one record or of all."""
    rows = con.execute(
        "SELECT id, record, sender, report, change, state, at FROM proposal WHERE state = 'open'"
        " AND (? IS NULL OR record = ?) ORDER BY at, change, id",
        (record, record),
    )
    return [_proposal(row) for row in rows]


def find(con: sqlcipher.Connection, id_: bytes) -> Proposal | None:
    """Return one proposal, decided or not."""
    row = con.execute(
        "SELECT id, record, sender, report, change, state, at FROM proposal WHERE id = ?", (id_,)
    ).fetchone()
    return _proposal(row) if row else None


def list_conflicts(con: sqlcipher.Connection) -> list[tuple[bytes, str]]:
    """Return each record and the name of each of its fields with a conflict."""
    rows = con.execute("SELECT record, field FROM conflict ORDER BY record, field")
    return [(bytes(record), str(field)) for record, field in rows]


def count_undecided(con: sqlcipher.Connection) -> int:
    """Return the number of fields with a conflict or an undecided proposal, in all records that are not removed."""
    sql = (
        "SELECT count(*) FROM (SELECT record, field FROM conflict UNION"
        " SELECT record, json_extract(change, '$[0]') FROM proposal WHERE state = 'open') d"
        " CROSS JOIN record r ON r.id = d.record WHERE r.removed = 0"  # cross: the few fields first, never all records
    )
    return int(con.execute(sql).fetchone()[0])


def decide(con: sqlcipher.Connection, id_: bytes, state: str) -> None:
    """Record the decision of a person."""
    con.execute("UPDATE proposal SET state = ? WHERE id = ?", (state, id_))


def _proposal(row: Sequence[Any]) -> Proposal:
    id_, record, sender, report, change, state, at = row
    field, value, claimed = json.loads(str(change))
    return Proposal(
        bytes(id_),
        bytes(record),
        bytes(sender),
        bytes(report),
        field,
        value,
        bytes.fromhex(claimed),
        str(state),
        int(at),
    )


def covers(con: sqlcipher.Connection, record: bytes) -> bool:
    """Return whether a team covers a record: of its versions none is shown first for being our own."""
    return con.execute("SELECT 1 FROM team_record WHERE record = ?", (record,)).fetchone() is not None


def preference_rule(con: sqlcipher.Connection, ours: Collection[bytes]) -> Callable[[Change], bool]:
    """Return what says which version of a conflict is shown first: our own, but of what a team covers the later."""
    return lambda change: change.author in ours and not covers(con, change.record)
