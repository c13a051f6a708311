"""Intervals of days: on a day, overlaps, gaps and the latest one, for exact dates and for others."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.intervals import Interval, Sure, chain, find_overlaps, gaps, latest, make_interval
from app.domain.moment import OPEN_END

DAYS = st.integers(0, 30)


@st.composite
def spans(draw: st.DrawFn) -> tuple[Interval[str], tuple[int, int]]:
    """Draw an interval with doubts, and one pair of days that it can mean."""
    start, end = sorted((draw(DAYS), draw(DAYS)))
    before = (start - draw(st.integers(0, 3)), start + draw(st.integers(0, 3)))
    after = (max(before[0], end - draw(st.integers(0, 3))), end + draw(st.integers(0, 3)))
    return Interval(before, after, ""), (start, end)


@st.composite
def exact(draw: st.DrawFn) -> Interval[str]:
    start, end = sorted((draw(DAYS), draw(DAYS)))
    return Interval((start, start), (end, end), "")


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


@given(spans(), DAYS)
def test_a_sure_answer_about_a_day_holds_for_each_meaning_of_the_dates(
    span: tuple[Interval[str], tuple[int, int]], on: int
) -> None:
    row, (start, end) = span
    if row.on(on) is not Sure.POSSIBLE:
        assert (row.on(on) is Sure.CERTAIN) == (start <= on < end)


@given(spans(), spans())
def test_a_sure_answer_about_an_overlap_holds_for_each_meaning_of_the_dates(
    one: tuple[Interval[str], tuple[int, int]], other: tuple[Interval[str], tuple[int, int]]
) -> None:
    meant = max(one[1][0], other[1][0]) < min(one[1][1], other[1][1])
    assert one[0].overlaps(other[0]) is other[0].overlaps(one[0])
    if one[0].overlaps(other[0]) is not Sure.POSSIBLE:
        assert (one[0].overlaps(other[0]) is Sure.CERTAIN) == meant


@given(st.lists(exact(), min_size=1, max_size=6))
def test_the_days_of_gaps_are_those_that_no_interval_covers(rows: list[Interval[str]]) -> None:
    row = chain(rows)
    free = {on for gap in gaps(row) for on in range(gap.before.end[1], gap.after.start[0])}
    last = max(one.end[1] for one in rows)
    bare = {on for on in range(row[0].start[0], last) if not any(one.start[0] <= on < one.end[0] for one in rows)}
    empty = {on for one in rows if one.start == one.end for on in (one.start[0],)}
    assert free - empty == bare - empty and sum(gap.least for gap in gaps(row)) == len(free)


@given(st.lists(exact(), max_size=6), DAYS)
def test_on_the_day_of_a_change_the_later_one_counts(rows: list[Interval[str]], on: int) -> None:
    found = latest(rows, on)
    covering = [row for row in rows if row.start[0] <= on < row.end[0]]
    assert len(found) == bool(covering)
    assert not found or found[0].start == max(row.start for row in covering)


@given(st.lists(exact(), min_size=2, max_size=6))
def test_one_without_an_end_lasts_until_the_next_one_and_so_leaves_no_gap(rows: list[Interval[str]]) -> None:
    bare = [row._replace(end=(OPEN_END, OPEN_END), known_end=False) for row in rows]
    row = chain(bare, end=(40, 40))
    assert not gaps(row) and row[-1].end == (40, 40)
    assert all(first.overlaps(then) is Sure.NO for first, then in pairwise(row))


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        ("2026-03-08", "2026-03-10", Sure.CERTAIN),
        ("2026-03-09", "2026-03-12", Sure.NO),
        ("2026-02-20", "2026-03-04", Sure.NO),
        ("2026-03", "2026-03", Sure.POSSIBLE),
        ("2026-03-08~", "2026-03-10~", Sure.POSSIBLE),
        ("2026-03-01", "", Sure.CERTAIN),
        ("2026", "", Sure.POSSIBLE),
        ("2026-05", "2026-06", Sure.NO),
    ],
)
def test_texts_of_dates_overlap_as_far_as_they_are_exact(start: str, end: str, found: Sure) -> None:
    stay = make_interval("2026-03-04", "2026-03-09", "barracks")
    rows = find_overlaps(make_interval(start, end, ""), [stay])
    assert [(row.what, sure) for row, sure in rows] == ([] if found is Sure.NO else [("barracks", found)])


def test_two_possible_intervals_are_a_doubt_and_a_sure_one_comes_first() -> None:
    assert chain([], (1, 1)) == ()
    sure, maybe = make_interval("2026-03-02", "2026-03-09", ""), make_interval("2026-03", "2026-03", "")
    assert latest([maybe, sure], day("2026-03-05")) == (sure, maybe)
    assert latest([maybe, sure], day("2026-03-20")) == (maybe,)
    assert latest([maybe, sure], day("2026-04-01")) == ()
    assert sure.exact and not maybe.exact
