"""The paper with the details of the acts of an incident: each group that fits an act, and the body map."""

from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.outgoing.output import Output
from app.actions.paper_parts import passages
from app.domain.acts.body_map import SIDES, read_marks
from app.domain.acts.shaped_rows import say_rows
from app.domain.record import Record
from app.domain.sheet import Block, Heading, Sheet, SheetFacts, SheetProse, SheetTable
from app.phrase import Phrase

_MAP = Phrase("Drawing of the body, front side and back side, with the numbers of the table")

_FIELDS = (
    "cause", "autopsy", "certificate", "body_where", "scene_secured", "examiner", "intent", "statement", "questions",
    "routine", "medical", "consistency", "last_seen", "last_seen_by", "clothing", "search", "fate", "property",
    "compensation", "age_at_act", "count_min", "count_max", "named", "casualty_status", "means", "grave",
)  # fmt: skip


def make_act_sheet(leaving: OutgoingData) -> Sheet:
    """Return the details of each act of an incident that leave: death, torture, disappearance, property, numbers."""
    event = leaving.roots[0]
    leaving.need_consent(event)
    blocks: list[Block] = []
    for act in leaving.parts(event, "act"):
        found = _details(leaving, act)
        blocks += [Heading(leaving.title(act)), *found] if found else []
    if not blocks:
        blocks.append(SheetProse(Phrase("This paper has no detail for its reader.")))
    blocks.append(SheetProse(Phrase("Left and right are those of the person. Only a clinician can give an opinion on "
                                    "the marks.")))  # fmt: skip
    return passages.page_about(leaving, Phrase("Details of acts"),
                               [*passages.list_people(leaving, [event]), *blocks])  # fmt: skip


def _details(leaving: OutgoingData, act: Record) -> list[Block]:
    rows = list(leaving.facts(act, *_FIELDS))
    if groups := act.fields.get("by_group"):
        field = leaving.kinds["act"].fields["by_group"]
        said = leaving.join(say_rows(field, groups, lambda scheme, code: _label(leaving, scheme, code)))
        rows.append((Phrase(field.label), said))
    return [*([SheetFacts(tuple(rows))] if rows else []), *_body_map(leaving, act)]


def _body_map(leaving: OutgoingData, act: Record) -> list[Block]:
    """Return the drawing with its table; marks without a place are only in the table."""
    marks = sorted(read_marks(act.fields.get("body_map")), key=lambda mark: not mark.side)
    rows = [
        (str(number), SIDES.get(mark.side, ""), _label(leaving, "body_part", mark.part),
         _label(leaving, "injury", mark.injury), mark.note)
        for number, mark in enumerate(marks, 1)
    ]  # fmt: skip
    header = (Phrase("Number"), Phrase("Side"), Phrase("Part of the body"), Phrase("Kind of injury"), Phrase("Note"))
    points = tuple(mark.at for mark in marks if mark.side)
    return [SheetTable(header, tuple(rows), drawing=points, drawn=_MAP)] if rows else []


def _label(leaving: OutgoingData, scheme: str, code: str) -> str:
    return leaving.words[scheme].label(code, leaving.language) if code else ""


OUTPUTS = (
    Output("act-sheet", Phrase("Details of acts"),
           Phrase("Death, torture with the body map, disappearance, property and numbers, for each act."),
           make_act_sheet, ("event",), profiles=("internal", "un", "regional", "court", "service")),
)  # fmt: skip
"""The papers of this module."""
