"""The data of the pages of networks, of matches and of a contact's channels, as plain values."""

from attrs import frozen

from app.gui.widgets.page_values import RowView


@frozen
class BodyShown:
    """A body: its name, and a line for each seat."""

    name: str
    seats: tuple[RowView, ...]


@frozen
class Joint:
    """A partner and one joint activity: the code and label of the kind of partner, and a row."""

    kind: str
    word: str
    line: RowView


@frozen
class NetworkPage:
    """A network: its districts (gaps first), members, bodies, decisions and shares by level; `gaps` counts the gaps.

    `alone` are the defenders whom no member of any network can reach, `abroad` the defenders from abroad.
    """

    key: str
    title: str
    second: str
    gaps: str
    districts: tuple[RowView, ...]
    members: tuple[RowView, ...] = ()
    bodies: tuple[BodyShown, ...] = ()
    decisions: tuple[RowView, ...] = ()
    levels: tuple[tuple[str, str, str], ...] = ()
    alone: tuple[RowView, ...] = ()
    abroad: tuple[RowView, ...] = ()
    joint: tuple[Joint, ...] = ()


@frozen
class Fits:
    """An offer that matches a request, by their ids in hex: both as text, the match, and missing parts."""

    offer: str
    request: str
    title: str
    second: str
    urgent: bool = False


@frozen
class Tried:
    """A channel: its id in hex, its place in the order, kind and address, its purpose and the result of trying it."""

    key: str
    number: int
    title: str
    second: str


@frozen
class ChannelsPage:
    """The channels of a contact in their order, and its listing and audience; `lacks` names missing data."""

    key: str
    name: str
    listing: str
    channels: tuple[Tried, ...]
    lacks: str = ""
