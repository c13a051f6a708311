"""Papers of an accompaniment: roster, daily log, monthly package, handover, annex of incidents, letter beforehand."""

from collections.abc import Mapping, Sequence
from datetime import date

from attrs import evolve

from app.actions.field.accompaniments import MOST_DAYS, Accompaniment, checked_month
from app.actions.outgoing.outgoing_data import OutgoingData, join_phrases
from app.actions.outgoing.output import OUTSIDE, Output
from app.actions.paper_parts import passages
from app.domain import accompaniment_rules, disclosure
from app.domain.accompaniment_rules import AccompanimentLogEntry as Logged
from app.domain.disclosure import cross_items
from app.domain.record import Record
from app.domain.roster import DAY, Day
from app.domain.sheet import Block, Heading, Items, Sheet, SheetFacts, SheetProse, SheetTable
from app.errors import InputRefused
from app.exchange import icalendar
from app.exchange.icalendar import CalendarItem
from app.phrase import Phrase

INCIDENT = "incident"
"""The kind of a log entry about an attack on people; a small number can reveal a person."""


def _first(leaving: OutgoingData) -> Accompaniment:
    return Accompaniment(leaving.roots[0], leaving)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _code(leaving: OutgoingData, scheme: str, code: str) -> str:
    return leaving.words[scheme].label(code, leaving.language) if code else ""


# The roster.


def roster(leaving: OutgoingData) -> Sheet:
    """Return the shifts with their people, day by day, with coverage gaps and double bookings."""
    shown = _first(leaving)
    first, last = shown.span
    names = {
        one.id.hex(): leaving.title(one) for row in shown.shift_records for one in leaving.linked(row, "companion")
    }
    days = shown.days(first, max(last, first - 1)) if last >= first else []
    rows = tuple(row for day in days for row in _day(leaving, names, day))
    note = Phrase("Two months at most are on one sheet.") if last - first >= MOST_DAYS else ""
    header = (Phrase("The day"), Phrase("From"), Phrase("Until"), Phrase("On duty"), Phrase("Warnings"))
    return passages.page_about(leaving, Phrase("Roster of shifts"), [SheetTable(header, rows, note)])


def calendar(leaving: OutgoingData) -> str:
    """Return the shifts as a calendar; their titles are only the short codes of the shifts."""
    entries = [
        CalendarItem(row.id.hex(), row.ref, str(row.fields["date_start"]), str(row.fields.get("date_end", "")))
        for row in _first(leaving).shift_records
    ]
    return icalendar.write_calendar(entries, leaving.now)


def _day(leaving: OutgoingData, names: Mapping[str, str], day: Day) -> list[tuple[str, ...]]:
    said = leaving.when(date.fromordinal(day.day).isoformat())
    rows: list[tuple[int, tuple[str, ...]]] = []
    for stand in day.stands:
        who = ", ".join(names[one] for one in stand.shift.who if one in names)
        care = Phrase("booked twice") if set(stand.shift.who) & set(day.twice) else ""
        rows.append((stand.start, (said, _clock(stand.start), _clock(stand.end), who or Phrase("nobody yet"), care)))
    for start, end in day.gaps:
        told = (said, _clock(start), _clock(end % DAY or DAY), Phrase("no one on duty"), Phrase("a gap"))
        rows.append((start, told))
    return [row for _, row in sorted(rows, key=lambda row: row[0])]


# The log and what it counts.


def daily_log(leaving: OutgoingData) -> Sheet:
    """Return every entry of the log in the order of writing; corrected ones stay, with a mark."""
    shown = _first(leaving)
    right: dict[bytes, list[str]] = {}
    for row in shown.log:
        for earlier in leaving.linked(row, "corrects"):
            right.setdefault(earlier.id, []).append(row.ref)
    header = (Phrase("Log entry"), Phrase("When"), Phrase("Kind of entry"), Phrase("What happened"),
              Phrase("Written by"), Phrase("Corrected by"))  # fmt: skip
    rows = tuple(
        (row.ref, leaving.said(row, "at"), _what(leaving, row), leaving.said(row, "situation"),
         leaving.said(row, "author"), ", ".join(right.get(row.id, ())))
        for row in shown.log
    )  # fmt: skip
    return passages.page_about(leaving, Phrase("Daily log"), [SheetTable(header, rows)])


def _what(leaving: OutgoingData, row: Record) -> str:
    return join_phrases([said for name in ("kind", "counterpart") if (said := leaving.said(row, name))])


