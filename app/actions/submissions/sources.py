"""The answers to the questions of a form that the records have, as texts in the language of the form.

A source reads outgoing data only: the words for its audience. A question names its source.
"""

from collections.abc import Mapping
from typing import cast

from attrs import evolve

from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.paper_parts import custody, incident_words, passages
from app.actions.submissions.form_records import (
    YES,
    Source,
    fact,
    list_about,
    list_acts,
    list_detentions,
    list_held,
    list_lines,
    list_next,
    say_flat,
    say_link,
)
from app.actions.submissions.legal_sources import LEGAL_SOURCES, say_arrest, say_stays, say_steps
from app.actions.submissions.plan_sources import PLAN_SOURCES
from app.actions.submissions.requests import find_doubt, list_consents, list_requests, say_alias
from app.domain.record import Record
from app.domain.sheet import SheetFacts, SheetProse
from app.domain.submissions.catalogue import Mechanism, MechanismQuestion
from app.domain.submissions.preflight import NONE, NOT_KNOWN, Answer
from app.phrase import Phrase, join_lines

BODIES = ("UN", "REGIONAL")
"""Purposes of a consent to a body itself; others say what the body does with the names."""
_SIGNED = ".authority"
"""The end of a source whose answer says if the signed authority to act is among the annexes."""
_SURE = Phrase("Confirmation")
_BEFORE = Phrase("Before the authorities")
_ASK = Phrase("we hold some; ask us by a safe way")
_ASK_HEALTH = Phrase("not in this paper; ask us by a safe way")
_PLACES = Phrase("Places of detention")
_DOERS = ("event.doers", "detention.forces")
"""The sources that name the perpetrators."""


def read_answers(leaving: OutgoingData, form: Record, mechanism: Mechanism) -> dict[str, Answer]:
    """Return the answer to each question that has one: the words of a person, else those of the records.

    The paper can say the name of the State.
    """
    own = {}
    for name, text in list_rows(form):
        id_, _, state = name.partition(":")
        own[id_] = Answer(text, state if state in ("", NONE) else NOT_KNOWN, True)  # others can send any state
    found = {}
    for one in mechanism.questions:
        answer = own.get(one.id) or Answer(_read(leaving, form, mechanism, one))
        if answer.given:
            found[one.id] = answer
            leaving.says = (*leaving.says, *([answer.text] if one.names_state else []))
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
        return join_lines((said, fact(Phrase("Signed authority attached"), see))) if said else ""
    if name.startswith("consent."):
        return _consent(leaving, form, name.partition(".")[2], asked.confidential)
    if name in ("event.facts", "event.places"):
        doers = next((one.no for one in mechanism.questions if one.source in _DOERS), "")
        told = _facts(leaving, form, doers, any(one.source == "evidence" for one in mechanism.questions))
        stays = say_stays(leaving, form, _PLACES) if name == "event.places" else ""
        return join_lines((told, stays if stays not in told else ""))
    if name.startswith("asks."):
        return list_requests(leaving, name.split(".")[1:])
    return SOURCES[name](leaving, form) if name in SOURCES else ""


# The person.


def _consent(leaving: OutgoingData, form: Record, purpose: str, whole: bool) -> str:
    """Return the answers of the people; a yes to the body says what it is for, and as a `whole` by whom and when."""
    said = list[str]()
    for one in leaving.linked(form, "person"):
        found = leaving.read_purpose(one, purpose)
        if found and purpose in BODIES:
            use = say_alias(leaving, one)
            said.append(Phrase("Yes, to this body."))
            said += [fact(_BEFORE, use)] if use else []
            said += [fact(*row) for row in list_consents(leaving, [one])] if whole else []
        elif found is not None:
            alias = Phrase("Real name: no. Alias: yes.") if leaving.has_alias(one) else Phrase("Yes")
            said.append(alias if found else Phrase("No"))
    return list_lines(leaving, said)


def list_doubts(leaving: OutgoingData, form: Record) -> list[str]:
    """Return a caution about each yes of a person whom nobody could ask on its day."""
    found = list[str]()
    for one in leaving.linked(form, "person"):
        held = [row for row in list_held(leaving, form) if one in leaving.linked(row, "person")]
        acts = [row for row in list_acts(leaving, form) if one in leaving.linked(row, "victim")]
        found += [find_doubt(leaving, one, held, acts)]
    return [one for one in found if one]


def _identity(leaving: OutgoingData, form: Record) -> str:
    people = leaving.linked(form, "person") if leaving.list_people([form])[0] else []
    rows = [(label, say_alias(leaving, one) if label == _BEFORE else text) for one in people
            for block in passages.list_people(leaving, [form]) if isinstance(block, SheetFacts)
            for label, text in block.rows]  # fmt: skip
    prose = [one for one in passages.list_people(leaving, [form]) if isinstance(one, SheetProse)] if people else []
    return say_flat(leaving, [SheetFacts(tuple(rows)), *prose])


def _work(leaving: OutgoingData, form: Record) -> str:
    rows = list[tuple[str, str]]()
    for one in leaving.linked(form, "person"):
        work = leaving.join(leaving.said(one, name) for name in ("defender_field", "defender_role"))
        rows += [(Phrase("Profession"), custody.tell(leaving, one, "occupational_status")),
                 (Phrase("Human rights work"), work or custody.tell(leaving, one, "defender_field")),
                 (Phrase("Nationality"), custody.tell(leaving, one, "citizenship"))]  # fmt: skip
    return say_flat(leaving, [SheetFacts(tuple(rows))])


