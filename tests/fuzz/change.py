"""How a fuzzer changes good bytes: at random, and by the sense of CBOR, to reach what lies behind its reader."""

import random
from typing import Any

from crypto.encoding import Value, decode, encode
from crypto.errors import CryptoError

ODD: tuple[Value, ...] = (
    0, 1, 23, 24, 255, 2**16, 2**32, 2**53, 2**63 - 1, 2**63, 2**64 - 1, -1, -(2**63), -(2**64),
    True, False, None, b"", bytes(16), bytes(32), bytes(216), "", "\0", "a\nb", "\u202egnp", "é" * 300,
    "../../x", [], {},
)  # fmt: skip
"""Values from the edges of what a format says."""


def changed(draw: random.Random, data: bytes) -> bytes:
    """Return the bytes with up to three pieces cut, overwritten, put in, doubled or made a number from an edge."""
    out = bytearray(data)
    for _ in range(draw.randrange(1, 4)):
        at, size = draw.randrange(len(out) + 1), draw.choice((0, 1, 1, 1, 4, 8))
        new = draw.randbytes(draw.choice((0, 1, 1, 1, 9)))
        if draw.random() < 0.1:
            new = out[draw.randrange(len(out) + 1) :][:64]
        elif draw.random() < 0.2:
            new = draw.choice((bytes(size), b"\xff" * size, (1).to_bytes(8)[-size:], b"\x7f" + b"\xff" * (size - 1)))
        out[at : at + size] = new
    return bytes(out)


def changed_cbor(draw: random.Random, data: bytes) -> bytes:
    """Return well-formed CBOR in which some values are others; what is no CBOR is changed byte by byte."""
    try:
        value: Any = decode(data)
        for _ in range(draw.randrange(1, 4)):
            value = _twisted(draw, value)
        return encode(value)
    except (CryptoError, ValueError, TypeError):
        return changed(draw, data)


def _twisted(draw: random.Random, value: Any) -> Any:
    """Return a value in which one element, at any depth, was replaced, left out, doubled or moved."""
    inner = isinstance(value, list | dict) and value and draw.random() < 0.9
    if not inner:
        return draw.choice(ODD) if draw.random() < 0.7 else value * 2 if isinstance(value, str | bytes) else [value]
    at = draw.choice(list(value) if isinstance(value, dict) else range(len(value)))
    action = draw.random()
    if action < 0.1:
        del value[at]
    elif action < 0.2 and isinstance(value, list):
        value.insert(draw.randrange(len(value) + 1), value[at])
    elif action < 0.25 and isinstance(value, dict):
        value[draw.randrange(70) if isinstance(at, int) else f"{at}x"] = value[at]
    else:
        value[at] = _twisted(draw, value[at])
    return value
