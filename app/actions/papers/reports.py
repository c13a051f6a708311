"""Reports of findings: of a mission, of one meeting.

A finding needs at least one evidence item and one source; otherwise the report says that it is not founded yet. An
audience that must not see them gets their number.
"""

from collections import Counter
from collections.abc import Sequence

from attrs import evolve

from app.actions.kernel.records import record_of
from app.actions.outgoing.outgoing_data import OutgoingData, join_phrases
from app.actions.outgoing.output import OUTSIDE, Output
from app.actions.paper_parts import incident_words, passages
from app.actions.papers.evidence import shown_by
from app.domain import disclosure, interview_rules
from app.domain.appeal_texts import say_authorities
from app.domain.disclosure import cross_items
from app.domain.record import Record
from app.domain.sheet import Block, Heading, Items, Sheet, SheetFacts, SheetProse, filled_table
from app.phrase import Phrase
from app.store.records.links import list_targets
from app.store.vault.open_vault import Vault


def has_basis(leaving: OutgoingData, finding: Record) -> bool:
    """Return True if a finding has evidence and a source, also if these are withheld."""
    return bool(leaving.number(finding, "evidence_item") and _sources(leaving, finding))


def _sources(leaving: OutgoingData, finding: Record) -> int:
    """Return the number of sources of a finding: information records and complete interviews."""
    return leaving.number(finding, "information") + leaving.number(finding, "interview")


def mission_report(leaving: OutgoingData) -> Sheet:
    """Return the report of a mission, as much as the audience can see."""
    mission = leaving.roots[0]
    told = _list_told(leaving)
    names = ("kind", "status", "area", "requested_by", "case", "gender_factor")
    kept = leaving.facts(mission, *names) if _is_undated(leaving) else passages.list_dates(leaving, mission, *names)
    events = leaving.facts(mission, "event") if leaving.profile.own else _list_codes(leaving, told)
    blocks: list[Block] = [SheetFacts((*kept, *events, *_visited(leaving, mission)))]
    rounded = not leaving.profile.own and leaving.is_rounded([mission, *leaving.linked(mission, "place")])
    if rounded or _is_undated(leaving):
        blocks.append(SheetProse(passages.SOME_KEPT if told or _tells_visit(leaving, mission) else ALL_KEPT))
    open_ = leaving.profile.own or leaving.profile.name == "public"
    head = () if open_ else passages.section(Phrase("Summary"), leaving.said(mission, "summary_open"))
    blocks += [*head, *passages.sections(leaving, mission, *(["summary_open"] if open_ else []), "mandate")]
    blocks += team(leaving, mission)
    blocks += passages.sections(leaving, mission, "method")
    blocks += filled_table(Phrase("The way"), _WAY, [_leg(leaving, leg) for leg in leaving.parts(mission, "leg")])
    blocks += passages.sections(leaving, mission, "context")
    blocks += filled_table(Phrase("Meetings"), _MET, [_met(leaving, met) for met in leaving.parts(mission, "meeting")])
    blocks += _interviews(leaving, mission)
    people = passages.list_people(leaving, told)
    if not people and not leaving.profile.own and leaving.number(mission, "event"):
        blocks.append(SheetProse(_SILENT if leaving.profile.name == "donor" else _NAMELESS))
    blocks += [*people, *passages.facts(leaving, told)]
    blocks += filled_table(
        Phrase("What the team saw"), _SEEN, [_seen(leaving, one) for one in leaving.parts(mission, "observation")]
    )
    blocks += _findings(leaving, leaving.parts(mission, "finding"))
    blocks += passages.sections(leaving, mission, "legal_analysis", "position")
    done = leaving.parts(mission, "undertaking")
    asked = [one for one in done if one.fields.get("kind") in ("recommendation", "demand")]
    blocks += filled_table(
        Phrase("Recommendations"), _ASKED, [_asked(leaving, one) for one in asked if _words(leaving, one)]
    )
    promised = [one for one in done if one not in asked and _words(leaving, one)]
    blocks += filled_table(Phrase("Promises and tasks"), _PROMISED, [_promised(leaving, one) for one in promised])
    blocks += [*passages.tell_further(leaving), *passages.wishes(leaving, [])] if not leaving.profile.own else []
    blocks += _annexes(leaving)
    silent = not asked or leaving.profile.own or leaving.profile.name in ("public", "donor")
    until = "" if silent else passages.answer_day(leaving, None)
    blocks += [] if leaving.profile.own else _ask(leaving, until)
    top, mark = incident_words.warn_public(leaving, told)
    mark = mark or passages.choose_mark(leaving, blocks)
    return Sheet(Phrase("Mission report"), leaving.named(mission), (*top, *blocks), mark, "report", answer_by=until)


