"""What happened to a delivery so far, with the receipts of relays, also of those that hold it no longer.

What lies on a relay or a stick stands in `placed`, for the rounds; what does not any more is kept here, for people: a
receipt proves what a relay promised. States are written down by the table itself (`schema`), whoever moves them.
"""

from attrs import frozen
from sqlcipher3 import dbapi2 as sqlcipher

import crypto
from app.store.passage import AWAY

_FILES = "SELECT object_id FROM attachment WHERE delivery = ? AND object_id IS NOT NULL"
EXPIRED, LACKED = "expired", "lacked"
"""No longer held by the relay, by its own receipt; asked for again by an addressee who lacks it."""


@frozen
class Event:
    """One thing that happened, at UTC seconds: a state, or `placed`, `expired`, `lacked` on a route.

    `until`: how long the relay's receipts (200 B each) say that it is held. What it did with the letter and with the
    `files`, so many, are two events.
    """

    what: str
    at: int
    route: str = ""
    until: int | None = None
    receipts: tuple[bytes, ...] = ()
    files: int = 0


def expired(con: sqlcipher.Connection, now: int) -> None:
    """Move what relays hold no longer from what lies there to what happened."""
    _over(con, EXPIRED, "expires", "expires < ?", now)


def lacked(con: sqlcipher.Connection, delivery: int, now: int) -> None:
    """Move all that lies somewhere of a delivery to what happened: its addressee did not find it there."""
    _over(con, LACKED, str(int(now)), "delivery = ?", delivery)


def _over(con: sqlcipher.Connection, what: str, at: str, where: str, value: int) -> None:
    con.execute(
        "INSERT INTO happened (delivery, what, at, route, since, until, receipt)"
        f" SELECT delivery, ?, {at}, route, at, expires, receipt FROM placed WHERE {where}",
        (what, value),
    )
    con.execute(f"DELETE FROM placed WHERE {where}", (value,))


def of(con: sqlcipher.Connection, delivery: int) -> list[Event]:
    """Return what happened to a delivery, oldest first; files that one relay got are one event, and so is all else."""
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


def gone(con: sqlcipher.Connection, delivery: int) -> Event | None:
    """Return how a delivery was last taken from where it lay, or None."""
    row = con.execute(
        "SELECT what, at, route FROM happened WHERE delivery = ? AND what IN (?, ?) ORDER BY num DESC LIMIT 1",
        (delivery, EXPIRED, LACKED),
    ).fetchone()
    return Event(str(row[0]), int(row[1]), str(row[2])) if row else None


def lying(con: sqlcipher.Connection, num: int) -> dict[str, tuple[int, int | None]]:
    """Return the routes on which a delivery lies, as far as it goes there: since when, and until when by its receipts.

    Its letter does: of files (`passage.files`) nothing need lie there.
    """
    rows = con.execute(
        "SELECT route, max(at), min(expires) FROM placed p"
        f" WHERE delivery = ? AND NOT {AWAY} GROUP BY route ORDER BY 2",
        (num,),
    )
    return {str(route): (int(since), until) for route, since, until in rows}
