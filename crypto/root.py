"""An organisation's root key: made once, stored offline, and used to delegate a desk to sign for a year.

The root file is sealed by a separate passphrase. It shows the public half, so that a person sees the owner of the root
before they type a passphrase. The same seed can also be split into SLIP-39 shares (`crypto.recovery`).
"""

import os

from attrs import frozen

from crypto.encoding import LARGEST, Random
from crypto.errors import CannotOpen, Malformed, NeedsNewerApp
from crypto.passphrase import SALT, derive
from crypto.secret import Secret
from crypto.signing import PUBLIC, SIGNATURE, SigningKey, verify
from crypto.wrapping import WRAPPED, unwrap, wrap

ROOT_MAGIC, DELEGATION_MAGIC, VERSION = b"AMPROT", b"AMPDEL", 1
HEAD = 8 + PUBLIC + 4 + 4 + SALT
ROOT_FILE = HEAD + WRAPPED
"""Bytes of a root file: 176."""
SIGNED = PUBLIC + 8 + 8
DELEGATION = SIGNED + SIGNATURE
"""Bytes of a delegation in a directory: 112."""
DELEGATION_FILE = 8 + PUBLIC + DELEGATION
"""Bytes of a delegation file: 152."""


@frozen
class Delegation:
    """A root's statement that a desk signs in the organisation's name between two times, UTC seconds."""

    desk: bytes
    not_before: int
    not_after: int
    signature: bytes

    def pack(self) -> bytes:
        """Return the 112 bytes."""
        return _signed(self.desk, self.not_before, self.not_after) + self.signature


def seal_root(root: Secret, passphrase: str, m_kib: int, t: int, *, random: Random = os.urandom) -> bytes:
    """Return the file of a root (its seed, 32 bytes), sealed by a passphrase at these Argon2id costs: 176 bytes."""
    public = SigningKey(bytes(root.buffer)).public
    head = _magic(ROOT_MAGIC) + public + m_kib.to_bytes(4, "big") + t.to_bytes(4, "big") + random(SALT)
    with derive(passphrase, head[-SALT:], m_kib, t) as r:
        return head + wrap("root", root, r, head, random)


def root_of(data: bytes) -> bytes:
    """Return the public half that a root file shows. Only opening the file proves it.

    Raises Malformed for other bytes, NeedsNewerApp for a later version.
    """
    _check(data, ROOT_MAGIC, ROOT_FILE)
    return bytes(data[8 : 8 + PUBLIC])


def open_root(data: bytes, passphrase: str) -> Secret:
    """Return a root's seed (32 bytes). Raises CannotOpen if the passphrase is wrong or the file is damaged.

    Raises Malformed and NeedsNewerApp as `root_of` does. Costs out of range are Malformed and are not run.
    """
    public, head = root_of(data), data[:HEAD]
    m_kib, t = int.from_bytes(head[40:44], "big"), int.from_bytes(head[44:48], "big")
    with derive(passphrase, head[-SALT:], m_kib, t) as r:
        seed = unwrap("root", data[HEAD:], r, head)
    if SigningKey(bytes(seed.buffer)).public != public:
        seed.clear()
        raise CannotOpen
    return seed


def delegate(root: SigningKey, desk: bytes, not_before: int, not_after: int) -> Delegation:
    """Sign that the desk with this id_pk (32 B) acts for the root; both times are UTC seconds."""
    signature = root.sign("desk", _signed(desk, not_before, not_after))
    return read_delegation(root.public, _signed(desk, not_before, not_after) + signature)


def read_delegation(root: bytes, data: bytes) -> Delegation:
    """Read 112 bytes signed by the root with this public key. CannotOpen, or Malformed once signed."""
    if len(data) != DELEGATION:
        raise CannotOpen
    verify(root, data[SIGNED:], "desk", data[:SIGNED])
    not_before, not_after = int.from_bytes(data[32:40], "big"), int.from_bytes(data[40:48], "big")
    if not not_before <= not_after <= LARGEST:
        raise Malformed("a delegation of times that cannot be")
    return Delegation(bytes(data[:32]), not_before, not_after, bytes(data[SIGNED:]))


def delegation_file(root: bytes, delegation: Delegation) -> bytes:
    """Return a delegation as a separate file: magic, root_pk, delegation."""
    return _magic(DELEGATION_MAGIC) + root + delegation.pack()


def read_delegation_file(data: bytes) -> tuple[bytes, Delegation]:
    """Return the root's public key and its delegation. Raises CannotOpen, Malformed or NeedsNewerApp."""
    if data[:6] == DELEGATION_MAGIC and data[6:7] not in (b"", bytes([VERSION])):
        raise NeedsNewerApp("delegation")
    if data[:8] != _magic(DELEGATION_MAGIC) or len(data) != DELEGATION_FILE:
        raise CannotOpen
    return bytes(data[8:40]), read_delegation(bytes(data[8:40]), bytes(data[40:]))


def _magic(letters: bytes) -> bytes:
    return letters + bytes([VERSION, 0])


def _check(data: bytes, letters: bytes, size: int) -> None:
    if data[:6] == letters and data[6:7] not in (b"", bytes([VERSION])):
        raise NeedsNewerApp("root")
    if data[:8] != _magic(letters) or len(data) != size:
        raise Malformed("not the file of a root")


def _signed(desk: bytes, not_before: int, not_after: int) -> bytes:
    return desk + not_before.to_bytes(8, "big") + not_after.to_bytes(8, "big")
