"""When check-ins are due, at the edges of what somebody may type."""

from app.domain import schedule


def test_a_year_that_was_mistyped_is_pointed_out_and_not_counted_out_call_by_call() -> None:
    fields = {"starts": "2026-04-01T08:00", "ends": "9026-04-02T08:00", "every_minutes": 60, "time_zone": "Etc/UTC"}
    plan = schedule.plan_of(fields)
    assert plan.ends - plan.starts == schedule.LONGEST and len(schedule.dues(plan)) == 366 * 24
    assert schedule.list_invalid_values(fields) == ("9026-04-02T08:00",)