ALL_KEPT = Phrase(
    "This report does not say when and where the mission and the events took place, to protect the people concerned."
)
_SILENT = Phrase("Who the people are, what happened to them, and who did it is not in this report, to protect them.")
_NAMELESS = Phrase("Names are not in this report, to protect the people.")


def _is_undated(leaving: OutgoingData) -> bool:
    """Return True for an authority, which must not learn when people talked: no day of the visit is told."""
    return leaving.profile.name == "authority"


def _tells_visit(leaving: OutgoingData, mission: Record) -> bool:
    """Return True if a day or a place of the visit is told."""
    days = () if _is_undated(leaving) else leaving.facts(mission, "date_start", "date_end")
    return bool(days or passages.say_area(leaving, mission))


def _day(leaving: OutgoingData, one: Record, name: str = "date") -> str:
    return "" if _is_undated(leaving) else leaving.said(one, name)


def _ask(leaving: OutgoingData, until: str) -> list[Block]:
    """Return the last sentences for readers outside: their use of the recommendations, and an answer by a day."""
    if not until:
        return [SheetProse(Phrase("No answer is needed."))]
    help_ = Phrase("Please raise these recommendations with those that they are addressed to.")
    raised = leaving.profile.name in ("embassy", "un", "regional")
    return [*([SheetProse(help_)] if raised else []), passages.ask_for_answer(leaving, until)]


def _visited(leaving: OutgoingData, mission: Record) -> list[tuple[str, str]]:
    """Return the number of meetings for readers outside, which is exact as it points at no person, and their kinds."""
    n = 0 if leaving.profile.own else leaving.number(mission, "meeting")
    kinds = dict.fromkeys(leaving.said(met, "counterpart") for met in leaving.parts(mission, "meeting"))
    rows = ((Phrase("Meetings of the mission"), str(n)), (Phrase("People and bodies visited"), leaving.join(kinds)))
    return [row for row in rows if n and row[1]]


def _list_told(leaving: OutgoingData) -> list[Record]:
    """Return the incidents of the mission for readers outside: only those whose people all agreed to it."""
    found = passages.list_events(leaving) if not leaving.profile.own else []
    return [one for one in found if not leaving.say_missing([one])]


def _list_codes(leaving: OutgoingData, events: Sequence[Record]) -> list[tuple[str, str]]:
    """Return the days and the coded acts of incidents: their titles are words for ourselves."""
    said = []
    for one in events:
        acts = (passages.first_said(leaving, act, "violation", "violation_text") for act in leaving.parts(one, "act"))
        what = join_phrases(list(dict.fromkeys(filter(None, acts)))) or leaving.said(one, "violation_class")
        day = passages.say_start(leaving, one)
        said += [Phrase("{label}: {text}", label=day, text=what)] if day and what else []
    return [(Phrase("Incidents"), join_phrases(said))] if said else []


def _list_incidents(vault: Vault, handles: Sequence[str]) -> list[str]:
    """Return the incidents of missions, which leave with all their parts."""
    missions = (record_of(vault, handle) for handle in handles)
    return [id_.hex() for one in missions for id_ in list_targets(vault.con, one.id, "event")]


_SEEN = (Phrase("When"), Phrase("Place"), Phrase("Observation"), Phrase("Origin"), Phrase("Reliability"))


def _seen(leaving: OutgoingData, one: Record) -> tuple[str, ...]:
    said = (leaving.said(one, name) for name in ("text", "source", "reliability"))
    return (_day(leaving, one), passages.say_area(leaving, one), *said)


_WAY = (Phrase("From"), Phrase("To"), Phrase("Actual departure"), Phrase("Actual arrival"), Phrase("Means"))
_MET = (Phrase("When"), Phrase("Partner"), Phrase("Kind of counterpart"), Phrase("Level"), Phrase("Purpose"),
        Phrase("Outcome"))  # fmt: skip
_ASKED = (Phrase("Addressed to"), Phrase("Required action"), Phrase("Due date"), Phrase("Status"))
_PROMISED = (Phrase("Made by"), Phrase("Required action"), Phrase("Due date"), Phrase("Status"),
             Phrase("Result"))  # fmt: skip
_EVIDENCE = (Phrase("Number"), Phrase("Title"), Phrase("Date"), Phrase("Findings"), Phrase("SHA-256 of the original"))


def team(leaving: OutgoingData, of: Record) -> list[Block]:
    """Return the numbers of participants by function and sex, or only the functions if no number is told; no names."""
    here = [
        (one, (str(one.fields.get("kind", "")),), (str(one.fields.get("sex", "")),))
        for one in leaving.parts(of, "participant")
    ]
    found = cross_items(here, lambda some: (len(some), len(some)))
    table = leaving.tallies.by_sex(Phrase("Role"), "participant_kind", found)
    if any(cell.isdigit() and int(cell) for row in table.rows for cell in row):
        return [Heading(Phrase("Team")), evolve(table, note=leaving.tallies.small)]
    return passages.section(Phrase("Team"), leaving.join(dict.fromkeys(leaving.said(one, "kind") for one, *_ in here)))


