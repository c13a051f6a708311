"""The full-text index: `words` for scripts with spaces, `pairs` for those without (see `app.domain.fold`).

A row's rowid is the order key of its record. `words` keeps no positions, which is what makes it small and fast; `pairs`
keeps them, because a word inside a run is found as a phrase of pairs. Only text in such a script writes into `pairs`.
"""

from sqlcipher3 import dbapi2 as sqlcipher

from app.domain.fold import pairs, parted

LONGEST_PREFIX = 5
"""Letters of the longest beginning that has an index of its own (`first_schema`)."""
MOST_ENDINGS = 32
"""Words that a longer beginning is written out as; where there are more, FTS5 gathers them by itself."""
ENDINGS = "CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab(main, words, instance)"
"""Makes a connection's own way to the words that are indexed."""
# FTS5's 'secure-delete' is not set: a contentless table takes it and ignores it, deleted words stay behind tombstones
# until a merge (measured: the same bytes with and without). They are encrypted; a true destruction must merge them.


def put(con: sqlcipher.Connection, rowid: int, text: str) -> None:
    """Index a text that is not in the index."""
    plain, runs = parted(text)
    con.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (rowid, plain))
    if runs:
        tokens = " ".join(token for run in runs for token in pairs(run))
        con.execute("INSERT INTO pairs (rowid, text) VALUES (?, ?)", (rowid, tokens))


def drop(con: sqlcipher.Connection, rowid: int) -> None:
    """Take a text out of the index, if it is there."""
    con.execute("DELETE FROM words WHERE rowid = ?", (rowid,))
    con.execute("DELETE FROM pairs WHERE rowid = ?", (rowid,))


def has_words(text: str) -> bool:
    """Return whether there is anything to ask for: not where it is empty, or signs only."""
    plain, runs = parted(text)
    return bool(plain.split() or runs)


def asked(con: sqlcipher.Connection, text: str) -> list[tuple[str, str]]:
    """Return what to ask of which table: every word, the last one as a beginning, and every run wherever it stands.

    All of it must be found; nothing to ask for gives an empty list.
    """
    plain, runs = parted(text)
    words = plain.split()
    found = []
    if words:
        *whole, last = words
        found.append(("words", " AND ".join([*(f'"{word}"' for word in whole), _begins(con, last)])))
    if runs:
        found.append(("pairs", " ".join(map(_phrase, runs))))
    return found


def _begins(con: sqlcipher.Connection, beginning: str) -> str:
    """Return the expression for the words that begin so.

    Of a beginning without an index of its own FTS5 gathers every row before it gives the first one, 300 ms for a
    frequent word in a million incidents. The few words that begin so, one or the other, are read from the newest on.
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
        at = f"{row[0]}\x01"  # the first that comes after it
    return f"({' OR '.join(endings)})" if endings else f'"{beginning}"'


def _phrase(run: str) -> str:
    return f'"{" ".join(pairs(run)[:-1])}"' if len(run) > 1 else f'"{run}"*'
