"""The report on a grant: the money that arrived, the costs by kind, the rest, and the numbers of the receipts.

For the donor, kinds of few people are together in one row. So the sum of all reveals no small sum.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from attrs import evolve

from app.actions.kernel.records import record_of
from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.outgoing.output import Output
from app.actions.paper_parts import passages
from app.actions.paper_parts.demands import TO_YOU
from app.actions.papers.declared import MOST, FieldFacts, LinkedRows, say_money
from app.actions.papers.help.donors import NO_PLACE, CountedLine, list_lines, tell_rules
from app.domain.casework.aid import AidLine, add_all, count_people, join_small
from app.domain.date_text import moment_phrase
from app.domain.disclosure import HIDDEN, SMALLEST, format_count, is_small
from app.domain.record import Record
from app.domain.sheet import Block, Heading, Sheet, SheetFacts, SheetProse, Sign, filled_table
from app.domain.totals import Total, find_charge, format_amount
from app.domain.views import Column
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.records.links import list_sources
from app.store.vault.open_vault import Vault

_CHARGE = Total("charge")
_SHOW = Phrase("We keep the receipts under these numbers, and show them to you at our office.")
_SHOW_SOME = Phrase("We show you the receipts at our office.")
_OTHER = Phrase("Other kinds together")
_JOINED = Phrase("Kinds of support for fewer than 5 people are in one row, so that nobody can be recognised.")
_RESULTS = Phrase(
    "The purpose and the conditions are as agreed with you. The results for each person are not in this paper, to "
    "protect the people. We tell you more at our office."
)
_CONFIRM = Phrase(
    "Please confirm this report in writing by {day}, or tell us by then the points that you do not accept."
)


def make_report(leaving: OutgoingData) -> Sheet:
    """Return the report. Raises InputRefused for a grant that does not count for its readers."""
    tallies = leaving.tallies
    found = [row for row in tallies.held("grant", "donor") if row.record.id == leaving.roots[0].id]
    if not found:
        raise InputRefused("This report cannot tell this grant.", "Nothing was written.")
    grant, donors = found[0].record, found[0].linked["donor"]
    lines = [one for one in list_lines(tallies) if grant.id in one.grants and "paid" in one.line.fields]
    until = ""
    blocks = [*_tell_grant(leaving, grant), *_tell_spent(leaving, grant, lines)]
    if not tallies.closed:
        blocks += LinkedRows(Phrase("Costs in their own currency"), "budget_line", (
            Column("kind"), Column("text"), Column("amount~", Phrase("Amount")), Column("paid~"), Column("paid_on"),
            Column("rate"), Column("receipt")))(leaving, leaving.roots[0])  # fmt: skip
        blocks += FieldFacts("conditions reference", Phrase("Conditions"))(leaving, leaving.roots[0])
    else:
        until = passages.answer_day(leaving, None)
        blocks += [Heading(TO_YOU), SheetProse(Phrase(_CONFIRM, day=leaving.when(until)))]
        by = leaving.letterhead.name(leaving.language) if leaving.letterhead else ""
        sign = Phrase("For {name}: name, date and signature", name=by) if by else Phrase("Name, date and signature")
        blocks.append(Sign((sign,)))
    to = () if leaving.profile.own else tuple(Phrase(one.title) for one in donors)
    day, title = leaving.today.isoformat(), Phrase("Report on a grant")
    if day < str(grant.fields.get("period_to", "")):
        title = Phrase("Interim report on a grant, up to {day}", day=moment_phrase(day))
    return Sheet(title, str(grant.fields.get("reference", "")), tuple(blocks), leaving.mark, "sheet",
                 addressee=to, answer_by=until)  # fmt: skip


def _tell_grant(leaving: OutgoingData, grant: Record) -> list[Block]:
    """Return the sums and days that the donor knows."""
    kind, rows = leaving.kinds["grant"], list[tuple[str, str]]()
    for name in ("applied_on", "granted", "decided_on", "paid", "paid_on", "period_from", "period_to", "report_due"):
        value = grant.fields.get(name)
        money = name in ("granted", "paid")
        said = say_money(grant, name) if money else leaving.when(str(value))
        rows += [(Phrase(kind.fields[name].label), said)] if value is not None else []
    told = [] if leaving.profile.own else [SheetProse(_RESULTS)]
    return [SheetFacts((*rows, *([] if leaving.profile.own else [NO_PLACE]))), *told]


def number_receipts(lines: Iterable[CountedLine]) -> Mapping[bytes, Sequence[int]]:
    """Return the numbers of the receipts of each line, in the order of entry."""
    numbers, last = dict[bytes, Sequence[int]](), 0
    for one in lines:
        numbers[one.id] = range(last + 1, last + 1 + one.line.receipts)
        last += one.line.receipts
    return numbers


def _tell_spent(leaving: OutgoingData, grant: Record, lines: Sequence[CountedLine]) -> list[Block]:
    """Return the costs by kind with people and receipts, their sum, and the rest."""
    tallies, currency = leaving.tallies, str(grant.fields.get("currency", ""))
    numbers = number_receipts(lines)
    charged = {one.id: find_charge(one.line.fields, currency) for one in lines}
    told = {one.id: evolve(one.line, fields={**one.line.fields, "charge": charged[one.id]}) for one in lines
            if charged[one.id] is not None}  # fmt: skip
    names = {id(line): numbers[id_] for id_, line in told.items()}
    groups = join_small(told.values(), lambda one: str(one.fields.get("kind", "")), tallies.closed)
    joined = tallies.closed and "" in groups
    hidden = tallies.closed and any(is_small(count_people(some)) for some in groups.values())

    def row(label: str, some: Sequence[AidLine]) -> list[str]:
        shown = leaving.join(str(n) for n in sorted(n for line in some for n in names[id(line)]))
        count = format_count(number := count_people(some), tallies.closed)
        if joined and some is groups[""] and not is_small(number):
            count = Phrase("{n} or more", n=SMALLEST)
        return [label, count, HIDDEN if hidden else add_all(some, _CHARGE), HIDDEN if hidden else shown]

    rows = [row(tallies.label("support_kind", kind) if kind else _OTHER, groups[kind])
            for kind in tallies.order("support_kind", groups)]  # fmt: skip
    heads = (Phrase("Kind of support"), Phrase("People"), Phrase("Spent in {currency}", currency=currency),
             Phrase("Receipt numbers"))  # fmt: skip
    blocks: list[Block] = filled_table(Phrase("Money spent"), heads, rows)
    blocks += [SheetProse(_JOINED)] if joined else []
    spent = sum((one or Decimal() for one in charged.values()), Decimal())
    rest = Decimal(str(grant.fields.get("paid", 0))) - spent
    sums = [(Phrase("Spent in all"), spent), (Phrase("Rest"), rest)]
    facts = [(label, HIDDEN if hidden else f"{format_amount(one)} {currency}".strip()) for label, one in sums]
    if without := sum(one is None for one in charged.values()):
        facts.append((Phrase("Costs without their amount in the currency of the grant"), tallies.told(without)))
    receipts = sum(line.receipts for line in told.values())
    facts.append((Phrase("Receipts"), HIDDEN if hidden else str(receipts)))
    blocks += [SheetFacts(tuple(facts)), SheetProse(_SHOW_SOME if hidden else _SHOW)]
    return [*blocks, *tell_rules(tallies)]


def _list_costs(vault: Vault, handles: Sequence[str]) -> Sequence[str]:
    """Return the lines that the grants pay: a line belongs to its plan."""
    grants = [record_of(vault, handle).id for handle in handles]
    return [id_.hex() for one in grants for id_ in list_sources(vault.con, one, "grant", MOST)]


OUTPUTS = (
    Output("grant-report", Phrase("Report on a grant"),
           Phrase("Money that arrived, spent by kind, the rest, and the receipts by number."), make_report,
           ("grant",), profiles=("donor", "internal"), counted=True, also=_list_costs),
)  # fmt: skip
"""The papers of this module."""
