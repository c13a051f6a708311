"""Papers for people who speak to authorities: letters, a briefing note, a joint visit, contacts by institution.

A paper on a case follows the consent of its people to that audience. If no one consented, there is no paper. Text about
several people follows the strictest consent. Without a fact for its reader, a letter is refused with the reason. A
complaint also needs a request.
"""

from collections.abc import Sequence

from app.actions.kernel import records
from app.actions.kernel.records import record_of
from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.outgoing.output import OUTSIDE, Output
from app.actions.paper_parts import deeds, demands, incident_words, passages
from app.actions.papers import declared
from app.domain import overdue
from app.domain.record import Record
from app.domain.sheet import Block, Heading, Items, Sheet, SheetFacts, SheetProse, SheetTable, filled_table
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.records import record_rows as store
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

NEWEST = 3
"""The newest incidents that a letter to an embassy tells, and the most that a note tells in words."""
_WHOLES = ("case", "event", "appeal")


def _list_wholes(leaving: OutgoingData) -> list[Record]:
    return [root for root in leaving.roots if root.kind in _WHOLES]


def embassy_letter(leaving: OutgoingData) -> Sheet:
    """Return the letter that asks an embassy for help: people, facts, danger, requests, wishes and cautions.

    Raises InputRefused if none of the people agreed to it, or if no fact can leave.
    """
    wholes, one = _list_wholes(leaving), deeds.choose_request(leaving, "embassy")
    leaving.need_consent(*leaving.roots, *([one] if one is not None else []))
    events = passages.list_events(leaving)[-NEWEST:]
    happened = passages.facts(leaving, events) or _tell_appeal(leaving)
    if not happened:
        passages.refuse_without_fact(leaving, wholes)
    blocks: list[Block] = [
        SheetProse(Phrase("We write to you as defenders of human rights, and ask for your help.")),
        *passages.list_people(leaving, [*wholes, *events]), *happened, *passages.danger(leaving, [*events, *wholes]),
    ]  # fmt: skip
    for case in (whole for whole in wholes if whole.kind == "case"):
        blocks += passages.section(Phrase("Background"), leaving.said(case, "summary_open"))
    blocks += _ask(leaving, one)
    blocks += passages.wishes(leaving, [one] if one is not None else [])
    title, about = Phrase("A request to an embassy"), passages.say_subject(leaving, events)
    return passages.letter(leaving, title, about, blocks, one, "embassy")


def _tell_appeal(leaving: OutgoingData) -> list[Block]:
    """Return what an appeal tells with a day and an area."""
    appeals = [
        one for one in leaving.of_kind("appeal") if leaving.said(one, "happened") and passages.say_area(leaving, one)
    ]
    for one in appeals[-1:]:
        rows = ((Phrase("When"), leaving.said(one, "happened")), (Phrase("Place"), passages.say_area(leaving, one)))
        return [Heading(Phrase("What happened")), SheetFacts(rows), SheetProse(leaving.said(one, "what"))]
    return []


def _ask(leaving: OutgoingData, one: Record | None) -> list[Block]:
    """Return the requests of an action and of the case. Raises InputRefused if there is none."""
    return demands.list_requests(leaving, one) or passages.refuse_without_request()


def denunciation(leaving: OutgoingData) -> Sheet:
    """Return the letter to one body about one or more attacks, which asks it to act.

    Raises InputRefused without a yes, without a fact for the reader, and without a request.
    """
    to = leaving.profile.name
    wholes, one = _list_wholes(leaving), deeds.choose_request(leaving, to)
    leaving.need_consent(*leaving.roots)
    events = passages.list_events(leaving)
    if not events:
        passages.refuse_without_fact(leaving, wholes)
    asked = _ask(leaving, one)
    before = deeds.list_deeds(leaving, leaving.of_kind("intervention"))
    blocks: list[Block] = [
        SheetProse(Phrase("We write to tell you of the facts below, and we ask you to act on them.")),
        *passages.list_people(leaving, [*wholes, *events]), *passages.facts(leaving, events), *_law(leaving, events),
        *passages.danger(leaving, events), *passages.list_actions(leaving, before), *asked,
        *passages.wishes(leaving, [one] if one is not None and deeds.is_to(one, to) else []),
    ]  # fmt: skip
    title = Phrase("Complaint about attacks, with a request to act")
    return passages.letter(leaving, title, passages.say_subject(leaving, events), blocks, one, to)


def _law(leaving: OutgoingData, events: Sequence[Record]) -> list[Block]:
    """Return the instruments, the rights and the national law that the acts name."""
    names = ("instrument", "hrd_article", "national_law", "arbitrary_assessment")
    acts = [act for event in events for act in leaving.parts(event, "act")]
    rows = [row for act in acts for row in leaving.facts(act, *names)]
    return [Heading(Phrase("Rights and law")), SheetFacts(passages.merge(rows))] if rows else []


