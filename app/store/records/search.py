"""Find records: newest first by order key, words by the full-text index, fields by their indexes."""

import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.domain.fields import Type
from app.domain.kind import Kind
from app.domain.moment import parse_moment
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.records import evidence_text
from app.store.tables.schema import sort_key, sort_range, value_of
from app.store.vault.connection import VaultConnection
from app.store.vault.index import build_queries, has_words

BOUNDS = ("date_from", "date_to")
"""The names in `where` with a date instead of a field's value: the first and the last day, month or year."""
_SHORT = {"since": BOUNDS[0], "until": BOUNDS[1]}
"""The same for a kind without a field of that name, and in a search of every kind."""

IN = "in"
"""The name in `where` with the ids of places in hex as JSON: those records, and the records that link to them."""


class Query(NamedTuple):
    """The conditions of a list. `where` pairs a field, role or bound with a value; `sort` is a field, `-` descends."""

    kind: str | None = None
    text: str = ""
    where: tuple[tuple[str, str], ...] = ()
    sort: str = ""
    limit: int | None = 50
    offset: int = 0


def list_order_keys(con: VaultConnection, query: Query) -> list[int]:
    """Return the order keys of the matches of a query, newest first unless it has another order."""
    if query.kind is None and not query.sort:
        return _everywhere(con, query)
    if query.text and not has_words(query.text):
        return []
    together = con.kinds[query.kind].order if query.kind and not query.sort else ""
    if query.text and not _fields(con, query) and not query.sort and not together:
        return _newest(con, query, con.kinds[str(query.kind)])
    clauses, values = _clauses(con, query)
    if together and query.text and not _fields(con, query):  # read the words of this kind only, as `_newest` does
        found = _newest(con, query._replace(limit=None, offset=0), con.kinds[str(query.kind)])
        clauses, values = ["r.sort IN (SELECT value FROM json_each(?))"], [json.dumps(found)]
    order = "r.sort DESC"
    if query.sort:
        name = query.sort.lstrip("-")
        _declared(con, query.kind, name)
        order = f"{value_of(name, 'r.')} {'DESC' if query.sort.startswith('-') else 'ASC'}, r.sort DESC"
    if together:
        order = _order_in_whole(con.kinds[str(query.kind)])
    sql = f"SELECT r.sort FROM record r WHERE {' AND '.join(clauses)} ORDER BY {order} LIMIT ? OFFSET ?"
    limit = -1 if query.limit is None else query.limit
    return [row[0] for row in con.execute(sql, [*values, limit, query.offset])]


def _order_in_whole(kind: Kind) -> str:
    """Return the order of a list with the parts of one record together: 2 before 10, and 32 before 32a."""
    roles = ", ".join(f"'{role.name}'" for role in kind.roles if role.part)
    whole = f"(SELECT max(l.target) FROM link l WHERE l.source = r.id AND l.role IN ({roles}) AND l.removed = 0)"
    place = value_of(kind.order, "r.")
    return f"{whole}, CAST({place} AS INTEGER), {place}, r.sort"


def count_matches(con: VaultConnection, query: Query, most: int | None = None) -> int:
    """Return the exact number of matches of a query; without words or conditions it is stored, never scanned.

    If there are more than `most`, the result is only some larger number, without a count to the end.
    """
    enough = -1 if most is None else most + 1
    if not query.text and not query.where:
        if query.kind is None:
            return int(con.execute("SELECT coalesce(sum(n), 0) FROM tally").fetchone()[0])
        row = con.execute("SELECT n FROM tally WHERE kind = ?", (con.kinds[query.kind].number,)).fetchone()
        return int(row[0]) if row else 0
    if query.text and not has_words(query.text):
        return 0
    if query.kind is None:
        return sum(count_matches(con, one, most) for one in _each_kind(con, query))
    if query.text and not _fields(con, query):
        found, values = _matching(con, query, con.kinds[query.kind])
        (own,) = con.execute(f"SELECT count(*) FROM (SELECT 1 {found} LIMIT ?)", [*values, enough]).fetchone()
        if not (by_file := _by_file(con, query, con.kinds[query.kind])):
            return int(own)
        both = f"SELECT count(*) {found} AND rowid IN (SELECT value FROM json_each(?))"
        (twice,) = con.execute(both, [*values, json.dumps(by_file)]).fetchone()
        return int(own) + len(by_file) - int(twice)
    clauses, values = _clauses(con, query)
    rows = f"SELECT 1 FROM record r WHERE {' AND '.join(clauses)} LIMIT ?"
    return int(con.execute(f"SELECT count(*) FROM ({rows})", [*values, enough]).fetchone()[0])


