"""What the page of an incident shows of its chain, as plain values."""

from attrs import frozen


@frozen
class Step:
    """One incident of the chain: its date and title; `said` is its sentence, `tied` how it stands to this one.

    `how` is what its place in the line does not say, such as "causes", and `note` what shows it. `here` is the incident
    of the page; `ahead` lies in the future.
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
    """A link of the incident of the page: its own key, the far incident's, and how that one stands to this."""

    link: str
    key: str
    relation: str
    how: str
    title: str
    note: str = ""


@frozen
class ChainPart:
    """The chain of the incident `key`, in the order of time; empty where nothing is linked to it."""

    key: str = ""
    steps: tuple[Step, ...] = ()
    ties: tuple[Tie, ...] = ()
    more: bool = False
    """Whether more incidents hang together with these than are shown."""


NO_CHAIN = ChainPart()
"""That of an incident which nothing is linked to."""
