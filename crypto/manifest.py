"""The content of an envelope: recipient, sender, report and files; or a control message with acks and cards.

A manifest is CBOR with int keys. Its bytes never change: acknowledgements name its hash, and every sealing of a report
carries the same bytes. Rows are arrays; each class below lists the elements of its row in order.
"""

import hashlib
from collections.abc import Callable
from typing import Any

from attrs import field, frozen

from crypto.cbor_schema import (
    Table,
    array,
    array_of,
    bytes_of,
    mapping,
    one_of,
    read_keys,
    read_unsigned,
    row,
    text,
    write_keys,
)
from crypto.encoding import Value, decode
from crypto.errors import Malformed
from crypto.keys import PRIVATE_ROW, PUBLIC_ROW, PrivateKeyset, PublicKeyset

MANIFEST_MAX = 1_000_000
REPORT, CONTROL, HANDED = 1, 2, 3
DELIVERED, ACCEPTED, REJECTED, OBJECTS_MISSING = 1, 2, 3, 4
RFC3161, OPENTIMESTAMPS = 1, 2
HOUR = 3600
CARD_FILE_MAX, DIRECTORY_MAX = 44 + 16_384 + 64, 983_040 + 220
PAGE_MIN, PAGE_MAX = 180, 8_192
"""Bytes of a log page without its padding: a page without entries, and the most that fit one step."""


@frozen
class Attachment:
    """A file sent with the envelope: `size` and `sha256` describe the file, `object_id` and `length` the BLOB."""

    name: str
    mime: str
    size: int
    sha256: bytes
    object_id: bytes
    length: int
    k_blob: bytes = field(repr=False)


@frozen
class BodyBlob:
    """A body too large for a manifest, as a BLOB of its CBOR."""

    size: int
    sha256: bytes
    object_id: bytes
    length: int
    k_blob: bytes = field(repr=False)


@frozen
class Reply:
    """A mailbox for the answer."""

    url: str
    relay_pk: bytes
    seal_pk: bytes
    mid: bytes


@frozen
class CustodyHead:
    """The state of the sender's chain of custody: the identity signs n and head."""

    n: int
    head: bytes
    signature: bytes


@frozen
class TimeProof:
    """A proof that a custody entry existed at a time: its place in a Merkle batch, the batch's nonce and the token."""

    kind: int
    entry: bytes
    leaf: int
    leaves: int
    path: tuple[bytes, ...]
    nonce: bytes
    token: bytes


@frozen
class MemberToken:
    """A desk's statement that a member reads its mail."""

    desk: bytes
    member: bytes
    not_before: int
    not_after: int
    signature: bytes


@frozen
class Missing:
    """A sequence of segments of an object that did not arrive."""

    object_id: bytes
    first: int
    count: int


@frozen
class Ack:
    """The result of a report: status 1 delivered, 2 accepted, 3 rejected (with `reason`), 4 objects missing."""

    report_id: bytes
    manifest_hash: bytes
    status: int
    missing: tuple[Missing, ...] = ()
    reason: str = ""


@frozen
class GivenReference:
    """The reference by which the writer of an acknowledgement knows a record that came in a report."""

    record_id: bytes
    reference: str


@frozen
class DeskAnswer:
    """The answer of a desk member to a report of `sender` (its id), with the fields of an `Ack`; status 1, 2 or 3."""

    sender: bytes
    report_id: bytes
    manifest_hash: bytes
    status: int
    reason: str = ""


@frozen
class DirectorySeen:
    """The directory of an organisation (its id) that the sender has: its number, and the SHA-256 of its file."""

    organisation: bytes
    seq: int
    hash: bytes


@frozen
class Tickets:
    """One-time tickets of 16 bytes for a mailbox; class 1 S, 2 M, 3 L, 4 XL."""

    mid: bytes
    size_class: int
    expires: int
    tickets: tuple[bytes, ...] = field(repr=False)


@frozen
class SharedMailbox:
    """The seed of a desk's mailbox, for its members."""

    relay_pk: bytes
    seed: bytes = field(repr=False)
    counter: int


def _sized(least: int, most: int) -> Callable[[Value], bytes]:
    def read(value: Value) -> bytes:
        if not isinstance(value, bytes) or not least <= len(value) <= most:
            raise Malformed(f"a file of {least} to {most} bytes is missing")
        return value

    return read


def _version(value: Value) -> int:
    return one_of(1)(value)


