"""Rows with a meaning: check them before they are stored, and say them as text."""

from collections.abc import Callable, Mapping, Sequence

from app.domain.acts.body_map import find_wrong_mark, read_marks
from app.domain.acts.people_groups import GROUPS, find_wrong_row
from app.domain.coverage import find_wrong_duty
from app.domain.disclosure import Range
from app.domain.fields import Field, Value
from app.phrase import Phrase

Say = Callable[[str, str], str]
"""Returns the label of a code: its list, and the code."""


def find_wrong(field: Field, whole: Mapping[str, Value]) -> Phrase | None:
    """Return the reason to refuse the rows of a record, or None."""
    value = whole[field.name]
    if field.shape == "duty":
        return find_wrong_duty(value)
    rows = [list(map(str, row)) for row in value if isinstance(row, list)] if isinstance(value, list) else []
    return find_wrong_mark(rows) if field.shape == "body" else find_wrong_row(rows, _whole(whole))


def _whole(fields: Mapping[str, Value]) -> Range | None:
    """Return the number of people of an act, or None without a number."""
    least, most = fields.get("count_min"), fields.get("count_max")
    if not isinstance(least, int) and not isinstance(most, int):
        return None
    return least if isinstance(least, int) else 0, most if isinstance(most, int) else None


def say_rows(field: Field, value: Value, say: Say) -> Sequence[str]:
    """Return the rows as short texts."""
    if field.shape == "body":
        return [f"{number}. {mark.words(say)}" for number, mark in enumerate(read_marks(value), 1)]
    rows = value if isinstance(value, list) else []
    return [f"{say('people_group', row[0]) if row[0] in GROUPS else row[0]} {row[1]}" for row in rows if len(row) == 2]
