"""Contact cards: the identity of a contact, the keys to seal to, and the contact's mailboxes.

A card is signed by the identity that it names. The signature shows that the card is complete, but not whose it is:
people give trust when they compare the safety number. An invite fits a QR code and pins one card by its hash.
"""

import hashlib
from collections.abc import Sequence

from attrs import field, frozen

from crypto.cbor_schema import Table, array_of, bytes_of, one_of, read_keys, read_unsigned, row, text, write_keys
from crypto.encoding import decode, hash_, label
from crypto.errors import CannotOpen, Malformed, NeedsNewCard, NeedsNewerApp
from crypto.keys import DAY, EPOCH, LATE, PUBLIC_ROW, PublicKeyset
from crypto.signing import SIGNATURE, SigningKey, verify

MAGIC, INVITE, VERSION = b"AMPCRD", b"AMPINV", 1
BODY_AT, BODY_MAX = 44, 16_384
PERSON, DEVICE, DESK = 1, 2, 3
SUITE = 1
MOST_KEYSETS = 7
"""The most keysets of a new card: as many as are valid at the same time, 5 epoch and 2 late ones. Twelve do not fit."""
URL_MAX = 255
"""The most bytes of a relay URL: an invite has no room for more."""
EPOCH_GRACE, LATE_GRACE = 30 * DAY, 180 * DAY
"""Seconds after its end in which senders still use a keyset. Its owner keeps the private half much longer."""


@frozen
class Mailbox:
    """A mailbox of the owner on a relay. Policy: 0 open, 1 delivery tickets, 2 proof-of-work check."""

    url: str
    relay_pk: bytes
    seal_pk: bytes
    mid: bytes
    policy: int


MAILBOX_ROW = row(Mailbox, text, bytes_of(32), bytes_of(32), bytes_of(32), read_unsigned)

_REQUIRED: Table = {
    1: ("suites", array_of(read_unsigned)),
    2: ("kind", one_of(PERSON, DEVICE, DESK)),
    3: ("name", text),
    4: ("seq", read_unsigned),
    5: ("issued", read_unsigned),
    6: ("expires", read_unsigned),
    7: ("keysets", array_of(PUBLIC_ROW)),
    8: ("mailboxes", array_of(MAILBOX_ROW)),
}
_OPTIONAL: Table = {9: ("organisation", bytes_of(32))}


@frozen
class Card:
    """A card with a valid signature. `name` is chosen by its owner; `issued` and `expires` are UTC seconds."""

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
    """The signed file, magic to signature. It also keeps the keys that this version does not know."""

    @property
    def id(self) -> bytes:
        """H("id", id_pk): the name of this identity in reports and directories."""
        return hash_("id", self.id_pk)

    @property
    def hash(self) -> bytes:
        """H("card", file): the hash that an invite pins."""
        return hash_("card", self.file)


@frozen
class Invite:
    """The content of a QR code: an identity, the hash of one card, and the URL of a relay that has the card, or ""."""

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
    """Sign a card with the owner's key. `seq` = max(last + 1, now), so that a restored backup does not fork.

    Raises ValueError for more than `MOST_KEYSETS`, or if name and mailboxes are too long. The app publishes two
    keysets; 40 mailboxes of ordinary length fit with them.
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
    """Read a card file and test each keyset with one seal; `tried`: this test was done on arrival.

    Raises CannotOpen for every error before the signature is verified, and NeedsNewerApp for a later version. Raises
    Malformed for signed bytes that are not a card, or for keys that nothing can be sealed to.
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


def is_card(data: bytes) -> bool:
    """Return True if the bytes begin as a card file does; the card can be damaged or forged."""
    return data[:6] == MAGIC


def stated_card_size(head: bytes) -> int:
    """Return the bytes of the card file that begins with `head`, as it states; 0 if no card begins so."""
    size = int.from_bytes(head[40:BODY_AT], "big")
    known = head[:6] == MAGIC and len(head) >= BODY_AT and size <= BODY_MAX
    return BODY_AT + size + SIGNATURE if known else 0


def make_invite(card: Card, url: str) -> bytes:
    """Return the bytes of a QR code for this card. `url` (a relay, or empty) has at most 255 bytes."""
    hint = url.encode()
    if len(hint) > URL_MAX:
        raise ValueError(f"the url of an invite has at most {URL_MAX} bytes")
    return INVITE + bytes([VERSION, 0]) + card.id_pk + card.hash + bytes([len(hint)]) + hint


def read_invite(data: bytes) -> Invite:
    """Read an invite. An invite has no signature: the card with its hash is signed."""
    if data[:6] == INVITE and data[6:7] not in (b"", bytes([VERSION])):
        raise NeedsNewerApp("invite")
    if data[:8] != INVITE + bytes([VERSION, 0]) or len(data) < 73 or len(data) != 73 + data[72]:
        raise Malformed("not an invite")
    try:
        return Invite(bytes(data[8:40]), bytes(data[40:72]), bytes(data[73:]).decode())
    except UnicodeDecodeError:
        raise Malformed("the url of an invite") from None


def safety_number(pk_a: bytes, pk_b: bytes) -> tuple[str, ...]:
    """Return the 12 groups of 5 digits that two people compare. Either order of the keys gives the same."""
    digest = hashlib.sha512(label("safety") + min(pk_a, pk_b) + max(pk_a, pk_b)).digest()
    return tuple(f"{int.from_bytes(digest[5 * g : 5 * g + 5], 'big') % 100_000:05}" for g in range(12))


def choose_keyset(card: Card, now: int, clock_wrong: bool) -> tuple[PublicKeyset, str]:
    """Return the keyset to seal to and the reason.

    The reason is "" for the newest epoch, "late" if that has ended, "clock" if our clock is wrong.
    If the private half of a keyset is destroyed, its owner cannot open the report, and cannot even see the sender. For
    this reason the late keyset follows early. Raises NeedsNewCard if the late keyset has ended too.
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
