"""The paper of a relocation: the request to a host or a fund, and for us the whole file with the missing items."""

from collections.abc import Sequence
from decimal import Decimal

from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.outgoing.output import Output
from app.actions.paper_parts import passages
from app.actions.papers.declared import FieldFacts, FilePaper, LinkedRows
from app.domain.casework.stages import COVERED, FAMILY
from app.domain.record import Record
from app.domain.sheet import Block, SheetFacts, SheetProse, filled_table
from app.domain.totals import AmountRange, Total, add_up
from app.domain.views import Column
from app.phrase import Phrase

_AMOUNT = Total("amount", "", "currency")
_NONE = AmountRange(Decimal(), Decimal())
_ASK = Phrase("We ask you to help this person to move to safety. Tell us the needs below that you can cover, and the "
              "number of people whom you can receive.")  # fmt: skip
_NO_RATES = Phrase("Each currency has its own total. No currency is converted.")


def _open(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    return [*([] if leaving.profile.own else [SheetProse(_ASK)]), *passages.list_people(leaving, [root])]


def _travellers(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    """Return the family who travels too: the relation, age group and sex of each, and the number of all."""
    found = [one for one in leaving.parts(root, "participant") if one.fields.get("kind") in FAMILY]
    rows = [[leaving.said(one, name) for name in ("kind", "age_group", "sex")] for one in found]
    head = (Phrase("Relation"), Phrase("Age group"), Phrase("Sex"))
    everybody = SheetFacts(((Phrase("People who travel, in all"), str(len(found) + 1)),))
    known = bool(found) or root.fields.get("alone") is True
    return [*filled_table(Phrase("Family who travels too"), head, rows), *([everybody] if known else [])]


def list_totals(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    """Return the sums for each currency: all needs, those with a promise, and those without."""
    lines = [one.fields for one in leaving.parts(root, "budget_line")]
    whole = add_up(lines, _AMOUNT)
    sure = add_up((one for one in lines if one.get("state") in COVERED), _AMOUNT).spans
    open_ = add_up((one for one in lines if one.get("state") not in COVERED), _AMOUNT).spans
    rows = [[code, *(str(of.get(code, _NONE)) for of in (whole.spans, sure, open_))] for code in sorted(whole.spans)]
    head = (Phrase("Currency"), Phrase("All needs"), Phrase("Promised or given"), Phrase("Not covered yet"))
    blocks = filled_table(Phrase("Totals for each currency"), head, rows)
    without = [SheetFacts(((Phrase("Lines without an amount"), str(whole.without)),))] if whole.without else []
    return [*blocks, *without, *([SheetProse(_NO_RATES)] if rows else [])]


def _words(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    return passages.sections(
        leaving, root, "reason", "options", "destination_why", "cover_why", "return_plan", "result"
    )


def _close(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    return [] if leaving.profile.own else [passages.ask_for_answer(leaving, _answer(leaving))]


def _answer(leaving: OutgoingData) -> str:
    """Return the day of the answer: soon, and not after the last safe day."""
    if leaving.profile.own:
        return ""
    day, last = passages.answer_day(leaving, None), str(leaving.roots[0].fields.get("leave_by", ""))
    return min(day, last) if leaving.today.isoformat() <= last else day


OUTPUTS = (
    Output("relocation-request", Phrase("Request for a relocation"),
           Phrase("The person, the reason, the family, the papers, and the needs with their totals."),
           FilePaper(Phrase("Request for a relocation"), (
               _open,
               FieldFacts("kind leave_by origin destination arrived_on stays_until continues_work "
                          "next_review returned_on safe_way host travel risk contact_after", Phrase("The move")),
               _words,
               _travellers,
               LinkedRows(Phrase("Papers and checks"), "requirement", (
                   Column("kind"), Column("for"), Column("state"), Column("due"), Column("expires"))),
               LinkedRows(Phrase("Needs and costs"), "budget_line", (
                   Column("kind"), Column("text"), Column("state"), Column("amount~", Phrase("Amount")),
                   Column("paid~"), Column("provider"))),
               list_totals,
               LinkedRows(Phrase("Steps so far"), "step", (Column("date"), Column("state"), Column("text text_open"))),
               _close,
           ), _answer), ("relocation",), profiles=("service", "internal"), asks=True),
)  # fmt: skip
"""The papers of this module."""
