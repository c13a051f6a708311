"""Papers of losses: the claim for reparation, and the census of losses.

A claim has sums of people who agreed to its reader. A census outside has a sum only of SMALLEST people and
FEWEST_HOMES households or more. No paper adds two currencies up.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from app.actions.casework import losses
from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.outgoing.output import Output
from app.actions.paper_parts import custody, passages
from app.actions.paper_parts.deeds import codes_in, find_country
from app.actions.papers.declared import FilePaper, say, say_money
from app.domain.appeal_texts import say_authorities
from app.domain.casework.losses import FEWEST_HOMES, LossLine, add_losses, group, list_hidden_sums, may_tell_sum
from app.domain.disclosure import HIDDEN, SMALLEST, format_count, is_small
from app.domain.record import Record
from app.domain.sheet import Block, Heading, Items, Sheet, SheetFacts, SheetProse, Sign, filled_table
from app.domain.totals import AmountRange
from app.domain.views import Column
from app.errors import InputRefused
from app.phrase import Phrase

NO_RATES = Phrase(
    "Each currency has its own total. No currency is converted, and no interest is added: an expert decides on both."
)
_LAW = Phrase(
    "Principles on remedy and reparation, United Nations General Assembly resolution 60/147, paragraphs 15 to 23."
)
_UNCHECKED = Phrase("No lawyer has checked the legal reference of this claim yet. Check it before you hand it over.")
_ASK = Phrase("We ask you to recognise the harm below, and to order or support its reparation.")
_DECIDE = Phrase(
    "Please confirm the receipt, and answer in writing by {day}. Name for each request your decision with its reasons, "
    "and the day of the payment or measure."
)
_ONCE = Phrase(
    "A request in words and a line can be for the same loss. Their amounts are not added up: the claim asks for each "
    "loss once. Only the lines for the same loss are met with a request."
)
_NEEDED = (
    (Phrase("This claim has no loss and no injury."), Phrase("Add a loss to the incident or to a household.")),
    (Phrase("This claim has no request."), Phrase("Add a form of reparation to a loss, or a demand with such a form.")),
    (Phrase("This claim names no State and no body."),
     Phrase("Add a demand with its recipient, or the country of the place.")),
)  # fmt: skip
"""The reasons to refuse a claim, each with the data to add."""
_VALUE = frozenset(("value_min", "value_max"))
_SUMS = (("value", Phrase("Value")), ("offered", Phrase("Offered")), ("paid", Phrase("Paid")),
         ("gap", Phrase("Value without the payments")))  # fmt: skip


def _say(sums: Mapping[str, AmountRange], currency: str) -> str:
    return f"{sums[currency]} {currency}".strip() if currency in sums else ""


# The claim.


def _events(leaving: OutgoingData, root: Record) -> list[Record]:
    return leaving.by_day([root] if root.kind == "event" else leaving.parts(root, "event", "case"))


def _open(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    """Return the requests, their addressees, and the people of the case with the households of its losses."""
    found = _list_lines(leaving, root)
    if not found and leaving.staying("loss") and not leaving.profile.own:
        raise InputRefused("This claim cannot contain any loss.", "Amparo wrote nothing. Ask the households first.")
    told = add_losses(losses.read_lines(leaving, found))
    against = _say_against(leaving)
    country = find_country(leaving, _events(leaving, root))
    _refuse_part(leaving, root, bool(against or country))
    least, most = told.people
    unknown = most is None and least <= told.households
    people = Phrase("Not known") if unknown else format_count(told.people, False) if told.households else ""
    rows = ((Phrase("State concerned"), country or ("" if against else _say_unsaid(leaving, "place"))),
            (Phrase("Claim against"), against or say_authorities(country)),
            (Phrase("Households"), str(told.households or "")),
            (Phrase("People in these households"), people))  # fmt: skip
    facts = tuple(row for row in rows if row[1])
    return [*([] if leaving.profile.own else [SheetProse(_ASK)]), *([SheetFacts(facts)] if facts else []),
            *passages.list_people(leaving, [root, *found])]  # fmt: skip


def _list_lines(leaving: OutgoingData, root: Record) -> list[Record]:
    """Return the losses in the order of their kinds of harm, which is that of their numbers on paper."""
    codes = list(leaving.words["harm_kind"].codes)
    return sorted(losses.list_losses(leaving, root), key=lambda one: codes.index(str(one.fields["harm"])))


def _refuse_part(leaving: OutgoingData, root: Record, against: bool) -> None:
    """Raise InputRefused for a claim of others without a loss, a request or a body, and for one loss in two lines."""
    if leaving.profile.own:
        return
    found = _list_lines(leaving, root)
    hurt = _list_of_acts(leaving, root, "physical_harm", "psychological_harm")
    asked = any(codes_in(one, "form") for one in found) or bool(_demands(leaving))
    for known, (why, hint) in zip((found or hurt, asked, against), _NEEDED, strict=True):
        if not known:
            raise InputRefused(why, Phrase("Nothing was written. {hint}", hint=hint))
    seen = dict[object, int]()
    for n, one in enumerate(found, 1):
        who = tuple(home.id for home in leaving.linked(one, "household"))
        same = who, *(str(one.fields.get(name)) for name in ("item", "text", "value_min", "value_max", "currency"))
        first = seen.setdefault(same, n)
        if who and first != n and not leaving.linked(one, "same_as"):
            raise InputRefused(
                Phrase("Lines {first} and {n} ask for one loss twice.", first=first, n=n),
                "Nothing was written. In the second loss, choose the first one under “Same as”, or delete it.",
            )


def _say_unsaid(leaving: OutgoingData, kind: str) -> str:
    return custody.NOT_TOLD if leaving.staying(kind) or leaving.of_kind(kind) else custody.NOT_KNOWN


def _demands(leaving: OutgoingData) -> list[Record]:
    asked = [one for one in leaving.of_kind("undertaking") if one.fields.get("kind") == "demand"]
    return [one for one in asked if codes_in(one, "form")]


def _say_against(leaving: OutgoingData) -> str:
    """Return all whom the demands name, once each."""
    return leaving.join(dict.fromkeys(map(partial(_asked, leaving), _demands(leaving))))


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
    found, blocks, harms = _list_lines(leaving, root), list[Block](), leaving.words["harm_kind"]
    annexes = [one.id for one in _annexes(leaving, found)]
    head = [Phrase("Line"), *(column.head(leaving.kinds["loss"]) for column in _LINE), Phrase("Annex")]
    for harm in harms.codes:
        rows = [_tell_line(leaving, found, one, annexes) for one in found if one.fields.get("harm") == harm]
        blocks += filled_table(Phrase("Harm: {kind}", kind=harms.label(harm, leaving.language)), head, rows)
    hurt = _list_of_acts(leaving, root, "physical_harm", "psychological_harm")
    blocks += [Heading(Phrase("Injury and care")), SheetFacts(hurt)] if hurt else []
    told, left = add_losses(losses.read_lines(leaving, found)), leaving.staying("loss")
    rows = [[code, *(_say(getattr(told, name), code) for name, _ in _SUMS)] for code in told.currencies]
    heads = (Phrase("Currency"), *(label for _, label in _SUMS))
    blocks += filled_table(Phrase("Totals for each currency"), heads, rows)
    facts = (
        (
            Phrase("Lines without a value, not in the totals"),
            _numbers(leaving, found, lambda one: _VALUE.isdisjoint(one.fields) and not leaving.linked(one, "same_as")),
        ),
        (
            Phrase("Lines without a basis of the value"),
            _numbers(
                leaving, found, lambda one: one.fields.get("basis") == "none" and not leaving.linked(one, "same_as")
            ),
        ),
        (
            Phrase("Lines that repeat another one, left out"),
            _numbers(leaving, found, lambda one: bool(leaving.linked(one, "same_as"))),
        ),
        (Phrase("Losses that are not in this paper"), leaving.tallies.told(left) if left else ""),
    )
    blocks += [SheetFacts(tuple(row for row in facts if row[1]))] if any(said for _, said in facts) else []
    return [*blocks, *([SheetProse(NO_RATES)] if rows else [])]


def _tell_line(leaving: OutgoingData, found: list[Record], one: Record, annexes: list[bytes]) -> list[str]:
    """Return a line: its number, its words, its sums, and its annexes.

    A repeated one has no sum, and outside no words: they can tell who gave us the other list.
    """
    shown = leaving.join(str(annexes.index(file.id) + 1) for file in leaving.linked(one, "evidence"))
    said, same = [say(leaving, one, column) for column in _LINE], leaving.linked(one, "same_as")
    if not said[-3]:
        said[-3] = custody.tell(leaving, one, *_VALUE, otherwise=Phrase("no value yet"))
    if same and not leaving.profile.own:
        said[1] = ""
    if same:
        said[-3:] = [Phrase("same as line {n}", n=found.index(same[0]) + 1) if same[0] in found else "", "", ""]
    return [str(found.index(one) + 1), *said, shown]


def _list_of_acts(leaving: OutgoingData, root: Record, *names: str) -> tuple[tuple[str, str], ...]:
    acts = [act for event in _events(leaving, root) for act in leaving.parts(event, "act")]
    return passages.merge(row for act in acts for row in leaving.facts(act, *names))


def _numbers(leaving: OutgoingData, found: Sequence[Record], kept: Callable[[Record], bool]) -> str:
    """Return the numbers of the lines that are kept."""
    return leaving.join(str(n) for n, one in enumerate(found, 1) if kept(one))


def _requests(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    """Return each request and each line once, under all its forms of reparation; then the sum of the lines."""
    found, forms = _list_lines(leaving, root), leaving.words["reparation_form"]
    kept = [one for one in found if not leaving.linked(one, "same_as")]

    def label(one: Record) -> str:
        return leaving.join(
            forms.label(code, leaving.language) for code in forms.codes if code in codes_in(one, "form")
        )

    def sum_up(some: Iterable[Record]) -> str:
        asked = [one for one in some if "compensation" in codes_in(one, "form")]
        gap = add_losses(losses.read_lines(leaving, asked)).gap
        return leaving.join(_say(gap, code) for code in sorted(gap))

    def near(one: Record) -> str:
        """Return the lines of the households and of the form of a request: it covers these losses, and no others."""
        homes, asked = {who.id for who in leaving.linked(one, "about")}, {*codes_in(one, "form")}
        return _numbers(leaving, found, lambda line: line in kept and bool(asked & {*codes_in(line, "form")}) and any(
            who.id in homes for who in leaving.linked(line, "household")))  # fmt: skip

    rows = [[label(one), passages.first_said(leaving, one, "text", "text_open"), say_money(one, "amount"),
             _asked(leaving, one), leaving.said(one, "due"), near(one)] for one in _demands(leaving)]  # fmt: skip
    worded, under = bool(rows), dict.fromkeys(filter(None, map(label, kept)))
    for form in under:
        some = [one for one in kept if label(one) == form]
        said = Phrase("for the losses in these lines: {numbers}", numbers=_numbers(leaving, found, some.__contains__))
        rows.append([form, said, sum_up(some), _say_against(leaving), "", ""])
    head = (Phrase("Form"), Phrase("Request"), Phrase("Amount asked for"), Phrase("Asked of"), Phrase("Until"),
            Phrase("Lines for the same loss"))  # fmt: skip
    facts = (
        (Phrase("Asked for in these lines, each line once"), sum_up(kept)),
        (Phrase("Lines under several forms, counted once"),
         _numbers(leaving, found, lambda one: one in kept and len(codes_in(one, "form")) > 1)),
        (Phrase("Lines without a request"),
         _numbers(leaving, found, lambda one: one in kept and not codes_in(one, "form"))),
    )  # fmt: skip
    told = tuple(row for row in facts if row[1]) if rows else ()
    twice = [SheetProse(_ONCE)] if worded and under else []
    return [
        *filled_table(Phrase("We ask for this reparation"), head, rows),
        *([SheetFacts(told)] if told else []),
        *twice,
    ]


def _law(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    rows = _list_of_acts(leaving, root, "instrument", "national_law")
    leaving.warnings += (_UNCHECKED,)
    return [Heading(Phrase("Law")), *([SheetFacts(rows)] if rows else []), SheetProse(_LAW)]


def _close(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    """Return the numbered annexes, the day of the answer, and the signature."""
    files = tuple(map(leaving.title, _annexes(leaving, _list_lines(leaving, root))))
    rows = ((Phrase("Name of the claimant or the representative"), passages.LINE),
            (Phrase("Power of attorney, and its day"), passages.LINE),
            (Phrase("Address for the answer"), passages.LINE))  # fmt: skip
    until = _answer(leaving)
    annexes: list[Block] = [Heading(Phrase("Annexes")), Items(files, 1)] if files else []
    return [*annexes,
            *([SheetProse(Phrase(_DECIDE, day=leaving.when(until)))] if until else []), Heading(Phrase("Claimant")),
            SheetFacts(rows), Sign((Phrase("Name, date and signature"),))]  # fmt: skip


def _answer(leaving: OutgoingData) -> str:
    return "" if leaving.profile.own else passages.answer_day(leaving, None)


# The census.

FEW = Phrase("A dash also replaces each sum of fewer than {people} people or {households} households.",
             people=SMALLEST, households=FEWEST_HOMES)  # fmt: skip


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

    Outside, an amount of fewer people than SMALLEST or fewer households than FEWEST_HOMES is hidden, as is each total
    that would reveal it.
    """
    closed, homes = leaving.tallies.closed, _lines(leaving, leaving.roots[0])
    lines = [line for some in homes.values() for line in some]
    told, n = add_losses(lines), leaving.tallies.told
    tables, small = _by_kind(leaving, lines)
    facts = (
        (Phrase("Households"), n(told.households)),
        (Phrase("People in these households"), HIDDEN if small else format_count(told.people, closed)),
        (Phrase("Lines"), n(told.lines)), (Phrase("Lines without a value"), n(told.without)),
        (Phrase("Lines that repeat another one, left out"), n(told.same)),
    )  # fmt: skip
    blocks: list[Block] = [SheetFacts(facts), *tables, *_quantities(leaving, lines)]
    if not closed:
        head = (Phrase("Household"), Phrase("People"), *(label for _, label in _SUMS))
        rows = [_row(title or Phrase("No household"), some, code, False)
                for title, some in homes.items() for code in add_losses(some).currencies or [""]]  # fmt: skip
        blocks += filled_table(Phrase("Each household"), head, rows)
    blocks += [SheetProse(NO_RATES), SheetProse(leaving.tallies.rule)]
    blocks += [SheetProse(FEW)] if closed else []
    name = leaving.named(leaving.roots[0]) if leaving.roots[0].fields else ""
    return Sheet(Phrase("Census of losses"), name, tuple(blocks), leaving.mark, "table")


