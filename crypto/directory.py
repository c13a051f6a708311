"""The signed directory of an organisation: who belongs to it, in which role, with their cards; for members alone.

A desk signs it, and stands in it with the root's word that it may. Each has a number; which of two holds, and what two
of one number mean, is for the reader to say (`app.actions.organisations`).
"""

from collections.abc import Sequence
from typing import Any

from attrs import field, frozen

from crypto.card import MAILBOX_ROW, Card, Mailbox, read_card
from crypto.errors import CannotOpen, Malformed, NeedsNewerApp
from crypto.root import DELEGATION, Delegation, read_delegation
from crypto.shape import Table, many, one_of, raw, read_keys, row, text, unsigned, write_keys
from crypto.signing import PUBLIC, SIGNATURE, SigningKey, verify
from crypto.wire import decode, hash_

MAGIC, VERSION = b"AMPDIR", 1
DELEGATION_AT = 8 + PUBLIC
BODY_AT = DELEGATION_AT + DELEGATION + 4
BODY_MAX = 983_040
SLOTS = (4, 8, 16, 32, 64)
LONGEST = 90 * 86_400
"""Seconds from issue to expiry, at most."""


@frozen
class Listed:
    """Somebody in a directory; `card_file` is their card as they signed it."""

    id_pk: bytes
    role: str
    card_file: bytes = field(repr=False)


_REQUIRED: Table = {
    1: ("name", text),
    2: ("seq", unsigned),
    3: ("issued", unsigned),
    4: ("expires", unsigned),
    5: ("n_slots", one_of(*SLOTS)),
    6: ("members", many(row(Listed, raw(32), text, raw()))),
    7: ("mailboxes", many(MAILBOX_ROW)),
}
_OPTIONAL: Table = {8: ("successor", raw(32))}


@frozen(kw_only=True)
class Directory:
    """A directory whose two signatures are good. `issued` and `expires` are UTC seconds, `successor` another root."""

    root_pk: bytes
    delegation: Delegation
    name: str
    seq: int
    issued: int
    expires: int
    n_slots: int
    members: tuple[Listed, ...]
    mailboxes: tuple[Mailbox, ...] = ()
    successor: bytes | None = None
    cards: tuple[Card | None, ...] = field(default=(), repr=False)
    """One for each member, in that order; None where it needs a newer app."""
    file: bytes = field(default=b"", repr=False)

    @property
    def id(self) -> bytes:
        """H("id", root_pk): what cards and reports call the organisation."""
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
    members: Sequence[Listed],
    mailboxes: Sequence[Mailbox] = (),
    successor: bytes | None = None,
) -> Directory:
    """Sign a directory as the desk that the delegation names. ValueError where it is too large for its format."""
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
    """Read a directory: the root's word on the desk, the desk's on the whole, and every card in it.

    Whatever is wrong before both signatures are found good is CannotOpen; what is signed and breaks a rule is
    Malformed; a later version's is NeedsNewerApp. Whether its time is over is not looked at.
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
    members: tuple[Listed, ...] = keys["members"]
    if len({one.id_pk for one in members}) != len(members):
        raise Malformed("a directory that names somebody twice")
    cards = tuple(_card(one) for one in members)
    return Directory(root_pk=root_pk, delegation=delegation, cards=cards, file=bytes(data), **keys)


def _card(one: Listed) -> Card | None:
    """Return the card of one who is listed: a bad one is the desk's mistake, a newer app's is nobody's."""
    try:
        card = read_card(one.card_file)
    except NeedsNewerApp:
        return None
    except CannotOpen:
        raise Malformed("a directory with a card that its owner did not sign") from None
    if card.id_pk != one.id_pk:
        raise Malformed("a directory with somebody else's card")
    return card
