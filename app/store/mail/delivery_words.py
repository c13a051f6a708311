"""Find signed reports that can have left by their words. Reports of a team are left out.

A report without stored words counts as a match. So an older vault loses no recipient.
"""

from collections.abc import Iterable, Sequence

from sqlcipher3 import dbapi2 as sqlcipher

_LEFT = (
    "FROM delivery d INDEXED BY delivery_left LEFT JOIN delivery_words w ON w.delivery = d.num"
    " WHERE d.anonymous = 0 AND d.manifest_hash IS NOT NULL AND d.num NOT IN (SELECT delivery FROM team_delivery)"
)
_MARK = "\n"
"""The character around each word; no folded word has it."""


def put(con: sqlcipher.Connection, delivery: int, words: Iterable[str]) -> None:
    """Store the folded words of a delivery. A change of its body deletes them."""
    said = _MARK.join(("", *sorted(set(words)), "")).encode()
    con.execute("INSERT OR REPLACE INTO delivery_words VALUES (?, ?)", (delivery, said))


def list_with(con: sqlcipher.Connection, words: Sequence[str]) -> list[int]:
    """Return the deliveries that can contain all these folded words, in queue order."""
    asked = "".join(" AND instr(w.words, ?)" for _ in words)
    values = [f"{_MARK}{word}{_MARK}".encode() for word in words]
    rows = con.execute(f"SELECT d.num {_LEFT} AND (w.words IS NULL OR (1{asked})) ORDER BY d.num", values)
    return [int(num) for (num,) in rows]


def list_missing(con: sqlcipher.Connection, most: int) -> list[int]:
    """Return some deliveries without stored words."""
    return [int(num) for (num,) in con.execute(f"SELECT d.num {_LEFT} AND w.words IS NULL LIMIT ?", (most,))]
