"""Passages about one detention: the arrest, the stays with their gaps, and the legal steps.

Papers for a judge tell a withheld fact or step as "not in this paper", and facts that the vault lacks as "not known".
"""

from collections.abc import Collection, Sequence
from datetime import date
from functools import partial

from app.actions.outgoing.outgoing_data import OutgoingData, join_phrases
from app.actions.paper_parts import passages
from app.actions.paper_parts.incident_words import list_doers
from app.domain.detention_rules import Episode, make_episode
from app.domain.intervals import IntervalGap, make_interval
from app.domain.record import Record
from app.domain.sheet import Block, Heading, SheetFacts, SheetProse, filled_table
from app.phrase import Phrase, join_lines

NEXT = Phrase("Next hearing")
NOT_KNOWN = Phrase("Not known")
NOT_TOLD = Phrase("Not in this paper")
AT_RISK = Phrase("The person needs medicine or a doctor.")
IN_PERSON = Phrase("Not in this paper; the applicant tells the judge in person, if the person agrees")
_SEE = Phrase("See “What happened”.")
_NO_WARRANT = Phrase("Not known to the applicant if one exists")
_NOT_HERE = Phrase("Place not in this paper")
_OPEN = Phrase("no answer yet")
_STEP = ("date", "kind", "body", "stage", "result", "next_on", "text_open")
UNFAIR = ("02", "special")
"""Courts before which a trial of a civilian is a reason for category III."""
_SEEN = ("lawyer", "family", "doctor")
"""The people whose access a judge asks about."""


def tell(leaving: OutgoingData, record: Record, *names: str, otherwise: str = NOT_KNOWN) -> str:
    """Return the first of these fields that leaves, else if it is withheld or, as `otherwise`, not in the vault."""
    withheld = any(name in leaving.outline(record) for name in names)
    return passages.first_said(leaving, record, *names) or (NOT_TOLD if withheld else otherwise)


def arrest(leaving: OutgoingData, detention: Record, whole: bool = False) -> list[Block]:
    """Return the facts of the arrest; as a `whole`, those that are not known or not in this paper too."""
    at = leaving.join(passages.say_place(leaving, one) for one in leaving.linked(detention, "arrested_at"))
    if not at and whole:
        at = NOT_TOLD if leaving.number(detention, "place") else NOT_KNOWN
    told, kind = partial(_tell_arrest, leaving) if whole else leaving.said, leaving.kinds["detention"]
    since = leaving.said(detention, "date_start") or (NOT_TOLD if whole else "")
    names = ("forces", "authority", "warrant", "reasons", "legal_basis", "law", "held_for",
             "detention_type", "acknowledged", "counsel", "health_flag")  # fmt: skip
    rows = [(Phrase(kind.fields[name].label), told(detention, name)) for name in names]
    first = ((Phrase(kind.fields["date_start"].label), since), (Phrase("Place of the arrest"), at),
             (Phrase("What happened"), _say_account(leaving, detention)))  # fmt: skip
    rows = [row for row in (*first, *rows) if row[1]]
    return [Heading(Phrase("The arrest")), SheetFacts(tuple(rows))] if rows else []


def _tell_arrest(leaving: OutgoingData, detention: Record, name: str) -> str:
    """Return a fact of the arrest; the forces also from its acts, and the lawyer from the requests for access."""
    said, told = tell(leaving, detention, name), _say_account(leaving, detention)
    if name == "health_flag" and said is NOT_TOLD:
        return IN_PERSON
    if name == "forces":
        said = _say_doers(leaving, detention) if said is NOT_KNOWN else said
        return _SEE if told and (said is NOT_TOLD or said is NOT_KNOWN) else said
    if said is not NOT_KNOWN:
        return said
    if name == "warrant":
        return "" if told else _NO_WARRANT
    if name == "acknowledged":
        return _say_brought(leaving, detention) or said
    return _say_lawyer(leaving, detention) or said if name == "counsel" else said


def _say_brought(leaving: OutgoingData, detention: Record) -> str:
    """Return the first day before a judge: then an authority admits the detention."""
    days = sorted(str(one.fields["date"]) for one in leaving.parts(detention, "proceeding")
                  if one.fields.get("kind") in ("first_hearing", "hearing") and "date" in one.fields)  # fmt: skip
    return Phrase("Yes, since {day} (brought before a judge); before: not known to us",
                  day=leaving.when(days[0])) if days else ""  # fmt: skip


def entitle(leaving: OutgoingData, people: Sequence[Record]) -> str:
    """Return the people of a title. “(alias)” is sure only for a real name here, for readers who may know it."""
    named, aliases = leaving.titles(people), [one for one in people if leaving.has_alias(one)]
    if not aliases:
        return named
    if all(one.id in leaving.unopened for one in aliases):
        return Phrase("{name} (alias)", name=named)
    return Phrase("{name} (perhaps an alias)", name=named)


