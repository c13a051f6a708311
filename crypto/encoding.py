"""The basis of every format: labels, the labelled hash, HKDF, and CBOR with exactly one encoding.

CBOR comes from strangers (cards sign themselves, anonymous reports come from anyone), so the reader is our own and
strict. It accepts RFC 8949 section 4.2 deterministic encoding, but only ints, byte and text strings, arrays, maps,
true, false and null. For all bytes that it accepts, `encode` gives the same bytes again.
"""

import hashlib
import hmac
from collections.abc import Callable
from typing import Final, TypeAlias

from crypto.errors import Malformed

Random: TypeAlias = Callable[[int], bytes]
"""A source of n random bytes; `os.urandom` outside tests."""

Value: TypeAlias = "int | bytes | str | bool | list[Value] | dict[int | str, Value] | None"
"""Anything the reader returns. A map's keys are all ints or all texts."""

LARGEST: Final = 2**63 - 1
"""The largest time, size or count in any table: stores keep signed 64-bit integers."""
MIB: Final = 2**20
DEPTH: Final = 8
"""The most levels of nested arrays and maps, the outermost counted.

There are at most 2^20 values, keys not counted. This bounds the memory for inputs of more than 1 MiB.
"""

_NAMES = """
id card safety revoke desk directory member keyfile vault-slot vault-aad db vault-blob lock2 lock2-aad field mailbox mid
slot body report wire-blob blob-salt object ticket delivery request receipt log page descriptor leaf node custody
custody-head wiped puzzle door root root-aad journal journal-entry header recipe custody-lines
"""
LABELS: Final = {name: b"amparo/1/" + name.encode() + b"\0" for name in _NAMES.split()}
"""Every label in use. One key or hash, one purpose: a new use takes a new label."""


def label(name: str) -> bytes:
    """Return L(name). Raises ValueError for a name not in use, so that a typing error cannot make a new domain."""
    if name not in LABELS:
        raise ValueError(f"no such label: {name}")
    return LABELS[name]


def hash_(name: str, *parts: bytes) -> bytes:
    """Return H(name, parts joined): SHA-256 over the label and the parts, 32 bytes."""
    return hashlib.sha256(label(name) + b"".join(parts)).digest()


