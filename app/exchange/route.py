"""Write a route as KML 2.2 and GPX 1.1 for offline map programs: points in order, and a line."""

import re
from collections.abc import Sequence
from html import escape

from attrs import frozen

DECIMALS = {"exact": 4, "village": 2, "district": 1, "province": 0}
"""Decimals of a degree by the stated precision of a place; with any other precision there is no point on a map."""
_UNSEEN = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@frozen
class Waypoint:
    """One point: its name, and its latitude and longitude in degrees, north and east positive."""

    name: str
    latitude: float
    longitude: float


def round_waypoint(name: str, latitude: object, longitude: object, precision: str) -> Waypoint | None:
    """Return a place as a point of its stated precision. A place without a position, or too vague, is None."""
    decimals = DECIMALS.get(precision)
    numbers = isinstance(latitude, (int, float)) and isinstance(longitude, (int, float))
    if decimals is None or not numbers:
        return None
    return Waypoint(name, round(float(str(latitude)), decimals), round(float(str(longitude)), decimals))


def write_kml(title: str, points: Sequence[Waypoint]) -> str:
    """Return a KML document."""
    marks = "".join(
        f"<Placemark><name>{_text(p.name)}</name><Point><coordinates>{p.longitude},{p.latitude}</coordinates></Point>"
        "</Placemark>"
        for p in points
    )
    line = " ".join(f"{p.longitude},{p.latitude}" for p in points)
    way = f"<Placemark><LineString><coordinates>{line}</coordinates></LineString></Placemark>" if points else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        f"<name>{_text(title)}</name>{marks}{way}</Document></kml>\n"
    )


def write_gpx(title: str, points: Sequence[Waypoint]) -> str:
    """Return a GPX document with one route."""
    way = "".join(f'<rtept lat="{p.latitude}" lon="{p.longitude}"><name>{_text(p.name)}</name></rtept>' for p in points)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="" '
        f'xmlns="http://www.topografix.com/GPX/1/1"><rte><name>{_text(title)}</name>{way}</rte></gpx>\n'
    )


def _text(words: str) -> str:
    return escape(_UNSEEN.sub(" ", words))
