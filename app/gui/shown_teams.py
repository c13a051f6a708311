"""What the page of a team shows, as plain values."""

from attrs import frozen


@frozen
class MemberRow:
    """Somebody in a team or who may be: the contact's card id in hex, name, how far they are, role or nothing."""

    key: str
    name: str
    said: str
    role: str = ""


@frozen
class TeamCard:
    """One team: its id in hex, name, whether we made it, who is in it (ourselves first), and who may come in."""

    key: str
    name: str
    ours: bool
    members: tuple[MemberRow, ...]
    others: tuple[MemberRow, ...]


@frozen
class TeamPage:
    """The teams on a record, and the verified contacts of whom one can be made."""

    key: str
    title: str
    teams: tuple[TeamCard, ...]
    contacts: tuple[MemberRow, ...]
