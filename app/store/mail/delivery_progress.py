"""Report the progress of a delivery: its message, for every relay, and its files, for one or more relays."""

from collections.abc import Mapping, Sequence

from attrs import frozen
from sqlcipher3 import dbapi2 as sqlcipher

AWAY = (
    "EXISTS (SELECT 1 FROM sealed s WHERE s.delivery = p.delivery AND s.route = p.route AND s.put IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM placed l WHERE s.box_pk != x'' AND l.delivery = s.delivery AND l.route = s.route"
    " AND l.object_id = s.object_id))"
)
"""A condition on a row `p` of `placed`: its route must still get the message (again), so the row proves nothing."""


@frozen
class FileProgress:
    """The files of a delivery: `of` is their number, `here` the number on too few relays.

    Each file needs `wanted` relays, and all files are on at least `copies`; `on` counts the files on each route.
    `carriers` are the routes that must bring them now. The furthest carrier accepted `part` percent of the bytes, and
    `left` bytes remain.
    """

    of: int
    here: int
    wanted: int
    copies: int
    on: Mapping[str, int]
    carriers: frozenset[str]
    part: int
    left: int


def ways(con: sqlcipher.Connection, num: int) -> tuple[int, list[str]]:
    """Return the number of relays with the message of a delivery, and the bundles to which it was written."""
    (relays,) = con.execute(
        f"SELECT count(DISTINCT route) FROM placed p WHERE delivery = ? AND route LIKE 'relay:%' AND NOT {AWAY}",
        (num,),
    ).fetchone()
    rows = con.execute("SELECT DISTINCT route FROM placed WHERE delivery = ? AND route LIKE 'stick:%'", (num,))
    return int(relays), [row[0].removeprefix("stick:") for row in rows]


def files(con: sqlcipher.Connection, num: int, routes: Sequence[str]) -> FileProgress | None:
    """Return the progress of a delivery's files to a recipient at `routes`, or None if there are no files."""
    rows = con.execute(
        "SELECT a.num, coalesce(a.length, 0), p.route FROM attachment a LEFT JOIN placed p"
        " ON p.delivery = a.delivery AND p.object_id = a.object_id WHERE a.delivery = ?",
        (num,),
    ).fetchall()
    if not rows:
        return None
    (asked,) = con.execute("SELECT carriers FROM delivery WHERE num = ?", (num,)).fetchone()
    wanted = max(1, min(asked, len(routes)))
    lengths = {file: length for file, length, _ in rows}
    at = {file: [route for one, _, route in rows if one == file and route] for file in lengths}
    relays = [sum(route.startswith("relay:") for route in there) for there in at.values()]
    on = {route: sum(route in there for there in at.values()) for _, _, route in rows if route}
    carry = dict(
        con.execute("SELECT route, reached FROM carrier WHERE delivery = ? AND NOT given_up", (num,)).fetchall()
    )
    total = sum(lengths.values())
    took = min(total, max(carry.values(), default=0))
    part = min(99, took * 100 // total) if total else 0
    here = sum(count < wanted for count in relays)
    return FileProgress(len(lengths), here, wanted, min(relays), on, frozenset(carry), part, max(1, total - took))
