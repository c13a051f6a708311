"""Papers of interviews: the list of a mission's interviews, and one complete interview. By alias, internal only."""

from app.actions.outgoing.outgoing_data import OutgoingData, join_phrases
from app.actions.outgoing.output import Output
from app.actions.paper_parts import passages
from app.actions.records import interviews
from app.actions.records.interviews import Interview
from app.domain.record import Record
from app.domain.sheet import Block, Heading, Items, Sheet, SheetFacts, SheetProse, SheetTable
from app.phrase import Phrase

_HEADER = (Phrase("Interviewed person"), Phrase("When"), Phrase("Place"), Phrase("Language"), Phrase("Consent"),
           Phrase("Missing"), Phrase("To be reached again"))  # fmt: skip
_NOTE = Phrase("This list contains no real names. The names password protects them.")


def make_interview_list(leaving: OutgoingData) -> Sheet:
    """Return the planned and held interviews of a mission by date."""
    mission = leaving.roots[0]
    rows = [_row(leaving, one) for one in interviews.of_mission(leaving, mission, leaving.words, leaving.language)]
    used = [at for at in range(len(_HEADER)) if any(row[at] for row in rows)]
    kept = tuple(tuple(row[at] for at in used) for row in rows)
    none = SheetProse(Phrase("No interview is planned or written down yet."))
    blocks: tuple[Block, ...] = (SheetTable(tuple(_HEADER[at] for at in used), kept, _NOTE) if rows else none,)
    return Sheet(Phrase("Interviews of a mission"), leaving.title(mission), blocks, leaving.mark, "interviews")


def _row(leaving: OutgoingData, one: Interview) -> tuple[str, ...]:
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
    rows = (*leaving.facts(record, "interviewee", *_CONDITIONS), (Phrase("Consent"), one.consent))
    blocks: list[Block] = [SheetFacts(tuple(row for row in rows if row[1]))]
    blocks += passages.sections(leaving, record, "narrative", "answers", "credibility")
    after = leaving.facts(record, "referral", "recontact", "recontact_on")
    blocks += [Heading(Phrase("What we will do")), SheetFacts(after)] if after else []
    blocks += [Heading(Phrase("Missing")), Items(one.missing)] if one.missing else []
    return Sheet(Phrase("Interview report"), leaving.code(record), tuple(blocks), leaving.mark, "interview")


OUTPUTS = (
    Output("interview-list", Phrase("Interview list"),
           Phrase("Interviewed people by alias, with consent, missing parts and planned contacts."),
           make_interview_list, ("mission",), profiles=("internal",)),
    Output("interview-report", Phrase("Interview report"),
           Phrase("The account of one person and its conditions, by alias."),
           make_interview_sheet, ("interview",), profiles=("internal",)),
)  # fmt: skip
"""The papers of this module."""
