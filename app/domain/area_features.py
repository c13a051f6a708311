"""Read areas from GeoJSON (RFC 7946): names, codes and levels by the property names of common files. Pure.

Known are COD-AB of the United Nations (`ADM2_EN`, `ADM2_PCODE`), geoBoundaries (`shapeName`, `shapeType`), GADM
(`NAME_2`, `GID_2`), OpenStreetMap (`name`, `admin_level`), and the fields of an area. Positions are degrees, the
longitude first. Errors: InputRefused.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping

from attrs import frozen

from app.domain.areas import LEVELS
from app.errors import InputRefused

MOST_BYTES, MOST_BRACKETS = 64 << 20, 4_000_000
"""Limits of a file: its bytes, and its lists and objects: this number fills 500 MB of memory."""
DEGREE_KM = 111.195
"""Kilometres of one degree on the mean Earth."""
_NAME = re.compile(r"adm(?:in)?(\d)_?(?:ref|alt\d?)?_?(?:name)?\d?_?(?:[a-z]{2})?|(?:var|nl_)?name_(\d)")
_CODE = re.compile(r"adm(?:in)?(\d)_?p?code|gid_(\d)")
_OTHER_NAME = re.compile(r"name|shapename|name[:_][a-z]{2}|(?:alt|int|local|official)_name|other_names")
_OTHER_CODES = ("code", "pcode", "shapeiso", "iso3166-2", "iso_3166_2", "iso3166-1", "shapeid")
_COUNTRIES = ("shapegroup", "iso_a2", "adm0_a3", "iso3", "country_code")
_GEOMETRY = {"type", "coordinates", "bbox"}
_OSM = {"2": 0, "3": 1, "4": 1, "5": 2, "6": 2}
"""The position in LEVELS of each `admin_level` of OpenStreetMap; those after it are localities."""


@frozen
class AreaStep:
    """One area in a feature: its level, its names, the first one to show, and its code if the file has one."""

    level: str
    names: tuple[str, ...]
    code: str = ""


@frozen
class AreaFeature:
    """One feature: its number in the file, its area and those around it, the widest first; None if it has no name.

    `point` is the middle in degrees, the latitude first, and the kilometres to the farthest point.
    """

    number: int
    steps: tuple[AreaStep, ...]
    point: tuple[float, ...] = ()


def read_features(data: bytes, level: str = "") -> list[AreaFeature]:
    """Return the features; `level` is that of areas in a file without one. Raises InputRefused with one sentence."""
    if len(data) > MOST_BYTES or data.count(b"[") + data.count(b"{") > MOST_BRACKETS:
        raise InputRefused("This file is too large for a list of areas.", "Nothing was saved. Load a simplified file.")
    try:
        read = json.loads(data.decode("utf-8-sig"), object_hook=_shrink)
    except (ValueError, TypeError, RecursionError):
        raise InputRefused("This file is no complete GeoJSON.", "Nothing was saved. Get the file again.") from None
    rows = read.get("features") if isinstance(read, dict) and read.get("type") == "FeatureCollection" else None
    if not isinstance(rows, list) or not rows:
        raise InputRefused("This file has no areas.", "Nothing was saved. Load a GeoJSON FeatureCollection.")
    found = [row if isinstance(row, dict) and row.get("type") == "Feature" else {} for row in rows]
    said = [_read(row.get("properties")) for row in found]
    osm = any(len(one.get("admin_level", "")) > 1 or one.get("admin_level", "") > "3" for one in said)
    points = [row.get("geometry") for row in found]
    return [
        AreaFeature(number, tuple(_list_steps(one, level, osm)), point if isinstance(point, tuple) else ())
        for number, (one, point) in enumerate(zip(said, points, strict=True), 1)
    ]


def _shrink(found: dict[str, object]) -> object:
    """Return an object; for a geometry only its middle and radius, so that outlines do not fill the memory."""
    positions = list(_iterate_positions(found.get("coordinates"))) if found.keys() <= _GEOMETRY else []
    if not positions:
        return found
    north, east = zip(*positions, strict=True)
    if max(east) - min(east) > 180:  # on both sides of the line of 180 degrees
        east = tuple(one % 360 for one in east)
    y, x = (min(north) + max(north)) / 2, (min(east) + max(east)) / 2
    narrow = math.cos(math.radians(y))
    far = max(math.hypot(one - y, (other - x) * narrow) for one, other in zip(north, east, strict=True))
    return round(y, 5), round((x + 180) % 360 - 180, 5), round(far * DEGREE_KM, 1)


def _iterate_positions(value: object) -> Iterator[tuple[float, float]]:
    """Yield the latitude and the longitude of each position; Python limits the depth."""
    if not isinstance(value, list) or not value:
        return
    if isinstance(value[0], list):
        for one in value:
            yield from _iterate_positions(one)
        return
    east, north = (float(one) for one in value[:2])
    if not (abs(east) <= 180 and abs(north) <= 90):
        raise InputRefused("The positions in this file are not in degrees.", "Nothing was saved. Export it as WGS 84.")
    yield north, east


def _read(properties: object) -> dict[str, str]:
    """Return the properties with text or a whole number, by their names in small letters."""
    rows = properties.items() if isinstance(properties, dict) else ()
    said = {key.casefold(): " ".join(str(value).split()) for key, value in rows if isinstance(value, str | int)}
    return {key: value for key, value in said.items() if value and not (value == "NA" and "name" in key)}


def _list_steps(said: Mapping[str, str], level: str, osm: bool) -> Iterator[AreaStep]:
    names, codes = dict[int, list[str]](), dict[int, str]()
    for key, value in said.items():
        if (match := _NAME.fullmatch(key)) and not value.isdigit():
            names.setdefault(int(match[1] or match[2]), []).extend(value.split("|"))
        elif match := _CODE.fullmatch(key):
            codes.setdefault(int(match[1] or match[2]), value)
    if country := next((said[key] for key in _COUNTRIES if key in said), ""):
        codes.setdefault(0, country)
    own, finest = max(names, default=0), len(LEVELS)
    if not own and (keys := sorted(filter(_OTHER_NAME.fullmatch, said), key=lambda key: key[-4:] != "name")):
        own, finest = 9, LEVELS.index(level or _find_level(said, osm))
        names[own] = [part.strip() for key in keys for part in re.split("[;|]", said[key])]
        codes[own] = next((said[key] for key in _OTHER_CODES if key in said), "")
    for step in (0, 1, 2, own) if own > 2 else range(own + 1):
        at = finest if step == 9 else min(step, 3)
        if names and (step in names or (step == 0 and step in codes)) and (step == own or at < finest):
            yield AreaStep(LEVELS[at], tuple(dict.fromkeys(names.get(step) or [codes[step]])), codes.get(step, ""))


def _find_level(said: Mapping[str, str], osm: bool) -> str:
    """Return the level of a feature; a file with only small numbers as `admin_level` can mean both ways to count."""
    number = re.fullmatch(r"adm(?:in)?(\d)", said.get("shapetype", "").casefold())
    if said.get("level") in LEVELS:
        return said["level"]
    if number is None and not (osm and "admin_level" in said):
        raise InputRefused("The file does not clearly say the levels of its areas.", "Nothing was saved. Add --level.")
    return LEVELS[min(int(number[1]), 3) if number else _OSM.get(said["admin_level"], 3)]