def _addressee(value: Value) -> bytes:
    """Read `to`: an array for growth, one element in this version."""
    return bytes_of(32)(array(value, 1)[0])


def _full_hour(value: Value) -> int:
    """Read a time rounded to the hour, which reveals less about the sender."""
    if read_unsigned(value) % HOUR:
        raise Malformed("a time that is not a full hour")
    return read_unsigned(value)


_MISSING = row(Missing, bytes_of(32), read_unsigned, read_unsigned)
_ACK_STATUS = one_of(DELIVERED, ACCEPTED, REJECTED, OBJECTS_MISSING)
_REQUIRED: Table = {
    1: ("version", _version),
    2: ("kind", one_of(REPORT, CONTROL)),
    3: ("report_id", bytes_of(16)),
    5: ("_to", _addressee),
    6: ("created", _full_hour),
}
_ANY: Table = {
    4: ("sender", bytes_of(32)),
    7: ("expires", _full_hour),
    8: ("incarnation", bytes_of(8)),
    9: ("seq", read_unsigned),
    10: ("reply", array_of(row(Reply, text, bytes_of(32), bytes_of(32), bytes_of(32)))),
    11: ("reply_keyset", PUBLIC_ROW),
    14: ("custody_head", row(CustodyHead, read_unsigned, bytes_of(32), bytes_of(64))),
    15: (
        "time_proofs",
        array_of(
            row(
                TimeProof,
                one_of(RFC3161, OPENTIMESTAMPS),
                bytes_of(),
                read_unsigned,
                read_unsigned,
                array_of(bytes_of(32)),
                bytes_of(32),
                bytes_of(),
            )
        ),
    ),
    17: ("member_token", row(MemberToken, bytes_of(32), bytes_of(32), read_unsigned, read_unsigned, bytes_of(64))),
}
_IN_REPORTS: Table = {
    12: ("body", mapping),
    13: (
        "attachments",
        array_of(row(Attachment, text, text, read_unsigned, bytes_of(32), bytes_of(32), read_unsigned, bytes_of(32))),
    ),
    16: ("replaces", array_of(bytes_of(16))),
    18: ("body_blob", row(BodyBlob, read_unsigned, bytes_of(32), bytes_of(32), read_unsigned, bytes_of(32))),
}
_IN_CONTROL: Table = {
    20: ("acks", array_of(row(Ack, bytes_of(16), bytes_of(32), _ACK_STATUS, array_of(_MISSING), text))),
    21: ("unacknowledged", array_of(bytes_of(16))),
    22: ("card", _sized(1, CARD_FILE_MAX)),
    23: ("tickets", array_of(row(Tickets, bytes_of(32), one_of(1, 2, 3, 4), read_unsigned, array_of(bytes_of(16))))),
    24: ("revocations", array_of(bytes_of(216))),
    25: ("directory", _sized(1, DIRECTORY_MAX)),
    26: ("acks_seen", array_of(bytes_of(16))),
    27: ("desk_keysets", array_of(PRIVATE_ROW)),
    28: ("shared_mailboxes", array_of(row(SharedMailbox, bytes_of(32), bytes_of(32), read_unsigned))),
    29: ("receipts", array_of(bytes_of(200))),
    64: ("cards_seen", array_of(bytes_of(32))),
    65: ("introductions", array_of(_sized(1, CARD_FILE_MAX))),
    66: (
        "answers",
        array_of(
            row(DeskAnswer, bytes_of(32), bytes_of(16), bytes_of(32), one_of(DELIVERED, ACCEPTED, REJECTED), text)
        ),
    ),
    67: ("directories_seen", array_of(row(DirectorySeen, bytes_of(32), read_unsigned, bytes_of(32)))),
    68: ("log_pages", array_of(_sized(PAGE_MIN, PAGE_MAX))),
    69: ("references", array_of(row(GivenReference, bytes_of(16), text))),
}
"""A reader ignores unknown keys from 64 on. A sender repeats the content of these keys until it gets an answer."""
_OPTIONAL: Table = {**_ANY, **_IN_REPORTS, **_IN_CONTROL}
_HANDED: Table = {**_REQUIRED, 2: ("kind", one_of(HANDED)), 4: _ANY[4], 12: _IN_REPORTS[12]}
"""The keys of a session note for one clinician; no reader of reports accepts its type."""


