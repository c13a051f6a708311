"""Round places by audience; homes are never shown, and other places only with consent (domain.md 8)."""

from collections.abc import Mapping

from attrs import frozen

from app.domain.record import Record

HOME = "home"
"""A kind of place whose point is never shown."""
STEPS: Mapping[str, float] = {"internal": 0.01, "court": 0.01, "network": 0.1, "authority": 0.1}
"""Degrees by profile: a village (some 1 km), or 0.1 degree (some 11 km). Other profiles show no point."""


@frozen
class RoundedPlace:
    """A place for an audience, in degrees; the true place is within half of `step` each way."""

    longitude: float
    latitude: float
    step: float


def point(place: Record, profile: str) -> RoundedPlace | None:
    """Return the place, rounded for an audience, or None if it is secret or unknown."""
    latitude, longitude, step = place.fields.get("latitude"), place.fields.get("longitude"), STEPS.get(profile)
    if place.fields.get("kind") == HOME or step is None:
        return None
    if not isinstance(latitude, int | float) or not isinstance(longitude, int | float):
        return None
    return RoundedPlace(round_degrees(longitude, step), round_degrees(latitude, step), step)


def round_degrees(degrees: float, step: float) -> float:
    """Return the middle of the cell of a coordinate: every point of a cell gives the same."""
    return round(round(degrees / step) * step, 6) + 0.0
