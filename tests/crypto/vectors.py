"""Frozen cases in tests/vectors: read them, and draw the bytes that stood for randomness when they were made.

Bytes are written as hex text; as {"base64": ...}; as {"size": n, "parts": [[offset, hex], ...]}, zeros elsewhere; or as
another case's, changed: {"of": name} with "flip": [[offset, mask], ...], "put": [[offset, hex], ...] or "cut": length.
"""

import base64
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent / "vectors"


def load(name: str) -> dict[str, dict[str, Any]]:
    """Return the cases of a file by name, with every `data` turned into bytes."""
    cases = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))["cases"]
    found: dict[str, dict[str, Any]] = {}
    for case in cases:
        found[case["name"]] = case | {"data": written(case["data"], found)}
    return found


def written(how: Any, before: dict[str, dict[str, Any]]) -> bytes:
    if isinstance(how, str):
        return bytes.fromhex(how)
    if "base64" in how:
        return base64.b64decode(how["base64"])
    data = bytearray(before[how["of"]]["data"] if "of" in how else bytes(how["size"]))
    for at, mask in how.get("flip", ()):
        data[at] ^= mask
    for at, part in [*how.get("parts", ()), *how.get("put", ())]:
        data[at : at + len(part) // 2] = bytes.fromhex(part)
    return bytes(data[: how.get("cut", len(data))])


def randomness(name: str, *, zeros_from: int = 2**32) -> Callable[[int], bytes]:
    """Return a source: the successive bytes of SHAKE-256(name); draws of `zeros_from` bytes or more are zeros."""
    stream, at = hashlib.shake_256(name.encode()).digest(2**16), 0

    def draw(n: int) -> bytes:
        nonlocal at
        if n >= zeros_from:
            return bytes(n)
        at += n
        return stream[at - n : at]

    return draw
