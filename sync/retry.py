"""The time of the next try: exponential with jitter and a limit. Pure: a test supplies the dice."""

FIRST = 15.0
"""The most seconds after the first failure."""
CAP = 24 * 3600.0
"""The most seconds between two tries."""


def next_attempt(attempts: int, dice: float) -> float:
    """Return the seconds to wait after so many failures in a row; `dice` is uniform in [0, 1).

    Half of the wait is fixed and half is random, so that a hundred vaults do not connect together.
    """
    longest = min(CAP, FIRST * 2.0 ** min(max(attempts - 1, 0), 20))
    return longest * (0.5 + 0.5 * dice)
