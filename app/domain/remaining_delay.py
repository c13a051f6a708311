"""Compute the rest of a pause from a stored time, even if the clock was corrected since.

A clock that was ahead made the stored time too late. If more than the complete pause would be left, the pause is over:
otherwise nothing would be done until that date.
"""

SLACK = 3600
"""Seconds that a clock correction can add to a pause before the pause counts as over."""


def seconds_until(until: float, now: float, longest: float) -> float:
    """Return the seconds until `until`; 0 if it is past, or further away than `longest` (seconds) and SLACK."""
    seconds = until - now
    return seconds if 0 < seconds <= longest + SLACK else 0.0


def seconds_after(last: float, now: float, length: float) -> float:
    """Return the seconds left of a pause of `length` seconds after `last`."""
    return seconds_until(last + length, now, length)


def pause_limits(now: int, length: int) -> tuple[int, int]:
    """Return the first and the last second for an action whose pause of `length` seconds is not over at `now`."""
    return now - length + 1, now + SLACK
