"""Papers of contexts: the sheet of a project, law or conflict, and the sheet of aid, co-operation or debt."""

from collections.abc import Sequence

from app.actions.kernel.records import record_of
from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.outgoing.output import Output
from app.actions.paper_parts import passages
from app.actions.papers.advocacy.asked import answer_day, ask, list_asked
from app.actions.papers.declared import FieldFacts, FilePaper, LinkedRows, table
from app.actions.papers.justice.casework import NO_RATES
from app.domain.disclosure import cross_items, disclose_table, tell_total
from app.domain.record import Record
from app.domain.sheet import Block, SheetFacts, SheetProse, filled_table
from app.domain.totals import Total, add_up
from app.domain.views import Column
from app.phrase import Phrase
from app.store.records.links import list_sources
from app.store.vault.open_vault import Vault

_MOST = 2000
"""Links of a context in one role."""


def _words(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    return passages.section(Phrase("Background"), passages.first_said(leaving, root, "text", "text_open"))


def _incidents(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    """Return the number of incidents in each month, also of the contexts below; each incident counts once."""
    found = leaving.tallies.count_incidents(root)
    rows = [(one, [str(one.fields.get("date_start", ""))[:7]], [""]) for one in found]
    told = disclose_table(cross_items(rows, lambda some: (len(some), len(some))), leaving.tallies.closed)
    table = [(leaving.when(month) if month else Phrase("not recorded"), told.cells[month, ""])
             for month in sorted(told.rows)]  # fmt: skip
    head = (Phrase("Month"), Phrase("Incidents"))
    total = tell_total((Phrase("in all"), told.whole))
    blocks = filled_table(Phrase("Incidents"), head, [*table, *total]) if table else []
    return [*blocks, *([SheetProse(leaving.tallies.rule)] if blocks else [])]


def _answers(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    """Return the actions and their answers."""
    columns = (Column("date"), Column("kind"), Column("addressee"), Column("response response_text"),
               Column("response_date"))  # fmt: skip
    return table(leaving, Phrase("Letters and answers"), leaving.parts(root, "intervention", "about"), columns)


def _amounts(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    """Return the amounts of a context and of its parts for each currency."""
    found = [root, *leaving.parts(root, "context", "parent")]
    spans = add_up([one.fields for one in found], Total("amount", "", "currency")).spans
    label = Phrase("Amount, with its parts") if any("amount" in one.fields for one in found[1:]) else Phrase("Amount")
    rows = tuple((label, f"{span} {code}".strip()) for code, span in sorted(spans.items()))
    return [SheetFacts(rows), *([SheetProse(NO_RATES)] if len(rows) > 1 else [])] if rows else []


def _needs_none(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    return [] if leaving.profile.own else [SheetProse(Phrase("No answer is needed."))]


def _list_about(vault: Vault, handles: Sequence[str]) -> list[str]:
    """Return the demands about the chosen contexts, and their part contexts."""
    chosen = [record_of(vault, handle).id for handle in handles]
    rows = (list_sources(vault.con, one, role, _MOST) for one in chosen for role in ("about", "parent"))
    return [id_.hex() for found in rows for id_ in found]


_FACTS = FieldFacts("kind stage date_start date_end area place run_by financed_by next_on link")
OUTPUTS = (
    Output("context-sheet", Phrase("Sheet of a project, law or conflict"),
           Phrase("Who runs and pays it, its incidents by month, and the demands about it."),
           FilePaper(Phrase("Sheet of a project, law or conflict"), (
               FieldFacts("kind stage date_start date_end area place parent run_by financed_by amount~ next_on link"),
               _words,
               _incidents,
               LinkedRows(Phrase("Parts of it"), "context", (Column("title"), Column("kind"), Column("stage")),
                          "parent"),
               list_asked,
               _needs_none,
           )), ("context",), profiles=("internal", "network", "embassy", "un", "regional"), also=_list_about),
    Output("aid-sheet", Phrase("Sheet of aid, co-operation or debt"),
           Phrase("Who gives and runs it, the amounts for each currency, its incidents, demands and answers."),
           FilePaper(Phrase("Sheet of aid, co-operation or debt"), (
               _FACTS,
               _amounts,
               _words,
               _incidents,
               LinkedRows(Phrase("Parts of it"), "context", (Column("title"), Column("kind"), Column("amount~")),
                          "parent"),
               list_asked,
               LinkedRows(Phrase("Effects on rights"), "effect", (
                   Column("right"), Column("obligation"), Column("people_min~people_max", Phrase("People")),
                   Column("text_open", Phrase("Effect")))),
               _answers,
               ask,
           ), answer_day, (_FACTS, ask),
               Phrase("Add an amount, a demand, an effect or an incident: without one, this sheet tells nothing.")),
           ("context",), profiles=("internal", "network", "donor", "embassy", "un", "regional"), also=_list_about),
)  # fmt: skip
"""The papers of this module."""
