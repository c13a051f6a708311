"""States and treaties as of a day: the acts that count, and if a State is bound. Pure, and never a guess.

A ratification counts until a withdrawal takes effect. A signature, no act, or a competence that the State did not
accept counts only until the day of the last look at the source: the State can have changed this later.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from enum import Enum

from attrs import frozen

from app.domain.fields import Value
from app.domain.intervals import Interval, chain, latest, make_interval, read_days
from app.domain.moment import OPEN_END
from app.domain.record import Record
from app.phrase import Phrase

Fields = Mapping[str, Value]
PARTY = ("ratified", "acceded", "succeeded")
"""The acts that bind a State."""


class Bound(Enum):
    """The answer: yes, no, or not known."""

    YES = "yes"
    NO = "no"
    NOT_KNOWN = "not known"


@frozen
class BoundAnswer:
    """An answer with its reason, and the day of the last look at its source."""

    bound: Bound
    why: Phrase
    seen_on: str = ""


_YES = Phrase("It is in force for this State.")
_NO = Phrase("It is not in force for this State.")
_NO_ROW = Phrase("No record tells this.")
_OPEN = Phrase("A date is missing or not exact, or nobody has read the source since.")


def find_bound(acts: Iterable[Fields], state: str, instrument: str, day: date, competence: str = "") -> BoundAnswer:
    """Return whether a treaty binds a State on a day, with a competence that it must have accepted."""
    own = [one for one in acts if (one.get("country"), one.get("instrument")) == (state, instrument)]
    answers = [_judge(own, day.toordinal(), _of_treaty)]
    if competence:
        told = [one for one in own if competence in (*_list(one, "competence"), *_list(one, "declined"))]
        answers.append(_judge(told, day.toordinal(), lambda one: _of_competence(one, competence)))
    order = (Bound.NO, Bound.NOT_KNOWN, Bound.YES)
    return min(answers, key=lambda one: order.index(one.bound))


def list_current(found: Sequence[Record], on: int) -> list[Record]:
    """Return the acts that count on a day (an ordinal) for each State and treaty, in their order.

    If dates are not exact, several can count.
    """
    groups: dict[tuple[Value | None, ...], list[Interval[bytes]]] = {}
    for one in found:
        since = next((one.fields[name] for name in ("date", "in_force_on", "seen_on") if name in one.fields), None)
        key = one.fields.get("country"), one.fields.get("instrument")
        groups.setdefault(key, []).append(make_interval(since, None, one.id))
    kept = {row.what for rows in groups.values() for row in latest(chain(rows), on)}
    return [one for one in found if one.id in kept]


def _judge(acts: Sequence[Fields], day: int, say: Callable[[Fields], Bound | None]) -> BoundAnswer:
    """Return the answer of the acts that count on a day. `say` returns None for a "no" with an end."""
    rows = chain(map(_interval, acts))
    found, after = latest(rows, day), next((row for row in rows if row.start[0] > day), None)
    binds_later = after is not None and say(after.what) is Bound.YES
    if not found:
        return BoundAnswer(Bound.NO, _NO) if binds_later else BoundAnswer(Bound.NOT_KNOWN, _OPEN if acts else _NO_ROW)
    seen = str(found[0].what.get("seen_on", ""))
    known = {_until_seen(say(row.what), row.what, day, binds_later) for row in found}
    if len(known) > 1 or not any(row.start[1] <= day for row in found):
        return BoundAnswer(Bound.NOT_KNOWN, _OPEN, seen)
    answer = known.pop()
    return BoundAnswer(answer, {Bound.YES: _YES, Bound.NO: _NO}.get(answer, _OPEN), seen)


def _until_seen(said: Bound | None, act: Fields, day: int, binds_later: bool) -> Bound:
    seen = read_days(act.get("seen_on"))
    return said or (Bound.NO if binds_later or (seen and day <= seen[0]) else Bound.NOT_KNOWN)


def _interval(act: Fields) -> Interval[Fields]:
    """Return the time in which an act can count; one that takes effect later begins on an unknown day without it."""
    if act.get("status") in (*PARTY, "withdrawn") and not act.get("in_force_on"):
        begun = read_days(act.get("date"))
        row = make_interval(None, None, act)
        return row._replace(start=(begun[0], OPEN_END)) if begun else row
    return make_interval(act.get("in_force_on") or act.get("date") or act.get("seen_on"), None, act)


def _of_treaty(act: Fields) -> Bound | None:
    status = act.get("status")
    return Bound.YES if status in PARTY else Bound.NO if status == "withdrawn" else None


def _of_competence(act: Fields, competence: str) -> Bound | None:
    return Bound.YES if competence in _list(act, "competence") else None


def _list(act: Fields, name: str) -> Sequence[Value]:
    found = act.get(name)
    return found if isinstance(found, list) else ()
