"""Encrypt one file for transport (a BLOB), in ranges that can be made again at any time.

    "AMPBLB" 1 0 | Cobblestone-256(K_blob, L("wire-blob"), salt) over file | zeros to max(16,383, Padmé)
    salt      = first 24 bytes of HKDF-Expand-SHA512(K_blob, L("blob-salt") | padded length u64 | SHA-256(file))
    object_id = H("object", length u64 | SHA-256 of each 1 MiB segment)

There is no spool copy. If an upload of many gigabytes resumes after a week, it seals the missing range again from the
vault. This is safe because the salt depends on the sealed data. Another file, redaction or padding rule gives another
key and other nonces, independent of the outbox.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeAlias

from crypto.encoding import MIB, hkdf_expand, label
from crypto.errors import CannotOpen, NeedsNewerApp
from crypto.padding import padded_length
from crypto.stream import CHUNK, HEAD, SALT, SEALED, TAG, Cobblestone, sealed_length

MAGIC: Final = b"AMPBLB\x01\x00"
SEGMENT: Final = MIB
"""Bytes in every segment of an object except the last."""

Source: TypeAlias = Callable[[int, int], bytes]
"""(offset, n) -> n bytes from there; fewer only at the end."""

_FRONT: Final = len(MAGIC) + HEAD
_BATCH: Final = 63
"""Chunks in one step: as many as fit the largest read of a transport, 1 MiB, when sealed."""
PIECE: Final = _BATCH * CHUNK
"""Bytes of the file that `open_blob` yields in one step."""


class BlobPlan:
    """The object that one file makes under one key: its length, and any range of its bytes.

    `size` and `sha256` describe the file before padding, `padding` gives its padded length. A `source` gives the bytes
    of this file only: it is the reader of the vault, which authenticates each chunk.
    """

    __slots__ = ("_padded", "_sha256", "_size", "_stream", "length")

    def __init__(self, k_blob: bytes, size: int, sha256: bytes, padding: Callable[[int], int] = padded_length) -> None:
        if len(sha256) != 32:
            raise ValueError("a SHA-256 has 32 bytes")
        self._size = size
        self._sha256 = sha256
        self._padded = padding(size)
        info = label("blob-salt") + self._padded.to_bytes(8, "big") + sha256
        self._stream = Cobblestone(k_blob, label("wire-blob"), hkdf_expand(k_blob, info, SALT))
        self.length = len(MAGIC) + sealed_length(self._padded)
        """Bytes of the object, magic included."""

    @property
    def front(self) -> bytes:
        """Magic, salt and commitment: the first 64 bytes of the object."""
        return MAGIC + self._stream.head

    def read(self, offset: int, n: int, source: Source) -> bytes:
        """Return up to n bytes of the object from `offset` (fewer only at its end), sealed again from `source`.

        Takes about 3 n of memory; callers ask for at most one segment. Raises CannotOpen if `source` returns too few
        bytes.
        """
        end = min(offset + n, self.length)
        if offset < 0 or end <= offset:
            return b""
        first = max(0, offset - _FRONT) // SEALED
        last = max(0, end - 1 - _FRONT) // SEALED
        out = bytearray(_FRONT) + self._sealed(first, last + 1 - first, source)
        if not first:
            out[:_FRONT] = self.front
        before = first * SEALED
        return bytes(out[offset - before : end - before])

    def segment_hashes(self, source: Source) -> list[bytes]:
        """Return the SHA-256 of each segment in one pass over `source`.

        The pass also hashes the file. It raises CannotOpen if `source` is not the planned file, so that no object is
        promised that its readers would refuse.
        """
        whole = hashlib.sha256()

        def counted(offset: int, n: int) -> bytes:
            piece = source(offset, n)
            whole.update(piece)
            return piece

        segments, pending = [], bytearray(self.front)
        for first in range(0, self._padded // CHUNK + 1, _BATCH):
            pending += self._sealed(first, _BATCH, counted)
            while len(pending) >= SEGMENT:
                segments.append(hashlib.sha256(memoryview(pending)[:SEGMENT]).digest())
                del pending[:SEGMENT]
        if pending:
            segments.append(hashlib.sha256(pending).digest())
        if not hmac.compare_digest(whole.digest(), self._sha256):
            raise CannotOpen
        return segments

    def _sealed(self, first: int, count: int, source: Source) -> bytearray:
        """Return the sealed chunks [first, first + count), cut at the end of the object."""
        start = first * CHUNK
        n = min(count * CHUNK, self._padded - start)
        wanted = max(0, min(n, self._size - start))
        piece = source(start, wanted) if wanted else b""
        if len(piece) != wanted:
            raise CannotOpen
        final = start + count * CHUNK > self._padded
        out = bytearray(n + TAG * (n // CHUNK + final))
        plain = piece if wanted == n else piece + bytes(n - wanted)
        self._stream.seal_into(first, plain, memoryview(out), final=final)
        return out


def open_blob(
    read: Source, length: int, k_blob: bytes, size: int, sha256: bytes, have: Iterable[bytes] = ()
) -> Iterator[bytes]:
    """Yield the verified file from an object of `length` bytes, `PIECE` bytes at a time.

    `read` gives the bytes of the object, `size` and `sha256` come from the manifest. `have` holds pieces of the file
    from an earlier attempt, in order from its start. They count towards the hash and are not read again. Each piece is
    authentic, but the hash of the file is checked last: keep nothing permanently before the end. Raises CannotOpen for
    anything except exactly this file under this key; a wrong length fails before a key is used. Raises NeedsNewerApp
    for another magic version.
    """
    if size < 0 or length != len(MAGIC) + sealed_length(padded_length(size)):
        raise CannotOpen
    plan = BlobPlan(k_blob, size, sha256)
    front = read(0, _FRONT)
    if front[:6] == MAGIC[:6] and front[:8] != MAGIC:
        raise NeedsNewerApp("a blob of a later version")
    if not hmac.compare_digest(front, plan.front):
        raise CannotOpen
    whole = hashlib.sha256()
    out = memoryview(bytearray(_BATCH * CHUNK))
    at = 0
    for piece in have:
        whole.update(piece)
        at += len(piece)
    if at % PIECE or at > size:
        raise CannotOpen
    for offset in range(_FRONT + at // CHUNK * SEALED, length, _BATCH * SEALED):
        wanted = min(_BATCH * SEALED, length - offset)
        sealed = read(offset, wanted)
        if len(sealed) != wanted:
            raise CannotOpen
        n = plan._stream.open_into((offset - _FRONT) // SEALED, sealed, out)
        kept = max(0, min(n, size - at))
        if bytes(out[kept:n]) != bytes(n - kept):
            raise CannotOpen
        at += n
        piece = bytes(out[:kept])
        whole.update(piece)
        if kept:
            yield piece
    if not hmac.compare_digest(whole.digest(), sha256):
        raise CannotOpen
