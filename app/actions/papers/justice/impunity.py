"""The impunity table: the attacks that reached each stage of proceedings, by one property, and the days to it.

An attack counts once, with all its steps. For other readers, rows with few attacks become one row. A column that would
reveal a small number has dashes only.
"""

from collections.abc import Iterable, Mapping, Sequence
from statistics import median

from attrs import evolve, frozen

from app.actions.outgoing.output import OfNumbers, Output
from app.actions.outgoing.tallies import Tallies
from app.actions.papers.declared import CountAxis
from app.domain import disclosure, legal_steps
from app.domain.act_counts import ActCount
from app.domain.disclosure import HIDDEN, SMALLEST
from app.domain.legal_steps import AGAINST_DOERS, STAGES, Step
from app.domain.moment import first_day, last_day
from app.domain.record import Record
from app.domain.sheet import Block, Heading, Sheet, SheetFacts, SheetProse, SheetTable
from app.phrase import Phrase

_REMOVED = "R"
"""The first letter of each state of a perpetrator without their post."""
_SHOWN = STAGES[:-1]
"""The stages with a column."""
OTHER = "other"


@frozen
class Attack:
    """One attack: its furthest stage (empty without a step), and the days to the first step at each stage.

    `removed` are the people or units removed from their post for it.
    """

    deed: ActCount
    stage: str
    days: Mapping[str, int]
    stalled: bool
    removed: frozenset[bytes]

    @property
    def reached(self) -> int:
        """Return the number of its stages."""
        return STAGES.index(self.stage) + 1 if self.stage else 0


AXES: Mapping[str, CountAxis] = {
    "year": CountAxis(Phrase("Year"), "began.date_start"),
    "kind": CountAxis(Phrase("Act"), "act.violation", "violation"),
    "admin1": CountAxis(Phrase("Province"), "area.name", cut=None),
    "perpetrator": CountAxis(Phrase("Kind of perpetrator"), "involvement.type", "perp_type"),
}
"""The properties of the tables, by name. `began` and `area` are parts that `_read_attack` adds."""


def list_attacks(tallies: Tallies, year: str = "") -> list[Attack]:
    """Return the countable attacks, or those of a year."""
    steps = tallies.steps()
    found = [_read_attack(tallies, deed, steps) for deed in tallies.deeds() if deed.first("act")]
    return [one for one in found if not year or year in AXES["year"].of(one.deed)]


def _read_attack(tallies: Tallies, deed: ActCount, steps: Mapping[bytes, Sequence[Step]]) -> Attack:
    dates = [str(one.fields.get("date_start", "")) for part in ("act", "event") for one in deed.parts.get(part, ())]
    start, area = next(filter(None, dates), ""), tallies.name_province(deed.parts.get("place", ()))
    wholes = (one.id for part in ("act", "event", "case") for one in deed.parts.get(part, ()))
    mine = [one for one in dict.fromkeys(one for id_ in wholes for one in steps.get(id_, ()))
            if one.side == AGAINST_DOERS][::-1]  # fmt: skip
    begun, first = _exact_day(start), dict[str, int]()
    for day, step in sorted((day, step) for step in mine if (day := _exact_day(step.date))):
        if begun and day >= begun:
            first.setdefault(step.reached, day - begun)
    removed = [one for one in deed.parts.get("involvement", ())
               if str(one.fields.get("status", "")).startswith(_REMOVED)]  # fmt: skip
    who = deed.parts.get("perpetrator", ()) if len(removed) == len(deed.parts.get("involvement", ())) else ()
    return Attack(
        evolve(deed, parts={**deed.parts, "began": _hold(date_start=start), "area": _hold(name=area)}),
        legal_steps.find_furthest(mine), first,
        legal_steps.count_idle_days(mine, tallies.today) >= tallies.patience,
        frozenset(one.id for one in (who or removed)) if removed else frozenset(),
    )  # fmt: skip


def _hold(**known: str) -> tuple[Record, ...]:
    return (Record(b"", "", "", {name: said for name, said in known.items() if said}),)


def _exact_day(text: str) -> int:
    """Return the day of an exact date, else 0."""
    day = first_day(text)
    return day if day is not None and day == last_day(text) else 0


def count_stages(attacks: Sequence[Attack], stages: Sequence[str] = STAGES) -> list[int]:
    """Return the number of attacks, then the number that reached each stage."""
    return [len(attacks), *(sum(one.reached > at for one in attacks) for at in range(len(stages)))]


