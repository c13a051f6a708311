"""The answers of a form that the detentions and the legal steps have."""

from collections.abc import Mapping
from functools import partial

from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.paper_parts import custody, passages
from app.actions.paper_parts.custody import UNFAIR
from app.actions.paper_parts.deeds import codes_in
from app.actions.submissions.form_records import (
    NO,
    YES,
    Source,
    end,
    fact,
    find_wholes,
    list_about,
    list_acts,
    list_detentions,
    list_held,
    list_lines,
    number,
    say_flat,
    say_link,
    tells_danger,
)
from app.domain.moment import first_day
from app.domain.record import Record
from app.domain.sheet import SheetFacts
from app.phrase import Phrase, join_lines

_NO_WARRANT = ("none", "not_shown")
_DAY = len("2026-11-28")
_TAKEN: Mapping[str, str] = {
    Phrase("Arrested on"): Phrase("Taken on"),
    Phrase("Place of the arrest"): Phrase("Taken at"),
}
"""The labels of the arrest of a person whom no authority admits to hold."""


# The detention.


def say_arrest(leaving: OutgoingData, form: Record, whole: bool = False) -> str:
    """Return the facts of the arrest; as a `whole`, those that are not known or not in this paper too."""
    found = list_detentions(leaving, form)
    rows = [row for one in found for block in custody.arrest(leaving, one, whole) if isinstance(block, SheetFacts)
            for row in block.rows]  # fmt: skip
    rows = [(label, custody.NOT_TOLD if text == custody.IN_PERSON else text) for label, text in rows]
    if any(one.fields.get("acknowledged") is False for one in found):
        rows = [(_TAKEN.get(label, label), text) for label, text in rows]
    return say_flat(leaving, [SheetFacts(tuple(rows))])


def say_stays(leaving: OutgoingData, form: Record, title: str = "") -> str:
    """Return the places of detention, with the gaps, as a list."""
    return number((said for one in list_held(leaving, form) for said in custody.tell_stays(leaving, one)), title)


def _unfair(leaving: OutgoingData, form: Record) -> list[Record]:
    steps = (step for one in list_detentions(leaving, form) for step in leaving.parts(one, "proceeding"))
    return [step for step in steps
            if step.fields.get("side") == "against_person" and step.fields.get("court_kind") in UNFAIR]  # fmt: skip


def _categories(leaving: OutgoingData, form: Record) -> str:
    told = {code for act in list_acts(leaving, form) for code in codes_in(act, "arbitrary_assessment")}
    return ", ".join(sorted(told | ({"III"} if _unfair(leaving, form) else set())))


def _arbitrary(leaving: OutgoingData, form: Record) -> str:
    said = [
        leaving.said(one, name) for one in list_acts(leaving, form) for name in ("arbitrary_assessment", "national_law")
    ]
    for step in _unfair(leaving, form):
        court, day = custody.say_court_kind(leaving, step), leaving.said(step, "date")
        said.append(Phrase("Category III: {court}, {day}", court=court, day=day))
    said += [fact(*row) for one in list_detentions(leaving, form) if one.fields.get("warrant") in _NO_WARRANT
             for row in leaving.facts(one, "warrant")]  # fmt: skip
    why = say_link(leaving, form)
    return list_lines(leaving, (*said, *([fact(Phrase("Link to their human rights work"), why)] if why else [])))


def _health(leaving: OutgoingData, form: Record) -> str:
    found = list_detentions(leaving, form)
    if tells_danger(leaving) or any(one.fields.get("health_flag") is True for one in found):
        return YES
    return (
        ""
        if not found or any("health_flag" in leaving.outline(one).keys() - one.fields.keys() for one in found)
        else NO
    )


def _urgency(leaving: OutgoingData, form: Record) -> str:
    """Return the reasons of an urgent procedure; a withheld health is asked for apart."""
    found, danger = list_detentions(leaving, form), tells_danger(leaving)
    said = [Phrase("The person is in danger now.")] if danger else []
    if any(one.fields.get("health_flag") is True for one in found):
        said.append(custody.AT_RISK)
    elif danger and any("health_flag" in leaving.outline(one) for one in found):
        said.append(Phrase("Health: ask us by a safe way."))
    return join_lines(said)


def _date(leaving: OutgoingData, form: Record) -> str:
    wholes = [*list_detentions(leaving, form), *list_about(leaving, form, "event")]
    found = [str(one.fields["date_start"]) for one in wholes if "date_start" in one.fields]
    return next(iter(found), "")


