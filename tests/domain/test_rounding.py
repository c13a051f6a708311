"""How exactly a place is told: every point of a cell gives the same, and nothing of a home."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.record import Record
from app.domain.rounding import STEPS, point, round_degrees


def place(**fields: object) -> Record:
    return Record(bytes(16), "place", "PL-AAAAA", {"latitude": -2.512345, "longitude": 10.498765, **fields})  # type: ignore[dict-item]


def test_each_audience_sees_its_own_cell_and_the_public_none() -> None:
    told = {name: point(place(), name) for name in (*STEPS, "public", "unheard")}
    assert {name: (one.longitude, one.latitude) for name, one in told.items() if one} == {
        "internal": (10.5, -2.51), "court": (10.5, -2.51), "network": (10.5, -2.5), "authority": (10.5, -2.5),
    }  # fmt: skip


@pytest.mark.parametrize("fields", [{"kind": "home"}, {"latitude": None}, {"longitude": "10"}])
def test_a_home_and_what_has_no_coordinates_are_no_point(fields: dict[str, object]) -> None:
    assert all(point(place(**fields), name) is None for name in STEPS)


@given(st.floats(-180, 180), st.floats(-0.49, 0.49), st.sampled_from([0.01, 0.1]))
def test_the_exact_point_is_not_in_what_is_told(degrees: float, within: float, step: float) -> None:
    told = round_degrees(degrees, step)
    assert abs(told - degrees) <= step / 2 + 1e-6
    assert round_degrees(told + within * step, step) == told and len(f"{told:.6f}".rstrip("0").split(".")[1]) <= 2
