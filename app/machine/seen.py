"""What was seen of a machine: a finding each, calm, with what it means and the one step to take."""

from attrs import frozen


@frozen
class Seen:
    """One finding: `key` names it for good, `state` is "good", "care" or "unknown".

    `said` is what is so, `means` what follows from it, `step` what to do; empty where there is nothing to do.
    """

    key: str
    state: str
    said: str
    means: str = ""
    step: str = ""


def unknown(key: str, said: str, step: str = "") -> Seen:
    """Return the honest answer: it cannot be told."""
    return Seen(key, "unknown", said, "", step)


def good(key: str, said: str) -> Seen:
    """Return that nothing is to be done."""
    return Seen(key, "good", said)
