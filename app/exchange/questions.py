"""What a table leaves for a person to say: the order of its dates, words that are no code, which field a column is.

Each is worked out from the whole column and asked only where it is open.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

from attrs import evolve, frozen

from app.domain.calendars import FIRST_YEAR, last_year, readings
from app.domain.fields import Field, Type
from app.domain.kind import Kind
from app.domain.kinds import KINDS
from app.domain.moment import Moment, pattern_point
from app.domain.vocabulary import Vocabularies
from app.exchange.mapping import Mapping as MappingFile
from app.exchange.mapping import Rule, is_written, values_of
from app.exchange.rows import spellings
from app.exchange.table import Table, plain_digits

MOST_WORDS = 40
"""Words of one column that are asked for; what has more is no list of codes."""


@frozen
class OpenDate:
    """A column of dates that reads in two ways: the first cell that differs, and both patterns, day first."""

    path: str
    cell: str
    day_first: str
    month_first: str


def open_dates(mapping: MappingFile, table: Table) -> list[OpenDate]:
    """Return the columns whose pattern was guessed and whose dates are others with day and month exchanged."""
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
    """A column with doubtful years: how many cells, the first one, its meaning by each calendar, and the answer."""

    path: str
    n: int
    cell: str
    means: Mapping[str, str]
    calendar: str | None


def doubtful_dates(mapping: MappingFile, table: Table, today: date) -> list[DoubtfulDates]:
    """Return the columns of dates with years before 1900, after next year or, of plans, after ten years."""
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
    """Return whether all years of a cell are written in full and usual, so that it need not be read."""
    years = re.findall(r"\d{4}", plain_digits(cell))
    return bool(years) and all(FIRST_YEAR <= int(year) <= last for year in years)


def _means(cell: str, rule: Rule, last: int) -> dict[str, Moment]:
    try:
        text = pattern_point(plain_digits(cell), rule.format).text if rule.format else cell
    except ValueError:
        return {}
    return readings(text, last, cell)


def _exchanged(pattern: str) -> str:
    return pattern.replace("%d", "\0").replace("%m", "%d").replace("\0", "%m")


def _differing(cells: list[str], pattern: str) -> str:
    """Return the first cell that means another day by the other order; nothing where one order reads more cells."""
    other = _exchanged(pattern)
    if other == pattern or pattern.startswith("%Y"):  # nobody writes the day after the year
        return ""
    read, moved = 0, ""
    for cell in map(plain_digits, cells):
        both = is_written(cell, pattern), is_written(cell, other)
        read += both[0] - both[1]
        if all(both) and not moved and pattern_point(cell, other) != pattern_point(cell, pattern):
            moved = cell
    return moved if read == 0 else ""


def unread_words(mapping: MappingFile, table: Table, words: Vocabularies) -> dict[str, list[tuple[str, int]]]:
    """Return for each coded field the words of its column that are no code of it, and how often they stand there.

    Those to which the mapping gives a code are among them. The most frequent ones first, at most `MOST_WORDS` of them.
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


def fillable(kind: Kind) -> Iterator[tuple[str, Field, tuple[str, ...]]]:
    """Give every field that a column can fill: its path, itself, and the labels on the way to it.

    Its own fields, those of what it links to ("place.name") and of its parts ("act.violation"), and of what its parts
    link to ("act.victim.alias"); not of what stands between it and another record.
    """
    yield from _linked(kind, "", ())
    for part in KINDS.values():
        if not part.sealed and not part.between and any(role.part and kind.name in role.to for role in part.roles):
            yield from _linked(part, f"{part.name}.", (part.label,))


def _linked(kind: Kind, prefix: str, above: tuple[str, ...]) -> Iterator[tuple[str, Field, tuple[str, ...]]]:
    yield from _own(kind, prefix, above)
    for role in kind.roles:
        yield f"{prefix}{role.name}.{role.identity.name}", role.identity, (*above, role.label, role.identity.label)
        if role.part and role.name not in kind.between:
            continue
        seen: set[str] = set()
        for to in role.to:
            if not KINDS[to].sealed:
                fields = _own(KINDS[to], f"{prefix}{role.name}.", (*above, role.label))
                yield from (one for one in fields if one[0] not in seen)
                seen |= {f"{prefix}{role.name}.{name}" for name in KINDS[to].fields}


def _own(kind: Kind, prefix: str, above: tuple[str, ...]) -> Iterator[tuple[str, Field, tuple[str, ...]]]:
    for name, field in kind.fields.items():
        if field.type is not Type.ROWS:
            yield prefix + name, field, (*above, field.label)
