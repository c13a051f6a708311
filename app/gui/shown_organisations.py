"""What the page of organisations shows, as plain values."""

from attrs import frozen

from app.gui.shown import Fact3


@frozen
class Listed:
    """Somebody in a directory: their id, how they stand here; `may_add` offers them, `contact` may be taken out."""

    key: str
    name: str
    said: str
    may_add: bool = False
    contact: str = ""


@frozen
class OrganisationCard:
    """One organisation: `state` is `ours`, `offered`, `followed` or `ended`; `twins` says what two hands signed."""

    key: str
    name: str
    state: str
    facts: tuple[Fact3, ...]
    people: tuple[Listed, ...] = ()
    notes: tuple[str, ...] = ()
    twins: str = ""
    twins_seen: bool = False


@frozen
class OrganisationsPage:
    """Every organisation known here; whether this vault is a desk, and whom it may list in the directory it signs."""

    cards: tuple[OrganisationCard, ...] = ()
    is_desk: bool = False
    others: tuple[Listed, ...] = ()
