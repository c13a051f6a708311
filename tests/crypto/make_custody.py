"""Make the vectors of the lines of custody in a report."""

from typing import Any

from crypto import custody
from crypto.cbor_schema import to_encodable
from crypto.encoding import encode
from crypto.signing import SigningKey


def custody_lines(
    key: SigningKey, body: dict[int | str, Any], one: bytes, two: bytes, heads: list[bytes], later: bytes
) -> list[Any]:
    """Lines of one item in a report: whole, with others between, bent, of another item, in reverse, of a newer app."""
    item, line, kind = b"\x01" * 16, custody.ShownLine, "custody lines"
    shown = custody.show_lines(key, item, [line(heads[0], one), line(heads[1], two)])
    bent, other = [shown.lines[0], line(b"\x02" * 32, two)], custody.show_lines(key, bytes(16), shown.lines)
    last = {"fields": {"last": 2}}
    return [
        (kind, kind, shown.encode(), "opens", last),
        (f"{kind} with others between", kind, custody.show_lines(key, item, bent[1:]).encode(), "opens", last),
        (f"{kind} with a bent link", kind, custody.show_lines(key, item, bent).encode(), "CannotOpen", {}),
        (f"{kind} of another item", kind, other.encode(), "CannotOpen", {}),
        (f"{kind} in reverse", kind, custody.show_lines(key, item, shown.lines[::-1]).encode(), "CannotOpen", {}),
        (f"{kind} with an action to come", kind, custody.show_lines(key, item, [line(bytes(32), later)]).encode(),
         "NeedsNewerApp", {}),
        (f"body with {kind}", "body", encode({**body, 65: [to_encodable(shown)]}), "opens",
         {"fields": {"profile": "full"}}),
    ]  # fmt: skip
