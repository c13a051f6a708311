"""Find open promises, meetings and interventions, and the number of days that each is late."""

from collections.abc import Callable, Mapping

from app.domain.fields import Value
from app.domain.moment import parse_moment

Fields = Mapping[str, Value]
ENDED = ("done", "refused", "lapsed", "note")
STOPPED = ("stopped", "not_possible")


def undertaking_over(fields: Fields) -> bool:
    """Return True if a promise, task or recommendation needs no more work; a partly done one still does."""
    status = fields.get("status")
    return status in ENDED or (bool(fields.get("outcome")) and status != "partly")


def meeting_over(fields: Fields) -> bool:
    """Return True if a meeting has its outcome."""
    return bool(fields.get("outcome"))


def intervention_over(fields: Fields) -> bool:
    """Return True if an intervention was answered or will not be answered."""
    return "response" in fields or fields.get("status") in STOPPED


FOLLOWED: Mapping[str, tuple[str, Callable[[Fields], bool]]] = {
    "undertaking": ("due", undertaking_over),
    "meeting": ("follow_up_on", meeting_over),
    "intervention": ("follow_up_on", intervention_over),
}
"""Kinds with a follow-up: the field with the due date, and the function that tells if it is over."""


def count_overdue_days(kind: str, fields: Fields, today: int) -> int | None:
    """Return the number of days that a record is late on `today` (an ordinal), or None if it is in time.

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
