"""The data of the screens as plain values: made from actions in the store's thread, for the views only.

Every text is in the person's language; keys are ids in hex.
"""

from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING

from attrs import field, frozen

from app.domain.fields import Value
from app.gui.widgets.rows import Row

if TYPE_CHECKING:
    from app.gui.widgets.strip import Piece

Fact3 = tuple[str, str, str]
"""Label, value, explanation (can be empty)."""
BadgeOf = tuple[str, str, str]
"""Icon, text, tone."""


@frozen
class RowList:
    """Rows of a list, and the total number as text."""

    rows: tuple[Row, ...]
    count: str = ""


@frozen
class Hand:
    """One line of custody: action, actor and time; `sealed`: this line fixed the hash."""

    icon: str
    title: str
    second: str
    sealed: bool = False
    facts: str = ""
    """Text that can be copied; for a relay, the content of its receipts."""


CameHands = tuple[str, str, bool, tuple[Hand, ...]]
"""The lines of custody from one sender: heading, state, True if they hold, and the lines."""


@frozen
class PiecePage:
    """One evidence item: its proof (icon, text, tone) first. `here`: the original is here; `picture`: it is shown.

    `digest` is the complete SHA-256 of the original in hex, in groups. `copyable`: the studio can make a copy of it,
    or this copy again.
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
    copied: bool = False
    """True for a working copy."""
    copyable: bool = False
    lineage: "tuple[tuple[RowView, str], ...]" = ()
    """The original and its copies, if there are copies, each with a note about what it covers."""
    readers: tuple[tuple[str, str], ...] = ()
    """The audiences that can have the original or one of its copies: name and label."""
    files: Mapping[str, str] = field(factory=dict)
    """The file that each audience gets, in words."""
    stays: str = ""
    """The reason why a copy cannot leave to its readers, and the next step."""
    beside: "tuple[Piece, ...]" = ()
    """All evidence of the same incident, this item too."""
    came: tuple[CameHands, ...] = ()
    gaps: tuple[tuple[str, str], ...] = ()
    """The gaps in the chain of custody: one sentence and the next step for each."""
    consents: "tuple[RowView, ...]" = ()
    """The answer of each person in it; the key is the id of the person."""


class Trust(Enum):
    """The trust of a contact as the store has it, and `none` for people without a card."""

    NEW = "new"
    INTRODUCED = "introduced"
    VERIFIED = "verified"
    CHANGED = "changed"
    EXPIRED = "expired"
    REVOKED = "revoked"
    NONE = "none"


@frozen
class Station:
    """One of the four stations of a delivery: the fill of its ring (0 to 1), name, time and problem."""

    icon: str
    title: str
    text: str
    part: float


@frozen
class RowView:
    """A row of a page: icon, title, second line, and at the far edge a badge or quiet text."""

    icon: str
    title: str
    second: str = ""
    badge: BadgeOf | None = None
    far: str = ""
    ink: str = "ink2"
    key: str = ""


Part = tuple[str, str, tuple[RowView, ...]]
"""The kind of some parts of a record, its name, and a line for each."""


@frozen
class DuplicateSide:
    """One of two records that can be the same: its key, title and description."""

    key: str
    title: str
    second: str


@frozen
class Saying:
    """The values of two records for one field, as text, or empty. `differs`: only one can be right."""

    label: str
    one: str
    other: str
    differs: bool = False


@frozen
class Alike:
    """Two records that can be the same, and the values of both."""

    one: DuplicateSide
    other: DuplicateSide
    rows: tuple[Saying, ...]


@frozen
class AlikePage:
    """Pairs that can be the same."""

    title: str
    second: str
    pairs: tuple[Alike, ...]


@frozen
class Section:
    """A part of a page: its title, its number, and its rows; each row opens the thing of its key."""

    title: str
    count: str
    rows: tuple[RowView, ...]
    act: str = ""
    """The label of each row's button; empty if the whole row opens."""
    needs: int = 0
    """The rows that need a person today, also those that are not shown."""


@frozen
class DangerRow:
    """A row of the danger block: `red` or amber, with its buttons (key, word, icon); the first is the safe one."""

    title: str
    text: str
    icon: str
    red: bool
    acts: tuple[tuple[str, str, str], ...]

    @property
    def key(self) -> str:
        """The key of the safe button."""
        return self.acts[0][0]


@frozen
class StateCard:
    """A card next to the page: its icon, its title, its lines (text, ink), and its button (key, word), if any."""

    icon: str
    title: str
    lines: tuple[tuple[str, str], ...]
    act: tuple[str, str] = ("", "")


