"""The data of the page of a team, as plain values."""

from attrs import frozen


@frozen
class MemberRow:
    """A member or a possible member of a team: the contact's card id in hex, name, progress, and role or empty."""

    key: str
    name: str
    said: str
    role: str = ""


@frozen
class TeamCard:
    """One team: its id in hex, name, `ours` if we made it, its members (ourselves first), and possible members."""

    key: str
    name: str
    ours: bool
    members: tuple[MemberRow, ...]
    others: tuple[MemberRow, ...]


@frozen
class TeamPage:
    """The teams on a record, and the verified contacts that can form a team."""

    key: str
    title: str
    teams: tuple[TeamCard, ...]
    contacts: tuple[MemberRow, ...]
