"""Passages that papers share: the people, one fact, the danger, actions, requests, and the frame of a letter.

Each returns the blocks of a sheet. Without content it returns an empty list, so that no heading is empty.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import NoReturn

from app.actions.outgoing.addressees import GREETINGS, Addressee
from app.actions.outgoing.outgoing_data import OutgoingData, join_phrases
from app.actions.paper_parts.deeds import choose_request, is_to
from app.actions.paper_parts.demands import ASKING, name_again, say_use, say_whom
from app.actions.paper_parts.incident_words import count_unnamed, name_acts, name_doers, say_basis
from app.domain.appeal_consent import has_number, is_about_number
from app.domain.appeal_texts import CAREFUL, LATER, SOON, USE_OURS, say_withheld
from app.domain.frame import audience_mark
from app.domain.record import Record, comma
from app.domain.search_normalisation import fold
from app.domain.sheet import Block, Heading, Sheet, SheetFacts, SheetProse, filled_table
from app.errors import InputRefused
from app.phrase import Phrase

SOME_KEPT = Phrase("Not all days and places are told here, to protect the people concerned.")
OUR_NAMES = Phrase("Names here are those of our records, mostly aliases. Write no real name on this paper.")
LINE = "…" * 30
"""A place to write on a paper."""


def first_said(leaving: OutgoingData, record: Record, *names: str) -> str:
    """Return the text of the first of these fields that leaves."""
    return next((said for name in names if (said := leaving.said(record, name))), "")


def section(label: str, text: str) -> list[Block]:
    """Return a text under its heading."""
    return [Heading(label), SheetProse(text)] if text else []


def page_about(leaving: OutgoingData, title: str, blocks: Sequence[Block]) -> Sheet:
    """Return a paper about the first record."""
    return Sheet(title, leaving.named(leaving.roots[0]), tuple(blocks), leaving.mark)


def sections(leaving: OutgoingData, record: Record, *names: str) -> list[Block]:
    """Return each of these fields that leaves under its label."""
    return [block for label, text in leaving.facts(record, *names) for block in section(label, text)]


# Who.


def list_people(leaving: OutgoingData, wholes: Sequence[Record], work: bool = True) -> list[Block]:
    """Return the people of some records with their `work`, and the number of those who are not told here."""
    found, unsaid = leaving.list_people(wholes)
    found += [one for whole in wholes for one in leaving.linked(whole, "focal") if one.kind == "organisation"]
    found += [one for act in _acts(leaving, wholes) for one in leaving.linked(act, "victim")
              if one.kind == "organisation"]  # fmt: skip
    blocks: list[Block] = [SheetFacts(_person(leaving, one, work)) for one in {one.id: one for one in found}.values()]
    if unnamed := sum(map(leaving.has_role, found)):
        why = say_withheld(unnamed, leaving.is_rounded(_list_wide(leaving, wholes)))
        if leaving.profile.name == "authority":  # who cannot act without the name
            why = Phrase("{why} {how}", why=why, how=_name_later(unnamed))
        elif leaving.profile.name != "public":
            why = Phrase("{why} {how}", why=why, how=_AGREE_WAY)
        blocks.append(SheetProse(why))
    if unsaid:
        n = leaving.tallies.told(unsaid)
        said = Phrase("Not named here, as they did not agree to it or it is too sensitive: {n}.", n=n)
        blocks.append(SheetProse(said))
    return [Heading(Phrase("The people concerned")), *blocks] if blocks else []


_AGREE_WAY = Phrase("To know more, first agree a safe way with us. Say and write no name by open telephone or e-mail.")


def _list_wide(leaving: OutgoingData, wholes: Iterable[Record]) -> list[Record]:
    """Return the places without a district in this paper."""
    events = [event for whole in wholes for event in (whole, *leaving.parts(whole, "event"))]
    places = [place for event in events for place in leaving.linked(event, "place")]
    return [one for one in places if not leaving.said(one, "district")]


def _name_later(unnamed: int) -> Phrase:
    if unnamed > 1:
        return Phrase("We will give the names to an official whom you name, if the people or the families agree.")
    return Phrase("We will give the name to an official whom you name, if the person or the family agrees.")


def _person(leaving: OutgoingData, one: Record, work: bool) -> tuple[tuple[str, str], ...]:
    def say(*names: str) -> str:
        told = (leaving.titles(leaving.linked(one, name)) or leaving.said(one, name) for name in names)
        return leaving.join(dict.fromkeys(told))

    who = leaving.title(one)
    hidden = leaving.profile.name == "public" and leaving.has_role(one)  # the work, with the role, can point at them
    doing = () if hidden or not work else ("occupational_status", "defender_field", "defender_role")
    if leaving.has_alias(one):
        sure = Phrase("{name} (an alias, not the real name)", name=who)
        who = sure if one.id in leaving.unopened else Phrase("{name} (perhaps an alias)", name=who)
    rows = (
        (Phrase("Person concerned"), who), (Phrase("Before the authorities"), say_use(leaving, one)),
        leaving.say_sex_and_age(one),
        (Phrase("Human rights work"), say(*doing)),
        (Phrase("Organisation"), say(*(("organisation", "organisation_text") if work else ()))),
    )  # fmt: skip
    return tuple(row for row in rows if row[1])


def merge(rows: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return facts with each label once, and its different texts after it."""
    found: dict[str, dict[str, None]] = {}
    for label, said in rows:
        found.setdefault(label, {})[said] = None
    return tuple((label, join_phrases(tuple(said)) if len(said) > 1 else next(iter(said)))
                 for label, said in found.items())  # fmt: skip


