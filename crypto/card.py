"""Cards: who somebody is, which keys to seal to, and at which relays the mail waits.

A card is signed by the identity that it names, which shows that it is whole and says nothing of whose it is: trust is
given by people who compare the safety number. The invite is what fits a QR code and pins one card by its hash.
"""

import hashlib
from collections.abc import Sequence

from attrs import field, frozen

from crypto.errors import CannotOpen, Malformed, NeedsNewCard, NeedsNewerApp
from crypto.keys import DAY, EPOCH, LATE, PUBLIC_ROW, PublicKeyset
from crypto.shape import Table, many, one_of, raw, read_keys, row, text, unsigned, write_keys
from crypto.signing import SIGNATURE, SigningKey, verify
from crypto.wire import decode, hash_, label

MAGIC, INVITE, VERSION = b"AMPCRD", b"AMPINV", 1
BODY_AT, BODY_MAX = 44, 16_384
PERSON, DEVICE, DESK = 1, 2, 3
SUITE = 1
MOST_KEYSETS = 7
"""Keysets of a card that is made: as many as are ever alive, 5 epoch and 2 late ones. A dozen would not fit."""
URL_MAX = 255
"""Bytes of the url of a relay: an invite has no room for more."""
EPOCH_GRACE, LATE_GRACE = 30 * DAY, 180 * DAY
"""How long after its end a keyset is still sealed to: well before its owner destroys the private half."""


@frozen
class Mailbox:
    """A place where the owner's mail waits. Policy: 0 open, 1 tickets, 2 front desk."""

    url: str
    relay_pk: bytes
    seal_pk: bytes
    mid: bytes
    policy: int


MAILBOX_ROW = row(Mailbox, text, raw(32), raw(32), raw(32), unsigned)

_REQUIRED: Table = {
    1: ("suites", many(unsigned)),
    2: ("kind", one_of(PERSON, DEVICE, DESK)),
    3: ("name", text),
    4: ("seq", unsigned),
    5: ("issued", unsigned),
    6: ("expires", unsigned),
    7: ("keysets", many(PUBLIC_ROW)),
    8: ("mailboxes", many(MAILBOX_ROW)),
}
_OPTIONAL: Table = {9: ("organisation", raw(32))}


@frozen
class Card:
    """A card whose signature is good. `name` is what its owner says; `issued` and `expires` are UTC seconds."""

    id_pk: bytes
    kind: int
    name: str
    seq: int
    issued: int
    expires: int
    keysets: tuple[PublicKeyset, ...]
    mailboxes: tuple[Mailbox, ...] = ()
    organisation: bytes | None = None
    suites: tuple[int, ...] = (SUITE,)
    file: bytes = field(default=b"", repr=False)
    """All of it, magic to signature, as it was signed: keys this version does not know are kept here."""

    @property
    def id(self) -> bytes:
        """H("id", id_pk): what reports and directories call this identity."""
        return hash_("id", self.id_pk)

    @property
    def hash(self) -> bytes:
        """H("card", file): what an invite pins."""
        return hash_("card", self.file)


@frozen
class Invite:
    """What a QR code says: whose card, which card exactly, and one relay where it can be asked for."""

    id_pk: bytes
    card_hash: bytes
    url: str


def make_card(
    key: SigningKey,
    *,
    kind: int,
    name: str,
    seq: int,
    issued: int,
    expires: int,
    keysets: Sequence[PublicKeyset],
    mailboxes: Sequence[Mailbox] = (),
    organisation: bytes | None = None,
    suites: Sequence[int] = (SUITE,),
) -> Card:
    """Sign a card of one's own. `seq` = max(last + 1, now), so that a restored backup does not fork.

    Raises ValueError for more than `MOST_KEYSETS`, or where name and mailboxes leave no room; a keeper of keysets
    shows two, and with these 40 mailboxes of ordinary length fit.
    """
    if len(keysets) > MOST_KEYSETS:
        raise ValueError(f"a card has at most {MOST_KEYSETS} keysets: the newest of each kind are enough")
    card = Card(
        key.public, kind, name, seq, issued, expires, tuple(keysets), tuple(mailboxes), organisation, tuple(suites)
    )
    body = write_keys(card, _REQUIRED, _OPTIONAL)
    if len(body) > BODY_MAX:
        raise ValueError("a card's body has at most 16,384 bytes")
    file = MAGIC + bytes([VERSION, 0]) + key.public + len(body).to_bytes(4, "big") + body
    return read_card(file + key.sign("card", key.public, body))


