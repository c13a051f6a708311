"""Papers of one incident: the emergency report of the first hours, and the full report for people who take the case."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.outgoing.output import Output
from app.actions.papers import passages
from app.actions.papers.passages import LINE
from app.domain.record import Record
from app.domain.sheet import Block, Heading, Items, Sheet, SheetFacts, SheetProse, filled_table
from app.phrase import Phrase

VALID_HOURS = 24
"""Hours for which an emergency report holds."""
_CONFIRMED = ("corroborated", "verified", "judgment")


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M")


def _rows(*rows: tuple[str, str]) -> SheetFacts:
    return SheetFacts(tuple(row for row in rows if row[1]))


def _deeds(leaving: OutgoingData, event: Record) -> list[Record]:
    return [one for one in leaving.parts(event, "intervention") if leaving.said(one, "kind")]


# The first hours.


def emergency(leaving: OutgoingData) -> Sheet:
    """Return the report of the first hours, with a mark if fewer than two sources confirm it."""
    event = leaving.roots[0]
    blocks: list[Block] = []
    if leaving.verdict(event) not in _CONFIRMED:
        blocks.append(SheetProse(Phrase("NOT CONFIRMED: one source or none. Ask us before you pass it on.")))
    made, until = (Phrase(leaving.when(_moment(leaving.now + hours * 3600))) for hours in (0, VALID_HOURS))
    blocks += [
        _rows((Phrase("Time of this report (UTC)"), made), (Phrase("Valid until (UTC)"), until)),
        *passages.list_people(leaving, [event]), *passages.facts(leaving, [event]), *passages.danger(leaving, [event]),
        *_confirmed(leaving, event), *passages.list_actions(leaving, _deeds(leaving, event)),
        *_officials(leaving, event), *_next(leaving, event), *_recommended(leaving, event), *_attached(leaving),
    ]  # fmt: skip
    if leaving.profile.own:
        rows = ((Phrase("Conclusion"), LINE), (Phrase("Approved by"), LINE), (Phrase("Date and time"), LINE))
        blocks += [Heading(Phrase("For approval")), SheetFacts(rows)]
    return Sheet(
        Phrase("Emergency report"), passages.say_subject(leaving, [event]), tuple(blocks), leaving.mark, "report"
    )


def _confirmed(leaving: OutgoingData, event: Record) -> list[Block]:
    """Return the kinds of sources with their numbers, never a name, and the number of pieces of evidence."""
    wholes = [event, *leaving.parts(event, "act")]
    n = sum(leaving.number(one, "information") for one in wholes)
    shown = [row for one in wholes for row in leaving.parts(one, "information")]
    kinds = Counter(said for row in shown if (said := leaving.said(row, "connection")))
    evidence = len(leaving.of_kind("evidence_item")) + leaving.staying("evidence_item")
    return [Heading(Phrase("Confirmation")), _rows(
        (Phrase("Verification status"), passages.say_basis(leaving, event)),
        (Phrase("Number of sources"), str(n)),
        (Phrase("Kinds of sources"), leaving.join(f"{kind}: {count}" for kind, count in kinds.items())),
        (Phrase("Pieces of evidence"), str(evidence) if evidence else ""),
    )]  # fmt: skip


def _officials(leaving: OutgoingData, event: Record) -> list[Block]:
    rows = [row for act in leaving.parts(event, "act")
            for row in leaving.facts(act, "attribution", "stated_reason", "claimed_by")]  # fmt: skip
    return [Heading(Phrase("Position of the alleged perpetrators")),
            SheetFacts(passages.merge(rows))] if rows else []  # fmt: skip


def _next(leaving: OutgoingData, event: Record) -> list[Block]:
    """Return the next steps with their days and the people responsible."""
    waiting = [one for one in _deeds(leaving, event)
               if one.fields.get("follow_up_on") and not leaving.outline(one).get("response")]  # fmt: skip
    waiting.sort(key=lambda one: str(one.fields["follow_up_on"]))
    rows = [(leaving.said(one, "follow_up_on"), leaving.said(one, "kind"), leaving.titles(leaving.linked(one, "by")))
            for one in waiting]  # fmt: skip
    rows += [(leaving.said(one, "due"), passages.first_said(leaving, one, "text", "text_open"),
              leaving.said(one, "owner")) for one in leaving.of_kind("undertaking")]  # fmt: skip
    header = (Phrase("Due date"), Phrase("Required action"), Phrase("Person responsible"))
    return filled_table(Phrase("Next steps"), header, rows)


def _recommended(leaving: OutgoingData, event: Record) -> list[Block]:
    """Return the requests of the actions and appeals, each once, without those to embassies."""
    deeds = [*leaving.parts(event, "intervention"), *leaving.of_kind("appeal")]
    codes = dict.fromkeys(code for one in deeds for code in passages.codes_in(one, "asks"))
    said = tuple(passages.ASKS[code] for code in codes if code in passages.ASKS)
    return [Heading(Phrase("Recommendation")), Items(said, True)] if said else []


def _attached(leaving: OutgoingData) -> list[Block]:
    said = tuple(leaving.title(one) for kind in ("document", "evidence_item") for one in leaving.of_kind(kind))
    return [Heading(Phrase("Attachments")), Items(tuple(dict.fromkeys(said)), True)] if said else []


# The full report of one incident (the form of the OHCHR manual on monitoring).


def incident_report(leaving: OutgoingData) -> Sheet:
    """Return the full report of one incident for people who take the case; sources are only numbers."""
    event = leaving.roots[0]
    acts = leaving.parts(event, "act")
    blocks: list[Block] = [
        *passages.facts(leaving, [event]), *passages.section(Phrase("Consequences"), leaving.said(event, "impact")),
        *passages.list_people(leaving, [event]), *_victims(leaving, acts), *_sources(leaving, [event, *acts]),
        *_doers(leaving, acts), *_injuries(leaving, acts), *_officials(leaving, event),
        *passages.danger(leaving, [event]), *passages.list_actions(leaving, _deeds(leaving, event)),
        *_confirmed(leaving, event),
        *passages.section(Phrase("Reason for the chosen status"), leaving.said(event, "verification_reason")),
        *_recommended(leaving, event), *_next(leaving, event), *_attached(leaving),
    ]  # fmt: skip
    return Sheet(
        Phrase("Incident report"), passages.say_subject(leaving, [event]), tuple(blocks), leaving.mark, "report"
    )


def _victims(leaving: OutgoingData, acts: Sequence[Record]) -> list[Block]:
    """Return each act with the person, the reasons and the state of the person afterwards."""
    names = ("victim_characteristic", "link_strength", "status_end", "age_at_act", "count_min", "count_max")
    blocks: list[Block] = []
    for act in acts:
        rows = leaving.facts(act, "violation", "method", "date_start", "victim", *names)
        blocks += [SheetFacts(rows)] if rows else []
    return [Heading(Phrase("Acts")), *blocks] if blocks else []


def _sources(leaving: OutgoingData, wholes: Iterable[Record]) -> list[Block]:
    """Return the sources as numbers with their connection and reliability; the list of witnesses is another paper."""
    rows = list({row.id: row for one in wholes for row in leaving.parts(one, "information")}.values())
    table = [(str(n), *(leaving.said(row, name) for name in ("connection", "material", "reliability", "independence",
                                                             "stance"))) for n, row in enumerate(rows, 1)]  # fmt: skip
    header = (Phrase("Number"), Phrase("Connection to the event"), Phrase("Kind of material"), Phrase("Reliability"),
              Phrase("Independence"), Phrase("Position on the claim"))  # fmt: skip
    told = [row for row in table if any(row[1:])]
    return filled_table(Phrase("Witnesses and other sources"), header, told)


def _doers(leaving: OutgoingData, acts: Iterable[Record]) -> list[Block]:
    rows = [leaving.facts(row, "perpetrator", "type", "degree", "status", "confidence", "description", "identified_by")
            for act in acts for row in leaving.parts(act, "involvement")]  # fmt: skip
    told = [SheetFacts(row) for row in dict.fromkeys(rows) if row]
    return [Heading(Phrase("Alleged perpetrators")), *told] if told else []


def _injuries(leaving: OutgoingData, acts: Iterable[Record]) -> list[Block]:
    rows = [row for act in acts for row in leaving.facts(act, "physical_harm", "psychological_harm")]
    return [Heading(Phrase("Injury and care")), SheetFacts(passages.merge(rows))] if rows else []


OUTPUTS = (
    Output("emergency-report", Phrase("Emergency report"),
           Phrase("The facts of the first hours, the danger, and the next steps."),
           emergency, ("event",), profiles=("internal", "network", "un", "embassy")),
    Output("incident-report", Phrase("Incident report"),
           Phrase("All facts of one incident, with sources as numbers, for people who take the case."),
           incident_report, ("event",), profiles=("internal", "network", "regional", "un")),
)  # fmt: skip
"""The papers of this module."""
