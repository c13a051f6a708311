"""How exactly a place may be told: rounded by audience, never a home, never without consent (domain.md 8)."""

from collections.abc import Mapping

from attrs import frozen

from app.domain.record import Record

HOME = "home"
"""A kind of place that is told to nobody as a point."""
STEPS: Mapping[str, float] = {"internal": 0.01, "court": 0.01, "network": 0.1, "authority": 0.1}
"""Degrees by profile: a village (some 1 km), or 0.1 degree (some 11 km). Where none stands, no point is told."""


@frozen
class Point:
    """A place as it may be told, in degrees; `step` says how far it may be moved: half of it each way."""

    longitude: float
    latitude: float
    step: float


def point(place: Record, profile: str) -> Point | None:
    """Return where a place is, rounded for an audience; None where that is not told or not known."""
    latitude, longitude, step = place.fields.get("latitude"), place.fields.get("longitude"), STEPS.get(profile)
    if place.fields.get("kind") == HOME or step is None:
        return None
    if not isinstance(latitude, int | float) or not isinstance(longitude, int | float):
        return None
    return Point(rounded(longitude, step), rounded(latitude, step), step)


def rounded(degrees: float, step: float) -> float:
    """Return the middle of the cell that a coordinate is in: every point of a cell gives the same."""
    return round(round(degrees / step) * step, 6) + 0.0