def monthly_package(leaving: OutgoingData) -> Sheet:
    """Return the counts of accompaniment logs, by month, the newest first, or for the requested month.

    Raises InputRefused if none of the logs can be counted for this audience.
    """
    logs = leaving.tallies.logs(leaving.roots)
    if not logs:
        raise InputRefused(
            "At this level no count can be shown: the people said no, the records are withdrawn, or they are "
            "too sensitive.",
            "Amparo wrote nothing." if leaving.profile.own else "Amparo wrote nothing. Choose the level Internal.",
        )
    entries = [entry for log in logs.values() for entry in log]
    blocks: list[Block] = []
    for month in [checked_month(leaving.month)] if leaving.month else accompaniment_rules.months(entries):
        blocks.append(Heading(leaving.when(month) if month else Phrase("Month not known")))
        blocks += _counted(leaving, [row for row in entries if row.month == month])
    blocks.append(SheetProse(leaving.tallies.rule))
    if len(leaving.roots) == 1:
        return passages.page_about(leaving, Phrase("Monthly package"), blocks)
    second = Phrase("Accompaniments: {n}.", n=len(logs))
    return Sheet(Phrase("Monthly package"), second, tuple(blocks), leaving.mark)


def _counted(leaving: OutgoingData, entries: Sequence[Logged]) -> list[Block]:
    """Return the tables of a month: exact numbers of our acts and meetings, and incidents under the small-number rule.

    A number of such acts reveals no person. The paper for internal use also counts them by sex and by place.
    """
    rows = [row for row in entries if row.kind in accompaniment_rules.COUNTED]
    told = accompaniment_rules.package(rows)
    kinds = [kind for kind in accompaniment_rules.COUNTED if kind != INCIDENT]
    acts = tuple((_code(leaving, "log_kind", kind), str(told.kinds.get(kind, 0))) for kind in kinds)
    note = Phrase("A corrected entry counts once, with its last correction. Handovers and notes do not count.")
    blocks: list[Block] = [SheetTable((Phrase("Our own acts"), Phrase("Number of acts")), acts, note)]
    if told.counterparts:
        met = tuple((_code(leaving, "counterpart", code), str(n)) for code, n in told.counterparts.items())
        blocks.append(SheetTable((Phrase("Meetings with"), Phrase("Number of meetings")), met))
    n = told.kinds.get(INCIDENT, 0)
    blocks.append(SheetFacts(((Phrase("Incidents against people"), leaving.tallies.told(n)),)))
    return blocks if leaving.tallies.closed else [*blocks, *_by_sex_and_place(leaving, rows, told.places)]


def _by_sex_and_place(leaving: OutgoingData, rows: Sequence[Logged], where: Mapping[str, int]) -> list[Block]:
    found = cross_items([(row, (row.kind,), row.sexes or ("",)) for row in rows], lambda some: (len(some), len(some)))
    found = evolve(found, rows={kind: found.rows.get(kind, disclosure.NONE) for kind in accompaniment_rules.COUNTED})
    note = Phrase("An entry about several people counts once under each sex.")
    blocks: list[Block] = [evolve(leaving.tallies.by_sex(Phrase("Kind of entry"), "log_kind", found), note=note)]
    if where:
        told = tuple((place, str(n)) for place, n in where.items())
        blocks.append(SheetTable((Phrase("Place"), Phrase("Number of acts")), told))
    return blocks


# Handover to the next team.


def handover_note(leaving: OutgoingData) -> Sheet:
    """Return every open risk, the agreement, and the tasks with their dates."""
    shown = _first(leaving)
    blocks: list[Block] = [
        SheetFacts(leaving.facts(shown.record, "kind", "status", "date_start", "date_end", "accompanied"))
    ]
    if shown.missing:
        blocks += [Heading(Phrase("Still missing")), Items(shown.missing)]
    rows = tuple(
        (_source(leaving, row.record), leaving.when(row.when) if row.when else "", _risk(leaving, row.record, row.text))
        for row in shown.open_risks
    )
    header = (Phrase("Source record"), Phrase("When"), Phrase("Open risk"))
    blocks += [Heading(Phrase("Open risks")), SheetTable(header, rows, Phrase("Open risks: {n}.", n=len(rows)))]
    due = tuple(
        (leaving.said(row, "follow_up_on"), leaving.said(row, "situation"), row.ref)
        for row in shown.log if "follow_up_on" in row.fields
    )  # fmt: skip
    if due:
        table = SheetTable((Phrase("Follow-up date"), Phrase("What happened"), Phrase("Log entry")), due)
        blocks += [Heading(Phrase("To follow up")), table]
    blocks += passages.section(Phrase("Agreement"), leaving.said(shown.record, "conditions"))
    return passages.page_about(leaving, Phrase("Handover note"), blocks)


def _source(leaving: OutgoingData, record: Record) -> str:
    return Phrase("{kind} {ref}", kind=Phrase(leaving.kinds[record.kind].label), ref=record.ref)


