"""Routes for maps: well formed whatever a place is called, and no more exact than the place says it is."""

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from app.exchange.route import Waypoint, round_waypoint, write_gpx, write_kml

POINTS = st.lists(
    st.builds(Waypoint, st.text(), st.floats(-90, 90, allow_nan=False), st.floats(-180, 180, allow_nan=False)),
    max_size=4,
)


@given(st.text(), POINTS)
def test_both_formats_are_well_formed_and_hold_each_point(title: str, points: list[Waypoint]) -> None:
    kml = ElementTree.fromstring(write_kml(title, points))
    gpx = ElementTree.fromstring(write_gpx(title, points))
    assert len(kml.findall(".//{*}Point")) == len(points) == len(gpx.findall(".//{*}rtept"))


def test_a_place_is_shown_no_more_exactly_than_it_says() -> None:
    shown = {
        name: round_waypoint("x", 12.345678, -98.765432, name) for name in ("exact", "village", "district", "province")
    }
    assert [point and point.latitude for point in shown.values()] == [12.3457, 12.35, 12.3, 12.0]
    assert round_waypoint("x", 12.3, 4.5, "hidden") is None and round_waypoint("x", None, 4.5, "exact") is None
