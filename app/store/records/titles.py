"""Make titles from the fields and links of a record: stored in English, made again for a window's language."""

from app.domain.record import Record, comma, title_of
from app.domain.vocabulary import Vocabularies
from app.store.vault.connection import VaultConnection


def make_title(con: VaultConnection, words: Vocabularies, record: Record, language: str = "en") -> str:
    """Return a record's title, with its code labels in a language; text that a person typed stays as it is."""

    def linked(role: str) -> str:
        if role == "act":
            return comma(language).join(_done(con, words, record.id, language))
        rows = con.execute(
            "SELECT r.title FROM link l JOIN record r ON r.id = l.target"
            " WHERE l.source = ? AND l.role = ? AND l.removed = 0 AND r.removed = 0",
            (record.id, role),
        )
        return comma(language).join(dict.fromkeys(row[0] for row in rows))

    return title_of(con.kinds[record.kind], record.fields, linked, words, language)


def _done(con: VaultConnection, words: Vocabularies, event: bytes, language: str) -> list[str]:
    """Return the acts of an event, as nouns or in the person's own words, without repeats."""
    rows = con.execute(
        "SELECT json_extract(a.body, '$.violation'), json_extract(a.body, '$.violation_text') FROM link l"
        " JOIN record a ON a.id = l.source WHERE l.target = ? AND l.role = 'event' AND l.removed = 0"
        " AND a.removed = 0 AND a.kind = ? ORDER BY a.sort",
        (event, con.kinds["act"].number),
    )
    noun = words["violation"].noun
    return list(dict.fromkeys(noun(code, language) if code else text for code, text in rows if code or text))
