"""The signed directory of an organisation, for members only: its members with their roles and cards.

A desk signs the directory, which contains the root's delegation to that desk. Each directory has a number.
`app.actions.contacts.organisations` decides which of two directories is valid, and the meaning of two with the same
number.
"""

from collections.abc import Sequence
from typing import Any

from attrs import field, frozen

from crypto.card import MAILBOX_ROW, Card, Mailbox, read_card
from crypto.cbor_schema import Table, array_of, bytes_of, one_of, read_keys, read_unsigned, row, text, write_keys
from crypto.encoding import decode, hash_
from crypto.errors import CannotOpen, Malformed, NeedsNewerApp
from crypto.root import DELEGATION, Delegation, read_delegation
from crypto.signing import PUBLIC, SIGNATURE, SigningKey, verify

MAGIC, VERSION = b"AMPDIR", 1
DELEGATION_AT = 8 + PUBLIC
BODY_AT = DELEGATION_AT + DELEGATION + 4
BODY_MAX = 983_040
SLOTS = (4, 8, 16, 32, 64)
LONGEST = 90 * 86_400
"""The most seconds from issue to expiry."""


@frozen
class DirectoryMember:
    """A member in a directory; `card_file` is the card as the member signed it."""

    id_pk: bytes
    role: str
    card_file: bytes = field(repr=False)


_REQUIRED: Table = {
    1: ("name", text),
    2: ("seq", read_unsigned),
    3: ("issued", read_unsigned),
    4: ("expires", read_unsigned),
    5: ("n_slots", one_of(*SLOTS)),
    6: ("members", array_of(row(DirectoryMember, bytes_of(32), text, bytes_of()))),
    7: ("mailboxes", array_of(MAILBOX_ROW)),
}
_OPTIONAL: Table = {8: ("successor", bytes_of(32))}


@frozen(kw_only=True)
class Directory:
    """A directory with two valid signatures. `issued` and `expires` are UTC seconds, `successor` another root."""

    root_pk: bytes
    delegation: Delegation
    name: str
    seq: int
    issued: int
    expires: int
    n_slots: int
    members: tuple[DirectoryMember, ...]
    mailboxes: tuple[Mailbox, ...] = ()
    successor: bytes | None = None
    cards: tuple[Card | None, ...] = field(default=(), repr=False)
    """One card for each member, in that order; None if the card needs a newer app."""
    file: bytes = field(default=b"", repr=False)

    @property
    def id(self) -> bytes:
        """H("id", root_pk): the name of the organisation in cards and reports."""
        return hash_("id", self.root_pk)


def make_directory(
    desk: SigningKey,
    root_pk: bytes,
    delegation: Delegation,
    *,
    name: str,
    seq: int,
    issued: int,
    expires: int,
    n_slots: int,
    members: Sequence[DirectoryMember],
    mailboxes: Sequence[Mailbox] = (),
    successor: bytes | None = None,
) -> Directory:
    """Sign a directory as the desk that the delegation names. Raises ValueError if it is too large for its format."""
    made = Directory(
        root_pk=root_pk, delegation=delegation, name=name, seq=seq, issued=issued, expires=expires, n_slots=n_slots,
        members=tuple(members), mailboxes=tuple(mailboxes), successor=successor,
    )  # fmt: skip
    body = write_keys(made, _REQUIRED, _OPTIONAL)
    if len(body) > BODY_MAX:
        raise ValueError("a directory's body has at most 983,040 bytes")
    head = MAGIC + bytes([VERSION, 0]) + root_pk + delegation.pack() + len(body).to_bytes(4, "big")
    return read_directory(head + body + desk.sign("directory", root_pk, body))


def read_directory(data: bytes) -> Directory:
    """Read a directory: verify the delegation by the root, the signature of the desk, and every card.

    Raises CannotOpen for every error before both signatures are verified, Malformed for signed content that breaks a
    rule, NeedsNewerApp for a later version. The expiry time is not checked.
    """
    if data[:6] == MAGIC and data[6:7] not in (b"", bytes([VERSION])):
        raise NeedsNewerApp("directory")
    size = int.from_bytes(data[BODY_AT - 4 : BODY_AT], "big")
    if data[:8] != MAGIC + bytes([VERSION, 0]) or size > BODY_MAX or len(data) != BODY_AT + size + SIGNATURE:
        raise CannotOpen
    root_pk, body = bytes(data[8:DELEGATION_AT]), bytes(data[BODY_AT:-SIGNATURE])
    delegation = read_delegation(root_pk, bytes(data[DELEGATION_AT : BODY_AT - 4]))
    verify(delegation.desk, data[-SIGNATURE:], "directory", root_pk, body)
    keys: dict[str, Any] = read_keys(decode(body), _REQUIRED, _OPTIONAL)
    if not keys["issued"] <= keys["expires"] <= keys["issued"] + LONGEST:
        raise Malformed("a directory of times that cannot be")
    members: tuple[DirectoryMember, ...] = keys["members"]
    if len({one.id_pk for one in members}) != len(members):
        raise Malformed("a directory that names somebody twice")
    cards = tuple(_card(one) for one in members)
    return Directory(root_pk=root_pk, delegation=delegation, cards=cards, file=bytes(data), **keys)


def _card(one: DirectoryMember) -> Card | None:
    """Return the card of a member, None if it needs a newer app. A bad card is the desk's error: Malformed."""
    try:
        card = read_card(one.card_file)
    except NeedsNewerApp:
        return None
    except CannotOpen:
        raise Malformed("a directory with a card that its owner did not sign") from None
    if card.id_pk != one.id_pk:
        raise Malformed("a directory with somebody else's card")
    return card
