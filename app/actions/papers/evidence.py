"""The index of evidence with hashes, the list of witnesses, and the papers of interviews; all by alias (C19)."""

from app.actions.papers.outgoing_data import OutgoingData, join_phrases
from app.actions.papers.output import ALL_LANGUAGES, OUTSIDE, Output
from app.actions.records import interviews
from app.actions.records.interviews import Interview
from app.domain.record import Record
from app.domain.sheet import Block, Heading, Items, Sheet, SheetFacts, SheetProse, SheetTable
from app.phrase import Phrase

_INTERVIEW = (Phrase("Interviewed person"), Phrase("When"), Phrase("Place"), Phrase("Language"), Phrase("Consent"),
           Phrase("Missing"), Phrase("To be reached again"))  # fmt: skip
_NOTE = Phrase("This list contains no real names. The names password protects them.")


def make_interview_list(leaving: OutgoingData) -> Sheet:
    """Return the planned and held interviews of a mission by date."""
    mission = leaving.roots[0]
    rows = [
        _interview_row(leaving, one) for one in interviews.of_mission(leaving, mission, leaving.words, leaving.language)
    ]
    used = [at for at in range(len(_INTERVIEW)) if any(row[at] for row in rows)]
    kept = tuple(tuple(row[at] for at in used) for row in rows)
    none = SheetProse(Phrase("No interview is planned or written down yet."))
    blocks: tuple[Block, ...] = (SheetTable(tuple(_INTERVIEW[at] for at in used), kept, _NOTE) if rows else none,)
    return Sheet(Phrase("Interviews of a mission"), leaving.title(mission), blocks, leaving.mark, "interviews")


def _interview_row(leaving: OutgoingData, one: Interview) -> tuple[str, ...]:
    record = one.record
    who = ", ".join(filter(None, [leaving.title(one.person) if one.person else "", record.ref]))
    places = [_place(leaving, place) for place in leaving.linked(record, "place")]
    where = [*places, leaving.said(record, "place_kind")]
    when = [leaving.said(record, name) for name in ("date", "status")]
    again = [leaving.said(record, name) for name in ("recontact_on", "recontact")]
    when_, where_, again_ = (", ".join(filter(None, said)) for said in (when, where, again))
    return (who, when_, where_, leaving.said(record, "language"), one.consent, join_phrases(one.missing), again_)


def _place(leaving: OutgoingData, place: Record) -> str:
    """Return the place as others see it: its district, else its name; no name for a home."""
    home = place.fields.get("kind") in ("home", "private")
    return leaving.said(place, "district") or ("" if home else leaving.title(place))


_CONDITIONS = ("date", "place_kind", "private", "language", "interviewer", "interpreter", "prior", "recording",
               "breaks", "distress", "status")  # fmt: skip


def make_interview_sheet(leaving: OutgoingData) -> Sheet:
    """Return one interview: its conditions, the account, its credibility, the consent, and the next steps."""
    one = interviews.read_interview_status(leaving, leaving.roots[0], leaving.words, leaving.language)
    record = one.record
    blocks: list[Block] = [
        SheetFacts(
            (
                *leaving.facts(record, "interviewee", *_CONDITIONS),
                *([(Phrase("Consent"), one.consent)] if one.consent else []),
            )
        )
    ]
    for label, text in leaving.facts(record, "narrative", "answers", "credibility"):
        blocks += [Heading(label), SheetProse(text)]
    after = leaving.facts(record, "referral", "recontact", "recontact_on")
    blocks += [Heading(Phrase("Next steps")), SheetFacts(after)] if after else []
    blocks += [Heading(Phrase("Missing")), Items(one.missing)] if one.missing else []
    return Sheet(Phrase("Interview report"), leaving.code(record), tuple(blocks), leaving.mark, "interview")


_HEADER = (Phrase("Number"), Phrase("Title"), Phrase("Date"), Phrase("Source"), Phrase("Relevance"),
           Phrase("Strength"), Phrase("SHA-256 of the original"))  # fmt: skip


