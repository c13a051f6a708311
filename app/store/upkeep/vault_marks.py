"""Compute marks of a vault, which change with all data that a person would miss."""

import hashlib

from sqlcipher3 import dbapi2 as sqlcipher

_COUNTED = (
    "SELECT coalesce(max(num), 0) FROM change",
    "SELECT count(*) FROM link",
    "SELECT coalesce(sum(removed), 0) FROM link",
    "SELECT coalesce(sum(n), 0) FROM tally",
    "SELECT count(*) FROM custody WHERE n > 0",
    "SELECT count(*) FROM delivery",
)
_WHOLE = (
    "SELECT name, body FROM draft ORDER BY name",
    "SELECT state, count(*) FROM arrived GROUP BY state",
    "SELECT state, count(*) FROM proposal GROUP BY state",
    "SELECT record, state, verified_at, verified_how, level FROM card ORDER BY record",
    "SELECT contact, profile FROM accept_rule ORDER BY contact, profile",
    "SELECT pk, url, counter, mid FROM relay ORDER BY pk",
    "SELECT url FROM relay_wanted ORDER BY url",
    "SELECT contact, since FROM desk_member ORDER BY contact",
    "SELECT desk, since FROM serving ORDER BY desk",
    "SELECT id, state, seq FROM organisation ORDER BY id",
    "SELECT contact, role FROM organisation_member ORDER BY contact",
    "SELECT how, wrap FROM second_lock ORDER BY how",
    "SELECT id, removed FROM kept_share ORDER BY id",
    "SELECT name, value FROM meta WHERE name NOT IN ('border', 'card', 'clock_wrong', 'header', 'header_doubt',"
    " 'header_next', 'last_num', 'machine_known', 'machine_seen', 'recovery_offer', 'rotated_from', 'rotating_to',"
    " 'traces', 'witnessed') ORDER BY name",
)
"""Queries with a small result that is compared completely; settings too, except those of the program itself."""


def compute_marks(con: sqlcipher.Connection) -> tuple[int, ...]:
    """Return numbers that change with all data that a person would miss, but not with the notes of a sync."""
    whole = hashlib.sha256()
    for question in _WHOLE:
        whole.update(repr(con.execute(question).fetchall()).encode())
    numbers = (int(con.execute(question).fetchone()[0]) for question in _COUNTED)
    return (*numbers, int.from_bytes(whole.digest()[:8], "big"))
