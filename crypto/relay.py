"""The cryptography of relays and their clients, with only libsodium and hashes.

This module cannot open an envelope and knows no person's key; an import never loads `cryptography`. Bytes are those of
crypto.md i, tables those of `crypto.relay_messages`.

`CannotOpen`  a signature or a sealed tag that is not good `Malformed`, `NeedsNewerApp`  see `crypto.relay_messages`
"""

import base64
import binascii
import hashlib
from typing import Self

import nacl.bindings as sodium
from attrs import field, frozen
from nacl.exceptions import CryptoError as SodiumError

from crypto.certificate import make_certificate
from crypto.encoding import hash_, hkdf, label
from crypto.errors import CannotOpen, CryptoError, Malformed, NeedsNewerApp
from crypto.proof_of_work import Challenge, challenge, challenge_key, own_challenge
from crypto.relay_messages import (
    DELETED,
    NO_TICKET,
    PAGE_ENTRIES,
    PAGE_STEP,
    SEGMENT,
    STORED,
    DeliveryTag,
    Descriptor,
    LogEntry,
    LogPage,
    MailboxRequest,
    Receipt,
    UploadHead,
    next_head,
    object_id,
    segment_count,
)
from crypto.signing import SigningKey, verify
from crypto.tickets import ADD, CLASS_BYTES, ENVELOPE_LENGTHS, ROWS_MOST, WITHDRAW, TicketRow

__all__ = [
    "ADD",
    "CLASS_BYTES",
    "DELETED",
    "ENVELOPE_LENGTHS",
    "NO_TICKET",
    "PAGE_ENTRIES",
    "PAGE_STEP",
    "ROWS_MOST",
    "SEGMENT",
    "STORED",
    "WITHDRAW",
    "CannotOpen",
    "Challenge",
    "CryptoError",
    "DeliveryTag",
    "Descriptor",
    "LogEntry",
    "LogPage",
    "MailboxRequest",
    "Malformed",
    "NeedsNewerApp",
    "Receipt",
    "SealKey",
    "SigningKey",
    "TicketRow",
    "UploadHead",
    "challenge",
    "challenge_key",
    "delivery",
    "invite_code",
    "mailbox_id",
    "mailbox_key",
    "make_certificate",
    "next_head",
    "object_id",
    "open_descriptor",
    "open_page",
    "open_receipt",
    "own_challenge",
    "read_invite_code",
    "seal_tag",
    "segment_count",
    "sign_descriptor",
    "sign_page",
    "sign_receipt",
    "sign_request",
    "ticket_hash",
    "verify_request",
]

METHODS = {"GET": 1, "HEAD": 2, "POST": 3, "PUT": 4, "PATCH": 5, "DELETE": 6}
"""The numbers of the methods in a request signature."""


def mailbox_key(seed: bytes, relay_pk: bytes, counter: int = 0) -> SigningKey:
    """Derive the key of the user's mailbox at one relay. No value in it links two relays. `seed` is 32 secret bytes.

    HKDF-SHA512 (RFC 5869) with salt `relay_pk | counter u32`, info L("mailbox"), 32 bytes.
    """
    return SigningKey(hkdf(seed, relay_pk + counter.to_bytes(4), label("mailbox"), 32))


def mailbox_id(mailbox_pk: bytes) -> bytes:
    """Return `mid`, the public name of a mailbox. Anyone who knows `mid` can append (policy 0)."""
    return hash_("mid", mailbox_pk)


def ticket_hash(relay_pk: bytes, mid: bytes, ticket: bytes = NO_TICKET) -> bytes:
    """Return the hash of a ticket that a relay stores."""
    return hash_("ticket", relay_pk, mid, ticket)


def delivery(mid: bytes, name: bytes, ticket: bytes = NO_TICKET) -> bytes:
    """Return the name of one delivery, which only its sender, the owner and the relay can compute."""
    return hash_("delivery", mid, ticket, name)


def invite_code(relay_pk: bytes, invite: bytes) -> str:
    """Return an operator's invite (16 B) as a code for people: 80 letters and digits in groups of five.

    The code contains the relay's key, so that the first contact can only reach that relay. It is Base32 (RFC 4648) of
    `relay_pk | invite | the first two bytes of their SHA-256`. Those two bytes find a typing error and prove nothing.
    """
    body = relay_pk + invite
    text = base64.b32encode(body + hashlib.sha256(body).digest()[:2]).decode().lower()
    return "-".join(text[at : at + 5] for at in range(0, len(text), 5))


def read_invite_code(code: str) -> tuple[bytes, bytes]:
    """Return (relay_pk, invite) of a code; letter case, hyphens and white space do not matter."""
    try:
        data = base64.b32decode("".join(code.split()).replace("-", "").upper())
    except (binascii.Error, ValueError) as error:
        raise Malformed("not an invite code") from error
    body, check = data[:48], data[48:]
    if len(data) != 50 or hashlib.sha256(body).digest()[:2] != check:
        raise Malformed("not an invite code")
    return body[:32], body[32:]


