"""The answers to the questions of a form that the records have, as texts in the language of the form.

A source reads outgoing data only: the words for its audience. A question names its source.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import cast

from attrs import evolve

from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.paper_parts import custody, incident_words, passages
from app.actions.paper_parts.deeds import codes_in
from app.actions.submissions.plan_sources import PLAN_SOURCES
from app.actions.submissions.requests import find_doubt, list_requests, say_alias, say_yes
from app.catalogue import Catalogue
from app.domain.moment import first_day
from app.domain.record import Record
from app.domain.sheet import Block, Items, SheetFacts, SheetProse, SheetTable
from app.domain.submissions.catalogue import Mechanism, MechanismQuestion
from app.domain.submissions.preflight import NONE, NOT_KNOWN, Answer
from app.phrase import Phrase, join_lines

Source = Callable[[OutgoingData, Record], str]
_NO_WARRANT = ("none", "not_shown")
_UNFAIR = ("02", "special")
"""Courts before which a trial of a civilian is a reason for category III."""
_BODIES = ("UN", "REGIONAL")
"""Purposes of a consent to a body itself; others say what the body does with the names."""
_DAY = len("2026-11-28")
_TAKEN: Mapping[str, str] = {
    Phrase("Arrested on"): Phrase("Taken on"),
    Phrase("Place of the arrest"): Phrase("Taken at"),
}
"""The labels of the arrest of a person whom no authority admits to hold."""
_SIGNED = ".authority"
"""The end of a source whose answer says if the signed authority to act is among the annexes."""
_SURE = Phrase("Confirmation")
_BEFORE = Phrase("Before the authorities")
_DOERS = ("event.doers", "detention.forces")
"""The sources that name the perpetrators."""
YES, NO = "yes", "no"


def read_answers(leaving: OutgoingData, form: Record, mechanism: Mechanism) -> dict[str, Answer]:
    """Return the answer to each question that has one: the words of a person, else those of the records."""
    own = {}
    for name, text in list_rows(form):
        id_, _, state = name.partition(":")
        own[id_] = Answer(text, state if state in ("", NONE) else NOT_KNOWN, True)  # others can send any state
    found = {}
    for one in mechanism.questions:
        answer = own.get(one.id) or Answer(_read(leaving, form, mechanism, one))
        if answer.given:
            found[one.id] = answer
    return found


def list_rows(form: Record, name: str = "answers") -> list[list[str]]:
    """Return the own answers (a question, with its state after a colon, and a text), or the overridden stops."""
    rows = cast(list[list[str]], form.fields.get(name, []))
    return [row for row in rows if len(row) == 2]


def _read(leaving: OutgoingData, form: Record, mechanism: Mechanism, asked: MechanismQuestion) -> str:
    """Return the text of the source of a question, or nothing for an unknown one."""
    name = asked.source.removesuffix(_SIGNED)
    if name != asked.source:
        said = _read(leaving, form, mechanism, evolve(asked, source=name))
        see = Phrase("see the annexes") if leaving.linked(form, "annex") else Phrase("No")
        return join_lines((said, _fact(Phrase("Signed authority attached"), see))) if said else ""
    if name.startswith("consent."):
        return _consent(leaving, form, name.partition(".")[2], asked.confidential)
    if name == "event.facts":
        doers = next((one.no for one in mechanism.questions if one.source in _DOERS), "")
        return _facts(leaving, form, doers, any(one.source == "evidence" for one in mechanism.questions))
    if name.startswith("asks."):
        return list_requests(leaving, name.split(".")[1:])
    return SOURCES[name](leaving, form) if name in SOURCES else ""


def _flat(leaving: OutgoingData, blocks: Iterable[Block]) -> str:
    """Return blocks as lines without their headings: the question is the heading. Labels stay phrases."""
    lines = list[str]()
    for block in blocks:
        if isinstance(block, SheetProse):
            lines.append(block.text)
        elif isinstance(block, SheetFacts):
            lines += [_fact(label, text) for label, text in block.rows]
        elif isinstance(block, Items):
            lines += block.rows
        elif isinstance(block, SheetTable):
            lines += [join_lines([_fact(label, text) for label, text in zip(block.header, row, strict=True) if text],
                                 " · ") for row in block.rows]  # fmt: skip
    return join_lines(lines)


def _fact(label: str, text: str) -> Phrase:
    return Phrase("{label}: {text}", label=label, text=text)


def _about(leaving: OutgoingData, form: Record, kind: str) -> list[Record]:
    """Return the records of a kind that a form is about, also those of its cases."""
    chosen = leaving.linked(form, "about")
    below = [part for one in chosen if one.kind == "case" for part in leaving.parts(one, kind)]
    return list({one.id: one for one in (*chosen, *below) if one.kind == kind}.values())


def _detentions(leaving: OutgoingData, form: Record) -> list[Record]:
    return _about(leaving, form, "detention")


def _wholes(leaving: OutgoingData, form: Record) -> list[Record]:
    found = [*_detentions(leaving, form), *_about(leaving, form, "event"), *_about(leaving, form, "case")]
    return found + _acts(leaving, form)


def _acts(leaving: OutgoingData, form: Record) -> list[Record]:
    """Return the acts of the incidents, and those that a detention names."""
    found = [act for event in _about(leaving, form, "event") for act in leaving.parts(event, "act")]
    found += [act for one in _detentions(leaving, form) for act in leaving.linked(one, "act")]
    return list({one.id: one for one in found}.values())


def _lines(leaving: OutgoingData, said: Iterable[str]) -> str:
    say = Catalogue(leaving.language)
    return join_lines({say(one): one for one in said}.values())


# The person.


def _consent(leaving: OutgoingData, form: Record, purpose: str, whole: bool) -> str:
    """Return the answers of the people; a yes to the body says what it is for, and as a `whole` by whom and when."""
    said = list[str]()
    for one in leaving.linked(form, "person"):
        found = leaving.read_purpose(one, purpose)
        if found and purpose in _BODIES:
            use = say_alias(leaving, one)
            said.append(Phrase("Yes, to this body."))
            said += [_fact(_BEFORE, use)] if use else []
            yes = leaving.read_yes(one) if whole else None
            said += [say_yes(leaving, yes)] if yes is not None else []
        elif found is not None:
            alias = Phrase("Yes, the alias only.") if leaving.has_alias(one) else Phrase("Yes")
            said.append(alias if found else Phrase("No"))
    return _lines(leaving, said)


def list_doubts(leaving: OutgoingData, form: Record) -> list[str]:
    """Return a caution about each yes of a person whom nobody could ask on its day."""
    found = list[str]()
    for one in leaving.linked(form, "person"):
        held = [row for row in _held(leaving, form) if one in leaving.linked(row, "person")]
        acts = [row for row in _acts(leaving, form) if one in leaving.linked(row, "victim")]
        found += [find_doubt(leaving, one, held, acts)]
    return [one for one in found if one]


def _identity(leaving: OutgoingData, form: Record) -> str:
    people = leaving.linked(form, "person") if leaving.list_people([form])[0] else []
    rows = [(label, say_alias(leaving, one) if label == _BEFORE else text) for one in people
            for block in passages.list_people(leaving, [form]) if isinstance(block, SheetFacts)
            for label, text in block.rows]  # fmt: skip
    prose = [one for one in passages.list_people(leaving, [form]) if isinstance(one, SheetProse)] if people else []
    return _flat(leaving, [SheetFacts(tuple(rows)), *prose])


def _work(leaving: OutgoingData, form: Record) -> str:
    rows = list[tuple[str, str]]()
    for one in leaving.linked(form, "person"):
        work = leaving.join(leaving.said(one, name) for name in ("defender_field", "defender_role"))
        rows += [(Phrase("Profession"), custody.tell(leaving, one, "occupational_status")),
                 (Phrase("Human rights work"), work or custody.tell(leaving, one, "defender_field")),
                 (Phrase("Nationality"), custody.tell(leaving, one, "citizenship"))]  # fmt: skip
    return _flat(leaving, [SheetFacts(tuple(rows))])


def _issuer(leaving: OutgoingData, form: Record) -> str:
    """Return the name and address of the letterhead. The leak check finds a known person in it, but no own address."""
    head = leaving.letterhead
    lines = (head.name(leaving.language), *map(Phrase, head.address), head.telephone, head.mail) if head else ()
    return join_lines(lines)


def _annexes(leaving: OutgoingData, form: Record) -> str:
    return _lines(leaving, (Phrase("{n}. {title}", n=n, title=leaving.title(one))
                            for n, one in enumerate(leaving.linked(form, "annex"), 1)))  # fmt: skip


# What happened.


def _facts(leaving: OutgoingData, form: Record, doers: str = "", apart: bool = False) -> str:
    """Return the facts; `doers` is the number of the question about the perpetrators, which tells them instead.

    The confirmation is `apart` if another question has it.
    """
    events = leaving.by_day(_about(leaving, form, "event"))
    told = passages.facts(leaving, [one for one in events if leaving.tells(one)])
    names = {incident_words.name_doers(leaving, one)[0] for one in events} if doers else set[str]()
    see = (Phrase("Who did it"), Phrase("See {no}.", no=doers))
    told = [SheetFacts(tuple(see if row[0] in names else row for row in one.rows if not (apart and row[0] == _SURE)))
            if isinstance(one, SheetFacts) else one for one in told]  # fmt: skip
    return _flat(leaving, told) or join_lines(
        (_arrest(leaving, form), _stays(leaving, form), _steps("against_person")(leaving, form))
    )


def _now(leaving: OutgoingData, form: Record) -> str:
    held = any("date_end" not in one.fields for one in _detentions(leaving, form))
    danger = any(one.fields.get("danger") == "now" for one in _about(leaving, form, "event"))
    return YES if held or danger else ""


def _doers(leaving: OutgoingData, form: Record) -> str:
    events = [event for event in _about(leaving, form, "event")
              if any(leaving.linked(row, "perpetrator") or {"type", "description"} & row.fields.keys()
                     for act in leaving.parts(event, "act") for row in leaving.parts(act, "involvement"))]  # fmt: skip
    rows = [incident_words.name_doers(leaving, one) for one in events]
    rows += [row for one in _detentions(leaving, form) for row in leaving.facts(one, "forces", "authority")]
    return _flat(leaving, [SheetFacts(tuple(row for row in rows if row[1]))])


def _link(leaving: OutgoingData, form: Record) -> str:
    return _lines(leaving, (leaving.said(one, "defender_link") for one in _acts(leaving, form)))


def _evidence(leaving: OutgoingData, form: Record) -> str:
    """Return the confirmation, the number of sources, and what each outgoing source is."""
    wholes = _about(leaving, form, "event") or _acts(leaving, form)
    said: list[str] = [_fact(_SURE, incident_words.say_basis(leaving, one)) for one in wholes]
    n = incident_words.count_sources(leaving, wholes)
    said += [_fact(Phrase("Sources"), Phrase(str(n)))] if n else []
    told = [leaving.facts(one, "connection", "material", "independence") for one in leaving.of_kind("information")]
    said += [] if told or not wholes else [_fact(Phrase("Evidence"), custody.NOT_TOLD)]
    return _lines(leaving, (*said, *(join_lines((_fact(*row) for row in rows), " · ") for rows in told)))


def _situation(leaving: OutgoingData, form: Record) -> str:
    """Return the place of each detention now, or its end, and the next day of a legal step."""
    rows = list[tuple[str, str]]()
    for one in _held(leaving, form):
        rows += leaving.facts(one, "date_end", "release", "whereabouts", "health_flag")
        for stay in [] if "date_end" in one.fields else leaving.parts(one, "stay")[-1:]:
            rows.append((Phrase("Place"), custody.say_stay(leaving, stay)))
            rows += leaving.facts(stay, "date_start", "authority")
    return _flat(leaving, [SheetFacts(tuple(row for row in (*rows, *list_next(leaving)) if row[1]))])


def _held(leaving: OutgoingData, form: Record) -> list[Record]:
    near = [held for act in _acts(leaving, form) for held in leaving.parts(act, "detention", "act")]
    return list({one.id: one for one in (*_detentions(leaving, form), *near)}.values())


def tells_danger(leaving: OutgoingData) -> bool:
    """Return True if an outgoing incident has a danger now."""
    return any(one.fields.get("danger") == "now" for one in leaving.of_kind("event"))


def list_next(leaving: OutgoingData) -> list[tuple[str, str]]:
    """Return the coming days of the legal steps that leave, each with its court."""
    coming = [one for one in leaving.of_kind("proceeding")
              if str(one.fields.get("next_on", "")) >= leaving.today.isoformat()]  # fmt: skip
    coming.sort(key=lambda one: str(one.fields["next_on"]))
    return [(custody.NEXT, leaving.join((leaving.said(one, "next_on"), leaving.said(one, "body"))))
            for one in coming]  # fmt: skip


# The detention.


def _arrest(leaving: OutgoingData, form: Record, whole: bool = False) -> str:
    """Return the facts of the arrest; as a `whole`, those that are not known or not in this paper too."""
    found = _detentions(leaving, form)
    rows = [row for one in found for block in custody.arrest(leaving, one, whole) if isinstance(block, SheetFacts)
            for row in block.rows]  # fmt: skip
    rows = [(label, custody.NOT_TOLD if text == custody.IN_PERSON else text) for label, text in rows]
    if any(one.fields.get("acknowledged") is False for one in found):
        rows = [(_TAKEN.get(label, label), text) for label, text in rows]
    return _flat(leaving, [SheetFacts(tuple(rows))])


def _stays(leaving: OutgoingData, form: Record) -> str:
    return _flat(leaving, [block for one in _detentions(leaving, form) for block in custody.list_stays(leaving, one)])


def _unfair(leaving: OutgoingData, form: Record) -> list[Record]:
    return [step for one in _detentions(leaving, form) for step in leaving.parts(one, "proceeding")
            if step.fields.get("side") == "against_person" and step.fields.get("court_kind") in _UNFAIR]  # fmt: skip


def _categories(leaving: OutgoingData, form: Record) -> str:
    told = {code for act in _acts(leaving, form) for code in codes_in(act, "arbitrary_assessment")}
    return ", ".join(sorted(told | ({"III"} if _unfair(leaving, form) else set())))


def _arbitrary(leaving: OutgoingData, form: Record) -> str:
    said = [
        leaving.said(one, name) for one in _acts(leaving, form) for name in ("arbitrary_assessment", "national_law")
    ]
    for step in _unfair(leaving, form):
        court, day = leaving.said(step, "court_kind"), leaving.said(step, "date")
        said.append(Phrase("Category III: {court}, {day}", court=court, day=day))
    said += [_fact(*row) for one in _detentions(leaving, form) if one.fields.get("warrant") in _NO_WARRANT
             for row in leaving.facts(one, "warrant")]  # fmt: skip
    why = _link(leaving, form)
    return _lines(leaving, (*said, *([_fact(Phrase("Link to their human rights work"), why)] if why else [])))


def _health(leaving: OutgoingData, form: Record) -> str:
    found = _detentions(leaving, form)
    if tells_danger(leaving) or any(one.fields.get("health_flag") is True for one in found):
        return YES
    return (
        ""
        if not found or any("health_flag" in leaving.outline(one).keys() - one.fields.keys() for one in found)
        else NO
    )


def _date(leaving: OutgoingData, form: Record) -> str:
    wholes = [*_detentions(leaving, form), *_about(leaving, form, "event")]
    found = [str(one.fields["date_start"]) for one in wholes if "date_start" in one.fields]
    return next(iter(found), "")


def _place(leaving: OutgoingData, form: Record) -> str:
    at = [place for one in _detentions(leaving, form) for place in leaving.linked(one, "arrested_at")]
    said = [passages.say_place(leaving, place) for place in at]
    return _lines(leaving, said + [passages.say_area(leaving, one) for one in _about(leaving, form, "event")])


def _country(leaving: OutgoingData, form: Record) -> str:
    wholes = [*_detentions(leaving, form), *_about(leaving, form, "event")]
    places = [place for one in wholes for role in ("arrested_at", "place") for place in leaving.linked(one, role)]
    return _lines(leaving, (leaving.said(one, "country") for one in places))


def _forces(leaving: OutgoingData, form: Record) -> str:
    return _lines(leaving, (leaving.said(one, "forces") for one in _detentions(leaving, form)))


# Legal steps.


def _steps(side: str) -> Source:
    def read(leaving: OutgoingData, form: Record) -> str:
        found = [step for one in _wholes(leaving, form) for step in leaving.parts(one, "proceeding")]
        rows = [one for one in {one.id: one for one in found}.values() if one.fields.get("side") == side]
        return join_lines(join_lines(_step(leaving, one, side == "for_person"), " · ") for one in rows)

    return read


def _step(leaving: OutgoingData, one: Record, asks: bool) -> list[str]:
    """Return the facts of a step. One that `asks` for something has its answer, or the days without one."""
    rows = leaving.facts(one, "date", "kind", "body", "court_kind", "reference")
    answer = custody.tell(leaving, one, "result", "stage", otherwise=Phrase("no answer yet"))
    rows += ((Phrase("Answer"), answer),) if asks else leaving.facts(one, "stage", "result")
    day = str(one.fields.get("date", ""))[:10]
    if asks and len(day) == _DAY and not leaving.outline(one).keys() & {"result", "stage"}:
        days = leaving.today.toordinal() - (first_day(day) or 0)
        rows += ((Phrase("Days without an answer"), Phrase(str(days))),) if days > 0 else ()
    told = ((Phrase("What happened"), leaving.said(one, "text_open")),)
    rows += (*leaving.facts(one, "ineffective_reason"), *told, (custody.NEXT, leaving.said(one, "next_on")))
    return [_fact(*row) for row in rows if row[1]]


def _heard(leaving: OutgoingData, form: Record) -> str:
    """Return the accusation, and the steps against the person."""
    told = (row for one in _detentions(leaving, form) for row in leaving.facts(one, "held_for"))
    return join_lines((*(_fact(*row) for row in told), _steps("against_person")(leaving, form)))


def _last_day(name: str) -> Source:
    def read(leaving: OutgoingData, form: Record) -> str:
        found = [str(step.fields[name]) for one in _wholes(leaving, form) for step in leaving.parts(one, "proceeding")
                 if step.fields.get("side") == "for_person" and {name, "result"} <= step.fields.keys()]  # fmt: skip
        return max(found, key=lambda day: first_day(day) or 0, default="")

    return read


SOURCES: Mapping[str, Source] = {
    "person.identity": _identity, "person.work": _work, "issuer": _issuer, "annexes": _annexes, "event.facts": _facts,
    "event.now": _now, "event.doers": _doers, "event.link": _link, "detention.arrest": partial(_arrest, whole=True),
    "evidence": _evidence, "situation": _situation,
    "detention.stays": _stays, "detention.categories": _categories, "detention.arbitrary": _arbitrary,
    "detention.health": _health, "detention.date": _date, "detention.place": _place, "detention.country": _country,
    "detention.forces": _forces, "proceeding.for": _steps("for_person"), "proceeding.against": _heard,
    "proceeding.perpetrator": _steps("against_perpetrator"), "proceeding.served": _last_day("served_on"),
    "proceeding.decided": _last_day("date"), **PLAN_SOURCES,
}  # fmt: skip
"""The sources by their names in the data of mechanisms; `consent.PURPOSE` and `asks.CODE.CODE` are sources too."""