def _issuer(leaving: OutgoingData, form: Record) -> str:
    """Return the name and address of the letterhead. The leak check reads the name; a home in it is a caution."""
    head = leaving.letterhead
    lines = (head.name(leaving.language), *map(Phrase, head.address), head.telephone, head.mail) if head else ()
    return join_lines(lines)


def _annexes(leaving: OutgoingData, form: Record) -> str:
    return list_lines(leaving, (Phrase("{n}. {title}", n=n, title=leaving.title(one))
                            for n, one in enumerate(leaving.linked(form, "annex"), 1)))  # fmt: skip


# What happened.


def _facts(leaving: OutgoingData, form: Record, doers: str = "", apart: bool = False) -> str:
    """Return the facts; `doers` is the number of the question about the perpetrators, which tells them instead.

    The confirmation is `apart` if another question has it.
    """
    events = leaving.by_day(list_about(leaving, form, "event"))
    told = passages.facts(leaving, [one for one in events if leaving.tells(one)])
    names = {incident_words.name_doers(leaving, one)[0] for one in events} if doers else set[str]()
    see = (Phrase("Who did it"), Phrase("See {no}.", no=doers))
    told = [SheetFacts(tuple(see if row[0] in names else row for row in one.rows if not (apart and row[0] == _SURE)))
            if isinstance(one, SheetFacts) else one for one in told]  # fmt: skip
    steps = say_steps("against_person", title=Phrase("Legal steps"))
    return say_flat(leaving, told) or join_lines(
        (say_arrest(leaving, form), say_stays(leaving, form, _PLACES), steps(leaving, form))
    )


def _now(leaving: OutgoingData, form: Record) -> str:
    held = any("date_end" not in one.fields for one in list_detentions(leaving, form))
    danger = any(one.fields.get("danger") == "now" for one in list_about(leaving, form, "event"))
    return YES if held or danger else ""


def _doers(leaving: OutgoingData, form: Record) -> str:
    events = [event for event in list_about(leaving, form, "event")
              if any(leaving.linked(row, "perpetrator") or {"type", "description"} & row.fields.keys()
                     for act in leaving.parts(event, "act") for row in leaving.parts(act, "involvement"))]  # fmt: skip
    rows = [incident_words.name_doers(leaving, one) for one in events]
    rows += [row for one in list_detentions(leaving, form) for row in leaving.facts(one, "forces", "authority")]
    return say_flat(leaving, [SheetFacts(tuple(row for row in rows if row[1]))])


def _evidence(leaving: OutgoingData, form: Record) -> str:
    """Return the confirmation, the number of sources, and what each outgoing source is."""
    wholes = list_about(leaving, form, "event") or list_acts(leaving, form)
    said: list[str] = [fact(_SURE, incident_words.say_basis(leaving, one)) for one in wholes]
    n = incident_words.count_sources(leaving, wholes)
    said += [fact(Phrase("Sources"), Phrase(str(n)))] if n else []
    told = [leaving.facts(one, "connection", "material", "independence") for one in leaving.of_kind("information")]
    held = n or any(leaving.number(one, "evidence_item") + leaving.number(one, "document") for one in wholes)
    none = Phrase("no document in our register yet")
    said += [] if told or not wholes else [fact(Phrase("Evidence"), _ASK if held else none)]
    return list_lines(leaving, (*said, *(join_lines((fact(*row) for row in rows), " · ") for rows in told)))


def _situation(leaving: OutgoingData, form: Record) -> str:
    """Return the place of each detention now, or its end, and the next day of a legal step."""
    rows = list[tuple[str, str]]()
    for one in list_held(leaving, form):
        rows += leaving.facts(one, "date_end", "release", "whereabouts")
        health = custody.tell(leaving, one, "health_flag")
        health = custody.AT_RISK if one.fields.get("health_flag") is True else health
        rows.append((Phrase("Health"), _ASK_HEALTH if health is custody.NOT_TOLD else health))
        for stay in [] if "date_end" in one.fields else leaving.parts(one, "stay")[-1:]:
            rows.append((Phrase("Place"), custody.say_stay(leaving, stay)))
            rows.append((Phrase("Since"), leaving.said(stay, "date_start")))
            rows += leaving.facts(stay, "authority")
    return say_flat(leaving, [SheetFacts(tuple(row for row in (*rows, *list_next(leaving)) if row[1]))])


SOURCES: Mapping[str, Source] = {
    "person.identity": _identity, "person.work": _work, "issuer": _issuer, "annexes": _annexes, "event.facts": _facts,
    "event.places": _facts,
    "event.now": _now, "event.doers": _doers, "event.link": say_link, "evidence": _evidence, "situation": _situation,
    "unused": lambda leaving, form: Phrase("Not used in this sheet"),
    "measures": lambda leaving, form: "",  # a person asks for them
    **LEGAL_SOURCES, **PLAN_SOURCES,
}  # fmt: skip
"""The sources by their names in the data of mechanisms; `consent.PURPOSE` and `asks.CODE.CODE` are sources too."""