def hkdf(ikm: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    """Return `length` bytes of HKDF with SHA-512 (RFC 5869)."""
    return hkdf_expand(hmac.digest(salt, ikm, "sha512"), info, length)


def hkdf_expand(prk: bytes, info: bytes, length: int) -> bytes:
    """Return only the expand step of HKDF with SHA-512, for a key that is already uniform."""
    out, block, count = b"", b"", 0
    while len(out) < length:
        count += 1
        block = hmac.digest(prk, block + info + bytes([count]), "sha512")
        out += block
    return out[:length]


def encode(value: object) -> bytes:
    """Return the one encoding of `value`; tuples are arrays.

    Raises ValueError or TypeError for values outside the format (floats, mixed keys, more than 8 levels).
    """
    out: list[bytes] = []
    _write(value, out, DEPTH)
    return b"".join(out)


def decode(data: bytes, limit: int = MIB) -> Value:
    """Read one value that fills `data`. Raises Malformed for any other encoding, or more than `limit` bytes."""
    if len(data) > limit:
        raise Malformed(f"CBOR of {len(data)} bytes, at most {limit}")
    reader = _Reader(bytes(data))
    value = reader.value(DEPTH)
    if reader.at != len(data):
        raise Malformed("CBOR: bytes after the end")
    return value


def _head(major: int, n: int) -> bytes:
    """Return the shortest head of a major type with argument n."""
    if n < 24:
        return bytes([major << 5 | n])
    for info, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if n < 1 << 8 * size:
            return bytes([major << 5 | info]) + n.to_bytes(size, "big")
    raise ValueError("an int outside -2^64..2^64-1")


def _write(value: object, out: list[bytes], levels: int) -> None:
    if value is None or isinstance(value, bool):
        out.append({False: b"\xf4", True: b"\xf5", None: b"\xf6"}[value])
    elif isinstance(value, int):
        out.append(_head(0, value) if value >= 0 else _head(1, -1 - value))
    elif isinstance(value, bytes | bytearray | memoryview):
        out += (_head(2, len(value)), bytes(value))
    elif isinstance(value, str):
        text = value.encode()
        out += (_head(3, len(text)), text)
    elif isinstance(value, list | tuple | dict) and not levels:
        raise ValueError(f"more than {DEPTH} levels")
    elif isinstance(value, list | tuple):
        out.append(_head(4, len(value)))
        for item in value:
            _write(item, out, levels - 1)
    elif isinstance(value, dict):
        out.append(_head(5, len(value)))
        for key, item in sorted(_keys(value)):
            out.append(key)
            _write(value[item], out, levels - 1)
    else:
        raise TypeError(f"no CBOR for {type(value).__name__}")


def _keys(value: dict[object, object]) -> list[tuple[bytes, object]]:
    """Return (encoded key, key) for each key of a map. Mixed kinds, bools and negative ints are refused."""
    ints = all(isinstance(key, int) and not isinstance(key, bool) and key >= 0 for key in value)
    if not ints and not all(isinstance(key, str) for key in value):
        raise ValueError("map keys are all unsigned ints or all texts")
    return [(encode(key), key) for key in value]


class _Reader:
    """A position in the data. Each length is compared with the remaining bytes before memory of that size is used."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0
        self.left = MIB

    def value(self, levels: int) -> Value:
        self.left -= 1
        if self.left < 0:
            raise Malformed("CBOR: more values than are ever needed")
        major, n = self.head()
        if major == 0:
            return n
        if major == 1:
            return -1 - n
        if major == 2:
            return self.take(n)
        if major == 3:
            return self.text(n)
        if major == 7:
            return {20: False, 21: True, 22: None}[n]
        if not levels:
            raise Malformed(f"CBOR: more than {DEPTH} levels")
        if n > len(self.data) - self.at:
            raise Malformed("CBOR: cut short")
        if major == 4:
            return [self.value(levels - 1) for _ in range(n)]
        return self.map(n, levels - 1)

    def head(self) -> tuple[int, int]:
        """Return major type and argument. Tags, floats, indefinite and longer-than-needed forms are refused."""
        first = self.take(1)[0]
        major, info = first >> 5, first & 31
        if major == 6 or (major == 7 and info not in (20, 21, 22)) or info > 27:
            raise Malformed("CBOR: a form that is not used")
        if info < 24:
            return major, info
        size = 1 << (info - 24)
        n = int.from_bytes(self.take(size), "big")
        if n < (24 if size == 1 else 1 << 4 * size):
            raise Malformed("CBOR: not the shortest form")
        return major, n

    def take(self, n: int) -> bytes:
        end = self.at + n
        if end > len(self.data):
            raise Malformed("CBOR: cut short")
        part, self.at = self.data[self.at : end], end
        return part

    def text(self, n: int) -> str:
        try:
            return self.take(n).decode()
        except UnicodeDecodeError:
            raise Malformed("CBOR: text that is not UTF-8") from None

    def map(self, n: int, levels: int) -> dict[int | str, Value]:
        """Read n pairs. Keys ascend by their encoded bytes, which also excludes duplicates and mixed kinds' order."""
        out: dict[int | str, Value] = {}
        before, kind = b"", -1
        for _ in range(n):
            start = self.at
            major, argument = self.head()
            if major not in (0, 3) or kind not in (-1, major):
                raise Malformed("CBOR: map keys are all unsigned ints or all texts")
            kind = major
            key = argument if major == 0 else self.text(argument)
            raw = self.data[start : self.at]
            if raw <= before:
                raise Malformed("CBOR: map keys out of order")
            before = raw
            out[key] = self.value(levels)
        return out
