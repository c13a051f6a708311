"""What the screens show, as plain values: made in the store's thread from actions, handed to views, nothing else.

Every text here is in the person's language already; keys are ids in hex.
"""

from enum import Enum

from attrs import field, frozen

from app.domain.fields import Value
from app.gui.widgets.rows import Row

Fact3 = tuple[str, str, str]
"""Label, value, explanation (may be empty)."""
BadgeOf = tuple[str, str, str]
"""Icon, text, tone."""


@frozen
class Listing:
    """Rows of a list, and how many there are in all, in words."""

    rows: tuple[Row, ...]
    count: str = ""


@frozen
class Hand:
    """One line of custody: what was done, by whom and when; `sealed` is where its hash was fixed."""

    icon: str
    title: str
    second: str
    sealed: bool = False
    facts: str = ""
    """What can be copied of it: of a relay's receipts what they say."""


@frozen
class PiecePage:
    """One piece of evidence: its proof (icon, words, tone) first. `here`: the original is; `picture`: it is shown.

    `digest` is the whole SHA-256 of the original in hex, in groups.
    """

    key: str
    title: str
    second: str
    proof: BadgeOf
    note: str
    facts: tuple[Fact3, ...]
    hands: tuple[Hand, ...]
    here: bool = True
    picture: bool = False
    digest: str = ""


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


Part = tuple[str, str, tuple[Line, ...]]
"""The kind of some parts of a record, its word, and a line for each."""


@frozen
class Side:
    """One of two records that may be the same: its key, its title, what it is."""

    key: str
    title: str
    second: str


@frozen
class Saying:
    """What two records say of one thing, in words; empty where one says nothing. `differs`: only one can be right."""

    label: str
    one: str
    other: str
    differs: bool = False


@frozen
class Alike:
    """Two records that may be the same, and what both say."""

    one: Side
    other: Side
    rows: tuple[Saying, ...]


@frozen
class AlikePage:
    """Pairs that may be the same."""

    title: str
    second: str
    pairs: tuple[Alike, ...]


@frozen
class Section:
    """A part of a page: its title, how many there are, and its rows, each of which opens what its key names."""

    title: str
    count: str
    rows: tuple[Line, ...]


@frozen
class NowPage:
    """What needs a person: the day, one sentence that counts it, and the lists that are not empty."""

    title: str
    second: str
    sections: tuple[Section, ...]


@frozen
class BetweenPage:
    """What went between us and one contact: how much, and in sections what is open and what is over."""

    key: str
    name: str
    second: str
    note: str
    sections: tuple[Section, ...]


@frozen
class DeliveryPage:
    """One report on its way: how far it is, for whom, and what happened to it so far."""

    key: str
    title: str
    second: str
    stations: tuple[Station, ...]
    people: tuple[Line, ...]
    places: tuple[Line, ...] = ()
    """The relays and sticks of each addressee, where it lies or is to."""
    way: tuple[Hand, ...] = ()
    stoppable: bool = False
    goes: bool = True
    """Whether it has still to arrive somewhere, so that a stick takes it."""


@frozen
class Version:
    """One value of a field: its words, who said it and when; `key` names the proposal that it is, if it is one."""

    words: str
    by: str
    at: str
    value: Value | None
    key: str = ""


@frozen
class Differing:
    """A field that says several things, the value that is shown first; `together` is all of them in one, if it can."""

    record: str
    field: str
    title: str
    label: str
    versions: tuple[Version, ...]
    together: Value | None = None

    @property
    def conflict(self) -> bool:
        """Whether versions stand against each other, not only proposals."""
        return sum(not version.key for version in self.versions) > 1


@frozen
class DifferencesPage:
    """Fields that wait for a decision, and how many there are in words."""

    title: str
    second: str
    fields: tuple[Differing, ...]


@frozen
class ArrivalPage:
    """A report that came: who from, and what is in it."""

    key: str
    title: str
    second: str
    badge: BadgeOf
    records: tuple[Line, ...]
    note: str = ""
    undecided: bool = True
    complete: bool = True
    sender: str = ""
    """The verified contact it is from, or nothing."""
    waiting: int = 0
    """Reports of that contact that wait, this one among them."""


@frozen
class Addressee:
    """Someone a share may go to, and at how many relays."""

    key: str
    name: str
    second: str
    trust: Trust
    relays: int = 1


@frozen
class Audience:
    """How much an addressee sees: the profile's key, its name and one line."""

    key: str
    name: str
    text: str


@frozen
class ForSome:
    """What some addressees get and what they do not, all of them the same: rows (title, fields or reason) and counts.

    Everything of it is read from what `sharing.freeze` made for them.
    """

    who: str
    leaves: tuple[tuple[str, str], ...]
    held: tuple[tuple[str, str], ...]
    leaves_count: str
    held_count: str


@frozen
class Effect:
    """What a share would do for each addressee, its size, and the digest of all that would leave."""

    parts: tuple[ForSome, ...]
    size: str
    digest: bytes = b""
    refused: str = ""
    warning: str = ""
    one_copy: str = ""
    two_relays: str = ""
    """What one copy of the files for all would mean, and two relays for them, where it is offered."""


@frozen
class Reading:
    """What some addressees will read, from the very bytes that would leave: each record (icon, title, its fields)."""

    who: str
    records: tuple[tuple[str, str, tuple[Fact3, ...]], ...]
    notes: tuple[str, ...]


@frozen
class DevicePage:
    """This computer: the vault and our card."""

    facts: tuple[Fact3, ...]
    card_name: str
    card_code: tuple[tuple[bool, ...], ...] = ()
    backup: str = ""
    backup_due: bool = False
    keys: str = ""
    """When our card gets its next key, in one sentence."""
    ended: bool = False
    """Somebody published the end of this identity."""


@frozen
class SettingsPage:
    """What can be set: how the window looks, its name before unlocking, when it locks."""

    name: str
    theme: str
    language: str
    factor: float
    idle_minutes: int
    leaves: str = ""
    """At what else it is left, in one sentence."""


@frozen
class Started:
    """What the first start has decided: where, under which name, and the six words."""

    folder: str
    name: str
    words: tuple[str, ...] = field(repr=False)
