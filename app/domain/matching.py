"""Match offers of support with requests: the same kind, place, language and time. Pure.

Kind, place, language and time must overlap; if one side has no place or language, any matches. An offer for a wider
area meets a request inside it; an offer for a part of the area is a partial match. A partial match names its missing
parts. Closed or expired sides, two sides of the same person, and a match that one side refused are never proposed.
"""

from collections.abc import Mapping, Sequence

from attrs import frozen

from app.domain.areas import WORDS, AreaTree, key
from app.domain.coverage import words
from app.domain.fields import Value
from app.domain.moment import first_day, last_day

KIND, ROOM, DAYS, AREA = "kind", "room", "days", "area"
"""The parts that a match can miss: a kind of support, room for all, some of the time, a part of the area."""


@frozen
class MatchSide:
    """An offer or a request: its id, the ids of its source, its fields, and the ids that it must not match."""

    id: bytes
    by: frozenset[bytes]
    fields: Mapping[str, Value]
    refused: frozenset[bytes] = frozenset()

    def is_open(self, today: int) -> bool:
        """Return True if the offer or request is open and its last day is not over."""
        over = last_day(self.fields.get("date_end"))
        return self.fields.get("status", "open") == "open" and (over is None or over >= today)


@frozen
class Match:
    """An offer that meets a request: the shared kinds, places and languages (empty: any), and the missing parts."""

    offer: MatchSide
    request: MatchSide
    kinds: tuple[str, ...]
    areas: tuple[str, ...]
    languages: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def urgent(self) -> bool:
        """Return True if the request needs support within days."""
        return bool(self.request.fields.get("urgent"))


def matches(sides: Sequence[MatchSide], today: int, tree: AreaTree = WORDS) -> tuple[Match, ...]:
    """Return the matches: urgent ones first, then those with fewest missing parts, then those with most kinds."""
    here = [side for side in sides if side.is_open(today)]
    offers, requests = ([side for side in here if side.fields.get("side") == name] for name in ("offer", "request"))
    found = [match for request in requests for offer in offers if (match := match_of(offer, request, tree))]
    return tuple(sorted(found, key=lambda m: (not m.urgent, len(m.missing), -len(m.kinds), m.request.id, m.offer.id)))


def match_of(offer: MatchSide, request: MatchSide, tree: AreaTree = WORDS) -> Match | None:
    """Return the match of an offer and a request, or None."""
    if offer.by & request.by or offer.id in request.refused or request.id in offer.refused:
        return None
    wanted = words(request.fields.get("kind"))
    kinds = tuple(kind for kind in wanted if kind in words(offer.fields.get("kind")))
    areas, whole = _areas(offer, request, tree)
    languages, days = _common(offer, request, "languages"), _days(offer, request)
    if not kinds or areas is None or languages is None or days is None:
        return None
    missing = [KIND] if len(kinds) < len(set(wanted)) else []
    missing += [ROOM] if not _has_room(offer, request) else []
    missing += [DAYS] if not days else []
    missing += [AREA] if not whole else []
    return Match(offer, request, kinds, areas, languages, tuple(missing))


def _areas(offer: MatchSide, request: MatchSide, tree: AreaTree) -> tuple[tuple[str, ...] | None, bool]:
    """Return the areas that both have, as `_common`, and False if the offer is only for parts of them."""
    wanted, given = words(request.fields.get("area")), words(offer.fields.get("area"))
    if not wanted or not given:
        return (), True
    inside = tuple(word for word in wanted if any(tree.covers(wide, word) for wide in given))
    parts = tuple(word for word in given if any(tree.covers(wide, word) for wide in wanted))
    return inside or parts or None, bool(inside)


def _common(offer: MatchSide, request: MatchSide, field: str) -> tuple[str, ...] | None:
    """Return the words that both have: empty if one side is empty, None if all words differ."""
    wanted, given = words(request.fields.get(field)), words(offer.fields.get(field))
    if not wanted or not given:
        return ()
    known = {key(word) for word in given}
    return tuple(word for word in wanted if key(word) in known) or None


def _has_room(offer: MatchSide, request: MatchSide) -> bool:
    room, needed = offer.fields.get("capacity"), request.fields.get("capacity")
    return not isinstance(room, int) or not isinstance(needed, int) or room >= needed


def _days(offer: MatchSide, request: MatchSide) -> bool | None:
    """Return True if the offer covers all days of the request, False for a part, None if all differ."""
    far = 1 << 40
    begins, ends = (
        [first_day(side.fields.get("date_start")) or 0 for side in (offer, request)],
        [last_day(side.fields.get("date_end")) or far for side in (offer, request)],
    )
    if max(begins) > min(ends):
        return None
    return begins[0] <= begins[1] and ends[0] >= ends[1]
