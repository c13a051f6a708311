"""Rules of early warning: a dated series raises the level on the day it must, and lowers it when the window is over."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.warning import (
    LEVELS,
    LevelChange,
    ObservationInput,
    WarningRule,
    areas,
    height,
    highest_level,
    level_start_day,
    read_observation,
    replay,
    rule,
)

DAY = date(2026, 4, 1).toordinal()
THREE = WarningRule("count", 3, 14, "high")


def at(
    day: int, value: float | None = None, area: str = "Ansal", reliability: str = "", source: str = "own"
) -> ObservationInput:
    return ObservationInput(area, DAY + day, DAY + day, value, source, reliability)


def test_the_third_observation_raises_the_level_that_day_and_it_falls_when_the_window_has_passed() -> None:
    series = [at(0), at(5), at(9)]
    assert replay(THREE, series, "Ansal") == [LevelChange(DAY + 9, "high"), LevelChange(DAY + 14, "none")]
    assert THREE.reached(series, "Ansal", DAY + 8) == "none"
    assert level_start_day(replay(THREE, series, "Ansal"), DAY + 12) == DAY + 9


def test_fourteen_days_are_the_first_and_the_fourteenth() -> None:
    assert THREE.met([at(0), at(1), at(13)], "Ansal", DAY + 13)
    assert not THREE.met([at(0), at(1), at(14)], "Ansal", DAY + 14)


def test_what_an_unreliable_source_said_does_not_count_and_nor_does_another_area_source_or_vague_date() -> None:
    limited = WarningRule("count", 1, 7, "low", ("Ansal",), frozenset({"own", "partner"}), DAY + 50)
    vague = ObservationInput("Ansal", DAY, DAY + 29, None, "own")
    for one in (at(0, reliability="04"), at(0, reliability="05"), at(0, area="Quime"), at(0, source="press"), vague):
        assert not limited.met([one], "Ansal", one.last) and not limited.met([one], "Quime", one.last)
    assert limited.met([at(0, reliability="03")], "ansal ", DAY)
    assert not limited.met([at(50)], "Ansal", DAY + 50)


def test_a_value_and_a_rise_over_the_window_before() -> None:
    value, rise = WarningRule("value", 4, 7, "elevated"), WarningRule("rise", 3, 7, "high")
    assert replay(value, [at(0, 3), at(2, 4.5)], "Ansal") == [
        LevelChange(DAY + 2, "elevated"),
        LevelChange(DAY + 9, "none"),
    ]
    assert not rise.met([at(0, 2), at(7, 4)], "Ansal", DAY + 7)
    assert rise.met([at(0, 2), at(7, 4), at(8)], "Ansal", DAY + 8 - 1) is False
    assert rise.met([at(0, 2), at(7, 5)], "Ansal", DAY + 7)


def test_tenths_add_up_as_they_were_written() -> None:
    rise = WarningRule("rise", 0.8, 7, "low")
    assert rise.met([at(0, 0.7), at(1, 0.1)], "Ansal", DAY + 1)
    assert replay(rise, [at(0, 0.7), at(1, 0.1)], "Ansal")[0] == LevelChange(DAY + 1, "low")


def test_a_rule_is_a_sentence_and_an_incomplete_one_is_none() -> None:
    fields = {"rule": "count", "threshold": 3.0, "within_days": 14, "level": "high", "area": ["Ansal"]}
    made = rule(fields)
    assert made is not None and made.sentence("high") == "3 or more observations within 14 days: high"
    assert WarningRule("value", 4.5, 1, "low").sentence("low") == "A value of 4.5 or more on one day: low"
    assert WarningRule("count", 1, 3, "low").sentence("low") == "Any observation within 3 days: low"
    assert WarningRule("rise", 2, 30, "low").sentence("low") == "2 or more above the time before, within 30 days: low"
    for name in ("rule", "threshold", "level"):
        assert rule({key: value for key, value in fields.items() if key != name}) is None


def test_fields_are_seen_as_they_are() -> None:
    assert read_observation({"date": "2026-04-01T22:10", "value": 2}, "Ansal") == ObservationInput(
        "Ansal", DAY, DAY, 2.0
    )
    assert read_observation({"value": 2}, "Ansal") is None
    assert areas(THREE, [at(0), at(1, area=" ansal"), at(2, area="Quime")]) == ("Ansal", "Quime")
    assert (highest_level(["low", "high", "none"]), highest_level([])) == ("high", "none")


SEEN = st.builds(
    at, st.integers(0, 60), st.none() | st.integers(0, 60).map(lambda n: n / 10), st.sampled_from(["Ansal", "Quime"]),
    st.sampled_from(["", "01", "03", "04", "05"]),
)  # fmt: skip
RULES = st.builds(
    WarningRule, st.sampled_from(["count", "value", "rise"]), st.integers(1, 5).map(float), st.integers(1, 20),
    st.sampled_from(LEVELS[1:]), st.sampled_from([(), ("Ansal",)]), st.just(frozenset()),
    st.none() | st.integers(0, 80).map(lambda n: DAY + n),
)  # fmt: skip


@given(RULES, st.lists(SEEN, max_size=12))
def test_a_replay_says_what_each_day_says(rule: WarningRule, series: list[ObservationInput]) -> None:
    changes = replay(rule, series, "Ansal")
    for day in range(DAY - 1, DAY + 110):
        level = next((one.level for one in reversed(changes) if one.day <= day), "none")
        assert level == rule.reached(series, "Ansal", day)
    assert all(one.level != other.level for one, other in pairwise(changes))
    assert not changes or changes[-1].level == "none"


@pytest.mark.parametrize("kind", ["count", "value"])
@given(series=st.lists(SEEN, max_size=12), more=SEEN, day=st.integers(0, 80))
def test_one_more_observation_never_lowers_a_level(
    kind: str, series: list[ObservationInput], more: ObservationInput, day: int
) -> None:
    rule = WarningRule(kind, 2, 7, "high")
    before, after = (height(rule.reached(some, "Ansal", DAY + day)) for some in (series, [*series, more]))
    assert after >= before


@given(RULES, st.lists(SEEN, max_size=12), st.integers(0, 80))
def test_what_is_not_reliable_changes_nothing(rule: WarningRule, series: list[ObservationInput], day: int) -> None:
    assert rule.reached(series, "Ansal", DAY + day) == rule.reached(
        [one for one in series if one.reliable], "Ansal", DAY + day
    )
