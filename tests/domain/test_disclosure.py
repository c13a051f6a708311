"""Numbers told to others: a small one is told only as small, and nothing beside it gives it away."""

from collections.abc import Sequence
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from app.domain.disclosure import (
    NONE,
    SMALLEST,
    Crossed,
    Range,
    cross_items,
    disclose_table,
    format_count,
    is_small,
    share,
)

ROWS, COLUMNS = ("a", "b", "c"), ("x", "y", "z")
THINGS = st.lists(
    st.tuples(
        st.integers(0, 99),
        st.lists(st.sampled_from(ROWS), min_size=1, max_size=2),
        st.lists(st.sampled_from(COLUMNS), min_size=1, max_size=1),
    ),
    max_size=60,
)


def each(things: Sequence[object]) -> Range:
    return len(things), len(things)


@given(THINGS)
def test_what_is_open_is_told_as_it_is_and_counts_each_thing_once(
    things: list[tuple[int, list[str], list[str]]],
) -> None:
    table = cross_items(things, each)
    open_ = disclose_table(table, closed=False)
    assert open_.whole == str(len(things))
    for row, column in product(table.rows, table.columns):
        n = sum(row in of_rows and column in of_columns for _, of_rows, of_columns in things)
        assert open_.cells[row, column] == str(n)
    assert all(open_.rows[row] == str(sum(row in of for _, of, _ in things)) for row in table.rows)
    assert all(open_.columns[one] == str(sum(one in of for _, _, of in things)) for one in table.columns)


@given(THINGS)
def test_no_small_number_is_told_and_no_line_that_holds_one_has_a_total(
    things: list[tuple[int, list[str], list[str]]],
) -> None:
    table = cross_items(things, each)
    closed = disclose_table(table, closed=True)
    said = [*closed.cells.values(), *closed.rows.values(), *closed.columns.values(), closed.whole]
    assert not {str(n) for n in range(1, SMALLEST)} & set(said)
    for row, column in product(table.rows, table.columns):
        if is_small(table.cell(row, column)):
            assert closed.cells[row, column] == "fewer than 5"
            assert (closed.rows[row], closed.columns[column], closed.whole) == ("–", "–", "–")
        else:
            assert closed.cells[row, column] == format_count(table.cell(row, column), closed=False)


def test_a_range_is_told_with_both_ends_and_is_small_by_its_least() -> None:
    assert [format_count(n, closed=False) for n in (NONE, (3, 3), (9, 13), (7, None))] == ["0", "3", "9–13", "7+"]
    assert [format_count(n, closed=True) for n in (NONE, (3, 9), (1, None), (5, 5))] == [
        "0",
        "fewer than 5",
        "fewer than 5",
        "5",
    ]


def test_the_total_of_a_column_that_another_table_would_tell_is_not_told() -> None:
    table = Crossed({("a", "x"): (9, 9)}, {"a": (9, 9)}, {"x": (9, 9)}, (9, 9))
    assert disclose_table(table, closed=True).columns["x"] == "9"
    hidden = disclose_table(table, closed=True, hidden={"x"})
    assert (hidden.columns["x"], hidden.whole, hidden.cells["a", "x"]) == ("–", "–", "9")


def test_a_share_is_of_what_is_known_exactly() -> None:
    assert [share((3, 3), (4, 4)), share((0, 0), (0, 0)), share((3, 5), (9, 9))] == ["75 %", "", ""]
