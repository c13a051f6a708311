"""Make the TLS 1.3 certificate of a relay: X.509 (RFC 5280), an Ed25519 key (RFC 8410), self-signed.

Clients ignore the name and the dates in it. A client compares its hash with those in the signed descriptor of the
relay. One fixed form around a key is therefore enough, and libsodium can make it. The relay loads no larger library.
"""

import base64
import os
from textwrap import wrap

from nacl.bindings import crypto_sign, crypto_sign_seed_keypair

from crypto.encoding import Random

_ED25519 = bytes.fromhex("300506032b6570")
_NAME = bytes.fromhex("3010310e300c06035504030c0572656c6179")  # CN=relay
_DATES = b"\x30\x22\x18\x0f20000101000000Z\x18\x0f99991231235959Z"
_PKCS8 = bytes.fromhex("302e020100300506032b657004220420")


def make_certificate(random: Random = os.urandom) -> bytes:
    """Return a new key (PKCS #8) and its certificate as PEM, in the order that `load_cert_chain` expects."""
    seed, serial = random(32), random(16)
    public, secret = crypto_sign_seed_keypair(seed)
    version = bytes.fromhex("a003020102")
    number = _der(0x02, b"\x01" + serial)
    body = _der(0x30, version + number + _ED25519 + _NAME + _DATES + _NAME + _der(0x30, _ED25519 + _bits(public)))
    signature = crypto_sign(body, secret)[:64]
    return _pem("PRIVATE KEY", _PKCS8 + seed) + _pem("CERTIFICATE", _der(0x30, body + _ED25519 + _bits(signature)))


def _der(tag: int, content: bytes) -> bytes:
    size = len(content)
    length = bytes([size]) if size < 0x80 else bytes([0x81, size]) if size < 0x100 else b"\x82" + size.to_bytes(2)
    return bytes([tag]) + length + content


def _bits(content: bytes) -> bytes:
    return _der(0x03, b"\0" + content)


def _pem(what: str, content: bytes) -> bytes:
    lines = wrap(base64.b64encode(content).decode(), 64)
    return "\n".join([f"-----BEGIN {what}-----", *lines, f"-----END {what}-----", ""]).encode()
