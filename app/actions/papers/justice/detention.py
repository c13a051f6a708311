"""Papers of detained people: for a judge, of a visit to a place of detention, and the whole of one detention.

Dates of stays are those that leave, so a rounded date gives no exact gap. A list of places has no name of anybody.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta

from app.actions.detention import time_limits
from app.actions.kernel.records import record_of
from app.actions.outgoing.outgoing_data import OutgoingData, join_phrases
from app.actions.outgoing.output import Output
from app.actions.paper_parts import custody, passages
from app.actions.paper_parts.deeds import codes_in
from app.actions.paper_parts.passages import LINE
from app.domain import zones
from app.domain.detention_rules import Held, count_first_hours, tells_place
from app.domain.disclosure import SMALLEST
from app.domain.legal_limits import LAW, Limit, LimitState, Running, compute_limits, count_hours, worst_first
from app.domain.record import Record
from app.domain.sheet import Block, Heading, Items, Sheet, SheetFacts, SheetProse, Sign, filled_table
from app.phrase import Phrase, join_lines
from app.store.records import links
from app.store.vault.open_vault import Vault

_ASKS = (
    Phrase("to order the authority to bring the person before the court"),
    Phrase(
        "to order the authority to show the order of detention, and to say where the person is and who is in charge"
    ),
    Phrase("to decide if the detention is lawful, and to release the person if it is not"),
    Phrase("to order the access of a lawyer, the family and a doctor to the person"),
    Phrase(
        "to decide without delay, and to send the decision in writing to the applicant. Source: International Covenant "
        "on Civil and Political Rights, article 9, paragraph 4"
    ),
)
_BY_HAND: tuple[Block, ...] = (
    Heading(Phrase("The person who hands in the petition fills this in by hand")),
    SheetFacts(((Phrase("Name and link to the person"), LINE),
                (Phrase("Reason why the person cannot apply"), join_lines((LINE,) * 3)),
                (Phrase("Address for the answer"), LINE))),
    Sign((Phrase("Name, date and signature"),)), Heading(Phrase("Received by the court")),
    SheetFacts(((Phrase("Day and hour"), LINE),)), Sign((Phrase("Name and signature"),)),
    Heading(Phrase("Questions and check")),
)  # fmt: skip
"""The lines that the applicant and the court fill in."""
_NO_PRISON = ("barracks", "unofficial", "private")
"""Places in which nobody may be held in the hands of a court."""
_NEXT_DAY = timedelta(1)
"""A court decides on a detention within a day."""
_TELL_DAY = Phrase(
    "Please tell the applicant the day of the hearing at once. The applicant asks for this answer by {day}."
)
_NOT_LAW = Phrase("No lawyer has checked these time limits yet. Check each one before you use it.")
_OUR_COUNT = Phrase("We calculated these time limits.")
_PROTECTED = Phrase("Details of talks with few people are not in this paper, to protect the people.")
_STATES: Mapping[Running, Phrase] = {
    Running.OVERDUE: Phrase("over, and not met"), Running.RUNS: Phrase("still open"),
    Running.MET_LATE: Phrase("not kept"), Running.MET: Phrase("met in time"),
}  # fmt: skip
_NO_DELAY = Phrase("The check at the end of this paper must not delay the decision.")
_UNSURE = Phrase("perhaps not kept, as a date is not exact")


# One detention.


def list_acts(vault: Vault, handles: Sequence[str]) -> list[str]:
    """Return the acts of detentions with their incidents, which can tell the forces and the account of an arrest."""
    held = (record_of(vault, handle) for handle in handles)
    acts = [id_ for one in held for id_ in links.list_targets(vault.con, one.id, "act")]
    return [id_.hex() for act in acts for id_ in (act, *links.list_targets(vault.con, act, "event"))]


def make_court_sheet(leaving: OutgoingData) -> Sheet:
    """Return the facts for a request to a judge: the person, the detention, the law, the access, and the requests."""
    detention = _root(leaving)
    until = "" if leaving.profile.own else (leaving.today + _NEXT_DAY).isoformat()
    court, day = _find_unanswered(leaving, detention)
    late = [_say_broken(leaving, detention, one) for one in _limits(leaving, detention) if one.least >= 0]
    first = [Phrase("This court has not answered the petition of {day}.", day=day)] if court and day else []
    blocks: list[Block] = [SheetProse(said, True) for said in (*first, *late, *_list_grave(leaving, detention))]
    head, named = leaving.letterhead, _name_petition(leaving, detention)
    ours = Phrase("{name} (“we” in this paper)", name=head.name(leaving.language)) if head else ""
    blocks += [
        SheetFacts(((Phrase("Facts collected by"), ours),) if ours else ()),
        SheetFacts(_list_law(leaving, detention)),
        *custody.note_names(leaving),
        Heading(Phrase("The applicant asks the court")),
        Items(_ASKS, first=1),
    ]
    blocks += [SheetProse(Phrase(_TELL_DAY, day=leaving.when(until))), SheetProse(_NO_DELAY)] if until else []
    blocks += [*_who(leaving, detention), *_real_name(leaving, detention), *_in_short(leaving, detention),
               *custody.arrest(leaving, detention, True),
               *custody.list_stays(leaving, detention), *custody.list_hearings(leaving, detention),
               *_law(leaving, detention, _OUR_COUNT), *custody.list_access(leaving, detention)]  # fmt: skip
    title = Phrase("Petition for habeas corpus ({name})", name=named) if named else Phrase("Facts for habeas corpus")
    return Sheet(title, _subject(leaving, detention), (*blocks, *_BY_HAND), leaving.mark,
                 "request", addressee=(court or Phrase("Court: {name}", name=LINE),))  # fmt: skip


def _list_grave(leaving: OutgoingData, detention: Record) -> list[str]:
    """Return what the sender says of the last hearing, the days at an unknown place, and places outside the law."""
    heard = [one for one in leaving.parts(detention, "proceeding") if one.fields.get("side") == "against_person"]
    told = [one for one in heard[-1:] if {"date", "text_open"} <= one.fields.keys()]
    said: list[str] = [Phrase("Hearing of {day}: {text}", day=leaving.said(one, "date"),
                              text=leaving.said(one, "text_open")) for one in told]  # fmt: skip
    gaps = () if custody.hides_stays(leaving, detention) else custody.read_episode(leaving, detention).gaps
    if days := sum(gap.least for gap in gaps):
        said.append(Phrase("Days at an unknown place, at least: {n}", n=days))
    for one in leaving.parts(detention, "stay"):
        if one.fields.get("place_kind") in _NO_PRISON and "date_start" in one.fields:
            place, first = custody.say_stay(leaving, one), leaving.said(one, "date_start")
            said.append(Phrase("Held at: {place}, {first} to {last}", place=place, first=first,
                               last=leaving.said(one, "date_end")) if "date_end" in one.fields
                        else Phrase("Held at: {place}, since {first}", place=place, first=first))  # fmt: skip
    return said


def _list_law(leaving: OutgoingData, detention: Record) -> tuple[tuple[str, str], ...]:
    """Return the name and the articles of the petition in its country: data like the time limits."""
    found = [one for one in leaving.limits(custody.find_country(leaving, detention)[0]) if one.unit == LAW]
    leaving.warnings += (_NOT_LAW,) if found else ()
    return tuple((_put(one, one.say(leaving.language)), _say_source(leaving, one, one.is_checked(leaving.today)))
                 for one in found)  # fmt: skip


def _name_petition(leaving: OutgoingData, detention: Record) -> str:
    """Return the name of the petition in the law of its country, or nothing."""
    found = leaving.limits(custody.find_country(leaving, detention)[0])
    return next((_put(one, one.name) for one in found if one.name), "")


def _find_unanswered(leaving: OutgoingData, detention: Record) -> tuple[str, str]:
    """Return the court and the day of the last petition without an answer."""
    asked = [one for one in leaving.parts(detention, "proceeding") if one.fields.get("side") == "for_person"
             and one.fields.get("kind") in ("habeas_corpus", "amparo")]  # fmt: skip
    open_ = [one for one in asked if not {"result", "stage"} & leaving.outline(one).keys()]
    if not open_:
        return "", ""
    return leaving.said(open_[-1], "body"), leaving.said(open_[-1], "date")


def _in_short(leaving: OutgoingData, detention: Record) -> list[Block]:
    """Return the State, the authority in charge, the place of today, and the time in detention at least."""
    code, country = custody.find_country(leaving, detention)
    known = leaving.number(detention, "place") or leaving.number(detention, "stay")
    stays = [one for one in leaving.parts(detention, "stay") if "authority" in leaving.outline(one)]
    by = custody.tell(leaving, stays[-1], "authority") if stays else custody.tell(leaving, detention, "forces")
    start, end = (str(detention.fields.get(name, "")) for name in ("date_start", "date_end"))
    zone = _zone(leaving, code)
    hours, today = count_hours(start, end, leaving.now, zone) if start else 0, _today(leaving, detention)
    rows = [(Phrase("Country"), country or (custody.NOT_TOLD if known else custody.NOT_KNOWN)),
            (Phrase("Held by"), by), *today[:-1], *_place_name(leaving, detention), *today[-1:]]  # fmt: skip
    rows += [(Phrase("Hours in detention, at least"), _say_hours(leaving, hours, end, zone))] if hours else []
    rows += leaving.facts(detention, "date_end", "release")
    return [Heading(Phrase("The detention in short")), SheetFacts(tuple(rows))]


def _place_name(leaving: OutgoingData, detention: Record) -> list[tuple[str, str]]:
    """Return that a place of today has no name here: without it, nobody can be ordered to produce the person."""
    at = custody.read_episode(leaving, detention).on(leaving.today.toordinal()).at
    if not at or custody.hides_stays(leaving, detention) or any(passages.say_area(leaving, one.what) for one in at):
        return []
    kept = any(leaving.number(one.what, "place") for one in at)
    return [(Phrase("Name and town of the place"),
             custody.NOT_TOLD if kept else Phrase("Not known to us"))]  # fmt: skip


def _real_name(leaving: OutgoingData, detention: Record) -> list[Block]:
    """Return who tells the judge the name of a person who leaves under an alias or as a role."""
    hidden = any(leaving.has_alias(one) or leaving.has_role(one) for one in leaving.list_people([detention])[0])
    return [SheetFacts(((Phrase("Real name and identity number"), custody.IN_PERSON),))] if hidden else []


def _zone(leaving: OutgoingData, country: str) -> str:
    return next((one.zone for one in leaving.limits(country) if one.zone), "")


def _say_hours(leaving: OutgoingData, hours: int, end: str, zone: str) -> str:
    until = end or zones.local_minute(int(leaving.now), zones.find_by_name(zone))
    return Phrase("{n} (up to {moment}, local time)", n=hours, moment=leaving.when(until))


def make_detention_sheet(leaving: OutgoingData) -> Sheet:
    """Return the whole of one detention: where the person is, arrest, stays and gaps, law, steps, access, release."""
    detention = _root(leaving)
    place = (Heading(Phrase("Place of the person")), SheetFacts(_today(leaving, detention)))
    blocks = [*_who(leaving, detention), *place, *custody.arrest(leaving, detention),
              *custody.list_stays(leaving, detention), *_law(leaving, detention), *custody.steps(leaving, detention),
              *custody.list_access(leaving, detention), *_release(leaving, detention)]  # fmt: skip
    return Sheet(
        Phrase("Sheet of a detained person"), _subject(leaving, detention), tuple(blocks), leaving.mark, "sheet"
    )


def _root(leaving: OutgoingData) -> Record:
    """Return the detention of a paper. Raises InputRefused if its person did not agree to this audience."""
    detention = leaving.roots[0]
    leaving.need_consent(detention)
    return detention


def _subject(leaving: OutgoingData, detention: Record) -> str:
    who = (custody.entitle(leaving, leaving.linked(detention, "person")), leaving.code(detention))
    return join_phrases([said for said in who if said])


def _who(leaving: OutgoingData, detention: Record) -> list[Block]:
    return passages.list_people(leaving, [detention])


def _today(leaving: OutgoingData, detention: Record) -> tuple[tuple[str, str], ...]:
    """Return the place of today; none with a stay outside this paper."""
    where = custody.read_episode(leaving, detention).on(leaving.today.toordinal())
    start, end = (str(detention.fields.get(name, "")) for name in ("date_start", "date_end"))
    zone = _zone(leaving, custody.find_country(leaving, detention)[0])
    until = end or zones.local_minute(int(leaving.now), zones.find_by_name(zone))
    days = Phrase("{n} days in detention, today included", n=where.days)
    if hours := count_first_hours(start, until):
        days = Phrase("{n} hours in detention", n=hours)
    rows: list[tuple[str, str]] = [(Phrase("Whereabouts and contact"), leaving.said(detention, "whereabouts"))]
    hides = where.held in (Held.UNKNOWN, Held.HELD) and custody.hides_stays(leaving, detention)
    if hides or tells_place(detention.fields, where):
        rows.append((Phrase("Length"), days))
    elif where.held is Held.UNKNOWN:
        last = custody.say_stay(leaving, where.last.what) if where.last else ""
        rows += [(Phrase("Today"), Phrase("Whereabouts not known")), (Phrase("Last place known"), last), ("", days)]
    elif where.held is Held.HELD:
        rows += [(Phrase("Today"), leaving.join(custody.say_stay(leaving, one.what) for one in where.at)),
                 (Phrase("Certainty"), Phrase("The dates are not exact.") if where.doubt else ""),
                 (Phrase("Length"), days)]  # fmt: skip
    else:
        rows.append((Phrase("Today"), Phrase("Not in detention")))
    return tuple((label or Phrase("Length"), said) for label, said in rows if said)


def _limits(leaving: OutgoingData, detention: Record) -> tuple[LimitState[Record], ...]:
    """Return the time limits by the dates that leave, if each legal step leaves with its date; the open ones last."""
    told = [one.fields for one in leaving.parts(detention, "proceeding")]
    whole = sum({"date", "kind", "side"} <= {*step} for step in told)
    if leaving.number(detention, "proceeding") > whole:
        return ()
    country, _ = custody.find_country(leaving, detention)
    found = compute_limits(leaving.limits(country), detention.fields, told, leaving.now, detention)
    return tuple(sorted(worst_first(found), key=lambda one: one.running in (Running.RUNS, Running.MET)))


def _say_broken(leaving: OutgoingData, detention: Record, one: LimitState[Record]) -> str:
    """Return a limit that was certainly not kept, with the step that came too late."""
    limit, source = (
        _put(one.limit, words) for words in (one.limit.say(leaving.language), one.limit.say_source(leaving.language))
    )
    said = Phrase("Time limit not kept: {limit} ({source}). Not met until today.", limit=limit, source=source)
    if one.met:
        said = Phrase("Time limit not kept: {limit} ({source}). Only on {day}: {step}.", limit=limit, source=source,
                      day=leaving.when(one.met), step=_name_met(leaving, detention, one))  # fmt: skip
    return Phrase("{said} Days late, at least: {n}.", said=said, n=one.least) if one.least else said


def _law(leaving: OutgoingData, detention: Record, note: str = _NOT_LAW) -> list[Block]:
    """Return the time limits with a note; a note for the receiver leaves the caution to the person who writes."""
    rows = [
        (_put(one.limit, one.limit.say(leaving.language)), leaving.when(one.since),
         leaving.when(one.due[:10] if one.unsure else one.due),
         join_phrases([said for said in (_say_met(leaving, detention, one), _say_state(one)) if said]),
         _say_source(leaving, one.limit, one.checked))
        for one in _limits(leaving, detention)
    ]  # fmt: skip
    header = (Phrase("Time limit"), Phrase("Counts from"), Phrase("Last moment"), Phrase("Status"), Phrase("Source"))
    table = filled_table(Phrase("Time limits of the law"), header, rows)
    if not table:
        return []
    leaving.warnings += (_NOT_LAW,) if note != _NOT_LAW else ()
    return [*table, SheetProse(_NOT_LAW if leaving.profile.own else note)]


def _say_met(leaving: OutgoingData, detention: Record, one: LimitState[Record]) -> str:
    """Return the step that met a limit, with its day; without a step, it is the end of the detention."""
    return join_phrases((_name_met(leaving, detention, one), leaving.when(one.met))) if one.met else ""


def _name_met(leaving: OutgoingData, detention: Record, one: LimitState[Record]) -> str:
    said = next((leaving.said(step, "kind") for step in leaving.parts(detention, "proceeding")
                 if step.fields.get("date") == one.met and step.fields.get("kind") in one.limit.until), "")  # fmt: skip
    return said or Phrase("end of the detention")


def _say_state(one: LimitState[Record]) -> str:
    late = one.running in (Running.OVERDUE, Running.MET_LATE)
    said = _UNSURE if late and one.least < 0 else _STATES[one.running]
    return Phrase("{state}, days late, at least: {n}", state=said, n=one.least) if one.least > 0 else said


def _say_source(leaving: OutgoingData, one: Limit, checked: bool) -> str:
    source = _put(one, one.say_source(leaving.language))
    old = Phrase("not checked since {date}", date=leaving.when(one.check_by))
    return source if checked else join_phrases((source, old))


def _put(one: Limit, words: str) -> str:
    return Phrase(words) if time_limits.is_shipped(one) else words  # those of another file are read for leaks


def _release(leaving: OutgoingData, detention: Record) -> list[Block]:
    rows = leaving.facts(detention, "date_end", "release", "conditions_of_release")
    return [Heading(Phrase("Release")), SheetFacts(rows)] if rows else []


# A visit to a place of detention.


def make_visit_report(leaving: OutgoingData) -> Sheet:
    """Return the visits of a mission: access, numbers, conditions, complaints, and requests."""
    root = leaving.roots[0]
    visits = leaving.parts(root, "access")
    blocks = [block for one in visits for block in _visit(leaving, one, len(visits) > 1)]
    blocks += _complaints(leaving, visits)
    for name in ("measures", "follow_up_on", "outcome"):
        said = [text for one in visits if (text := leaving.said(one, name))]
        label = Phrase(leaving.kinds["access"].fields[name].label)
        blocks += [Heading(label), Items(tuple(said))] if said else []
    if left := leaving.staying("access"):
        blocks.append(SheetProse(Phrase("Records that are not in this paper: {n}.", n=leaving.tallies.told(left))))
    if not blocks:
        blocks.append(SheetProse(Phrase("No visit is written down yet.")))
    return Sheet(Phrase("Report of a visit to a place of detention"), leaving.title(root), tuple(blocks), leaving.mark,
                 "report")  # fmt: skip


def _visit(leaving: OutgoingData, visit: Record, several: bool) -> list[Block]:
    day = () if leaving.profile.name == "authority" else ("held_on",)
    talks = ("talks", "private") if leaving.profile.own else ()
    facts = leaving.facts(visit, *day, "kind", "to", "asked_on", "answer", "refused_part", *talks)
    numbers = tuple((Phrase(leaving.kinds["access"].fields[name].label), leaving.tallies.told(_number(visit, name)))
                    for name in ("held_women", "held_men", "held_children") if name in visit.fields)  # fmt: skip
    where = passages.say_area(leaving, visit)
    rows = (*([(Phrase("Place"), where)] if where else []), *facts)
    blocks: list[Block] = [Heading(leaving.title(visit))] if several else []
    blocks += [SheetFacts(rows)] if rows else []
    blocks += [Heading(Phrase("People held there")), SheetFacts(numbers)] if numbers else []
    blocks += filled_table(Phrase("Conditions"), (Phrase("Point"), Phrase("State")), _conditions(leaving, visit))
    words = leaving.said(visit, "text_open") or (leaving.said(visit, "text") if leaving.profile.own else "")
    return [*blocks, *([SheetProse(words)] if words else [])]


def _conditions(leaving: OutgoingData, visit: Record) -> list[tuple[str, str]]:
    items = leaving.words["condition_item"]
    states = {"conditions_bad": Phrase("Not in order"), "conditions_good": Phrase("In order"),
              "conditions_unseen": Phrase("Not seen")}  # fmt: skip
    return [(items.label(code, leaving.language), state) for name, state in states.items()
            for code in codes_in(visit, name)]  # fmt: skip


def _complaints(leaving: OutgoingData, visits: Sequence[Record]) -> list[Block]:
    """Return the number of people with each kind of complaint; a small number is not told outside.

    Outside, a visit with few talks has no complaints: the guards know who talked.
    """
    counts: Counter[str] = Counter()
    told = [one for one in visits if leaving.profile.own or _number(one, "talks") >= SMALLEST]
    for one in told:
        for code in codes_in(one, "complaints"):
            counts[code] += _number(one, "complainants", 1)
    kinds = leaving.words["complaint_kind"]
    rows = [(kinds.label(code, leaving.language), leaving.tallies.told(n)) for code, n in counts.most_common()]
    table = filled_table(Phrase("Complaints"), (Phrase("Kind of complaint"), Phrase("People")), rows)
    return [*table, *([] if len(told) == len(visits) else [SheetProse(_PROTECTED)])]


def _number(visit: Record, name: str, otherwise: int = 0) -> int:
    return int(str(visit.fields.get(name, otherwise)))


OUTPUTS = (
    Output("habeas-corpus-sheet", Phrase("Facts for habeas corpus"),
           Phrase("For a request to a judge: arrest, places, gaps, time limits and access."), make_court_sheet,
           ("detention",), profiles=("court", "un", "regional", "internal"), also=list_acts),
    Output("detained-person-sheet", Phrase("Sheet of a detained person"),
           Phrase("The whole of one detention, from the arrest to the release."), make_detention_sheet,
           ("detention",), profiles=("internal", "network", "un", "regional", "embassy", "court")),
    Output("detention-visit-report", Phrase("Report of a visit to a place of detention"),
           Phrase("Access, numbers, conditions and complaints, without any name."), make_visit_report,
           ("mission",), profiles=("internal", "authority", "un", "service")),
)  # fmt: skip
"""The papers of this module."""