def _leg(leaving: OutgoingData, leg: Record) -> tuple[str, ...]:
    def when(end: str) -> str:
        actual, planned = (_day(leaving, leg, f"{end}_{way}") for way in ("actual", "plan"))
        return actual or (Phrase("{when} (as planned)", when=planned) if planned else "")

    ends = (leaving.titles(leaving.linked(leg, end)) for end in ("from", "to"))
    return (*ends, when("depart"), when("arrive"), leaving.said(leg, "mode"))


def _met(leaving: OutgoingData, met: Record) -> tuple[str, ...]:
    whom = leaving.titles(leaving.linked(met, "with")) or leaving.said(met, "title")
    return (_day(leaving, met), whom,
            *(leaving.said(met, name) for name in ("counterpart", "level", "purpose", "outcome")))  # fmt: skip


def _interviews(leaving: OutgoingData, mission: Record) -> list[Block]:
    """Return the numbers of interviews by kind of place and sex; for others only the total, if not small."""
    count = leaving.number(mission, "interview")
    if not count:
        return []
    if not leaving.profile.own:
        told = disclosure.format_count((count, count), True)
        return [Heading(Phrase("Interviews")), SheetFacts(((Phrase("On record"), told),))]
    by: dict[str, list[str]] = {}
    for one in leaving.parts(mission, "interview"):
        if interview_rules.took_place(one.fields):
            who = leaving.linked(one, "interviewee")
            sex = leaving.said(who[0], "sex") if who else ""
            by.setdefault(leaving.said(one, "place_kind") or Phrase("Not recorded"), []).append(sex)
    rows = [(place, str(len(sexes)), _by_sex(sexes)) for place, sexes in sorted(by.items())]
    return filled_table(
        Phrase("Interviews"), (Phrase("Kind of place"), Phrase("Number of people"), Phrase("By sex")), rows
    )


def _by_sex(sexes: Sequence[str]) -> str:
    return ", ".join(f"{sex} {n}" for sex, n in sorted(Counter(filter(None, sexes)).items()))


def _words(leaving: OutgoingData, one: Record) -> str:
    return passages.first_said(leaving, one, "text", "text_open")


def _asked(leaving: OutgoingData, one: Record) -> tuple[str, ...]:
    to = leaving.said(one, "addressee") or leaving.titles(leaving.linked(one, "by"))
    if not to and not leaving.profile.own:
        kept = leaving.outline(one).get("addressee") or leaving.number(one, "organisation")
        to = Phrase("an authority that we do not name here, to protect the people") if kept else say_authorities("")
    due = leaving.said(one, "due")
    if due and leaving.profile.facets["time"] == "quarter":
        due = Phrase("{months} (this paper tells only the quarter)", months=due)
    return (to, _words(leaving, one), due, leaving.said(one, "status"))


def _promised(leaving: OutgoingData, one: Record) -> tuple[str, ...]:
    by = leaving.titles(leaving.linked(one, "by")) or leaving.said(one, "owner")
    return (by, _words(leaving, one), *(leaving.said(one, name) for name in ("due", "status", "outcome")))


# Findings.


def _findings(leaving: OutgoingData, findings: Sequence[Record]) -> list[Block]:
    """Return founded findings by right, each with its evidence and sources, then those without a basis."""
    stand = [one for one in findings if has_basis(leaving, one)]
    by: dict[str, list[Record]] = {}
    for one in stand:
        codes = one.fields.get("violation")
        right = leaving.words["violation"].label(codes[0] if isinstance(codes, list) and isinstance(codes[0], str)
                                                 else "", leaving.language) if codes else ""  # fmt: skip
        if _open(leaving, one):
            by.setdefault(right, []).append(one)
    out: list[Block] = [Heading(Phrase("Findings"))] if findings else []
    for right in sorted(by, key=lambda right: (not right, right)):
        out.append(Heading(right[:1].upper() + right[1:] or Phrase("No right is named")))
        for one in by[right]:
            out += [SheetProse(_open(leaving, one)), SheetFacts(_rests_on(leaving, one))]
    if by and not leaving.profile.own:
        why = Phrase("These are conclusions of the mission, and not decisions of a court.")
        out.insert(1, SheetProse(why))
    unsaid = len(stand) - sum(map(len, by.values())) + leaving.staying("finding")
    if unsaid:
        out.append(SheetProse(Phrase("Findings without a text for this level: {n}.", n=unsaid)))
    bare = [one for one in findings if one not in stand]
    if bare and leaving.profile.own:
        why = Phrase("These lack evidence or a source. They are no findings of this report.")
        out += [Heading(Phrase("Not yet founded")), SheetProse(why), Items(tuple(_lacks(leaving, one) for one in bare))]
    elif bare:
        out.append(
            SheetProse(Phrase("Findings not included, because evidence or a source is missing: {n}.", n=len(bare)))
        )
    return out


