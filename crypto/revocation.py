"""The statement that an identity has ended, or that another follows it: 216 bytes, printed with the recovery kit."""

from attrs import frozen

from crypto.encoding import LARGEST
from crypto.errors import CannotOpen, Malformed, NeedsNewerApp
from crypto.signing import SIGNATURE, SigningKey, verify

MAGIC, VERSION = b"AMPREV", 1
REVOCATION, SIGNED = 216, 88
REVOKED, SUCCESSOR = 1, 2
NOBODY = bytes(32)


@frozen
class Revocation:
    """A verified revocation: `effective` is UTC seconds, 0 = when first seen; `successor` an id_pk, if there is one."""

    id_pk: bytes
    effective: int
    successor: bytes | None
    file: bytes


def revoke(key: SigningKey, effective: int = 0, successor: SigningKey | None = None) -> Revocation:
    """Sign the end of `key`. A successor signs too, so that no one becomes a successor against their will."""
    kind = SUCCESSOR if successor else REVOKED
    start = MAGIC + bytes([VERSION, 0, kind]) + bytes(7) + key.public + effective.to_bytes(8, "big")
    start += successor.public if successor else NOBODY
    second = successor.sign("revoke", start) if successor else bytes(SIGNATURE)
    return read_revocation(start + key.sign("revoke", start) + second)


def read_revocation(data: bytes) -> Revocation:
    """Read and verify a revocation. The errors are those of `read_card`."""
    if data[:6] == MAGIC and data[6:7] not in (b"", bytes([VERSION])):
        raise NeedsNewerApp("revocation")
    if len(data) != REVOCATION or data[:8] != MAGIC + bytes([VERSION, 0]):
        raise CannotOpen
    signed, first, second = data[:SIGNED], data[SIGNED : SIGNED + SIGNATURE], data[SIGNED + SIGNATURE :]
    id_pk, effective, successor = data[16:48], int.from_bytes(data[48:56], "big"), data[56:88]
    verify(id_pk, first, "revoke", signed)
    kind = data[8]
    if kind not in (REVOKED, SUCCESSOR):
        raise NeedsNewerApp(f"revocation of kind {kind}")
    if any(data[9:16]) or effective > LARGEST:
        raise Malformed("reserved bytes or a time that cannot be, in a revocation")
    if kind == SUCCESSOR:
        verify(successor, second, "revoke", signed)
        return Revocation(id_pk, effective, successor, bytes(data))
    if any(successor) or any(second):
        raise Malformed("a revocation that names a successor")
    return Revocation(id_pk, effective, None, bytes(data))