def say_court_kind(leaving: OutgoingData, step: Record) -> str:
    """Return the kind of court; a military or special one only as the sender says, as its name can differ."""
    said = leaving.said(step, "court_kind")
    sure = step.fields.get("court_kind") not in UNFAIR
    return said if sure or not said else Phrase("{court}, according to the sender", court=said)


def note_names(leaving: OutgoingData) -> list[Block]:
    """Return that the names of authorities are in the language of the register, if one leaves."""
    known = (*leaving.of_kind("proceeding"), *leaving.of_kind("stay"))
    named = any({"body", "authority"} & one.fields.keys() for one in known)
    said = Phrase("We wrote the names of authorities as we recorded them; the official names can differ.")
    return [SheetProse(said)] if named else []


def _say_account(leaving: OutgoingData, detention: Record) -> str:
    """Return our account of the arrest, from the incidents of its acts: never the reasons that others gave."""
    events = [event for act in leaving.linked(detention, "act") for event in leaving.linked(act, "event")]
    return join_lines(dict.fromkeys(passages.first_said(leaving, one, "description_open", "description")
                                    for one in events if leaving.tells(one)))  # fmt: skip


def _say_doers(leaving: OutgoingData, detention: Record) -> str:
    acts = leaving.linked(detention, "act")
    if told := list_doers(leaving, acts):
        return Phrase("{alleged} (alleged)", alleged=told)
    kept = leaving.number(detention, "act") > len(acts) or any(leaving.number(act, "involvement") for act in acts)
    return NOT_TOLD if kept else NOT_KNOWN


def _say_lawyer(leaving: OutgoingData, detention: Record) -> str:
    """Return the last request of a lawyer to see the person, with its answer."""
    found = leaving.parts(detention, "access")
    asked = [one for one in found if one.fields.get("kind") == "lawyer"]
    if not asked:
        return NOT_TOLD if leaving.number(detention, "access") > sum("kind" in one.fields for one in found) else ""
    day, answer = leaving.said(asked[-1], "asked_on"), tell(leaving, asked[-1], "answer", otherwise=_OPEN)
    if not day:
        return Phrase("Access of the lawyer: {answer}", answer=answer)
    return Phrase("Access of the lawyer, asked for on {day}: {answer}", day=day, answer=answer)


def find_country(leaving: OutgoingData, detention: Record) -> tuple[str, str]:
    """Return the code and the name of the country of the arrest, else of a stay; empty if none leaves."""
    wholes = ((detention, "arrested_at"), *((stay, "place") for stay in leaving.parts(detention, "stay")))
    places = (place for one, role in wholes for place in leaving.linked(one, role))
    return next(((str(one.fields["country"]), leaving.said(one, "country")) for one in places
                 if "country" in one.fields), ("", ""))  # fmt: skip


def read_episode(leaving: OutgoingData, detention: Record) -> Episode[Record]:
    """Return the stays by the dates that leave."""
    rows = [make_interval(one.fields["date_start"], one.fields.get("date_end"), one)
            for one in leaving.parts(detention, "stay") if "date_start" in one.fields]  # fmt: skip
    return make_episode(detention.fields, rows)


def hides_stays(leaving: OutgoingData, detention: Record) -> bool:
    """Return True if a stay, or its first day, is not in this paper: then a gap can be a known place."""
    told = sum("date_start" in one.fields for one in leaving.parts(detention, "stay"))
    return leaving.number(detention, "stay") > told


def say_stay(leaving: OutgoingData, stay: Record) -> str:
    """Return the kind of place and the area of a stay."""
    return leaving.join((leaving.said(stay, "place_kind"), passages.say_area(leaving, stay)))


def list_stays(leaving: OutgoingData, detention: Record) -> list[Block]:
    """Return the table of the stays."""
    header = (Phrase("Since"), Phrase("Until"), Phrase("Place"), Phrase("Authority in charge"))
    return filled_table(Phrase("Places of detention"), header, _order_stays(leaving, detention))


def tell_stays(leaving: OutgoingData, detention: Record) -> list[str]:
    """Return a sentence for each stay and gap: from when to when, the place, and the authority in charge."""
    said = list[str]()
    for first, last, place, authority in _order_stays(leaving, detention):
        by = Phrase("in charge: {authority}", authority=authority) if authority else ""
        days = Phrase("{first} to {last}", first=first, last=last) if first and last else first or last
        days = Phrase("since {date}", date=first) if first and not last else days
        text = leaving.join((place, by))
        said.append(Phrase("{label}: {text}", label=days, text=text) if days else text)
    return said


