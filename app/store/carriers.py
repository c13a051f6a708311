"""Which relay carries the files of a delivery: one by default, drawn by chance, another where that one is dead.

Every relay of the addressee gets the envelope. Its files are large, so they lie on as many relays as the report says
(`delivery.carriers`). A carrier that was `failed` visits in a row without a byte of progress gives its files up to
another relay of the addressee that answers.
"""

from collections.abc import Callable, Mapping, Sequence

from sqlcipher3 import dbapi2 as sqlcipher

from app.domain import pause

DEAD = 3
"""Failed visits in a row, without progress, after which the files go by another relay."""
LONG = 86_400
"""Seconds without progress after which one failed visit is enough, and an addressee's "missing" is no mere delay."""
_LACKS = (
    "SELECT 1 FROM attachment a WHERE a.delivery = d.num AND (SELECT count(*) FROM placed p"
    " WHERE p.delivery = a.delivery AND p.object_id = a.object_id AND p.route LIKE 'relay:%') < d.carriers"
)


def draw(
    con: sqlcipher.Connection, num: int, routes: Sequence[str], random: Callable[[int], bytes], now: int
) -> frozenset[str]:
    """Return the routes that carry a delivery's files, of these; drawn where too few were, and kept."""
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


def went(con: sqlcipher.Connection, route: str, reached: Mapping[tuple[int, bytes], int], now: int) -> None:
    """Note how far the files of deliveries came in a visit: `reached` is bytes by (delivery, object).

    Progress since the last visit begins the count of failures anew.
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


def failed(con: sqlcipher.Connection, route: str) -> None:
    """Note a visit that failed while another relay answered."""
    con.execute(
        "UPDATE carrier SET failed = failed + 1 WHERE route = ? AND given_up = 0 AND EXISTS"
        f" (SELECT 1 FROM delivery d WHERE d.num = carrier.delivery AND EXISTS ({_LACKS}))",
        (route,),
    )


def take_over(
    con: sqlcipher.Connection, route: str, contact: bytes, routes: Sequence[str], states: str, now: int
) -> None:
    """A relay answers: let it carry what dead or left relays do not bring to a contact who is reached at `routes`.

    `states` are those of deliveries that have still to arrive, quoted. What is not drawn yet is drawn as it is sealed.
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
            (num, DEAD, *pause.lately(now, LONG)),
        )
        kept = dict(con.execute("SELECT route, given_up FROM carrier WHERE delivery = ?", (num,)).fetchall())
        live = [other for other in routes if kept.get(other) == 0]
        tried = kept.get(route) == 1 and any(other not in kept for other in routes)
        if route not in live and len(live) < wanted and not tried:
            _begin(con, num, route, now)
            con.execute("UPDATE sealed SET put = NULL WHERE delivery = ? AND route = ?", (num, route))


def missed(con: sqlcipher.Connection, num: int, now: int) -> None:
    """The addressee lacks files: give up carriers that said long ago that they have them."""
    con.execute(
        "UPDATE carrier SET given_up = 1 WHERE delivery = ? AND EXISTS (SELECT 1 FROM placed p JOIN attachment a"
        " ON a.delivery = p.delivery AND a.object_id = p.object_id"
        " WHERE p.delivery = carrier.delivery AND p.route = carrier.route AND p.at NOT BETWEEN ? AND ?)",
        (num, *pause.lately(now, LONG)),
    )
    con.execute("UPDATE carrier SET reached = 0 WHERE delivery = ?", (num,))


def lies(con: sqlcipher.Connection, num: int, object_id: bytes) -> bool:
    """Return whether a file lies on as many relays as it shall."""
    row = con.execute(
        "SELECT 1 FROM delivery WHERE num = ?1 AND carriers <= (SELECT count(*) FROM placed"
        " WHERE delivery = ?1 AND object_id = ?2 AND route LIKE 'relay:%')",
        (num, object_id),
    ).fetchone()
    return row is not None


def complete(con: sqlcipher.Connection, num: int) -> bool:
    """Return whether every file of a delivery lies somewhere else than on a stick."""
    row = con.execute(
        "SELECT 1 FROM attachment a WHERE a.delivery = ? AND NOT EXISTS (SELECT 1 FROM placed p"
        " WHERE p.delivery = a.delivery AND p.object_id = a.object_id AND p.route NOT LIKE 'stick:%')",
        (num,),
    ).fetchone()
    return row is None
