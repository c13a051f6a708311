"""Choose the relays that carry the files of a delivery: one by default, at random, another if that one is dead.

Every relay of the recipient gets the envelope. Files are large, so only as many relays get them as the report asks for
(`delivery.carriers`). If a carrier fails DEAD visits in a row without a byte of progress, another relay of the
recipient that answers replaces it.
"""

from collections.abc import Callable, Mapping, Sequence

from sqlcipher3 import dbapi2 as sqlcipher

from app.domain import remaining_delay

DEAD = 3
"""Failed visits in a row, without progress, after which another relay carries the files."""
LONG = 86_400
"""Seconds without progress after which one failed visit is enough, and a "missing" of the recipient is no mere delay.
"""
_LACKS = (
    "SELECT 1 FROM attachment a WHERE a.delivery = d.num AND (SELECT count(*) FROM placed p"
    " WHERE p.delivery = a.delivery AND p.object_id = a.object_id AND p.route LIKE 'relay:%') < d.carriers"
)


def draw(
    con: sqlcipher.Connection, num: int, routes: Sequence[str], random: Callable[[int], bytes], now: int
) -> frozenset[str]:
    """Return the routes, of these, that carry a delivery's files; draw and store more if there are too few."""
    (wanted,) = con.execute("SELECT carriers FROM delivery WHERE num = ?", (num,)).fetchone()
    kept = dict(con.execute("SELECT route, given_up FROM carrier WHERE delivery = ?", (num,)).fetchall())
    chosen = [route for route in routes if kept.get(route) == 0]
    for left in ([r for r in routes if r not in kept], [r for r in routes if kept.get(r)]):
        while left and len(chosen) < wanted:
            route = left.pop(int.from_bytes(random(8), "big") % len(left))
            _begin(con, num, route, now)
            chosen.append(route)
    return frozenset(chosen)


def _begin(con: sqlcipher.Connection, num: int, route: str, now: int) -> None:
    con.execute("INSERT OR REPLACE INTO carrier (delivery, route, since) VALUES (?, ?, ?)", (num, route, now))


def record_progress(con: sqlcipher.Connection, route: str, reached: Mapping[tuple[int, bytes], int], now: int) -> None:
    """Record the progress of deliveries' files in a visit: `reached` is bytes by (delivery, object).

    Progress since the last visit resets the count of failures.
    """
    for num in {num for num, _ in reached}:
        rows = con.execute(
            "SELECT a.object_id, a.length, EXISTS (SELECT 1 FROM placed p WHERE p.delivery = a.delivery"
            " AND p.route = ? AND p.object_id = a.object_id) FROM attachment a WHERE a.delivery = ?",
            (route, num),
        ).fetchall()
        total = sum(length if there else reached.get((num, bytes(name)), 0) for name, length, there in rows)
        con.execute(
            "UPDATE carrier SET reached = ?1, failed = 0, since = ?2 WHERE delivery = ?3 AND route = ?4"
            " AND reached < ?1",
            (total, now, num, route),
        )


def record_failure(con: sqlcipher.Connection, route: str) -> None:
    """Record a visit that failed while another relay answered."""
    con.execute(
        "UPDATE carrier SET failed = failed + 1 WHERE route = ? AND given_up = 0 AND EXISTS"
        f" (SELECT 1 FROM delivery d WHERE d.num = carrier.delivery AND EXISTS ({_LACKS}))",
        (route,),
    )


def take_over(
    con: sqlcipher.Connection, route: str, contact: bytes, routes: Sequence[str], states: str, now: int
) -> None:
    """Let a relay that answers carry the files of dead or removed relays to a contact that is reached at `routes`.

    `states` are the quoted states of deliveries that have not arrived. Carriers that were not drawn yet are drawn when
    the delivery is encrypted.
    """
    rows = con.execute(
        f"SELECT d.num, d.carriers FROM delivery d WHERE d.contact = ? AND d.state IN ({states})"
        f" AND EXISTS (SELECT 1 FROM carrier c WHERE c.delivery = d.num) AND EXISTS ({_LACKS})",
        (contact,),
    ).fetchall()
    for num, wanted in rows:
        con.execute(
            "UPDATE carrier SET given_up = 1 WHERE delivery = ?"
            " AND (failed >= ? OR (failed > 0 AND since NOT BETWEEN ? AND ?))",
            (num, DEAD, *remaining_delay.pause_limits(now, LONG)),
        )
        kept = dict(con.execute("SELECT route, given_up FROM carrier WHERE delivery = ?", (num,)).fetchall())
        live = [other for other in routes if kept.get(other) == 0]
        tried = kept.get(route) == 1 and any(other not in kept for other in routes)
        if route not in live and len(live) < wanted and not tried:
            _begin(con, num, route, now)
            con.execute("UPDATE sealed SET put = NULL WHERE delivery = ? AND route = ?", (num, route))


def drop_stale_carriers(con: sqlcipher.Connection, num: int, now: int) -> None:
    """Drop the carriers that confirmed long ago that they have the files, because the recipient lacks them."""
    con.execute(
        "UPDATE carrier SET given_up = 1 WHERE delivery = ? AND EXISTS (SELECT 1 FROM placed p JOIN attachment a"
        " ON a.delivery = p.delivery AND a.object_id = p.object_id"
        " WHERE p.delivery = carrier.delivery AND p.route = carrier.route AND p.at NOT BETWEEN ? AND ?)",
        (num, *remaining_delay.pause_limits(now, LONG)),
    )
    con.execute("UPDATE carrier SET reached = 0 WHERE delivery = ?", (num,))


def lies(con: sqlcipher.Connection, num: int, object_id: bytes) -> bool:
    """Return True if as many relays store a file as the delivery asks for."""
    row = con.execute(
        "SELECT 1 FROM delivery WHERE num = ?1 AND carriers <= (SELECT count(*) FROM placed"
        " WHERE delivery = ?1 AND object_id = ?2 AND route LIKE 'relay:%')",
        (num, object_id),
    ).fetchone()
    return row is not None


def has_route_for_all(con: sqlcipher.Connection, num: int) -> bool:
    """Return True if every file of a delivery is on a route, USB sticks excluded."""
    row = con.execute(
        "SELECT 1 FROM attachment a WHERE a.delivery = ? AND NOT EXISTS (SELECT 1 FROM placed p"
        " WHERE p.delivery = a.delivery AND p.object_id = a.object_id AND p.route NOT LIKE 'stick:%')",
        (num,),
    ).fetchone()
    return row is None
