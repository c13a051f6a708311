"""Open questions about a table: the order of its dates, words that are no code, the field of a column.

Each question is computed from the complete column and asked only if it is open.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

from attrs import evolve, frozen

from app.domain.calendars import FIRST_YEAR, last_year, readings
from app.domain.fields import Field, Type
from app.domain.kind import Kind, Kinds
from app.domain.moment import Moment, pattern_point
from app.domain.vocabulary import Vocabularies
from app.exchange.mapping import FieldMapping, is_written, values_of
from app.exchange.mapping import Mapping as MappingFile
from app.exchange.rows import spellings
from app.exchange.table import Table, plain_digits

MOST_WORDS = 40
"""The most words of one column to ask about; a column with more holds no list of codes."""
FillableField = tuple[str, Field, tuple[str, ...]]
"""A field that a column can fill: its path, the field, and the labels of its path."""


@frozen
class OpenDate:
    """A column of ambiguous dates: the first cell that differs, and both patterns, day first."""

    path: str
    cell: str
    day_first: str
    month_first: str


def open_dates(mapping: MappingFile, table: Table) -> list[OpenDate]:
    """Return the columns with a guessed pattern whose dates change if day and month are exchanged."""
    found = []
    for path, rule in mapping.rules.items():
        if f"{path}.format" in mapping.guessed and rule.format is not None:
            cell = _differing(values_of(table, rule.columns[0]), rule.format)
            if cell:
                both = sorted((rule.format, _exchanged(rule.format)), key=lambda pattern: pattern.index("%d"))
                found.append(OpenDate(path, cell, *both))
    return found


@frozen
class DoubtfulDates:
    """A column with doubtful years: number of cells, the first one, its meaning by each calendar, and the answer."""

    path: str
    n: int
    cell: str
    means: Mapping[str, str]
    calendar: str | None


def doubtful_dates(mapping: MappingFile, table: Table, today: date) -> list[DoubtfulDates]:
    """Return the date columns with years before 1900, after next year or, for plans, after ten years."""
    found = []
    for path, rule in mapping.rules.items():
        if rule.field.type is not Type.DATE or len(rule.columns) != 1:
            continue
        last = last_year(today, rule.field.ahead)
        cells = [cell for cell in values_of(table, rule.columns[0]) if not _is_plain(cell, last)]
        doubtful = [(cell, means) for cell in cells if (means := _means(cell, rule, last))]
        if doubtful:
            cell, means = doubtful[0]
            said = {name: one.text for name, one in means.items()}
            found.append(DoubtfulDates(path, len(doubtful), cell, said, rule.calendar))
    return found


def _is_plain(cell: str, last: int) -> bool:
    """Return True if all years of a cell have four digits and are usual, so that nothing else needs a check."""
    years = re.findall(r"\d{4}", plain_digits(cell))
    return bool(years) and all(FIRST_YEAR <= int(year) <= last for year in years)


def _means(cell: str, rule: FieldMapping, last: int) -> dict[str, Moment]:
    try:
        text = pattern_point(plain_digits(cell), rule.format).text if rule.format else cell
    except ValueError:
        return {}
    return readings(text, last, cell)


def _exchanged(pattern: str) -> str:
    return pattern.replace("%d", "\0").replace("%m", "%d").replace("\0", "%m")


def _differing(cells: list[str], pattern: str) -> str:
    """Return the first cell that means another day in the other order; "" if one order reads more cells."""
    other = _exchanged(pattern)
    if other == pattern or pattern.startswith("%Y"):  # no one writes the day after the year
        return ""
    read, moved = 0, ""
    for cell in map(plain_digits, cells):
        both = is_written(cell, pattern), is_written(cell, other)
        read += both[0] - both[1]
        if all(both) and not moved and pattern_point(cell, other) != pattern_point(cell, pattern):
            moved = cell
    return moved if read == 0 else ""


def unread_words(mapping: MappingFile, table: Table, words: Vocabularies) -> dict[str, list[tuple[str, int]]]:
    """Return the unknown words in the column of each coded field, with their number.

    Words that have a code in the mapping are included. The most frequent ones come first, at most `MOST_WORDS` of
    them.
    """
    found: dict[str, list[tuple[str, int]]] = {}
    for path, rule in mapping.rules.items():
        if not rule.field.scheme or len(rule.columns) != 1:
            continue
        spelled, unread = spellings(evolve(rule, codes=None), words), Counter[str]()
        for cell in values_of(table, rule.columns[0]):
            unread.update(item.strip() for item in (cell.split(rule.split) if rule.split else [cell]) if item.strip())
        known = [word for word in unread if _is_code(rule.field, spelled(word), words)]
        for word in known:
            del unread[word]
        if unread:
            found[path] = unread.most_common(MOST_WORDS)
    return found


def _is_code(field: Field, word: str | None, words: Vocabularies) -> bool:
    return word is None or word in words[field.scheme]


def iterate_fillable_fields(kinds: Kinds, kind: Kind) -> Iterator[FillableField]:
    """Yield every field that a column can fill.

    These are the fields of the kind, of linked records ("place.name"), and of its parts ("act.violation"). They
    include the parts' linked records ("act.victim.alias"). Fields of a link between two records are not included.
    """
    yield from _linked(kinds, kind, "", ())
    for part in kinds.values():
        if not part.sealed and not part.between and any(role.part and kind.name in role.to for role in part.roles):
            yield from _linked(kinds, part, f"{part.name}.", (part.label,))


def _linked(kinds: Kinds, kind: Kind, prefix: str, above: tuple[str, ...]) -> Iterator[FillableField]:
    yield from _own(kind, prefix, above)
    for role in kind.roles:
        yield f"{prefix}{role.name}.{role.identity.name}", role.identity, (*above, role.label, role.identity.label)
        if role.part and role.name not in kind.between:
            continue
        seen: set[str] = set()
        for to in role.to:
            if not kinds[to].sealed:
                fields = _own(kinds[to], f"{prefix}{role.name}.", (*above, role.label))
                yield from (one for one in fields if one[0] not in seen)
                seen |= {f"{prefix}{role.name}.{name}" for name in kinds[to].fields}


def _own(kind: Kind, prefix: str, above: tuple[str, ...]) -> Iterator[FillableField]:
    for name, field in kind.fields.items():
        if field.type is not Type.ROWS:
            yield prefix + name, field, (*above, field.label)
