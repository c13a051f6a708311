"""When check-ins are due, at the edges of what somebody may type."""

import pytest

from app.domain import schedule, zones


def test_a_year_that_was_mistyped_is_pointed_out_and_not_counted_out_call_by_call() -> None:
    fields = {"starts": "2026-04-01T08:00", "ends": "9026-04-02T08:00", "every_minutes": 60, "time_zone": "Etc/UTC"}
    plan = schedule.plan_of(fields)
    assert plan.ends - plan.starts == schedule.LONGEST and len(schedule.dues(plan)) == 366 * 24
    assert schedule.list_invalid_values(fields) == ("9026-04-02T08:00",)


@pytest.mark.parametrize(("every", "hours", "first"), [
    (180, [], "17:00"),  # from 08:00 each three hours: 11:00 and 14:00 are over
    (0, ["09:00", "14:00", "16:30"], "16:30"),
    (180, ["14:30", "15:00"], "15:00"),
    (1440, [], "18:00"),  # its end
])  # fmt: skip
def test_a_plan_that_is_made_after_its_start_begins_with_the_next_check_in(
    every: int, hours: list[str], first: str
) -> None:
    fields = {"starts": "2026-11-29T08:00", "ends": "2026-11-29T18:00", "every_minutes": every, "times": hours,
              "time_zone": "Etc/UTC"}  # fmt: skip
    plan = schedule.plan_of(fields)
    now = zones.instant("2026-11-29T14:32", plan.zone) + 30
    made = schedule.start_at(plan, now)
    assert zones.local_minute(schedule.dues(made)[0].at, plan.zone)[-5:] == first
    again = schedule.plan_of({**fields, "starts": zones.local_minute(made.starts, plan.zone)})
    assert again == made, "as it is stored"
    assert schedule.start_at(plan, plan.starts - 60) == plan
    assert schedule.dues(schedule.start_at(plan, plan.ends + 60)) == ()