def _order_stays(leaving: OutgoingData, detention: Record) -> list[tuple[str, ...]]:
    """Return the stays in their order, with each gap and its days; a stay outside this paper can fill it."""
    episode, rows = read_episode(leaving, detention), list[tuple[str, ...]]()
    hides = hides_stays(leaving, detention)
    gaps = {gap.after.start: ("", "", _NOT_HERE, "") if hides else _say_gap(leaving, gap) for gap in episode.gaps}
    for one in episode.stays:
        rows += [gaps.pop(one.start)] if one.start in gaps else []
        rows.append((leaving.said(one.what, "date_start"), leaving.said(one.what, "date_end"),
                     say_stay(leaving, one.what), leaving.said(one.what, "authority")))  # fmt: skip
    return [*rows, *gaps.values()]


def _say_gap(leaving: OutgoingData, gap: IntervalGap[Record]) -> tuple[str, ...]:
    first, last = (leaving.when(date.fromordinal(day).isoformat()) for day in (gap.before.end[1], gap.after.start[0]))
    return first, last, _say_days(gap.least), ""


def _say_days(n: int) -> str:
    return Phrase("place not known (1 day)") if n == 1 else Phrase("place not known ({n} days)", n=n)


def steps(leaving: OutgoingData, whole: Record, side: str = "") -> list[Block]:
    """Return the legal steps about a record, of one side or of each."""
    names = ("date", *(("side",) * (not side)), "kind", "body", "court_kind", "reference", "stage", "result",
             "ineffective_reason", "next_on")  # fmt: skip
    rows = [tuple(leaving.said(one, name) for name in names) for one in leaving.parts(whole, "proceeding")
            if side in ("", one.fields.get("side"))]  # fmt: skip
    return filled_table(Phrase("Legal steps"), _head(leaving, "proceeding", names), rows)


def _head(leaving: OutgoingData, kind: str, names: Collection[str]) -> list[str]:
    return [Phrase(leaving.kinds[kind].fields[name].label) for name in names]


# For a judge: each list says if it is empty, and if it is not whole.


def list_hearings(leaving: OutgoingData, detention: Record) -> list[Block]:
    """Return the charge and each appearance before a judge, then the earlier petitions with their answers."""
    found = leaving.parts(detention, "proceeding")
    hidden = leaving.number(detention, "proceeding") - sum("side" in one.fields for one in found)
    heard, asked = list[tuple[str, ...]](), list[tuple[str, ...]]()
    for one in found:
        date, kind, body, stage, result, next_on, told = (leaving.said(one, name) for name in _STEP)
        where, side = leaving.join((body, say_court_kind(leaving, one))), one.fields.get("side")
        if side == "against_person":
            heard.append((date, kind, where, _several(stage, result, told), next_on))
        elif side == "for_person":
            answer = tell(leaving, one, "result", "stage", otherwise=_OPEN)
            why = leaving.said(one, "ineffective_reason")
            asked.append((date, kind, where, leaving.said(one, "reference"), _several(answer, why)))
    title, none = Phrase("Charge, and appearances before a judge"), NOT_TOLD if hidden else Phrase("None known to us.")
    head = [*_head(leaving, "proceeding", ("date", "kind", "body", "result")), NEXT]
    blocks = filled_table(title, head, heard) or [Heading(title), SheetProse(none)]
    title = Phrase("Earlier petitions for the person")
    head = [*_head(leaving, "proceeding", ("date", "kind", "body", "reference")), Phrase("Answer")]
    blocks += filled_table(title, head, asked) or [Heading(title), SheetProse(none)]
    return [*blocks, *_left_out(leaving, hidden)]


def _several(*said: str) -> str:
    return join_phrases([one for one in said if one])


def list_access(leaving: OutgoingData, detention: Record) -> list[Block]:
    """Return each request to see the person with its answer; for a lawyer, the family and a doctor also without one."""
    found = leaving.parts(detention, "access")
    hidden = leaving.number(detention, "access") - len(found)
    rows = [
        (tell(leaving, one, "kind"), leaving.said(one, "asked_on"), leaving.titles(leaving.linked(one, "by")),
         _several(tell(leaving, one, "answer", otherwise=_OPEN), leaving.said(one, "answered_on")),
         _several(leaving.said(one, "held_on"), *(Phrase("{label}: {text}", label=label, text=text)
                                                  for label, text in leaving.facts(one, "private"))))
        for one in found
    ]  # fmt: skip
    known = {one.fields.get("kind") for one in found}
    none = NOT_TOLD if hidden or None in known else Phrase("No request known to us")
    rows += [(leaving.words["access_kind"].label(code, leaving.language), "", "", none, "")
             for code in _SEEN if code not in known]  # fmt: skip
    head = _head(leaving, "access", ("kind", "asked_on", "answer", "held_on"))
    table = filled_table(Phrase("Requests to see the person"), [*head[:2], Phrase("Asked by"), *head[2:]], rows)
    return [*table, *_left_out(leaving, hidden)]


def _left_out(leaving: OutgoingData, hidden: int) -> list[Block]:
    n = leaving.tallies.told(hidden)
    return [SheetProse(Phrase("Records that are not in this paper: {n}.", n=n))] if hidden > 0 else []
