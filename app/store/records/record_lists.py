"""Read the records of one kind, or the records with some values; a kind is given by its number.

Removed records are left out unless a function says otherwise. Dated records are in the order of their dates.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from sqlcipher3 import dbapi2 as sqlcipher

from app.domain.fields import Value
from app.domain.record import Record
from app.store.records.links import split_ids
from app.store.records.record_rows import load_rows
from app.store.tables.schema import NUM_MASK, sort_key, sort_range, value_of
from app.store.vault.connection import VaultConnection


class DueRow(NamedTuple):
    """A record with a date that has come: its order key, its id, its fields, and the date as text."""

    sort: int
    id: bytes
    fields: dict[str, Value]
    date: str


def list_kind(
    con: sqlcipher.Connection, kind: int, since: int = 0, newest_first: bool = False, removed: bool = False
) -> list[Record]:
    """Return the records of a kind, also `removed` ones; with `since` only those of this day (an ordinal) and later."""
    order, present = "DESC" if newest_first else "ASC", "" if removed else "AND removed = 0 "
    return _load(con, f"sort BETWEEN ? AND ? {present}ORDER BY sort {order}", *_range(kind, since))


def list_ids(con: sqlcipher.Connection, kind: int, newest_first: bool = False) -> list[bytes]:
    """Return the ids of the records of a kind."""
    order = "DESC" if newest_first else "ASC"
    asked = f"SELECT id FROM record WHERE sort BETWEEN ? AND ? AND removed = 0 ORDER BY sort {order}"
    return [bytes(id_) for (id_,) in con.execute(asked, sort_range(kind))]


def load_all(con: sqlcipher.Connection, ids: Iterable[bytes]) -> dict[bytes, Record]:
    """Return the records with these ids."""
    found: dict[bytes, Record] = {}
    for some, marks in split_ids(ids):
        found |= {record.id: record for record in _load(con, f"id IN ({marks}) AND removed = 0", *some)}
    return found


def list_present(con: sqlcipher.Connection, ids: Iterable[bytes]) -> set[bytes]:
    """Return those of the ids whose records are here and not removed."""
    asked = "SELECT id FROM record WHERE id IN (SELECT unhex(value) FROM json_each(?)) AND removed = 0"
    return {bytes(id_) for (id_,) in con.execute(asked, (json.dumps([id_.hex() for id_ in ids]),))}


def list_due(
    con: sqlcipher.Connection, kind: int, field: str, latest: str, state: str, ended: Sequence[str]
) -> list[DueRow]:
    """Return the records of a kind with a date up to the text `latest`, without those whose `state` is in `ended`.

    An index over both fields answers this: `schema.DATED`.
    """
    rows = con.execute(
        f"SELECT sort, id, body, {value_of(field)} FROM record WHERE kind = {kind} AND removed = 0"
        f" AND {value_of(field)} <= ?"
        + (f" AND ifnull({value_of(state)}, '') NOT IN ({','.join('?' * len(ended))})" if state else ""),
        (latest, *ended),
    )
    return [DueRow(sort, bytes(id_), json.loads(body), str(date)) for sort, id_, body, date in rows]


def list_in_danger(con: sqlcipher.Connection, kind: int, danger: str, most: int) -> list[Record]:
    """Return the records of a kind with this code of danger, at most `most`, the latest first."""
    asked = f"{_in_danger(kind)} AND sort BETWEEN ? AND ? ORDER BY sort DESC LIMIT {most}"
    return _load(con, asked, danger, *sort_range(kind))


def count_in_danger(con: sqlcipher.Connection, kind: int, danger: str) -> int:
    """Return the number of records of a kind with this code of danger."""
    return int(con.execute(f"SELECT count(*) FROM record WHERE {_in_danger(kind)}", (danger,)).fetchone()[0])


def _in_danger(kind: int) -> str:
    return f"kind = {kind} AND removed = 0 AND {value_of('danger')} = ?"


def list_received_appeals(con: sqlcipher.Connection, kind: int) -> list[Record]:
    """Return the new appeals of others."""
    asked = "removed = 0 AND origin IS NOT NULL AND json_extract(body, '$.kind') = 'new'"
    return _load(con, f"sort BETWEEN ? AND ? AND {asked}", *sort_range(kind))


def list_open_appeals(con: sqlcipher.Connection, kind: int) -> list[Record]:
    """Return our new appeals that are queued or sent and not closed, newest first."""
    return _load(
        con,
        "sort BETWEEN ? AND ? AND removed = 0 AND origin IS NULL AND json_extract(body, '$.state') IN"
        " ('queued', 'going') AND json_extract(body, '$.kind') = 'new' ORDER BY sort DESC",
        *sort_range(kind),
    )


def read_aliases(con: sqlcipher.Connection, kind: int) -> Iterator[tuple[bytes, str | None]]:
    """Yield the id and the alias of each record of a kind."""
    rows = con.execute(
        "SELECT id, json_extract(body, '$.alias') FROM record WHERE sort BETWEEN ? AND ? AND removed = 0",
        sort_range(kind),
    )
    return ((bytes(id_), alias) for id_, alias in rows)


def list_all_values(con: sqlcipher.Connection, kind: int, name: str) -> list[tuple[bytes, str]]:
    """Return the id and each text that a field has or had; our records without an edit (version 1) had only one."""
    rows = con.execute(
        f"SELECT id, json_extract(body, '$.{name}') FROM record WHERE sort BETWEEN ?1 AND ?2"
        f" UNION ALL SELECT c.record, json_extract(c.body, '$.{name}[1]') FROM record r"
        " JOIN change c ON c.record = r.id WHERE r.sort BETWEEN ?1 AND ?2 AND (r.version > 1 OR r.origin IS NOT NULL)",
        sort_range(kind),
    )
    return list(dict.fromkeys((bytes(id_), str(said)) for id_, said in rows if said))


def list_titles(con: sqlcipher.Connection, kind: int) -> list[str]:
    """Return the titles of the records of a kind."""
    rows = con.execute("SELECT title FROM record WHERE sort BETWEEN ? AND ? AND removed = 0", sort_range(kind))
    return [str(title) for (title,) in rows]


def list_users_of_file(con: sqlcipher.Connection, sha256: bytes) -> list[bytes]:
    """Return the records that use a file, removed or not; also as the recipe of a copy."""
    rows = con.execute(
        "SELECT id FROM record WHERE json_extract(body, '$.sha256') = ?1 OR json_extract(body, '$.recipe_file') = ?1",
        (sha256.hex(),),
    )
    return [bytes(id_) for (id_,) in rows]


def find_by_name(con: sqlcipher.Connection, kind: int, name: str) -> bytes | None:
    """Return a record of a kind with this name, or None."""
    row = con.execute(
        "SELECT id FROM record WHERE sort BETWEEN ? AND ? AND removed = 0 AND json_extract(body, '$.name') = ? LIMIT 1",
        (*sort_range(kind), name),
    ).fetchone()
    return bytes(row[0]) if row else None


def find_imported(con: sqlcipher.Connection, kind: int, key: str) -> bytes | None:
    """Return the record that an import made with this key, removed or not, or None."""
    row = con.execute("SELECT id FROM record WHERE kind = ? AND import_key = ?", (kind, key)).fetchone()
    return bytes(row[0]) if row else None


def find_title(con: sqlcipher.Connection, id_: bytes) -> str | None:
    """Return the title of a record, removed or not, or None."""
    row = con.execute("SELECT title FROM record WHERE id = ?", (id_,)).fetchone()
    return str(row[0]) if row else None


def find_entry_number(con: sqlcipher.Connection, id_: bytes) -> int:
    """Return the position of a record in the order of entry, removed or not; 0 if it is not here."""
    row = con.execute("SELECT sort FROM record WHERE id = ?", (id_,)).fetchone()
    return int(row[0]) & NUM_MASK if row else 0


def is_here(con: sqlcipher.Connection, id_: bytes) -> bool:
    """Return True if a record is here, removed or not."""
    return con.execute("SELECT 1 FROM record WHERE id = ?", (id_,)).fetchone() is not None


def count_records(con: sqlcipher.Connection) -> int:
    """Return the number of all records, removed or not."""
    return int(con.execute("SELECT count(*) FROM record").fetchone()[0])


def _range(kind: int, since: int) -> tuple[int, int]:
    low, high = sort_range(kind)
    return max(low, sort_key(kind, since, 0)), high


def _load(con: sqlcipher.Connection, where: str, *values: object) -> list[Record]:
    return load_rows(con, [sort for (sort,) in con.execute(f"SELECT sort FROM record WHERE {where}", values)])


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


def list_withdrawn_papers(con: VaultConnection) -> list[Record]:
    """Return the papers whose recipients need a notice of a withdrawal, newest first."""
    return _where(con, "paper", f"{value_of('state')} = 'withdrawn'")


def list_untold_actions(con: VaultConnection) -> list[Record]:
    """Return the calls and other actions whose recipients need a notice of a withdrawal, newest first."""
    return _where(con, "intervention", f"{value_of('notice')} = 'withdrawn'")


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


class LinkedValues(NamedTuple):
    """A record, the record that it links to, and the texts of some of its fields; a missing one is empty."""

    id: bytes
    whole: bytes
    values: tuple[str, ...]


def list_linked_values(con: VaultConnection, kind: str, role: str, names: Sequence[str]) -> list[LinkedValues]:
    """Return the records of a kind with a link in a role, without reading whole records: for many of them."""
    said = ", ".join(f"ifnull({value_of(name, 'r.')}, '')" for name in names)
    rows = con.execute(
        f"SELECT r.id, l.target, {said} FROM record r JOIN link l ON l.source = r.id AND l.role = ? AND l.removed = 0"
        " WHERE r.sort BETWEEN ? AND ? AND r.removed = 0",
        (role, *sort_range(con.kinds[kind].number)),
    )
    return [LinkedValues(bytes(id_), bytes(whole), tuple(map(str, more))) for id_, whole, *more in rows]


def list_values(con: VaultConnection, kind: str, name: str) -> list[tuple[bytes, str]]:
    """Return the id of each record of a kind with the text of a field: for many of them."""
    rows = con.execute(
        f"SELECT id, ifnull({value_of(name)}, '') FROM record WHERE sort BETWEEN ? AND ? AND removed = 0",
        sort_range(con.kinds[kind].number),
    )
    return [(bytes(id_), str(text)) for id_, text in rows]


def list_open_detentions(con: VaultConnection) -> list[Record]:
    """Return the detentions that did not end, newest first."""
    return _where(con, "detention", f"{value_of('date_end')} IS NULL AND {value_of('release')} IS NULL")


def _where(con: VaultConnection, kind: str, condition: str, known: Collection[bytes] = ()) -> list[Record]:
    sql = f"SELECT sort, id FROM record WHERE sort BETWEEN ? AND ? AND removed = 0 AND {condition} ORDER BY sort DESC"
    rows = con.execute(sql, sort_range(con.kinds[kind].number)).fetchall()
    return load_rows(con, [sort for sort, id_ in rows if bytes(id_) not in known])