@frozen
class NowPage:
    """All things that need a person: the day and one sentence that counts them, the danger, the lists, the cards."""

    title: str
    second: str
    sections: tuple[Section, ...]
    danger: tuple[DangerRow, ...] = ()
    cards: tuple[StateCard, ...] = ()
    count: int = 0
    """The number of the sentence, and of the badge."""


@frozen
class BetweenPage:
    """Reports between us and one contact: their number, and sections for the open and the finished ones."""

    key: str
    name: str
    second: str
    note: str
    sections: tuple[Section, ...]


@frozen
class DeliveryPage:
    """One report on its way: its progress, its recipients and its history."""

    key: str
    title: str
    second: str
    stations: tuple[Station, ...]
    people: tuple[RowView, ...]
    places: tuple[RowView, ...] = ()
    """The relays and USB sticks for each recipient that hold the report or will get it."""
    way: tuple[Hand, ...] = ()
    stoppable: bool = False
    goes: bool = True
    """True if it must still arrive somewhere, so that a USB stick takes it."""


@frozen
class VersionView:
    """One value of a field: its text, author and time; `key` names the proposal that it is, if it is one."""

    words: str
    by: str
    at: str
    value: Value | None
    key: str = ""


@frozen
class Differing:
    """A field with several values, the shown one first; `together` combines them in one value, if possible."""

    record: str
    field: str
    title: str
    label: str
    versions: tuple[VersionView, ...]
    together: Value | None = None

    @property
    def conflict(self) -> bool:
        """True if versions conflict, not only proposals."""
        return sum(not version.key for version in self.versions) > 1


@frozen
class DifferencesPage:
    """Fields that need a decision, and their number as text."""

    title: str
    second: str
    fields: tuple[Differing, ...]


@frozen
class ShareTarget:
    """A possible recipient of a share, and the number of their relays. `care` is the next step if nothing can go."""

    key: str
    name: str
    second: str
    trust: Trust
    relays: int = 1
    care: str = ""


@frozen
class Audience:
    """The audience of a recipient: the profile's key, its name and one line."""

    key: str
    name: str
    text: str


ReportParts = Mapping[tuple[bytes, str], tuple[str, bytes]]
"""The name and the hash of each part of a report, by record and field."""


@frozen
class FrozenView:
    """The frozen report of one recipient: rows (title, fields or reason) of sent and withheld data, and counts.

    `total` is one line with fields, files and size. `uncopied` is the key of a picture that stays without a copy.
    """

    key: str
    who: str
    leaves: tuple[tuple[str, str], ...]
    held: tuple[tuple[str, str], ...]
    leaves_count: str
    held_count: str
    total: str = ""
    parts: ReportParts = field(factory=dict)
    uncopied: str = ""


@frozen
class Effect:
    """The effect of a share on each recipient, and the digest of all data that would be sent."""

    parts: tuple[FrozenView, ...]
    digest: bytes = b""
    refused: str = ""
    warning: str = ""
    one_copy: str = ""
    two_relays: str = ""
    """The effects of one copy of the files for all, and of two relays for them; each is empty if not offered."""
    to_ask: tuple[tuple[str, str], ...] = ()
    """The id and the name of each person whose yes is missing and needed."""


@frozen
class PreviewView:
    """A preview for one recipient, from the exact bytes to send: each record (icon, title, its fields)."""

    who: str
    records: tuple[tuple[str, str, tuple[Fact3, ...]], ...]
    notes: tuple[str, ...]


@frozen
class DevicePage:
    """The data of Safety & settings: the vault, our card, its passwords and recovery, and the roles."""

    facts: tuple[Fact3, ...]
    card_name: str
    backup: str = ""
    backup_due: bool = False
    keys: str = ""
    """One sentence with the date of the next key of our card."""
    ended: bool = False
    """Someone published the revocation of this identity."""
    passwords: tuple[tuple[str, str], ...] = ()
    """The name of each password, and its date."""
    shares: tuple[Fact3, ...] = ()
    roles: frozenset[str] = frozenset()
    stands: Mapping[str, str] = {}
    """The state of each section in a few words."""


@frozen
class WindowSettings:
    """The settings of the window: its name before unlock, the minutes to the lock, and its other locks in words."""

    name: str
    idle_minutes: int
    leaves: str = ""


@frozen
class Started:
    """The decisions of the first start: the folder, the name, the six words, and the roles of the person."""

    folder: str
    name: str
    words: tuple[str, ...] = field(repr=False)
    roles: frozenset[str] = frozenset()
