"""Maintain the full-text index: `words` for scripts with spaces, `pairs` for those without (see
`app.domain.search_normalisation`).

A row's rowid is the order key of its record. `words` stores no positions, which makes it small and fast. `pairs` stores
them, because a word inside a run is found as a phrase of pairs. Only text in such a script is written to `pairs`.
"""

from sqlcipher3 import dbapi2 as sqlcipher

from app.domain.search_normalisation import pairs, split_scripts

LONGEST_PREFIX = 5
"""The number of letters of the longest prefix that has an index (`first_schema`)."""
MOST_ENDINGS = 32
"""The number of words that a longer prefix is expanded to; for more words, FTS5 collects the rows."""
ENDINGS = "CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab(main, words, instance)"
"""Make the connection's temporary table of the indexed words."""
# FTS5's 'secure-delete' is not set: a contentless table accepts it and ignores it. Deleted words stay behind tombstones
# until a merge (measured: the same bytes with and without). They are encrypted; `merge` destroys them.


def put(con: sqlcipher.Connection, rowid: int, text: str) -> None:
    """Index a text that is not in the index."""
    plain, runs = split_scripts(text)
    con.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (rowid, plain))
    if runs:
        tokens = " ".join(token for run in runs for token in pairs(run))
        con.execute("INSERT INTO pairs (rowid, text) VALUES (?, ?)", (rowid, tokens))


def drop(con: sqlcipher.Connection, rowid: int) -> None:
    """Remove a text from the index, if it is there."""
    con.execute("DELETE FROM words WHERE rowid = ?", (rowid,))
    con.execute("DELETE FROM pairs WHERE rowid = ?", (rowid,))


def merge(con: sqlcipher.Connection, pages: int) -> bool:
    """Merge some pages into one segment without the words of deleted rows; return True if there are more.

    A negative number chooses all present segments, a positive one continues with them (FTS5's "merge" command).
    """
    more = False
    for table in ("words", "pairs"):
        before = con.total_changes
        con.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('merge', ?)", (pages,))
        more |= con.total_changes - before >= 2 or pages < 0  # FTS5 says so; the first step is never the last
    return more


def pages(con: sqlcipher.Connection) -> int:
    """Return about how many pages the index has."""
    return sum(con.execute(f"SELECT count(*) FROM {table}_idx").fetchone()[0] for table in ("words", "pairs"))


def has_words(text: str) -> bool:
    """Return True if a text has words to search for; False if it is empty or has only signs."""
    plain, runs = split_scripts(text)
    return bool(plain.split() or runs)


def build_queries(con: sqlcipher.Connection, text: str) -> list[tuple[str, str]]:
    """Return the query for each table: every word, the last one as a prefix, and every run at any place.

    A match must contain everything; a text without words gives an empty list.
    """
    plain, runs = split_scripts(text)
    words = plain.split()
    found = []
    if words:
        *whole, last = words
        found.append(("words", " AND ".join([*(f'"{word}"' for word in whole), _begins(con, last)])))
    if runs:
        found.append(("pairs", " ".join(map(_phrase, runs))))
    return found


def _begins(con: sqlcipher.Connection, beginning: str) -> str:
    """Return the expression for the words with this prefix.

    For a prefix without an index, FTS5 collects every row first: 300 ms for a frequent word in a million incidents. The
    few words with the prefix, joined by OR, are read from the newest row on.
    """
    if len(beginning) <= LONGEST_PREFIX:
        return f'"{beginning}"*'
    endings: list[str] = []
    at = beginning
    con.execute(ENDINGS)
    while row := con.execute("SELECT term FROM temp.vocabulary WHERE term >= ? LIMIT 1", (at,)).fetchone():
        if not row[0].startswith(beginning):
            break
        if len(endings) == MOST_ENDINGS:
            return f'"{beginning}"*'
        endings.append(f'"{row[0]}"')
        at = f"{row[0]}\x01"  # the first word that can come after it
    return f"({' OR '.join(endings)})" if endings else f'"{beginning}"'


def _phrase(run: str) -> str:
    return f'"{" ".join(pairs(run)[:-1])}"' if len(run) > 1 else f'"{run}"*'
