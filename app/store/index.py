"""The full-text index: `words` for scripts with spaces, `pairs` for those without (see `app.domain.fold`).

A row's rowid is the order key of its record. `words` keeps no positions, which is what makes it small and fast; `pairs`
keeps them, because a word inside a run is found as a phrase of pairs. Only text in such a script writes into `pairs`.
"""

from sqlcipher3 import dbapi2 as sqlcipher

from app.domain.fold import INDEX_TOKENIZER, pairs, parted

TABLES = f"""
CREATE VIRTUAL TABLE words USING fts5 (
  text, content='', contentless_delete=1, tokenize="{INDEX_TOKENIZER}", prefix='1 2 3 4 5', detail='none'
);
INSERT INTO words (words, rank) VALUES ('pgsz', 3900);
CREATE VIRTUAL TABLE pairs USING fts5 (text, content='', contentless_delete=1, tokenize="{INDEX_TOKENIZER}");
INSERT INTO pairs (pairs, rank) VALUES ('pgsz', 3900);
"""
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


def asked(text: str) -> list[tuple[str, str]]:
    """Return what to ask of which table: every word, the last one as a beginning, and every run wherever it stands.

    All of it must be found; nothing to ask for (empty, signs only) gives an empty list.
    """
    plain, runs = parted(text)
    words = plain.split()
    found = []
    if words:
        found.append(("words", " ".join(f'"{word}"' for word in words) + "*"))
    if runs:
        found.append(("pairs", " ".join(map(_phrase, runs))))
    return found


def _phrase(run: str) -> str:
    return f'"{" ".join(pairs(run)[:-1])}"' if len(run) > 1 else f'"{run}"*'
