"""The chain of events on the page of an incident, as plain values."""

from attrs import frozen


@frozen
class ChainStep:
    """One incident of the chain: its date and title; `said` is its sentence, `tied` its relation to this one.

    `how` adds facts that its place in the line does not show, for example "causes". `note` is the evidence for it.
    `here` is the incident of the page; `ahead` is in the future.
    """

    key: str
    date: str
    title: str
    said: str
    how: str = ""
    note: str = ""
    tied: str = ""
    here: bool = False
    ahead: bool = False


@frozen
class Tie:
    """A link of the incident of the page: its own key, the other incident's key, and their relation."""

    link: str
    key: str
    relation: str
    how: str
    title: str
    note: str = ""


@frozen
class ChainPart:
    """The chain of the incident `key`, in the order of time; empty if no incident is linked."""

    key: str = ""
    steps: tuple[ChainStep, ...] = ()
    ties: tuple[Tie, ...] = ()
    more: bool = False
    """True if more incidents are connected with these than are shown."""


NO_CHAIN = ChainPart()
"""The chain of an incident without links."""