def _acts(leaving: OutgoingData, wholes: Iterable[Record]) -> list[Record]:
    found = [act for whole in wholes if whole.kind == "case" for event in leaving.parts(whole, "event")
             for act in leaving.parts(event, "act")]  # fmt: skip
    return found + [act for whole in wholes for act in leaving.parts(whole, "act")]


# One fact.


def say_area(leaving: OutgoingData, record: Record) -> str:
    """Return the area of a record, from the finest part that leaves to the country."""
    told = (say_place(leaving, place) for place in leaving.linked(record, "place"))
    return next(filter(None, told), "") or first_said(leaving, record, "area", "country")


def say_place(leaving: OutgoingData, place: Record) -> str:
    """Return the parts of a place that leave, the finest first."""
    names = ("name", "district", "province", "country")
    return leaving.join(dict.fromkeys(leaving.said(place, name) for name in names))


def say_acts(leaving: OutgoingData, event: Record, several: bool = False) -> str:
    """Return the acts of an incident with their methods, and with the people of each if these are not the same.

    `several` is True if other incidents of the paper can be about others. Without an act, return its written title.
    """
    acts = sorted(leaving.parts(event, "act"), key=leaving.entered)
    people = {frozenset(one.id for one in leaving.linked(act, "victim")) for act in acts}
    whoms = [name_again(leaving, leaving.linked(act, "victim")) or count_unnamed(act) for act in acts]
    said = []
    for act, victim in zip(acts, whoms, strict=True):
        what = leaving.join((first_said(leaving, act, "violation", "violation_text"), leaving.said(act, "method")))
        whom = victim if len(people) > 1 and len({*map(str, whoms)}) > 1 else ""
        said.append(Phrase("{what} (against: {whom})", what=what, whom=whom) if what and whom else what)
    told = [*dict.fromkeys(filter(None, said))]
    what = join_phrases(told) or leaving.said(event, "violation_class") or leaving.said(event, "title")
    whose = name_again(leaving, leaving.list_people([event])[0]) if several and len(people) <= 1 else ""
    return Phrase("{what} (against: {whom})", what=what, whom=whose) if what and whose else what


def say_start(leaving: OutgoingData, event: Record) -> str:
    """Return the start of an incident; an hour is that of the place."""
    said, raw = leaving.said(event, "date_start"), str(event.fields.get("date_start", ""))
    known = "T" in raw and said == leaving.when(raw)
    return Phrase("{moment} local time", moment=said) if known else said


