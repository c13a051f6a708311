"""Papers around a relocation: the profile of a host, and the plan of a return.

Outside, a profile has no free text and no day: a whole network would read the day and the place of a person.
"""

from collections.abc import Sequence

from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.outgoing.output import Output
from app.actions.paper_parts import passages
from app.actions.papers.declared import FieldFacts, FilePaper, LinkedRows
from app.actions.papers.relocations import CHECKS, list_totals
from app.domain.record import Record
from app.domain.sheet import Block, SheetFacts, SheetProse, filled_table
from app.domain.views import Column
from app.errors import InputRefused
from app.phrase import Phrase


def _people(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    return passages.list_people(leaving, [root])


_REST = Phrase("Ask us for the days, the way and the conditions.")


def _host(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    """Return the days and the words, for ourselves only. Raises InputRefused for a request: it has no host."""
    if root.fields.get("side") != "offer":
        raise InputRefused("A request has no host.", "Amparo wrote nothing. Choose an offer.")
    by = leaving.titles(leaving.linked(root, "by"))
    offered = [SheetFacts(((Phrase("Offered by"), by),))] if by else []
    if not leaving.profile.own:
        return [*offered, SheetProse(_REST)]
    days = leaving.facts(root, "date_start", "date_end")
    return [*offered, *([SheetFacts(days)] if days else []), *passages.sections(leaving, root, "text", "conditions")]


def _plan(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    return passages.sections(leaving, root, "return_plan", "result")


def _risks(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    """Return the risk assessments, the newest last."""
    found = sorted(leaving.linked(root, "risk"), key=lambda one: str(one.fields.get("date", "")))
    rows = [[leaving.said(one, "date"), leaving.title(one), leaving.said(one, "next_review")] for one in found]
    return filled_table(Phrase("Risk assessments"), (Phrase("Date"), Phrase("Title"), Phrase("Next review")), rows)


_MOVE = FieldFacts("status origin destination arrived_on until next_review contact_after")
_FAMILY = LinkedRows(Phrase("Family and co-ordinators"), "participant", (
    Column("kind"), Column("who"), Column("tasks")))  # fmt: skip
_STEPS = LinkedRows(Phrase("Steps so far"), "step", (Column("date"), Column("state"), Column("text text_open")))
OUTPUTS = (
    Output("host-profile", Phrase("Sheet of a host"),
           Phrase("The place to stay, its room, its languages, its conditions and the costs that it covers."),
           FilePaper(Phrase("Sheet of a host"), (
               FieldFacts("kind area capacity family languages covers status"), _host)),
           ("offer",), profiles=("internal", "network")),
    Output("return-plan", Phrase("Plan of a return"),
           Phrase("The reason for a return now, the dangers, who receives the person, the money and the checks."),
           FilePaper(Phrase("Plan of a return"), (
               _people, _MOVE, FieldFacts("returned_on"), _plan, _risks, _FAMILY, list_totals, CHECKS, _STEPS),
               frame=(_people, _MOVE, _risks, _FAMILY, list_totals, CHECKS, _STEPS),
               empty=Phrase("No return is planned.")), ("relocation",), profiles=("internal",)),
)  # fmt: skip
"""The papers of this module."""
