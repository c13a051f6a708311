"""An append-only log: each entry is signed together with the previous entry of the same log and signer.

    head_0 = 0 x32, head_n = H("journal", head_{n-1} | entry n)        entries numbered from 1, without gaps
    signature = Sign(identity, "journal-entry", head_{n-1} | entry n)

An entry is sent with its seal, which names the signed fields and links. A reader who got fewer of them knows that the
entry cannot be checked. A reader who got different ones knows that they were changed. The seal proves nothing against
the signer before another person has the first entry.
"""

from collections.abc import Mapping
from typing import Final

from attrs import frozen

from crypto.cbor_schema import array_of, bytes_of, one_of, read_unsigned, row, text, to_encodable
from crypto.encoding import decode, encode, hash_
from crypto.errors import Malformed
from crypto.signing import PUBLIC, SIGNATURE, SigningKey, verify

HEAD_0: Final = bytes(32)
"""The head of a log without entries."""
VERSION: Final = 1


@frozen
class SignedLogEntry:
    """Entry `n` of the log of the record `log`: the record `item` with its fields, and its links as (role, target).

    Ids are 16 bytes. The order of the attributes is the order of the array; links are written by role, then id.
    """

    n: int
    log: bytes
    item: bytes
    fields: Mapping[str, object]
    links: tuple[tuple[str, bytes], ...]

    def encode(self) -> bytes:
        """Return the bytes that are hashed and signed. Raises ValueError for a field that our CBOR cannot encode."""
        return encode([self.n, self.log, self.item, to_encodable(dict(self.fields)), to_encodable(sorted(self.links))])


@frozen
class Seal:
    """The signed statement that is sent with an entry.

    It contains the entry's number, the head before it, the signer (id_pk), the names of the fields, the links, and the
    signature.
    """

    version: int
    n: int
    before: bytes
    signer: bytes
    names: tuple[str, ...]
    links: tuple[tuple[str, bytes], ...]
    signature: bytes

    def encode(self) -> bytes:
        """Return the bytes that are stored."""
        return encode(to_encodable(self))


_SEAL = row(
    Seal,
    one_of(VERSION),
    read_unsigned,
    bytes_of(32),
    bytes_of(PUBLIC),
    array_of(text),
    array_of(row(lambda role, target: (role, target), text, bytes_of(16))),
    bytes_of(SIGNATURE),
)


def read_seal(data: bytes) -> Seal:
    """Read a seal. Raises Malformed for other bytes, NeedsNewerApp for a later version."""
    seal = _SEAL(decode(data))
    if seal.n == 0:
        raise Malformed("entries are numbered from 1")
    return seal


def seal(key: SigningKey, entry: SignedLogEntry, before: bytes) -> Seal:
    """Sign an entry after the head `before` (32 bytes) of its log."""
    signature = key.sign("journal-entry", before, entry.encode())
    names, links = tuple(sorted(entry.fields)), tuple(sorted(entry.links))
    return Seal(VERSION, entry.n, before, key.public, names, links, signature)


def check(found: Seal, entry: SignedLogEntry) -> None:
    """Raise CannotOpen unless the seal's signer signed this entry after the head that the seal names."""
    verify(found.signer, found.signature, "journal-entry", found.before, entry.encode())


def next_head(before: bytes, entry: bytes) -> bytes:
    """Return the 32-byte head after one more (encoded) entry."""
    return hash_("journal", before, entry)