def _row(
    label: str, lines: Sequence[LossLine], currency: str, closed: bool, hidden: frozenset[str] = frozenset()
) -> list[str]:
    one, hidden = add_losses(lines), hidden | list_hidden_sums(lines, closed)
    sums = [(name, _say(getattr(one, name), currency)) for name, _ in _SUMS]
    return [
        label,
        format_count(one.people, closed),
        *(HIDDEN if said and name in hidden else said for name, said in sums),
    ]


def _by_kind(leaving: OutgoingData, lines: Sequence[LossLine]) -> tuple[list[Block], bool]:
    """Return a table for each currency, whose total reveals no hidden number, and True if one has few people."""
    closed, kinds, blocks = leaving.tallies.closed, leaving.words["loss_kind"], list[Block]()
    few = closed and any(map(_is_few, _by_item(lines).values()))
    head = (Phrase("Lost or damaged"), Phrase("People"), *(label for _, label in _SUMS))
    for code in add_losses(lines).currencies:
        some = [line for line in lines if line.fields.get("currency") == code]
        items = _by_item(some)
        hidden = frozenset[str]().union(*(list_hidden_sums(found, closed) for found in items.values()))
        small = closed and any(map(_is_few, items.values()))
        rows = [_row(kinds.label(item, leaving.language) if item else Phrase("not recorded"), found, code, closed)
                for item, found in items.items()]  # fmt: skip
        rows.append(_row(Phrase("in all"), some, code, closed, hidden))
        rows[-1][1], few = HIDDEN if small else rows[-1][1], few or small
        blocks += filled_table(Phrase("Losses in {currency}", currency=code), head, rows)
    return blocks, few


def _by_item(lines: Iterable[LossLine]) -> Mapping[str, list[LossLine]]:
    return group(lines, lambda one: str(one.fields.get("item", "")))


def _is_few(lines: Iterable[LossLine]) -> bool:
    return is_small(add_losses(lines).people)


def _quantities(leaving: OutgoingData, lines: Sequence[LossLine]) -> list[Block]:
    """Return the quantity of each kind of loss and unit; outside, only of enough people and households."""
    words, rows = leaving.words, list[list[str]]()
    sized = [line for line in lines if "qty_min" in line.fields or "qty_max" in line.fields]
    for some in group(sized, lambda one: f"{one.fields.get('item')} {one.fields.get('unit')}").values():
        for (item, unit), span in add_losses(some).quantity.items():
            label = words["unit"].label(unit, leaving.language) if unit else ""
            said = f"{span} {label}".strip() if may_tell_sum(some, leaving.tallies.closed) else HIDDEN
            rows.append([words["loss_kind"].label(item, leaving.language) if item else "", said])
    return filled_table(Phrase("Quantities"), (Phrase("Lost or damaged"), Phrase("Quantity")), rows)


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
)  # fmt: skip
"""The papers of this module."""
