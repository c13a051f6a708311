"""The order in which the channels of a contact are tried, for every list, board and paper."""

from collections.abc import Mapping

from app.domain.fields import Value

LAST = 100
"""The position of a channel without one; given positions go up to 99."""
FAILS = "fails"
PHONES = ("phone", "satellite_phone", "sms", "messenger")
"""Kinds of channels with a number that is dialled."""


def order(fields: Mapping[str, Value]) -> int:
    """Return the position of a channel among those of its contact."""
    given = fields.get("order")
    return given if isinstance(given, int) else LAST


def works(fields: Mapping[str, Value]) -> bool:
    """Return True if no test found that the channel fails."""
    return fields.get("test_result") != FAILS


def rank(fields: Mapping[str, Value]) -> tuple[bool, bool, int]:
    """Return the key of a channel for a caller: telephones first, then the own order; failed channels are last."""
    return not works(fields), fields.get("kind") not in PHONES, order(fields)


def for_urgent(fields: Mapping[str, Value]) -> bool | None:
    """Return True if a channel is for urgent use, False if it has no listed use, None if it is only for others."""
    uses = fields.get("for")
    if not isinstance(uses, list) or not uses:
        return False
    return True if "urgent" in uses else None