def list_wholes_of(vault: Vault, handles: Sequence[str]) -> list[str]:
    """Return the incidents, cases and appeals of the chosen actions: they leave too."""
    found = []
    for action in (record_of(vault, handle) for handle in handles):
        links = store.links_of(vault.con, action.id) if action.kind == "intervention" else ()
        targets = (store.load(vault.con, link.target) for link in links if link.role == "about")
        found += [one.id.hex() for one in targets if one is not None and not one.removed and one.kind in _WHOLES]
    return found


MOST = 1400
"""The maximum characters of a text in a briefing note: with the rows below, a note has at most two pages."""
ROWS = 8
"""The maximum rows of a table in a briefing note."""
EVENTS = 10
"""The maximum incidents in a briefing note."""
_READ_EMBASSY = ("embassy", "network", "internal")
"""Audiences that can read the requests to embassies."""
JOINT = ("diplomat", "parliament", "lawyer", "press", "church", "ngo", "union", "un")
"""The kinds of participants for a joint visit (Plan of Action, 32 and 33)."""


def institutions(leaving: OutgoingData) -> Sheet:
    """Return each institution with its contacts, promises, meetings and requests."""
    tracks: dict[bytes, list[Record]] = {}
    for kind, role in (("undertaking", "by"), ("meeting", "with"), ("intervention", "addressee")):
        for one in leaving.of_kind(kind):
            for who in leaving.linked(one, role):
                tracks.setdefault(who.id, []).append(one)
    blocks: list[Block] = []
    for place in sorted(leaving.of_kind("organisation"), key=leaving.title):
        people = leaving.parts(place, "contact", "organisation")
        found = {one.id: one for who in (place, *people) for one in tracks.get(who.id, ())}
        if not people and not found:
            continue
        blocks.append(Heading(leaving.title(place)))
        known = tuple(
            SheetFacts(leaving.facts(one, "display_name", "role", "reach", "languages", "hours")) for one in people
        )
        blocks += known
        told = declared.list_followed(leaving, Phrase("Promised or asked"), found.values())
        blocks += told[1:]  # the body is its heading
    blocks = blocks or [SheetProse(Phrase("Nobody at an institution is written down yet."))]
    return Sheet(Phrase("Contacts by institution"), "", tuple(blocks), leaving.mark, "contacts")


# For somebody who will speak about a case.


