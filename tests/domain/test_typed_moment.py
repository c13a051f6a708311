"""Every date field understands how people say dates, and says what to write for the rest."""

from contextlib import suppress
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.date_words import LANGUAGES
from app.domain.moment import Moment, Way
from app.domain.typed_moment import NOT_YET, OVER, parse_hours, parse_typed, settle_typed

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
        ("last Sunday, about 18:00", "2026-04-12T18:00~"),
        ("12/4 about 6 pm", "2026-04-12T18:00~"),
        ("yesterday at about 5:30", "2026-04-14T05:30~"),
        ("12/4 ~18:00", "2026-04-12T18:00~"),
        ("May 2025 to June 2025", "2025-05/2025-06"),
    ],
)
def test_english(text: str, moment: str) -> None:
    for language in ("en", "ar", "fr"):
        read = parse_typed(text, TODAY, language)
        assert read.text == moment


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
        ("أمس الساعة 5 مساء تقريبا", "2026-04-14T17:00~"),
        ("أمس نحو الساعة 18:00", "2026-04-14T18:00~"),
    ],
)
def test_arabic(text: str, moment: str) -> None:
    read = parse_typed(text, TODAY, "ar")
    assert read.text == moment


@pytest.mark.parametrize(
    "text",
    ["", " ", "about", "soon", "32", "0", "31/2/2024", "12/13", "12/4/202", "yesterday 25:00", "12/4 5", "ago of",
     "about 12/4 18:00", "~12/4 18:00", "a week ago 18:00", "last Sunday, about 6", "about 18:00",
     "last day", "5 pm", "9 to 3 April 2020", "between May and", "12 April 12", "99999 years ago", "9999 years ago"],
)  # fmt: skip
def test_the_rest_is_none(text: str) -> None:
    for language in LANGUAGES:
        with pytest.raises(ValueError, match="Write a date"):
            parse_typed(text, TODAY, language)


@pytest.mark.parametrize(
    ("language", "text", "hours"),
    [("en", "6", ["06:00", "18:00"]), ("en", "06", ["06:00"]), ("en", "at about 6:30", ["06:30~", "18:30~"]),
     ("en", "12", ["12:00", "00:00"]), ("en", "12 am", ["00:00"]), ("en", "18", ["18:00"]), ("en", "24", []),
     ("en", "at dawn", []), ("en", "", []), ("ar", "حوالي ٦", ["06:00~", "18:00~"]), ("ar", "الساعة 6 مساء", ["18:00"]),
     ("fr", "vers 17h30", ["17:30~"]), ("es", "6 de la tarde", ["18:00"])],
)  # fmt: skip
def test_an_hour_without_its_half_of_the_day_has_two_meanings(language: str, text: str, hours: list[str]) -> None:
    assert parse_hours(text, language) == hours


@given(st.text() | st.text("0123456789/ .-~:,about sunday ago", max_size=20), st.dates())
def test_nothing_typed_fails(text: str, today: date) -> None:
    for language, way in product(LANGUAGES, Way):
        with suppress(ValueError):
            parse_typed(text, today, language, way)
        parse_hours(text, language)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_a_date_without_its_year_has_happened(day: date, today: date) -> None:
    read = parse_typed(f"{day.day}/{day.month}", today, "en")
    assert read.first_day <= today.toordinal() < read.first_day + 366 * 8 + 1
    assert read.text.endswith(day.isoformat()[4:])


@pytest.mark.parametrize("text", ["~" * 5_000 + "6", "6" + " 1:00" * 5_000, "about " * 5_000 + "6", "between " * 3_000])
def test_an_endless_text_is_no_date(text: str) -> None:
    with pytest.raises(ValueError, match="Write a date"):
        parse_typed(text, date(2026, 11, 24), "en")


