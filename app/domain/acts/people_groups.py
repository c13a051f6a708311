"""Numbers of people by sex and age: rows such as ("women", "4-6"), and the age of a person at an act."""

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from app.domain.disclosure import Range, format_count
from app.domain.fields import Value
from app.phrase import Phrase

MALE, FEMALE = "01", "02"
CHILD, POSSIBLE, ADULT = "child", "possible", "adult"
"""Certainly under 18, possibly under 18, and 18 or more at an act. An unknown age is an empty text."""
GROUPS: Mapping[str, tuple[str, str]] = MappingProxyType({
    "women": (FEMALE, ADULT), "men": (MALE, ADULT), "girls": (FEMALE, CHILD), "boys": (MALE, CHILD),
    "children": ("", CHILD), "adults": ("", ADULT), "female": (FEMALE, ""), "male": (MALE, ""), "unknown": ("", ""),
})  # fmt: skip
"""Sex and age of each code of the list `people_group`."""
_RANGE = re.compile(r"(\d{1,9})(?:\s*[-–]\s*(\d{1,9})|(\+))?")


def read_range(text: str) -> Range:
    """Return a number such as "4", "4-6" or "4+". Raises ValueError."""
    found = _RANGE.fullmatch(text.strip())
    if found is None:
        raise ValueError(Phrase("Write a number such as 4, 4-6 or 4+."))
    low = int(found[1])
    high = None if found[3] else int(found[2] or low)
    if high is not None and high < low:
        raise ValueError(Phrase("Write the lower number first, such as 4-6."))
    return low, high


def read_groups(rows: Value | None) -> list[tuple[str, Range]]:
    """Return the rows that this version can count."""
    found = []
    for row in rows if isinstance(rows, list) else ():
        try:
            found += [(row[0], read_range(row[1]))] if row[0] in GROUPS else []
        except (ValueError, IndexError):
            continue
    return found


def find_wrong_row(rows: Sequence[Sequence[str]], whole: Range | None) -> Phrase | None:
    """Return the reason to refuse rows: an unknown group, no number, or a sum that is not the number of the act."""
    parts = list[Range]()
    for code, text in rows:
        if code not in GROUPS:
            return Phrase("There is no group {name}. Groups: {names}.", name=code, names=", ".join(GROUPS))
        try:
            parts.append(read_range(text))
        except ValueError as why:
            return Phrase("{name}: {why}", name=code, why=Phrase.of(str(why)))
        if whole is not None and _passes(add_ranges(parts), whole):
            return Phrase("Up to the row {name}, this is more than {all}, the number of the act.", name=code,
                          all=format_count(whole, False))  # fmt: skip
    total = add_ranges(parts)
    if whole is None or total == whole:
        return None
    said = {"sum": format_count(total, False), "all": format_count(whole, False)}
    return Phrase("The rows make {sum}, and the act has {all}. Add the rest to the row unknown.", **said)


def _passes(sum_: Range, whole: Range) -> bool:
    return sum_[0] > whole[0] or (whole[1] is not None and (sum_[1] is None or sum_[1] > whole[1]))


def add_ranges(parts: Iterable[Range]) -> Range:
    """Return the sum of ranges; it has an upper limit if all have one."""
    rows = list(parts)
    highs = [high for _, high in rows if high is not None]
    return sum(low for low, _ in rows), sum(highs) if len(highs) == len(rows) else None
