"""The date slot understands how people say dates, and says None to the rest."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.typed_moment import parse_typed

TODAY = date(2026, 4, 15)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-04-12", "2026-04-12"),
        ("2026-04-12t05:30", "2026-04-12T05:30"),
        ("2026-03/2026-04", "2026-03/2026-04"),
        ("12/4", "2026-04-12"),
        ("16/4", "2025-04-16"),
        ("29/2", "2024-02-29"),
        ("12.4.2024", "2024-04-12"),
        ("12-4-26", "2026-04-12"),
        ("1/2/78", "1978-02-01"),
        ("6", "2026-04-06"),
        ("20", "2026-03-20"),
        ("31", "2026-03-31"),
        ("about 6", "2026-04-06~"),
        ("~6", "2026-04-06~"),
        ("around April 2025", "2025-04~"),
        ("today", "2026-04-15"),
        ("Yesterday", "2026-04-14"),
        ("the day before yesterday", "2026-04-13"),
        ("last Sunday", "2026-04-12"),
        ("on Wednesday", "2026-04-08"),
        ("tue", "2026-04-14"),
        ("3 days ago", "2026-04-12"),
        ("a week ago", "2026-04-08~"),
        ("last month", "2026-03"),
        ("4 months ago", "2025-12"),
        ("last year", "2025"),
        ("12 April 2026", "2026-04-12"),
        ("April 12th, 2026", "2026-04-12"),
        ("the 12th of May", "2025-05-12"),
        ("April", "2026-04"),
        ("in May", "2025-05"),
        ("in 2019", "2019"),
        ("yesterday at 5:30", "2026-04-14T05:30"),
        ("12/4 5 pm", "2026-04-12T17:00"),
        ("last Sunday, 12:15 a.m.", "2026-04-12T00:15"),
        ("before 12 April", "../2026-04-12"),
        ("since 2024", "2024/.."),
        ("between 3 April and about 9 April", "2026-04-03/2026-04-09~"),
        ("May 2025 to June 2025", "2025-05/2025-06"),
    ],
)
def test_english(text: str, moment: str) -> None:
    for language in ("en", "ar", "fr"):
        read = parse_typed(text, TODAY, language)
        assert read is not None and read.text == moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("١٢/٤", "2026-04-12"),
        ("۱۲/۴/۲۰۲۵", "2025-04-12"),
        ("حوالي ٦", "2026-04-06~"),
        ("أمس", "2026-04-14"),
        ("اول امس", "2026-04-13"),
        ("البارحة", "2026-04-14"),
        ("اليوم", "2026-04-15"),
        ("الأحد الماضي", "2026-04-12"),
        ("يوم الجمعة", "2026-04-10"),
        ("١٢ أبريل ٢٠٢٦", "2026-04-12"),
        ("12 نيسان 2026", "2026-04-12"),
        ("كانون الثاني", "2026-01"),
        ("منذ 3 أيام", "2026-04-12"),
        ("قبل يومين", "2026-04-13"),
        ("قبل أسبوع", "2026-04-08~"),
        ("الشهر الماضي", "2026-03"),
        ("السنة الماضية", "2025"),
        ("قبل 12 نيسان", "../2026-04-12"),
        ("بعد 2024", "2024/.."),
        ("من 3 نيسان إلى 9 نيسان", "2026-04-03/2026-04-09"),
        ("بين 3 نيسان و9 نيسان", "2026-04-03/2026-04-09"),
        ("أمس الساعة 5:30", "2026-04-14T05:30"),
        ("أمس الساعة 5 مساء", "2026-04-14T17:00"),
    ],
)
def test_arabic(text: str, moment: str) -> None:
    read = parse_typed(text, TODAY, "ar")
    assert read is not None and read.text == moment


@pytest.mark.parametrize(
    "text",
    ["", " ", "about", "soon", "32", "0", "31/2/2024", "12/13", "12/4/202", "yesterday 25:00", "12/4 5", "ago",
     "last day", "5 pm", "9 to 3 April 2020", "between May and", "12 April 12", "99999 years ago", "9999 years ago"],
)  # fmt: skip
def test_the_rest_is_none(text: str) -> None:
    assert parse_typed(text, TODAY, "en") is None
    assert parse_typed(text, TODAY, "ar") is None


@given(st.text() | st.text("0123456789/ .-~:,about sunday ago", max_size=20), st.dates())
def test_nothing_typed_fails(text: str, today: date) -> None:
    parse_typed(text, today, "ar")


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_a_date_without_its_year_has_happened(day: date, today: date) -> None:
    read = parse_typed(f"{day.day}/{day.month}", today, "en")
    assert read is not None
    assert read.first_day <= today.toordinal() < read.first_day + 366 * 8 + 1
    assert read.text.endswith(day.isoformat()[4:])


@pytest.mark.parametrize("text", ["~" * 5_000 + "6", "6" + " 1:00" * 5_000, "about " * 5_000 + "6", "between " * 3_000])
def test_an_endless_text_is_no_date(text: str) -> None:
    assert parse_typed(text, date(2026, 11, 24), "en") is None
