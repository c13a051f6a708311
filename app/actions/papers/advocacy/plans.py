"""Papers of plans and arguments: a protection plan, its progress, and the brief with arguments by theme."""

from collections.abc import Sequence

from app.actions.casework.demands import KIND
from app.actions.kernel.record_context import Inside
from app.actions.kernel.records import record_of
from app.actions.kernel.view_rows import as_of_day, sort_late
from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.outgoing.output import OUTSIDE, Output
from app.actions.paper_parts import passages
from app.actions.papers.advocacy.asked import STATES, answer_day, ask, say_asked, tell_matter, tells_states
from app.actions.papers.advocacy.demands import (
    ARGUED,
    count_by_theme,
    lacks_source,
    list_arguments,
    list_told,
    read_card,
)
from app.actions.papers.declared import FieldFacts, FilePaper, LinkedRows, group, say, table
from app.domain.record import Record
from app.domain.sheet import Block, Heading, Items, Sheet, SheetFacts, SheetProse
from app.domain.views import Column
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.vault.open_vault import Vault

_TEXT = Column("text text_open", Phrase("Measure"))
_TASKS = (_TEXT, Column("owner"), *STATES, Column("outcome"))
_USE = Phrase("Use these arguments with officials, journalists and neighbours who object. Tell us which one helped.")
_NO_SOURCE = Phrase("These arguments have no source yet. Do not use them before they have one.")


def _goal(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    return passages.section(Phrase("Goal"), passages.first_said(leaving, root, "goal", "text_open"))


def tell_basis(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    """Return the recommendations that the plan carries out."""
    return table(leaving, Phrase("Basis: items of documents"), leaving.linked(root, "item"),
                 (Column("number", Phrase("Item")), Column("text"), Column("document")))  # fmt: skip


def list_measures(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    """Return the measures or steps of a plan with their states, the next first."""
    told = [one for one in read_card(leaving, root).found if say(leaving, one, _TEXT)]
    found = sort_late(leaving, told, leaving.today)
    columns = [one for one in _TASKS if tells_states(leaving) or one is not STATES[-1]]
    rest = len(leaving.parts(root, KIND, "of")) - len(found)
    more = [SheetFacts(((Phrase("Measures that are not in this paper"), str(rest)),))] if rest else []
    return [*table(leaving, Phrase("Measures"), found, columns, words=say_asked), *more]


def _gaps(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    """Return the gaps: measures without a person or a day, late measures, and items without a measure."""
    found = [as_of_day(leaving, one, leaving.today) for one in leaving.parts(root, KIND, "of")]
    told = [one for one in found if say(leaving, one, _TEXT)]
    outlines = [(one, leaving.outline(one)) for one in told]
    done = {item.id for one in found for item in leaving.linked(one, "item")}
    late = {one.id for one, _ in read_card(leaving, root).late}
    rows = [
        *(Phrase("No person responsible: {measure}", measure=say(leaving, one, _TEXT))
          for one, known in outlines if not known.get("owner")),
        *(Phrase("No due date: {measure}", measure=say(leaving, one, _TEXT))
          for one, known in outlines if not known.get("due")),
        *(Phrase("Overdue: {measure}", measure=say(leaving, one, _TEXT)) for one in told if one.id in late),
        *(Phrase("No measure is linked to this item: {item}", item=leaving.said(item, "text"))
          for item in leaving.linked(root, "item") if item.id not in done),
    ]  # fmt: skip
    return [Heading(Phrase("Gaps")), Items(tuple(rows), 1)] if rows else []


def make_brief(leaving: OutgoingData) -> Sheet:
    """Return the arguments by theme. Those without a source are first for ourselves, and in no other paper."""
    found = list_told(leaving)
    bare = [one for one in found if lacks_source(leaving, one)]
    blocks: list[Block] = [SheetProse(_USE)]
    if bare:
        blocks += [*table(leaving, Phrase("Without a source"), bare, ARGUED), SheetProse(_NO_SOURCE)]
    for theme, some in group(leaving, [one for one in found if one not in bare], Column("theme")).items():
        said = theme[:1].upper() + theme[1:] if theme else Phrase("No theme")
        blocks += table(leaving, said, some, ARGUED)
    if not found:
        raise InputRefused("No argument with a source is here.", "Nothing was written. Add a source to an argument.")
    return Sheet(Phrase("Arguments"), "", tuple(blocks), leaving.mark, "list")


def _list_documents(vault: Vault, handles: Sequence[str]) -> list[str]:
    """Return the documents of the items of a plan, for their names."""
    around = Inside(vault)
    items = [item for handle in handles for item in around.linked(record_of(vault, handle), "item")]
    return [one.id.hex() for item in items for one in around.linked(item, "document")]


def _list_all(vault: Vault) -> list[str]:
    return [one.id.hex() for one in list_arguments(vault)]


_FACTS = FieldFacts("kind status network partner country area date_start date_end next_review lead")


def _names(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    return [SheetProse(passages.OUR_NAMES)] if leaving.profile.own else []


OUTPUTS = (
    Output("protection-plan", Phrase("Plan and its measures"),
           Phrase("The goal, the basis, the measures with owner, due date and state, and the gaps."),
           FilePaper(Phrase("Plan and its measures"), (
               _FACTS,
               _names,
               _goal,
               tell_basis,
               list_measures,
               _gaps,
               count_by_theme,
               LinkedRows(Phrase("Steps so far"), "step", (Column("date"), Column("state"), Column("text text_open"))),
           ), frame=(_FACTS, _names), empty=Phrase("This plan has no goal and no measure for this reader.")),
           ("programme",), profiles=("internal", "network", *OUTSIDE), also=_list_documents),
    Output("progress-table", Phrase("Progress of a plan"),
           Phrase("The measures with their states, and their number by theme."),
           FilePaper(Phrase("Progress of a plan"), (_FACTS, tell_matter, _goal, count_by_theme, list_measures, ask),
                     answer_day, (_FACTS, tell_matter, _goal, ask),
                     Phrase("This plan has no measure for this reader.")),
           ("programme",),
           profiles=("internal", "network", *OUTSIDE, "public")),
    Output("argument-brief", Phrase("Arguments with their sources"),
           Phrase("Objections and answers by theme, with authority and source."), make_brief,
           profiles=("internal", "network", *OUTSIDE, "public"), roots=_list_all),
)  # fmt: skip
"""The papers of this module."""
