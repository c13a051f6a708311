"""Count today's bytes on networks with a budget; earlier days are deleted."""

from sqlcipher3 import dbapi2 as sqlcipher


def add(con: sqlcipher.Connection, network: str, day: int, up: int, down: int) -> None:
    """Count bytes on a day (its ordinal), and delete the earlier days."""
    con.execute("DELETE FROM traffic WHERE day <> ?", (day,))
    con.execute(
        "INSERT INTO traffic VALUES (?, ?, ?, ?)"
        " ON CONFLICT (network) DO UPDATE SET up = up + excluded.up, down = down + excluded.down",
        (network, day, up, down),
    )


def of_day(con: sqlcipher.Connection, network: str, day: int) -> tuple[int, int]:
    """Return the bytes sent and received over a network on a day."""
    row = con.execute("SELECT up, down FROM traffic WHERE network = ? AND day = ?", (network, day)).fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)
