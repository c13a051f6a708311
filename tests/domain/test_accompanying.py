"""The rules of accompaniment and of the roster: counts, corrections, handovers, gaps and double bookings."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain import accompaniment_rules, roster
from app.domain.accompaniment_rules import COUNTED, AccompanimentLogEntry, Consent
from app.domain.roster import DAY, Shift

ANA = b"\x01" * 16
READY = {
    "request_on": "2026-10-20", "analysis_before": "Presence deters the guards", "non_partisan": True,
    "conditions": "Eight to eight", "informed_on": "2026-10-30", "date_start": "2026-11-01", "status": "agreed",
}  # fmt: skip
ROLES = {"accompanied", "authority"}
KINDS = (*COUNTED, "handover", "note")
ENTRIES = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(1, 12), st.sampled_from(["civil", "army", ""]), st.integers(0, 9)),
    max_size=30,
).map(
    lambda rows: [
        AccompanimentLogEntry(
            n.to_bytes(16), f"2026-{month:02}-03T08:00", kind, counterpart,
            corrects=(back.to_bytes(16),) if 0 < back < n else (), open_risks=f"risk {n}" if n % 3 == 0 else "",
        )
        for n, (kind, month, counterpart, back) in enumerate(rows)
    ]
)  # fmt: skip


def lacks(**changed: object) -> list[str]:
    fields = {name: value for name, value in {**READY, **changed}.items() if value is not None}
    return [*accompaniment_rules.list_missing(fields, ROLES, {ANA}, [Consent(ANA, True)], False)]  # type: ignore[arg-type]


def test_what_is_missing_is_listed_in_the_order_it_is_done_and_nothing_where_all_is_there() -> None:
    assert lacks() == []
    assert lacks(non_partisan=False, analysis_before=None) == [
        "the analysis before, or a risk assessment", "the explanation of the non-partisan rule",
    ]  # fmt: skip
    assert lacks(informed_on="2026-11-01") == ["notice to the authorities before the first day, not after it"]
    assert lacks(status="ended") == ["the analysis after", "the last day"]
    assert len(accompaniment_rules.list_missing({}, (), (), (), False)) == 8
    assert accompaniment_rules.list_missing({"status": "refused"}, (), (), (), False) == ()
    assert accompaniment_rules.list_missing(READY, ROLES, {ANA}, [Consent(ANA, False)], True) == (  # type: ignore[arg-type]
        "the consent of each accompanied person",
    )


@given(ENTRIES)
def test_the_months_of_a_log_sum_to_the_whole_and_each_entry_counts_once(entries: list[AccompanimentLogEntry]) -> None:
    whole = accompaniment_rules.package(entries)
    each = [accompaniment_rules.package(entries, month) for month in accompaniment_rules.months(entries)]
    assert whole.total == sum(one.total for one in each)
    assert sum(whole.counterparts.values()) == whole.kinds["meeting"]
    corrected = {id_ for row in entries for id_ in row.corrects}
    assert whole.total == sum(row.kind in COUNTED and row.id not in corrected for row in entries)


@given(ENTRIES)
def test_no_open_risk_is_left_out_that_no_later_handover_names(entries: list[AccompanimentLogEntry]) -> None:
    rows = accompaniment_rules.current_entries(entries)
    told = [row.id for row, _ in accompaniment_rules.open_risks(entries)]
    assert told == [row.id for row in rows if row.open_risks]
    lines = [text for _, text in accompaniment_rules.open_risks(entries)]
    hand = AccompanimentLogEntry(b"\xff" * 16, "2026-12-31", "handover", open_risks="\n".join(lines[1:]))
    after = accompaniment_rules.open_risks([*entries, hand])
    first = lines[:1] if lines else []
    assert [text for _, text in after] == [*first, *([hand.open_risks] if lines[1:] else [])]


def test_a_high_level_without_words_of_its_own_is_an_open_risk() -> None:
    rows = [AccompanimentLogEntry(b"\x01" * 16, "2026-11-03", "note", risk_level="high", situation="A car at the gate")]
    assert [text for _, text in accompaniment_rules.open_risks(rows)] == ["A car at the gate"]
    rows.append(
        AccompanimentLogEntry(
            b"\x02" * 16, "2026-11-04", "note", follows=(b"\x01" * 16,), situation="It was the baker's"
        )
    )
    assert accompaniment_rules.open_risks(rows) == []


SHIFTS = st.lists(
    st.tuples(
        st.integers(0, 3 * DAY), st.integers(1, 2 * DAY), st.lists(st.sampled_from("abc"), max_size=2, unique=True)
    ),
    max_size=8,
).map(lambda rows: [Shift(bytes([n]) * 16, at, at + long, tuple(who)) for n, (at, long, who) in enumerate(rows)])


@given(SHIFTS)
def test_gaps_and_stands_cover_each_day_and_twice_is_told_of_those_alone_who_overlap(shifts: list[Shift]) -> None:
    for day in roster.grid(shifts, 0, 4, whole_days=True):
        for minute in range(0, DAY, 90):
            at = day.day * DAY + minute
            stood = any(shift.who and shift.start <= at < shift.end for shift in shifts)
            assert stood != any(start <= minute < end for start, end in day.gaps)
        twice = {
            name for n, one in enumerate(shifts) for other in shifts[n + 1 :] for name in set(one.who) & set(other.who)
            if max(one.start, other.start, day.day * DAY) < min(one.end, other.end, (day.day + 1) * DAY)
        }  # fmt: skip
        assert set(day.twice) == twice


def test_days_without_times_are_covered_whole_and_an_end_before_the_beginning_is_that_day() -> None:
    shift = roster.shift_of(ANA, "2026-11-01", "2026-11-02", ["Wren", "Wren"])
    assert (shift.end - shift.start, shift.who) == (2 * DAY, ("Wren",))
    assert roster.shift_of(ANA, "2026-11-01T20:00", "2026-11-01T08:00", []).end % DAY == 0
    first = shift.start // DAY
    days = roster.grid([shift], first, first + 2, whole_days=False)
    assert [day.gaps for day in days] == [(), (), ((0, DAY),)]
