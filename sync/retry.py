"""When to try again: exponential with jitter, capped; pure, so that a test holds the dice."""

FIRST = 15.0
"""Seconds after the first failure, at most."""
CAP = 24 * 3600.0
"""Seconds between two tries, at most."""


def next_attempt(attempts: int, dice: float) -> float:
    """Return the seconds to wait after so many failures in a row; `dice` is uniform in [0, 1).

    Half of the wait is fixed and half is chance, so that a hundred vaults do not knock together.
    """
    longest = min(CAP, FIRST * 2.0 ** min(max(attempts - 1, 0), 20))
    return longest * (0.5 + 0.5 * dice)
