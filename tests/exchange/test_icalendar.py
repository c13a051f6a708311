"""Calendars by RFC 5545: what is written reads back, no line is longer than 75 octets, no letter is cut in two."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from app.exchange.icalendar import FOLD, CalendarItem, write_calendar
from tests.domain.strategies import DATES

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from(",;\\\n"), max_size=90)
ENTRIES = st.builds(
    CalendarItem, uid=st.uuids().map(str), title=WORDS, start=DATES, note=WORDS, place=WORDS, task=st.booleans(),
    done=st.booleans(), alarm=st.none() | st.integers(0, 9999),
)  # fmt: skip
ZONE = ZoneInfo("America/Bogota")


def read(text: str) -> list[dict[str, str]]:
    """Return each component but alarms as its names and values; a reader of its own, by the standard's grammar."""
    assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "")
    for raw in text.encode().split(b"\r\n"):
        assert len(raw) <= FOLD
        raw.decode()  # no letter is cut in two
    found: list[dict[str, str]] = []
    within: list[str] = []
    for line in text.replace("\r\n ", "").split("\r\n")[:-1]:
        name, _, value = line.partition(":")
        if name == "BEGIN":
            within.append(value)
            if value in ("VEVENT", "VTODO"):
                found.append({"kind": value})
            elif value == "VALARM":
                found[-1]["alarm"] = "yes"
        elif name == "END":
            assert within.pop() == value
        elif within[-1] in ("VEVENT", "VTODO"):
            found[-1][name] = unescaped(value)
        elif name.startswith("TRIGGER"):
            found[-1]["trigger"] = line
    assert not within
    return found


def unescaped(value: str) -> str:
    out, escape = "", False
    for letter in value:
        if escape:
            out, escape = out + {"n": "\n", "N": "\n"}.get(letter, letter), False
        elif letter == "\\":
            escape = True
        else:
            assert letter not in ";,"
            out += letter
    return out


@given(st.lists(ENTRIES, max_size=3), st.none() | st.just(ZONE))
def test_what_is_written_reads_back(entries: list[CalendarItem], zone: ZoneInfo | None) -> None:
    back = read(write_calendar(entries, 1_776_600_000, zone))
    assert [row["UID"] for row in back] == [entry.uid for entry in entries]
    for row, entry in zip(back, entries, strict=True):
        assert row["SUMMARY"] == entry.title
        assert row.get("DESCRIPTION", "") == entry.note and row.get("LOCATION", "") == entry.place
        assert (row["kind"] == "VTODO") == entry.task
        assert ("alarm" in row) == (entry.alarm is not None and not entry.done)
        assert entry.task or any(name.startswith("DTSTART") for name in row)


def one(start: str, end: str = "", zone: ZoneInfo | None = None, task: bool = False) -> dict[str, str]:
    (row,) = read(write_calendar([CalendarItem("a", "t", start, end, task=task, alarm=60)], 0, zone))
    return row


def test_an_hour_is_that_of_the_place_or_where_the_zone_is_known_that_of_the_world() -> None:
    row = one("2026-04-20T08:00", "2026-04-20T12:30")
    assert (row["DTSTART"], row["DTEND"]) == ("20260420T080000", "20260420T123000")
    assert one("2026-04-20T08:00", zone=ZONE)["DTSTART"] == "20260420T130000Z"
    at = datetime(2026, 4, 20, 8, tzinfo=ZONE).astimezone(UTC)
    assert f"{at:%H%M}" == "1300"


def test_a_day_a_month_and_a_range_are_whole_days_and_the_end_is_the_day_after() -> None:
    for text, first, after in (
        ("2026-04-20", "20260420", "20260421"), ("2026-04", "20260401", "20260501"),
        ("2026-04-20/2026-04-23", "20260420", "20260424"), ("2026-05-01/..", "20260501", "20260502"),
    ):  # fmt: skip
        row = one(text)
        assert (row["DTSTART;VALUE=DATE"], row["DTEND;VALUE=DATE"]) == (first, after)


def test_a_task_is_due_and_its_alarm_counts_from_then() -> None:
    row = one("2026-06-01", task=True)
    assert row["DUE;VALUE=DATE"] == "20260601" and row["STATUS"] == "NEEDS-ACTION"
    assert row["trigger"] == "TRIGGER;RELATED=END:-PT60M"
