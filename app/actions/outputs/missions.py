"""Papers of a mission: the sheet that travels with it says who goes where when, and never a code word."""

from app.actions.outputs.leaving import Leaving, joined
from app.domain.record import Record
from app.domain.sheet import Block, Facts, Heading, Prose, Sheet, Table
from app.phrase import Phrase


def movement_sheet(leaving: Leaving) -> Sheet:
    """Return the one page of a mission for those who travel."""
    mission = leaving.roots[0]
    blocks: list[Block] = [Facts(leaving.facts(mission, "kind", "date_start", "date_end", "area", "place"))]
    blocks += [Heading(Phrase("The way")), Table(
        (Phrase("Leaves at"), Phrase("From"), Phrase("To"), Phrase("Arrives at"), Phrase("By what"), Phrase("Care")),
        tuple(_leg(leaving, leg) for leg in leaving.parts(mission, "leg")),
    )]  # fmt: skip
    for name, label in (("hazards", "Hazards of the area"), ("authorisations", "Authorisations")):
        if said := leaving.said(mission, name):
            blocks += [Heading(Phrase(label)), Prose(said)]
    return Sheet(leaving.title(mission), mission.ref, tuple(blocks), leaving.mark, "sheet")


def _leg(leaving: Leaving, leg: Record) -> tuple[str, ...]:
    care = [Phrase("stretch without signal")] if leg.fields.get("no_signal") else []
    care += [Phrase("to end before dark")] if leg.fields.get("before_dark") else []
    return (
        leaving.said(leg, "depart_plan"), leaving.titles(leaving.linked(leg, "from")),
        leaving.titles(leaving.linked(leg, "to")), leaving.said(leg, "arrive_plan"), leaving.said(leg, "mode"),
        joined(care),
    )  # fmt: skip
