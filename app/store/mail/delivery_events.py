"""Store the event history of each delivery, with relay receipts, also of relays that no longer store it.

`placed` lists the objects on relays and USB sticks, for the sync. Objects that are no longer there are kept here, for
people: a receipt proves a promise of a relay. The table itself records each change of state (`schema`).
"""

from attrs import frozen
from sqlcipher3 import dbapi2 as sqlcipher

import crypto
from app.store.mail.delivery_progress import AWAY

_FILES = "SELECT object_id FROM attachment WHERE delivery = ? AND object_id IS NOT NULL"
EXPIRED, LACKED = "expired", "lacked"
"""The relay no longer stores it, by its own receipt; the recipient lacks it and asked for it again."""


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
