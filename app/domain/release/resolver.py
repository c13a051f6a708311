"""Decide what an audience gets of a person and of a record: one function, pure."""

from collections.abc import Iterable, Sequence
from functools import reduce

from attrs import evolve

from app.domain.record import Record
from app.domain.release.audiences import Spoken
from app.domain.release.consents import Consents, ReleasePaper, answers_yes, find_answer
from app.domain.release.narrowing import (
    NARROWING,
    ROLE_OUTSIDE,
    Release,
    ReleasePerson,
    ReleaseRecord,
    is_outside,
    stricter_cell,
)

CHILD = ("0-11", "12-17")
"""Age groups under 18."""
ADULT = 18
_UNKNOWN = ("", "unknown")


def resolve(person: ReleasePerson | None, record: ReleaseRecord, paper: ReleasePaper) -> Release:
    """Return the form of a person and the detail of each facet for the audience of a paper.

    Without a person, the record is about nobody: its words may leave, as far as the facets and rules allow.
    """
    form = Spoken.ALIAS if person is None else paper.audience.form_for(person.answer.column)
    found = _narrow(form, person, record, paper, form is Spoken.NAME)
    if form is Spoken.NAME and found.form is not form:  # details for named people close with the name
        found = _narrow(form, person, record, paper, named=False)
    return found if paper.audience.own else _omit(found)


def _narrow(
    form: Spoken, person: ReleasePerson | None, record: ReleaseRecord, paper: ReleasePaper, named: bool
) -> Release:
    located = record.location if person is None else person.location
    facets = {name: _settle(cell, located, named) for name, cell in paper.audience.facets.items()}
    facets["point"] = facets["point"] if located else "-"
    found = Release(form, facets) if person is None else Release(form, facets, (), person.answer)
    for rule in NARROWING:
        if rule.holds(person, record, paper):
            found = rule.narrow(found)
    unnamed = found.form.rank >= Spoken.ROLE.rank and is_outside(paper.audience)
    return ROLE_OUTSIDE.narrow(found) if unnamed else found


def _settle(cell: str, located: bool, named: bool) -> str:
    """Return one detail of a cell with two: `a/b` is a with LOCATION, `a|b` is b for a named person."""
    finer, slash, coarser = cell.partition("/")
    if slash:
        return finer if located else coarser
    usual, bar, for_named = cell.partition("|")
    return for_named if bar and named else usual


_BARE = ("code_public", "code_inside", "danger", "time", "place", "home")
"""The facets of a record without its person: codes, month, area, and the mark of a danger."""


def _omit(found: Release) -> Release:
    """Return a decision with only codes, month and area if the person must not be mentioned.

    Words for other eyes stay, except where every record is closed and after a no: the person can still be in them.
    """
    if found.form not in (Spoken.OMIT, Spoken.CLOSED):
        return found
    facets = {name: cell if name in _BARE else "-" for name, cell in found.facets.items()}
    for facet, limit in (("time", "month"), ("place", "admin2"), ("home", "admin2")):
        facets[facet] = stricter_cell(facet, facets[facet], limit)
    if found.form is Spoken.OMIT and found.answer.column != "no" and found.facets["prose"] != "-":
        facets["prose"] = "o"
    return evolve(found, facets=facets)


def strictest(found: Sequence[Release]) -> Release:
    """Return what all of these decisions allow: the strictest form, and the strictest detail of each facet."""

    def both(one: Release, other: Release) -> Release:
        least = max(one, other, key=lambda each: each.form.rank)
        facets = {name: stricter_cell(name, cell, other.facets[name]) for name, cell in one.facets.items()}
        return Release(least.form, facets, tuple(dict.fromkeys((*one.why, *other.why))), least.answer)

    return reduce(both, found)


def read_person(
    person: Record, consents: Consents, paper: ReleasePaper, acts: Iterable[Record] = (), retracted: bool = False
) -> ReleasePerson:
    """Return what the rules ask of a person; `acts` are those that the person suffered."""
    mine = [row for row in consents if row[0] == person.id]
    return ReleasePerson(
        find_answer(person, mine, paper),
        is_child(person, acts, paper.today),
        bool(person.fields.get("protected")),
        answers_yes(person, "LOCATION", mine, paper),
        answers_yes(person, "IMAGE", mine, paper),
        retracted,
    )


def is_child(person: Record, acts: Iterable[Record], today: int) -> bool:
    """Return True if a person was under 18 at an act, or if the age is not known and `child` is set."""
    ages = [int(str(act.fields["age_at_act"])) for act in acts if "age_at_act" in act.fields]
    if any(age < ADULT for age in ages) or person.fields.get("age_group") in CHILD:
        return True
    if ages or str(person.fields.get("age_group", "")) not in _UNKNOWN:
        return False
    return bool(person.fields.get("child"))
