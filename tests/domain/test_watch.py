"""The watch over those who travel: to the minute, in every order, over changes of the clocks where they are."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import zones
from app.domain.checkin_status import CheckinMessage, DutyLogEntry, EscalationStep, TravelGroup, party, watchers
from app.domain.fields import Value
from app.domain.schedule import CheckinPlan, Stretch, counts_from, dues, list_invalid_values, plan_of

FIELDS: dict[str, Value] = {
    "title": "North team", "starts": "2026-12-01T08:00", "ends": "2026-12-01T18:00", "every_minutes": 60,
    "grace_minutes": 30, "time_zone": "America/Bogota", "word_fine": "Black coffee", "word_late": "sugar",
    "word_duress": "maize",
}  # fmt: skip
PLAN = plan_of(FIELDS)
STEPS = (EscalationStep("call", 0), EscalationStep("local", 30 * 60), EscalationStep("alert", 60 * 60))
ZONES = st.sampled_from(
    ["America/Bogota", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Santiago"]
)


def at(text: str, zone: str = "America/Bogota") -> int:
    """Return the instant of an hour of the day of the plan, or of a whole minute."""
    return zones.instant(text if "-" in text else f"2026-12-01T{text}", zones.find_by_name(zone))


def seen(
    text: str, heard: Sequence[CheckinMessage] = (), entries: Sequence[DutyLogEntry] = (), plan: CheckinPlan = PLAN
) -> TravelGroup:  # fmt: skip
    """Return the party at an hour of the day."""
    return party(plan, STEPS, heard, entries, at(text))


def fine(*hours: str) -> list[CheckinMessage]:
    """Return calls that say all is well."""
    return [CheckinMessage(at(hour), "fine", hour) for hour in hours]


@st.composite
def plans(draw: st.DrawFn) -> CheckinPlan:
    """Draw a plan of up to a week in any zone, around a change of the clocks or not, with stretches without signal."""
    start = datetime(2026, draw(st.integers(1, 12)), draw(st.integers(1, 28)), draw(st.integers(0, 23)))
    fields = {
        "starts": start.strftime("%Y-%m-%dT%H:%M"),
        "ends": (start + timedelta(minutes=draw(st.integers(1, 7 * 1440)))).strftime("%Y-%m-%dT%H:%M"),
        "every_minutes": draw(st.sampled_from([0, 5, 45, 60, 1440])),
        "times": draw(st.lists(st.sampled_from(["02:30", "08:00", "13:15", "23:59"]), max_size=3)),
        "grace_minutes": draw(st.integers(0, 120)),
        "time_zone": draw(ZONES),
    }
    begins = zones.instant(str(fields["starts"]), zones.find_by_name(str(fields["time_zone"])))
    parts = draw(st.lists(st.tuples(st.integers(0, 3 * 1440), st.integers(1, 300)), max_size=3))
    stretches = [Stretch(begins + first * 60, begins + (first + long) * 60) for first, long in parts]
    return plan_of(fields, stretches)  # type: ignore[arg-type]


@given(plans())
def test_what_is_due_lies_in_the_plan_by_time_and_never_where_nobody_can_call(plan: CheckinPlan) -> None:
    found = dues(plan)
    assert [due.at for due in found] == sorted({due.at for due in found})
    assert found[-1].planned == plan.ends or found[-1].moved
    for due in found:
        assert plan.starts <= due.planned <= plan.ends and due.planned <= due.at
        assert not any(silence.start < due.at < silence.end for silence in plan.stretches)
    for number, due in enumerate(found):
        assert due.planned - 3600 <= counts_from(plan, number) <= due.planned


@given(plans(), st.data())
def test_it_is_missed_in_the_very_minute_in_which_the_grace_is_over_and_each_step_comes_in_its_own(
    plan: CheckinPlan, data: st.DataObject
) -> None:
    due = dues(plan)[0]
    over = due.at + plan.grace
    before, then = (party(plan, STEPS, (), (), instant) for instant in (over - 1, over))
    assert before.alarm is None and before.wakes == over
    assert then.standing == "missed" and then.alarm is not None and then.alarm.since == over
    for level, step in enumerate(STEPS, 1):
        assert party(plan, STEPS, (), (), over + step.after - 1).level == (level - 1 if step.after else 0)
        after = party(plan, STEPS, (), (), over + step.after)
        assert after.level == level and after.current is not None and after.current.step == step
    call = CheckinMessage(data.draw(st.integers(due.at, over + 3600)), "fine")
    assert party(plan, STEPS, [call], (), call.at).alarm is None


@given(plans(), st.data())
@settings(max_examples=50)
def test_in_whatever_order_two_who_watch_wrote_it_down_the_same_stands_there(
    plan: CheckinPlan, data: st.DataObject
) -> None:
    moments = st.integers(plan.starts - 600, plan.ends + 7200)
    heard = data.draw(st.lists(st.builds(CheckinMessage, moments, st.sampled_from(["fine", "late", "duress"]),
                                         st.sampled_from("abc")), max_size=5))  # fmt: skip
    actions = st.sampled_from(["began", "done", "failed", "skipped", "stood_down", "note"])
    steps, names = st.sampled_from([step.key for step in STEPS]), st.sampled_from(["Heron", "Wren"])
    entries = data.draw(
        st.lists(st.builds(DutyLogEntry, moments, actions, names, steps), max_size=6, unique_by=lambda e: e.at)
    )
    now = data.draw(moments)
    one = party(plan, STEPS, heard, entries, now)
    other = party(plan, STEPS[::-1], data.draw(st.permutations(heard)), data.draw(st.permutations(entries)), now)
    assert one.standing == other.standing and one.alarm == other.alarm and one.marks == other.marks
    assert [rung.did for rung in one.ladder] == [rung.did for rung in other.ladder]
    assert (one.alarm is None) == (one.standing not in ("missed", "duress"))


def test_a_day_of_a_party_from_the_start_to_the_arrival() -> None:
    assert seen("07:59").standing == "before" and seen("08:10").minutes == 50
    assert seen("09:00").standing == "grace" and seen("09:29").standing == "grace"
    missed = seen("09:47")
    assert (missed.standing, missed.minutes, missed.level) == ("missed", -47, 1)
    assert seen("09:47", fine("08:58")).minutes == 13
    assert seen("12:10", fine("09:47", "10:05", "11:00", "12:02")).standing == "out"
    marks = [mark.what for mark in seen("09:50", fine("09:45")).marks]
    assert marks[:4] == ["missed", "heard", "next", "planned"], "an answer does not delete the silence before it"
    assert seen("09:50", fine("08:58")).marks[0].what == "heard"
    home = seen("17:00", [*fine("09:00"), CheckinMessage(at("09:40"), "arrived")])
    assert home.standing == "arrived" and home.next is None and not home.needs
    assert seen("23:00", fine("18:00")).standing == "over"


def test_a_call_soon_after_one_that_was_answered_does_not_answer_the_next() -> None:
    assert [due.at for due in seen("11:30", fine("10:02", "10:03")).missed] == [at("11:00")]
    assert not seen("11:31", fine("10:02", "10:31")).missed


def test_check_ins_of_one_minute_keep_the_order_in_which_they_were_written() -> None:
    first, then = CheckinMessage(at("10:02"), "fine", "b", made=1), CheckinMessage(at("10:02"), "late", "a", made=2)
    assert seen("10:05", [then, first]).last == then


def test_a_word_of_duress_raises_at_once_and_only_a_person_ends_it() -> None:
    word = CheckinMessage(at("10:02"), "duress")
    raised = seen("10:02", [*fine("09:00"), word])
    assert raised.standing == "duress" and raised.current is not None and raised.current.step.key == "call"
    assert [mark.what for mark in raised.marks][:2] == ["heard", "danger"]
    assert "missed" not in {mark.what for mark in raised.marks}
    later = [*fine("09:00"), word, CheckinMessage(at("11:00"), "fine"), CheckinMessage(at("11:30"), "arrived")]
    assert seen("12:00", later).standing == "duress" and seen("11:02", later).level == 3
    down = [DutyLogEntry(at("11:40"), "stood_down", "Heron", due=at("10:02"))]
    assert seen("12:00", later, down).standing == "arrived"
    for_another = [DutyLogEntry(at("11:40"), "stood_down", "Heron", due=at("09:00"))]
    assert seen("12:00", later, for_another).standing == "duress"


def test_after_a_word_of_duress_the_steps_for_silence_wait_and_the_step_for_danger_is_due_at_once() -> None:
    kinds = {"call": (0, "team"), "local": (30, "local"), "alert": (60, "coordinator"), "public": (150, "authorities")}
    steps = [EscalationStep(key, after * 60, kind) for key, (after, kind) in kinds.items()]
    word, silent = CheckinMessage(at("10:02"), "duress"), party(PLAN, steps, (), (), at("09:30"))
    assert silent.current is not None and silent.current.step.key == "call", "silence begins with the call"
    raised = party(PLAN, steps, [*fine("09:00"), word], (), at("10:02"))
    assert raised.current is not None and raised.current.step.key == "alert" and raised.level == 1
    assert [rung.is_for_silence for rung in raised.ladder] == [True, True, False, False]
    assert raised.following is not None and raised.following.step.key == "public"
    later = party(PLAN, steps, [*fine("09:00"), word], (), at("11:32"))
    assert later.current is not None and later.current.step.key == "public", "its distance from the first one stays"
    called = [DutyLogEntry(at("10:03"), "began", "Heron", "call", at("10:02"))]
    assert party(PLAN, steps[:2], [*fine("09:00"), word], (), at("12:00")).current is None
    begun = party(PLAN, steps[:2], [*fine("09:00"), word], called, at("12:00")).current
    assert begun is not None and begun.step.key == "call", "a person may still choose it"


def test_who_did_which_step_is_kept_from_both_and_the_last_word_counts() -> None:
    done = [
        DutyLogEntry(at("09:35"), "failed", "Heron", "call", at("09:00")),
        DutyLogEntry(at("09:36"), "done", "Wren", "call", at("09:00")),
    ]
    first = seen("09:40", (), done)
    assert first.current is None and first.following is not None and first.following.step.key == "local"
    assert [(entry.by, entry.action) for entry in first.ladder[0].entries] == [("Heron", "failed"), ("Wren", "done")]
    assert first.wakes == at("10:00")
    began = seen("09:41", (), [*done, DutyLogEntry(at("09:41"), "began", "Wren", "local")])
    assert began.current is not None and began.current.step.key == "local" and began.level == 1
    assert not any(rung.entries for rung in seen("11:40", [*fine("09:50"), *fine("10:40")], done).ladder)


def test_an_alarm_that_was_ended_lets_the_next_check_in_raise_again() -> None:
    down = [DutyLogEntry(at("09:50"), "stood_down", "Heron", due=at("09:00"))]
    assert seen("10:00", (), down).standing == "grace"
    again = seen("10:30", (), down)
    assert again.alarm is not None and again.alarm.due == at("10:00")


def test_in_a_stretch_without_signal_they_are_expected_at_its_end() -> None:
    plan = plan_of(FIELDS, [Stretch(at("10:30"), at("14:30"))])
    told = seen("13:00", fine("10:00"), plan=plan)
    assert told.next is not None and told.next.moved and told.next.at == at("14:30") and told.standing == "out"
    assert seen("14:59", fine("10:00"), plan=plan).standing == "grace"
    assert seen("15:00", fine("10:00"), plan=plan).missed[0].planned == at("11:00")


def test_before_and_after_a_stretch_without_signal_they_call_also_where_the_plan_has_no_time_then() -> None:
    hours: dict[str, Value] = {**FIELDS, "every_minutes": 0, "times": ["09:00", "17:00"]}
    plan = plan_of(hours, [Stretch(at("11:30"), at("12:30")), Stretch(at("12:30"), at("13:10"))])
    assert [due.at for due in dues(plan)] == [at("09:00"), at("11:30"), at("13:10"), at("17:00"), at("18:00")]
    assert seen("11:59", fine("09:00"), plan=plan).standing == "grace"
    assert seen("12:00", fine("09:00"), plan=plan).missed[0].at == at("11:30")
    out = seen("13:10", fine("09:00", "11:28"), plan=plan)
    assert out.standing == "grace" and out.next is not None and out.next.at == at("13:10")
    assert seen("13:40", fine("09:00", "11:28"), plan=plan).standing == "missed"
    assert seen("13:40", fine("09:00", "11:28", "13:05"), plan=plan).standing == "out"


def test_a_check_in_within_an_hour_is_the_one_before_a_silence_or_after_it() -> None:
    hours: dict[str, Value] = {**FIELDS, "every_minutes": 0, "times": ["11:00", "14:00"]}
    near = plan_of(hours, [Stretch(at("11:30"), at("13:10"))])
    assert [due.at for due in dues(near)] == [at("11:00"), at("14:00"), at("18:00")]
    far = plan_of(hours, [Stretch(at("12:01"), at("12:59"))])
    assert [due.at for due in dues(far)] == [at("11:00"), at("12:01"), at("12:59"), at("14:00"), at("18:00")]
    first = plan_of(hours, [Stretch(at("07:00"), at("08:30")), Stretch(at("17:00"), at("20:00"))])
    assert [due.at for due in dues(first)] == [at(hour) for hour in ("08:30", "11:00", "14:00", "17:00", "20:00")]


def test_a_call_before_a_silence_does_not_answer_for_after_it() -> None:
    hours: dict[str, Value] = {**FIELDS, "every_minutes": 0, "times": ["11:00", "11:40"]}
    plan = plan_of(hours, [Stretch(at("11:30"), at("13:00"))])
    assert seen("13:30", fine("11:29"), plan=plan).missed[0].planned == at("11:40")
    assert not seen("13:30", fine("11:29", "13:01"), plan=plan).missed


@given(plans())
def test_around_every_silence_of_a_plan_there_is_a_check_in_within_an_hour(plan: CheckinPlan) -> None:
    found = [due.at for due in dues(plan)]
    for one in plan.stretches:
        if plan.starts < one.start <= plan.ends:
            assert any(one.start - 3600 <= due <= one.start for due in found)
        if plan.starts < one.end <= plan.ends:
            assert any(one.end <= due <= one.end + 3600 for due in found)


def test_called_off_is_not_due_any_more() -> None:
    plan = plan_of({**FIELDS, "called_off": "2026-12-01T09:10"})
    assert seen("09:15", fine("08:50"), plan=plan).standing == "called_off"
    assert [due.at for due in dues(plan)] == [at("09:00")]


def test_what_cannot_be_read_of_a_plan_is_said() -> None:
    fields: dict[str, Value] = {**FIELDS, "time_zone": "Bogota", "times": ["08:00", "half past"]}
    assert list_invalid_values(fields) == ("Bogota", "half past") and not list_invalid_values(FIELDS)
    assert plan_of(fields).zone is None and plan_of(fields).hours == (480,)
    assert list_invalid_values({**FIELDS, "time_zone": "../secret"}) == ("../secret",)


def test_hours_of_the_day_are_those_where_the_traveller_is_also_when_the_clocks_change() -> None:
    berlin: dict[str, Value] = {
        "starts": "2026-10-24T12:00",
        "ends": "2026-10-25T12:00",
        "times": ["08:00"],
        "time_zone": "Europe/Berlin",
    }
    first = dues(plan_of(berlin))[0].at
    assert datetime.fromtimestamp(first, UTC) == datetime(2026, 10, 25, 7, tzinfo=UTC)
    assert zones.local_minute(first, ZoneInfo("America/Bogota")) == "2026-10-25T02:00"
    every = plan_of({**berlin, "times": [], "every_minutes": 60})
    assert len(dues(every)) == 25  # the day has an hour more, and each hour its call


def test_a_minute_that_comes_twice_is_the_nearer_one_and_one_that_is_left_out_the_one_shown_instead() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    first = zones.instant("2026-10-25T02:30", berlin)
    assert zones.instant("2026-10-25T02:30", berlin, near=first + 3500) == first + 3600
    assert zones.local_minute(first + 3600, berlin) == zones.local_minute(first, berlin) == "2026-10-25T02:30"
    assert zones.local_minute(zones.instant("2026-03-29T02:30", berlin), berlin) == "2026-03-29T03:30"


@given(st.integers(0, 4 * 10**9), ZONES)
def test_a_local_minute_comes_back_to_its_instant(seconds: int, name: str) -> None:
    whole, zone = seconds // 60 * 60, ZoneInfo(name)
    assert zones.instant(zones.local_minute(whole, zone), zone, near=whole) == whole
    assert zones.offset(whole, zone) * 60 == zone.utcoffset(datetime.fromtimestamp(whole, zone)).total_seconds()  # type: ignore[union-attr]


def test_who_has_the_watch_follows_what_they_wrote() -> None:
    rows = [
        DutyLogEntry(60, "took", "Heron", made=1),
        DutyLogEntry(120, "took", "Wren", made=2),
        DutyLogEntry(180, "gave", "Heron", to="Swift", made=3),
        DutyLogEntry(240, "left", "Wren", made=4),
    ]
    assert [one.name for one in watchers(rows[:2])] == ["Heron", "Wren"]
    assert [(one.name, one.since) for one in watchers(rows)] == [("Swift", 180)]
    assert watchers([*rows, DutyLogEntry(300, "left", "Swift", made=5)]) == () == watchers(())
