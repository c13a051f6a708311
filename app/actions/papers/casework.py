"""Papers of losses and contexts: the claim for reparation, the census of losses, and the sheet of a project or law.

A claim has sums of people who agreed to its reader. A census outside has a sum only of SMALLEST people and more. No
paper adds two currencies up.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from app.actions.casework import losses
from app.actions.kernel.records import record_of
from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.outgoing.output import Output
from app.actions.paper_parts import passages
from app.actions.paper_parts.deeds import codes_in
from app.actions.papers.declared import Facts, FilePaper, Rows, say, say_money
from app.domain.casework.losses import LossLine, LossTotals, add_losses, group, may_tell_sum
from app.domain.disclosure import HIDDEN, SMALLEST, cross_items, disclose_table, format_count
from app.domain.record import Record
from app.domain.sheet import Block, Heading, Items, Sheet, SheetFacts, SheetProse, SheetTable, Sign, filled_table
from app.domain.totals import AmountRange
from app.domain.views import DUE, STATE, Column
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.records.links import list_sources
from app.store.vault.open_vault import Vault

_NO_RATES = Phrase(
    "Each currency has its own total. No currency is converted, and no interest is added: an expert decides on both."
)
_LAW = Phrase(
    "Principles on remedy and reparation, United Nations General Assembly resolution 60/147, paragraphs 15 to 23. "
    "No lawyer has checked this reference for Amparo."
)
_ASK = Phrase("We ask you to recognise the harm below, and to order or support its reparation.")
_SUMS = (("value", Phrase("Value")), ("offered", Phrase("Offered")), ("paid", Phrase("Paid")),
         ("gap", Phrase("Not paid yet")))  # fmt: skip


def _say(sums: Mapping[str, AmountRange], currency: str) -> str:
    return f"{sums[currency]} {currency}".strip() if currency in sums else ""


def _totals(told: LossTotals) -> list[Block]:
    """Return the totals of each currency."""
    rows = [[code, *(_say(getattr(told, name), code) for name, _ in _SUMS)] for code in told.currencies]
    return filled_table(Phrase("Totals for each currency"), [Phrase("Currency"), *(label for _, label in _SUMS)], rows)


# The claim.


def _events(leaving: OutgoingData, root: Record) -> list[Record]:
    return leaving.by_day([root] if root.kind == "event" else leaving.parts(root, "event", "case"))


def _open(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    """Return what is asked, of whom, and for whom: the people of the case, and the households with a loss."""
    found = losses.list_losses(leaving, root)
    if not found and leaving.staying("loss") and not leaving.profile.own:
        raise InputRefused("This claim cannot contain any loss.", "Amparo wrote nothing. Ask the households first.")
    told = add_losses(losses.read_lines(leaving, found))
    against = leaving.join(dict.fromkeys(map(partial(_asked, leaving), _demands(leaving))))
    people = format_count(told.people, False) if told.households else ""
    rows = ((Phrase("Claim against"), against), (Phrase("Households"), str(told.households or "")),
            (Phrase("People in these households"), people))  # fmt: skip
    facts = tuple(row for row in rows if row[1])
    return [*([] if leaving.profile.own else [SheetProse(_ASK)]), *([SheetFacts(facts)] if facts else []),
            *passages.list_people(leaving, [root, *found])]  # fmt: skip


def _demands(leaving: OutgoingData) -> list[Record]:
    asked = [one for one in leaving.of_kind("undertaking") if one.fields.get("kind") == "demand"]
    return [one for one in asked if codes_in(one, "form")]


def _asked(leaving: OutgoingData, one: Record) -> str:
    return leaving.said(one, "addressee") or leaving.titles(leaving.linked(one, "by"))


def _happened(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    return passages.facts(leaving, [one for one in _events(leaving, root) if leaving.tells(one)])


def _annexes(leaving: OutgoingData, found: Iterable[Record]) -> list[Record]:
    return list({one.id: one for loss in found for one in leaving.linked(loss, "evidence")}.values())


_LINE = (Column("item", Phrase("Lost or damaged")), Column("text"), Column("household"), Column("basis"),
         Column("valued_on"), Column("value_min~value_max", Phrase("Value")), Column("offered~"),
         Column("paid~"))  # fmt: skip


def _harm(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    """Return the losses under each kind of harm, with the numbers of their annexes, then the totals."""
    found = losses.list_losses(leaving, root)
    annexes, blocks = [one.id for one in _annexes(leaving, found)], list[Block]()
    head = [Phrase("Line"), *(column.head(leaving.kinds["loss"]) for column in _LINE), Phrase("Annex")]
    for harm in leaving.words["harm_kind"].codes:
        rows = []
        for n, one in enumerate(found, 1):
            if one.fields.get("harm") == harm:
                shown = leaving.join(str(annexes.index(file.id) + 1) for file in leaving.linked(one, "evidence"))
                same = leaving.linked(one, "same_as")
                again = Phrase("same as line {n}", n=found.index(same[0]) + 1) if same and same[0] in found else ""
                rows.append(
                    [
                        str(n),
                        *(say(leaving, one, column) for column in _LINE[:-3]),
                        *([again, "", ""] if same else (say(leaving, one, column) for column in _LINE[-3:])),
                        shown,
                    ]
                )
        label = leaving.words["harm_kind"].label(harm, leaving.language)
        blocks += filled_table(Phrase("Harm: {kind}", kind=label), head, rows)
    acts = [act for event in _events(leaving, root) for act in leaving.parts(event, "act")]
    hurt = [row for act in acts for row in leaving.facts(act, "physical_harm", "psychological_harm")]
    blocks += [Heading(Phrase("Injury and care")), SheetFacts(passages.merge(hurt))] if hurt else []
    told = add_losses(losses.read_lines(leaving, found))
    rows_ = ((Phrase("Lines without a value"), told.without),
             (Phrase("Lines without a basis of the value"), told.no_basis),
             (Phrase("Lines that repeat another one, left out"), told.same))  # fmt: skip
    left = leaving.staying("loss")
    facts = [
        *((label, str(n)) for label, n in rows_ if n),
        *([(Phrase("Losses that are not in this paper"), leaving.tallies.told(left))] if left else []),
    ]
    sums = _totals(told)
    return [*blocks, *sums, *([SheetFacts(tuple(facts))] if facts else []), *([SheetProse(_NO_RATES)] if sums else [])]


def _requests(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    """Return the requests under the five forms: what, of whom, and until when; for money, what is not paid."""
    found, rows = losses.list_losses(leaving, root), list[list[str]]()
    forms = leaving.words["reparation_form"]
    for form in forms.codes:

        def has(one: Record, form: str = form) -> bool:
            return form in codes_in(one, "form")

        lines = [one for one in found if has(one)]
        told = add_losses(losses.read_lines(leaving, lines))
        gap = told.gap if form == "compensation" else {}
        sums = [_say(gap, code) for code in sorted(gap)]
        label = forms.label(form, leaving.language)
        for one in filter(has, _demands(leaving)):
            rows.append([label, passages.first_said(leaving, one, "text", "text_open"), say_money(one, "amount"),
                         _asked(leaving, one), leaving.said(one, "due")])  # fmt: skip
        numbers = leaving.join(str(found.index(one) + 1) for one in lines)
        if lines:
            rows.append(
                [label, Phrase("for the losses in these lines: {numbers}", numbers=numbers), leaving.join(sums), "", ""]
            )
    head = (Phrase("Form"), Phrase("Request"), Phrase("Amount"), Phrase("Asked of"), Phrase("Until"))
    return filled_table(Phrase("We ask for this reparation"), head, rows)


def _law(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    acts = [act for event in _events(leaving, root) for act in leaving.parts(event, "act")]
    rows = [row for act in acts for row in leaving.facts(act, "instrument", "national_law")]
    return [Heading(Phrase("Law")), *([SheetFacts(passages.merge(rows))] if rows else []), SheetProse(_LAW)]


def _close(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    """Return the numbered annexes, the day of the answer, and the signature."""
    files = tuple(map(leaving.title, _annexes(leaving, losses.list_losses(leaving, root))))
    rows = ((Phrase("Name of the claimant or the representative"), passages.LINE),
            (Phrase("Address for the answer"), passages.LINE))  # fmt: skip
    until = _answer(leaving)
    annexes: list[Block] = [Heading(Phrase("Annexes")), Items(files, 1)] if files else []
    return [*annexes,
            *([passages.ask_for_answer(leaving, until)] if until else []), Heading(Phrase("Claimant")),
            SheetFacts(rows), Sign((Phrase("Name, date and signature"),))]  # fmt: skip


def _answer(leaving: OutgoingData) -> str:
    return "" if leaving.profile.own else passages.answer_day(leaving, None)


# The census.


def _lines(leaving: OutgoingData, root: Record) -> dict[str, list[LossLine]]:
    """Return the lines that count for this audience, by the title of their household, inside only."""
    tallies = leaving.tallies
    below = {root.id}
    for kind, role in (("actor", "community"), ("event", "case"), ("act", "event")):
        below |= {row.record.id for row in tallies.held(kind, role) if any(one.id in below for one in row.linked[role])}
    found: dict[str, list[LossLine]] = {}
    for row in tallies.held("loss", "household", "of", "same_as"):
        if any(one.id in below for role in ("household", "of") for one in row.linked[role]):
            line = losses.make_line(row.record, row.linked["household"], bool(row.linked["same_as"]))
            found.setdefault(row.linked["household"][0].title if row.linked["household"] else "", []).append(line)
    return found


def make_census(leaving: OutgoingData) -> Sheet:
    """Return the losses of a community or a case as numbers: households, people, and sums by kind and currency.

    Outside, a sum of fewer people than SMALLEST is hidden, and so is each total that would reveal it.
    """
    closed, homes = leaving.tallies.closed, _lines(leaving, leaving.roots[0])
    lines = [line for some in homes.values() for line in some]
    told, n = add_losses(lines), leaving.tallies.told
    tables, hides = _by_kind(leaving, lines)
    people = HIDDEN if hides else format_count(told.people, closed)
    facts = (
        (Phrase("Households"), n(told.households)), (Phrase("People in these households"), people),
        (Phrase("Lines"), n(told.lines)), (Phrase("Lines without a value"), n(told.without)),
        (Phrase("Lines that repeat another one, left out"), n(told.same)),
    )  # fmt: skip
    blocks: list[Block] = [SheetFacts(facts), *tables, *_quantities(leaving, lines)]
    if not closed:
        head = (Phrase("Household"), Phrase("People"), *(label for _, label in _SUMS))
        rows = [_row(title or Phrase("No household"), one, code, False)
                for title, one in ((title, add_losses(some)) for title, some in homes.items())
                for code in one.currencies or [""]]  # fmt: skip
        blocks += filled_table(Phrase("Each household"), head, rows)
    blocks += [SheetProse(_NO_RATES), SheetProse(leaving.tallies.rule)]
    if closed:
        blocks.append(SheetProse(Phrase("A dash also replaces each sum of fewer than {n} people.", n=SMALLEST)))
    name = leaving.named(leaving.roots[0]) if leaving.roots[0].fields else ""
    return Sheet(Phrase("Census of losses"), name, tuple(blocks), leaving.mark, "table")


def _row(label: str, one: LossTotals, currency: str, closed: bool, hide: bool = False) -> list[str]:
    sums = [_say(getattr(one, name), currency) for name, _ in _SUMS]
    hide = hide or not may_tell_sum(one.people, closed)
    return [label, format_count(one.people, closed), *(HIDDEN if hide and said else said for said in sums)]


def _by_kind(leaving: OutgoingData, lines: Sequence[LossLine]) -> tuple[list[Block], bool]:
    """Return one table for each currency, with a total that reveals no hidden sum; True if a sum is hidden."""
    closed, kinds, blocks = leaving.tallies.closed, leaving.words["loss_kind"], list[Block]()
    hidden = False
    head = (Phrase("Lost or damaged"), Phrase("People"), *(label for _, label in _SUMS))
    for code in add_losses(lines).currencies:
        some = [line for line in lines if line.fields.get("currency") == code]
        items = {
            item: add_losses(found) for item, found in group(some, lambda one: str(one.fields.get("item", ""))).items()
        }
        hide = any(not may_tell_sum(one.people, closed) for one in items.values())
        hidden |= hide
        rows = [_row(kinds.label(item, leaving.language) if item else Phrase("not recorded"), one, code, closed)
                for item, one in items.items()]  # fmt: skip
        whole = _row(Phrase("in all"), add_losses(some), code, closed, hide)
        whole[1] = HIDDEN if hide else whole[1]
        blocks += [
            Heading(Phrase("Losses in {currency}", currency=code)),
            SheetTable(head, tuple(map(tuple, [*rows, whole]))),
        ]
    return blocks, hidden


def _quantities(leaving: OutgoingData, lines: Sequence[LossLine]) -> list[Block]:
    words, rows = leaving.words, list[list[str]]()
    for item, found in group(lines, lambda one: str(one.fields.get("item", ""))).items():
        told = add_losses(found)
        for (_, unit), span in told.quantity.items():
            label = words["unit"].label(unit, leaving.language) if unit else ""
            said = leaving.join([str(span), label]) if may_tell_sum(told.people, leaving.tallies.closed) else HIDDEN
            rows.append([words["loss_kind"].label(item, leaving.language) if item else "", said])
    return filled_table(Phrase("Quantities"), (Phrase("Lost or damaged"), Phrase("Quantity")), rows)


# A context.


def _words(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    return passages.section(Phrase("Description"), passages.first_said(leaving, root, "text", "text_open"))


def _incidents(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    """Return the number of incidents in each month, also of the contexts below; each incident counts once."""
    found, closed = leaving.tallies.count_incidents(root), leaving.tallies.closed
    rows = [(one, [str(one.fields.get("date_start", ""))[:7]], [""]) for one in found]
    told = disclose_table(cross_items(rows, lambda some: (len(some), len(some))), closed)
    table = [(leaving.when(month) if month else Phrase("not recorded"), told.rows[month] if not closed else
              told.cells[month, ""]) for month in sorted(told.rows)]  # fmt: skip
    head = (Phrase("Month"), Phrase("Incidents"))
    blocks = filled_table(Phrase("Incidents"), head, [*table, (Phrase("in all"), told.whole)]) if table else []
    return [*blocks, *([SheetProse(leaving.tallies.rule)] if blocks else [])]


def _needs_none(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    return [] if leaving.profile.own else [SheetProse(Phrase("No answer is needed."))]


def _list_about(vault: Vault, handles: Sequence[str]) -> list[str]:
    """Return the demands about the chosen contexts, and the contexts that are a part of them."""
    chosen = [record_of(vault, handle).id for handle in handles]
    return [
        id_.hex() for one in chosen for role in ("about", "parent") for id_ in list_sources(vault.con, one, role, 2000)
    ]


OUTPUTS = (
    Output("reparation-claim", Phrase("Claim for reparation"),
           Phrase("The people, the facts, the harm with its value, and the requests to a court or body."),
           FilePaper(Phrase("Claim for reparation"), (_open, _happened, _harm, _requests, _law, _close), _answer),
           ("case", "event"), profiles=("court", "regional", "un", "authority", "internal")),
    Output("community-loss-census", Phrase("Census of losses"),
           Phrase("Households, people, and the losses by kind and currency, as numbers."), make_census,
           ("case", "actor"),
           profiles=("internal", "network", "donor", "un", "regional", "authority", "court", "public"),
           counted=True),
    Output("context-sheet", Phrase("Sheet of a project, law or conflict"),
           Phrase("Who runs and pays it, its incidents by month, and the demands about it."),
           FilePaper(Phrase("Sheet of a project, law or conflict"), (
               Facts("kind stage date_start date_end area place parent run_by financed_by amount~ next_on link"),
               _words,
               _incidents,
               Rows(Phrase("Parts of it"), "context", (Column("title"), Column("kind"), Column("stage")), "parent"),
               Rows(Phrase("Demands and promises"), "undertaking", (
                   Column("text text_open", Phrase("Required action")),
                   Column("by addressee", Phrase("Person or partner")),
                   Column(DUE, Phrase("Due date")), Column(STATE, Phrase("Status")), Column("outcome"))),
               _needs_none,
           )), ("context",), profiles=("internal", "network", "embassy", "un", "regional"), also=_list_about),
)  # fmt: skip
"""The papers of this module."""
