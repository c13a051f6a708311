"""What the pages of networks, of matches and of a contact's channels show, as plain values."""

from attrs import frozen

from app.gui.shown import Line


@frozen
class BodyShown:
    """A body: its name, and a line for each seat."""

    name: str
    seats: tuple[Line, ...]


@frozen
class Joint:
    """A partner and one thing done together: the code and the words of what kind of partner it is, and a row."""

    kind: str
    word: str
    line: Line


@frozen
class NetworkPage:
    """A network: its districts (gaps first), members, bodies, decisions and shares by level; `gaps` says how many.

    `alone` are the defenders whom no member of any network can reach, `abroad` those from abroad.
    """

    key: str
    title: str
    second: str
    gaps: str
    districts: tuple[Line, ...]
    members: tuple[Line, ...] = ()
    bodies: tuple[BodyShown, ...] = ()
    decisions: tuple[Line, ...] = ()
    levels: tuple[tuple[str, str, str], ...] = ()
    alone: tuple[Line, ...] = ()
    abroad: tuple[Line, ...] = ()
    joint: tuple[Joint, ...] = ()


@frozen
class Fits:
    """An offer that meets a request, by their ids in hex: both as words, in what they meet, and what is missing."""

    offer: str
    request: str
    title: str
    second: str
    urgent: bool = False


@frozen
class Tried:
    """A channel: its id in hex, its place in the order, kind and address, what it is for and what came of trying it."""

    key: str
    number: int
    title: str
    second: str


@frozen
class ChannelsPage:
    """The channels of a contact in their order, and whether and for whom it is listed; `lacks` says what is missing."""

    key: str
    name: str
    listing: str
    channels: tuple[Tried, ...]
    lacks: str = ""
