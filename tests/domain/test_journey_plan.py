"""The way of a mission: its order, seams, silences and the dark; what is missing is said and blocks nothing."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from app.domain import journey_plan as plan
from app.domain.fields import Value
from app.domain.journey_plan import DAY, Leg
from app.domain.moment import parse_moment

DAY_ONE = parse_moment("2026-04-20").first_day * DAY
MINUTES = st.integers(0, 4 * DAY)


def moment(minute: int) -> str:
    return f"2026-04-{20 + minute // DAY:02}T{minute % DAY // 60:02}:{minute % 60:02}"


@st.composite
def ways(draw: st.DrawFn) -> list[Leg]:
    legs = []
    for _ in range(draw(st.integers(0, 5))):
        leaves, arrives = sorted((draw(MINUTES), draw(MINUTES)))
        fields: dict[str, Value] = {"depart_plan": moment(leaves), "arrive_plan": moment(arrives)}
        if draw(st.booleans()):
            fields["no_signal"] = True
        if draw(st.booleans()):
            begins, ends = sorted((draw(MINUTES), draw(MINUTES)))
            fields |= {"no_signal_from": moment(begins), "no_signal_until": moment(ends)}
        legs.append(Leg(fields, draw(st.sampled_from("ABC")), draw(st.sampled_from("ABC"))))
    return legs


@given(ways())
def test_legs_stand_in_the_order_of_leaving_and_none_is_lost(legs: list[Leg]) -> None:
    ordered = plan.in_order([*legs, Leg({})])
    assert sorted(map(id, legs)) == sorted(map(id, ordered[:-1])) and not ordered[-1].fields
    leaves = [leg.at("depart_plan") or 0 for leg in ordered[:-1]]
    assert leaves == sorted(leaves)


@given(ways())
def test_between_two_legs_lies_what_the_clock_says_and_a_jump_where_the_places_differ(legs: list[Leg]) -> None:
    ordered = plan.in_order(legs)
    for seam in plan.seams(ordered):
        before, leg = ordered[seam.after - 1], ordered[seam.after]
        assert (before.at("arrive_plan") or 0) + (seam.stays or 0) == leg.at("depart_plan")
        assert seam.jumps == (before.end != leg.start)


@given(ways(), st.integers(0, 4 * DAY))
def test_a_minute_is_silent_exactly_where_a_leg_says_so(legs: list[Leg], minute: int) -> None:
    stretches = plan.silences(legs)
    assert all(a < b for a, b in stretches)
    assert all(b < c for (_, b), (c, _) in itertools.pairwise(stretches))
    silent = False
    for leg in legs:
        begins = leg.at("no_signal_from") or (leg.at("depart_plan") if leg.fields.get("no_signal") else None)
        ends = leg.at("no_signal_until") or (leg.at("arrive_plan") if leg.fields.get("no_signal") else None)
        silent |= begins is not None and ends is not None and begins <= DAY_ONE + minute < ends
    assert silent == any(a <= DAY_ONE + minute < b for a, b in stretches)


@given(MINUTES, MINUTES, st.integers(0, DAY - 1), st.booleans())
def test_the_dark_is_that_of_the_day_it_leaves(first: int, second: int, dark: int, must: bool) -> None:
    leaves, arrives = sorted((first, second))
    fields: dict[str, Value] = {
        "depart_plan": moment(leaves), "arrive_plan": moment(arrives), "dark_at": f"{dark // 60:02}:{dark % 60:02}",
    }  # fmt: skip
    said = plan.darkness(Leg(fields | ({"before_dark": True} if must else {})))
    late = arrives - (leaves // DAY * DAY + dark)
    assert bool(said) == (late > -60)
    assert ("must end" in said) == (must and late > -60)
    assert not said or not must or str(late + 60) in said
    assert ("ends after dark" in said) == (not must and late > 0)


def test_a_way_that_ends_less_than_an_hour_before_dark_is_doubted() -> None:
    leg: dict[str, Value] = {"depart_plan": "2026-04-20T08:00", "dark_at": "18:00"}
    for arrives, said in (("17:00", ""), ("17:01", "The leg ends less than an hour before dark"),
                          ("17:50", "The leg ends less than an hour before dark"),
                          ("18:01", "The leg ends after dark")):  # fmt: skip
        assert plan.darkness(Leg({**leg, "arrive_plan": f"2026-04-20T{arrives}"})) == said
    late = Leg({**leg, "arrive_plan": "2026-04-20T17:50", "before_dark": True})
    assert "arrives 50 minutes later" in plan.darkness(late)
    assert [number for number, _ in plan.doubts([late])] == [0]


def test_a_leg_that_must_end_before_dark_and_does_not_say_when_is_pointed_out() -> None:
    assert "is missing" in plan.darkness(Leg({"before_dark": True, "arrive_plan": "2026-04-20T18:00"}))
    assert "is missing" in plan.darkness(Leg({"before_dark": True, "dark_at": "at dusk"}))
    assert not plan.darkness(Leg({"arrive_plan": "2026-04-20T23:00"}))


def test_planned_and_actual_times_differ_by_minutes_and_an_unknown_one_by_nothing() -> None:
    leg = Leg({"depart_plan": "2026-04-20T08:00", "depart_actual": "2026-04-20T07:45", "arrive_plan": "2026-04-20"})
    assert plan.late_by(leg, "depart") == -15 and plan.late_by(leg, "arrive") is None


WHOLE = {"mandate": "asked", "date_start": "2026-04-20", "date_end": "2026-04-21", "hazards": "a ford",
         "authorisations": "none is asked for"}  # fmt: skip
GOOD = Leg({"depart_plan": "2026-04-20T08:00", "arrive_plan": "2026-04-20T12:00"}, "A", "B")


def test_a_whole_plan_lacks_nothing_and_each_thing_that_is_taken_away_is_named() -> None:
    assert plan.list_missing(WHOLE, ["leader", "driver"], [GOOD], 1, 1) == []
    for name in WHOLE:
        less = {key: value for key, value in WHOLE.items() if key != name}
        assert len(plan.list_missing(less, ["leader"], [GOOD], 1, 1)) == 1
    for team, legs, assessments, plans in (
        ([], [GOOD], 1, 1), (["driver"], [GOOD], 1, 1), (["leader"], [], 1, 1), (["leader"], [GOOD], 0, 1),
        (["leader"], [GOOD], 1, 0), (["leader"], [Leg(GOOD.fields, "A")], 1, 1),
        (["leader"], [Leg({"depart_plan": "2026-04-20"}, "A", "B")], 1, 1),
    ):  # fmt: skip
        assert len(plan.list_missing(WHOLE, team, legs, assessments, plans)) == 1


def test_what_cannot_be_is_said_of_the_leg_it_is_of() -> None:
    late = Leg({"depart_plan": "2026-04-20T11:00", "arrive_plan": "2026-04-20T10:00"}, "C", "D")
    assert [number for number, _ in plan.doubts([GOOD, late])] == [1, 1, 1]
    assert plan.doubts([GOOD]) == []
