"""Papers for people who speak to authorities: late promises, a briefing note, a letter, a joint visit.

The note and the letter on a case follow the consent of its people to that audience. If no one consented, there is no
paper. Text about several people follows the strictest consent.
"""

from collections.abc import Sequence

from app.actions.kernel import records
from app.actions.papers import gender
from app.actions.papers.outgoing_data import OutgoingData
from app.actions.papers.output import ALL_LANGUAGES, OUTSIDE, Output
from app.actions.records import commitments
from app.domain import overdue as followups
from app.domain.kind import Due
from app.domain.record import Record
from app.domain.sheet import Block, Heading, Items, Sheet, SheetFacts, SheetProse, SheetTable
from app.phrase import Phrase
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

MOST = 1400
"""The maximum characters of a text in a briefing note: with the rows below, a note has at most two pages."""
ROWS = 8
"""The maximum rows of a table in a briefing note."""
JOINT = ("diplomat", "parliament", "lawyer", "press", "church", "ngo", "union", "un")
"""The kinds of participants for a joint visit (Plan of Action, 32 and 33)."""


def _late_days(leaving: OutgoingData, one: Record) -> int | None:
    today = leaving.today.toordinal()
    return followups.count_overdue_days(leaving.kinds[one.kind], leaving.outline(one), today)


def _state(leaving: OutgoingData, one: Record) -> str:
    late = _late_days(leaving, one)
    return leaving.said(one, "status") if late is None else Phrase("late by {n} d", n=late)


def _due(leaving: OutgoingData, one: Record) -> Due:
    return followups.list_followed(leaving.kinds)[one.kind]


def _by_due(leaving: OutgoingData, records: Sequence[Record]) -> list[Record]:
    """Return records, the latest first, then by their due day."""

    def key(one: Record) -> tuple[int, str, str]:
        return (-(_late_days(leaving, one) or 0), str(one.fields.get(_due(leaving, one).field, "9999")), one.ref)

    return sorted(records, key=key)


_TRACK = (Phrase("Due date"), Phrase("State"), Phrase("Person or partner"), Phrase("Required action"),
          Phrase("Result"), Phrase("Number"))  # fmt: skip


def _row(leaving: OutgoingData, one: Record) -> tuple[str, ...]:
    """Return one row of the table of follow-ups, for any kind."""
    due, state = leaving.said(one, _due(leaving, one).field), _state(leaving, one)
    if one.kind == "undertaking":
        who = leaving.titles(leaving.linked(one, "by")) or leaving.said(one, "owner") or leaving.said(one, "addressee")
        return (due, state, who, leaving.said(one, "text") or leaving.said(one, "text_open"),
                leaving.said(one, "outcome"), one.ref)  # fmt: skip
    if one.kind == "meeting":
        who = leaving.titles(leaving.linked(one, "with")) or leaving.said(one, "counterpart")
        return (due, state, who, leaving.said(one, "purpose") or leaving.said(one, "title"),
                leaving.said(one, "outcome"), one.ref)  # fmt: skip
    who = leaving.titles(leaving.linked(one, "addressee"))
    what = leaving.said(one, "diplomatic") or leaving.said(one, "kind")
    return (due, state, who, what, leaving.said(one, "response") or leaving.said(one, "response_text"), one.ref)


def follow_up(leaving: OutgoingData) -> Sheet:
    """Return the promises, meetings and requests of a case or mission, the late ones first."""
    root = leaving.roots[0]
    found = [one for kind in followups.list_followed(leaving.kinds) for one in leaving.of_kind(kind)]
    rows = tuple(_row(leaving, one) for one in _by_due(leaving, found))
    late = sum(_late_days(leaving, one) is not None for one in found)
    blocks: list[Block] = [SheetFacts(((Phrase("Late today"), str(late)), (Phrase("Total"), str(len(found)))))]
    blocks += [SheetTable(_TRACK, rows)] if rows else [SheetProse(Phrase("Nothing was promised or asked yet."))]
    kinds = {kind: Phrase(leaving.kinds[kind].plural) for kind in followups.list_followed(leaving.kinds)}
    blocks += gender.split(leaving, Phrase("Kind of record"), kinds, [(one, (one.kind,)) for one in found])
    return Sheet(Phrase("Diplomatic follow-up"), leaving.named(root), tuple(blocks), leaving.mark, "follow-up")


