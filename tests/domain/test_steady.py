"""Steady time: what a clock that is set, a start and a sleep do to it, to the second."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.monotonic_clock import SLIP, Noted, Ticks, compute_steady_time, note

DAY = 86400.0
NOTED = Noted(1_000_000.0, Ticks(1_000_000.0, 500.0, "first"))


def now(wall: float, counted: float, start: str = "first", noted: Noted = NOTED) -> tuple[float, int]:
    """Return the instant, and by how much the clock was set."""
    found = compute_steady_time(noted, Ticks(wall, counted, start))
    return found.at, found.set_by


def test_nine_hours_of_sleep_are_nine_hours() -> None:
    assert now(1_000_000 + 9 * 3600, 500 + 9 * 3600) == (1_000_000 + 9 * 3600, 0)


def test_a_clock_set_back_or_forward_a_day_changes_nothing_and_is_said() -> None:
    assert now(1_000_060 - DAY, 560) == (1_000_060, -DAY)
    assert now(1_000_060 + DAY, 560) == (1_000_060, DAY)


def test_after_a_start_the_clock_counts_but_never_earlier_than_what_was_noted() -> None:
    assert now(1_003_600, 20, "second") == (1_003_600, 0)
    assert now(1_003_600 - DAY, 20, "second") == (1_000_000, 3600 - DAY)
    ticks = Ticks(1_003_600 - DAY, 20, "second")
    kept = note(compute_steady_time(NOTED, ticks), ticks)
    assert now(1_003_660 - DAY, 80, "second", kept) == (1_000_060, 3600 - DAY)


def test_a_counter_that_runs_backwards_is_another_start() -> None:
    assert now(1_000_100, 3) == (1_000_100, 0)


def test_a_vault_that_never_noted_takes_the_clock() -> None:
    found = compute_steady_time(None, Ticks(5.0, 1.0, "first"))
    assert found.at == 5.0 and found.due and found.set_by == 0


@given(st.lists(st.tuples(st.floats(0, 7200), st.floats(-2 * DAY, 2 * DAY), st.booleans()), max_size=12))
def test_it_never_runs_backwards_whatever_happens(steps: list[tuple[float, float, bool]]) -> None:
    noted, counted, shift, start, last = NOTED, 500.0, 0.0, 0, NOTED.at
    for passed, moved, again in steps:
        start, counted, shift = start + again, (0.0 if again else counted) + passed, shift + moved
        ticks = Ticks(max(0.0, last + passed + shift), counted, str(start))
        found = compute_steady_time(noted, ticks)
        assert found.at >= last
        if not again and start == int(noted.ticks.start if noted.ticks.start.isdigit() else -1):
            assert found.at - last <= passed + SLIP
        noted, last = note(found, ticks), found.at