def _place(leaving: OutgoingData, form: Record) -> str:
    at = [place for one in list_detentions(leaving, form) for place in leaving.linked(one, "arrested_at")]
    said = [passages.say_place(leaving, place) for place in at]
    return list_lines(leaving, said + [passages.say_area(leaving, one) for one in list_about(leaving, form, "event")])


def _country(leaving: OutgoingData, form: Record) -> str:
    wholes = [*list_detentions(leaving, form), *list_about(leaving, form, "event")]
    places = [place for one in wholes for role in ("arrested_at", "place") for place in leaving.linked(one, role)]
    return list_lines(leaving, (leaving.said(one, "country") for one in places))


def _forces(leaving: OutgoingData, form: Record) -> str:
    return list_lines(leaving, (leaving.said(one, "forces") for one in list_detentions(leaving, form)))


# Legal steps.


def say_steps(*sides: str, title: str = "") -> Source:
    """Return the source of the legal steps of these sides, as a list by day."""

    def read(leaving: OutgoingData, form: Record) -> str:
        found = [step for one in (*find_wholes(leaving, form), *list_held(leaving, form))
                 for step in leaving.parts(one, "proceeding")]  # fmt: skip
        rows = [one for one in {one.id: one for one in found}.values() if one.fields.get("side") in sides]
        rows.sort(key=lambda one: first_day(one.fields.get("date")) or 0)
        return number((_step(leaving, one) for one in rows), title)

    return read


def _step(leaving: OutgoingData, one: Record) -> str:
    """Return a step in sentences. One for the person has its answer, or the days without one."""
    asks = one.fields.get("side") == "for_person"
    day, court, kind = leaving.said(one, "date"), leaving.said(one, "body"), custody.say_court_kind(leaving, one)
    court = Phrase("{court} ({kind})", court=court, kind=kind) if court and kind else court or kind
    first = leaving.join((leaving.said(one, "kind"), court))
    rows, first = leaving.facts(one, "reference"), fact(day, first) if day and first else first or day
    answer = custody.tell(leaving, one, "result", "stage", otherwise=Phrase("no answer yet"))
    rows += ((Phrase("Answer"), answer),) if asks else leaving.facts(one, "stage", "result")
    since = str(one.fields.get("date", ""))[:10]
    if asks and len(since) == _DAY and not leaving.outline(one).keys() & {"result", "stage"}:
        days = leaving.today.toordinal() - (first_day(since) or 0)
        rows += ((Phrase("Days without an answer"), Phrase(str(days))),) if days > 0 else ()
    rows += leaving.facts(one, "ineffective_reason")
    coming = leaving.said(one, "next_on")
    told = (first, *(fact(*row) for row in rows), leaving.said(one, "text_open"))
    return join_lines(map(end, (*told, fact(custody.NEXT, coming) if coming else "")), " ")


def _heard(*sides: str) -> Source:
    """Return the source of the accusation and the steps of these sides."""

    def read(leaving: OutgoingData, form: Record) -> str:
        told = (row for one in list_held(leaving, form) for row in leaving.facts(one, "held_for"))
        return join_lines((*(fact(*row) for row in told), say_steps(*sides)(leaving, form)))

    return read


def _last_day(name: str) -> Source:
    def read(leaving: OutgoingData, form: Record) -> str:
        steps = [step for one in find_wholes(leaving, form) for step in leaving.parts(one, "proceeding")]
        found = [str(step.fields[name]) for step in steps
                 if step.fields.get("side") == "for_person" and {name, "result"} <= step.fields.keys()]  # fmt: skip
        return max(found, key=lambda day: first_day(day) or 0, default="")

    return read


LEGAL_SOURCES: Mapping[str, Source] = {
    "detention.arrest": partial(say_arrest, whole=True),
    "detention.stays": say_stays, "detention.categories": _categories, "detention.arbitrary": _arbitrary,
    "detention.health": _health, "detention.urgency": _urgency,
    "detention.date": _date, "detention.place": _place, "detention.country": _country,
    "detention.forces": _forces, "proceeding.for": say_steps("for_person"),
    "proceeding.against": _heard("against_person"),
    "proceeding.all": _heard("against_person", "for_person", "against_perpetrator"),
    "proceeding.perpetrator": say_steps("against_perpetrator"), "proceeding.served": _last_day("served_on"),
    "proceeding.decided": _last_day("date"),
}  # fmt: skip
"""The sources by their names in the data of mechanisms."""