def list_dates(leaving: OutgoingData, record: Record, first: str, *names: str) -> tuple[tuple[str, str], ...]:
    """Return the facts of a mission with its first and last day in one row after the first fact."""
    days = leaving.facts(record, "date_start", "date_end")
    if len(days) == 2 and not leaving.profile.own:
        start, end = (said for _, said in days)
        days = ((Phrase("Dates"), start if start == end else Phrase("{first} to {last}", first=start, last=end)),)
    return (*leaving.facts(record, first), *days, *leaving.facts(record, *names))


def fact(leaving: OutgoingData, event: Record, several: bool = False) -> list[Block]:
    """Return one incident: time, place, acts, perpetrators, link to the work, confirmation, and description."""
    until = leaving.said(event, "date_end")
    when = say_start(leaving, event)
    if when and until:
        when = Phrase("{start} to {end}", start=when, end=until)
    links = (leaving.said(act, "defender_link") for act in leaving.parts(event, "act"))
    rows = (
        (Phrase("When"), when), (Phrase("Place"), say_area(leaving, event)),
        (name_acts(leaving, event), say_acts(leaving, event, several)), name_doers(leaving, event),
        (Phrase("Link to their human rights work"), "\n".join(dict.fromkeys(filter(None, links)))),
        (Phrase("Confirmation"), say_basis(leaving, event)),
    )  # fmt: skip
    words = first_said(leaving, event, "description_open", "description")
    return [SheetFacts(tuple(row for row in rows if row[1])), *([SheetProse(words)] if words else [])]


def facts(leaving: OutgoingData, events: Sequence[Record]) -> list[Block]:
    """Return incidents in the order of time under one heading, each with its number if there are several."""
    blocks: list[Block] = [Heading(Phrase("What happened"))] if events else []
    for n, event in enumerate(events, 1):
        said = fact(leaving, event, len(events) > 1)
        blocks += [SheetProse(Phrase("Fact {n}", n=n)), *said] if len(events) > 1 else said
    return blocks


def list_events(leaving: OutgoingData) -> list[Record]:
    """Return the incidents that leave with a day and an area, in the order of time."""
    told = [one for one in leaving.of_kind("event")
            if leaving.said(one, "date_start") and say_area(leaving, one) and leaving.tells(one)]  # fmt: skip
    return leaving.by_day(told)


def say_subject(leaving: OutgoingData, events: Sequence[Record]) -> str:
    """Return the subject of a paper: acts, area and day of one incident, and the number of all.

    The first one with a danger now comes before the first one.
    """
    for one in sorted(events, key=lambda event: event.fields.get("danger") != "now")[:1]:
        told = (say_acts(leaving, one), say_area(leaving, one), say_start(leaving, one))
        what = join_phrases([said for said in told if said])
        if len(events) > 1:
            return Phrase("About: {what}. Incidents in this paper: {n}", what=what, n=len(events))
        return Phrase("About: {what}", what=what)
    return ""


# Danger, deeds, requests.


def danger(leaving: OutgoingData, wholes: Sequence[Record]) -> list[Block]:
    """Return the danger now, from these records, their appeals and the newest assessment.

    A "no" of one incident is left out: its people can be in danger in a different one.
    """
    open_ = [one for one in wholes if one.fields.get("danger") in ("now", "perhaps")]
    rows: list[tuple[str, str]] = []
    for one in open_:
        if said := leaving.said(one, "danger"):
            said = Phrase("yes") if one.fields.get("danger") == "now" else said
            rows.append((Phrase("Immediate danger"), say_whom(leaving, said, leaving.list_people([one])[0])))
        rows += leaving.facts(one, "danger_help")
    assessed = sorted(leaving.of_kind("risk_assessment"), key=lambda one: str(one.fields.get("date", "")))
    for one in assessed[-1:]:
        if level := leaving.facts(one, "overall"):
            rows += [*level, (Phrase("Assessed on"), leaving.said(one, "date"))]
    appeals = [appeal for one in wholes for appeal in (one, *leaving.parts(one, "appeal", "event"))]
    feared = dict.fromkeys(say_whom(leaving, text, leaving.linked(one, "victim"))
                           for one in appeals if (text := leaving.said(one, "risk_now")))  # fmt: skip
    told: list[Block] = [SheetFacts(merge(rows))] if rows else []
    told += map(SheetProse, feared)
    return [Heading(Phrase("Danger now")), *told] if told else []