def read_card(data: bytes, tried: bool = False) -> Card:
    """Read a card file and try each keyset with one seal; `tried`: that was done when it came in.

    Whatever is wrong before the signature is found good is CannotOpen; a signed card that is not a card, or to whose
    keys nothing can be sealed, is Malformed; a later version's is NeedsNewerApp.
    """
    if data[:6] == MAGIC and data[6:7] not in (b"", bytes([VERSION])):
        raise NeedsNewerApp("card")
    size = int.from_bytes(data[40:BODY_AT], "big")
    if data[:8] != MAGIC + bytes([VERSION, 0]) or size > BODY_MAX or len(data) != BODY_AT + size + SIGNATURE:
        raise CannotOpen
    id_pk, body = bytes(data[8:40]), bytes(data[BODY_AT:-SIGNATURE])
    verify(id_pk, data[-SIGNATURE:], "card", id_pk, body)
    card = Card(id_pk, file=bytes(data), **read_keys(decode(body), _REQUIRED, _OPTIONAL))
    if SUITE not in card.suites:
        raise NeedsNewerApp(f"suites {card.suites}")
    if not card.keysets:
        raise Malformed("a card without keys")
    for keyset in () if tried else card.keysets:
        keyset.check()
    return card


def make_invite(card: Card, url: str) -> bytes:
    """Return the bytes of a QR code for this card; `url` (a relay, or empty) has at most 255 bytes."""
    hint = url.encode()
    if len(hint) > URL_MAX:
        raise ValueError(f"the url of an invite has at most {URL_MAX} bytes")
    return INVITE + bytes([VERSION, 0]) + card.id_pk + card.hash + bytes([len(hint)]) + hint


def read_invite(data: bytes) -> Invite:
    """Read an invite. It is not signed: the card that matches its hash is."""
    if data[:6] == INVITE and data[6:7] not in (b"", bytes([VERSION])):
        raise NeedsNewerApp("invite")
    if data[:8] != INVITE + bytes([VERSION, 0]) or len(data) < 73 or len(data) != 73 + data[72]:
        raise Malformed("not an invite")
    try:
        return Invite(bytes(data[8:40]), bytes(data[40:72]), bytes(data[73:]).decode())
    except UnicodeDecodeError:
        raise Malformed("the url of an invite") from None


def safety_number(pk_a: bytes, pk_b: bytes) -> tuple[str, ...]:
    """Return the 12 groups of 5 digits that two people compare: the same for both, whoever is first."""
    digest = hashlib.sha512(label("safety") + min(pk_a, pk_b) + max(pk_a, pk_b)).digest()
    return tuple(f"{int.from_bytes(digest[5 * g : 5 * g + 5], 'big') % 100_000:05}" for g in range(12))


def choose_keyset(card: Card, now: int, clock_wrong: bool) -> tuple[PublicKeyset, str]:
    """Return the keyset to seal to and why: "" the newest epoch; "late" as that has ended; "clock" as ours is wrong.

    A keyset whose private half is gone makes the report noise to its reader, who cannot even tell from whom it was:
    so the late keyset follows early, and after it NeedsNewCard.
    """
    epoch, late = (
        max((k for k in card.keysets if k.kind == kind), key=lambda k: k.not_after, default=None)
        for kind in (EPOCH, LATE)
    )
    if clock_wrong:
        return late or epoch or card.keysets[0], "clock"
    if epoch and now <= epoch.not_after + EPOCH_GRACE:
        return epoch, ""
    if late and now <= late.not_after + LATE_GRACE:
        return late, "late"
    raise NeedsNewCard("every keyset of this card has ended")
