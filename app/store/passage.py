"""How far a delivery came: its letter, which goes to every relay, and its files, which go to one of them."""

from collections.abc import Mapping, Sequence

from attrs import frozen
from sqlcipher3 import dbapi2 as sqlcipher

AWAY = (
    "EXISTS (SELECT 1 FROM sealed s WHERE s.delivery = p.delivery AND s.route = p.route AND s.put IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM placed l WHERE s.box_pk != x'' AND l.delivery = s.delivery AND l.route = s.route"
    " AND l.object_id = s.object_id))"
)
"""Of a row `p` of `placed`: its route has still to get the letter (again); what lies there says nothing."""


@frozen
class Files:
    """The files of a delivery: `of` so many, `here` of them lie on fewer relays than they shall.

    They are to lie on `wanted` relays, and all of them do on `copies`; `on` counts those on each route. `carriers` are
    the routes that are to bring them now; the furthest of these took `part` in a hundred bytes, and `left` still go.
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
    """Return on how many relays the letter of a delivery lies, and the bundles the delivery was written to."""
    (relays,) = con.execute(
        f"SELECT count(DISTINCT route) FROM placed p WHERE delivery = ? AND route LIKE 'relay:%' AND NOT {AWAY}",
        (num,),
    ).fetchone()
    rows = con.execute("SELECT DISTINCT route FROM placed WHERE delivery = ? AND route LIKE 'stick:%'", (num,))
    return int(relays), [row[0].removeprefix("stick:") for row in rows]


def files(con: sqlcipher.Connection, num: int, routes: Sequence[str]) -> Files | None:
    """Return how far the files of a delivery came whose addressee is reached at `routes`; None where it has none."""
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
    return Files(len(lengths), here, wanted, min(relays), on, frozenset(carry), part, max(1, total - took))
