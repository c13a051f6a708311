"""How far a delivery came."""

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
