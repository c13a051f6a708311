"""Who holds a seat and until when, what was decided and who does it, and how many women stand at which level. Pure."""

from collections.abc import Iterable, Mapping

from attrs import frozen

from app.domain.fields import Value
from app.domain.followups import overdue, undertaking_over
from app.domain.moment import last_day
from app.phrase import Phrase

PROVISIONAL, TERM, VACANT = Phrase("not ratified in time"), Phrase("its term is over"), Phrase("nobody holds it")
"""What may be wrong with a seat."""
OWNERLESS, LATE = Phrase("nobody has it to do"), Phrase("past its day")
"""What may be wrong with a decision."""
WOMEN, MEN = "02", "01"


def seat_problems(fields: Mapping[str, Value], is_held: bool, today: int) -> tuple[str, ...]:
    """Return what is wrong with a seat: provisional past its day, its term over though not ended, or vacant."""
    if fields.get("state") == "ended":
        return ()
    by, until = last_day(fields.get("ratify_by")), last_day(fields.get("date_end"))
    found = [PROVISIONAL] if fields.get("state") == "provisional" and by is not None and by < today else []
    found += [TERM] if until is not None and until < today else []
    return (*found, *([] if is_held else [VACANT]))


def decision_problems(fields: Mapping[str, Value], today: int) -> tuple[str, ...]:
    """Return what is wrong with a decision: without an owner though it is not for note only, or late."""
    ownerless = not fields.get("owner") and not undertaking_over(fields)
    late = overdue("undertaking", fields, today) is not None
    return (*([OWNERLESS] if ownerless else []), *([LATE] if late else []))


@frozen
class Share:
    """How many women, men and others there are at a level."""

    women: int = 0
    men: int = 0
    others: int = 0

    @property
    def percent(self) -> int | None:
        """Women among women and men, in whole percent; None where there are neither."""
        both = self.women + self.men
        return round(100 * self.women / both) if both else None


def participation(people: Iterable[tuple[str, str]]) -> dict[str, Share]:
    """Return the shares by level of people, each given as level and code of sex; whose sex is not said is an other."""
    found: dict[str, Share] = {}
    for level, sex in people:
        known = found.get(level, Share())
        found[level] = Share(
            known.women + (sex == WOMEN), known.men + (sex == MEN), known.others + (sex not in (WOMEN, MEN))
        )
    return found