TABLE = [  # experience.md 3, read on Thursday 16 April 2026; a text of each language, then past and ahead
    ("12/4", "12/4", "12/4", "12/4", "2026-04-12", "2027-04-12"),
    ("12 April", "12 de abril", "12 avril", "12 أبريل", "2026-04-12", "2027-04-12"),
    ("last Sunday", "el domingo pasado", "dimanche dernier", "الأحد الماضي", "2026-04-12", OVER),
    ("Sunday", "domingo", "dimanche", "الأحد", "2026-04-12", "2026-04-19"),
    ("next Wednesday", "el próximo miércoles", "mercredi prochain", "الأربعاء القادم", NOT_YET, "2026-04-22"),
    ("30/11/2026", "30/11/2026", "30/11/2026", "30/11/2026", NOT_YET, "2026-11-30"),
    ("tomorrow", "mañana", "demain", "غدا", NOT_YET, "2026-04-17"),
    ("in 3 days", "dentro de 3 días", "dans 3 jours", "بعد 3 أيام", NOT_YET, "2026-04-19"),
    ("tomorrow 17:30", "mañana a las 17:30", "demain à 17h30", "غدا الساعة 17:30", NOT_YET, "2026-04-17T17:30"),
    ("yesterday 5 pm", "ayer a las 5 de la tarde", "hier à 5 h du soir", "أمس الساعة 5 مساء", "2026-04-15T17:00", OVER),
    ("2 weeks ago", "hace 2 semanas", "il y a 2 semaines", "قبل أسبوعين", "2026-04-02~", OVER),
    ("about 6", "hacia el 6", "vers le 6", "حوالي ٦", "2026-04-06~", "2026-05-06~"),
    ("4/2026", "4/2026", "4/2026", "4/2026", "2026-04", "2026-04"),
    ("2026", "2026", "2026", "٢٠٢٦", "2026", "2026"),
    ("spring 2025", "primavera de 2025", "printemps 2025", "ربيع 2025", "2025-03/2025-05", OVER),
    ("2-4 April", "del 2 al 4 de abril", "du 2 au 4 avril", "2-4 أبريل", "2026-04-02/2026-04-04",
     "2027-04-02/2027-04-04"),
    ("between 2/4 and 4/4", "entre el 2/4 y el 4/4", "entre le 2/4 et le 4/4", "بين 2/4 و4/4",
     "2026-04-02/2026-04-04", "2027-04-02/2027-04-04"),
    ("since March", "desde marzo", "depuis mars", "منذ مارس", "2026-03/..", "2026-03/.."),
    ("2 April to 3 May", "2 de abril a 3 de mayo", "2 avril au 3 mai", "من 2 أبريل إلى 3 مايو", NOT_YET,
     "2027-04-02/2027-05-03"),
    ("12 April 17:30", "12 de abril a las 17:30", "12 avril 17h30", "12 أبريل 17:30", "2026-04-12T17:30",
     "2027-04-12T17:30"),
]  # fmt: skip


@pytest.mark.parametrize("row", TABLE, ids=[row[0] for row in TABLE])
def test_the_table_of_dates_in_four_languages(row: tuple[str, ...]) -> None:
    for language, text in zip(("en", "es", "fr", "ar"), row, strict=False):
        for way, wanted in ((Way.PAST, row[4]), (Way.AHEAD, row[5])):
            try:
                said = parse_typed(text, date(2026, 4, 16), language, way).text
            except ValueError as refused:
                said = str(refused)
            assert said == wanted, (language, text, way)


@pytest.mark.parametrize(
    ("text", "moment"),
    [("12 April", "2026-04-12"), ("Sunday", "2026-04-19"), ("Thursday", "2026-04-23"), ("last Sunday", "2026-04-12"),
     ("30/11/2026", "2026-11-30"), ("about 6", "2026-04-06~"), ("June", "2026-06"), ("14 to 18 April",
     "2026-04-14/2026-04-18"), ("2-3 January", "2026-01-02/2026-01-03"), ("1/2/78", "1978-02-01"),
     ("1/2/45", "2045-02-01")],
)  # fmt: skip
def test_a_field_of_either_side_takes_the_nearest_day(text: str, moment: str) -> None:
    assert parse_typed(text, date(2026, 4, 16), "en", Way.EITHER).text == moment


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_a_planned_date_without_its_year_is_to_come(day: date, today: date) -> None:
    read = parse_typed(f"{day.day}/{day.month}", today, "en", Way.AHEAD)
    assert today.toordinal() <= read.first_day < today.toordinal() + 366 * 8 + 1
    assert read.text.endswith(day.isoformat()[4:])


@pytest.mark.parametrize("calendar", ["hijri 1447-03-09", "jalali 1404-06-10"])
def test_a_date_that_names_its_calendar_is_read(calendar: str) -> None:
    assert parse_typed(calendar, date(2026, 4, 16), "en").text == "2025-09-01"


@pytest.mark.parametrize(
    ("text", "way", "saved", "meaning"),
    [
        ("next Wednesday", Way.AHEAD, "2026-04-22", "2026-04-22"),
        ("jalali 1405-02-01", Way.AHEAD, "jalali 1405-02-01", "2026-04-21"),
        ("1405-02-01", Way.AHEAD, "1405-02-01", None),
        ("1/2/1405", Way.AHEAD, "1405-02-01", None),
        ("۱۴۰۵/۰۲/۰۱", Way.EITHER, "۱۴۰۵/۰۲/۰۱", None),
        ("1404-02-31", Way.PAST, "1404-02-31", None),
        ("gregorian 1404", Way.PAST, "gregorian 1404", "1404"),
    ],
)
def test_a_year_of_another_calendar_waits_for_its_answer(text: str, way: Way, saved: str, meaning: str | None) -> None:
    assert settle_typed(text, date(2026, 4, 16), "en", way) == (saved, meaning and Moment(meaning))


@pytest.mark.parametrize(("text", "way", "said"), [("2031", Way.PAST, NOT_YET), ("1/2/2025", Way.AHEAD, OVER)])
def test_the_wrong_side_of_today_is_refused(text: str, way: Way, said: str) -> None:
    with pytest.raises(ValueError) as refused:
        settle_typed(text, date(2026, 4, 16), "en", way)
    assert str(refused.value) == said
