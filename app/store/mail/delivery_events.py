"""Store the event history of each delivery, with relay receipts, and report its progress.

`placed` lists the objects on relays and USB sticks, for the sync. Objects that are no longer there are kept here, for
people: a receipt proves a promise of a relay.
"""

from collections.abc import Mapping, Sequence

from attrs import frozen
from sqlcipher3 import dbapi2 as sqlcipher

import crypto

_FILES = "SELECT object_id FROM attachment WHERE delivery = ? AND object_id IS NOT NULL"
EXPIRED, LACKED = "expired", "lacked"
"""The relay no longer stores it, by its own receipt; the recipient lacks it and asked for it again."""
AWAY = (
    "EXISTS (SELECT 1 FROM sealed s WHERE s.delivery = p.delivery AND s.route = p.route AND s.put IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM placed l WHERE s.box_pk != x'' AND l.delivery = s.delivery AND l.route = s.route"
    " AND l.object_id = s.object_id))"
)
"""A condition on a row `p` of `placed`: its route must still get the message (again), so the row proves nothing."""


@frozen
class Event:
    """One event of a delivery, at UTC seconds: a state, or `placed`, `expired`, `lacked` on a route.

    `until`: the end of the storage time by the relay's receipts (200 B each). The events of the message and of the
    files are separate; `files` is the number of files.
    """

    what: str
    at: int
    route: str = ""
    until: int | None = None
    receipts: tuple[bytes, ...] = ()
    files: int = 0


def move_expired(con: sqlcipher.Connection, now: int) -> None:
    """Move objects that relays no longer store from `placed` to the history."""
    _over(con, EXPIRED, "expires", "expires < ?", now)


def move_missing(con: sqlcipher.Connection, delivery: int, now: int) -> None:
    """Move all placed objects of a delivery to the history, because its recipient did not find them."""
    _over(con, LACKED, str(int(now)), "delivery = ?", delivery)


def _over(con: sqlcipher.Connection, what: str, at: str, where: str, value: int) -> None:
    con.execute(
        "INSERT INTO happened (delivery, what, at, route, since, until, receipt)"
        f" SELECT delivery, ?, {at}, route, at, expires, receipt FROM placed WHERE {where}",
        (what, value),
    )
    con.execute(f"DELETE FROM placed WHERE {where}", (value,))


def list_delivery_events(con: sqlcipher.Connection, delivery: int) -> list[Event]:
    """Return the events of a delivery, oldest first; the files of one relay are one event, so is the rest."""
    rows = con.execute(
        "SELECT what, at, route, since, until, receipt, num FROM happened WHERE delivery = ?1 UNION ALL"
        " SELECT 'placed', at, route, at, expires, receipt, 0 FROM placed WHERE delivery = ?1 ORDER BY 7, 2",
        (delivery,),
    ).fetchall()
    files = {bytes(name) for (name,) in con.execute(_FILES, (delivery,))}
    states = [Event(str(what), int(at)) for what, at, route, *_ in rows if not route]
    there: dict[tuple[str, str, bool], list[tuple[int, int, int | None, bytes | None]]] = {}
    for what, at, route, since, until, receipt, _ in rows:
        if route:
            is_file = receipt is not None and crypto.Receipt.unpack(receipt[: crypto.Receipt.BODY]).object_id in files
            there.setdefault((what, route, is_file), []).append((at, since, until, receipt))
    found = []
    for (what, route, is_file), objects in there.items():
        receipts = tuple(bytes(receipt) for *_, receipt in objects if receipt is not None)
        ends = [until for *_, until, _ in objects if until is not None]
        at, count = max(since for _, since, *_ in objects), len(objects) if is_file else 0
        found.append(Event("placed", at, route, min(ends, default=None), receipts, count))
        if what != "placed" and not (is_file and (what, route, False) in there):
            found.append(Event(what, max(at for at, *_ in objects), route))
    return sorted([*states, *found], key=lambda event: (event.at, event.files))


def last_removal(con: sqlcipher.Connection, delivery: int) -> Event | None:
    """Return the last event that removed objects of a delivery from a relay, or None."""
    row = con.execute(
        "SELECT what, at, route FROM happened WHERE delivery = ? AND what IN (?, ?) ORDER BY num DESC LIMIT 1",
        (delivery, EXPIRED, LACKED),
    ).fetchone()
    return Event(str(row[0]), int(row[1]), str(row[2])) if row else None


def list_storing_routes(con: sqlcipher.Connection, num: int) -> dict[str, tuple[int, int | None]]:
    """Return the routes that store the message of a delivery, each with its start and its end by the receipts.

    The files (`passage.files`) need not be there.
    """
    rows = con.execute(
        "SELECT route, max(at), min(expires) FROM placed p"
        f" WHERE delivery = ? AND NOT {AWAY} GROUP BY route ORDER BY 2",
        (num,),
    )
    return {str(route): (int(since), until) for route, since, until in rows}


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
