"""Papers for people who speak to authorities: a briefing note, a joint visit, contacts by institution.

The note on a case follows the consent of its people to that audience. If no one consented, there is no paper. Text
about several people follows the strictest consent.
"""

from collections.abc import Sequence

from app.actions.kernel import records
from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.outgoing.output import OUTSIDE, Output
from app.actions.papers import follow_ups, passages
from app.domain import overdue
from app.domain.record import Record
from app.domain.sheet import Block, Heading, Items, Sheet, SheetFacts, SheetProse, SheetTable, filled_table
from app.phrase import Phrase
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

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
        told = follow_ups.table(leaving, Phrase("Promised or asked"), list(found.values()))
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
    done = leaving.parts(case, "intervention")
    events = sorted(leaving.parts(case, "event"), key=lambda one: (str(one.fields.get("date_start", "")), one.ref))
    blocks: list[Block] = [*passages.list_people(leaving, [case])]
    said = passages.first_said(leaving, case, "summary", "summary_open")
    blocks += passages.section(Phrase("Subject"), passages.shorten(said, MOST))
    blocks += _happened(leaving, events)
    blocks += passages.danger(leaving, [*events[-1:], case])
    answered = [one for one in done if leaving.outline(one).get("response")]
    blocks += passages.list_actions(leaving, answered[-ROWS:])
    track = [one for kind in overdue.list_followed(leaving.kinds) for one in leaving.parts(case, kind)]
    open_ = [one for one in track if not follow_ups.is_over(leaving, one)]
    blocks += follow_ups.table(leaving, Phrase("Promised or asked, and open"), open_, ROWS)
    one = passages.choose_request(leaving, embassy=leaving.profile.name in _READ_EMBASSY)
    blocks += passages.list_requests(leaving, one) if one is not None else []
    blocks += passages.wishes(leaving, done, MOST // 3)
    until = passages.answer_day(leaving, one)
    return Sheet(Phrase("Briefing note"), leaving.named(case), tuple(blocks), leaving.mark, "note", answer_by=until)


def _happened(leaving: OutgoingData, events: Sequence[Record]) -> list[Block]:
    """Return the last incidents of a case by date, except those of people who did not agree."""
    rows = [
        (leaving.said(one, "date_start"), passages.say_area(leaving, one),
         passages.say_acts(leaving, one), passages.say_doers(leaving, one), passages.say_basis(leaving, one))
        for one in events[-EVENTS:]
    ]  # fmt: skip
    header = (Phrase("When"), Phrase("Place"), Phrase("What happened"), Phrase("Who did it"), Phrase("Confirmation"))
    blocks = filled_table(Phrase("What happened"), header, rows)
    if len(events) > EVENTS:
        blocks.append(SheetProse(Phrase("Earlier incidents that are not in this note: {n}.", n=len(events) - EVENTS)))
    return blocks


def visit_programme(leaving: OutgoingData) -> Sheet:
    """Return the programme of a joint visit by kind of participant, with the missing kinds."""
    mission = leaving.roots[0]
    here: dict[str, int] = {}
    for one in leaving.parts(mission, "participant"):
        kind = str(one.fields.get("kind", "other"))
        here[kind] = here.get(kind, 0) + 1
    label = leaving.words["participant_kind"].label
    told = leaving.tallies.told
    people = tuple((label(kind, leaving.language), told(here[kind])) for kind in sorted(here, key=_rank))
    blocks: list[Block] = [SheetFacts(leaving.facts(mission, "kind", "date_start", "date_end", "area", "requested_by"))]
    header: tuple[str, ...] = (Phrase("Role"), Phrase("Number of people"))
    blocks += [Heading(Phrase("Participants")), SheetTable(header, people, leaving.tallies.small)] if here else []
    if missing := tuple(label(kind, leaving.language) for kind in JOINT if kind not in here):
        blocks += [Heading(Phrase("Nobody yet of")), Items(missing)]
    rows = tuple(
        (leaving.said(met, "date"), leaving.titles(leaving.linked(met, "with")) or leaving.said(met, "title"),
         leaving.said(met, "counterpart"), leaving.said(met, "purpose"))
        for met in leaving.parts(mission, "meeting")
    )  # fmt: skip
    header = (Phrase("When"), Phrase("Partner"), Phrase("Kind of counterpart"), Phrase("Purpose"))
    blocks += [Heading(Phrase("The programme")), SheetTable(header, rows)] if rows else []
    return Sheet(Phrase("Joint visit"), leaving.named(mission), tuple(blocks), leaving.mark, "programme")


def _rank(kind: str) -> tuple[int, str]:
    return (JOINT.index(kind) if kind in JOINT else len(JOINT), kind)


def _known(vault: Vault) -> list[str]:
    kinds = ("organisation", "contact", *overdue.list_followed(vault.kinds))
    return [one.id.hex() for kind in kinds for one in records.find(vault, Query(kind, limit=None))]


_ALL = ("internal", "network", *OUTSIDE)
OUTPUTS = (
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
