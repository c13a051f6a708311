"""Find open promises, meetings and interventions, and the number of days that each is late."""

from collections.abc import Mapping

from app.domain.fields import Value
from app.domain.kind import Due, Kind, Kinds
from app.domain.moment import parse_moment


def list_followed(kinds: Kinds) -> Mapping[str, Due]:
    """Return the date and the end of each kind that is followed up, by kind, in the order of papers: promises first."""
    newest_first = sorted(kinds.values(), key=lambda kind: -kind.number)
    return {kind.name: due for kind in newest_first if (due := kind.follow_up)}


def count_overdue_days(kind: Kind, fields: Mapping[str, Value], today: int) -> int | None:
    """Return the number of days that a record is late on `today` (an ordinal), or None if it is in time.

    A month counts as late once it is over.
    """
    due = kind.follow_up
    text = fields.get(due.field) if due else None
    if due is None or not text or due.is_over(fields):
        return None
    days = today - parse_moment(str(text)).last_day
    return days if days > 0 else None


def count_days_left(kind: Kind, fields: Mapping[str, Value], today: int) -> int | None:
    """Return the days until the first day that asks for an act, negative after it."""
    open_ = [str(fields[due.field]) for due in kind.due if due.field in fields and not due.is_over(fields)]
    return min((parse_moment(text).first_day - today for text in open_), default=None)
