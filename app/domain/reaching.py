"""Which way to somebody is tried first: what every list, board and paper asks of a channel."""

from collections.abc import Mapping

from app.domain.fields import Value

LAST = 100
"""The place of a channel that has none; those that have one go up to 99."""
FAILS = "fails"


def order(fields: Mapping[str, Value]) -> int:
    """Return the place of a channel among those of its contact."""
    given = fields.get("order")
    return given if isinstance(given, int) else LAST


def works(fields: Mapping[str, Value]) -> bool:
    """Return whether nobody found that it does not work."""
    return fields.get("test_result") != FAILS


def for_urgent(fields: Mapping[str, Value]) -> bool | None:
    """Return whether a channel is for what is urgent; False where nothing is said, None where it is for others."""
    uses = fields.get("for")
    if not isinstance(uses, list) or not uses:
        return False
    return True if "urgent" in uses else None