def _open(leaving: OutgoingData, finding: Record) -> str:
    return passages.first_said(leaving, finding, "text", "text_open", "title")


def _rests_on(leaving: OutgoingData, finding: Record) -> tuple[tuple[str, str], ...]:
    """Return the evidence and sources of a finding: by their numbers in the annexes, or as a count."""
    sources = {row.id: row for row in (*leaving.linked(finding, "source"), *leaving.parts(finding, "information"))}
    near = leaving.profile.name in incident_words.NEAR_THEM
    return (
        (Phrase("Number"), finding.ref),
        *leaving.facts(finding, "violation", "gender_factor", "confidence", "event"),
        (Phrase("Evidence"), _listed(leaving.linked(finding, "evidence"), leaving.number(finding, "evidence_item"))),
        (Phrase("Sources"), Phrase("not shown here") if near else _listed(list(sources.values()),
                                                                          _sources(leaving, finding))),
    )  # fmt: skip


def _listed(shown: Sequence[Record], count: int) -> str:
    """Return the numbers of records, and the count of further withheld ones."""
    refs = ", ".join(record.ref for record in shown)
    rest = count - len(shown)
    if not rest:
        return refs
    return Phrase("{refs} and {n} not shown here", refs=refs, n=rest) if refs else Phrase("{n}, not shown here", n=rest)


def _lacks(leaving: OutgoingData, finding: Record) -> str:
    lacks = [] if leaving.number(finding, "evidence_item") else [Phrase("no evidence")]
    lacks += [] if _sources(leaving, finding) else [Phrase("no source")]
    return Phrase("{title}, {ref}: {why}", title=_open(leaving, finding), ref=finding.ref, why=join_phrases(lacks))


def _annexes(leaving: OutgoingData) -> list[Block]:
    """Return the index of all evidence here, and of the papers; none is left unlisted.

    For others, it has the evidence of the findings and the mission, and not that of single incidents.
    """
    shows = shown_by(leaving)
    rows = [
        (item.ref, leaving.title(item), leaving.said(item, "collected_on"), ", ".join(shows.get(item.id, ())),
         leaving.said(item, "sha256"))
        for item in sorted(leaving.of_kind("evidence_item"), key=leaving.entered)
        if leaving.profile.own or item.id in shows or leaving.number(item, "mission")
    ]  # fmt: skip
    out = filled_table(Phrase("Index of the evidence"), _EVIDENCE, rows)
    if n := leaving.staying("evidence_item"):
        out.append(SheetProse(Phrase("Pieces of evidence that are kept and not shown here: {n}.", n=n)))
    papers = [leaving.title(paper) for paper in leaving.of_kind("document")]
    return out + ([Heading(Phrase("Papers annexed")), Items(tuple(papers), 1)] if papers else [])


# One meeting.


def minutes(leaving: OutgoingData) -> Sheet:
    """Return the minutes of a meeting: people by function, statements, outcome, and tasks with dates."""
    met = leaving.roots[0]
    blocks: list[Block] = [SheetFacts(leaving.facts(met, "date", "place", "with", "counterpart", "level", "outcome",
                                               "follow_up_on"))]  # fmt: skip
    blocks += team(leaving, met)
    blocks += passages.sections(leaving, met, "purpose", "agenda", "said", "attitude")
    rows = [_promised(leaving, one) for one in leaving.parts(met, "undertaking")]
    blocks += filled_table(Phrase("Promises, decisions and tasks"), _PROMISED, rows)
    blocks += _annexes(leaving)
    return Sheet(Phrase("Minutes of a meeting"), leaving.named(met), tuple(blocks), leaving.mark, "minutes")


OUTPUTS = (
    Output("mission-report", Phrase("Mission report"),
           Phrase("Each finding with its basis. Versions for others contain no harmful details."),
           mission_report, ("mission",), profiles=("internal", "network", *OUTSIDE, "donor", "public"),
           also=_list_incidents),
    Output("minutes", Phrase("Minutes of a meeting"),
           Phrase("Topics, results and tasks of a meeting, with due dates."),
           minutes, ("meeting",), profiles=("internal", "network", *OUTSIDE)),
)  # fmt: skip
"""The papers of this module."""
