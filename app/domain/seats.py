"""Check seats and decisions, and count participation by sex at each level. Pure."""

from collections.abc import Iterable, Mapping

from attrs import frozen

from app.domain.fields import Value
from app.domain.kind import Kind
from app.domain.moment import last_day
from app.domain.overdue import count_overdue_days
from app.phrase import Phrase

PROVISIONAL, TERM, VACANT = Phrase("not ratified in time"), Phrase("the term is over"), Phrase("no holder")
"""The problems of a seat."""
OWNERLESS, LATE = Phrase("no person responsible"), Phrase("overdue")
"""The problems of a decision."""
WOMEN, MEN = "02", "01"


def seat_problems(fields: Mapping[str, Value], is_held: bool, today: int) -> tuple[str, ...]:
    """Return the problems of a seat: provisional past its day, not ended past its term, or vacant."""
    if fields.get("state") == "ended":
        return ()
    by, until = last_day(fields.get("ratify_by")), last_day(fields.get("date_end"))
    found = [PROVISIONAL] if fields.get("state") == "provisional" and by is not None and by < today else []
    found += [TERM] if until is not None and until < today else []
    return (*found, *([] if is_held else [VACANT]))


def decision_problems(kind: Kind, fields: Mapping[str, Value], today: int) -> tuple[str, ...]:
    """Return the problems of a decision, an undertaking: late, or without an owner (unless it is for note only)."""
    ownerless = not fields.get("owner") and not (kind.follow_up and kind.follow_up.is_over(fields))
    late = count_overdue_days(kind, fields, today) is not None
    return (*([OWNERLESS] if ownerless else []), *([LATE] if late else []))


@frozen
class SeatCounts:
    """The number of women, men and others at a level."""

    women: int = 0
    men: int = 0
    others: int = 0

    @property
    def percent(self) -> int | None:
        """Return women among women and men in whole percent, or None for a level of only others."""
        both = self.women + self.men
        return round(100 * self.women / both) if both else None


def participation(people: Iterable[tuple[str, str]]) -> dict[str, SeatCounts]:
    """Return the shares by level of people, given as level and code of sex; an unknown sex counts as other."""
    found: dict[str, SeatCounts] = {}
    for level, sex in people:
        known = found.get(level, SeatCounts())
        found[level] = SeatCounts(
            known.women + (sex == WOMEN), known.men + (sex == MEN), known.others + (sex not in (WOMEN, MEN))
        )
    return found