@frozen
class SealKey:
    """The relay's X25519 pair, to which delivery tags are sealed."""

    secret: bytes = field(repr=False)
    public: bytes

    @classmethod
    def from_secret(cls, secret: bytes) -> Self:
        """Make the pair from its 32 secret bytes."""
        return cls(secret, sodium.crypto_scalarmult_base(secret))

    def open_tag(self, sealed: bytes) -> DeliveryTag:
        """Open the 130 sealed bytes of a delivery tag."""
        if len(sealed) != DeliveryTag.SEALED:
            raise CannotOpen
        try:
            opened = sodium.crypto_box_seal_open(sealed, self.public, self.secret)
        except SodiumError as error:
            raise CannotOpen from error
        return DeliveryTag.unpack(opened)


def seal_tag(tag: DeliveryTag, seal_pk: bytes) -> bytes:
    """Seal a tag to a relay's seal key (libsodium `crypto_box_seal`, 130 B)."""
    try:
        return sodium.crypto_box_seal(tag.pack(), seal_pk)
    except SodiumError as error:
        raise CannotOpen from error


def sign_receipt(key: SigningKey, receipt: Receipt) -> bytes:
    """Return the 200 bytes of a signed receipt."""
    body = receipt.pack()
    return body + key.sign("receipt", body)


def open_receipt(data: bytes, relay_pk: bytes) -> Receipt:
    """Check a signed receipt (200 B) of this relay and read it."""
    body, signature = data[: Receipt.BODY], data[Receipt.BODY :]
    receipt = Receipt.unpack(body)
    verify(relay_pk, signature, "receipt", body)
    if receipt.relay_pk != relay_pk:
        raise CannotOpen
    return receipt


def sign_page(key: SigningKey, page: LogPage) -> bytes:
    """Return a signed page, padded with zeros to a multiple of 8,192 bytes."""
    signed = page.pack()
    signed += key.sign("page", signed)
    return signed + bytes(-len(signed) % PAGE_STEP)


def open_page(data: bytes, relay_pk: bytes) -> LogPage:
    """Check that this relay signed a padded page, and read it. `Page.continues` checks its place in the log."""
    signed, signature = LogPage.split(data)
    verify(relay_pk, signature, "page", signed)
    page = LogPage.unpack(signed)
    if page.relay_pk != relay_pk:
        raise CannotOpen
    return page


def sign_descriptor(key: SigningKey, descriptor: Descriptor) -> bytes:
    """Return a complete signed descriptor."""
    body = descriptor.body()
    signature = key.sign("descriptor", descriptor.relay_pk, body)
    return Descriptor.MAGIC + descriptor.relay_pk + len(body).to_bytes(4) + body + signature


def open_descriptor(data: bytes, nonce: bytes, relay_pk: bytes | None = None) -> Descriptor:
    """Check a descriptor, signed for our `nonce`, of the relay `relay_pk` (None: the first contact, any relay)."""
    claimed, body, signature = Descriptor.split(data)
    verify(claimed, signature, "descriptor", claimed, body)
    descriptor = Descriptor.unpack(claimed, body)
    if descriptor.nonce != nonce or relay_pk not in (None, claimed):
        raise CannotOpen
    return descriptor


def _request(method: str, relay_pk: bytes, time: int, nonce: bytes, target: bytes, body: bytes) -> bytes:
    if method not in METHODS or len(nonce) != 16 or not 0 <= time < 1 << 64 or len(target) >= 1 << 16:
        raise Malformed("request: a field that cannot be")
    head = bytes([METHODS[method]]) + relay_pk + time.to_bytes(8) + nonce + len(target).to_bytes(2)
    return head + target + hashlib.sha256(body).digest()


def sign_request(
    key: SigningKey, method: str, relay_pk: bytes, time: int, nonce: bytes, target: bytes, body: bytes = b""
) -> bytes:
    """Sign one request to one relay. The signature is useless at another relay, later, or for another target or body.

    `time` is the relay's clock in seconds, `nonce` 16 bytes, `target` path and query as sent.
    """
    return key.sign("request", _request(method, relay_pk, time, nonce, target, body))


def verify_request(
    mailbox_pk: bytes,
    signature: bytes,
    method: str,
    relay_pk: bytes,
    time: int,
    nonce: bytes,
    target: bytes,
    body: bytes = b"",
) -> None:
    """Check the signature of a request (see `sign_request`). The caller must check time and nonce."""
    verify(mailbox_pk, signature, "request", _request(method, relay_pk, time, nonce, target, body))