def shorten(text: str, most: int) -> str:
    """Return a text of at most `most` characters, 0 for any; a sentence says if a part is left out."""
    if not most or len(text) <= most:
        return text
    return Phrase("{text}… (The text goes on in our records.)", text=text[:most].rsplit(" ", 1)[0])


_APART = Phrase(
    "Do not contact the families or the witnesses directly, but through us. "
    "This does not keep you from finding, protecting or releasing the people."
)
_AGREE_FIRST = Phrase("Agree each statement with us first. This paper itself stays confidential.")


def wishes(leaving: OutgoingData, found: Sequence[Record], most: int = 0) -> list[Block]:
    """Return the wishes of the people from these actions, and the cautions from all.

    Cautions protect people before every reader. An authority does not read those for other bodies, but one of ours.
    """
    to, every = leaving.profile.name, (*found, *leaving.of_kind("intervention"))
    careful = [(one, "care") for one in every if to != "authority" or is_to(one, to)]
    careful += [(one, "dont") for one in leaving.of_kind("appeal") if to != "authority"]
    care = _say_each(leaving, careful, most)
    if to == "public" and care:  # the words can point at a person or a place
        care = [Phrase("Do not contact the people concerned or their families.")]
    elif not leaving.profile.own:
        ours = [USE_OURS] if any(to != "authority" or has_number(one) for one in care) else []
        care = [*(one for one in care if not is_about_number(one)), *ours, *([_APART] if to == "authority" else [])]
    hoped = _say_each(leaving, [(one, "wish") for one in found], most)
    whose = Phrase("Wishes of the people concerned") if leaving.several else Phrase("Wishes of the person")
    hoped += [_AGREE_FIRST] if hoped and not leaving.profile.own else []
    told: list[Block] = [Heading(whose), *map(SheetProse, hoped)] if hoped else []
    if care:
        told += [Heading(CAREFUL), *map(SheetProse, care)]
    return told


def _say_each(leaving: OutgoingData, rows: Iterable[tuple[Record, str]], most: int) -> list[str]:
    """Return each text of a field of these records once, with the people whom it is about if they are known."""
    said = [(shorten(text, most), leaving.linked(one, "victim")) for one, name in rows
            if (text := leaving.said(one, name))]  # fmt: skip
    return list(dict.fromkeys(say_whom(leaving, text, people) if people else text for text, people in said))


def sent_to(leaving: OutgoingData, one: Record) -> str:
    """Return the receivers of an action."""
    return leaving.titles(leaving.linked(one, "addressee")) or leaving.titles(leaving.linked(one, "with"))


def list_actions(leaving: OutgoingData, deeds: Iterable[Record]) -> list[Block]:
    """Return the actions until now, with the answers."""
    rows = [
        (leaving.said(one, "date"), leaving.said(one, "kind"),
         sent_to(leaving, one), leaving.said(one, "asks"),
         first_said(leaving, one, "response_text", "response", "outcome") or Phrase("no answer yet"))
        for one in sorted(deeds, key=lambda one: (str(one.fields.get("date", "")), sent_to(leaving, one)))
    ]  # fmt: skip
    header = (Phrase("When"), Phrase("Action"), Phrase("Sent to"), Phrase("Asked"), Phrase("Answer"))
    return filled_table(Phrase("Actions and answers"), header, rows)


def choose_mark(leaving: OutgoingData, blocks: Iterable[Block]) -> str:
    """Return the line of every page; it allows the readers to act if the paper asks them to."""
    asks = any(isinstance(one, Heading) and one.text in ASKING for one in blocks)
    return audience_mark(leaving.profile.name, leaving.profile.label, asks)


def tell_further(leaving: OutgoingData) -> list[Block]:
    """Return for the public that there are demands to authorities that it cannot read."""
    kept = (leaving.outline(one) for one in leaving.of_kind("intervention") if leaving.profile.name == "public")
    further = any("asks" in one and "diplomatic" not in one for one in kept)
    return [SheetProse(Phrase("We make further demands directly to the authorities."))] if further else []


