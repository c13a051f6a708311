"""The data of the page of organisations, as plain values."""

from attrs import frozen

from app.gui.widgets.page_values import Fact3


@frozen
class DirectoryPerson:
    """A person in a directory: their id and state; `may_add` offers to add them, `contact` can be removed."""

    key: str
    name: str
    said: str
    may_add: bool = False
    contact: str = ""


@frozen
class OrganisationCard:
    """One organisation: `state` is `ours`, `offered`, `followed` or `ended`; `twins` names conflicting directories."""

    key: str
    name: str
    state: str
    facts: tuple[Fact3, ...]
    people: tuple[DirectoryPerson, ...] = ()
    notes: tuple[str, ...] = ()
    twins: str = ""
    twins_seen: bool = False


@frozen
class OrganisationsPage:
    """Every known organisation; `is_desk` for this vault, and the contacts that its signed directory can list."""

    cards: tuple[OrganisationCard, ...] = ()
    is_desk: bool = False
    others: tuple[DirectoryPerson, ...] = ()
