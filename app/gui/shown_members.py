"""What the page of a desk and its members shows, as plain values."""

from attrs import frozen


@frozen
class MemberLine:
    """A member, a contact who may become one, or a desk that we read for: the contact's key, name, how it stands."""

    key: str
    name: str
    said: str


@frozen
class MembersPage:
    """Whether this vault is a desk, who reads for it, who may, and the desks that this vault reads for."""

    is_desk: bool
    members: tuple[MemberLine, ...] = ()
    others: tuple[MemberLine, ...] = ()
    desks: tuple[MemberLine, ...] = ()
