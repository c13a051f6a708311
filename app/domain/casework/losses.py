"""Totals of losses: value, offers, payments and the gap for each currency, with households and people. Pure.

Each currency stays apart. Nothing is converted, and no interest is added.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from attrs import frozen

from app.domain.disclosure import SMALLEST, Range
from app.domain.totals import AmountRange, Total, add_up

VALUE, OFFERED, PAID = (Total(low, high, "currency", "same_as") for low, high in (
    ("value_min", "value_max"), ("offered", ""), ("paid", "")))  # fmt: skip
FEWEST_HOMES = 3
"""Households of a sum for other readers."""
_QUANTITY = Total("qty_min", "qty_max", "of", "same_as")


@frozen
class LossLine:
    """A loss: its values (`same_as` is True for a line that repeats another one), its household, and its people."""

    fields: Mapping[str, object]
    household: bytes | None = None
    people: Range = (0, 0)


@frozen
class LossTotals:
    """Totals of lines. Each household and its people count once, and a repeated line only in `same`."""

    value: Mapping[str, AmountRange]
    offered: Mapping[str, AmountRange]
    paid: Mapping[str, AmountRange]
    gap: Mapping[str, AmountRange]
    """The value that is not paid, line by line: a line that was paid in full lowers no other gap."""
    quantity: Mapping[tuple[str, str], AmountRange]
    """By kind of loss and unit."""
    households: int
    people: Range
    lines: int
    without: int
    """Lines without a value."""
    no_basis: int
    same: int

    @property
    def currencies(self) -> Sequence[str]:
        """Return the currencies with any sum."""
        return sorted({*self.value, *self.offered, *self.paid})


def add_losses(lines: Iterable[LossLine]) -> LossTotals:
    """Return the totals of lines."""
    every = list(lines)
    kept = [one for one in every if not one.fields.get("same_as")]
    fields = [one.fields for one in kept]
    value = add_up(fields, VALUE)
    pairs = (("value_min", "value_max"), ("value_max", "value_min"))
    gaps = [{**one, **{name: _less(one, name, other) for name, other in pairs}}
            for one in fields if "value_min" in one or "value_max" in one]  # fmt: skip
    sized = [{**one, "of": f"{one.get('item', '')}\n{one.get('unit', '')}"} for one in fields]
    homes = {one.household: one.people for one in kept if one.household is not None}
    most = [high for _, high in homes.values()]
    return LossTotals(
        value.spans, add_up(fields, OFFERED).spans, add_up(fields, PAID).spans, add_up(gaps, VALUE).spans,
        {(key.partition("\n")[0], key.partition("\n")[2]): span
         for key, span in add_up(sized, _QUANTITY).spans.items()},
        len(homes), (sum(low for low, _ in homes.values()), None if None in most else sum(n or 0 for n in most)),
        len(kept), value.without, sum(one.get("basis") == "none" for one in fields), len(every) - len(kept),
    )  # fmt: skip


def _less(line: Mapping[str, object], name: str, other: str) -> Decimal:
    known = line[name] if line.get(name) is not None else line[other]
    return max(Decimal(), Decimal(str(known)) - Decimal(str(line.get("paid") or 0)))


def group(lines: Iterable[LossLine], key: Callable[[LossLine], str]) -> Mapping[str, list[LossLine]]:
    """Return lines by a key, in the order of their first line."""
    groups: dict[str, list[LossLine]] = {}
    for one in lines:
        groups.setdefault(key(one), []).append(one)
    return groups


def may_tell_sum(lines: Iterable[LossLine], closed: bool) -> bool:
    """Return True if a reader can see a sum over these lines.

    If `closed`, a sum needs SMALLEST people and FEWEST_HOMES households. A sum of two households tells each household
    the loss of the other.
    """
    told = add_losses(lines)
    return not closed or (told.people[0] >= SMALLEST and told.households >= FEWEST_HOMES)


def list_hidden_sums(lines: Iterable[LossLine], closed: bool) -> frozenset[str]:
    """Return the sums of LossTotals that a reader cannot see: those with an amount of too few people or households.

    The gap is hidden with the value or the payments, which it would reveal.
    """
    kept = [one for one in lines if not one.fields.get("same_as")]
    fields = {"value": ("value_min", "value_max"), "offered": ("offered",), "paid": ("paid",)}
    of = {sum_: [one for one in kept if any(name in one.fields for name in names)] for sum_, names in fields.items()}
    hidden = {name for name, some in of.items() if some and not may_tell_sum(some, closed)}
    return frozenset(hidden | ({"gap"} if hidden & {"value", "paid"} else set()))
