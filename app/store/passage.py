"""How far a delivery came, and what was done with it when: what a person follows it by."""

from sqlcipher3 import dbapi2 as sqlcipher


def ways(con: sqlcipher.Connection, num: int) -> tuple[int, list[str]]:
    """Return on how many relays a delivery lies whole, and the bundles it was written to."""
    (relays,) = con.execute(
        "SELECT count(DISTINCT route) FROM placed WHERE delivery = ? AND route LIKE 'relay:%'"
        " AND NOT EXISTS (SELECT 1 FROM sealed s WHERE s.delivery = placed.delivery AND s.route = placed.route"
        " AND s.put IS NULL)",
        (num,),
    ).fetchone()
    rows = con.execute("SELECT DISTINCT route FROM placed WHERE delivery = ? AND route LIKE 'stick:%'", (num,))
    return int(relays), [row[0].removeprefix("stick:") for row in rows]


def steps(con: sqlcipher.Connection, num: int) -> list[tuple[str, str, int, int | None]]:
    """Return the way of a delivery so far, oldest first: what was done, on which route, when, and until when it holds.

    `sealed` is its envelope; `placed` is the last of its objects on a relay or a stick, with the earliest end that the
    relay's signed receipts name.
    """
    rows = con.execute(
        "SELECT 'sealed', route, min(at), NULL FROM sealed WHERE delivery = ?1 GROUP BY route UNION ALL"
        " SELECT 'placed', route, max(at), min(expires) FROM placed WHERE delivery = ?1 GROUP BY route"
        " ORDER BY 3, 1 DESC",
        (num,),
    )
    return [(str(what), str(route), int(at), expires) for what, route, at, expires in rows]