def find_median(attacks: Iterable[Attack], stage: str) -> str:
    """Return the median of the days to a stage; empty for fewer than five attacks."""
    days = [one.days[stage] for one in attacks if stage in one.days]
    return f"{median(days):g}" if len(days) >= SMALLEST else ""


def group_attacks(attacks: Sequence[Attack], axis: CountAxis, closed: bool = False) -> dict[str, list[Attack]]:
    """Return attacks by their values; if `closed`, values with few attacks are one group."""
    groups: dict[str, list[Attack]] = {}
    for one in attacks:
        for code in axis.of(one.deed):
            groups.setdefault(code, []).append(one)
    order = sorted(groups, key=lambda code: (len(groups[code]), code))
    few = [code for code in order if closed and len(groups[code]) < SMALLEST]
    some = list({one.deed.core.id: one for code in few for one in groups[code]}.values())
    if few and len(some) < SMALLEST:  # with one more group, nobody can compute the small one
        few = order[: len(few) + 1]
        some = list({one.deed.core.id: one for code in few for one in groups[code]}.values())
    kept = {code: found for code, found in groups.items() if code not in few}
    return {**kept, OTHER: some} if few else kept


def make_table(tallies: Tallies) -> Sheet:
    """Return the impunity table of a vault, as its reader can see it."""
    attacks = list_attacks(tallies)
    whole = count_stages(attacks)
    told = disclosure.disclose_falling([whole], tallies.closed)[0]
    labels = [tallies.label("proceeding_stage", code) for code in STAGES]
    days = ["", *(find_median(attacks, code) for code in STAGES)]
    rows = zip((Phrase("attacks"), *labels), told, days, strict=True)
    header = (Phrase("Stage"), Phrase("Attacks that reached it"), Phrase("Days since the attack (median)"))
    blocks: list[Block] = [SheetTable(header, tuple(rows)), SheetFacts(_facts(tallies, attacks))]
    for axis in AXES.values() if not tallies.closed or len(attacks) >= SMALLEST else ():
        blocks += _cross(tallies, attacks, axis, labels, told)
    patience = Phrase("Stalled: no new step for {n} days, and no end.", n=tallies.patience)
    blocks += [Heading(Phrase("Counting method")), *map(SheetProse, (
        Phrase("The table has only the attacks in our records."),
        Phrase("One act against one person is one attack, with all its methods."),
        Phrase("An attack counts once at each stage, also with several steps. A later stage includes those before it."),
        Phrase("Only steps against those responsible count. A step about an incident or a case counts for each of its "
               "attacks."), patience, tallies.rule))]  # fmt: skip
    none = (SheetProse(Phrase("There are no acts to count.")), SheetProse(tallies.rule))
    return Sheet(Phrase("Impunity table"), "", tuple(blocks) if attacks else none, tallies.mark, "table")


def _facts(tallies: Tallies, attacks: Sequence[Attack]) -> tuple[tuple[str, str], ...]:
    begun, stalled = sum(bool(one.stage) for one in attacks), sum(one.stalled for one in attacks)
    hidden = tallies.closed and disclosure.is_small((begun - stalled, begun - stalled))
    removed = len({id_ for one in attacks for id_ in one.removed})
    return ((Phrase("Stalled"), HIDDEN if hidden else tallies.told(stalled)),
            (Phrase("People removed from their post"), tallies.told(removed)))  # fmt: skip


def _cross(
    tallies: Tallies, attacks: Sequence[Attack], axis: CountAxis, labels: Sequence[str], told: Sequence[str]
) -> list[Block]:
    groups = group_attacks(attacks, axis, tallies.closed)
    if len(groups) < 2 and tallies.closed:  # the same numbers as above
        return []
    order = [*axis.order(tallies, [code for code in groups if code != OTHER]),
             *([(OTHER, Phrase("other"))] if OTHER in groups else [])]  # fmt: skip
    shown = {at for at, n in enumerate(told) if n.isdecimal()}
    counts = [count_stages(groups[code], _SHOWN) for code, _ in order]
    cells = disclosure.disclose_falling(counts, tallies.closed, shown)
    rows = [(label, *row) for (_, label), row in zip(order, cells, strict=True)]
    rows.append((Phrase("in all"), *told[: len(_SHOWN) + 1]))
    return [Heading(axis.label), SheetTable((axis.label, Phrase("attacks"), *labels[: len(_SHOWN)]), tuple(rows))]


OUTPUTS = (
    Output("impunity-table", Phrase("Impunity table"),
           Phrase("Attacks by the stage that their proceedings reached, and the days to it."), OfNumbers(make_table),
           profiles=("internal", "regional", "un", "public")),
)  # fmt: skip