def _risk(leaving: OutgoingData, record: Record, text: str) -> str:
    """Return the text of an open risk; a threat of an assessment starts with its kind, then text and measure."""
    said = [leaving.said(record, "threat_kind"), text]
    if measure := leaving.said(record, "measure") if record.kind == "risk" else "":
        said.append(measure)
    if record.kind == "risk" and (state := leaving.said(record, "status")):
        said.append(state)
    return join_phrases([one for one in said if one]) or Phrase("not in words")


def incident_annex(leaving: OutgoingData) -> Sheet:
    """Return the incidents of an accompaniment by date, from its log and the security log, with linked incidents."""
    shown = _first(leaving)
    rows = [(str(row.fields.get("at", "")), row, "at", "situation") for row in shown.log
            if row.fields.get("kind") == "incident"]  # fmt: skip
    rows += [(str(row.fields.get("date", "")), row, "date", "what")
             for row in leaving.parts(shown.record, "security_incident", "about")]  # fmt: skip
    header = (Phrase("When"), Phrase("Place"), Phrase("What happened"), Phrase("Assessed as"), Phrase("Incident"))
    told = tuple(
        (leaving.said(row, when), leaving.titles(leaving.linked(row, "place")), leaving.said(row, what),
         leaving.said(row, "assessed"), ", ".join(one.ref for one in leaving.linked(row, "event")) or row.ref)
        for _, row, when, what in sorted(rows, key=lambda one: (one[0], leaving.entered(one[1])))
    )  # fmt: skip
    table = SheetTable(header, told, Phrase("Incidents: {n}.", n=len(told)))
    return passages.page_about(leaving, Phrase("Annex of incidents"), [table])


def courtesy_letter(leaving: OutgoingData) -> Sheet:
    """Return the letter that tells authorities in advance about an accompaniment: people, dates and kind."""
    shown = _first(leaving)
    record = shown.record
    # an alias stays internal
    named = [one for one in shown.people if set(leaving.kinds[one.kind].title) & one.fields.keys()]
    who = leaving.titles(named) or Phrase("persons who defend human rights")
    kinds = leaving.said(record, "kind")
    begins, ends = leaving.said(record, "date_start"), leaving.said(record, "date_end")
    told: list[str] = [Phrase("We write to let you know beforehand that we accompany {who}.", who=who)]
    if begins:
        told.append(Phrase("The accompaniment begins: {begins}. It ends: {ends}.", begins=begins,
                           ends=ends or Phrase("when no longer needed")))  # fmt: skip
    if kinds:
        told.append(Phrase("Kind of accompaniment: {kinds}.", kinds=kinds))
    told.append(Phrase(
        "The people who accompany are unarmed observers. They do not take part in the work of the accompanied "
        "people or in the affairs of any party. They respect the law."
    ))  # fmt: skip
    told.append(Phrase(
        "The Declaration on Human Rights Defenders (General Assembly resolution 53/144) asks States to protect everyone"
        " who defends human rights. We would be glad to meet you and to answer what you wish to ask."
    ))  # fmt: skip
    to = leaving.titles(leaving.linked(record, "authority"))
    blocks: list[Block] = [SheetFacts(((Phrase("To"), to),))] if to else []
    return Sheet(Phrase("Letter beforehand"), record.ref, (*blocks, *map(SheetProse, told)), leaving.mark, "letter")


_OF, _INSIDE = ("accompaniment",), ("internal", "network")
OUTPUTS = (
    Output("roster", Phrase("Roster of shifts"), Phrase("The shifts and the people on duty, with gaps and "
                                                        "double bookings."),
           roster, _OF, profiles=_INSIDE),
    Output("roster-calendar", Phrase("Roster for a calendar"), Phrase("The shifts, with short codes only."),
           calendar, _OF, ("ics",), _INSIDE),
    Output("daily-log", Phrase("Daily log"), Phrase("Every entry. Corrected entries stay and are marked."),
           daily_log, _OF, profiles=_INSIDE),
    Output("monthly-package", Phrase("Monthly package"), Phrase("Number of your acts in each month, and of incidents."),
           monthly_package, _OF, profiles=("network", "internal", *OUTSIDE), counted=True),
    Output("handover", Phrase("Handover note"), Phrase("All open risks, for the next team."),
           handover_note, _OF, profiles=("internal",)),
    Output("incident-annex", Phrase("Annex of incidents"), Phrase("Incidents of the log and of the security log."),
           incident_annex, _OF, profiles=_INSIDE),
    Output("courtesy-letter", Phrase("Letter beforehand"),
           Phrase("Tells authorities beforehand; names of persons are added by hand."),
           courtesy_letter, _OF, profiles=("authority",)),
)  # fmt: skip
"""The papers of an accompaniment."""
