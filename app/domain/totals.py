"""Add amounts up, each currency apart, from the lowest to the highest value. Pure.

Nothing converts a currency. A line without a value is counted and gets none. A line that is the same as another one is
left out.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from attrs import frozen


class Total(NamedTuple):
    """The fields of one total: the value or its lower limit, its upper limit, its currency, and the same line."""

    low: str
    high: str = ""
    currency: str = ""
    same: str = ""


def format_amount(amount: Decimal) -> str:
    """Return an amount with a fixed space between thousands, which readers of all languages know."""
    whole, _, part = f"{amount:,f}".replace(",", "\N{NO-BREAK SPACE}").partition(".")
    return f"{whole}.{part.rstrip('0')}" if part.strip("0") else whole


class AmountRange(NamedTuple):
    """An exact amount, from a lower to an upper limit."""

    low: Decimal
    high: Decimal

    def __str__(self) -> str:
        low, high = format_amount(self.low), format_amount(self.high)
        return low if low == high else f"{low}–{high}"

    def plus(self, other: "AmountRange") -> "AmountRange":
        """Return the sum: the low ends and the high ends, each apart."""
        return AmountRange(self.low + other.low, self.high + other.high)


@frozen
class Totals:
    """The sum for each currency, the number of lines without a value, and that of the lines left out as the same."""

    spans: Mapping[str, AmountRange]
    without: int = 0
    same: int = 0


def add_up(lines: Iterable[Mapping[str, object]], total: Total) -> Totals:
    """Return the totals of some lines; each line has values by the names of fields."""
    spans: dict[str, AmountRange] = {}
    without = same = 0
    for line in lines:
        given = [line[name] for name in filter(None, (total.low, total.high)) if line.get(name) is not None]
        if line.get(total.same):
            same += 1
        elif not given:
            without += 1
        else:
            values = [Decimal(str(one)) for one in given]
            currency = str(line.get(total.currency) or "")
            span = AmountRange(values[0], values[-1])
            spans[currency] = spans[currency].plus(span) if currency in spans else span
    return Totals(spans, without, same)


def find_charge(line: Mapping[str, object], currency: str) -> Decimal | None:
    """Return the sum that a paid line takes from a grant in a currency; None if a person has not written it.

    A line in another currency needs the sum in the currency of the grant, and its rate.
    """
    if str(line.get("currency") or currency) == currency:
        return Decimal(str(line.get("paid") or 0))
    named = line.get("grant_amount")
    return None if named is None or not line.get("rate") else Decimal(str(named))
