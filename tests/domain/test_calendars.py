"""Dates of the Jalali and the Hijri calendar become Gregorian ones exactly, and unusual years are asked about.

The vectors were computed with ICU 78 and agree with persiantools 6.2 and hijridate 2.6.
"""

from datetime import date

import pytest

from app.domain import calendars
from app.domain.calendars import convert, question, read_date, readings
from app.domain.kinds import KINDS
from app.domain.moment import Way

JALALI = {
    "1279-10-11": "1901-01-01", "1320-06-03": "1941-08-25", "1342-03-15": "1963-06-05", "1357-11-22": "1979-02-11",
    "1375-12-30": "1997-03-20", "1399-12-30": "2021-03-20", "1403-12-30": "2025-03-20", "1404-01-01": "2025-03-21",
    "1403-04-31": "2024-07-21", "1408-12-30": "2030-03-20", "1404-10-11T14:05": "2026-01-01T14:05",
}  # fmt: skip
HIJRI = {
    "1420-01-01": "1999-04-17", "1424-01-17": "2003-03-20", "1434-12-29": "2013-11-03", "1441-09-01": "2020-04-24",
    "1446-09-01": "2025-03-01", "1447-03-09": "2025-09-01", "1450-12-29": "2029-05-13",
}  # fmt: skip


@pytest.mark.parametrize(("text", "gregorian"), JALALI.items())
def test_jalali_dates_are_converted_exactly(text: str, gregorian: str) -> None:
    assert convert(text, "jalali").text == gregorian
    assert read_date(f"jalali {text}").text == gregorian


@pytest.mark.parametrize(("text", "gregorian"), HIJRI.items())
def test_hijri_dates_of_the_published_years_are_converted_exactly(text: str, gregorian: str) -> None:
    assert convert(text, "hijri").text == gregorian


def test_every_day_has_one_date_and_the_next_day_the_next_one() -> None:
    for calendar, years in (("jalali", range(1300, 1420)), ("hijri", range(1420, 1451))):
        days = []
        for year in years:
            for month in range(1, 13):
                for day in range(1, 32):
                    try:
                        days.append(
                            date.fromisoformat(convert(f"{year}-{month:02}-{day:02}", calendar).text).toordinal()
                        )
                    except ValueError:
                        break
        assert days == list(range(days[0], days[-1] + 1)), calendar


def test_other_hijri_years_are_stored_as_approximate() -> None:
    assert convert("1402-04-11", "hijri").text == "1982-02-06~"
    assert convert("1402-09", "hijri").text == "1982-06-23~/1982-07-22~"


def test_a_month_and_a_year_become_the_range_of_their_days() -> None:
    assert convert("1388-04", "jalali").text == "2009-06-22/2009-07-22"
    assert convert("1388", "jalali").text == "2009-03-21/2010-03-20"
    assert convert("1446-09", "hijri").text == "2025-03-01/2025-03-29"
    assert convert("1404-01-01/..", "jalali").text == "2025-03-21/.."


@pytest.mark.parametrize("text", ["1404-12-30", "1403-07-31", "1403-13-01", "0900-01-01", "2024-03-09"])
def test_what_no_calendar_has_is_no_date(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date of that calendar"):
        convert(text, "jalali")


def test_digits_and_marks_of_every_script_are_read() -> None:
    assert read_date("jalali ۱۴۰۴/۱۰/۱۱").text == "2026-01-01"
    assert read_date("٢٠٢٤/٣/٩").text == "2024-03-09"
    assert read_date("2024-03-09T14:05").text == "2024-03-09T14:05"


def test_the_digits_say_which_calendar_is_offered_first() -> None:
    assert list(readings("۱۴۰۴/۱۰/۱۱", 2027)) == ["jalali", "hijri", "gregorian"]
    assert list(readings("١٤٠٤/١٠/١١", 2027)) == ["hijri", "jalali", "gregorian"]
    assert list(readings("1447-03-09", 2027)) == ["hijri", "gregorian"]  # as a Jalali year it is 2068
    assert list(readings("1403-04-31", 2027)) == ["jalali"]


@pytest.mark.parametrize("text", ["2024", "1900-01-01", "2027-12-31", "2024-03/..", "../2024", "yesterday"])
def test_usual_years_are_not_asked_about(text: str) -> None:
    assert readings(text, 2027) == {} and question(text, 2027) == ""


@pytest.mark.parametrize("text", ["1899-12-31", "2028", "0204-03-09", "2024/2204", "../1404"])
def test_unusual_years_are_asked_about(text: str) -> None:
    assert f"gregorian {text} = {text}" in question(text, 2027)


def test_planned_dates_and_expiries_may_be_ten_years_ahead() -> None:
    today = date(2026, 11, 28)
    assert (calendars.last_year(today, ahead=False), calendars.last_year(today, ahead=True)) == (2027, 2036)
    ahead = {f"{kind.name}.{f.name}" for kind in KINDS.values() for f in kind.own if f.ahead}
    assert {
        "consent_record.review_on",
        "checkin_plan.ends",
        "seat.date_end",
        "leg.depart_plan",
        "case.next_review",
    } <= ahead
    assert {f.name for kind in KINDS.values() for f in kind.own if f.way is Way.AHEAD} == {
        "review_on", "recontact_on", "next_review", "follow_up_on", "valid_until", "send_by", "answer_by",
    }  # fmt: skip
    assert not {"event.date_start", "act.date_start", "actor.deceased", "identity_vault.birth_date"} & ahead
