"""Totals for each currency, exact and from low to high (casework.md 1.5, fixture F19)."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.domain.totals import AmountRange, Total, add_up

TOTAL = Total("value", "value_max", "currency", "same_as")


def line(low: object = None, high: object = None, currency: str = "", **more: object) -> dict[str, object]:
    return {name: value for name, value in {"value": low, "value_max": high, "currency": currency, **more}.items()
            if value is not None}  # fmt: skip


def test_the_losses_of_three_households() -> None:
    lines = [
        line(350000, 450000, "XAF"), line(1200, None, "USD"), line(150000, None, "XAF"), line(900, 1100, "USD"),
        line(currency="USD"), line(900, 1100, "USD", same_as=True),
    ]  # fmt: skip
    added = add_up(lines, TOTAL)
    assert {one: str(span) for one, span in added.spans.items()} == {
        "XAF": "500\N{NO-BREAK SPACE}000–600\N{NO-BREAK SPACE}000",
        "USD": "2\N{NO-BREAK SPACE}100–2\N{NO-BREAK SPACE}300",
    }
    assert (added.without, added.same) == (1, 1)
    assert str(add_up([line(0.1), line(0.2)], TOTAL).spans[""]) == "0.3"


@given(st.lists(st.tuples(st.decimals(0, 10**6, places=2), st.sampled_from(["XAF", "USD"]))))
def test_the_order_of_lines_changes_no_total(lines: list[tuple[Decimal, str]]) -> None:
    rows = [line(value, value + 1, currency) for value, currency in lines]
    there, back = add_up(rows, TOTAL), add_up(rows[::-1], TOTAL)
    assert there == back
    for currency, span in there.spans.items():
        known = [value for value, one in lines if one == currency]
        assert span == AmountRange(sum(known, Decimal()), sum(known, Decimal()) + len(known))
