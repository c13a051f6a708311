"""Findings about a computer: a calm statement, its meaning, and one step to take."""

from attrs import frozen


@frozen
class DeviceFinding:
    """One finding: `key` names it permanently, `state` is "good", "care" or "unknown".

    `said` is the fact, `means` its meaning, `step` the action, empty if there is nothing to do.
    """

    key: str
    state: str
    said: str
    means: str = ""
    step: str = ""


def unknown_finding(key: str, said: str, step: str = "") -> DeviceFinding:
    """Return an honest finding: the answer is unknown."""
    return DeviceFinding(key, "unknown", said, "", step)


def good_finding(key: str, said: str) -> DeviceFinding:
    """Return a finding without an action."""
    return DeviceFinding(key, "good", said)