def group(
    con: VaultConnection, kind: Kind, by: Sequence[str], where: Sequence[tuple[str, str]] = ()
) -> list[tuple[list[object], int]]:
    """Count records by one or two fields; a field with several values counts for each, an empty one for None."""
    joins, names = "", []
    for i, name in enumerate(by):
        declared = _declared(con, kind.name, name)
        if declared in (Type.CODES, Type.TAGS):
            joins += (
                f" LEFT JOIN json_each(CASE WHEN json_type(r.body, '$.{name}') = 'array'"
                f" THEN json_extract(r.body, '$.{name}') ELSE '[]' END) j{i}"
            )
            names.append(f"j{i}.value")
        else:
            names.append(value_of(name, "r."))
    clauses, values = _clauses(con, Query(kind.name, where=tuple(where)))
    columns = ", ".join(names)
    sql = (
        f"SELECT {columns}, count(*) FROM record r{joins} WHERE {' AND '.join(clauses)}"
        f" GROUP BY {columns} ORDER BY count(*) DESC, {columns}"
    )
    return [(list(row[:-1]), row[-1]) for row in con.execute(sql, values)]


def _everywhere(con: VaultConnection, query: Query) -> list[int]:
    """Search every kind and merge the newest of each, so that no kind hides the others."""
    wanted = None if query.limit is None else query.limit + query.offset
    found: list[int] = []
    for one in _each_kind(con, query):
        found += list_order_keys(con, one._replace(limit=wanted, offset=0))
    found.sort(key=lambda sort: sort & ((1 << 56) - 1), reverse=True)
    return found[query.offset : wanted]


def _newest(con: VaultConnection, query: Query, kind: Kind) -> list[int]:
    """Return the newest records of a kind by their own words or by those inside their files."""
    found, values = _matching(con, query, kind)
    sql = f"SELECT rowid {found} ORDER BY rowid DESC LIMIT ? OFFSET ?"
    by_file = _by_file(con, query, kind)
    offset = 0 if by_file else query.offset  # the earlier results are not known until both are merged
    limit = -1 if query.limit is None else query.limit + query.offset - offset
    own = [row[0] for row in con.execute(sql, [*values, limit, offset])]
    if not by_file:
        return own
    return sorted({*own, *by_file}, reverse=True)[query.offset : None if query.limit is None else limit]


def _by_file(con: VaultConnection, query: Query, kind: Kind) -> list[int]:
    """Return the order keys of the records of a kind with a file that contains the complete search text."""
    low, high = _range(query, kind)
    return [sort for sort in evidence_text.find_text(con, query.text, kind.number) if low <= sort <= high]


def _matching(con: VaultConnection, query: Query, kind: Kind) -> tuple[str, list[object]]:
    """Return FROM and WHERE for the records of a kind that contain the complete search text, and their values."""
    (table, expression), *others = build_queries(con, query.text)
    sql = f"FROM {table} WHERE {table} MATCH ? AND rowid BETWEEN ? AND ?"
    values: list[object] = [expression, *_range(query, kind)]
    for other, more in others:
        sql += f" AND rowid IN (SELECT rowid FROM {other} WHERE {other} MATCH ?)"
        values.append(more)
    return sql, values


def _declared(con: VaultConnection, kind: str | None, name: str) -> Type:
    known = con.kinds[kind].fields.get(name) if kind else None
    if known is None:
        said = Phrase("{kind} has no field {name}.", kind=kind or Phrase("A list of every kind"), name=name)
        raise InputRefused(said, Phrase("See: amparo kinds {kind}", kind=kind or ""))
    return known.type


def _fields(con: VaultConnection, query: Query) -> list[tuple[str, str]]:
    """Return the conditions on fields, without those on time."""
    kind = con.kinds[query.kind] if query.kind else None
    return [pair for pair in query.where if _bound(kind, pair[0]) not in BOUNDS]