def make_overdue_sheet(leaving: OutgoingData) -> Sheet:
    """Return every commitment of the vault with a past due day and without an outcome."""
    found = [one for one in leaving.roots if _late_days(leaving, one) is not None]
    rows = tuple(_row(leaving, one) for one in _by_due(leaving, found))
    blocks: tuple[Block, ...] = (SheetTable(_TRACK, rows),) if rows else (SheetProse(Phrase("Nothing is late.")),)
    return Sheet(Phrase("Late promises and answers"), "", blocks, leaving.mark, "follow-up")


def communications(leaving: OutgoingData) -> Sheet:
    """Return the communications to UN mandate holders, with their answers and delays."""
    header = (Phrase("When"), Phrase("Sent to"), Phrase("Number of the communication"), Phrase("Due date"),
              Phrase("State"), Phrase("Answer"), Phrase("Published in"))  # fmt: skip
    rows = tuple(
        (leaving.said(one, "date"), leaving.titles(leaving.linked(one, "addressee")), leaving.said(one, "reference"),
         leaving.said(one, "follow_up_on"), _state(leaving, one),
         leaving.said(one, "response") or leaving.said(one, "response_text"), leaving.said(one, "published_in"))
        for one in _by_due(leaving, leaving.roots)
    )  # fmt: skip
    blocks: tuple[Block, ...] = (SheetTable(header, rows),) if rows else (SheetProse(Phrase("Nothing was sent yet.")),)
    return Sheet(Phrase("Communications to the UN"), "", blocks, leaving.mark, "communications")


def _codes(one: Record, name: str) -> list[str]:
    value = one.fields.get(name)
    return [str(code) for code in value] if isinstance(value, list) else []


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
        rows = tuple(_row(leaving, one) for one in _by_due(leaving, list(found.values())))
        blocks += [SheetTable(_TRACK, rows)] if rows else []
    blocks = blocks or [SheetProse(Phrase("Nobody at an institution is written down yet."))]
    return Sheet(Phrase("Contacts by institution"), "", tuple(blocks), leaving.mark, "contacts")


# For an embassy.


def _words(leaving: OutgoingData, record: Record, *names: str) -> str:
    """Return the first existing text."""
    return next((said for name in names if (said := leaving.said(record, name))), "")


