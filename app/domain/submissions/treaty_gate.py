"""The gate of a treaty: the records about States and the answer of a person together. Pure, and never a guess."""

from collections.abc import Callable, Iterable
from datetime import date

from attrs import frozen

from app.domain.casework.treaties import Bound, BoundAnswer
from app.domain.moment import parse_moment
from app.phrase import Phrase


@frozen
class TreatyFact:
    """The answer of the records: a treaty, the code of the State ("" if no place tells it), and its reservations."""

    instrument: str
    state: str = ""
    bound: Bound = Bound.NOT_KNOWN
    why: str = Phrase("No place of this form tells the country.")
    seen_on: str = ""
    reservations: tuple[str, ...] = ()


def find_over(moment: str, ask: Callable[[date], BoundAnswer]) -> BoundAnswer:
    """Return the answer for a moment of one or more days: a yes or a no must be true on each."""
    start, end = parse_moment(moment).first_day, parse_moment(moment).last_day
    first, last = ask(date.fromordinal(start)), ask(date.fromordinal(end))
    unsure = Phrase("The day is not exact, and the answer differs within it.")
    return first if first.bound is last.bound else BoundAnswer(Bound.NOT_KNOWN, unsure, last.seen_on)


def decide(own: bool | None, told: TreatyFact | None) -> bool | None:
    """Return if a treaty binds the State. A no of the records decides; a person can only doubt a yes."""
    if told is None or told.bound is Bound.NOT_KNOWN:
        return own
    if told.bound is Bound.NO:
        return False
    return None if own is False else True


def say_reservations(told: Iterable[TreatyFact]) -> list[str]:
    """Return one sentence about each reservation of the State, to read before the form."""
    return [Phrase("{instrument}: the State made a reservation. Read it: {text}", instrument=one.instrument, text=text)
            for one in told if one.bound is not Bound.NO for text in one.reservations]  # fmt: skip
