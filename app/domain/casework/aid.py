"""Sums of help for readers outside: only of SMALLEST people or more, and no total that reveals another sum. Pure.

Each currency stays apart. A line for nobody in particular, such as the rent of an office, has no people.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from attrs import field, frozen

from app.domain.act_counts import people
from app.domain.disclosure import HIDDEN, NONE, DisclosedTable, Range, cross_items, disclose_table, is_small
from app.domain.record import Record
from app.domain.totals import Total, add_up
from app.phrase import Phrase

HELPED = ("given", "ended")
"""The states of a line whose help arrived."""
THIN = Phrase("The letter has only the kind of help. Write “For the provider”.")


@frozen
class AidLine:
    """A need, service or cost: its values, and the people of its plan; a line of no plan has only a number of people.

    `receipts` is the number of its receipts.
    """

    fields: Mapping[str, object]
    who: Mapping[bytes, Record] = field(factory=dict)
    receipts: int = 0

    @property
    def stated(self) -> Range:
        """Return the number of people without a record: at least one, if nobody wrote it."""
        said = self.fields.get("people")
        return NONE if self.who else (1, None) if said is None else (int(str(said)), int(str(said)))


def count_people(lines: Iterable[AidLine]) -> Range:
    """Return the people of some lines, each once. People without a record can be those of another line."""
    every = list(lines)
    known = [people(one) for one in {id_: one for line in every for id_, one in line.who.items()}.values()]
    loose = [line.stated for line in every]
    tops = [high for _, high in (*known, *loose)]
    least = max(sum(low for low, _ in known), max((low for low, _ in loose), default=0))
    return least, None if None in tops else sum(high or 0 for high in tops)


Keys = Callable[[AidLine], str]


def cross_sums(lines: Sequence[AidLine], row: Keys, column: Keys, total: Total, closed: bool) -> DisclosedTable:
    """Return the sums of lines by two properties, as text. All lines have an amount in one currency.

    If `closed`, a sum of fewer than SMALLEST people is HIDDEN, and so is each total that would reveal it.
    """
    table = cross_items([(one, (row(one),), (column(one),)) for one in lines], count_people)
    told, groups = disclose_table(table, closed), dict[tuple[str, str], list[AidLine]]()
    for one in lines:
        for key in ((row(one), column(one)), (row(one), "*"), ("*", column(one)), ("*", "*")):
            groups.setdefault(key, []).append(one)

    def say(key: tuple[str, str], shown: str, number: Range) -> str:
        hidden = closed and (shown == HIDDEN or is_small(number))
        return HIDDEN if hidden else add_all(groups.get(key, ()), total)

    return DisclosedTable(
        {key: say(key, shown, table.cell(*key)) for key, shown in told.cells.items()},
        {key: say((key, "*"), shown, table.rows[key]) for key, shown in told.rows.items()},
        {key: say(("*", key), shown, table.columns[key]) for key, shown in told.columns.items()},
        say(("*", "*"), told.whole, table.whole),
    )


def add_all(lines: Iterable[AidLine], total: Total) -> str:
    """Return the sum of lines in one currency, without its letters; empty without a line."""
    return "".join(str(span) for span in add_up((one.fields for one in lines), total).spans.values())


def join_small(lines: Iterable[AidLine], key: Keys, closed: bool) -> Mapping[str, Sequence[AidLine]]:
    """Return lines by a key; if `closed`, the keys of few people are together under an empty key, with the next ones.

    So the sum of all can be shown. If all lines together have few people, they are the only group.
    """
    groups: dict[str, list[AidLine]] = {}
    for one in lines:
        groups.setdefault(key(one), []).append(one)
    counts = {name: number for name, some in groups.items() if (number := count_people(some)) != NONE}
    order = sorted(counts, key=lambda name: counts[name][0])
    joined = [name for name in order if is_small(counts[name])] if closed else []
    for name in order:
        if joined and name not in joined and is_small(count_people(line for one in joined for line in groups[one])):
            joined.append(name)
    rest = {name: some for name, some in groups.items() if name not in joined}
    return rest | ({"": [line for name in joined for line in groups[name]]} if joined else {})