def briefing(leaving: OutgoingData) -> Sheet:
    """Return the note on a case for a person who will speak about it: at most two pages.

    Raises InputRefused if none of its people agreed to that.
    """
    case = leaving.roots[0]
    leaving.need_consent(case)
    done = deeds.list_deeds(leaving, leaving.parts(case, "intervention"))
    events = leaving.by_day(one for one in leaving.parts(case, "event") if leaving.tells(one))
    blocks: list[Block] = [*passages.list_people(leaving, [case])]
    said = passages.first_said(leaving, case, "summary", "summary_open")
    blocks += passages.section(Phrase("Background"), passages.shorten(said, MOST))
    blocks += _happened(leaving, events)
    blocks += passages.danger(leaving, [*events, case])
    answered = [one for one in done if leaving.outline(one).get("response")]
    blocks += passages.list_actions(leaving, answered[-ROWS:])
    track = [one for kind in overdue.list_followed(leaving.kinds) for one in leaving.parts(case, kind)
             if kind != "intervention" or one in done]  # fmt: skip
    open_ = [one for one in track if not declared.is_over(leaving, one) and _is_read(leaving, one)]
    blocks += declared.list_followed(leaving, Phrase("Open promises and requests"), open_, ROWS)
    to = "embassy" if leaving.profile.name in _READ_EMBASSY else leaving.profile.name
    one = deeds.choose_request(leaving, to)
    blocks += demands.list_requests(leaving, one)
    blocks += passages.wishes(leaving, deeds.list_own(leaving), MOST // 3)
    until = passages.answer_day(leaving, one if one is not None and deeds.is_to(one, to) else None)
    blocks += [] if leaving.profile.own else [passages.ask_for_answer(leaving, until)]
    mark = passages.choose_mark(leaving, blocks)
    return Sheet(Phrase("Briefing note"), leaving.named(case), tuple(blocks), mark, "note", answer_by=until)


def _is_read(leaving: OutgoingData, one: Record) -> bool:
    """Return False for a meeting or a promise of an embassy or a UN body in a paper for an authority."""
    partners = [who for role in ("by", "with", "owner") for who in leaving.linked(one, role)]
    kinds = {one.fields.get("counterpart"), *(who.fields.get("type") for who in partners)}
    return leaving.profile.name != "authority" or not kinds & {"embassy", "igo", "un"}


def _happened(leaving: OutgoingData, events: Sequence[Record]) -> list[Block]:
    """Return the last incidents of a case by date, except those of people who did not agree."""
    rows = [
        (passages.say_start(leaving, one), passages.say_area(leaving, one),
         _tell(leaving, one, len(events)), incident_words.say_doers(leaving, one),
         incident_words.say_basis(leaving, one))
        for one in events[-EVENTS:]
    ]  # fmt: skip
    header = (Phrase("When"), Phrase("Place"), Phrase("What happened"), Phrase("Who did it"), Phrase("Confirmation"))
    blocks = filled_table(Phrase("What happened"), header, rows)
    if len(events) > EVENTS:
        blocks.append(SheetProse(Phrase("Earlier incidents that are not in this paper: {n}.", n=len(events) - EVENTS)))
    return blocks


def _tell(leaving: OutgoingData, event: Record, n: int) -> str:
    """Return the acts of one of `n` incidents, the people, and the words of the account if there is room."""
    said = passages.say_acts(leaving, event, n > 1)
    words = passages.first_said(leaving, event, "description_open", "description") if n <= NEWEST else ""
    return Phrase("{label}: {text}", label=said, text=passages.shorten(words, MOST // 8)) if words else said


def visit_programme(leaving: OutgoingData) -> Sheet:
    """Return the programme of a joint visit by kind of participant, with the missing kinds.

    Raises InputRefused if it has no stop, no place and no request to the reader.
    """
    mission = leaving.roots[0]
    leaving.need_consent(mission)
    here: dict[str, int] = {}
    for one in leaving.parts(mission, "participant"):
        kind = str(one.fields.get("kind", "other"))
        here[kind] = here.get(kind, 0) + 1
    label = leaving.words["participant_kind"].label
    told = leaving.tallies.told
    people = tuple((label(kind, leaving.language), told(here[kind])) for kind in sorted(here, key=_rank))
    blocks: list[Block] = [SheetFacts(passages.list_dates(leaving, mission, "kind", "area", "requested_by"))]
    header: tuple[str, ...] = (Phrase("Role"), Phrase("Number of people"))
    blocks += [Heading(Phrase("Participants")), SheetTable(header, people, leaving.tallies.small)] if here else []
    missing = tuple(label(kind, leaving.language) for kind in JOINT if kind not in here)
    if missing and not leaving.has_begun(mission):
        invited = Phrase("We invite you to take part or to name somebody. Nobody takes part yet from these groups:")
        blocks += [Heading(Phrase("Places that are open")), SheetProse(invited), Items(missing)]
    rows = tuple(
        (leaving.said(met, "date"), leaving.titles(leaving.linked(met, "with")) or leaving.said(met, "title"),
         leaving.said(met, "counterpart"), leaving.said(met, "purpose"))
        for met in leaving.parts(mission, "meeting") if any(leaving.said(met, name) for name in ("date", "purpose"))
    )  # fmt: skip
    header = (Phrase("When"), Phrase("Partner"), Phrase("Kind of counterpart"), Phrase("Purpose"))
    stops = tuple(
        dict.fromkeys(filter(None, (passages.say_place(leaving, place) for place in _visited(leaving, mission))))
    )
    blocks += [Heading(Phrase("Places of the visit")), Items(stops, 1)] if stops else []
    blocks += filled_table(Phrase("The programme"), header, rows)
    if not (rows or stops or leaving.said(mission, "area") or (missing and not leaving.has_begun(mission))):
        raise InputRefused(
            "The programme has no stop, no place and no request.",
            "Amparo wrote nothing. Add a meeting, a place or an area to the mission.",
        )
    return Sheet(Phrase("Joint visit"), leaving.named(mission), tuple(blocks), leaving.mark, "programme")


def _visited(leaving: OutgoingData, mission: Record) -> list[Record]:
    """Return the places of a mission and of its route, in the order of the route."""
    ends = [place for leg in leaving.parts(mission, "leg") for end in ("from", "to")
            for place in leaving.linked(leg, end)]  # fmt: skip
    return [*ends, *leaving.linked(mission, "place")]


def _rank(kind: str) -> tuple[int, str]:
    return (JOINT.index(kind) if kind in JOINT else len(JOINT), kind)


def _known(vault: Vault) -> list[str]:
    kinds = ("organisation", "contact", *overdue.list_followed(vault.kinds))
    return [one.id.hex() for kind in kinds for one in records.find(vault, Query(kind, limit=None))]


_ALL = ("internal", "network", *OUTSIDE)
OUTPUTS = (
    Output("embassy-letter", Phrase("A request to an embassy"),
           Phrase("The people, the facts, the danger, and your requests."),
           embassy_letter, ("intervention", "case", "event"), profiles=("embassy", "network", "internal"),
           also=list_wholes_of),
    Output("denunciation-letter", Phrase("Complaint about attacks, with a request to act"),
           Phrase("The facts in the order of time, the law, earlier actions, and your requests."),
           denunciation, ("event", "case", "intervention"), profiles=(*OUTSIDE, "internal"), also=list_wholes_of),
    Output("briefing-note", Phrase("Briefing note"),
           Phrase("Two pages at most on a case, for a person who will speak about it."),
           briefing, ("case",), profiles=("embassy", "un", "regional", "authority", "network", "internal")),
    Output("visit-programme", Phrase("Programme of a joint visit"),
           Phrase("Participants by kind, missing kinds, and planned meetings."),
           visit_programme, ("mission",), profiles=_ALL),
    Output("institutions", Phrase("Contacts by institution"),
           Phrase("Contacts of each institution, with promises and requests."),
           institutions, profiles=("internal",), roots=_known),
)  # fmt: skip
"""The papers of this module."""