def briefing(leaving: OutgoingData) -> Sheet:
    """Return the note on a case for a person who will speak about it: at most two pages.

    Raises InputRefused if none of its people agreed to that.
    """
    case = leaving.roots[0]
    leaving.need_consent(case)
    done = leaving.parts(case, "intervention")
    blocks: list[Block] = [*_who(leaving, case)]
    if text := _words(leaving, case, "summary", "summary_open"):
        blocks += [Heading(Phrase("Subject")), SheetProse(_short(text))]
    risks = [
        leaving.facts(one, "date", "overall", "next_review") for one in leaving.parts(case, "risk_assessment")[-1:]
    ]
    blocks += [block for rows in risks if rows for block in (Heading(Phrase("Level of danger")), SheetFacts(rows))]
    blocks += _happened(leaving, case)
    asks = [*dict.fromkeys(text for one in done for text in (leaving.said(one, "asks"),
                                                             leaving.said(one, "diplomatic")) if text)]  # fmt: skip
    if asks:
        blocks += [Heading(Phrase("Requests")), Items(tuple(asks[-ROWS:]))]
    for name, label in (("care", Phrase("What to be careful of")), ("wish", Phrase("Wishes of the person"))):
        said = [*dict.fromkeys(text for one in done if (text := _words(leaving, one, name)))]
        blocks += [Heading(label), SheetProse(_short("\n".join(said), MOST // 3))] if said else []
    track = [one for kind in followups.list_followed(leaving.kinds) for one in leaving.parts(case, kind)]
    open_ = [one for one in _by_due(leaving, track) if not _due(leaving, one).is_over(leaving.outline(one))][:ROWS]
    if open_:
        told = (_row(leaving, one)[:4] for one in open_)
        rows = tuple(row for row in told if any(row))
        blocks += [Heading(Phrase("Promised or asked, and open")), SheetTable(_TRACK[:4], rows)] if rows else []
    return Sheet(Phrase("Briefing note"), leaving.named(case), tuple(blocks), leaving.mark, "note")


def _happened(leaving: OutgoingData, case: Record) -> list[Block]:
    """Return the last incidents of a case, except those of people who did not agree."""
    rows = [(leaving.said(one, "date_start"), leaving.title(one)) for one in leaving.parts(case, "event")]
    table = SheetTable((Phrase("When"), Phrase("What happened")), tuple(rows[-ROWS:]))
    return [Heading(Phrase("What happened")), table] if rows else []


def _who(leaving: OutgoingData, case: Record) -> list[Block]:
    """Return the people of the case, as far as they agreed, and the number of the others."""
    named = leaving.linked(case, "focal")
    unnamed = leaving.number(case, "actor") - sum(one.kind == "actor" for one in named)
    out: list[Block] = [SheetFacts(leaving.facts(case, "focal", "kind", "status"))]
    if unnamed > 0:
        told = leaving.tallies.told(unnamed)
        out.append(
            SheetProse(Phrase("Not named here, as they did not agree to it or it is too sensitive: {n}.", n=told))
        )
    return out


def _short(text: str, most: int = MOST) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rsplit(' ', 1)[0]}…"


def letter(leaving: OutgoingData) -> Sheet:
    """Return the letter that asks an embassy (or another recipient) for the requests of an intervention.

    Raises InputRefused if none of the people concerned agreed to that.
    """
    found = [one for one in leaving.of_kind("intervention") if _codes(one, "diplomatic")]
    one = (found or leaving.of_kind("intervention") or [leaving.roots[0]])[-1]
    case = next((root for root in leaving.roots if root.kind == "case"), None)
    leaving.need_consent(*leaving.roots, one)
    blocks: list[Block] = [SheetFacts(leaving.facts(one, "addressee", "date", "reference"))]
    blocks += [SheetProse(Phrase("We write to you as defenders of human rights, and ask for your help."))]
    about = _words(leaving, case, "summary_open") if case is not None else ""
    if about := about or _words(leaving, one, "description"):
        blocks += [Heading(Phrase("Subject")), SheetProse(about)]
    asked = tuple(text for name in ("diplomatic", "asks") if (text := leaving.said(one, name)))
    blocks += [Heading(Phrase("Our requests to you")), Items(asked)] if asked else []
    for name, label in (("wish", Phrase("Wishes of the person")), ("care", Phrase("What to be careful of"))):
        blocks += [Heading(label), SheetProse(said)] if (said := _words(leaving, one, name)) else []
    if leaving.said(one, "follow_up_on"):
        until = Phrase("Please let us know by {day} what you can do.", day=leaving.said(one, "follow_up_on"))
        blocks.append(SheetProse(until))
    by = leaving.titles(leaving.linked(one, "by"))
    blocks.append(SheetFacts(((Phrase("Signed by"), by or "…………………………"),)))
    return Sheet(Phrase("A request to an embassy"), leaving.code(one), tuple(blocks), leaving.mark, "letter")


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


def _late(vault: Vault) -> list[str]:
    return [late.record.id.hex() for late in commitments.list_overdue_commitments(vault)]


def _sent(vault: Vault) -> list[str]:
    return [record.id.hex() for record in commitments.communications(vault)]


def _known(vault: Vault) -> list[str]:
    kinds = ("organisation", "contact", *followups.list_followed(vault.kinds))
    return [one.id.hex() for kind in kinds for one in records.find(vault, Query(kind, limit=None))]


_ALL = ("internal", "network", *OUTSIDE)
OUTPUTS = (
    Output("follow-up", Phrase("Diplomatic follow-up"),
           Phrase("Promises, meetings and requests. Late ones are first."),
           follow_up, ("case", "mission", "accompaniment"), profiles=_ALL),
    Output("briefing-note", Phrase("Briefing note"),
           Phrase("Two pages at most on a case, for somebody who will speak about it."),
           briefing, ("case",), profiles=("embassy", "un", "regional", "authority", "network", "internal")),
    Output("embassy-letter", Phrase("A request to an embassy"),
           Phrase("Asks for a visit, an observer or a démarche, as in the action taken."),
           letter, ("intervention", "case"), profiles=("embassy", "network", "internal"), languages=ALL_LANGUAGES),
    Output("visit-programme", Phrase("Programme of a joint visit"),
           Phrase("Participants by kind, missing kinds, and planned meetings."),
           visit_programme, ("mission",), profiles=_ALL),
    Output("late-promises", Phrase("Late promises and answers"),
           Phrase("Everything whose day is past without an outcome."), make_overdue_sheet, profiles=_ALL, roots=_late),
    Output("un-communications", Phrase("Communications to the UN"),
           Phrase("Communications to mandate holders, and their answers."),
           communications, profiles=_ALL, roots=_sent),
    Output("institutions", Phrase("Contacts by institution"),
           Phrase("Contacts of each institution, with promises and requests."),
           institutions, profiles=("internal",), roots=_known),
)  # fmt: skip
"""The papers of this module."""