@frozen(kw_only=True)
class Manifest:
    """One manifest. With a `sender` it is signed (mode 1), without one anonymous (mode 2); times are UTC seconds.

    `to` is H("id", ·) of the recipient, `seq` counts the messages of this incarnation of the sender to that recipient.
    """

    kind: int
    report_id: bytes
    to: bytes
    created: int
    sender: bytes | None = None
    expires: int | None = None
    incarnation: bytes | None = None
    seq: int | None = None
    reply: tuple[Reply, ...] = ()
    reply_keyset: PublicKeyset | None = None
    body: dict[int | str, Value] | None = field(default=None, repr=False)
    attachments: tuple[Attachment, ...] = ()
    custody_head: CustodyHead | None = None
    time_proofs: tuple[TimeProof, ...] = ()
    replaces: tuple[bytes, ...] = ()
    member_token: MemberToken | None = None
    body_blob: BodyBlob | None = None
    acks: tuple[Ack, ...] = ()
    unacknowledged: tuple[bytes, ...] = ()
    card: bytes | None = None
    tickets: tuple[Tickets, ...] = ()
    revocations: tuple[bytes, ...] = ()
    directory: bytes | None = None
    acks_seen: tuple[bytes, ...] = ()
    desk_keysets: tuple[PrivateKeyset, ...] = ()
    shared_mailboxes: tuple[SharedMailbox, ...] = ()
    receipts: tuple[bytes, ...] = ()
    cards_seen: tuple[bytes, ...] = ()
    introductions: tuple[bytes, ...] = ()
    answers: tuple[DeskAnswer, ...] = ()
    directories_seen: tuple[DirectorySeen, ...] = ()
    log_pages: tuple[bytes, ...] = ()
    references: tuple[GivenReference, ...] = ()
    version: int = 1

    @property
    def _to(self) -> tuple[bytes]:
        return (self.to,)

    def encode(self) -> bytes:
        """Return the bytes to seal. Raises ValueError for a manifest that its own reader would refuse."""
        handed = self.kind == HANDED
        data = write_keys(self, _HANDED, {}) if handed else write_keys(self, _REQUIRED, _OPTIONAL)
        try:
            (parse_handed if handed else parse_manifest)(data)
        except Malformed as wrong:
            raise ValueError(f"no manifest: {wrong}") from None
        return data


def manifest_hash(data: bytes) -> bytes:
    """Return SHA-256 of the manifest's bytes (no label): its name in acknowledgements and conflicts."""
    return hashlib.sha256(data).digest()


def parse_manifest(data: bytes) -> Manifest:
    """Read a manifest; `body` is not parsed. Raises Malformed, or NeedsNewerApp for content of a later version."""
    keys: dict[str, Any] = read_keys(decode(data, MANIFEST_MAX), _REQUIRED, _OPTIONAL)
    manifest = Manifest(to=keys.pop("_to"), **keys)
    broken = next((rule for rule, holds in _rules(manifest).items() if not holds), None)
    if broken:
        raise Malformed(f"a manifest where this does not hold: {broken}")
    return manifest


def parse_handed(data: bytes) -> Manifest:
    """Read the manifest of a handed session note. Raises Malformed, NeedsNewerApp for every other manifest."""
    keys: dict[str, Any] = read_keys(decode(data, MANIFEST_MAX), _HANDED, {})
    return Manifest(to=keys.pop("_to"), **keys)


def _rules(m: Manifest) -> dict[str, bool]:
    """Return the rules between keys, each with True if the manifest follows it."""
    signed = m.sender is not None
    other = _IN_CONTROL if m.kind == REPORT else _IN_REPORTS
    return {
        "sender, incarnation and seq stand together": signed == (m.incarnation is not None) == (m.seq is not None),
        "control messages are signed": signed or m.kind == REPORT,
        "custody heads and member tokens are signed": signed or not (m.custody_head or m.member_token),
        "a keyset for the reply is an anonymous report's": m.reply_keyset is None or not signed,
        "the keyset for the reply stands with the reply": signed or bool(m.reply) == (m.reply_keyset is not None),
        "a report has one body": m.kind == CONTROL or (m.body is None) != (m.body_blob is None),
        "keys of the other kind are absent": not any(getattr(m, name) for name, _ in other.values()),
        "missing objects stand where they are missing": all(
            bool(a.missing) == (a.status == OBJECTS_MISSING) for a in m.acks
        ),
        "a reason stands with a rejection": all(not a.reason or a.status == REJECTED for a in m.acks),
    }
