"""The secrets of a relay in its folder: two private keys, and for TLS a certificate with a third."""

import hashlib
import os
import ssl
from collections.abc import Callable
from pathlib import Path

from attrs import frozen

from crypto.relay import SealKey, SigningKey, make_certificate
from sync.errors import Refused

KEYS, CERTIFICATE = "relay.key", "relay.pem"


@frozen
class Keys:
    """A relay's two private keys: one signs, one opens delivery tags."""

    signing: SigningKey
    seal: SealKey


@frozen
class RelayCertificate:
    """The certificate of a relay: the TLS context to serve it, and its SHA-256 for the descriptor."""

    context: ssl.SSLContext
    certificate: bytes


def load_keys(data: Path) -> Keys:
    """Return the keys in `relay.key` (signing seed 32, seal key 32), made at the first start."""
    path = _kept(data / KEYS, lambda: os.urandom(64))
    secret = path.read_bytes()
    if len(secret) != 64:
        raise Refused(f"{path} is not a relay's key file")
    return Keys(SigningKey(secret[:32]), SealKey.from_secret(secret[32:]))


def load_certificate(data: Path) -> RelayCertificate:
    """Return the certificate in `relay.pem`, made on first use.

    If that file is removed, the next start makes another; clients notice nothing, since the descriptor names it.
    """
    path = _kept(data / CERTIFICATE, make_certificate)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.num_tickets = 1  # for the next connection of the same sync, which needs less to open
    text = path.read_text("ascii")
    try:
        context.load_cert_chain(path)
        der = ssl.PEM_cert_to_DER_cert(text[text.index("-----BEGIN CERTIFICATE-----") :])
    except (ssl.SSLError, ValueError) as error:
        raise Refused(f"{path} is not a certificate with its key") from error
    return RelayCertificate(context, hashlib.sha256(der).digest())


def _kept(path: Path, make: Callable[[], bytes]) -> Path:
    """Return a secret file's path; a missing one is made complete, durable and readable only by its owner."""
    if not path.exists():
        fresh = path.with_suffix(".new")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(make())
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    return path
