"""The relay's certificate is one that others read, and no two are alike."""

import ssl
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from crypto.relay import make_certificate


def test_others_read_it_its_signature_is_good_and_its_key_is_beside_it() -> None:
    pem = make_certificate()
    read = x509.load_pem_x509_certificate(pem)
    read.verify_directly_issued_by(read)
    private = load_pem_private_key(pem, None)
    raw = (Encoding.Raw, PublicFormat.Raw)
    assert read.public_key().public_bytes(*raw) == private.public_key().public_bytes(*raw)
    assert read.subject.rfc4514_string() == read.issuer.rfc4514_string() == "CN=relay"
    assert (read.not_valid_before_utc.year, read.not_valid_after_utc.year) == (2000, 9999)
    assert read.version is x509.Version.v3


def test_a_server_takes_it(tmp_path: Path) -> None:
    path = tmp_path / "relay.pem"
    path.write_bytes(make_certificate())
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(path)


def test_the_same_randomness_gives_the_same_and_other_randomness_another() -> None:
    assert make_certificate(lambda n: bytes(n)) == make_certificate(lambda n: bytes(n))
    assert make_certificate() != make_certificate()
