"""What is left of a pause that was written down as a time, by a clock that may have been ahead then and was put right.

Where more than the whole pause would be left it is over: otherwise nothing would be done until that date.
"""

SLACK = 3600
"""Seconds by which a clock may be put right and make a pause longer, not over."""


def left(until: float, now: float, longest: float) -> float:
    """Return how many seconds are left of a pause that was to last until then, and is never longer than `longest`."""
    seconds = until - now
    return seconds if 0 < seconds <= longest + SLACK else 0.0


def since(last: float, now: float, length: float) -> float:
    """Return how many seconds are left of a pause of this length after something was done last."""
    return left(last + length, now, length)


def lately(now: int, length: int) -> tuple[int, int]:
    """Return the first and the last second at which what was done has such a pause after it that is not over."""
    return now - length + 1, now + SLACK