def shown_by(leaving: OutgoingData) -> dict[bytes, list[str]]:
    """Return the numbers of the findings that use each evidence item, by its id."""
    shows: dict[bytes, list[str]] = {}
    for finding in leaving.of_kind("finding"):
        for item in leaving.linked(finding, "evidence"):
            shows.setdefault(item.id, []).append(finding.ref)
    return shows


def index(leaving: OutgoingData) -> Sheet:
    """Return every evidence item of the requested records, each once, and the number of withheld items."""
    findings = shown_by(leaving)
    items = sorted(leaving.of_kind("evidence_item"), key=leaving.entered)
    rows = tuple(_row(leaving, item, findings.get(item.id, [])) for item in items)
    used = [at for at in range(len(_HEADER)) if any(row[at] for row in rows)]
    kept = tuple(tuple(row[at] for at in used) for row in rows)
    blocks: list[Block] = [SheetTable(tuple(_HEADER[at] for at in used), kept)] if rows else []
    if n := leaving.staying("evidence_item"):
        blocks.append(SheetProse(Phrase("Pieces of evidence that are kept and not shown here: {n}.", n=n)))
    elif not rows:
        blocks.append(SheetProse(Phrase("There is no evidence of it yet.")))
    return Sheet(Phrase("Index of the evidence"), leaving.titles(leaving.roots), tuple(blocks), leaving.mark, "index")


def _row(leaving: OutgoingData, item: Record, findings: list[str]) -> tuple[str, ...]:
    """Return one row, with the numbers of the findings and of the records that the item belongs to."""
    whom = [leaving.title(who) for who in leaving.linked(item, "collected_by")]
    whom += [told.ref for told in leaving.parts(item, "information")]
    of = [whole.ref for whole in leaving.linked(item, "of") if whole not in leaving.roots]
    return (
        item.ref, leaving.said(item, "title"), leaving.said(item, "collected_on"), ", ".join(whom),
        ", ".join([*findings, *of]), leaving.said(item, "strength"), leaving.said(item, "sha256"),
    )  # fmt: skip


def make_source_list(leaving: OutgoingData) -> Sheet:
    """Return every source of the requested records, once for each topic."""
    rows = [row for told in leaving.of_kind("information") for row in _rows(leaving, told)]
    header = (Phrase("By alias"), Phrase("Source of knowledge"), Phrase("Subject"), Phrase("To be careful of"))
    note = Phrase("This list contains no real names. The names password protects them.")
    title = Phrase("Witnesses by alias")
    return Sheet(title, leaving.titles(leaving.roots), (SheetTable(header, tuple(sorted(rows)), note),), leaving.mark)


def _rows(leaving: OutgoingData, told: Record) -> list[tuple[str, ...]]:
    about = leaving.titles(leaving.linked(told, "about"))
    return [
        (leaving.title(who), leaving.said(told, "connection"), about, _care(who))
        for who in leaving.linked(told, "source")
    ]


def _care(who: Record) -> str:
    care = [Phrase("protected person")] if who.fields.get("protected") else []
    return join_phrases(
        [*care, *([Phrase("of age group 0 to 17")] if who.fields.get("age_group") in ("0-11", "12-17") else [])]
    )


OUTPUTS = (
    Output("interview-list", Phrase("Interview list"),
           Phrase("Interviewed people by alias, with consent, missing parts and planned contacts."),
           make_interview_list, ("mission",), profiles=("internal",)),
    Output("interview-report", Phrase("Interview report"),
           Phrase("The account of one person and its conditions, by alias."),
           make_interview_sheet, ("interview",), profiles=("internal",)),
    Output("evidence-index", Phrase("Index of the evidence"),
           Phrase("Each piece with its number, what it shows and the hash of its original."),
           index, ("mission", "case", "event"), profiles=("internal", "network", *OUTSIDE, "court", "icc"),
           languages=ALL_LANGUAGES),
    Output("witness-list", Phrase("Witness list"), Phrase("Sources by alias and subject, with people who need "
                                                          "special care."),
           make_source_list, ("event", "case", "mission"), profiles=("internal",)),
)  # fmt: skip
"""The papers of this module."""
