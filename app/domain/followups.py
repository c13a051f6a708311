"""What was promised, asked or begun and has come to no end: which of it is over, and by how many days it is late."""

from collections.abc import Callable, Mapping

from app.domain.fields import Value
from app.domain.moment import parse_moment

Fields = Mapping[str, Value]
ENDED = ("done", "refused", "lapsed", "note")
STOPPED = ("stopped", "not_possible")


def undertaking_over(fields: Fields) -> bool:
    """Return whether nothing more is due of a promise, task or recommendation; what is done in part still is."""
    status = fields.get("status")
    return status in ENDED or (bool(fields.get("outcome")) and status != "partly")


def meeting_over(fields: Fields) -> bool:
    """Return whether a meeting has its outcome."""
    return bool(fields.get("outcome"))


def intervention_over(fields: Fields) -> bool:
    """Return whether an intervention was answered, or will not be."""
    return "response" in fields or fields.get("status") in STOPPED


FOLLOWED: Mapping[str, tuple[str, Callable[[Fields], bool]]] = {
    "undertaking": ("due", undertaking_over),
    "meeting": ("follow_up_on", meeting_over),
    "intervention": ("follow_up_on", intervention_over),
}
"""Kinds that are followed up: the field that says until when, and whether it is over."""


def overdue(kind: str, fields: Fields, today: int) -> int | None:
    """Return by how many days a record of a kind is late on a day (an ordinal), or None where it is not.

    A month counts as late once it is over.
    """
    if kind not in FOLLOWED:
        return None
    name, over = FOLLOWED[kind]
    text = fields.get(name)
    if not text or over(fields):
        return None
    days = today - parse_moment(str(text)).last_day
    return days if days > 0 else None
