"""Count displaced people and households by origin and destination, with the rule, the coverage and the suppression."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial

from app.actions.outgoing.output import OfNumbers, Output
from app.actions.outgoing.tallies import Tallies
from app.actions.papers.justice.casework import FEW
from app.actions.records.record_counts import CountedRecord
from app.domain.acts.displacement import APART, Displacement, count_displaced, group_same
from app.domain.casework.losses import FEWEST_HOMES
from app.domain.disclosure import NONE, Range, cross_items, disclose_table, format_count, is_small
from app.domain.moment import OPEN_END, OPEN_START, parse_moment
from app.domain.record import Record
from app.domain.release.audiences import AUDIENCES
from app.domain.sheet import Block, Heading, Items, Sheet, SheetFacts, SheetProse, SheetTable, filled_table
from app.phrase import Phrase
from app.store.vault.open_vault import Vault

UNITS: Mapping[str, str] = {"people": Phrase("People"), "households": Phrase("Households")}
_ROLES = ("place", "displaced_to", "in_context")
_FIELDS = {"people": ("displaced_min", "displaced_max"), "households": ("homes_min", "homes_max")}
_RULE = Phrase(
    "Incidents with the same origin and the same context within {n} days can be about the same people. Then the lowest "
    "number is that of the largest incident, and the highest number is the sum. A day, an origin or a context that is "
    "not known counts as the same.", n=APART,
)  # fmt: skip
_TWO = Phrase("People and households are two numbers of the same people, and are never added up.")
_APART = Phrase("A range is the lowest and the highest number. Cells do not add up: people can leave to several "
                "places, and several incidents can be about the same people.")  # fmt: skip
_UNKNOWN = Phrase("not recorded")


def read_displaced(vault: Vault) -> list[tuple[Displacement, Record]]:
    """Return every incident with a number of displaced people or households, the newest first."""
    tallies = Tallies(vault, AUDIENCES["internal"])
    return [(_read(tallies, row), row.record) for row in _list_rows(tallies)]


def _list_rows(tallies: Tallies) -> list[CountedRecord]:
    names = [name for pair in _FIELDS.values() for name in pair]
    return [row for row in tallies.held("event", *_ROLES) if any(name in row.record.fields for name in names)]


def _read(tallies: Tallies, row: CountedRecord) -> Displacement:
    said = row.record.fields.get("date_start")
    when = parse_moment(str(said)) if said else None
    days = (when.first_day, when.last_day) if when else (OPEN_START, OPEN_END)
    goals = tuple(dict.fromkeys(tallies.name_province([place]) for place in row.linked["displaced_to"])) or ("",)
    return Displacement(
        row.record.id, days, tallies.name_province(row.linked["place"]), goals,
        frozenset(one.id for one in row.linked["in_context"]),
        _range(row.record, *_FIELDS["people"]), _range(row.record, *_FIELDS["households"]),
    )  # fmt: skip


def _range(record: Record, low: str, high: str) -> Range:
    least, most = record.fields.get(low), record.fields.get(high)
    if least is None and most is None:
        return NONE
    return int(str(least or 0)), None if most is None else int(str(most))


def make_displacement_table(tallies: Tallies) -> Sheet:
    """Return the tables of people and of households by origin and destination."""
    rows = _list_rows(tallies)
    found = [_read(tallies, row) for row in rows]
    sources = Counter(one.id for row in tallies.held("information", "about") for one in row.linked["about"])
    blocks: list[Block] = [SheetFacts(_cover(tallies, rows, found, sources))]
    for unit, label in UNITS.items():
        told = [one for one in found if one.number(unit) != NONE]
        if not told:
            continue
        table = cross_items([(one, (one.origin,), one.goals) for one in told], partial(count_displaced, unit=unit))
        few = _list_few(told) if tallies.closed and unit == "people" else []
        shown = disclose_table(table, tallies.closed, few=few)
        goals = sorted(table.columns, key=lambda name: (not name, name))
        lines = [(name or _UNKNOWN, *(shown.cells[name, goal] for goal in goals), shown.rows[name])
                 for name in sorted(table.rows, key=lambda name: (not name, name))]  # fmt: skip
        last = (Phrase("in all"), *(shown.columns[goal] for goal in goals), shown.whole)
        head = (Phrase("From"), *(Phrase("to {place}", place=goal or _UNKNOWN) for goal in goals), Phrase("in all"))
        blocks += [Heading(label), SheetFacts(((Phrase("Unit"), label),)), SheetTable(head, (*lines, last), _APART)]
    if not tallies.closed:
        blocks += _inside(rows, found, sources)
    method: list[Block] = [
        Heading(Phrase("Counting method")),
        SheetProse(_TWO),
        SheetProse(_RULE),
        SheetProse(tallies.rule),
        *([SheetProse(FEW)] if tallies.closed else []),
    ]
    none: list[Block] = [SheetProse(Phrase("No incident has a number of displaced people.")), SheetProse(tallies.rule)]
    return Sheet(Phrase("Displaced people"), "", tuple([*blocks, *method] if found else none), tallies.mark, "table")


def _list_few(found: Sequence[Displacement]) -> list[tuple[str, str]]:
    """Return the origins and destinations with a known number of households below FEWEST_HOMES."""
    homes = cross_items([(one, (one.origin,), one.goals) for one in found],
                        partial(count_displaced, unit="households"))  # fmt: skip
    return [key for key, number in homes.cells.items() if number != NONE and number[0] < FEWEST_HOMES]


def _is_told(found: Sequence[Displacement]) -> bool:
    """Return True for incidents with enough people and households."""
    people, homes = (count_displaced(found, unit) for unit in UNITS)
    return not is_small(people) and (homes == NONE or homes[0] >= FEWEST_HOMES)


def _name_known(tallies: Tallies, found: Mapping[bytes, Displacement], values: Mapping[bytes, str]) -> list[str]:
    """Return the values of incidents by id; other readers get only those that tell of nobody."""
    groups: dict[str, list[Displacement]] = {}
    for id_, value in values.items():
        groups.setdefault(value, []).append(found[id_])
    return sorted(value for value, some in groups.items() if value and (not tallies.closed or _is_told(some)))


def _cover(
    tallies: Tallies, rows: Sequence[CountedRecord], found: Sequence[Displacement], sources: Mapping[bytes, int]
) -> tuple[tuple[str, str], ...]:  # fmt: skip
    """Return the period, the States, and the coverage: incidents, without a day, a destination or a source."""
    by_id, fields = {one.id: one for one in found}, {row.record.id: row.record.fields for row in rows}
    years = _name_known(tallies, by_id, {id_: str(one.get("date_start", ""))[:4] for id_, one in fields.items()})
    states = _name_known(tallies, by_id, {id_: str(one.get("country", "")) for id_, one in fields.items()})
    told = [
        (Phrase("Period"), f"{years[0]}–{years[-1]}" if years[1:] else "".join(years)),
        (Phrase("Countries"), ", ".join(tallies.label("country", code) for code in tallies.order("country", states))),
        (Phrase("Incidents with a number"), tallies.told(len(rows))),
    ]
    if not tallies.closed:
        told += [
            (Phrase("Without a day"), str(sum("date_start" not in row.record.fields for row in rows))),
            (Phrase("Without a destination"), str(sum(not row.linked["displaced_to"] for row in rows))),
            (Phrase("Without a source"), str(sum(not sources.get(row.record.id) for row in rows))),
        ]
    return tuple(row for row in told if row[1])


def _inside(rows: Sequence[CountedRecord], found: Sequence[Displacement], sources: Mapping[bytes, int]) -> list[Block]:
    """Return for our own use the numbers of each incident, and the incidents that can be about the same people."""
    lines = [(row.record.ref, *(_say(one.number(unit)) for unit in UNITS), str(sources.get(row.record.id, 0)))
             for row, one in zip(rows, found, strict=True)]  # fmt: skip
    head = (Phrase("Incident"), *UNITS.values(), Phrase("Sources"))
    refs = {row.record.id: row.record.ref for row in rows}
    groups = [", ".join(refs[one.id] for one in group) for group in group_same(found) if len(group) > 1]
    same = [Phrase("These incidents can be about the same people: {refs}.", refs=said) for said in groups]
    blocks = filled_table(Phrase("By incident"), head, lines)
    return [*blocks, Heading(Phrase("Please check")), Items(tuple(same))] if same else blocks


def _say(number: Range) -> str:
    return format_count(number, False) if number != NONE else ""


OUTPUTS = (
    Output("displacement-table", Phrase("Displaced people"),
           Phrase("Displaced people and households by origin and destination, with ranges."),
           OfNumbers(make_displacement_table), profiles=("internal", "network", "un", "public")),
)  # fmt: skip
"""The papers of this module."""