def _bound(kind: Kind | None, name: str) -> str:
    """Return the bound that a name in `where` means, or the name of a field."""
    return name if kind is not None and name in kind.fields else _SHORT.get(name, name)


def _each_kind(con: VaultConnection, query: Query) -> Iterator[Query]:
    """Yield a search of every kind as one for each kind, with the same bounds."""
    where = tuple((_bound(None, name), wanted) for name, wanted in query.where)
    yield from (query._replace(kind=kind.name, where=where) for kind in con.kinds.values() if not kind.sealed)


def _range(query: Query, kind: Kind) -> tuple[int, int]:
    """Return the lowest and highest order key of a kind for the days within the bounds; the day is its date or entry.

    The result is one range and not several conditions: an index is read from one end of it to the other.
    """
    low, high = sort_range(kind.number)
    for name, wanted in query.where:
        if (bound := _bound(kind, name)) in BOUNDS:
            try:
                moment = parse_moment(wanted)
            except ValueError as error:
                raise InputRefused(Phrase("{name}: {why}", name=name, why=error)) from None
            if bound == BOUNDS[0]:
                low = max(low, sort_key(kind.number, moment.first_day, 0))
            else:
                high = min(high, sort_key(kind.number, moment.last_day + 1, 0) - 1)
    return low, high


def _clauses(con: VaultConnection, query: Query) -> tuple[list[str], list[object]]:
    """Return the WHERE clauses of a query and their values; field names are checked against the declaration."""
    clauses = ["r.removed = 0"]
    values: list[object] = []
    if query.kind is not None:
        clauses.append("r.sort BETWEEN ? AND ?")
        values += _range(query, con.kinds[query.kind])
        if _fields(con, query) or query.sort:  # field indexes have this condition; the plain list has its own index
            clauses.append(f"r.kind = {con.kinds[query.kind].number}")
    if words := build_queries(con, query.text):
        each = " AND ".join(f"r.sort IN (SELECT rowid FROM {table} WHERE {table} MATCH ?)" for table, _ in words)
        values += [expression for _, expression in words]
        by_file = _by_file(con, query, con.kinds[query.kind]) if query.kind else []
        clauses.append(f"({each} OR r.sort IN (SELECT value FROM json_each(?)))" if by_file else each)
        values += [json.dumps(by_file)] if by_file else []
    for name, wanted in _fields(con, query):
        clause, more = _condition(con, query.kind, name, wanted)
        clauses.append(clause)
        values += more
    return clauses, values


def _condition(con: VaultConnection, kind: str | None, name: str, wanted: str) -> tuple[str, list[object]]:
    if name == IN:
        ids = "(SELECT unhex(value) FROM json_each(?))"
        sql = f"SELECT 1 FROM link l WHERE l.source = r.id AND l.removed = 0 AND l.target IN {ids}"
        return f"(r.id IN {ids} OR EXISTS ({sql}))", [wanted, wanted]
    if name in ("ref", "id"):  # a text that is no id matches no record
        return ("r.ref = ?", [wanted.upper()]) if name == "ref" else ("r.id = unhex(?)", [_bare(wanted)])
    role = con.kinds[kind].role(name) if kind else None
    if role is not None:
        sql = (
            "EXISTS (SELECT 1 FROM link l JOIN record t ON t.id = l.target WHERE l.source = r.id AND l.role = ?"
            " AND l.removed = 0 AND (t.ref = ? OR t.id = unhex(?)))"
        )
        return sql, [name, wanted.upper(), _bare(wanted)]
    type_ = _declared(con, kind, name)
    if type_ in (Type.CODES, Type.TAGS):
        return f"EXISTS (SELECT 1 FROM json_each(r.body, '$.{name}') WHERE value = ?)", [wanted]
    if wanted == "":
        return f"{value_of(name, 'r.')} IS NULL", []
    return f"{value_of(name, 'r.')} = ?", [_typed(type_, wanted)]


def _bare(id_: str) -> str:
    return id_.replace("-", "").lower()


def _typed(type_: Type, wanted: str) -> object:
    if type_ is Type.FLAG:
        return int(wanted.lower() in ("true", "1", "yes"))
    if type_ not in (Type.WHOLE, Type.DECIMAL):
        return wanted
    try:
        number = float(wanted)
    except ValueError:
        raise InputRefused(Phrase("{value} is not a number.", value=json.dumps(wanted))) from None
    return number
