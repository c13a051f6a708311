"""Read the records that can have coverage gaps: accompaniments, shifts, seats and decisions."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from app.domain.record import Record
from app.store.records.record_rows import load_rows
from app.store.tables.schema import sort_key, sort_range, value_of
from app.store.vault.connection import VaultConnection


class ShiftRow(NamedTuple):
    """A shift: its id, and its first and last time as texts; the last one can be empty."""

    id: bytes
    start: str
    end: str


def list_active_accompaniments(con: VaultConnection) -> list[Record]:
    """Return the accompaniments that are active, newest first."""
    return _where(con, "accompaniment", f"{value_of('status')} = 'active'")


def list_current_seats(con: VaultConnection) -> list[Record]:
    """Return the seats that did not end, newest first."""
    return _where(con, "seat", f"ifnull({value_of('state')}, '') <> 'ended'")


def list_ownerless_decisions(con: VaultConnection, ended: Sequence[str], known: Collection[bytes]) -> list[Record]:
    """Return the decisions without an owner, newest first, without those `known` or with a status in `ended`."""
    over = ",".join(f"'{state}'" for state in ended)
    told = f"{value_of('kind')} = 'decision' AND {value_of('owner')} IS NULL"
    return _where(con, "undertaking", f"{told} AND ifnull({value_of('status')}, '') NOT IN ({over})", known)


def list_shifts(
    con: VaultConnection, accompaniment: bytes, first_day: int, last_day: int, ends_from: str
) -> list[ShiftRow]:
    """Return the shifts of an accompaniment that were not missed.

    They begin between two days (ordinals), and end at `ends_from` or later (a text such as "2026-11").
    """
    last, kind = value_of("date_end", "r."), con.kinds["shift"].number
    rows = con.execute(
        f"SELECT r.id, {value_of('date_start', 'r.')} AS first, {last} FROM link l JOIN record r ON r.id = l.source"
        " WHERE l.target = ? AND l.role = 'of' AND l.removed = 0 AND r.removed = 0 AND r.sort BETWEEN ? AND ?"
        f" AND ifnull({last}, first) >= ? AND ifnull({value_of('status', 'r.')}, '') <> 'missed'",
        (accompaniment, sort_key(kind, first_day, 0), sort_key(kind, last_day, 0), ends_from),
    )
    return [ShiftRow(bytes(id_), str(start), str(end or "")) for id_, start, end in rows]


def _where(con: VaultConnection, kind: str, condition: str, known: Collection[bytes] = ()) -> list[Record]:
    sql = f"SELECT sort, id FROM record WHERE sort BETWEEN ? AND ? AND removed = 0 AND {condition} ORDER BY sort DESC"
    rows = con.execute(sql, sort_range(con.kinds[kind].number)).fetchall()
    return load_rows(con, [sort for sort, id_ in rows if bytes(id_) not in known])
