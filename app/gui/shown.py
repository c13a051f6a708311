"""What the screens show, as plain values: made in the store's thread from actions, handed to views, nothing else.

Every text here is in the person's language already; keys are ids in hex.
"""

from enum import Enum

from attrs import field, frozen

from app.gui.widgets.labels import Run
from app.gui.widgets.rows import Row
from app.gui.widgets.strip import Piece

Fact3 = tuple[str, str, str]
"""Label, value, explanation (may be empty)."""
BadgeOf = tuple[str, str, str]
"""Icon, text, tone."""


@frozen
class Listing:
    """Rows of a list, and how many there are in all, in words."""

    rows: tuple[Row, ...]
    count: str = ""


@frozen(eq=False)
class IncidentPage:
    """One incident: the sentence is its heart."""

    key: str
    title: str
    second: str
    runs: tuple[Run, ...]
    badges: tuple[BadgeOf, ...] = ()
    facts: tuple[Fact3, ...] = ()
    prose: str = ""
    pieces: tuple[Piece, ...] = ()
    pieces_note: str = ""
    sources: tuple[Fact3, ...] = ()


class Trust(Enum):
    """How far a contact is trusted, as the store says it, and `none` for people without a card."""

    NEW = "new"
    INTRODUCED = "introduced"
    VERIFIED = "verified"
    CHANGED = "changed"
    EXPIRED = "expired"
    REVOKED = "revoked"
    NONE = "none"


@frozen
class PersonPage:
    """One person or contact; the safety number and its code only where there is a card."""

    key: str
    name: str
    second: str
    trust: Trust
    groups: tuple[str, ...] = ()
    code: tuple[tuple[bool, ...], ...] = ()
    facts: tuple[Fact3, ...] = ()
    verified: str = ""


@frozen
class Station:
    """One of the four stations of a delivery: how full its ring is (0 to 1), what, when and why not yet."""

    icon: str
    title: str
    text: str
    part: float


@frozen
class Line:
    """A row of a page: icon, title, second line, and at the far edge a badge or quiet words."""

    icon: str
    title: str
    second: str = ""
    badge: BadgeOf | None = None
    far: str = ""
    ink: str = "ink2"
    key: str = ""


@frozen
class DeliveryPage:
    """One report on its way."""

    key: str
    title: str
    second: str
    stations: tuple[Station, ...]
    people: tuple[Line, ...]
    relays: tuple[Line, ...] = ()
    stoppable: bool = False


@frozen
class Difference:
    """A field where two say different things: a conflict, or a proposal for a record of our own."""

    key: str
    record: str
    field: str
    ours: str
    theirs: str
    theirs_by: str
    proposal: bool


@frozen
class ArrivalPage:
    """A report that came: who from, what is in it, and what waits for a decision."""

    key: str
    title: str
    second: str
    badge: BadgeOf
    records: tuple[Line, ...]
    note: str = ""
    undecided: bool = True
    complete: bool = True
    differences: tuple[Difference, ...] = ()


@frozen
class Addressee:
    """Someone a share may go to."""

    key: str
    name: str
    second: str
    trust: Trust


@frozen
class Audience:
    """How much an addressee sees: the profile's key, its name and one line."""

    key: str
    name: str
    text: str


@frozen
class Effect:
    """What a share would do, counted by the function that seals: leaves, held back (title, reason), and its size."""

    leaves: tuple[tuple[str, str], ...]
    held: tuple[tuple[str, str], ...]
    leaves_count: str
    held_count: str
    size: str
    refused: str = ""
    warning: str = ""


@frozen
class DevicePage:
    """This computer: the vault, our card, the relays, and what is kept about how the window looks."""

    facts: tuple[Fact3, ...]
    card_name: str
    card_code: tuple[tuple[bool, ...], ...] = ()
    relays: tuple[Line, ...] = ()
    idle_minutes: int = 5
    theme: str = "light"
    language: str = "en"
    factor: float = 1.0


@frozen
class Started:
    """What the first start has decided: where, under which name, and the six words."""

    folder: str
    name: str
    words: tuple[str, ...] = field(repr=False)
