"""Numbers for donors: the brief with help, attacks and needs, and the table of needs. No name, id or small number.

A line counts if each person of its plan can be counted. A sum needs as many people as a number does, and a total that
would reveal one is hidden with it. The columns of one table share no line, and no second table adds them up again.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from app.actions.outgoing.output import OfNumbers, Output
from app.actions.outgoing.tallies import Tallies
from app.actions.papers.gender import codes_of
from app.catalogue import Catalogue
from app.domain import act_counts
from app.domain.appeal_texts import LATER
from app.domain.casework.aid import HELPED, AidLine, count_people, cross_sums
from app.domain.date_text import moment_text
from app.domain.disclosure import (
    HIDDEN,
    NONE,
    Crossed,
    DisclosedTable,
    cross_items,
    disclose_table,
    format_count,
    is_small,
    tell_total,
)
from app.domain.moment import first_day
from app.domain.sheet import Block, Heading, Sheet, SheetFacts, SheetProse, filled_table
from app.domain.totals import Total
from app.phrase import Phrase

NO_PLACE = (Phrase("Place"), Phrase("not in this paper: numbers only"))
"""The fact that a paper of numbers has no place in it."""
AMOUNT = Total("amount", "", "currency")
_WHOLES = (("support_plan", "for"), ("relocation", "who"))
"""The plans of people, and the roles of these people."""
_GIVEN = "given"
_STATES = {"missing": Phrase("Not covered"), "promised": Phrase("Promised"), _GIVEN: Phrase("Given")}
SUMS = Phrase("A sum of money needs at least 5 people too. A dash replaces a smaller sum, and each total that would "
              "reveal it. No currency is converted.")  # fmt: skip
_MISSING = Phrase("“Not covered” has the needs without a promise.")
_MET = Phrase("“Given” has the needs that are met.")
_HELP = Phrase("A person with two kinds of help counts one time in each row, and one time in the total.")
_RECORDED = Phrase("People without a record, such as those whom a grant helped, are not in this table.")
_ASK = Phrase("Please tell us the needs below that you can cover. We give you more only if the people agree.")


class CountedLine(NamedTuple):
    """A countable line: its id, its values with its people, and the grants that pay it."""

    id: bytes
    line: AidLine
    grants: frozenset[bytes]


def list_lines(tallies: Tallies) -> list[CountedLine]:
    """Return the lines of help and money that count for an audience, in the order of entry."""
    people = {row.record.id: row.linked[role] for kind, role in _WHOLES for row in tallies.held(kind, role)}
    receipts = {row.record.id: len(row.linked["receipt"]) for row in tallies.held("budget_line", "receipt")}
    of_people, found = {kind for kind, _ in _WHOLES}, list[CountedLine]()
    for row in reversed(tallies.held("budget_line", "of", "grant")):
        wholes = row.linked["of"]
        if any(one.kind in of_people and one.id not in people for one in wholes):
            continue
        who = {one.id: one for whole in wholes for one in people.get(whole.id, ())}
        grants = frozenset(one.id for one in (*wholes, *row.linked["grant"]) if one.kind == "grant")
        line = AidLine(row.record.fields, who, receipts.get(row.record.id, 0))
        found.append(CountedLine(row.record.id, line, grants))
    return found


def _kind(one: AidLine) -> str:
    return str(one.fields.get("kind", ""))


def _state(one: AidLine) -> str:
    state = str(one.fields.get("state", ""))
    return _GIVEN if state in HELPED else "promised" if state == "promised" else "missing"


def _list_needs(tallies: Tallies, lines: Sequence[AidLine]) -> list[Block]:
    """Return the people by kind of need, and the sums of each currency by kind and state."""
    open_ = [one for one in lines if _state(one) != _GIVEN]
    table = cross_items([(one, (_kind(one),), (_state(one),)) for one in open_], count_people)
    told = disclose_table(table, tallies.closed)
    columns, head = [name for name in _STATES if name in table.columns], Phrase("Kind of support")
    rows = [[tallies.label("support_kind", kind), *(told.cells[kind, name] for name in columns),
             _say_row(table, told, kind)]
            for kind in tallies.order("support_kind", table.rows)]  # fmt: skip
    rows += tell_total([Phrase("in all"), *(told.columns[name] for name in columns), told.whole])
    heads = (head, *(_STATES[name] for name in columns), Phrase("in all"))
    blocks = filled_table(Phrase("People in need, by kind"), heads, rows) if open_ else []
    met, priced = False, [one for one in lines if "amount" in one.fields]
    for code in sorted({str(one.fields.get("currency", "")) for one in priced}):
        some = [one for one in priced if str(one.fields.get("currency", "")) == code]
        sums = cross_sums(some, _kind, _state, AMOUNT, tallies.closed)
        columns = [name for name in _STATES if name in sums.columns]
        rows = [[tallies.label("support_kind", kind), *(sums.cells[kind, name] or "0" for name in columns),
                 sums.rows[kind]]
                for kind in tallies.order("support_kind", sums.rows)]  # fmt: skip
        rows += tell_total([Phrase("in all"), *(sums.columns[name] for name in columns), sums.whole])
        title = Phrase("Needs in {currency}", currency=code) if code else Phrase("Needs without a currency")
        shown = [cell for row in rows for cell in row[1:] if cell not in ("0", HIDDEN)]
        heads = (head, *(_STATES[name] for name in columns), Phrase("in all"))
        blocks += filled_table(title, heads, rows) if shown else [SheetFacts(((title, HIDDEN),))]
        met = met or bool(shown and _GIVEN in columns)
    return (
        [*blocks, SheetProse(_MISSING), *([SheetProse(_MET)] if met else [])]
        if blocks
        else [SheetProse(Phrase("No need is recorded yet."))]
    )


def tell_rules(tallies: Tallies) -> list[Block]:
    """Return the counting method of a paper of help."""
    said = (tallies.rule, *([SUMS] if tallies.closed else []))
    return [Heading(Phrase("Counting method")), *(SheetProse(one) for one in said)]


def _say_row(table: Crossed, told: DisclosedTable, row: str) -> str:
    """Return the total of a row. A dash hides nothing if all other cells are zero: it is then the only cell again."""
    some = [column for column in table.columns if table.cell(row, column) != NONE]
    return told.cells[row, some[0]] if len(some) == 1 else told.rows[row]


def _list_helped(tallies: Tallies, lines: Sequence[AidLine]) -> list[Block]:
    """Return the people with help, by kind and sex; outside without the sex if that of few people would show."""
    found = [(AidLine(one.fields, {who.id: who}), (_kind(one),), codes_of(who, "sex"))
             for one in lines if _state(one) == _GIVEN for who in one.who.values()]  # fmt: skip
    left = [SheetProse(_RECORDED)] if any(_state(one) == _GIVEN and not one.who for one in lines) else []
    if not found:
        return [Heading(Phrase("People helped, by kind")), *left] if left else []
    table = cross_items(found, count_people)
    if tallies.closed and (len(table.columns) < 2 or any(map(is_small, table.columns.values()))):
        one = cross_items([(line, kinds, ("",)) for line, kinds, _ in found], count_people)
        told = disclose_table(one, True)
        rows = [(tallies.label("support_kind", kind), told.cells[kind, ""])
                for kind in tallies.order("support_kind", one.rows)]  # fmt: skip
        rows += tell_total((Phrase("in all"), told.whole))
        return [*filled_table(Phrase("People helped, by kind"), (Phrase("Kind of support"), Phrase("People")), rows),
                SheetProse(_HELP), *left]  # fmt: skip
    sexes = tallies.by_sex(Phrase("Kind of support"), "support_kind", table)
    return [Heading(Phrase("People helped, by kind and sex")), sexes, SheetProse(_HELP), *left]


def find_start(today: date) -> date:
    """Return the first day of the quarter one year ago: a period of days would tell two briefs apart."""
    return date(today.year - 1, 3 * ((today.month - 1) // 3) + 1, 1)


def _list_attacks(tallies: Tallies) -> tuple[tuple[str, str], ...]:
    """Return the attacks since the first day of the period, and the people attacked."""
    start = find_start(date.fromordinal(tallies.today)).toordinal()
    days = [(first_day(one.parts["event"][0].fields.get("date_start")) or 0, one) for one in tallies.deeds()]
    found = [deed for day, deed in days if deed.first("act") and start <= day <= tallies.today]
    hurt = [deed for deed in found if deed.first("victim")]
    acts = act_counts.number("act", found)
    return (
        *([NO_PLACE] if tallies.closed else []),
        (Phrase("Attacks"), format_count(acts, tallies.closed)),
        (Phrase("People attacked"), format_count(act_counts.victims(hurt), tallies.closed)),
        *([(Phrase("By whom"), NO_PLACE[1])] if tallies.closed else []),
    )


def make_needs(tallies: Tallies) -> Sheet:
    """Return the table of needs."""
    today, needs = date.fromordinal(tallies.today), _list_needs(tallies, [one.line for one in list_lines(tallies)])
    day, until = moment_text(Catalogue(tallies.language), today.isoformat()), _answer(tallies)
    head: list[Block] = [SheetProse(_ASK), SheetFacts((NO_PLACE,))] if until else []
    blocks = [*head, *needs, *tell_rules(tallies)]
    return Sheet(Phrase("Needs"), Phrase("As of {day}", day=day), tuple(blocks), tallies.mark, "table", answer_by=until)


def _answer(tallies: Tallies) -> str:
    """Return the day of the answer that other readers are asked for."""
    return date.fromordinal(tallies.today + LATER).isoformat() if tallies.closed else ""


def make_brief(tallies: Tallies) -> Sheet:
    """Return the brief for donors: the period, the people helped, the attacks, and the needs with their sums."""
    lines, today = [one.line for one in list_lines(tallies)], date.fromordinal(tallies.today)
    words = Catalogue(tallies.language)
    start, end = (moment_text(words, one.isoformat()) for one in (find_start(today), today))
    blocks: list[Block] = [
        *([SheetProse(_ASK)] if tallies.closed else []),
        SheetFacts(((Phrase("Period"), f"{start} – {end}"), *_list_attacks(tallies))),
        *_list_helped(tallies, lines), *_list_needs(tallies, lines), *tell_rules(tallies),
    ]  # fmt: skip
    return Sheet(Phrase("Needs and help"), "", tuple(blocks), tallies.mark, "table", answer_by=_answer(tallies))


OUTPUTS = (
    Output("donor-brief", Phrase("Brief for donors"),
           Phrase("People helped, attacks, and needs with their sums. No name and no small number."),
           OfNumbers(make_brief), profiles=("donor", "internal")),
    Output("needs-table", Phrase("Table of needs"),
           Phrase("Needs by kind and state, with the sums of each currency."), OfNumbers(make_needs),
           forms=("xlsx", "pdf", "docx", "html", "txt", "csv"), profiles=("donor", "internal")),
)  # fmt: skip
"""The papers of this module."""
