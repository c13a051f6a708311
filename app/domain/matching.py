"""Offers of support and requests for it, brought together: the same kind, place, language and time. Pure.

Kind, place, language and time must meet; where one side says nothing of place or language, any will do. What meets in
part is a match too, and it is said what is missing. What is closed, over, of one and the same, or was refused by one of
the two is never proposed.
"""

from collections.abc import Mapping, Sequence

from attrs import frozen

from app.domain.coverage import key, words
from app.domain.fields import Value
from app.domain.moment import first_day, last_day

KIND, ROOM, DAYS = "kind", "room", "days"
"""What may be missing of a match: a kind of support, room for all, a part of the time."""


@frozen
class Side:
    """An offer or a request: its id, who it is from, its fields, and those with whom it is not to be matched."""

    id: bytes
    by: frozenset[bytes]
    fields: Mapping[str, Value]
    refused: frozenset[bytes] = frozenset()

    def is_open(self, today: int) -> bool:
        """Whether it can still be met."""
        over = last_day(self.fields.get("date_end"))
        return self.fields.get("status", "open") == "open" and (over is None or over >= today)


@frozen
class Match:
    """An offer that meets a request: in which kinds, places and languages (empty: any), and what is missing."""

    offer: Side
    request: Side
    kinds: tuple[str, ...]
    areas: tuple[str, ...]
    languages: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def urgent(self) -> bool:
        """Whether it is needed within days."""
        return bool(self.request.fields.get("urgent"))


def matches(sides: Sequence[Side], today: int) -> tuple[Match, ...]:
    """Return what fits, the urgent first, then what lacks nothing, then what meets in most kinds."""
    here = [side for side in sides if side.is_open(today)]
    offers, requests = ([side for side in here if side.fields.get("side") == name] for name in ("offer", "request"))
    found = [match for request in requests for offer in offers if (match := match_of(offer, request))]
    return tuple(sorted(found, key=lambda m: (not m.urgent, len(m.missing), -len(m.kinds), m.request.id, m.offer.id)))


def match_of(offer: Side, request: Side) -> Match | None:
    """Return how an offer meets a request, or None."""
    if offer.by & request.by or offer.id in request.refused or request.id in offer.refused:
        return None
    wanted = words(request.fields.get("kind"))
    kinds = tuple(kind for kind in wanted if kind in words(offer.fields.get("kind")))
    areas, languages = _common(offer, request, "area"), _common(offer, request, "languages")
    days = _days(offer, request)
    if not kinds or areas is None or languages is None or days is None:
        return None
    missing = [KIND] if len(kinds) < len(set(wanted)) else []
    missing += [ROOM] if not _has_room(offer, request) else []
    missing += [DAYS] if not days else []
    return Match(offer, request, kinds, areas, languages, tuple(missing))


def _common(offer: Side, request: Side, field: str) -> tuple[str, ...] | None:
    """Return the words that both have, none where one of them says nothing, and None where they do not meet."""
    wanted, given = words(request.fields.get(field)), words(offer.fields.get(field))
    if not wanted or not given:
        return ()
    known = {key(word) for word in given}
    return tuple(word for word in wanted if key(word) in known) or None


def _has_room(offer: Side, request: Side) -> bool:
    room, needed = offer.fields.get("capacity"), request.fields.get("capacity")
    return not isinstance(room, int) or not isinstance(needed, int) or room >= needed


def _days(offer: Side, request: Side) -> bool | None:
    """Return whether the offer stands all the time that is asked for; None where the two never meet."""
    far = 1 << 40
    begins, ends = (
        [first_day(side.fields.get("date_start")) or 0 for side in (offer, request)],
        [last_day(side.fields.get("date_end")) or far for side in (offer, request)],
    )
    if max(begins) > min(ends):
        return None
    return begins[0] <= begins[1] and ends[0] >= ends[1]
