"""Make the vectors of the lines of custody in a report."""

from typing import Any

from attrs import evolve

from crypto import custody
from crypto.cbor_schema import to_encodable
from crypto.encoding import encode
from crypto.signing import SigningKey


def custody_lines(key: SigningKey, body: dict[int | str, Any], one: bytes, two: bytes, later: bytes) -> list[Any]:
    """Lines of one item in a report: whole, one of two, of another item, in reverse, too late, of a newer app."""
    item, kind = b"\x01" * 16, "custody lines"
    shown = custody.show_lines(key, item, [one, two])
    late = evolve(custody.parse_entry(one), at=custody.LATEST + 1).encode()
    last = {"fields": {"last": 2}}

    def lines(*rows: bytes) -> bytes:
        return custody.show_lines(key, item, rows).encode()

    return [
        (kind, kind, shown.encode(), "opens", last),
        (f"{kind} with others hidden", kind, lines(two), "opens", last),
        (f"{kind} of another item", kind, custody.show_lines(key, bytes(16), shown.lines).encode(), "CannotOpen", {}),
        (f"{kind} in reverse", kind, lines(two, one), "CannotOpen", {}),
        (f"{kind} too late", kind, lines(late), "CannotOpen", {}),
        (f"{kind} with an action to come", kind, lines(later), "NeedsNewerApp", {}),
        (f"body with {kind}", "body", encode({**body, 65: [to_encodable(shown)]}), "opens",
         {"fields": {"profile": "full"}}),
    ]  # fmt: skip
