"""The age of a person at an act: certainly or possibly under 18, or 18 and more."""

from datetime import date

from app.domain.acts.people_groups import ADULT, CHILD, POSSIBLE
from app.domain.moment import OPEN_END, first_day, last_day
from app.domain.record import Record
from app.domain.release.resolver import ADULT as OF_AGE
from app.domain.release.resolver import CHILD as YOUNG


def find_age(act: Record, event: Record | None, person: Record) -> str:
    """Return CHILD, POSSIBLE, ADULT or an empty text: by the age at the act, the year of birth, or the record."""
    at_act, born = act.fields.get("age_at_act"), person.fields.get("birth_year")
    if isinstance(at_act, int):
        return CHILD if at_act < OF_AGE else ADULT
    when = act.fields.get("date_start") or (event.fields.get("date_start") if event else None)
    first, last = first_day(when), last_day(when)
    if isinstance(born, int) and first and last and first > 1 and last < OPEN_END:
        return _by_years(date.fromordinal(first).year - born - 1, date.fromordinal(last).year - born)
    if "child" in person.fields:
        return CHILD if person.fields["child"] else ADULT
    group = str(person.fields.get("age_group", ""))
    return CHILD if group in YOUNG else ADULT if group not in ("", "unknown") else ""


def _by_years(least: int, most: int) -> str:
    """Return the group of an age: one year less is possible without a birthday."""
    return CHILD if most < OF_AGE else POSSIBLE if least < OF_AGE else ADULT
