"""The data of the page of a desk and its members, as plain values."""

from attrs import frozen


@frozen
class MemberLine:
    """A member, a contact who can become one, or a desk that we read for: the contact's key, name, state."""

    key: str
    name: str
    said: str


@frozen
class MembersPage:
    """The desk state of this vault, its members, possible members, and the desks that this vault reads for."""

    is_desk: bool
    members: tuple[MemberLine, ...] = ()
    others: tuple[MemberLine, ...] = ()
    desks: tuple[MemberLine, ...] = ()