# A letter.


def answer_day(leaving: OutgoingData, one: Record | None, row: bool = False) -> str:
    """Return the day until which an answer is asked for: that of an action, if it is to come, else one soon.

    In danger, an embassy and an international body get the earlier of them, except for a `row` with its due date.
    """
    until = str(one.fields.get("follow_up_on", "")) if one is not None else ""
    soon = (leaving.today + timedelta(SOON if leaving.urgent else LATER)).isoformat()
    if leaving.urgent and not row and leaving.profile.name in ("embassy", "un", "regional"):
        until = min(until or soon, soon)
    return until if until[:10] >= leaving.today.isoformat() else soon


def ask_for_answer(leaving: OutgoingData, until: str) -> Block:
    """Return the sentence that asks the reader for an answer by a day."""
    soon = (leaving.today + timedelta(SOON)).isoformat()
    said = Phrase("Please answer by {day} and tell us what you can do.")
    said = (_ACT_NOW if leaving.urgent else _ANSWER_SOON) if until <= soon else said
    return SheetProse(Phrase(said, day=leaving.when(until)))


_ANSWER_SOON = Phrase("Please answer as soon as you can, at the latest by {day}.")
_ACT_NOW = Phrase("Please act at once, and tell us by {day} what you did.")


def greet(to: Sequence[Addressee], language: str) -> Block:
    """Return the greeting of a letter."""
    if to and to[0].greeting:
        mark = ":" if language == "es" else comma(language).strip()
        said = next((one for one in GREETINGS if fold(one) == fold(to[0].greeting)), Phrase(to[0].greeting))
        return SheetProse(Phrase("{greeting}{mark}", greeting=said, mark=Phrase(mark)))
    return SheetProse(Phrase("Dear Sir or Madam,"))


def letter(
    leaving: OutgoingData, title: str, second: str, blocks: Sequence[Block], one: Record | None, audience: str
) -> Sheet:
    """Return a letter for an action: with its receivers, copies and day, if it is one to this audience.

    Without a letterhead it names who took the action.
    """
    one = one if one is not None and is_to(one, audience) else None
    to = leaving.addressees(one) if one is not None else ()
    lines = tuple(Phrase(line) for line in to[0].lines) if to else ()  # the own words of the addressee
    if to and to[0].led:
        lines = (Phrase("To: {name} (for the head of the office)", name=" ".join(lines)),)
    copies = tuple(Phrase(", ".join(other.lines)) for other in to[1:])
    source = one or choose_request(leaving, audience)
    by = leaving.titles(leaving.linked(source, "by")) if source is not None and leaving.letterhead is None else ""
    told: list[Block] = [greet(to, leaving.language), *([SheetFacts(((Phrase("Who asks"), by),))] if by else [])]
    told += blocks
    told += [SheetFacts(((Phrase("Copies go to"), join_phrases(copies)),))] if copies else []
    told += [ask_for_answer(leaving, until := answer_day(leaving, one)), SheetProse(Phrase("Yours faithfully,"))]
    mark = choose_mark(leaving, told)
    return Sheet(title, second, tuple(told), mark, "letter", "letter", lines, until)


def refuse_without_request() -> NoReturn:
    """Raise InputRefused for a letter that asks for nothing."""
    raise InputRefused(
        "The letter asks for nothing yet.",
        "Amparo wrote nothing. Add an action taken to this record, with its requests and its recipient.",
    )


def refuse_without_fact(leaving: OutgoingData, wholes: Sequence[Record]) -> NoReturn:
    """Raise InputRefused with the reason why no incident with a day and an area can leave."""
    missing = leaving.say_missing(wholes)
    why = Phrase("Consent is missing: {people}.", people=missing) if missing else Phrase(
        "No incident has a day and an area for these readers."
    )  # fmt: skip
    said = Phrase("This paper cannot contain any incident. {why}", why=why)
    raise InputRefused(said, "Amparo wrote nothing. Add the day and the place, or ask the people first.")
