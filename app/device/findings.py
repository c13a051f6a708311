"""Findings about a computer: a calm statement, its meaning, and one step to take."""

from attrs import frozen


@frozen
class Seen:
    """One finding: `key` names it permanently, `state` is "good", "care" or "unknown".

    `said` is the fact, `means` its meaning, `step` the action, empty if there is nothing to do.
    """

    key: str
    state: str
    said: str
    means: str = ""
    step: str = ""


def unknown(key: str, said: str, step: str = "") -> Seen:
    """Return an honest finding: the answer is unknown."""
    return Seen(key, "unknown", said, "", step)


def good(key: str, said: str) -> Seen:
    """Return a finding without an action."""
    return Seen(key, "good", said)
