"""Dates come back as they were written, order by day, and refuse what no calendar has."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import moment as m
from app.domain.moment import Moment, parse_moment, pattern_point

days = st.dates()
points = st.one_of(
    days.map(lambda d: f"{d.year:04}"),
    days.map(lambda d: d.isoformat()[:7]),
    days.map(date.isoformat),
    st.datetimes().map(lambda d: d.isoformat()[:16]),
).flatmap(lambda text: st.sampled_from([text, text + "~"]))


def ordinal(text: str) -> int:
    return date.fromisoformat(text).toordinal()


@pytest.mark.parametrize(
    ("text", "precision", "shape", "first", "last"),
    [
        ("2024", m.MONTH_UNKNOWN, "point", "2024-01-01", "2024-12-31"),
        ("2024-02", m.DAY_UNKNOWN, "point", "2024-02-01", "2024-02-29"),
        ("2024-03-09", m.EXACT, "point", "2024-03-09", "2024-03-09"),
        ("2024-03-09T14:05", m.EXACT, "point", "2024-03-09", "2024-03-09"),
        ("2024-04-06~", m.ESTIMATE, "point", "2024-04-06", "2024-04-06"),
        ("2024-04~", m.ESTIMATE, "point", "2024-04-01", "2024-04-30"),
        ("2024-03/2024-05", m.RANGE, "range", "2024-03-01", "2024-05-31"),
        ("2024-03-09/2024-03", m.RANGE, "range", "2024-03-09", "2024-03-31"),
        ("2024/2024-03-09~", m.RANGE, "range", "2024-01-01", "2024-03-09"),
        ("../2024-05", m.BEFORE_OR_AFTER, "before", "0001-01-01", "2024-05-31"),
        ("2024-05/..", m.BEFORE_OR_AFTER, "after", "2024-05-01", "9999-12-31"),
    ],
)
def test_each_form_means_its_days(text: str, precision: str, shape: str, first: str, last: str) -> None:
    moment = parse_moment(text)
    assert (moment.text, moment.precision, moment.shape) == (text, precision, shape)
    assert (moment.first_day, moment.last_day) == (ordinal(first), ordinal(last))
    assert moment == Moment(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is not a date"),
        ("24", "is not a date"),
        ("2024-3", "is not a date"),
        ("2024-03-09 14:05", "is not a date"),
        ("2024-03-09T14:05:00", "is not a date"),
        ("~2024", "is not a date"),
        ("٢٠٢٤", "is not a date"),
        ("2024-03-09\n", "is not a date"),
        ("0000", "0001 to 9999"),
        ("2024-13", "no such month"),
        ("2023-02-29", "has 28 days"),
        ("2024-03-09T24:00", "no such time"),
        ("2024-03-09T10:60", "no such time"),
        ("2024-05/2024-03", "ends before"),
        ("2024-05-01T10:00/2024-05-01T09:59", "ends before"),
        ("../..", "a range needs"),
        ("2024//2025", "is not a date"),
        ("2024/", "is not a date"),
    ],
)
def test_what_no_calendar_has_is_refused(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse_moment(text)


@given(points, points)
def test_text_comes_back_and_days_are_in_order(one: str, other: str) -> None:
    for text in (one, f"../{one}", f"{one}/.."):
        moment = parse_moment(text)
        assert moment.text == text
        assert moment.first_day <= moment.sort_day <= moment.last_day
    first, second = sorted((parse_moment(one), parse_moment(other)), key=lambda moment: moment.first_day)
    if first.first_day < second.first_day:
        both = parse_moment(f"{first.text}/{second.text}")
        assert (both.first_day, both.last_day) == (first.first_day, second.last_day)
    if first.last_day < second.first_day:
        with pytest.raises(ValueError, match="ends before"):
            parse_moment(f"{second.text}/{first.text}")


@given(st.text("0123456789-/.T:~", max_size=24))
def test_any_text_is_a_date_or_one_sentence(text: str) -> None:
    try:
        assert parse_moment(text).text == text
    except ValueError as error:
        assert "\n" not in str(error)


@given(days, st.sampled_from(["%d-%b-%y", "%Y-%m-%d", "%d/%m/%Y", "%B %d, %Y"]))
def test_patterns_read_what_they_wrote(day: date, pattern: str) -> None:
    if "%y" in pattern and not 1969 <= day.year <= 2068:
        return
    written = day.strftime(pattern.replace("%Y", f"{day.year:04}"))
    assert pattern_point(written, pattern).text == day.isoformat()


@pytest.mark.parametrize(
    ("text", "pattern", "moment"),
    [
        ("13-Jan-20", "%d-%b-%y", "2020-01-13"),
        ("\u00a03-SEPT.-68 ", "%d-%b-%y", "2068-09-03"),
        ("3-sep-69", "%d-%b-%y", "1969-09-03"),
        ("January 2020", "%B %Y", "2020-01"),
        ("2020", "%Y", "2020"),
        ("1.2.2020 12:30 a.m.", "%d.%m.%Y %I:%M %p", "2020-02-01T00:30"),
        ("2020-02-01 17:05:59", "%Y-%m-%d %H:%M:%S", "2020-02-01T17:05"),
        ("100% 2020", "100%% %Y", "2020"),
    ],
)
def test_patterns_give_the_precision_they_have(text: str, pattern: str, moment: str) -> None:
    assert pattern_point(text, pattern).text == moment


@pytest.mark.parametrize(
    ("text", "pattern", "says"),
    [
        ("13-Jän-20", "%d-%b-%y", "not a date written as"),
        ("30-Feb-20", "%d-%b-%y", "no such day"),
        ("1-13-2020", "%d-%m-%Y", "no such month"),
        ("1", "%d", "and a year"),
        ("1", "%Y-%Y", "each part once"),
        ("1", "%j %Y", "%j, which is not known"),
        ("1", "%d %Y", "leaves out a part"),
        ("1", "%m %Y %H:%M", "leaves out a part"),
        ("1", "%d %m %Y %I", "leaves out a part"),
    ],
)
def test_patterns_refuse(text: str, pattern: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Moment(pattern_point(text, pattern).text)


@pytest.mark.parametrize(
    ("start", "end", "reversed_"),
    [
        ("2026-12-05", "2026-12-01", True),
        ("2026-12-05T10:00", "2026-12-05T09:59", True),
        ("2027", "2026-12-31", True),
        ("2026-12-05", "2026-12-05", False),
        ("2026-12-05T10:00", "2026-12-05", False),
        ("2026-12-05", "2026", False),
        ("2026-12-05~", "2026-12-01", False),
        ("2026-12-05", "2026-12-01/..", False),
        ("../2026-12-05", "2026-12-01", False),
    ],
)
def test_an_end_is_before_a_start_only_beyond_doubt(start: str, end: str, reversed_: bool) -> None:
    assert m.is_reversed(start, end) is reversed_
